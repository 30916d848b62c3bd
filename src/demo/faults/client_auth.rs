//! What can be wrong with how clients have to prove who they are.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Demand, Edit, Http, Place, Wrong};

/// A client that signs with ES256.
const BY_KEY: &[&str] = &["client.id=grantty-demo-private-key-jwt"];

/// A run that begins with a token: nobody is asked.
const fn refresh(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Fault {
    Fault::of("refresh", "tokens", (name, sentence), wrong)
}

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "introspection",
        "done",
        ("introspection-auth-other", "The metadata names another way to authenticate for introspection than this one."),
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("introspection_endpoint_auth_methods_supported", r#"["private_key_jwt"]"#),
        )],
    )
    .shows(&[("discovery.introspection_auth_method", "warn")])
    .rows(&["DSC-22"]),
    Fault::of(
        "revocation",
        "done",
        ("revocation-auth-absent", "The metadata does not say how clients authenticate for a revocation."),
        &[Wrong::Edit(Place::Metadata, Edit::Remove("revocation_endpoint_auth_methods_supported"))],
    )
    .shows(&[("discovery.revocation_auth_method", "warn")])
    .rows(&["DSC-22"])
    .set(&["client.id=grantty-demo-post"]),
    refresh(
        "auth-alg-none",
        "Client assertions may be signed with none, it is said.",
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("token_endpoint_auth_signing_alg_values_supported", r#"["ES256","none"]"#),
        )],
    )
    .shows(&[("discovery.auth_signing_alg", "fail")])
    .set(BY_KEY),
    refresh(
        "auth-algs-absent",
        "The metadata does not say with which algorithms client assertions are signed.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("token_endpoint_auth_signing_alg_values_supported"))],
    )
    .shows(&[("discovery.auth_signing_alg", "warn")])
    .set(BY_KEY),
    refresh(
        "auth-alg-other",
        "The metadata names no algorithm that this client's key can make, and the client signs all the same.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("token_endpoint_auth_signing_alg_values_supported", r#"["RS256"]"#))],
    )
    .shows(&[("discovery.auth_signing_alg", "warn")])
    .set(&["client.id=grantty-demo-private-key-jwt", "client.assertion_alg=ES256"]),
    refresh(
        "assertion-for-endpoint",
        "Client assertions have to be for the token endpoint, and this client makes them so.",
        &[Wrong::Client(Demand::EndpointAudience)],
    )
    .shows(&[("client_auth.assertion", "warn")])
    .rows(&["OWN-03"])
    .set(&["client.id=grantty-demo-private-key-jwt", "client.assertion_audience=token_endpoint"]),
    refresh(
        "assertion-not-for-issuer",
        "A client assertion for the issuer is refused: it has to be for the token endpoint.",
        &[Wrong::Client(Demand::EndpointAudience)],
    )
    .ends("refused")
    .set(BY_KEY),
    refresh(
        "assertion-not-for-endpoint",
        "A client assertion for the token endpoint is refused: it has to be for the issuer.",
        &[Wrong::Client(Demand::IssuerAudience)],
    )
    .shows(&[("client_auth.assertion", "warn")])
    .rows(&["OWN-03"])
    .ends("refused")
    .set(&["client.id=grantty-demo-private-key-jwt", "client.assertion_audience=token_endpoint"]),
    refresh(
        "basic-not-taken",
        "HTTP Basic is advertised, and a secret is taken in the form only.",
        &[Wrong::Client(Demand::NoHeader)],
    )
    .ends("refused")
    .set(&["client.id=grantty-demo-confidential"]),
    refresh(
        "basic-not-decoded",
        "The secret of HTTP Basic is compared as it came: nobody undoes its form encoding.",
        &[Wrong::Client(Demand::Raw)],
    )
    .ends("refused")
    .set(&["client.id=grantty-demo-confidential"]),
    refresh(
        "basic-not-decoded-raw",
        "The same, and the client sends its secret without the encoding.",
        &[Wrong::Client(Demand::Raw)],
    )
    .shows(&[("client_auth.basic_encoding", "warn")])
    .set(&["client.id=grantty-demo-confidential", "client.basic_encoding=raw"]),
    refresh("client-refused", "The client is not let in.", &[Wrong::Client(Demand::SomebodyElse)])
        .ends("refused")
        .set(&["client.id=grantty-demo-confidential"]),
    refresh(
        "client-refused-400",
        "The client is not let in, with status 400 in place of 401.",
        &[
            Wrong::Client(Demand::SomebodyElse),
            Wrong::Http(Place::ClientAuthentication, Http::Status(400)),
            Wrong::Http(Place::ClientAuthentication, Http::NoHeader("www-authenticate")),
        ],
    )
    .ends("refused")
    .set(&["client.id=grantty-demo-confidential"]),
    refresh(
        "client-refused-challenge",
        "The client is not let in, and asked for HTTP Basic though it came with an assertion.",
        &[
            Wrong::Client(Demand::SomebodyElse),
            Wrong::Http(Place::ClientAuthentication, Http::Header("www-authenticate", "Basic realm=\"grantty demo\"")),
        ],
    )
    .ends("refused")
    .set(BY_KEY),
];
