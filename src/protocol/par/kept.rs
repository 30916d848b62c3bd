//! What a provider that keeps a request says about it: its name there, and how long it is kept (RFC 9126 §2.2).

use std::time::Duration;

use crate::protocol::answer::Seconds;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::time::in_words;

pub(super) static REQUEST_URI: Check = Check::must("par.request_uri", "request_uri is there", rfc!(9126, "2.2"));
pub(super) static EXPIRES_IN: Check =
    Check::must("par.expires_in", "expires_in is a number of seconds above 0", rfc!(9126, "2.2"));

/// Taken when a provider does not say; lifetimes are typically between 5 and 600 seconds.
const USUAL: u64 = 60;
/// Longer than anybody needs to open an address.
const DAY: u64 = 24 * 3600;

pub(super) fn request_uri(object: &Json, findings: &mut Vec<Finding>) -> Option<String> {
    let expected = "a non-empty string without spaces";
    let (finding, value) = match object.get("request_uri") {
        None => (REQUEST_URI.fail(expected, "missing"), None),
        Some(Json::String(uri)) if uri.is_empty() => (REQUEST_URI.fail(expected, "an empty string"), None),
        Some(Json::String(uri)) if !uri.chars().all(|c| c.is_ascii_graphic()) => {
            (REQUEST_URI.fail(expected, uri), None)
        }
        Some(Json::String(uri)) => (REQUEST_URI.pass(expected, uri), Some(uri.clone())),
        Some(other) => (REQUEST_URI.fail(expected, other.kind()), None),
    };
    findings.push(finding);
    value
}

/// The lifetime; none when the request is gone before anybody could use it.
pub(super) fn expires_in(object: &Json, findings: &mut Vec<Finding>) -> Option<Duration> {
    let lifetime = Seconds::of(object, "expires_in");
    let expected = "a whole number above 0";
    findings.push(match &lifetime {
        Seconds::Absent => EXPIRES_IN.fail(expected, format!("missing; taken for {USUAL} s")),
        Seconds::Unreadable(raw) => EXPIRES_IN.fail(expected, format!("{raw}; taken for {USUAL} s")),
        Seconds::Negative(raw) => EXPIRES_IN.fail(expected, format!("{raw}: gone before it came")),
        Seconds::Whole(0) | Seconds::Odd { value: 0, .. } => EXPIRES_IN.fail(expected, "0: gone when it came"),
        Seconds::Odd { value, raw } => EXPIRES_IN.warn(expected, format!("{raw}, taken for {value} s")),
        Seconds::Whole(value) if *value > DAY => {
            EXPIRES_IN.warn("a short time", format!("{value} s, {}; perhaps milliseconds", in_words(*value)))
        }
        Seconds::Whole(value) => EXPIRES_IN.pass(expected, format!("{value} s")),
    });
    match lifetime {
        Seconds::Absent | Seconds::Unreadable(_) => Some(Duration::from_secs(USUAL)),
        Seconds::Negative(_) => None,
        Seconds::Whole(value) | Seconds::Odd { value, .. } => (value > 0).then(|| Duration::from_secs(value)),
    }
}
