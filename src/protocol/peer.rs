//! Who is at the other end of a TLS connection, as rows: the chain that was shown, whether it is trusted and for how
//! long, what was agreed on, and whether our own certificate was wanted.

mod certificate;
mod distrust;
mod failure;
mod own;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, x5t_s256};
pub use distrust::untrusted;
pub use failure::judge_failure;

use super::check::{Check, Finding, Spec, rfc};
use super::time::{Now, in_words};

/// A certificate that ends within this time warns, unless it is made for a shorter life.
const SOON: u64 = 14 * 86_400;

static CERTIFICATE: Check =
    Check::must("tls.certificate", "the certificate is trusted, valid and for this host", rfc!(5280, "6.1"));
static VALIDITY: Check = Check::should("tls.validity", "the certificate does not end soon", rfc!(5280, "4.1.2.5"));
static CHANGED: Check = Check::should("tls.changed", "the host still shows the same certificate", rfc!(9700, "2.6"));
static VERSION: Check = Check::must("tls.version", "TLS 1.2 or later was agreed on", rfc!(9325, "3.1.1"));
static CLIENT_CERTIFICATE: Check = Check::should(
    "tls.client_certificate",
    "the client certificate was asked for and sent",
    Spec { clause: "RFC 8705 §2", url: "https://www.rfc-editor.org/rfc/rfc8705#section-2" },
);

/// Every check of this room, for the catalogue.
pub static CHECKS: &[&Check] = &[&CERTIFICATE, &VALIDITY, &CHANGED, &VERSION, &CLIENT_CERTIFICATE];

/// The other end of a TLS connection, and what was agreed on with it. After a handshake that failed it holds what was
/// known by then.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// `TLS 1.3`; none when nothing was agreed on.
    pub protocol: Option<&'static str>,
    /// The cipher suite: `TLS13_AES_128_GCM_SHA256`.
    pub cipher: Option<String>,
    /// What it showed, its own certificate first.
    pub chain: Vec<Certificate>,
    /// Why that is not trusted, in a sentence.
    pub fault: Option<String>,
    /// Whether the profile's `insecure` let it pass nevertheless.
    pub is_tolerated: bool,
    /// The SHA-256 of the certificate that was tolerated first in this run, where this one is another.
    pub pinned: Option<String>,
    /// Whether it wants to see a certificate of ours.
    pub asked_for_certificate: bool,
    /// Whether it got one.
    pub sent_certificate: bool,
    /// Our own certificate, if the profile has one.
    pub own: Option<Certificate>,
}

impl Peer {
    /// Its own certificate.
    pub fn leaf(&self) -> Option<&Certificate> {
        self.chain.first()
    }
}

/// Judges a connection that was made. `before` is the same host earlier in the run; `skew` is how far the servers'
/// clock is ahead of ours.
pub fn judge(peer: &Peer, before: Option<&Peer>, now: Now, skew: Option<i64>) -> Vec<Finding> {
    let mut findings = vec![version(peer), certificate(peer, now, skew)];
    findings.extend(validity(peer, now));
    findings.extend(changed(peer, before));
    findings
}

/// A client that is known by its certificate asked an endpoint without TLS.
pub fn in_clear() -> Finding {
    own::in_clear()
}

/// What became of our own certificate, where a server asks who the client is; none where there was nothing to ask for.
pub fn judge_own(peer: &Peer, now: Now) -> Option<Finding> {
    own::judge(peer, now)
}

fn version(peer: &Peer) -> Finding {
    let agreed = peer.protocol.unwrap_or("a version that is not known");
    let cipher = peer.cipher.as_ref().map_or_else(String::new, |cipher| format!(", {cipher}"));
    VERSION.pass("TLS 1.2 or 1.3", format!("{agreed}{cipher}"))
}

fn certificate(peer: &Peer, now: Now, skew: Option<i64>) -> Finding {
    const EXPECTED: &str = "a chain to an authority that is trusted, valid now, for this host";
    let Some(fault) = &peer.fault else {
        return CERTIFICATE.pass(EXPECTED, peer.leaf().map_or_else(|| "trusted".to_owned(), Certificate::summary));
    };
    let mut observed = fault.clone();
    if let Some(clock) = blames_our_clock(peer, now, skew) {
        observed.push_str("; ");
        observed.push_str(&clock);
    }
    if peer.is_tolerated {
        observed.push_str("; tls.insecure let it pass");
    }
    CERTIFICATE.fail(EXPECTED, observed)
}

/// What a wrong clock of this machine has to do with it.
fn blames_our_clock(peer: &Peer, now: Now, skew: Option<i64>) -> Option<String> {
    let leaf = peer.leaf()?;
    if leaf.is_valid_at(now.unix) {
        return None;
    }
    let Some(skew) = skew else {
        return Some(format!("this machine's clock says {}: is that right?", certificate::moment(now.unix)));
    };
    let theirs = now.unix.saturating_add_signed(skew);
    leaf.is_valid_at(theirs).then(|| {
        let apart = in_words(skew.unsigned_abs());
        let direction = if skew > 0 { "behind" } else { "ahead of" };
        format!(
            "only this machine's clock is wrong, {apart} {direction} the servers': by theirs ({}) the certificate is \
             valid, so set the clock of this machine",
            certificate::moment(theirs)
        )
    })
}

fn validity(peer: &Peer, now: Now) -> Option<Finding> {
    let leaf = peer.leaf()?;
    let until = certificate::moment(leaf.not_after);
    if !leaf.is_valid_at(now.unix) {
        return Some(VALIDITY.skip("it is not valid now"));
    }
    let left = leaf.not_after.saturating_sub(now.unix);
    let life = leaf.not_after.saturating_sub(leaf.not_before);
    let least = SOON.min(life / 3);
    let observed = format!("{} left, until {until}", in_words(left));
    Some(VALIDITY.judge(left >= least, format!("at least {} left", in_words(least)), observed))
}

fn changed(peer: &Peer, before: Option<&Peer>) -> Option<Finding> {
    let (old, new) = (before?.leaf()?, peer.leaf()?);
    let expected = format!("SHA-256 {}", old.sha256);
    let observed = format!("SHA-256 {} ({})", new.sha256, new.summary());
    let untrusted = peer.fault.is_some() || before.is_some_and(|peer| peer.fault.is_some());
    Some(match old.sha256 == new.sha256 {
        true => CHANGED.pass(expected, observed),
        // Without an authority that vouches for both, nothing says that this is still the same server.
        false if untrusted => CHANGED.fail(expected, observed),
        false => CHANGED.warn(expected, observed),
    })
}
