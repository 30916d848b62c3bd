//! The ID Token's claims of time.

use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::json::Json;
use crate::protocol::signed::times::{self, Clock, Reading, read};

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

pub(super) fn exp(clock: &Clock, payload: &Json) -> Finding {
    times::exp(clock, (&EXP, &EXP_RANGE), payload)
}

pub(super) fn exp_range(clock: &Clock, payload: &Json) -> Finding {
    times::exp_range(clock, &EXP_RANGE, payload)
}

/// The age of a token that is looked at by itself says nothing: it may have been kept for days.
pub(super) fn iat_at_rest(clock: &Clock, payload: &Json) -> Finding {
    times::iat(clock, &IAT, payload)
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
    times::nbf(clock, &NBF, payload)
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
