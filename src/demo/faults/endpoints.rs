//! What can be wrong with what the metadata says of endpoints and abilities.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "scopes-as-text",
        "scopes_supported is a string in place of an array.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("scopes_supported", r#""openid""#))],
    )
    .shows(&[("discovery.types", "fail")])
    .rows(&["DSC-13"]),
    Fault::new(
        "endpoint-null",
        "The introspection endpoint is null.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("introspection_endpoint", "null"))],
    )
    .shows(&[("discovery.types", "fail")])
    .rows(&["DSC-13"]),
    Fault::new(
        "algs-as-numbers",
        "id_token_signing_alg_values_supported is an array of numbers.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("id_token_signing_alg_values_supported", "[256,384]"))],
    )
    .shows(&[("discovery.types", "fail")])
    .rows(&["DSC-13"]),
    Fault::new(
        "endpoint-javascript",
        "The introspection endpoint is a javascript: address.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("introspection_endpoint", r#""javascript:alert(document.domain)""#))],
    )
    .shows(&[("discovery.endpoint_scheme", "fail")])
    .rows(&["DSC-14"]),
    Fault::new(
        "endpoint-file",
        "The revocation endpoint is a file: address.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("revocation_endpoint", r#""file:///etc/passwd""#))],
    )
    .shows(&[("discovery.endpoint_scheme", "fail")])
    .rows(&["DSC-14"]),
    Fault::new(
        "token-endpoint-file",
        "The token endpoint is a file: address.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("token_endpoint", r#""file:///etc/passwd""#))],
    )
    .shows(&[("discovery.endpoint_scheme", "fail")])
    .rows(&["DSC-14"])
    .ends("broken"),
    Fault::new(
        "endpoint-elsewhere",
        "The introspection endpoint is at another organisation.",
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("introspection_endpoint", r#""https://tokens.example.net/introspect""#),
        )],
    )
    .shows(&[("discovery.endpoint_host", "warn")])
    .rows(&["DSC-15"]),
    Fault::new(
        "endpoint-with-user-info",
        "The introspection endpoint pretends to be at a bank: the name before the @ is not the host.",
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("introspection_endpoint", r#""http://accounts.bank.example@127.0.0.1:{port}/introspect""#),
        )],
    )
    .shows(&[("discovery.endpoint_userinfo", "fail")])
    .rows(&["DSC-18"]),
    Fault::new(
        "endpoint-look-alike",
        "The introspection endpoint has a host that looks like another one.",
        &[Wrong::Edit(
            Place::Metadata,
            Edit::Set("introspection_endpoint", r#""https://xn--pple-43d.com/introspect""#),
        )],
    )
    .shows(&[("discovery.endpoint_idn", "warn")])
    .rows(&["DSC-19"]),
    Fault::new(
        "grant-not-advertised",
        "The metadata does not name the device grant.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("grant_types_supported", r#"["authorization_code"]"#))],
    )
    .shows(&[("discovery.grant", "warn")])
    .rows(&["DSC-20"]),
    Fault::new(
        "pkce-not-advertised",
        "The metadata does not say that PKCE is known. A profile that asks for PKCE sees a warning.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("code_challenge_methods_supported"))],
    )
    .rows(&["DSC-21"]),
    Fault::new(
        "auth-method-not-advertised",
        "The metadata does not name the way in which this client authenticates.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("token_endpoint_auth_methods_supported", r#"["private_key_jwt"]"#))],
    )
    .shows(&[("discovery.auth_method", "warn")])
    .rows(&["DSC-22"]),
    Fault::new(
        "auth-methods-absent",
        "The metadata does not say how clients authenticate, which means client_secret_basic.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("token_endpoint_auth_methods_supported"))],
    )
    .shows(&[("discovery.auth_method", "warn")])
    .rows(&["DSC-22"]),
];
