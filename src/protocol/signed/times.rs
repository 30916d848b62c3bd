//! Claims of time, judged by our clock with a named tolerance, beside what the server's own clock would say.
//!
//! The measured skew is evidence and never correction: a row that fails by our clock fails, and tells by how much.

use crate::protocol::check::{Check, Finding, Verdict};
use crate::protocol::json::{Json, Number};
use crate::protocol::text::shown_short;
use crate::protocol::time::{Now, in_words};

/// Farther in the future than this no expiry is meant (the conformance suite's figure: fifty years).
pub(in crate::protocol) const FARTHEST: f64 = 50.0 * 31_557_600.0;
/// The end of the year 9999, beyond which no date can be written.
const LAST_DATE: f64 = 253_402_300_799.0;

/// Our clock, its leeway, and the server's clock beside it.
pub(in crate::protocol) struct Clock {
    /// Our clock.
    pub now: f64,
    /// Its leeway.
    pub tolerance: f64,
    skew: Option<f64>,
}

/// A claim of time as it came.
pub(in crate::protocol) enum Reading<'a> {
    Absent,
    Odd(String),
    Time(f64, &'a Number),
}

pub(in crate::protocol) fn read<'a>(payload: &'a Json, claim: &str) -> Reading<'a> {
    match payload.get(claim) {
        None => Reading::Absent,
        Some(Json::Number(number)) => Reading::Time(number.as_f64(), number),
        Some(other) => Reading::Odd(format!("{}, not a number: {other}", other.kind())),
    }
}

impl Clock {
    #[expect(clippy::cast_precision_loss, reason = "seconds of our own clock stay far below 2^53")]
    pub fn of(now: Now, tolerance: u64, skew: Option<i64>) -> Self {
        Self { now: now.unix as f64, tolerance: tolerance as f64, skew: skew.map(|skew| skew as f64) }
    }

    fn leeway(&self) -> String {
        format!("tolerance {} s", self.tolerance)
    }

    /// "1763640000, 6 min ago", as written and in words.
    pub fn written(&self, time: f64, number: &Number) -> String {
        let away = in_words(whole((time - self.now).abs()));
        let relation = match time - self.now {
            d if d.abs() < 1.0 => "now".to_owned(),
            d if d > 0.0 => format!("{away} in the future"),
            _ => format!("{away} ago"),
        };
        format!("{}, {relation}", shown_short(number.text(), 40))
    }

    /// Like [`Clock::written`], for a time that is meant to lie ahead: "1763640000, in 5 min".
    pub fn ahead(&self, time: f64, number: &Number) -> String {
        if time - self.now < 1.0 {
            return self.written(time, number);
        }
        format!("{}, in {}", shown_short(number.text(), 40), in_words(whole(time - self.now)))
    }

    /// Whether the server's clock explains a failure: `holds` says if the row would pass at a given moment.
    fn evidence(&self, holds: impl Fn(f64) -> bool) -> String {
        let Some(skew) = self.skew else { return "; the server's clock is not known".to_owned() };
        let (words, side) = (in_words(whole(skew.abs())), if skew < 0.0 { "earlier" } else { "later" });
        match (holds(self.now + skew), skew.abs() <= 1.0) {
            (true, _) => format!("; would pass with a clock {words} {side}, which is the server's"),
            (false, true) => "; the server's clock agrees with ours".to_owned(),
            (false, false) => format!("; the server's clock, {words} {side}, does not explain it"),
        }
    }

    /// What passes by our clock and would not by the server's: the measured skew is told then as well.
    fn doubt(&self, holds: impl Fn(f64) -> bool) -> String {
        match self.skew {
            Some(skew) if !holds(self.now + skew) => {
                let side = if skew < 0.0 { "earlier" } else { "later" };
                format!("; would fail with a clock {} {side}, which is the server's", in_words(whole(skew.abs())))
            }
            _ => String::new(),
        }
    }

