//! What can be wrong with certificates of clients and the tokens that are bound to them (RFC 8705).

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Wrong};

const BY_ALIASES: &[&str] = &["client.id=grantty-demo-tls-aliases"];
const BY_CERTIFICATE: &[&str] = &["client.id=grantty-demo-tls"];

/// A run that begins with a token: nobody is asked.
const fn refresh(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Fault {
    Fault::of("refresh", "tokens", (name, sentence), wrong)
}

pub(super) const FAULTS: &[Fault] = &[
    refresh(
        "mtls-aliases-text",
        "mtls_endpoint_aliases is an address in place of an object of addresses.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("mtls_endpoint_aliases", r#""{issuer}/token""#))],
    )
    .shows(&[("discovery.mtls_endpoint_aliases", "fail")])
    .ends("refused")
    .set(BY_ALIASES),
    refresh(
        "mtls-aliases-odd",
        "An alias is a number, and another one no address.",
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("mtls_endpoint_aliases", r#"{"introspection_endpoint":42,"revocation_endpoint":"here"}"#),
        )],
    )
    .shows(&[("discovery.mtls_endpoint_aliases", "fail")])
    .ends("refused")
    .set(BY_ALIASES),
    refresh(
        "mtls-aliases-empty",
        "There are no aliases, and nobody asks for a certificate at the ordinary addresses.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("mtls_endpoint_aliases", "{}"))],
    )
    .shows(&[("discovery.mtls_endpoint_aliases", "warn"), ("tls.client_certificate", "warn")])
    .rows(&["TLS-06"])
    .ends("refused")
    .set(BY_ALIASES),
    refresh(
        "token-of-other-certificate",
        "The access token is bound to the certificate of somebody else.",
        &[Wrong::Edit(
            Place::AccessToken,
            Edit::Set("cnf", r#"{"x5t#S256":"A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n761y5v0"}"#),
        )],
    )
    .shows(&[("access_token.x5t_s256", "fail")])
    .set(BY_CERTIFICATE),
    refresh(
        "token-of-certificate-odd",
        "The thumbprint that the access token is bound to is a list.",
        &[Wrong::Edit(
            Place::AccessToken,
            Edit::Set("cnf", r#"{"x5t#S256":["A4DtL2JmUMhAsvJj5tKyn64SqzmuXbMrJa0n"]}"#),
        )],
    )
    .shows(&[("access_token.x5t_s256", "fail")])
    .set(BY_CERTIFICATE),
    refresh(
        "token-of-no-certificate",
        "Access tokens are bound to certificates, it is said, and this one is not.",
        &[Wrong::Edit(Place::AccessToken, Edit::Remove("cnf"))],
    )
    .shows(&[("access_token.x5t_s256", "warn")])
    .set(BY_CERTIFICATE),
];
