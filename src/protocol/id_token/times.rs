//! Claims of time, judged by our clock with a named tolerance, beside what the server's own clock would say.
//!
//! The measured skew is evidence and never correction: a row that fails by our clock fails, and tells by how much.

use super::Expected;
use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::json::{Json, Number};
use crate::protocol::text::shown_short;
use crate::protocol::time::in_words;

pub(super) static EXP: Check =
    Check::must("id_token.exp", "not expired", core!("3.1.3.7 (9)", "IDTokenValidation")).stops();
pub(super) static EXP_RANGE: Check =
    Check::must("id_token.exp_range", "exp is in seconds and within reason", core!("2", "IDToken"));
pub(super) static IAT: Check =
    Check::must("id_token.iat", "issued just now", core!("3.1.3.7 (10)", "IDTokenValidation")).stops();
pub(super) static NBF: Check = Check::must("id_token.nbf", "already valid", rfc!(7519, "4.1.5")).stops();
pub(super) static AUTH_TIME: Check = Check::must(
    "id_token.auth_time",
    "the person signed in recently enough",
    core!("3.1.3.7 (13)", "IDTokenValidation"),
)
.stops();

/// A token that reaches us at once is older than this only by mistake (the conformance suite's figure).
const OLDEST: f64 = 300.0;
/// Farther in the future than this no expiry is meant (the conformance suite's figure: fifty years).
const FARTHEST: f64 = 50.0 * 31_557_600.0;
/// The end of the year 9999, beyond which no date can be written.
const LAST_DATE: f64 = 253_402_300_799.0;

/// Our clock, its leeway, and the server's clock beside it.
pub(super) struct Clock {
    now: f64,
    tolerance: f64,
    skew: Option<f64>,
}

/// A claim of time as it came.
enum Reading<'a> {
    Absent,
    Odd(String),
    Time(f64, &'a Number),
}

fn read<'a>(payload: &'a Json, claim: &str) -> Reading<'a> {
    match payload.get(claim) {
        None => Reading::Absent,
        Some(Json::Number(number)) => Reading::Time(number.as_f64(), number),
        Some(other) => Reading::Odd(format!("{}, not a number: {other}", other.kind())),
    }
}

impl Clock {
    #[expect(clippy::cast_precision_loss, reason = "seconds of our own clock stay far below 2^53")]
    pub(super) fn of(expected: &Expected<'_>) -> Self {
        Self {
            now: expected.now.unix as f64,
            tolerance: expected.tolerance as f64,
            skew: expected.skew.map(|skew| skew as f64),
        }
    }

    fn leeway(&self) -> String {
        format!("tolerance {} s", self.tolerance)
    }

    /// "1763640000, 6 min ago", as written and in words.
    fn written(&self, time: f64, number: &Number) -> String {
        let away = in_words(whole((time - self.now).abs()));
        let relation = match time - self.now {
            d if d.abs() < 1.0 => "now".to_owned(),
            d if d > 0.0 => format!("{away} in the future"),
            _ => format!("{away} ago"),
        };
        format!("{}, {relation}", shown_short(number.text(), 40))
    }

