//! How long the codes live and how often may be asked.

use std::time::Duration;

use super::Seconds;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::time::{in_words, seconds};

pub(super) static EXPIRES_IN: Check = Check::must("device.expires_in", "expires_in is a lifetime", rfc!(8628, "3.2"));
pub(super) static INTERVAL: Check = Check::must("device.interval", "interval can be kept", rfc!(8628, "3.2"));

/// Lifetime when none can be read, in seconds.
const OWN_LIMIT: u64 = 15 * 60;
/// A longer lifetime is a mistake, most likely milliseconds; it is cut to this.
const LONGEST: u64 = 366 * 24 * 3600;
/// RFC 8628 §3.2: without an interval, five seconds.
const DEFAULT_INTERVAL: u64 = 5;

/// Lifetime and rhythm as they are kept.
pub(super) struct Pace {
    pub expires_in: Duration,
    pub expires_in_stated: bool,
    pub interval: Duration,
    pub interval_stated: bool,
}

pub(super) fn judge(object: &Json, findings: &mut Vec<Finding>) -> Pace {
    let lifetime = Seconds::of(object, "expires_in");
    let interval = Seconds::of(object, "interval");
    let stated = lifetime.value().filter(|value| *value > 0);
    let kept = stated.unwrap_or(OWN_LIMIT).min(LONGEST);
    findings.push(expires_in_row(&lifetime));
    findings.push(interval_row(&interval, object.get("interval"), kept));
    Pace {
        expires_in: seconds(kept),
        expires_in_stated: stated.is_some(),
        interval: seconds(effective(&interval)),
        interval_stated: interval.value().is_some_and(|value| value > 0),
    }
}

/// The interval that is kept.
fn effective(interval: &Seconds) -> u64 {
    match interval {
        Seconds::Whole(value) | Seconds::Odd { value, .. } => (*value).max(1),
        Seconds::Negative(_) => 1,
        Seconds::Absent | Seconds::Unreadable(_) => DEFAULT_INTERVAL,
    }
}

fn expires_in_row(lifetime: &Seconds) -> Finding {
    let expected = "a number of seconds above 0";
    let limit = format!("the run ends after {}", in_words(OWN_LIMIT));
    let long = |raw: &str| format!("{raw}: longer than a year, perhaps milliseconds");
    match lifetime {
        Seconds::Absent => EXPIRES_IN.fail(expected, format!("missing; {limit}")),
        Seconds::Whole(0) => EXPIRES_IN.fail(expected, format!("0; {limit}")),
        Seconds::Whole(value) if *value > LONGEST => EXPIRES_IN.fail(expected, long(&value.to_string())),
        Seconds::Whole(value) => EXPIRES_IN.pass(expected, format!("{value} ({})", in_words(*value))),
        Seconds::Odd { value, raw } if *value > LONGEST => EXPIRES_IN.fail(expected, long(raw)),
        Seconds::Odd { value, raw } if *value > 0 => EXPIRES_IN.warn(expected, format!("{raw}, taken for {value} s")),
        Seconds::Odd { raw, .. } | Seconds::Negative(raw) | Seconds::Unreadable(raw) => {
            EXPIRES_IN.fail(expected, format!("{raw}; {limit}"))
        }
    }
}

fn interval_row(interval: &Seconds, member: Option<&Json>, lifetime: u64) -> Finding {
    let expected = "a number of seconds above 0, below the lifetime; 5 if absent";
    let kept = effective(interval);
    let never =
        |raw: &str| format!("{raw}: not below the life of the codes ({lifetime} s), so no poll will ever be sent");
    match interval {
        Seconds::Absent => INTERVAL.pass(expected, "absent: 5 s, the default"),
        Seconds::Whole(0) => INTERVAL.fail(expected, format!("0; {kept} s are kept")),
        Seconds::Whole(value) if *value >= lifetime => INTERVAL.fail(expected, never(&value.to_string())),
        Seconds::Whole(value) => INTERVAL.pass(expected, format!("{value} s")),
        Seconds::Odd { value, raw } if *value >= lifetime => INTERVAL.fail(expected, never(raw)),
        Seconds::Odd { value: 0, raw } => INTERVAL.fail(expected, format!("{raw}; {kept} s are kept")),
        Seconds::Odd { raw, .. } => INTERVAL.warn(expected, format!("{raw}; {kept} s are kept")),
        Seconds::Unreadable(_) if member == Some(&Json::Null) => INTERVAL.warn(expected, "null: 5 s, the default"),
        Seconds::Negative(raw) | Seconds::Unreadable(raw) => {
            INTERVAL.fail(expected, format!("{raw}; {kept} s are kept"))
        }
    }
}