    /// Fails with the time, what is wrong, and the evidence; passes with the time, and a doubt where the server's clock
    /// says otherwise.
    pub fn row(&self, check: &'static Check, expected: &str, time: String, holds: impl Fn(f64) -> bool) -> Finding {
        let expected = format!("{expected}, {}", self.leeway());
        if holds(self.now) {
            check.pass(expected, time + &self.doubt(holds))
        } else {
            check.fail(expected, time + &self.evidence(holds))
        }
    }

    /// The same, with the verdict that the check's level has for what does not hold.
    pub fn advice(&self, check: &'static Check, expected: &str, time: String, holds: impl Fn(f64) -> bool) -> Finding {
        let finding = self.row(check, expected, time, holds);
        check.judge(finding.verdict == Verdict::Pass, finding.expected, finding.observed)
    }

    pub fn in_milliseconds(&self, time: f64) -> bool {
        time > self.now + FARTHEST && (time / 1000.0 - self.now).abs() < FARTHEST
    }
}

/// `exp`: a time to come. `range` is the check that says what is odd about the number itself.
pub(in crate::protocol) fn exp(clock: &Clock, (check, range): (&'static Check, &Check), payload: &Json) -> Finding {
    let expected = "a time to come";
    let (time, number) = match read(payload, "exp") {
        Reading::Absent => return check.fail(expected, "absent"),
        Reading::Odd(what) => return check.fail(expected, what),
        Reading::Time(time, number) => (time, number),
    };
    if clock.in_milliseconds(time) {
        return check.skip(format!("not judged: exp looks like milliseconds, see {}", range.id));
    }
    if time.is_nan() || time > LAST_DATE {
        return check.fail(expected, format!("{}, beyond every date", shown_short(number.text(), 40)));
    }
    let holds = |now: f64| now < time + clock.tolerance;
    let expired = if time <= clock.now { "expired: " } else { "" };
    clock.row(check, expected, format!("{expired}{}", clock.ahead(time, number)), holds)
}

/// Whether `exp` is a number of seconds that somebody can have meant.
pub(in crate::protocol) fn exp_range(clock: &Clock, check: &'static Check, payload: &Json) -> Finding {
    let expected = "seconds since 1970, at most 50 years ahead";
    let Reading::Time(time, number) = read(payload, "exp") else {
        return check.skip("exp is no number");
    };
    let text = shown_short(number.text(), 40);
    match time {
        time if clock.in_milliseconds(time) => check.fail(expected, format!("{text} looks like milliseconds")),
        time if time < 0.0 => check.fail(expected, format!("{text} is negative")),
        time if time > clock.now + FARTHEST || time.is_nan() => {
            check.fail(expected, format!("{text}, more than 50 years ahead"))
        }
        _ => check.pass(expected, text),
    }
}

/// `iat`: a time gone by, however long ago.
pub(in crate::protocol) fn iat(clock: &Clock, check: &'static Check, payload: &Json) -> Finding {
    let expected = "a time gone by";
    match read(payload, "iat") {
        Reading::Absent => check.fail(expected, "absent"),
        Reading::Odd(what) => check.fail(expected, what),
        Reading::Time(time, number) => {
            let written = clock.written(time, number);
            let odd = if clock.in_milliseconds(time) { ": looks like milliseconds" } else { "" };
            clock.row(check, expected, format!("{written}{odd}"), |now| time <= now + clock.tolerance)
        }
    }
}

/// `nbf`: absent, or a time gone by.
pub(in crate::protocol) fn nbf(clock: &Clock, check: &'static Check, payload: &Json) -> Finding {
    let expected = "absent, or a time gone by";
    match read(payload, "nbf") {
        Reading::Absent => check.pass(expected, "absent"),
        Reading::Odd(what) => check.fail(expected, what),
        Reading::Time(time, number) => {
            clock.row(check, expected, clock.written(time, number), |now| time <= now + clock.tolerance)
        }
    }
}

/// Whole seconds; beyond every number of seconds the largest there is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, and nothing is negative")]
fn whole(seconds: f64) -> u64 {
    seconds as u64
}
