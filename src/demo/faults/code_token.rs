//! What can be wrong with the tokens that a code is exchanged for, beyond what any flow meets.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "code-nonce-other",
        "nonce has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("nonce", "1"))],
    )
    .shows(&[("id_token.nonce", "fail")])
    .rows(&["IDT-16"]),
    Fault::code(
        "code-nonce-missing",
        "There is no nonce, though one was sent.",
        &[Wrong::Edit(Place::Claims, Edit::Remove("nonce"))],
    )
    .shows(&[("id_token.nonce", "fail")])
    .rows(&["IDT-17"]),
    Fault::code(
        "code-at-hash-other",
        "at_hash has a 1 at the end.",
        &[Wrong::Edit(Place::Claims, Edit::Append("at_hash", "1"))],
    )
    .shows(&[("id_token.at_hash", "fail")])
    .rows(&["IDT-44"]),
    Fault::code(
        "auth-time-old",
        "The person logged in yesterday, though max_age is five minutes.",
        &[Wrong::Edit(Place::Claims, Edit::Time("auth_time", -86400))],
    )
    .shows(&[("id_token.auth_time", "fail")])
    .rows(&["IDT-51"])
    .set(&["request.max_age=300"]),
    Fault::code(
        "auth-time-future",
        "The person will log in tomorrow.",
        &[Wrong::Edit(Place::Claims, Edit::Time("auth_time", 86400))],
    )
    .shows(&[("id_token.auth_time", "fail")])
    .rows(&["IDT-51"])
    .set(&["request.max_age=300"]),
    Fault::code(
        "auth-time-missing",
        "There is no auth_time, though max_age was asked for.",
        &[Wrong::Edit(Place::Claims, Edit::Remove("auth_time"))],
    )
    .shows(&[("id_token.auth_time", "fail")])
    .rows(&["IDT-51"])
    .set(&["request.max_age=300"]),
    Fault::code(
        "acr-other",
        "acr is another one than was asked for.",
        &[Wrong::Edit(Place::Claims, Edit::Set("acr", r#""0""#))],
    )
    .shows(&[("id_token.acr", "warn")])
    .rows(&["IDT-52"])
    .set(&[r#"request.acr_values=["urn:demo:password"]"#]),
    Fault::code(
        "code-refused",
        "The token endpoint refuses every code after a good authorization response.",
        &[Wrong::Http(
            Place::Token,
            Http::Body(
                400,
                r#"{"error":"invalid_grant","error_description":"The code_verifier does not fit the challenge."}"#,
            ),
        )],
    )
    .rows(&["ATZ-22", "TOK-20"])
    .ends_approved("refused"),
    Fault::code("pkce-not-enforced", "A code is redeemed with any code_verifier, or with none.", &[Wrong::NoVerifier])
        .shows(&[("token.pkce_enforced", "fail")])
        .rows(&["ATZ-23"])
        .set(&["code.probe=wrong_verifier"]),
];
