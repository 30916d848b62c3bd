//! The two codes: the secret one that is polled with, and the one a person types.

use super::DeviceAuthorization;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::text;

pub(super) static DEVICE_CODE: Check = Check::must("device.device_code", "device_code is there", rfc!(8628, "3.2"));
pub(super) static USER_CODE: Check = Check::must("device.user_code", "user_code is there", rfc!(8628, "3.2"));
pub(super) static USER_CODE_TEXT: Check =
    Check::should("device.user_code_text", "user_code can be read and typed", rfc!(8628, "6.1"));
pub(super) static USER_CODE_ENTROPY: Check =
    Check::should("device.user_code_entropy", "user_code cannot be guessed in time", rfc!(8628, "5.1"));
pub(super) static CODE_REUSE: Check =
    Check::should("device.code_reuse", "each request gets new codes", rfc!(8628, "3.2"));

/// A person types no more than this.
const LONGEST: usize = 64;
/// Fewer bits than this are guessed within the life of a code.
const FEWEST_BITS: f64 = 20.0;

pub(super) fn device_code(object: &Json, findings: &mut Vec<Finding>) -> Option<Secret> {
    let code = text_member(object, "device_code", &DEVICE_CODE, findings)?;
    findings.push(DEVICE_CODE.pass("a non-empty string", format!("{} characters", code.chars().count())));
    Some(Secret::new(code))
}

/// The user code, empty when there is none.
pub(super) fn user_code(object: &Json, findings: &mut Vec<Finding>) -> String {
    let Some(code) = text_member(object, "user_code", &USER_CODE, findings) else {
        findings.push(USER_CODE_TEXT.skip("there is no user_code"));
        findings.push(USER_CODE_ENTROPY.skip("there is no user_code"));
        return String::new();
    };
    findings.push(USER_CODE.pass("a non-empty string", code));
    findings.push(readable(code));
    let bits = bits(code);
    let expected = format!("at least {FEWEST_BITS:.0} bits");
    let observed = format!("about {bits:.0} bits: {}", text::shown_short(code, LONGEST));
    findings.push(USER_CODE_ENTROPY.judge(bits >= FEWEST_BITS, expected, observed));
    code.to_owned()
}

/// Whether an earlier answer had one of these codes.
pub(super) fn reuse(now: Option<&DeviceAuthorization>, previous: Option<&DeviceAuthorization>) -> Finding {
    let (Some(now), Some(previous)) = (now, previous) else {
        return CODE_REUSE.skip("there is no earlier answer to compare with");
    };
    let same = [
        (now.device_code == previous.device_code, "device_code"),
        (!now.user_code.is_empty() && now.user_code == previous.user_code, "user_code"),
    ];
    let same: Vec<&str> = same.into_iter().filter_map(|(same, name)| same.then_some(name)).collect();
    let observed =
        if same.is_empty() { "new ones".to_owned() } else { format!("the same {} again", same.join(" and ")) };
    CODE_REUSE.judge(same.is_empty(), "codes that no earlier answer had", observed)
}

fn text_member<'a>(
    object: &'a Json,
    name: &str,
    check: &'static Check,
    findings: &mut Vec<Finding>,
) -> Option<&'a str> {
    let observed = match object.get(name) {
        Some(Json::String(text)) if !text.trim().is_empty() => return Some(text),
        Some(Json::String(_)) => "an empty string",
        Some(other) => other.kind(),
        None => "missing",
    };
    findings.push(check.fail("a non-empty string", observed));
    None
}

fn readable(code: &str) -> Finding {
    let length = code.chars().count();
    let observed = if text::hides_something(code) {
        Some("characters that cannot be seen")
    } else if !code.is_ascii() {
        Some("characters outside ASCII, which may look like others")
    } else if length > LONGEST {
        Some("too long to be typed")
    } else if code.trim() != code {
        Some("spaces around it")
    } else {
        None
    };
    let shown = text::shown_short(code, LONGEST);
    match observed {
        Some(what) => USER_CODE_TEXT.warn("a short text of plain characters", format!("{what}: {shown}")),
        None => USER_CODE_TEXT.pass("a short text of plain characters", shown),
    }
}

/// Bits of a code if each character was drawn from the smallest usual alphabet that has them all.
fn bits(code: &str) -> f64 {
    let drawn: Vec<char> = code.chars().filter(|c| c.is_alphanumeric()).collect();
    let all = |fits: fn(&char) -> bool| drawn.iter().all(fits);
    let distinct = drawn.iter().collect::<std::collections::HashSet<_>>().len();
    // Logarithms of 10, 20, 36, 26 and 62 letters.
    let each = if distinct < 2 {
        0.0
    } else if all(char::is_ascii_digit) {
        3.32
    } else if all(|c| "BCDFGHJKLMNPQRSTVWXZ".contains(c.to_ascii_uppercase())) {
        4.32
    } else if all(|c| !c.is_ascii_lowercase()) || all(|c| !c.is_ascii_uppercase()) {
        if drawn.iter().any(char::is_ascii_digit) { 5.17 } else { 4.70 }
    } else {
        5.95
    };
    let count = u32::try_from(drawn.len()).unwrap_or(u32::MAX);
    f64::from(count) * each
}
