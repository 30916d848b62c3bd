//! What RFC 9068 alone asks, and of whom.

use crate::protocol::check::{Check, Finding};
use crate::protocol::json::Json;
use crate::protocol::signed::{Case, claims};

/// Whether the token says that it keeps the profile; else why nothing of it is asked.
pub(super) fn by_profile(case: &Case<'_>) -> Result<(), String> {
    let typ = case.decoded.header_text("typ");
    let name = typ.map(str::to_ascii_lowercase);
    match name.as_deref().map(|name| name.strip_prefix("application/").unwrap_or(name)) {
        Some("at+jwt") => Ok(()),
        Some(_) => Err(format!("typ is {}, not at+jwt: RFC 9068 does not bind it", typ.unwrap_or_default())),
        None => Err("there is no typ at+jwt: RFC 9068 does not bind it".to_owned()),
    }
}

/// One string with a space between the names (RFC 8693 §4.2), and not a list of them.
pub(super) fn scope(check: &'static Check, payload: &Json) -> Finding {
    let expected = "absent, or names with a space between them";
    match payload.get("scope") {
        None => check.pass(expected, "absent"),
        Some(Json::String(scope)) => {
            let proper = scope.split(' ').all(|name| !name.is_empty() && name.chars().all(is_of_scope));
            check.judge(proper, expected, if scope.is_empty() { "empty" } else { scope })
        }
        Some(other) => check.fail(expected, format!("{}, not a string: {other}", other.kind())),
    }
}

/// RFC 6749 §3.3.
fn is_of_scope(character: char) -> bool {
    matches!(character, '\x21' | '\x23'..='\x5b' | '\x5d'..='\x7e')
}

pub(super) fn authentication(check: &'static Check, payload: &Json) -> Finding {
    let expected = "a number, a string, an array of strings";
    let odd =
        claims::mistyped(&[("auth_time", "a number"), ("acr", "a string"), ("amr", "an array of strings")], payload);
    let observed = if odd.is_empty() { "as defined, where they are there".to_owned() } else { odd.join("; ") };
    check.judge(odd.is_empty(), expected, observed)
}
