//! What can be wrong with proofs of possession and the tokens they bind (RFC 9449).

use crate::demo::fault::Fault;
use crate::demo::wrong::{Dpop, Edit, Place, Wrong};

/// A run that proves to have a key and needs nobody.
const fn service(outcome: &'static str, name: (&'static str, &'static str), wrong: &'static [Wrong]) -> Fault {
    Fault::of("client-credentials", outcome, name, wrong).set(&["dpop.enabled=true", "dpop.alg=ES256"])
}

/// One that calls userinfo too.
const fn person(name: (&'static str, &'static str), wrong: &'static [Wrong]) -> Fault {
    Fault::of("refresh", "tokens", name, wrong).set(&["dpop.enabled=true", "dpop.alg=ES256"])
}

/// The key of RFC 7515 A.3: a token from before the run can only be bound to a key that the profile gives.
const GIVEN_KEY: &str = r#"dpop.key={"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

/// The thumbprint of a key that nobody here has.
const SOMEBODY_ELSES: &str = r#"{"jkt":"0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}"#;

pub(super) const FAULTS: &[Fault] = &[
    service(
        "tokens",
        ("dpop-nonce-unauthorized", "The token endpoint asks for a nonce with 401, which is allowed."),
        &[Wrong::Dpop(Dpop::Nonce), Wrong::Dpop(Dpop::Unauthorized)],
    )
    .rows(&["DPP-01"]),
    person(
        ("dpop-nonce-userinfo", "Only userinfo asks for a nonce, which is allowed."),
        &[Wrong::Dpop(Dpop::ResourceNonce)],
    )
    .rows(&["DPP-01"]),
    person(
        ("dpop-scheme-case", "userinfo asks for a nonce and writes the scheme dPoP, which is allowed."),
        &[Wrong::Dpop(Dpop::ResourceNonce), Wrong::Dpop(Dpop::Scheme("dPoP"))],
    )
    .rows(&["DPP-03"]),
    service(
        "refused",
        ("dpop-nonce-loop", "Whatever nonce comes, another one is asked for."),
        &[Wrong::Dpop(Dpop::Loop)],
    )
    .shows(&[("dpop.loop", "fail")])
    .rows(&["DPP-04"]),
    service(
        "refused",
        ("dpop-same-nonce", "The very nonce that was sent is asked for again."),
        &[Wrong::Dpop(Dpop::Told("the-one-and-only-nonce-of-this-provider"))],
    )
    .shows(&[("dpop.loop", "fail")])
    .rows(&["DPP-04"]),
    service(
        "refused",
        ("dpop-nonce-absent", "A nonce is asked for, and there is no header DPoP-Nonce."),
        &[Wrong::Dpop(Dpop::Told(""))],
    )
    .shows(&[("dpop.nonce", "fail")])
    .rows(&["DPP-05"]),
    service(
        "refused",
        ("dpop-nonce-characters", "The nonce has quotes, spaces and a backslash."),
        &[Wrong::Dpop(Dpop::Told(r#"a "nonce" with \ in it"#))],
    )
    .shows(&[("dpop.nonce", "fail")])
    .rows(&["DPP-05"]),
    service(
        "refused",
        ("dpop-proof-refused", "The clock of the provider is ten minutes ahead, so every proof is too old for it."),
        &[Wrong::Dpop(Dpop::Clock(600))],
    )
    .shows(&[("dpop.proof", "fail")])
    .rows(&["DPP-08"]),
    service(
        "tokens",
        ("dpop-other-jkt", "The access token is bound to the key of somebody else."),
        &[Wrong::Edit(Place::AccessToken, Edit::Set("cnf", SOMEBODY_ELSES))],
    )
    .shows(&[("dpop.jkt", "fail")])
    .rows(&["DPP-07"]),
    service(
        "tokens",
        ("dpop-no-cnf", "token_type is DPoP, and the access token names no key."),
        &[Wrong::Edit(Place::AccessToken, Edit::Remove("cnf"))],
    )
    .shows(&[("dpop.jkt", "fail")])
    .rows(&["DPP-07"]),
    Fault::of(
        "introspection",
        "rejected",
        ("dpop-introspection-other-jkt", "Introspection says that the token is bound to the key of somebody else."),
        &[Wrong::Edit(Place::Introspection, Edit::Set("cnf", SOMEBODY_ELSES))],
    )
    .set(&["dpop.enabled=true", GIVEN_KEY])
    .shows(&[("dpop.jkt", "fail")])
    .rows(&["DPP-07"]),
    person(
        ("dpop-bearer", "Proofs are not looked at, and the tokens are for whoever has them."),
        &[Wrong::Dpop(Dpop::Ignored)],
    )
    .shows(&[("dpop.token_type", "warn")]),
    Fault::of(
        "client-credentials",
        "tokens",
        ("dpop-unasked", "token_type is DPoP, though no proof was sent."),
        &[Wrong::Edit(Place::Token, Edit::Set("token_type", r#""DPoP""#))],
    )
    .shows(&[("dpop.token_type", "fail")]),
    service(
        "tokens",
        ("dpop-alg-not-advertised", "Metadata says that proofs are taken with RS256 alone."),
        &[Wrong::Edit(Place::Metadata, Edit::Set("dpop_signing_alg_values_supported", r#"["RS256"]"#))],
    )
    .shows(&[("dpop.alg", "fail")]),
    service(
        "tokens",
        ("dpop-not-advertised", "Metadata says nothing of proofs."),
        &[Wrong::Edit(Place::Metadata, Edit::Remove("dpop_signing_alg_values_supported"))],
    )
    .shows(&[("dpop.alg", "warn")]),
    person(
        ("dpop-challenge-algs", "userinfo asks for a nonce in proofs with RS256 alone, and takes others."),
        &[Wrong::Dpop(Dpop::ResourceNonce), Wrong::Dpop(Dpop::Algs("RS256"))],
    )
    .shows(&[("dpop.challenge", "fail")]),
];
