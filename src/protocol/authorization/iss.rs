//! `iss`: the answer comes from the server that was asked (RFC 9207).

use super::seen::Seen;
use super::{Came, Expected};
use crate::protocol::check::{Check, Finding, difference, rfc};

pub(super) static ISS: Check =
    Check::must("authorization.iss", "iss is the discovered issuer", rfc!(9207, "2.4")).stops();

pub(super) fn judge(seen: Seen<'_>, came: &Came<'_>, expected: &Expected<'_>) -> Finding {
    let (issuer, promised) = (expected.issuer, expected.iss_promised);
    match seen.one("iss") {
        None if seen.has("iss") => ISS.fail(issuer, "several that differ"),
        // The JWT has one of its own, and the rule about that is jarm.iss.
        None if came.signed.is_some() => ISS.skip("the signed answer names its issuer itself"),
        None if promised => ISS.fail(issuer, "missing, though the metadata promise it"),
        None => ISS.skip("none came, and the metadata promise none"),
        Some(iss) if issuer.is_empty() => ISS.skip(format!("{iss}; there is no issuer to compare it with")),
        Some(iss) => match difference(issuer, iss) {
            None if promised || came.signed.is_some() => ISS.pass(issuer, iss),
            None => ISS.pass(issuer, format!("{iss}, though the metadata do not promise it")),
            Some(place) => ISS.fail(issuer, format!("{iss} ({place})")),
        },
    }
}
