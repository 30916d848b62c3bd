//! From findings and answers to causes and next steps: what is wrong, whose it is, what to do now.
//!
//! Pure. The sentences and the conditions under which one of them fits are data, in `assets/faults/`; here is only
//! how evidence is gathered from a run and how the fitting rule is found.

mod backchannel;
mod beside;
pub mod claims;
mod credential;
mod ending;
mod evidence;
mod fact;
mod front;
mod inspected;
mod message;
mod metadata;
mod presented;
mod proof;
mod redemption;
mod rules;
mod sent;
#[cfg(test)]
mod tests;

pub use ending::outcome;
pub use message::message;
pub use rules::Leg;

use evidence::Evidence;
use fact::Fact;
use rules::{Advice, Key, RULES, Rule};

use crate::profile::Flow;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::text;
use crate::record::{Row, Run, Wording, Words};

/// A cause, its owner and the next step, each a sentence or two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What is wrong.
    pub why: String,
    /// On whose side it is: `provider`, `client`, `profile`, `user`, `network`, `clock` or `grantty`.
    pub whose: &'static str,
    /// What to do now, with the keys of the screen.
    pub next: String,
}

/// Longer pieces of foreign text are cut: a sentence is for reading, the wire view has the rest.
const LONGEST: usize = 240;

/// Subjects that no request and its answer show: they come through the browser, or to the notification endpoint.
const OF_NO_EXCHANGE: [&str; 6] = ["authorization", "jarm", "logout", "loopback", "notification", "paste"];

/// Explains a row that warned or failed.
pub fn finding(finding: &Finding) -> Option<Explanation> {
    advice(finding, false).map(Advice::with_keys)
}

/// The same with what the run shows: a token that somebody pasted is another matter than one that a provider sent.
pub fn row(run: &Run, row: &Row) -> Option<Explanation> {
    row_advice(run, row).map(Advice::with_keys)
}

/// What is said about a row of a run: no exchange shows what is about none.
fn row_advice(run: &Run, row: &Row) -> Option<Advice> {
    let mut advice = advice(&row.finding, run.flow == Flow::Inspect)?;
    if row.exchange.is_none() {
        advice.keys.retain(|key| *key != Key::Wire);
    }
    Some(advice)
}

/// The sentences of a run's report, for readers without a keyboard.
pub fn wording(run: &Run) -> Wording {
    let row = if run.flow == Flow::Inspect { inspected_words } else { words };
    Wording { message: message(run), end: ending::told(run).without_keys(), row }
}

/// [`finding`] for readers without a keyboard.
pub fn words(finding: &Finding) -> Option<Words> {
    advice(finding, false).map(Advice::without_keys)
}

/// The same about a token that was looked into.
fn inspected_words(finding: &Finding) -> Option<Words> {
    advice(finding, true).map(Advice::without_keys)
}

/// Explains an OAuth error code at the endpoint it came from.
pub fn error(code: &str, leg: Leg) -> Explanation {
    error_advice(code, &Evidence::at(leg)).with_keys()
}

fn advice(finding: &Finding, is_looked_into: bool) -> Option<Advice> {
    if !matches!(finding.verdict, Verdict::Warn | Verdict::Fail) {
        return None;
    }
    let check = finding.check;
    if check.id == "authorization.error" && finding.verdict == Verdict::Fail {
        return Some(beside::row(&finding.observed));
    }
    let (subject, rule) = check.id.split_once('.').unwrap_or((check.id, ""));
    let found = RULES.check(subject, rule).unwrap_or(&RULES.general.unknown_check);
    let mut evidence = Evidence {
        verdict: Some(finding.verdict),
        observed: finding.observed.clone(),
        expected: finding.expected.clone(),
        ..Evidence::default()
    };
    evidence.note(is_looked_into || inspected::ALWAYS.contains(&subject), Fact::Inspected);
    let answer = answer_of(subject);
    evidence.say("Answer", &capitalized(&answer));
    evidence.say("answer", &answer);
    evidence.say("observed", &finding.observed);
    evidence.say("expected", &finding.expected);
    evidence.say("title", check.title);
    evidence.say("clause", check.spec.clause);
    let mut advice = found.advise(&evidence);
    if let Some(leg) = refusing(check.id)
        && !found.has_variant_for(&evidence)
    {
        advice = refused(leg, &advice, &finding.observed);
    }
    if OF_NO_EXCHANGE.contains(&subject) || evidence.facts.contains(&Fact::Inspected) {
        advice.keys.retain(|key| *key != Key::Wire);
    }
    if evidence.facts.contains(&Fact::Inspected) {
        // A look never stops.
        advice.keys.retain(|key| *key != Key::Past);
    }
    Some(advice)
}

