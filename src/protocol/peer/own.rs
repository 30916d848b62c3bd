//! Whether our own certificate was wanted, and what became of it (RFC 8705 §2).

use super::certificate::moment;
use super::{CLIENT_CERTIFICATE, Certificate, Peer};
use crate::protocol::check::Finding;
use crate::protocol::time::Now;

const EXPECTED: &str = "the server asks for a certificate, and gets the client's";

/// The row of a connection that was made; none where there was nothing to ask for.
pub fn judge(peer: &Peer, now: Now) -> Option<Finding> {
    let check = &CLIENT_CERTIFICATE;
    Some(match (&peer.own, peer.asked_for_certificate, peer.sent_certificate) {
        (None, false, _) => return None,
        (None, true, _) => check.skip("the server asks for a certificate, and the profile has none"),
        (Some(own), _, true) => match outdated(own, now) {
            Some(outdated) => check.warn(EXPECTED, format!("it was sent, and it {outdated}")),
            None => check.pass(EXPECTED, format!("sent: {}", own.summary())),
        },
        (Some(_), false, false) => check.warn(
            EXPECTED,
            "the server did not ask, so none was sent: is this the endpoint for mutual TLS (mtls_endpoint_aliases)?",
        ),
        (Some(own), true, false) => check.warn(
            EXPECTED,
            format!("the server asks, but takes no signature that a key of the kind {} can make", own.key),
        ),
    })
}

/// The row of an endpoint where none can be shown.
pub fn in_clear() -> Finding {
    CLIENT_CERTIFICATE.warn(EXPECTED, "the endpoint is plain http, where no certificate can be shown")
}

/// The row of a connection that ended after the server had asked.
pub fn refused(peer: &Peer, detail: &str, now: Now) -> Finding {
    let observed = match (&peer.own, peer.sent_certificate) {
        (None, _) => "the server asks for a certificate, and the profile has none (client.certificate)".to_owned(),
        (Some(own), false) => format!("none was sent: the server takes no signature of a {} key", own.key),
        (Some(own), true) => {
            let why = outdated(own, now).map_or_else(String::new, |outdated| format!(", and it {outdated}"));
            format!("sent: {}{why}", own.summary())
        }
    };
    CLIENT_CERTIFICATE.fail(EXPECTED, format!("{observed}; then {detail}"))
}

fn outdated(own: &Certificate, now: Now) -> Option<String> {
    match now.unix {
        unix if unix > own.not_after => Some(format!("expired at {}", moment(own.not_after))),
        unix if unix < own.not_before => Some(format!("is not valid before {}", moment(own.not_before))),
        _ => None,
    }
}
