//! `expires_in`: optional, often a text, sometimes milliseconds.

use crate::protocol::answer::Seconds;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::time::in_words;

pub(super) static EXPIRES_IN: Check =
    Check::must("token.expires_in", "expires_in is a number of seconds", rfc!(6749, "5.1"));
pub(super) static RANGE: Check =
    Check::must("token.expires_in_range", "expires_in is a believable lifetime", rfc!(6749, "5.1"));

/// A longer lifetime is taken for milliseconds.
const YEAR: u64 = 366 * 24 * 3600;

/// The lifetime, when a number can be read.
pub(super) fn judge(object: &Json, findings: &mut Vec<Finding>) -> Option<u64> {
    let lifetime = Seconds::of(object, "expires_in");
    let expected = "a whole number above 0, or nothing";
    findings.push(match &lifetime {
        Seconds::Absent => EXPIRES_IN.pass(expected, "not stated"),
        Seconds::Whole(0) => EXPIRES_IN.warn(expected, "0: expired when it came"),
        Seconds::Whole(value) => EXPIRES_IN.pass(expected, value.to_string()),
        Seconds::Odd { value, raw } => EXPIRES_IN.warn(expected, format!("{raw}, taken for {value} s")),
        Seconds::Negative(raw) | Seconds::Unreadable(raw) => EXPIRES_IN.fail(expected, raw),
    });
    let expected = "at most one year";
    findings.push(match lifetime.value() {
        None => RANGE.skip("there is no number"),
        Some(value) if value > YEAR => {
            RANGE.fail(expected, format!("{value} s, {}; perhaps milliseconds", in_words(value)))
        }
        Some(value) => RANGE.pass(expected, in_words(value)),
    });
    lifetime.value()
}
