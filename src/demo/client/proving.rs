//! One client for each way to prove who one is. They may use every flow.

use super::{Auth, Client, POLL, REQUEST_KEY};
use crate::demo::client_keys::{ED25519, P384, P521, PLAIN_SECRET, RAW_SECRET, RSA, SECRET_256, SECRET_512};
use crate::demo::tls::SUBJECT;

/// A client that proves itself so, by that secret if it has one.
const fn client(id: &'static str, name: &'static str, auth: Auth, secret: Option<&'static str>) -> Client {
    Client { auth, secret, backchannel: Some(POLL), ..Client::public(id, name) }
}

/// One that signs with a key.
const fn signer(id: &'static str, name: &'static str, key: &'static str, algs: &'static [&'static str]) -> Client {
    client(id, name, Auth::Jwt { algs, key: Some(key) }, None)
}

/// Those that use the provider over TLS where it asks nobody for a certificate.
pub(super) const BY_ALIASES: [&str; 2] = ["grantty-demo-tls-aliases", "grantty-demo-https"];

pub(super) const CLIENTS: &[Client] = &[
    client("grantty-demo-basic", "Grantty demo (HTTP Basic)", Auth::Basic, Some(PLAIN_SECRET)),
    client("grantty-demo-raw", "Grantty demo (HTTP Basic, not decoded)", Auth::RawBasic, Some(RAW_SECRET)),
    client("grantty-demo-post", "Grantty demo (secret in the form)", Auth::Post, Some(PLAIN_SECRET)),
    client(
        "grantty-demo-secret-jwt",
        "Grantty demo (assertion by secret)",
        Auth::Jwt { algs: &["HS256"], key: None },
        Some(SECRET_256),
    ),
    client(
        "grantty-demo-secret-jwt-long",
        "Grantty demo (assertion by a long secret)",
        Auth::Jwt { algs: &["HS384", "HS512"], key: None },
        Some(SECRET_512),
    ),
    signer("grantty-demo-private-key-jwt", "Grantty demo (assertion by key)", REQUEST_KEY, &["ES256"]),
    signer("grantty-demo-private-key-jwt-p384", "Grantty demo (assertion by P-384)", P384, &["ES384"]),
    signer("grantty-demo-private-key-jwt-p521", "Grantty demo (assertion by P-521)", P521, &["ES512"]),
    signer("grantty-demo-private-key-jwt-rsa", "Grantty demo (assertion by RSA)", RSA, &["RS256", "RS384", "RS512"]),
    signer(
        "grantty-demo-private-key-jwt-pss",
        "Grantty demo (assertion by RSA-PSS)",
        RSA,
        &["PS256", "PS384", "PS512"],
    ),
    signer("grantty-demo-private-key-jwt-ed25519", "Grantty demo (assertion by Ed25519)", ED25519, &["EdDSA"]),
    client("grantty-demo-tls", "Grantty demo (certificate)", Auth::Subject(SUBJECT), None),
    client("grantty-demo-tls-self-signed", "Grantty demo (own certificate)", Auth::SelfSigned, None),
    client("grantty-demo-tls-aliases", "Grantty demo (certificate, at aliases)", Auth::Subject(SUBJECT), None),
    Client::public("grantty-demo-https", "Grantty demo (over TLS)"),
];
