//! Authorities made for a test, and the certificates that they sign.
#![expect(clippy::disallowed_methods, reason = "certificates count from the real time")]

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};

/// A day in seconds.
pub const DAY: i64 = 86_400;

/// Who signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    der: CertificateDer<'static>,
    pem: String,
}

/// A certificate with its key.
pub struct Issued {
    /// The certificate.
    pub der: CertificateDer<'static>,
    /// The same as PEM.
    pub pem: String,
    /// The key as PEM.
    pub key_pem: String,
    key: Vec<u8>,
}

impl Authority {
    /// One that signed itself.
    pub fn new(name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().expect("a key"));
        let own = params.self_signed(&key).expect("a certificate");
        Self { der: own.der().clone(), pem: own.pem(), issuer: Issuer::new(params, key) }
    }

    /// One below it.
    pub fn vouches_for(&self, name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().expect("a key"));
        let own = params.signed_by(&key, &self.issuer).expect("a certificate");
        Self { der: own.der().clone(), pem: own.pem(), issuer: Issuer::new(params, key) }
    }

    /// Its certificate.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Signs for a server of these hosts.
    pub fn server(&self, hosts: &[&str]) -> Issued {
        self.issue("server", hosts, (-DAY, 90 * DAY))
    }

    /// Signs; the validity is in seconds from now.
    pub fn issue(&self, name: &str, hosts: &[&str], valid: (i64, i64)) -> Issued {
        let key = KeyPair::generate().expect("a key");
        let made = params(name, hosts, valid).signed_by(&key, &self.issuer).expect("a certificate");
        Issued::of(&made, &key)
    }

    /// Signs for a key that exists.
    pub fn certify(&self, name: &str, key: &KeyPair) -> Issued {
        let made = params(name, &[], (-DAY, 90 * DAY)).signed_by(key, &self.issuer).expect("a certificate");
        Issued::of(&made, key)
    }
}

impl Issued {
    /// One that nobody vouches for.
    pub fn by_itself(name: &str, hosts: &[&str]) -> Self {
        let key = KeyPair::generate().expect("a key");
        let made = params(name, hosts, (-DAY, 90 * DAY)).self_signed(&key).expect("a certificate");
        Self::of(&made, &key)
    }

    fn of(made: &rcgen::Certificate, key: &KeyPair) -> Self {
        Self { der: made.der().clone(), pem: made.pem(), key_pem: key.serialize_pem(), key: key.serialize_der() }
    }

    /// A server that shows it and asks nobody who they are.
    pub fn open(&self) -> Arc<ServerConfig> {
        self.config(None)
    }

    /// A server that takes only clients of that authority.
    pub fn only_for(&self, authority: &Authority) -> Arc<ServerConfig> {
        self.config(Some(authority))
    }

    fn config(&self, clients: Option<&Authority>) -> Arc<ServerConfig> {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().expect("versions");
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.der.clone()).expect("an authority");
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
                builder.with_client_cert_verifier(verifier.expect("a verifier"))
            }
        };
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.key.clone()));
        Arc::new(builder.with_single_cert(vec![self.der.clone()], key).expect("a key that fits"))
    }
}

fn authority(name: &str) -> CertificateParams {
    let mut params = params(name, &[], (-365 * DAY, 3650 * DAY));
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn params(name: &str, hosts: &[&str], valid: (i64, i64)) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    let named = |host: &&str| match host.parse() {
        Ok(address) => SanType::IpAddress(address),
        Err(_) => SanType::DnsName((*host).try_into().expect("a host name")),
    };
    params.subject_alt_names = hosts.iter().map(named).collect();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs();
    let at = |offset| rcgen::date_time_ymd(1970, 1, 1) + Duration::from_secs(now.saturating_add_signed(offset));
    (params.not_before, params.not_after) = (at(valid.0), at(valid.1));
    params
}
