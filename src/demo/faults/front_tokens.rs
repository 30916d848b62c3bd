//! What can be wrong with an ID token that comes with the authorization response.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Sign, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::code(
        "front-nonce-other",
        "nonce of the first ID token has a 1 at the end.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Append("nonce", "1"))],
    )
    .shows(&[("id_token.nonce", "fail")])
    .rows(&["IDT-16"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "front-nonce-missing",
        "The first ID token has no nonce.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Remove("nonce"))],
    )
    .shows(&[("id_token.nonce", "fail")])
    .rows(&["IDT-17"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "code-c-hash-other",
        "c_hash has a 1 at the end.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Append("c_hash", "1"))],
    )
    .shows(&[("id_token.c_hash", "fail")])
    .rows(&["IDT-46"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "code-c-hash-missing",
        "There is no c_hash.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Remove("c_hash"))],
    )
    .shows(&[("id_token.c_hash", "fail")])
    .rows(&["IDT-46"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "code-s-hash-other",
        "s_hash has a 1 at the end.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Append("s_hash", "1"))],
    )
    .shows(&[("id_token.s_hash", "fail")])
    .rows(&["IDT-47"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "code-s-hash-missing",
        "There is no s_hash, which is allowed outside of FAPI.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Remove("s_hash"))],
    )
    .rows(&["IDT-47"])
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "front-at-hash-other",
        "at_hash of the first ID token has a 1 at the end.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Append("at_hash", "1"))],
    )
    .shows(&[("id_token.at_hash", "fail")])
    .rows(&["IDT-44"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token token"]),
    Fault::code(
        "front-at-hash-missing",
        "The first ID token has no at_hash, though an access token comes with it.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Remove("at_hash"))],
    )
    .shows(&[("id_token.at_hash", "fail")])
    .rows(&["IDT-45"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token token"]),
    Fault::code(
        "front-id-token-missing",
        "The response has no ID token, though one was asked for.",
        &[Wrong::Edit(Place::Answer, Edit::Remove("id_token"))],
    )
    .shows(&[("authorization.parts", "fail")])
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "front-code-missing",
        "The response has no code, though one was asked for.",
        &[Wrong::Edit(Place::Answer, Edit::Remove("code"))],
    )
    .shows(&[("authorization.parts", "fail")])
    .ends_approved("broken")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "front-signature-broken",
        "Every byte of the signature of the ID tokens is changed.",
        &[Wrong::Sign(Sign::Rs256Broken)],
    )
    .shows(&[("id_token.signature", "fail")])
    .rows(&["IDT-20"])
    .ends_approved("rejected")
    .set(&["code.response_type=code id_token"]),
    Fault::code(
        "front-id-token-other-sub",
        "The two ID tokens have different subjects.",
        &[Wrong::Edit(Place::FrontClaims, Edit::Set("sub", r#""somebody-else""#))],
    )
    .shows(&[("id_token.front_channel", "fail")])
    .rows(&["IDT-49"])
    .set(&["code.response_type=code id_token"]),
];
