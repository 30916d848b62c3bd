//! Which certificates of clients are let into the handshake (anybody's), and which of them the authority has signed.

use super::{MADE, authority, crypto};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, RootCertStore, SignatureScheme};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Whoever has the key of the certificate is let in; what it is worth is judged with the request (RFC 8705 §2), so that
/// a wrong one gets an answer in place of an alert.
#[derive(Debug)]
pub(super) struct Anybody(Arc<dyn ClientCertVerifier>);

impl Anybody {
    pub fn new() -> Self {
        Self(strict())
    }
}

/// Whether the authority has signed it for a client, and it is good now.
pub(super) fn is_ours(first: &CertificateDer<'_>, others: &[CertificateDer<'_>], now: u64) -> bool {
    static STRICT: OnceLock<Arc<dyn ClientCertVerifier>> = OnceLock::new();
    let now = UnixTime::since_unix_epoch(Duration::from_secs(now));
    STRICT.get_or_init(strict).verify_client_cert(first, others, now).is_ok()
}

fn strict() -> Arc<dyn ClientCertVerifier> {
    let mut roots = RootCertStore::empty();
    roots.add(authority().der.clone()).expect(MADE);
    WebPkiClientVerifier::builder_with_provider(Arc::new(roots), crypto()).build().expect(MADE)
}

impl ClientCertVerifier for Anybody {
    fn offer_client_auth(&self) -> bool {
        true
    }

    fn client_auth_mandatory(&self) -> bool {
        false
    }

    /// None are named: a client with a certificate of its own shall show it too.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.0.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_verify_schemes()
    }
}
