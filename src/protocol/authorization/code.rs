//! `code`: characters that a code may have, and a length that one has.

use super::seen::Seen;
use crate::protocol::check::{Check, Finding, Spec};

pub(super) static CODE: Check = Check::must(
    "authorization.code",
    "the code has the characters of one",
    Spec { clause: "RFC 6749 §A.11", url: "https://www.rfc-editor.org/rfc/rfc6749#appendix-A.11" },
)
.stops();

/// The longest codes of real providers have a few thousand characters.
const LONGEST: usize = 64 << 10;

pub(super) fn judge(seen: Seen<'_>) -> Finding {
    let Some(code) = seen.one("code") else {
        return CODE.skip(if seen.has("code") { "several came, and they differ" } else { "no code came" });
    };
    let expected = format!("printable ASCII without spaces, at most {LONGEST} characters");
    let count = code.chars().count();
    match code.chars().enumerate().find(|(_, c)| !c.is_ascii_graphic()) {
        Some((at, c)) => CODE.fail(expected, format!("U+{:04X} at character {} of {count}", c as u32, at + 1)),
        None => CODE.judge(count <= LONGEST, expected, format!("{count} characters")),
    }
}