/// The answer of which a check says that it is a refusal.
fn refusing(id: &str) -> Option<Leg> {
    match id {
        "ciba.granted" => Some(Leg::CibaRequest),
        "notification.granted" => Some(Leg::Push),
        _ => None,
    }
}

/// What a refusal leads to, followed by what its code means; the row says the code, and what the provider says to it.
fn refused(leg: Leg, said: &Advice, observed: &str) -> Advice {
    let (code, description) = observed.split_once(": ").unwrap_or((observed, ""));
    let meant = error_advice(code, &Evidence { description: description.to_lowercase(), ..Evidence::at(leg) });
    Advice { why: format!("{} {}", said.why, meant.why), ..meant }
}

/// The rule of a code, with what else the run shows about it.
fn error_advice(code: &str, evidence: &Evidence) -> Advice {
    let is_code = !code.is_empty() && code.bytes().all(|b| matches!(b, b'!' | b'#'..=b'[' | b']'..=b'~'));
    let mut evidence = evidence.clone();
    evidence.say("code", code);
    let general = &RULES.general;
    let is_here = |rule: &Rule| rule.legs.is_empty() || evidence.leg.is_none_or(|leg| rule.legs.contains(&leg));
    let rule = match RULES.errors.get(code) {
        Some(rule) if is_here(rule) => rule,
        Some(_) => &general.elsewhere,
        None if !is_code || code.starts_with(['{', '[']) || code.parse::<f64>().is_ok() => &general.not_a_code,
        None if RULES.elsewhere.iter().any(|known| known == code) => &general.elsewhere,
        None => match nearest(code) {
            Some(nearest) => {
                evidence.say("nearest", nearest);
                &general.nearly_registered
            }
            None => &general.unregistered,
        },
    };
    let mut advice = rule.advise(&evidence);
    if matches!(evidence.leg, Some(Leg::Authorization | Leg::Push)) {
        advice.keys.retain(|key| *key != Key::Wire);
    }
    advice
}

/// The registered code that differs in at most two letters.
fn nearest(code: &str) -> Option<&'static str> {
    const FAR: usize = 3;
    let folded: String = code.chars().take(64).collect::<String>().to_ascii_lowercase().replace('-', "_");
    let registered = RULES.errors.iter().filter(|(_, rule)| !rule.vendor).map(|(known, _)| known);
    let distances = registered.map(|known| (strsim::damerau_levenshtein(known, &folded), known.as_str()));
    distances.min().filter(|(distance, _)| *distance < FAR).map(|(_, known)| known)
}

fn answer_of(subject: &str) -> String {
    match subject {
        "discovery" => "the metadata".to_owned(),
        "jwks" => "the key set".to_owned(),
        "device" => "the device authorization answer".to_owned(),
        "par" => "the answer to the pushed request".to_owned(),
        "ciba" => "the answer to the authentication request".to_owned(),
        "notification" => "the notification".to_owned(),
        "id_token" => "the ID Token".to_owned(),
        "jarm" => "the signed answer".to_owned(),
        "jwt" => "the token".to_owned(),
        "access_token" | "logout_token" => format!("the {}", subject.replace('_', " ")),
        "userinfo_jwt" | "introspection_jwt" => format!("the {}", subject.replace("_jwt", " answer")),
        other => format!("the {} answer", other.replace('_', " ")),
    }
}

fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Foreign text as a piece of a sentence: sanitized, cut, without the full stop that the sentence brings itself.
fn piece(foreign: &str) -> String {
    text::shown_short(foreign.trim().trim_end_matches('.'), LONGEST)
}
