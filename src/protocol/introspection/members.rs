//! The members beside `active` (RFC 7662 §2.2): their types, and times that contradict it.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::signed::times::{self, Clock, Reading};
use crate::protocol::signed_answer::Expected;

pub(super) static INACTIVE_MEMBERS: Check =
    Check::should("introspection.inactive_members", "nothing is said about an inactive token", rfc!(7662, "2.2"));
pub(super) static TYPES: Check =
    Check::should("introspection.claim_types", "members have their types", rfc!(7662, "2.2"));
pub(super) static EXP: Check = Check::must("introspection.exp", "no active token has expired", rfc!(7662, "4"));
pub(super) static NBF: Check = Check::must("introspection.nbf", "no active token is not valid yet", rfc!(7662, "4"));

const STRINGS: [&str; 7] = ["scope", "client_id", "username", "token_type", "sub", "iss", "jti"];
const NUMBERS: [&str; 3] = ["exp", "iat", "nbf"];

/// All rows about them.
pub(super) fn judge(object: &Json, expected: &Expected<'_>) -> [Finding; 4] {
    let active = object.get("active").and_then(Json::as_bool);
    let clock = Clock::of(expected.now, expected.tolerance, expected.skew);
    [inactive(object, active), types(object), exp(&clock, object, active), nbf(&clock, object, active)]
}

/// Whoever may not see a token should not learn why.
fn inactive(object: &Json, active: Option<bool>) -> Finding {
    if active != Some(false) {
        return INACTIVE_MEMBERS.skip("active is not false");
    }
    let members = object.as_object().unwrap_or_default().iter();
    let others: Vec<&str> = members.map(|(name, _)| name.as_str()).filter(|name| *name != "active").take(20).collect();
    let observed = match others.as_slice() {
        [] => "active alone".to_owned(),
        others => format!("{} as well: none of it counts", others.join(", ")),
    };
    INACTIVE_MEMBERS.judge(others.is_empty(), "active alone", observed)
}

fn types(object: &Json) -> Finding {
    let odd: Vec<String> = object
        .as_object()
        .unwrap_or_default()
        .iter()
        .filter_map(|(name, value)| {
            let due = due_type(name)?;
            (!is(value, due)).then(|| format!("{name} is {}, not {due}", value.kind()))
        })
        .take(20)
        .collect();
    let observed = if odd.is_empty() { "as defined".to_owned() } else { odd.join("; ") };
    TYPES.judge(odd.is_empty(), "the types of RFC 7662 §2.2", observed)
}

fn due_type(name: &str) -> Option<&'static str> {
    match name {
        "aud" => Some("a string or an array of strings"),
        "cnf" => Some("an object"),
        name if NUMBERS.contains(&name) => Some("a whole number"),
        name => STRINGS.contains(&name).then_some("a string"),
    }
}

fn is(value: &Json, due: &str) -> bool {
    match due {
        "a string or an array of strings" => value.as_str().is_some() || value.as_strings().is_some(),
        "a whole number" => value.as_number().is_some_and(|number| number.as_f64().fract() == 0.0),
        due => value.kind() == due,
    }
}

fn exp(clock: &Clock, object: &Json, active: Option<bool>) -> Finding {
    let expected = "absent, or a time to come, while active is true";
    match times::read(object, "exp") {
        _ if active != Some(true) => EXP.skip("active is not true"),
        Reading::Absent => EXP.pass(expected, "absent"),
        Reading::Odd(what) => EXP.skip(format!("exp is {what}")),
        Reading::Time(time, number) if clock.in_milliseconds(time) => {
            EXP.warn(expected, format!("{}: looks like milliseconds", number.text()))
        }
        Reading::Time(time, number) => {
            clock.row(&EXP, expected, clock.ahead(time, number), |now| now < time + clock.tolerance)
        }
    }
}

fn nbf(clock: &Clock, object: &Json, active: Option<bool>) -> Finding {
    if active != Some(true) {
        return NBF.skip("active is not true");
    }
    match times::read(object, "nbf") {
        Reading::Odd(what) => NBF.skip(format!("nbf is {what}")),
        _ => times::nbf(clock, &NBF, object),
    }
}
