//! The profiles that show the ways to prove who a client is, and the provider over TLS. They begin with a refresh,
//! which asks nobody, and have what the flows with a person need.

use super::{Honest, Settings, WITH_CODE};

/// What the code flow and CIBA need beside a refresh. Requests are pushed, so that there is one more place to show it.
const ALL: Settings<'static> =
    &[("code.redirect_uri", "http://127.0.0.1:0/callback"), ("code.par", "always"), ("ciba.login_hint", "ann")];

/// The same with something more.
macro_rules! all {
    ($($set:expr),+) => {
        &[("code.redirect_uri", "http://127.0.0.1:0/callback"), ("code.par", "always"), ("ciba.login_hint", "ann"), $($set),+]
    };
}

pub(super) const PROFILES: &[Honest] = &[
    ("demo-basic", "HTTP Basic", "refresh", "grantty-demo-basic", ALL),
    ("demo-basic-raw", "raw HTTP Basic", "refresh", "grantty-demo-raw", all![("client.basic_encoding", "raw")]),
    ("demo-post", "secret in the form", "refresh", "grantty-demo-post", ALL),
    ("demo-secret-jwt", "assertion by secret", "refresh", "grantty-demo-secret-jwt", ALL),
    ("demo-secret-jwt-hs384", "HS384 assertion", "refresh", "grantty-demo-secret-jwt-long", all![alg("HS384")]),
    ("demo-secret-jwt-hs512", "HS512 assertion", "refresh", "grantty-demo-secret-jwt-long", all![alg("HS512")]),
    ("demo-private-key-jwt", "assertion by key", "refresh", "grantty-demo-private-key-jwt", ALL),
    ("demo-private-key-jwt-es384", "ES384 assertion", "refresh", "grantty-demo-private-key-jwt-p384", ALL),
    ("demo-private-key-jwt-es512", "ES512 assertion", "refresh", "grantty-demo-private-key-jwt-p521", ALL),
    (
        "demo-private-key-jwt-rs256",
        "RS256 assertion",
        "refresh",
        "grantty-demo-private-key-jwt-rsa",
        all![alg("RS256")],
    ),
    (
        "demo-private-key-jwt-rs512",
        "RS512 assertion",
        "refresh",
        "grantty-demo-private-key-jwt-rsa",
        all![alg("RS512")],
    ),
    (
        "demo-private-key-jwt-ps256",
        "PS256 assertion",
        "refresh",
        "grantty-demo-private-key-jwt-pss",
        all![alg("PS256")],
    ),
    (
        "demo-private-key-jwt-ps512",
        "PS512 assertion",
        "refresh",
        "grantty-demo-private-key-jwt-pss",
        all![alg("PS512")],
    ),
    ("demo-private-key-jwt-eddsa", "EdDSA assertion", "refresh", "grantty-demo-private-key-jwt-ed25519", ALL),
    ("demo-https", "over TLS", "refresh", "grantty-demo-https", WITH_CODE),
    ("demo-mtls", "client certificate", "refresh", "grantty-demo-tls", ALL),
    ("demo-mtls-self-signed", "own client certificate", "refresh", "grantty-demo-tls-self-signed", ALL),
    ("demo-mtls-aliases", "client certificate at aliases", "refresh", "grantty-demo-tls-aliases", ALL),
];

const fn alg(name: &'static str) -> (&'static str, &'static str) {
    ("client.assertion_alg", name)
}
