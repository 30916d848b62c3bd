//! What a scenario expects of a run's pace, of what a person was shown, and of how the end is explained.

use std::time::Duration;

use grantty::flow::{Event, Prompt};
use grantty::record::Run;
use toml::Table;

use super::provider::number;
use super::world::ScriptedWorld;

/// Everything that differs, as sentences.
pub fn differences(expect: &Table, run: &Run, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = times(expect, world);
    let refused = world.events.iter().filter(|(_, event)| matches!(event, Event::TooSoon { .. })).count();
    let too_soon = expect.get("too_soon").and_then(toml::Value::as_integer);
    if too_soon.is_some_and(|count| i64::try_from(refused) != Ok(count)) {
        wrong.push(format!("{refused} presses were too soon"));
    }
    if let Some(part) = expect.get("why").and_then(toml::Value::as_str) {
        let explained = grantty::explain::outcome(run);
        let sentence = format!("{} {} {}", explained.whose, explained.why, explained.next);
        if !sentence.contains(part) {
            wrong.push(format!("the explanation should say {part:?}: {sentence}"));
        }
    }
    if let Some(shown) = expect.get("prompt").and_then(toml::Value::as_table) {
        wrong.extend(shown.iter().filter_map(|(name, value)| prompted(name, value, run.prompt.as_ref())));
    }
    wrong
}

/// The interval after each `slow_down`, and when the run ended, counted from the codes.
fn times(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let slowed = world.events.iter().filter_map(|(_, event)| match event {
        Event::SlowedDown { to, .. } => Some(to.as_secs_f64()),
        _ => None,
    });
    let ended = world.events.last().map(|(now, _)| now.mono.saturating_sub(world.prompted.unwrap_or(Duration::ZERO)));
    let ended = ended.map(|time| time.as_secs_f64()).into_iter();
    let mut wrong = Vec::new();
    for (name, came) in [("slowed", slowed.collect::<Vec<f64>>()), ("ended", ended.collect())] {
        let Some(wish) = expect.get(name) else { continue };
        let list = wish.as_array().cloned().unwrap_or_else(|| vec![wish.clone()]);
        let expected: Vec<f64> = list.iter().map(|one| number(one).expect("seconds")).collect();
        if expected.len() != came.len() || expected.iter().zip(&came).any(|(a, b)| (a - b).abs() > 0.011) {
            wrong.push(format!("{name} is {came:?}"));
        }
    }
    wrong
}

/// One member of the prompt, an empty text for one that is not offered.
fn prompted(name: &str, wish: &toml::Value, prompt: Option<&Prompt>) -> Option<String> {
    let codes = &prompt.expect("a prompt").authorization;
    let came = match name {
        "user_code" => codes.user_code.clone(),
        "verification_uri" => codes.verification_uri.as_ref().map(|uri| uri.text.clone()).unwrap_or_default(),
        "verification_uri_complete" => {
            codes.verification_uri_complete.as_ref().map(|uri| uri.text.clone()).unwrap_or_default()
        }
        "expires_in" => codes.pace.expires_in.as_secs().to_string(),
        "interval" => codes.pace.interval.as_secs().to_string(),
        other => panic!("a prompt has no {other:?}"),
    };
    let wish = wish.as_str().expect("text");
    (came != wish).then(|| format!("the prompt should have {name} {wish:?}, it has {came:?}"))
}
