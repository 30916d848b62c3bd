//! A server with TLS, and the authorities whose certificates it shows.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig, ServerConnection, SupportedProtocolVersion};

use super::server::{Connection, Server};
use crate::io::clock;

/// What it answers.
const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/// The same where the connection ends with it: the next request must not meet one that is just being closed.
const LAST: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{}";

/// A day in seconds.
pub const DAY: i64 = 86_400;

/// Who signs certificates.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate, and those of whoever vouches for it.
    chain: Vec<CertificateDer<'static>>,
    pem: String,
}

/// A certificate with those above it, and its key in PKCS#8.
#[derive(Clone)]
pub struct Issued {
    pub chain: Vec<CertificateDer<'static>>,
    pub key: Vec<u8>,
}

/// What a certificate is to say.
pub struct Wanted<'a> {
    /// Its common name.
    pub name: &'a str,
    /// Its hosts and addresses.
    pub hosts: &'a [&'a str],
    /// Its validity, in seconds from now.
    pub valid: (i64, i64),
}

impl Default for Wanted<'_> {
    fn default() -> Self {
        Self { name: "server", hosts: &["localhost", "127.0.0.1"], valid: (-DAY, 90 * DAY) }
    }
}

impl Authority {
    /// One that signed itself.
    pub fn new(name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().unwrap());
        let certificate = params.self_signed(&key).unwrap();
        let (pem, chain) = (certificate.pem(), vec![certificate.der().clone()]);
        Self { issuer: Issuer::new(params, key), chain, pem }
    }

    /// One below it.
    pub fn vouches_for(&self, name: &str) -> Self {
        let (params, key) = (authority(name), KeyPair::generate().unwrap());
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let chain = [&[certificate.der().clone()], self.chain.as_slice()].concat();
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key), chain }
    }

    /// One that is a server as well: its own certificate is for these hosts.
    pub fn own(hosts: &[&str], valid: (i64, i64)) -> Issued {
        let key = KeyPair::generate().unwrap();
        let mut params = end_entity(&Wanted { name: hosts[0], hosts, valid });
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Issued { chain: vec![params.self_signed(&key).unwrap().der().clone()], key: key.serialize_der() }
    }

    /// Its certificate.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Signs; the root is left out of the chain, as it should be.
    pub fn issue(&self, wanted: &Wanted<'_>) -> Issued {
        let key = KeyPair::generate().unwrap();
        let leaf = end_entity(wanted).signed_by(&key, &self.issuer).unwrap();
        let above = &self.chain[..self.chain.len() - 1];
        Issued { chain: [&[leaf.der().clone()], above].concat(), key: key.serialize_der() }
    }
}

impl Issued {
    /// One that nobody vouches for.
    pub fn by_itself(wanted: &Wanted<'_>) -> Self {
        let key = KeyPair::generate().unwrap();
        Self { chain: vec![end_entity(wanted).self_signed(&key).unwrap().der().clone()], key: key.serialize_der() }
    }

    /// The chain as PEM.
    pub fn pem(&self) -> String {
        self.chain.iter().map(|der| pem("CERTIFICATE", der)).collect()
    }

    /// The key as PEM.
    pub fn key_pem(&self) -> String {
        pem("PRIVATE KEY", &self.key)
    }
}

pub fn pem(label: &str, der: &[u8]) -> String {
    use base64::Engine as _;
    let text = base64::engine::general_purpose::STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn authority(name: &str) -> CertificateParams {
    let mut params = end_entity(&Wanted { name, hosts: &[], valid: (-365 * DAY, 3650 * DAY) });
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn end_entity(wanted: &Wanted<'_>) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, wanted.name);
    let san = |host: &&str| match host.parse() {
        Ok(ip) => SanType::IpAddress(ip),
        Err(_) => SanType::DnsName((*host).try_into().unwrap()),
    };
    params.subject_alt_names = wanted.hosts.iter().map(san).collect();
    let now = i64::try_from(clock::now().unix).unwrap();
    let at = |offset: i64| {
        rcgen::date_time_ymd(1970, 1, 1) + std::time::Duration::from_secs(u64::try_from(now + offset).unwrap())
    };
    (params.not_before, params.not_after) = (at(wanted.valid.0), at(wanted.valid.1));
    params
}

/// Which clients a server takes.
pub enum Clients {
    /// It does not ask who they are.
    Anybody,
    /// It asks, and takes those who do not say.
    Asked(Vec<CertificateDer<'static>>),
    /// It takes only those of these authorities.
    Only(Vec<CertificateDer<'static>>),
}

impl Authority {
    /// For [`Clients`].
    pub fn roots(&self) -> Vec<CertificateDer<'static>> {
        self.chain.last().cloned().into_iter().collect()
    }
}

/// The configuration of a server that shows this chain.
pub fn config(issued: &Issued, clients: Clients, versions: &[&'static SupportedProtocolVersion]) -> Arc<ServerConfig> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(issued.key.clone()));
    // Not checked against the certificate: a thief has another key.
    let key = CertifiedKey::new(issued.chain.clone(), provider.key_provider.load_private_key(key).unwrap());
    let builder = ServerConfig::builder_with_provider(provider).with_protocol_versions(versions).unwrap();
    let builder = match verifier(clients) {
        Some(verifier) => builder.with_client_cert_verifier(verifier),
        None => builder.with_no_client_auth(),
    };
    Arc::new(builder.with_cert_resolver(Arc::new(SingleCertAndKey::from(key))))
}

fn verifier(clients: Clients) -> Option<Arc<dyn ClientCertVerifier>> {
    let (roots, is_optional) = match clients {
        Clients::Anybody => return None,
        Clients::Asked(roots) => (roots, true),
        Clients::Only(roots) => (roots, false),
    };
    let mut store = RootCertStore::empty();
    store.add_parsable_certificates(roots);
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = WebPkiClientVerifier::builder_with_provider(Arc::new(store), provider);
    let builder = if is_optional { builder.allow_unauthenticated() } else { builder };
    Some(builder.build().unwrap())
}

/// A server of anybody with this chain.
pub fn start(issued: &Issued) -> Server {
    serve(vec![config(issued, Clients::Anybody, rustls::ALL_VERSIONS)])
}

/// A server that takes the next configuration for each connection, and answers one request where there are several.
pub fn serve(configs: Vec<Arc<ServerConfig>>) -> Server {
    let turn = AtomicUsize::new(0);
    Server::start(move |connection: &mut Connection| {
        let turn = turn.fetch_add(1, Ordering::SeqCst).min(configs.len() - 1);
        let mut tls = ServerConnection::new(Arc::clone(&configs[turn])).unwrap();
        let is_only = configs.len() == 1;
        while answer(&mut tls, connection, if is_only { ANSWER } else { LAST }) && is_only {}
        tls.send_close_notify();
        let _ = tls.write_tls(connection.stream());
        let _ = connection.stream().shutdown(std::net::Shutdown::Write);
        // A connection that is closed with something unread in it is reset, and the alert in it lost.
        connection.silence();
    })
}

fn answer(tls: &mut ServerConnection, connection: &mut Connection, with: &[u8]) -> bool {
    use std::io::{Read as _, Write as _};
    let mut stream = rustls::Stream::new(tls, connection.stream());
    let (mut text, mut piece) = (Vec::new(), [0; 4096]);
    while !is_whole(&text) {
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return false,
            Ok(read) => text.extend_from_slice(&piece[..read]),
        }
    }
    let whole = stream.write_all(with).is_ok();
    connection.remember(String::from_utf8_lossy(&text).into_owned());
    whole
}

fn is_whole(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok());
    body.len() >= length.unwrap_or(0)
}
