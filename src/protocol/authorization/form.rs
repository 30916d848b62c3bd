//! The form of the answer: no parameter twice, success or failure and not both, and what nobody knows.

use super::Came;
use super::seen::Seen;
use crate::protocol::authorize::Place;
use crate::protocol::check::{Check, Finding, rfc};

pub(super) static DUPLICATE: Check =
    Check::must("authorization.duplicate", "no parameter comes twice", rfc!(6749, "3.1")).stops();
pub(super) static AMBIGUOUS: Check =
    Check::must("authorization.ambiguous", "success and failure do not come together", rfc!(6749, "4.1.2.1")).stops();
pub(super) static EMPTY: Check =
    Check::must("authorization.empty", "there is a code, a token or an error", rfc!(6749, "4.1.2"));
pub(super) static EXTRA: Check =
    Check::should("authorization.extra", "what else comes changes nothing", rfc!(6749, "4.1.2"));

/// What brings success.
pub(super) const SUCCESS: [&str; 5] = ["code", "id_token", "access_token", "refresh_token", "token"];

/// What a rule knows beside those.
const KNOWN: [&str; 9] =
    ["state", "iss", "error", "error_description", "error_uri", "token_type", "expires_in", "scope", "response"];

/// The parameters as they came, those beside a JWT as well: what stands inside is judged by jarm.duplicate.
pub(super) fn duplicate(came: &Came<'_>) -> Finding {
    let count = |name: &str| came.parameters.iter().filter(|(key, _)| key == name).count();
    let mut twice: Vec<String> = Vec::new();
    for (name, _) in came.parameters {
        let told = format!("{name} comes {} times", count(name));
        if count(name) > 1 && !twice.contains(&told) {
            twice.push(told);
        }
    }
    let expected = "each parameter once";
    match twice.as_slice() {
        [] => DUPLICATE.pass(expected, "none came twice"),
        all => DUPLICATE.fail(expected, all.join("; ")),
    }
}

pub(super) fn judge(seen: Seen<'_>, asked: Place) -> [Finding; 2] {
    let success: Vec<&str> = SUCCESS.into_iter().filter(|name| seen.has(name)).collect();
    let expected = "a code or tokens, or else an error";
    match (success.as_slice(), seen.has("error")) {
        ([], false) => [AMBIGUOUS.skip("there is neither"), EMPTY.fail(expected, why_empty(seen, asked))],
        ([], true) => [AMBIGUOUS.pass(expected, "error alone"), EMPTY.pass(expected, "error")],
        (names, false) => [AMBIGUOUS.pass(expected, "no error"), EMPTY.pass(expected, names.join(", "))],
        (names, true) => {
            let both = format!("error and {}", names.join(", "));
            [AMBIGUOUS.fail(expected, format!("{both}; only the error is used")), EMPTY.pass(expected, both)]
        }
    }
}

fn why_empty(seen: Seen<'_>, asked: Place) -> String {
    let names = seen.names().join(", ");
    let valueless = seen.names().into_iter().find(|name| *name == "error" || SUCCESS.contains(name));
    let why = match (valueless, asked) {
        (Some(name), _) => format!("{name} has no value"),
        (None, Place::Query) => "perhaps the rest stands in the fragment, which no server sees".to_owned(),
        (None, Place::Fragment) => "perhaps the rest is lost: a redirect on the way drops the fragment".to_owned(),
        (None, Place::Form | Place::Body) => "the form has nothing else".to_owned(),
    };
    if names.is_empty() {
        return "nothing at all".to_owned();
    }
    format!("only {names}; {why}")
}

pub(super) fn extra(seen: Seen<'_>) -> Finding {
    let expected = "ignored, whatever it is";
    match unknown(seen).as_slice() {
        [] => EXTRA.pass(expected, "nothing else came"),
        names => EXTRA.pass(expected, format!("ignored: {}", names.join(", "))),
    }
}

/// Names that no rule knows.
pub(super) fn unknown(seen: Seen<'_>) -> Vec<String> {
    let known = |name: &&str| !KNOWN.contains(name) && !SUCCESS.contains(name);
    seen.names().into_iter().filter(known).map(str::to_owned).collect()
}
