//! The judge of certificates: it asks those who know, keeps what was shown and why it was refused, and lets a refused
//! certificate pass only for a host of which the profile says so, and only the one that was seen there first.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, SignatureScheme};

use super::names::comparable;
use super::{suites, tls, trace, trust};
use crate::protocol::peer::Certificate;

/// The verifier of one run.
#[derive(Debug, Default)]
pub struct Verifier {
    named: Vec<CertificateDer<'static>>,
    authority: Option<Arc<WebPkiServerVerifier>>,
    insecure: Vec<String>,
    /// The SHA-256 of the first certificate of each host whose errors are let pass.
    pins: Mutex<HashMap<(String, Option<u16>), String>>,
}

impl Verifier {
    /// With the authorities that the profile names and the hosts whose errors are let pass.
    pub fn new(named: Vec<CertificateDer<'static>>, insecure: &[String]) -> Result<Self, String> {
        let authority = if named.is_empty() { None } else { Some(trust::verifier(&named)?) };
        let insecure = insecure.iter().map(|host| comparable(host)).collect();
        Ok(Self { named, authority, insecure, pins: Mutex::default() })
    }

    /// Whether nothing goes without the platform's authorities, so that they may as well be loaded at once.
    pub fn needs_platform(&self) -> bool {
        self.authority.is_none() && self.insecure.is_empty()
    }

    fn trusted(&self, shown: &Shown<'_>) -> Result<(), Refusal> {
        let named = match &self.authority {
            Some(authority) => match shown.ask(authority.as_ref()) {
                Ok(()) => return Ok(()),
                // A server's own certificate that is marked as an authority's is none for the verifier.
                Err(error) if self.named.contains(shown.leaf) => return shown.itself(error),
                Err(error) if is_tangled(&error) => return Err(Refusal::Refused(error)),
                Err(error) => Some(error),
            },
            None => None,
        };
        let platform = trust::platform().map_err(Refusal::Unloaded)?;
        match (shown.ask(platform.as_ref()), named) {
            (Ok(()), _) => Ok(()),
            // The profile's own authority knows the chain and says what is wrong with it.
            (Err(_), Some(error)) if !is_unknown(&error) => Err(Refusal::Refused(error)),
            (Err(error), _) => Err(Refusal::Refused(error)),
        }
    }

    /// Whether this host may show that certificate in spite of its fault; the error is the SHA-256 of the one that it
    /// showed before.
    fn pin(&self, host: &str, leaf: &Certificate) -> Result<(), String> {
        let mut pins = self.pins.lock().unwrap_or_else(PoisonError::into_inner);
        // Another port is another server, which may have its own.
        let first = pins.entry((host.to_owned(), trace::port())).or_insert_with(|| leaf.sha256.clone());
        if *first == leaf.sha256 { Ok(()) } else { Err(first.clone()) }
    }

    /// Judges a refused certificate by what the profile says of its host.
    fn tolerate(&self, host: &str, leaf: &Certificate, fault: &mut String) -> Result<(), Option<String>> {
        if !self.insecure.iter().any(|known| known == host) {
            if !self.insecure.is_empty() {
                let hosts = self.insecure.join(", ");
                let _ = write!(fault, "; tls.insecure holds for {hosts} only");
            }
            return Err(None);
        }
        self.pin(host, leaf).map_err(|before| {
            fault.push_str("; it is not the one that tls.insecure let pass before");
            Some(before)
        })
    }
}

/// Why a chain is not trusted.
enum Refusal {
    /// A verifier says so.
    Refused(Error),
    /// There is nobody to ask.
    Unloaded(String),
}

/// What a server shows.
struct Shown<'a> {
    leaf: &'a CertificateDer<'a>,
    others: &'a [CertificateDer<'a>],
    host: &'a ServerName<'a>,
    ocsp: &'a [u8],
    now: UnixTime,
}

impl Shown<'_> {
    fn ask(&self, verifier: &dyn ServerCertVerifier) -> Result<(), Error> {
        verifier.verify_server_cert(self.leaf, self.others, self.host, self.ocsp, self.now).map(drop)
    }

    /// The very certificate that the profile names: it needs nobody to vouch for it, only to be valid and for the host.
    fn itself(&self, error: Error) -> Result<(), Refusal> {
        let Ok(leaf) = Certificate::read(self.leaf) else { return Err(Refusal::Refused(error)) };
        let at = |unix| UnixTime::since_unix_epoch(Duration::from_secs(unix));
        let time = self.now;
        if time.as_secs() > leaf.not_after {
            let expired = CertificateError::ExpiredContext { time, not_after: at(leaf.not_after) };
            return Err(Refusal::Refused(expired.into()));
        }
        if time.as_secs() < leaf.not_before {
            let early = CertificateError::NotValidYetContext { time, not_before: at(leaf.not_before) };
            return Err(Refusal::Refused(early.into()));
        }
        let parsed = ParsedCertificate::try_from(self.leaf).map_err(Refusal::Refused)?;
        rustls::client::verify_server_name(&parsed, self.host).map_err(Refusal::Refused)
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let chain: Vec<Certificate> =
            std::iter::once(leaf).chain(others).map(|der| Certificate::read_or_named(der)).collect();
        let name = comparable(&host.to_str());
        let (mut fault, error) = match self.trusted(&Shown { leaf, others, host, ocsp, now }) {
            Ok(()) => {
                let _ = self.pin(&name, &chain[0]);
                trace::learned(|peer| peer.chain = chain);
                return Ok(ServerCertVerified::assertion());
            }
            Err(Refusal::Refused(error)) => (tls::refused(&error, &chain), error),
            Err(Refusal::Unloaded(sentence)) => (sentence, CertificateError::UnknownIssuer.into()),
        };
        let tolerated = self.tolerate(&name, &chain[0], &mut fault);
        trace::learned(|peer| {
            peer.protocol = peer.protocol.or(Some("TLS 1.2"));
            peer.chain = chain;
            peer.fault = Some(fault);
            peer.is_tolerated = tolerated.is_ok();
            peer.pinned = tolerated.as_ref().err().and_then(Clone::clone);
        });
        tolerated.map(|()| ServerCertVerified::assertion()).map_err(|_| error)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, leaf, signed, &algorithms()).inspect_err(unproven)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        leaf: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, leaf, signed, &algorithms()).inspect_err(unproven)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        algorithms().supported_schemes()
    }
}

fn algorithms() -> WebPkiSupportedAlgorithms {
    suites::provider().signature_verification_algorithms
}

/// Whoever cannot sign with the certificate's key is not its holder: that is never let pass.
fn unproven(error: &Error) {
    trace::learned(|peer| {
        peer.fault = Some(tls::unproven(error, &peer.chain));
        peer.is_tolerated = false;
    });
}

/// Whether the verifier gave up; asking another one would only take as long again.
fn is_tangled(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::Other(other)) if format!("{other:?}").contains("Maximum"))
}

fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::InvalidCertificate(CertificateError::UnknownIssuer))
}
