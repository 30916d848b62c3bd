//! Whether tokens can be guessed.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::entropy::bits;
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
