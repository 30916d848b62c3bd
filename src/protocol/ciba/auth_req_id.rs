//! `auth_req_id`: the name of the request at the provider.

use super::Authentication;
use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::entropy;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

pub(super) static AUTH_REQ_ID: Check = Check::must("ciba.auth_req_id", "auth_req_id is there", ciba!("7.3"));
pub(super) static CHARSET: Check =
    Check::should("ciba.auth_req_id_charset", "auth_req_id keeps to its characters", ciba!("7.3"));
pub(super) static ENTROPY: Check =
    Check::should("ciba.auth_req_id_entropy", "auth_req_id cannot be guessed", ciba!("7.3"));
pub(super) static REUSE: Check =
    Check::should("ciba.auth_req_id_reuse", "each request gets a new auth_req_id", ciba!("7.3"));

/// The least that the standard allows, and what it recommends.
const FEWEST_BITS: f64 = 128.0;
const WANTED_BITS: f64 = 160.0;

/// Reads it, with the three rows about what it is made of.
pub(super) fn read(object: &Json, findings: &mut Vec<Finding>) -> Option<Secret> {
    let observed = match object.get("auth_req_id") {
        Some(Json::String(text)) if !text.trim().is_empty() => {
            let length = format!("{} characters", text.chars().count());
            findings.extend([AUTH_REQ_ID.pass("a non-empty string", length), charset(text), guessable(text)]);
            return Some(Secret::new(text.as_str()));
        }
        Some(Json::String(_)) => "an empty string",
        Some(other) => other.kind(),
        None => "missing",
    };
    let skip = |check: &'static Check| check.skip("there is no auth_req_id");
    findings.extend([AUTH_REQ_ID.fail("a non-empty string", observed), skip(&CHARSET), skip(&ENTROPY)]);
    None
}

/// Whether an earlier answer had the same one.
pub(super) fn reuse(now: Option<&Secret>, previous: Option<&Authentication>) -> Finding {
    match (now, previous) {
        (Some(now), Some(previous)) => {
            let same = *now == previous.auth_req_id;
            REUSE.judge(!same, "one that no earlier answer had", if same { "the same again" } else { "a new one" })
        }
        _ => REUSE.skip("there is no earlier answer to compare with"),
    }
}

fn charset(text: &str) -> Finding {
    let expected = "A-Z a-z 0-9 . - _ only";
    match text.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-' | '_')) {
        None => CHARSET.pass(expected, "nothing else"),
        Some(c) => CHARSET.warn(expected, format!("it has U+{:04X}; it is used as it came", c as u32)),
    }
}

fn guessable(text: &str) -> Finding {
    let bits = entropy::bits(text);
    let expected = format!("at least {FEWEST_BITS:.0} bits, better {WANTED_BITS:.0}");
    let observed = format!("about {bits:.0} bits");
    if bits < FEWEST_BITS {
        ENTROPY.warn(expected, format!("{observed}, fewer than it must have"))
    } else {
        ENTROPY.judge(bits >= WANTED_BITS, expected, observed)
    }
}
