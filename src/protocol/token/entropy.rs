//! Whether tokens can be guessed: a rough estimate from their length and their letters.

use std::collections::HashSet;

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::Json;

pub(super) static ENTROPY: Check = Check::should("token.entropy", "tokens cannot be guessed", rfc!(6749, "10.10"));

/// Fewer bits than this earn a warning.
const FEWEST_BITS: f64 = 96.0;

pub(super) fn judge(object: &Json) -> Finding {
    let tokens: Vec<(&str, f64)> = ["access_token", "refresh_token"]
        .into_iter()
        .filter_map(|name| Some((name, bits(object.get(name)?.as_str().filter(|token| !token.is_empty())?))))
        .collect();
    if tokens.is_empty() {
        return ENTROPY.skip("there is no token");
    }
    let weak = tokens.iter().any(|(_, bits)| *bits < FEWEST_BITS);
    let observed: Vec<String> = tokens.iter().map(|(name, bits)| format!("{name} about {bits:.0} bits")).collect();
    ENTROPY.judge(!weak, format!("at least {FEWEST_BITS:.0} bits each"), observed.join(", "))
}

/// Length times the bits of the usual alphabet that has all the letters; a token of very few letters has only theirs.
fn bits(token: &str) -> f64 {
    let letters: HashSet<char> = token.chars().collect();
    let length = u32::try_from(token.chars().count()).unwrap_or(u32::MAX);
    let all = |fits: fn(&char) -> bool| letters.iter().all(fits);
    let each = match letters.len() {
        0 | 1 => 0.0,
        2 => 1.0,
        3 => 1.6,
        _ if all(char::is_ascii_digit) => 3.32,
        _ if all(char::is_ascii_hexdigit) => 4.0,
        _ => 6.0,
    };
    f64::from(length) * each
}
