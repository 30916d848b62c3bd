//! What can be wrong with an introspection answer that is signed (RFC 9701).

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Sign, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "introspection",
        "rejected",
        ("introspection-jwt-signature-broken", "Every byte of the signature is changed."),
        &[Wrong::AnswerSign(Sign::Rs256Broken)],
    )
    .shows(&[("introspection_jwt.signature", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "rejected",
        ("introspection-jwt-alg-none", "alg is none and the signature empty."),
        &[Wrong::AnswerSign(Sign::Unsigned)],
    )
    .shows(&[("introspection_jwt.alg", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "rejected",
        ("introspection-jwt-typ-other", "typ is that of any JWT."),
        &[Wrong::Edit(Place::IntrospectionHeader, Edit::Set("typ", r#""JWT""#))],
    )
    .shows(&[("introspection_jwt.kind", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "rejected",
        ("introspection-jwt-iss-other", "iss has a 1 at the end."),
        &[Wrong::Edit(Place::IntrospectionJwt, Edit::Append("iss", "1"))],
    )
    .shows(&[("introspection_jwt.iss", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "rejected",
        ("introspection-jwt-aud-other", "aud is another client."),
        &[Wrong::Edit(Place::IntrospectionJwt, Edit::Set("aud", r#""somebody-else""#))],
    )
    .shows(&[("introspection_jwt.aud", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-jwt-iat-missing", "There is no iat."),
        &[Wrong::Edit(Place::IntrospectionJwt, Edit::Remove("iat"))],
    )
    .shows(&[("introspection_jwt.iat", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "broken",
        ("introspection-jwt-empty", "There is no token_introspection."),
        &[Wrong::Edit(Place::IntrospectionJwt, Edit::Remove("token_introspection"))],
    )
    .shows(&[("introspection_jwt.token_introspection", "fail")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "done",
        (
            "introspection-jwt-like-access-token",
            "sub and exp stand beside token_introspection, so that it could pass for an access token.",
        ),
        &[
            Wrong::Edit(Place::IntrospectionJwt, Edit::Set("sub", r#""ann""#)),
            Wrong::Edit(Place::IntrospectionJwt, Edit::Time("exp", 600)),
        ],
    )
    .shows(&[("introspection_jwt.no_access_token", "warn")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
    Fault::of(
        "introspection",
        "done",
        ("introspection-jwt-as-json", "The JWT is said to be JSON."),
        &[Wrong::Http(Place::Introspection, Http::Header("content-type", "application/json"))],
    )
    .shows(&[("introspection.content_type", "warn")])
    .rows(&["EXT-01"])
    .set(&["introspection.accept=jwt"]),
];
