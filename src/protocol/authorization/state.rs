//! `state`: the answer belongs to the request that this run sent (RFC 6749 §10.12).

use super::Expected;
use super::seen::Seen;
use crate::protocol::check::{Check, Finding, difference, rfc};

pub(super) static STATE: Check =
    Check::must("authorization.state", "state is the one we sent", rfc!(6749, "4.1.2")).stops();

pub(super) fn judge(seen: Seen<'_>, expected: &Expected<'_>) -> Finding {
    compare(expected.state, seen.one("state"), seen.has("state"))
}

/// Compares byte for byte. `came_at_all` tells an absent one from several that differ.
pub(super) fn compare(sent: Option<&str>, came: Option<&str>, came_at_all: bool) -> Finding {
    match (sent, came) {
        (None, None) => STATE.skip("none was sent, and none came"),
        (None, Some(state)) => STATE.fail("none, since none was sent", state),
        (Some(sent), Some(state)) => match difference(sent, state) {
            None => STATE.pass(sent, state),
            Some(place) => STATE.fail(sent, format!("{state} ({place}): the answer to another request")),
        },
        (Some(sent), None) if came_at_all => STATE.fail(sent, "several that differ"),
        (Some(sent), None) => STATE.fail(sent, "missing"),
    }
}
