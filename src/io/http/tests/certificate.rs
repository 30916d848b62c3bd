//! A server with a certificate that nobody trusts.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivatePkcs8KeyDer;
use rustls::{ServerConfig, ServerConnection};

use super::server::Connection;
use super::*;

/// Self-signed for `localhost`, P-256, a hundred years; made for this test.
const CERTIFICATE: &str = "\
    MIIBlTCCATugAwIBAgIUfBTsMUJHgpertCU/pMhinnj81hgwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2\
    MTEyMDEzNDU1MloYDzIxMjYxMDI3MTM0NTUyWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\
    AATnXfDWsxRkiq2QWkSVIwOD9WV2JYtURViTY3zKedgVvyaf3j4c+AAS49Lc+TIaH3xkNxrKZV6u62qnJzMuli9ho2kwZzAdBgNV\
    HQ4EFgQUV6LJ6hPiaX9Y6eqO8Tr+5n0rQU0wHwYDVR0jBBgwFoAUV6LJ6hPiaX9Y6eqO8Tr+5n0rQU0wDwYDVR0TAQH/BAUwAwEB\
    /zAUBgNVHREEDTALgglsb2NhbGhvc3QwCgYIKoZIzj0EAwIDSAAwRQIgKbJ69gsPC9fHV0UE3nExzK5C8VdaWN75bDM4hwv2z98C\
    IQCoQBT2pMLkQf6uF/s1iiVI0qHID823XXfsDYR1ag77EA==";

/// Its key, which guards nothing.
const KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQglo3PVej7SNxRB0CgK+LWO3LXzmk9sc+ptE1Wr4BD4gahRANCAATn\
    XfDWsxRkiq2QWkSVIwOD9WV2JYtURViTY3zKedgVvyaf3j4c+AAS49Lc+TIaH3xkNxrKZV6u62qnJzMuli9h";

#[tokio::test(flavor = "current_thread")]
async fn a_certificate_that_nobody_trusts_ends_it_before_anything_is_sent() {
    crate::covers!("TLS-01");
    let config = Arc::new(config());
    let server = Server::start(move |connection: &mut Connection| {
        let mut tls = ServerConnection::new(Arc::clone(&config)).unwrap();
        while tls.is_handshaking() && tls.complete_io(connection.stream()).is_ok() {}
        assert!(tls.is_handshaking(), "the client went on");
    });
    let url = format!("https://localhost:{}/token?code=hunter2", server.address.port());
    let (kind, detail) = kind_of_failure(&direct(), &poll(&url)).await;
    assert_eq!(kind, TransportKind::Tls, "{detail}");
    assert!(detail.starts_with("the certificate"), "{detail}");
    #[cfg(target_os = "linux")]
    assert!(detail.contains("self-signed"), "{detail}");
}

fn config() -> ServerConfig {
    let der = |text: &str| STANDARD.decode(text).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let key = PrivatePkcs8KeyDer::from(der(KEY)).into();
    builder.with_no_client_auth().with_single_cert(vec![der(CERTIFICATE).into()], key).unwrap()
}