    /// Like [`Clock::written`], for a time that is meant to lie ahead: "1763640000, in 5 min".
    fn ahead(&self, time: f64, number: &Number) -> String {
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

    /// Fails with the time, what is wrong, and the evidence; passes with the time alone.
    fn row(&self, check: &'static Check, expected: &str, time: String, holds: impl Fn(f64) -> bool) -> Finding {
        let expected = format!("{expected}, {}", self.leeway());
        if holds(self.now) { check.pass(expected, time) } else { check.fail(expected, time + &self.evidence(holds)) }
    }

    fn in_milliseconds(&self, time: f64) -> bool {
        time > self.now + FARTHEST && (time / 1000.0 - self.now).abs() < FARTHEST
    }
}

pub(super) fn exp(clock: &Clock, payload: &Json) -> Finding {
    let expected = "a time to come";
    let (time, number) = match read(payload, "exp") {
        Reading::Absent => return EXP.fail(expected, "absent"),
        Reading::Odd(what) => return EXP.fail(expected, what),
        Reading::Time(time, number) => (time, number),
    };
    if clock.in_milliseconds(time) {
        return EXP.skip("not judged: exp looks like milliseconds, see id_token.exp_range");
    }
    if time.is_nan() || time > LAST_DATE {
        return EXP.fail(expected, format!("{}, beyond every date", shown_short(number.text(), 40)));
    }
    let holds = |now: f64| now < time + clock.tolerance;
    let expired = if time <= clock.now { "expired: " } else { "" };
    clock.row(&EXP, expected, format!("{expired}{}", clock.ahead(time, number)), holds)
}

pub(super) fn exp_range(clock: &Clock, payload: &Json) -> Finding {
    let expected = "seconds since 1970, at most 50 years ahead";
    let Reading::Time(time, number) = read(payload, "exp") else {
        return EXP_RANGE.skip("exp is no number");
    };
    let text = shown_short(number.text(), 40);
    match time {
        time if clock.in_milliseconds(time) => EXP_RANGE.fail(expected, format!("{text} looks like milliseconds")),
        time if time < 0.0 => EXP_RANGE.fail(expected, format!("{text} is negative")),
        time if time > clock.now + FARTHEST || time.is_nan() => {
            EXP_RANGE.fail(expected, format!("{text}, more than 50 years ahead"))
        }
        _ => EXP_RANGE.pass(expected, text),
    }
}

pub(super) fn iat(clock: &Clock, payload: &Json) -> Finding {
    let expected = format!("at most {OLDEST} s old, not to come");
    let (time, number) = match read(payload, "iat") {
        Reading::Absent => return IAT.fail(expected, "absent"),
        Reading::Odd(what) => return IAT.fail(expected, what),
        Reading::Time(time, number) => (time, number),
    };
    let written = clock.written(time, number);
    let written = if clock.in_milliseconds(time) { format!("{written}: looks like milliseconds") } else { written };
    let holds = |now: f64| (now - OLDEST - clock.tolerance..=now + clock.tolerance).contains(&time);
    clock.row(&IAT, &expected, written, holds)
}

pub(super) fn nbf(clock: &Clock, payload: &Json) -> Finding {
    let expected = "absent, or a time gone by";
    match read(payload, "nbf") {
        Reading::Absent => NBF.pass(expected, "absent"),
        Reading::Odd(what) => NBF.fail(expected, what),
        Reading::Time(time, number) => {
            clock.row(&NBF, expected, clock.written(time, number), |now| time <= now + clock.tolerance)
        }
    }
}

pub(super) fn auth_time(clock: &Clock, payload: &Json, max_age: Option<u64>) -> Finding {
    let expected = match max_age {
        Some(age) => format!("at most {age} s ago (max_age)"),
        None => "absent, or a time gone by".to_owned(),
    };
    #[expect(clippy::cast_precision_loss, reason = "a comparison of ages needs no last digit")]
    let age = max_age.map_or(f64::INFINITY, |age| age as f64);
    match (read(payload, "auth_time"), max_age) {
        (Reading::Absent, None) => AUTH_TIME.pass(expected, "absent"),
        (Reading::Absent, Some(_)) => AUTH_TIME.fail(expected, "absent, though max_age asks for it"),
        (Reading::Odd(what), _) => AUTH_TIME.fail(expected, what),
        (Reading::Time(time, number), _) => {
            let holds = |now: f64| (now - age - clock.tolerance..=now + clock.tolerance).contains(&time);
            clock.row(&AUTH_TIME, &expected, clock.written(time, number), holds)
        }
    }
}

/// Whole seconds; beyond every number of seconds the largest there is.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "`as` saturates, and nothing is negative")]
fn whole(seconds: f64) -> u64 {
    seconds as u64
}
