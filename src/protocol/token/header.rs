//! The header fields of an answer that holds tokens.

use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::exchange::Response;

pub(super) static CACHE_CONTROL: Check =
    Check::should("token.cache_control", "Cache-Control is no-store", rfc!(6749, "5.1"));

pub(super) fn cache_control(response: &Response) -> Finding {
    let named = |key: &str| key.eq_ignore_ascii_case("cache-control");
    let values: Vec<&str> =
        response.headers.iter().filter(|(key, _)| named(key)).map(|(_, value)| value.as_str()).collect();
    let all = values.join(", ");
    let holds = all.split(',').any(|directive| directive.trim().eq_ignore_ascii_case("no-store"));
    CACHE_CONTROL.judge(holds, "no-store", if all.is_empty() { "absent" } else { &all })
}
