//! The rows of a connection that was not made, so that the chain which was refused is judged like any other.

use super::{CHANGED, Peer, VERSION, certificate, own, version};
use crate::protocol::check::Finding;
use crate::protocol::exchange::{TransportError, TransportKind};

/// Judges what is known of the other end of a request that stayed without an answer; nothing before TLS began.
pub fn judge_failure(error: &TransportError, skew: Option<i64>) -> Vec<Finding> {
    let Some(peer) = error.peer.as_deref() else { return Vec::new() };
    if peer.protocol.is_none() && peer.chain.is_empty() {
        return vec![VERSION.fail("TLS 1.2 or 1.3", error.to_string())];
    }
    let mut findings = vec![version(peer)];
    if !peer.chain.is_empty() {
        findings.push(certificate(peer, error.at, skew));
    }
    findings.extend(pinned(peer));
    let was_refused = matches!(error.kind, TransportKind::Tls | TransportKind::Closed);
    if was_refused && peer.asked_for_certificate && (peer.fault.is_none() || peer.is_tolerated) {
        findings.push(own::refused(peer, &error.to_string(), error.at));
    }
    findings
}

/// What was tolerated once is tolerated for that certificate alone.
fn pinned(peer: &Peer) -> Option<Finding> {
    let (old, new) = (peer.pinned.as_ref()?, peer.leaf()?);
    let observed = format!("SHA-256 {} ({}); nothing was sent to it", new.sha256, new.summary());
    Some(CHANGED.fail(format!("SHA-256 {old}, which tls.insecure let pass"), observed))
}
