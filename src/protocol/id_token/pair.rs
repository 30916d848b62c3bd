//! Two ID Tokens of one run, as the hybrid flows have them: the second tells of the same person at the same issuer.

use super::Case;
use crate::protocol::check::{Check, Finding, core};
use crate::protocol::json::Json;

pub(super) static FRONT_CHANNEL: Check = Check::must(
    "id_token.front_channel",
    "iss and sub are those of the front channel's ID Token",
    core!("3.3.3.6", "HybridIDToken2"),
)
.stops();

pub(super) fn front_channel(case: &Case<'_>, payload: &Json) -> Finding {
    let Some(first) = case.expected.front_token else {
        return FRONT_CHANNEL.skip("no ID Token came through the front channel before");
    };
    let Some(first) = first.decoded.payload.as_ref().filter(|payload| payload.as_object().is_some()) else {
        return FRONT_CHANNEL.skip("the ID Token of the front channel could not be read");
    };
    let named = |payload: &Json| {
        let member = |name| payload.get(name).map_or_else(|| "absent".to_owned(), ToString::to_string);
        format!("iss {}, sub {}", member("iss"), member("sub"))
    };
    let same = ["iss", "sub"].into_iter().all(|name| first.get(name) == payload.get(name));
    FRONT_CHANNEL.judge(same, named(first), named(payload))
}
