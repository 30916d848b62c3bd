//! Whether tokens can be guessed: a rough estimate from their length and their letters.

use std::collections::HashMap;

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

/// Length times the bits of the usual alphabet that has all the letters; where letters repeat much, times the bits
/// that their frequencies leave.
fn bits(token: &str) -> f64 {
    let mut counts: HashMap<char, u32> = HashMap::new();
    for c in token.chars() {
        *counts.entry(c).or_default() += 1;
    }
    let length = f64::from(counts.values().sum::<u32>());
    let shannon: f64 = counts.values().map(|count| f64::from(*count) / length).map(|part| -part * part.log2()).sum();
    let all = |fits: fn(char) -> bool| token.chars().all(fits);
    let alphabet = if all(|c| c.is_ascii_digit()) {
        f64::log2(10.0)
    } else if all(|c| c.is_ascii_hexdigit()) {
        4.0
    } else {
        6.0
    };
    // The sum of one letter alone is a negative zero, which nobody wants to read.
    length * if shannon < 2.0 { shannon.abs() } else { alphabet }
}
