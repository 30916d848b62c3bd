//! `events`: what makes a security event token a logout token.

use crate::protocol::check::{Check, Finding};
use crate::protocol::json::Json;

/// The name of the event, which is compared exactly.
pub const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// The member of exactly that name, whose value is an object; SHOULD that be empty, nobody is hurt when it is not.
pub(super) fn judge(check: &'static Check, payload: &Json) -> Finding {
    let expected = format!("an object with {EVENT}");
    let Some(events) = payload.get("events") else { return check.fail(expected, "absent") };
    let Some(members) = events.as_object() else {
        return check.fail(expected, format!("{}, not an object", events.kind()));
    };
    match events.get(EVENT) {
        Some(Json::Object(inside)) if inside.is_empty() => check.pass(expected, "there, with an empty object"),
        Some(Json::Object(_)) => check.warn(expected, "there, but its object is not empty"),
        Some(other) => check.fail(expected, format!("there, but its value is {}, not an object", other.kind())),
        None if members.is_empty() => check.fail(expected, "an empty object"),
        None => {
            let names: Vec<&str> = members.iter().map(|(name, _)| name.as_str()).take(5).collect();
            check.fail(expected, format!("only {}", names.join(", ")))
        }
    }
}
