//! `state`: the answer belongs to the request that this run sent (RFC 6749 §10.12).

use super::Expected;
use super::seen::Seen;
use crate::protocol::check::{Check, Finding, difference, rfc};

pub(super) static STATE: Check =
    Check::must("authorization.state", "state is the one we sent", rfc!(6749, "4.1.2")).stops();

pub(super) fn judge(seen: Seen<'_>, expected: &Expected<'_>) -> Finding {
    compare(expected.state, seen.one("state"), seen.has("state"))
}

/// So many characters of ours nobody guesses: an answer that has them is ours, and something on its way changed it.
const TELLING: usize = 16;

fn is_altered(sent: &str, came: &str) -> bool {
    let alike = |one: &mut dyn Iterator<Item = char>, other: &mut dyn Iterator<Item = char>| {
        one.zip(other).take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count()
    };
    let start = alike(&mut sent.chars(), &mut came.chars());
    let end = alike(&mut sent.chars().rev(), &mut came.chars().rev());
    start.max(end) >= TELLING
}

/// Compares byte for byte. `came_at_all` tells an absent one from several that differ.
pub(super) fn compare(sent: Option<&str>, came: Option<&str>, came_at_all: bool) -> Finding {
    match (sent, came) {
        (None, None) => STATE.skip("none was sent, and none came"),
        (None, Some(state)) => STATE.fail("none, since none was sent", state),
        (Some(sent), Some(state)) => match difference(sent, state) {
            None => STATE.pass(sent, state),
            Some(place) if is_altered(sent, state) => STATE.fail(sent, format!("{state} ({place}): ours, altered")),
            Some(place) => STATE.fail(sent, format!("{state} ({place}): the answer to another request")),
        },
        (Some(sent), None) if came_at_all => STATE.fail(sent, "several that differ"),
        (Some(sent), None) => STATE.fail(sent, "missing"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_altered_on_its_way_is_told_from_what_belongs_to_others() {
        let sent = "Zk1x0c9m3Vb7Qe5RtYuIoPaSdFgHjKlZxCvBnM12345";
        let observed = |came: &str| compare(Some(sent), Some(came), true).observed.clone();
        for came in [format!("{sent}1"), sent[..20].to_owned(), sent.to_lowercase(), format!("x{sent}")] {
            assert!(observed(&came).ends_with("ours, altered"), "{came}");
        }
        for came in ["Zk1x0c9m3Vb7Qe5X", "other", ""] {
            assert!(observed(came).ends_with("the answer to another request"), "{came}");
        }
    }
}
