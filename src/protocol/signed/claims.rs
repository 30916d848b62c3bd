//! The claims that say who made a token and for whom, whatever its kind.

use crate::protocol::check::{Check, Finding, difference};
use crate::protocol::json::Json;

/// `iss`: byte for byte the discovered issuer.
pub(in crate::protocol) fn iss(check: &'static Check, expected: Option<&str>, payload: &Json) -> Finding {
    let expected = expected.filter(|expected| !expected.is_empty());
    let wanted = expected.unwrap_or("an issuer");
    match (payload.get("iss"), expected) {
        (None, _) => check.fail(wanted, "absent"),
        (Some(Json::String(iss)), Some(expected)) => match difference(expected, iss) {
            None => check.pass(expected, iss),
            Some(place) => check.fail(expected, format!("{iss} ({place})")),
        },
        (Some(Json::String(iss)), None) => check.skip(format!("no issuer to compare with; iss is {iss}")),
        (Some(other), _) => check.fail(wanted, format!("{}, not a string: {other}", other.kind())),
    }
}

/// The audiences; `Err` says why there are none.
pub(in crate::protocol) fn audiences(payload: &Json) -> Result<Vec<&str>, String> {
    match payload.get("aud") {
        None => Err("absent".to_owned()),
        Some(Json::String(one)) => Ok(vec![one]),
        Some(many) => many.as_strings().ok_or_else(|| match many {
            Json::Array(_) => format!("an array with more than strings in it: {many}"),
            other => format!("{}, neither a string nor an array", other.kind()),
        }),
    }
}

/// `aud`: this client is among the audiences.
pub(in crate::protocol) fn aud(check: &'static Check, ours: Option<&str>, payload: &Json) -> Finding {
    let wanted = ours.unwrap_or("an audience");
    match (audiences(payload), ours) {
        (Ok(audiences), _) if audiences.is_empty() => check.fail(wanted, "an empty array"),
        (Ok(audiences), None) => check.skip(format!("no audience to compare with; aud is {}", listed(&audiences))),
        (Ok(audiences), Some(ours)) if audiences.contains(&ours) => check.pass(ours, listed(&audiences)),
        (Ok(audiences), Some(ours)) => {
            let note = match audiences.as_slice() {
                [one] => difference(ours, one).map_or_else(String::new, |place| format!(" ({place})")),
                _ => String::new(),
            };
            check.fail(ours, format!("{}{note}", listed(&audiences)))
        }
        (Err(why), _) => check.fail(wanted, why),
    }
}

/// The first names, and how many more there are.
pub(in crate::protocol) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{first} and {} more", names.len() - SHOWN) } else { first }
}

/// A claim that must be text, and not empty.
pub(in crate::protocol) fn text(check: &'static Check, claim: &str, payload: &Json) -> Finding {
    let expected = "a string, not empty";
    match payload.get(claim) {
        None => check.fail(expected, "absent"),
        Some(Json::String(text)) => {
            check.judge(!text.is_empty(), expected, if text.is_empty() { "empty" } else { text })
        }
        Some(other) => check.fail(expected, format!("{}, not a string: {other}", other.kind())),
    }
}

/// The claims among these that are there and are not of their kind (RFC 7519 §4.1), for a sentence.
pub(in crate::protocol) fn mistyped(due: &[(&str, &str)], payload: &Json) -> Vec<String> {
    let is = |value: &Json, kind: &str| match kind {
        "an array of strings" => value.as_strings().is_some(),
        kind => value.kind() == kind,
    };
    let odd = due.iter().filter_map(|(claim, kind)| {
        let value = payload.get(claim).filter(|value| !is(value, kind))?;
        Some(format!("{claim} is {}, not {kind}", value.kind()))
    });
    odd.collect()
}
