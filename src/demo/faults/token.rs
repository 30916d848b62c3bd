//! What can be wrong with the members of the token answer.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "access-token-missing",
        "There is no access_token.",
        &[Wrong::Edit(Place::Token, Edit::Remove("access_token"))],
    )
    .shows(&[("token.access_token", "fail")])
    .rows(&["TOK-04", "POL-19"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-null",
        "access_token is null.",
        &[Wrong::Edit(Place::Token, Edit::Set("access_token", "null"))],
    )
    .shows(&[("token.access_token", "fail")])
    .rows(&["TOK-04"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-number",
        "access_token is a number.",
        &[Wrong::Edit(Place::Token, Edit::Set("access_token", "4711"))],
    )
    .shows(&[("token.access_token", "fail")])
    .rows(&["TOK-04"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-empty",
        "access_token is empty.",
        &[Wrong::Edit(Place::Token, Edit::Set("access_token", r#""""#))],
    )
    .shows(&[("token.access_token", "fail")])
    .rows(&["TOK-04"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-camel-case",
        "The members are named accessToken and tokenType.",
        &[
            Wrong::Edit(Place::Token, Edit::Rename("access_token", "accessToken")),
            Wrong::Edit(Place::Token, Edit::Rename("token_type", "tokenType")),
        ],
    )
    .shows(&[("token.access_token", "fail")])
    .rows(&["TOK-28"])
    .ends_approved("broken"),
    Fault::new(
        "token-type-missing",
        "There is no token_type.",
        &[Wrong::Edit(Place::Token, Edit::Remove("token_type"))],
    )
    .shows(&[("token.token_type", "fail")])
    .rows(&["TOK-05"])
    .ends_approved("broken"),
    Fault::new(
        "token-type-case",
        "token_type is written bEARER, which is allowed.",
        &[Wrong::Edit(Place::Token, Edit::Set("token_type", r#""bEARER""#))],
    )
    .rows(&["TOK-06"]),
    Fault::new(
        "token-type-unknown",
        "token_type is mac.",
        &[Wrong::Edit(Place::Token, Edit::Set("token_type", r#""mac""#))],
    )
    .shows(&[("token.token_type", "fail")])
    .rows(&["TOK-07"])
    .ends_approved("broken"),
    Fault::new(
        "token-type-not-applicable",
        "token_type is N_A, which only token exchange has.",
        &[Wrong::Edit(Place::Token, Edit::Set("token_type", r#""N_A""#))],
    )
    .shows(&[("token.token_type", "fail")])
    .rows(&["TOK-07"])
    .ends_approved("broken"),
    Fault::new(
        "expires-in-absent",
        "There is no expires_in, which is allowed.",
        &[Wrong::Edit(Place::Token, Edit::Remove("expires_in"))],
    )
    .rows(&["TOK-09"]),
    Fault::new(
        "expires-in-text",
        "expires_in is a string.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", r#""3600""#))],
    )
    .shows(&[("token.expires_in", "warn")])
    .rows(&["TOK-10"]),
    Fault::new(
        "expires-in-negative",
        "expires_in is negative.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "-1"))],
    )
    .shows(&[("token.expires_in", "fail")])
    .rows(&["TOK-10"]),
    Fault::new(
        "expires-in-fraction",
        "expires_in is 3599.5.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "3599.5"))],
    )
    .shows(&[("token.expires_in", "warn")])
    .rows(&["TOK-10"]),
    Fault::new("expires-in-zero", "expires_in is 0.", &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "0"))])
        .shows(&[("token.expires_in", "warn")])
        .rows(&["TOK-10"]),
    Fault::new(
        "expires-in-huge",
        "expires_in is the largest number of 64 bits.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "18446744073709551615"))],
    )
    .shows(&[("token.expires_in_range", "fail")])
    .rows(&["TOK-11"]),
    Fault::new(
        "expires-in-float-huge",
        "expires_in is 1e30.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "1e30"))],
    )
    .shows(&[("token.expires_in_range", "fail")])
    .rows(&["TOK-11"]),
    Fault::new(
        "expires-in-milliseconds",
        "expires_in is a day in milliseconds, which read as seconds is almost three years.",
        &[Wrong::Edit(Place::Token, Edit::Set("expires_in", "86400000"))],
    )
    .shows(&[("token.expires_in_range", "fail")])
    .rows(&["TOK-11"]),
    Fault::new(
        "scope-absent",
        "There is no scope, which means the one asked for.",
        &[Wrong::Edit(Place::Token, Edit::Remove("scope"))],
    )
    .rows(&["TOK-12"]),
    Fault::new(
        "scope-fewer",
        "Fewer scopes are granted than asked for.",
        &[Wrong::Edit(Place::Token, Edit::Set("scope", r#""openid""#))],
    )
    .shows(&[("token.scope_missing", "warn")])
    .rows(&["TOK-13"]),
    Fault::new(
        "scope-more",
        "More scopes are granted than asked for.",
        &[Wrong::Edit(Place::Token, Edit::Append("scope", " admin"))],
    )
    .shows(&[("token.scope_extra", "warn")])
    .rows(&["TOK-14"]),
    Fault::new(
        "scope-array",
        "scope is an array.",
        &[Wrong::Edit(Place::Token, Edit::Set("scope", r#"["openid","profile"]"#))],
    )
    .shows(&[("token.scope", "fail")])
    .rows(&["TOK-15"]),
    Fault::new(
        "scope-malformed",
        "scope has double spaces and quotes.",
        &[Wrong::Edit(Place::Token, Edit::Set("scope", r#""openid  \"profile\" émail""#))],
    )
    .shows(&[("token.scope", "fail")])
    .rows(&["TOK-15"]),
    Fault::new(
        "access-token-line-break",
        "The access token has a line break and a header of its own.",
        &[Wrong::Edit(Place::Token, Edit::Append("access_token", "\r\nX-Injected: 1"))],
    )
    .shows(&[("token.charset", "fail")])
    .rows(&["TOK-16"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-not-ascii",
        "The access token has letters that no header can carry.",
        &[Wrong::Edit(
            Place::Token,
            Edit::Set("access_token", r#""tökén-\u0000-0123456789abcdefghijklmnopqrstuvwxyz""#),
        )],
    )
    .shows(&[("token.charset", "fail")])
    .rows(&["TOK-16"])
    .ends_approved("broken"),
    Fault::new(
        "access-token-guessable",
        "The access token is short and easy to guess.",
        &[Wrong::Edit(Place::Token, Edit::Set("access_token", r#""token123""#))],
    )
    .shows(&[("token.entropy", "warn")])
    .rows(&["TOK-17"]),
    Fault::new(
        "refresh-token-guessable",
        "The refresh token is short and easy to guess.",
        &[Wrong::Edit(Place::Token, Edit::Set("refresh_token", r#""refresh1""#))],
    )
    .shows(&[("token.entropy", "warn")])
    .rows(&["TOK-17"]),
    Fault::new(
        "refresh-token-number",
        "refresh_token is a number.",
        &[Wrong::Edit(Place::Token, Edit::Set("refresh_token", "12345"))],
    )
    .shows(&[("token.refresh_token", "fail")])
    .rows(&["TOK-04"]),
    Fault::new(
        "access-token-twice",
        "The token answer has the member access_token twice.",
        &[Wrong::Edit(
            Place::Token,
            Edit::Twice("access_token", r#""another-token-0123456789abcdefghijklmnopqrstuv""#),
        )],
    )
    .shows(&[("token.duplicate", "fail")])
    .rows(&["DSC-11"]),
    Fault::new(
        "access-token-opaque",
        "The access token is no JWT, which is allowed.",
        &[Wrong::Edit(Place::Token, Edit::Set("access_token", r#""{random}""#))],
    )
    .rows(&["TOK-32"]),
    Fault::new(
        "access-token-broken-jwt",
        "The access token looks like a JWT and is none, which is no business of the client.",
        &[Wrong::Edit(
            Place::Token,
            Edit::Set("access_token", r#""eyJhbGciOiJub25lIn0.bm90IGpzb24gYXQgYWxsLCBhbmQgcXVpdGUgbG9uZw.{random}""#),
        )],
    )
    .rows(&["TOK-32"]),
    Fault::new(
        "id-token-missing",
        "openid was asked for, and no ID token came.",
        &[Wrong::Edit(Place::Token, Edit::Remove("id_token"))],
    )
    .shows(&[("token.id_token", "fail")])
    .rows(&["IDT-50"]),
    Fault::new(
        "id-token-number",
        "The ID token is a number.",
        &[Wrong::Edit(Place::Token, Edit::Set("id_token", "17"))],
    )
    .shows(&[("token.id_token", "fail")])
    .rows(&["IDT-50"]),
];
