//! The claims that say who made a token and for whom, whatever its kind.

use crate::protocol::check::{Check, Finding, difference};
use crate::protocol::json::Json;

/// `iss`: byte for byte the discovered issuer.
pub(in crate::protocol) fn iss(check: &'static Check, expected: Option<&str>, payload: &Json) -> Finding {
    let Some(expected) = expected.filter(|expected| !expected.is_empty()) else {
        return check.skip("no issuer to compare with: name one with `issuer`");
    };
    match payload.get("iss") {
        None => check.fail(expected, "absent"),
        Some(Json::String(iss)) => match difference(expected, iss) {
            None => check.pass(expected, iss),
            Some(place) => check.fail(expected, format!("{iss} ({place})")),
        },
        Some(other) => check.fail(expected, format!("{}, not a string: {other}", other.kind())),
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
    let Some(ours) = ours else { return check.skip("no audience to compare with: name one") };
    match audiences(payload) {
        Ok(audiences) if audiences.contains(&ours) => check.pass(ours, listed(&audiences)),
        Ok(audiences) if audiences.is_empty() => check.fail(ours, "an empty array"),
        Ok(audiences) => {
            let note = match audiences.as_slice() {
                [one] => difference(ours, one).map_or_else(String::new, |place| format!(" ({place})")),
                _ => String::new(),
            };
            check.fail(ours, format!("{}{note}", listed(&audiences)))
        }
        Err(why) => check.fail(ours, why),
    }
}

/// The first names, and how many more there are.
pub(in crate::protocol) fn listed(names: &[&str]) -> String {
    const SHOWN: usize = 10;
    let first = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{first} and {} more", names.len() - SHOWN) } else { first }
}
