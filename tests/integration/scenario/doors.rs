//! What a scenario expects of the front channel: what was opened, who came, and what was taken.

use grantty::flow::Event;
use serde_json::Value;
use toml::Table;

use super::provider::json_of;
use super::world::ScriptedWorld;

/// Everything that differs, as sentences.
pub fn differences(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = world.front.wrong.clone();
    wrong.extend(opened(expect, world));
    wrong.extend(visitors(expect, world));
    wrong.extend(taken(expect, world));
    wrong.extend(signed(expect, world));
    wrong.extend(replies(expect, world));
    wrong.extend(backchannel(expect, world));
    wrong
}

fn opened(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let addresses: Vec<&str> = world.front.opened.iter().map(|(url, _)| url.as_str()).collect();
    let count = expect.get("opened").map(|count| count.as_integer().expect("a number"));
    if count.is_some_and(|count| i64::try_from(addresses.len()) != Ok(count)) {
        wrong.push(format!("{} addresses were opened", addresses.len()));
    }
    let has = |part: &String| addresses.iter().any(|address| address.contains(part.as_str()));
    for part in super::strings(expect.get("address")).iter().filter(|part| !has(part)) {
        wrong.push(format!("no opened address has {part:?}: {addresses:?}"));
    }
    for part in super::strings(expect.get("never_opened")).iter().filter(|part| has(part)) {
        wrong.push(format!("an opened address has {part:?}: {addresses:?}"));
    }
    wrong
}

fn visitors(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let Some(expected) = expect.get("visits") else { return Vec::new() };
    let came = world.events.iter().filter_map(|(_, event)| match event {
        Event::Visited { visit, .. } => Some(visit.phrase()),
        _ => None,
    });
    let came: Vec<&str> = came.collect();
    let line = |(phrase, times): (&str, usize)| match times {
        1 => phrase.to_owned(),
        _ => format!("{phrase} ×{times}"),
    };
    let lines: Vec<String> = runs(&came).into_iter().map(line).collect();
    if super::strings(Some(expected)) == lines { Vec::new() } else { vec![format!("visits are {lines:?}")] }
}

/// What the visitors got, and how often the person was asked.
fn replies(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let mut wrong = Vec::new();
    let got = world.events.iter().filter_map(|(_, event)| match event {
        Event::Visited { visit, .. } => Some(i64::from(visit.status)),
        _ => None,
    });
    let got: Vec<i64> = got.collect();
    if let Some(wish) = expect.get("replies").map(|wish| wish.as_array().expect("statuses"))
        && *wish != got.iter().copied().map(toml::Value::from).collect::<Vec<_>>()
    {
        wrong.push(format!("replies are {got:?}"));
    }
    let asked = world.events.iter().filter(|(_, event)| matches!(event, Event::Asked(_))).count();
    if expect.get("questions").is_some_and(|wish| wish.as_integer() != i64::try_from(asked).ok()) {
        wrong.push(format!("the person was asked {asked} times"));
    }
    wrong
}

/// What a person is shown who waits for an approval elsewhere.
fn backchannel(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let Some(expected) = expect.get("backchannel").map(|table| table.as_table().expect("a table")) else {
        return Vec::new();
    };
    let shown = world.events.iter().find_map(|(_, event)| match event {
        Event::Backchannel(backchannel) => Some(backchannel),
        _ => None,
    });
    let Some(shown) = shown else { return vec!["nothing was asked of anybody".to_owned()] };
    let value = |name: &str| match name {
        "binding_message" => shown.binding_message.clone().unwrap_or_default(),
        "delivery" => shown.delivery.name().to_owned(),
        "signed" => shown.signed.to_string(),
        "expires_in" => shown.authentication.pace.expires_in.as_secs().to_string(),
        "interval" => shown.authentication.pace.interval.as_secs().to_string(),
        hint => {
            let is_it = |(name, _): &&(String, grantty::protocol::exchange::Value)| name == hint;
            shown.hint.as_ref().filter(is_it).map(|(_, value)| value.reveal().to_owned()).unwrap_or_default()
        }
    };
    expected
        .iter()
        .filter(|(name, wish)| value(name) != wish.as_str().expect("text"))
        .map(|(name, wish)| format!("the approval should have {name} {wish}, it has {:?}", value(name)))
        .collect()
}

/// The same several times over, counted.
fn runs<'p>(phrases: &[&'p str]) -> Vec<(&'p str, usize)> {
    phrases.chunk_by(|a, b| a == b).map(|same| (same[0], same.len())).collect()
}

/// The parameters that were judged.
fn taken(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let Some(expected) = expect.get("callback").map(|table| table.as_table().expect("a table")) else {
        return Vec::new();
    };
    let came = world.events.iter().find_map(|(_, event)| match event {
        Event::Callback(parameters) => Some(parameters),
        _ => None,
    });
    let Some(came) = came else { return vec!["no answer was taken".to_owned()] };
    let value = |name: &str| came.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.reveal());
    let differs = |name: &str, wish: &str| value(name) != wish;
    expected
        .iter()
        .filter(|(name, wish)| differs(name, wish.as_str().expect("text")))
        .map(|(name, wish)| format!("the answer should have {name} {wish}, it has {:?}", value(name)))
        .collect()
}

/// The claims of what was signed.
fn signed(expect: &Table, world: &ScriptedWorld) -> Vec<String> {
    let Some(expected) = expect.get("request_object").map(|table| table.as_table().expect("a table")) else {
        return Vec::new();
    };
    let Some(claims) = world.request_objects().next_back() else { return vec!["nothing was signed".to_owned()] };
    let wanted = |value: &toml::Value| if value.as_str() == Some("") { Value::Null } else { json_of(value) };
    expected
        .iter()
        .filter(|(name, value)| claims[name.as_str()] != wanted(value))
        .map(|(name, value)| format!("the request object should have {name} {value}, it is {claims}"))
        .collect()
}
