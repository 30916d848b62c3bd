//! The certificate that a client showed in the handshake.

use super::verifier;
use crate::demo::keys::{base64, sha256};
use rustls::pki_types::CertificateDer;
use x509_cert::der::Decode as _;

/// What the provider looks at of it.
#[derive(Debug)]
pub(in crate::demo) struct Shown {
    /// Its subject, as RFC 4514 writes it.
    pub subject: String,
    /// `x5t#S256` (RFC 8705 §3.1).
    pub thumbprint: String,
    /// Signed by the authority, for clients, and good now.
    pub is_ours: bool,
}

impl Shown {
    /// Reads the first certificate of a chain.
    pub fn read(chain: &[CertificateDer<'_>], now: u64) -> Option<Self> {
        let (first, others) = chain.split_first()?;
        let parsed = x509_cert::Certificate::from_der(first).ok()?;
        Some(Self {
            subject: parsed.tbs_certificate().subject().to_string(),
            thumbprint: base64(&sha256(first)),
            is_ours: verifier::is_ours(first, others, now),
        })
    }
}
