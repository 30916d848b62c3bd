//! The provider over TLS: certificates made by an authority of this process, and the two ways to shake hands.
//!
//! Nothing is made before somebody needs it: not at the start of the demonstration, whose first frame shall be quick.
//! The authority signs for loopback only, and its key never leaves the process, so whoever trusts it in a profile
//! trusts nobody else.

mod authority;
mod client;
mod shown;
mod verifier;

pub(super) use authority::{Authority, Pair, SUBJECT};
pub(super) use client::connect;
pub(super) use shown::Shown;

use super::clock::Clock;
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use std::sync::{Arc, OnceLock};
use tokio_rustls::TlsAcceptor;

const MADE: &str = "what was generated for it is taken by it";

/// The authority, made at the first call. One for all providers of the process, as their profiles name its certificate.
pub(super) fn authority() -> &'static Authority {
    static AUTHORITY: OnceLock<Authority> = OnceLock::new();
    AUTHORITY.get_or_init(|| Authority::generate(Clock::start().now().unix()))
}

/// Shakes hands; `asks` for a certificate of the client, without which it is let in all the same.
pub(super) fn acceptor(asks: bool) -> TlsAcceptor {
    static QUIET: OnceLock<Arc<ServerConfig>> = OnceLock::new();
    static ASKING: OnceLock<Arc<ServerConfig>> = OnceLock::new();
    let config = if asks { &ASKING } else { &QUIET };
    TlsAcceptor::from(Arc::clone(config.get_or_init(|| Arc::new(config_for(asks)))))
}

fn config_for(asks: bool) -> ServerConfig {
    let builder = ServerConfig::builder_with_provider(crypto());
    let builder = builder.with_safe_default_protocol_versions().expect(MADE);
    let builder = if asks {
        builder.with_client_cert_verifier(Arc::new(verifier::Anybody::new()))
    } else {
        builder.with_no_client_auth()
    };
    let server = &authority().server;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(server.key_der.clone()));
    let mut config = builder.with_single_cert(vec![server.der.clone()], key).expect(MADE);
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    config
}

fn crypto() -> Arc<rustls::crypto::CryptoProvider> {
    Arc::new(rustls::crypto::aws_lc_rs::default_provider())
}
