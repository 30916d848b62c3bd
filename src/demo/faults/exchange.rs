//! What can be wrong with a token exchange, and with grants that ask nobody.

use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::of(
        "token-exchange",
        "tokens",
        ("exchange-without-type", "The answer does not say what kind of token it is."),
        &[Wrong::Edit(Place::Token, Edit::Remove("issued_token_type"))],
    )
    .shows(&[("token.issued_token_type", "fail")])
    .rows(&["EXT-06"]),
    Fault::of(
        "token-exchange",
        "tokens",
        ("exchange-not-applicable", "What comes is no access token, so its token_type is N_A, which is allowed."),
        &[
            Wrong::Edit(Place::Token, Edit::Set("token_type", r#""N_A""#)),
            Wrong::Edit(Place::Token, Edit::Set("issued_token_type", r#""urn:ietf:params:oauth:token-type:jwt""#)),
        ],
    )
    .rows(&["EXT-06"]),
    Fault::of(
        "token-exchange",
        "tokens",
        ("exchange-other-type", "What comes is another kind of token than was asked for."),
        &[Wrong::Edit(Place::Token, Edit::Set("issued_token_type", r#""urn:ietf:params:oauth:token-type:jwt""#))],
    )
    .shows(&[("token.issued_token_type", "warn")])
    .rows(&["EXT-06"])
    .set(&["exchange.requested_token_type=urn:ietf:params:oauth:token-type:access_token"]),
    Fault::of(
        "token-exchange",
        "refused",
        ("exchange-target-refused", "The provider makes no tokens for the place that was asked for."),
        &[Wrong::Http(
            Place::Token,
            Http::Body(400, r#"{"error":"invalid_target","error_description":"No tokens are made for this place."}"#),
        )],
    )
    .rows(&["EXT-07"]),
    Fault::of(
        "client-credentials",
        "tokens",
        ("credentials-with-refresh-token", "A refresh token comes with client credentials, which nobody needs."),
        &[Wrong::Edit(Place::Token, Edit::Set("refresh_token", r#""{random}""#))],
    )
    .shows(&[("token.no_refresh_token", "warn")]),
    Fault::of(
        "password",
        "refused",
        ("password-removed", "The provider takes no passwords of people any more, as it should be."),
        &[Wrong::Http(
            Place::Token,
            Http::Body(400, r#"{"error":"unsupported_grant_type","error_description":"OAuth 2.1 has no such grant."}"#),
        )],
    ),
    Fault::of(
        "jwt-bearer",
        "refused",
        ("assertion-refused", "The assertion is not believed."),
        &[Wrong::Http(
            Place::Token,
            Http::Body(400, r#"{"error":"invalid_grant","error_description":"The assertion has expired."}"#),
        )],
    ),
];
