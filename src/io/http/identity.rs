//! The client's own certificate: read and judged before anything is sent, shown to whoever asks for it at the end of
//! the connection, never to a proxy on the way.

use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use rustls::{Error, InconsistentKeys, SignatureScheme};

use super::{suites, trace};
use crate::flow;
use crate::protocol::peer::Certificate;
use crate::protocol::secret::Secret;
use crate::protocol::text::shown_short;

/// A certificate with the key that belongs to it.
#[derive(Clone, Debug)]
pub struct Identity {
    key: Arc<CertifiedKey>,
    /// What the certificate says.
    pub certificate: Certificate,
}

impl Identity {
    /// Reads both; the error is a sentence for their owner.
    pub fn read(given: &flow::Identity) -> Result<Self, String> {
        let chain = chain(&given.chain)?;
        let certificate = Certificate::read(&chain[0])
            .map_err(|error| format!("the first certificate of client.certificate cannot be read: {error}"))?;
        let keys = keys(given)?;
        let fits = |key: &Arc<dyn SigningKey>, at: usize| fits(&chain[at..], key);
        if let Some(key) = keys.iter().find(|key| fits(key, 0)) {
            let key = Arc::new(CertifiedKey::new(chain.clone(), Arc::clone(key)));
            return Ok(Self { key, certificate });
        }
        if let Some(at) = (1..chain.len()).find(|at| keys.iter().any(|key| fits(key, *at))) {
            let place = at + 1;
            return Err(format!(
                "client.certificate is in the wrong order: the key belongs to its certificate {place}, which must be \
                 the first"
            ));
        }
        let whose = shown_short(&certificate.holder(), 100);
        Err(format!(
            "the client's key does not belong to client.certificate ({whose}, {}): the pair is mixed up",
            certificate.key
        ))
    }
}

fn chain(text: &Secret) -> Result<Vec<CertificateDer<'static>>, String> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(text.reveal().as_bytes()).collect();
    match read {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => {
            Err("client.certificate holds no certificate: it must be PEM, with -----BEGIN CERTIFICATE-----".to_owned())
        }
    }
}

/// Every key that was given: its own, then those beside the certificates.
fn keys(given: &flow::Identity) -> Result<Vec<Arc<dyn SigningKey>>, String> {
    let texts: Vec<&Secret> = given.key.iter().chain([&given.chain]).collect();
    if texts.iter().any(|text| is_encrypted(text.reveal())) {
        return Err("the client's key is encrypted with a passphrase: `openssl pkey` writes it without one".to_owned());
    }
    let provider = suites::provider().key_provider;
    let found = texts.iter().flat_map(|text| PrivateKeyDer::pem_slice_iter(text.reveal().as_bytes()).flatten());
    let keys: Vec<PrivateKeyDer<'static>> = found.collect();
    if keys.is_empty() {
        let why = match given.key {
            Some(_) => "the client's key is no PEM (PKCS#8, PKCS#1 or SEC1), which TLS needs",
            None => "there is no key to client.certificate",
        };
        return Err(format!("{why}: name it in client.certificate_key, or put it into the certificate's own file"));
    }
    let load =
        |key| provider.load_private_key(key).map_err(|error| format!("the client's key cannot be used: {error}"));
    keys.into_iter().map(load).collect()
}

fn is_encrypted(text: &str) -> bool {
    text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") || text.contains("Proc-Type: 4,ENCRYPTED")
}

fn fits(chain: &[CertificateDer<'static>], key: &Arc<dyn SigningKey>) -> bool {
    let pair = CertifiedKey::new(chain.to_vec(), Arc::clone(key));
    matches!(pair.keys_match(), Ok(()) | Err(Error::InconsistentKeys(InconsistentKeys::Unknown)))
}

/// Answers a server that asks for a certificate.
#[derive(Debug)]
pub struct Shown(pub Option<Identity>);

impl ResolvesClientCert for Shown {
    fn resolve(&self, _: &[&[u8]], schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        let of_proxy = trace::is_with_proxy();
        let usable = |identity: &&Identity| identity.key.key.choose_scheme(schemes).is_some();
        let key = self.0.as_ref().filter(usable).filter(|_| !of_proxy).map(|identity| Arc::clone(&identity.key));
        trace::learned(|peer| {
            peer.asked_for_certificate = true;
            peer.sent_certificate = key.is_some();
        });
        key
    }

    fn has_certs(&self) -> bool {
        self.0.is_some()
    }
}
