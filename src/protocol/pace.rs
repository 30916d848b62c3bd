//! How long a request that a person decides elsewhere lives, and how often may be asked about it: `expires_in` and
//! `interval`, which the device grant and CIBA have in common.

use std::time::Duration;

use super::answer::Seconds;
use super::check::{Check, Finding, Verdict};
use super::json::Json;
use super::time::{in_words, seconds};

/// Lifetime when none can be read, in seconds.
const OWN_LIMIT: u64 = 15 * 60;
/// A longer lifetime is a mistake, most likely milliseconds; it is cut to this.
const LONGEST: u64 = 366 * 24 * 3600;
/// RFC 8628 §3.2, CIBA §7.3: without an interval, five seconds.
const DEFAULT_INTERVAL: u64 = 5;

/// Lifetime and rhythm as they are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long it lives, capped.
    pub expires_in: Duration,
    /// Whether the server said so; otherwise it is our own limit.
    pub expires_in_stated: bool,
    /// Time between two polls, as it is kept: at least one second.
    pub interval: Duration,
    /// Whether the server said so; otherwise it is the default of five seconds.
    pub interval_stated: bool,
}

/// What one grant's pace is judged by.
pub(in crate::protocol) struct Rules {
    /// The rule about the lifetime.
    pub expires_in: &'static Check,
    /// The rule about the interval.
    pub interval: &'static Check,
    /// What it is that lives: "the codes".
    pub whose: &'static str,
    /// Nobody waits longer than this between two polls, in seconds.
    pub longest_interval: u64,
    /// Whether a poll has to fit into the life, because nothing but polls brings the answer.
    pub polls_alone: bool,
    /// How a time beyond all reason comes out: a failure or a warning.
    pub out_of_range: Verdict,
}

/// Reads both members and judges them, the lifetime first.
pub(in crate::protocol) fn judge(object: &Json, rules: &'static Rules) -> (Pace, [Finding; 2]) {
    let lifetime = Seconds::of(object, "expires_in");
    let interval = Seconds::of(object, "interval");
    let stated = lifetime.value().filter(|value| *value > 0);
    let kept = stated.unwrap_or(OWN_LIMIT).min(LONGEST);
    let rows = [rules.expires_in_row(&lifetime), rules.interval_row(&interval, object.get("interval"), kept)];
    let pace = Pace {
        expires_in: seconds(kept),
        expires_in_stated: stated.is_some(),
        interval: seconds(effective(&interval)),
        interval_stated: interval.value().is_some_and(|value| value > 0),
    };
    (pace, rows)
}

/// The interval that is kept.
fn effective(interval: &Seconds) -> u64 {
    match interval {
        Seconds::Whole(value) | Seconds::Odd { value, .. } => (*value).max(1),
        Seconds::Negative(_) => 1,
        Seconds::Absent | Seconds::Unreadable(_) => DEFAULT_INTERVAL,
    }
}

impl Rules {
    fn expires_in_row(&self, lifetime: &Seconds) -> Finding {
        let (check, expected) = (self.expires_in, "a number of seconds above 0");
        let limit = format!("the run ends after {}", in_words(OWN_LIMIT));
        let long = |raw: &str| format!("{raw}: longer than a year, perhaps milliseconds");
        match lifetime {
            Seconds::Absent => check.fail(expected, format!("missing; {limit}")),
            Seconds::Whole(0) => check.fail(expected, format!("0; {limit}")),
            Seconds::Whole(value) if *value > LONGEST => self.beyond(check, expected, &long(&value.to_string())),
            Seconds::Whole(value) => check.pass(expected, format!("{value} ({})", in_words(*value))),
            Seconds::Odd { value, raw } if *value > LONGEST => self.beyond(check, expected, &long(raw)),
            Seconds::Odd { value, raw } if *value > 0 => check.warn(expected, format!("{raw}, taken for {value} s")),
            Seconds::Odd { raw, .. } | Seconds::Negative(raw) | Seconds::Unreadable(raw) => {
                check.fail(expected, format!("{raw}; {limit}"))
            }
        }
    }

    fn interval_row(&self, interval: &Seconds, member: Option<&Json>, lifetime: u64) -> Finding {
        let (check, expected) = (self.interval, "a number of seconds above 0, below the lifetime; 5 if absent");
        let kept = effective(interval);
        if let Some(fault) = self.too_long(interval, lifetime) {
            return self.beyond(check, expected, &fault);
        }
        match interval {
            Seconds::Absent => check.pass(expected, "absent: 5 s, the default"),
            Seconds::Whole(0) => check.fail(expected, format!("0; {kept} s are kept")),
            Seconds::Whole(value) => check.pass(expected, format!("{value} s")),
            Seconds::Odd { value: 0, raw } => check.fail(expected, format!("{raw}; {kept} s are kept")),
            Seconds::Odd { raw, .. } => check.warn(expected, format!("{raw}; {kept} s are kept")),
            Seconds::Unreadable(_) if member == Some(&Json::Null) => check.warn(expected, "null: 5 s, the default"),
            Seconds::Negative(raw) | Seconds::Unreadable(raw) => {
                check.fail(expected, format!("{raw}; {kept} s are kept"))
            }
        }
    }

    /// Why an interval leaves no room for a poll, or leaves a person waiting for hours.
    fn too_long(&self, interval: &Seconds, lifetime: u64) -> Option<String> {
        let (value, raw) = match interval {
            Seconds::Whole(value) => (*value, value.to_string()),
            Seconds::Odd { value, raw } => (*value, raw.clone()),
            _ => return None,
        };
        if self.polls_alone && value >= lifetime {
            let whose = self.whose;
            return Some(format!(
                "{raw}: not below the life of {whose} ({lifetime} s), which leaves no time for a poll"
            ));
        }
        let limit = self.longest_interval;
        (value > limit).then(|| format!("{raw}: longer than {}, perhaps milliseconds", in_words(limit)))
    }

    fn beyond(&self, check: &'static Check, expected: &str, observed: &str) -> Finding {
        match self.out_of_range {
            Verdict::Warn => check.warn(expected, observed),
            _ => check.fail(expected, observed),
        }
    }
}
