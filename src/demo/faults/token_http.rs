//! What can be wrong with how the token endpoint answers.

use crate::demo::answer::Delivery;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, On, Place, Poll, Wrong};

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "token-as-form",
        "The token answer is a form in place of JSON.",
        &[Wrong::Http(Place::Token, Http::Form)],
    )
    .shows(&[("token.content_type", "warn")])
    .rows(&["TOK-02"]),
    Fault::new(
        "token-as-text",
        "The token answer is said to be plain text.",
        &[Wrong::Http(Place::Token, Http::Header("content-type", "text/plain"))],
    )
    .shows(&[("token.content_type", "warn")])
    .rows(&["TOK-02"]),
    Fault::new(
        "token-sign-in-page",
        "There is a web page in place of the tokens.",
        &[Wrong::Http(Place::Token, Http::Page(200))],
    )
    .shows(&[("token.json", "fail")])
    .rows(&["TOK-03", "POL-19"])
    .ends_approved("broken"),
    Fault::new(
        "token-cacheable",
        "The token answer may be stored.",
        &[
            Wrong::Http(Place::Token, Http::NoHeader("cache-control")),
            Wrong::Http(Place::Token, Http::NoHeader("pragma")),
        ],
    )
    .shows(&[("token.cache_control", "warn")])
    .rows(&["TOK-18"]),
    Fault::new(
        "token-publicly-cacheable",
        "The token answer is to be stored for an hour by everybody.",
        &[Wrong::Http(Place::Token, Http::Header("cache-control", "public, max-age=3600"))],
    )
    .shows(&[("token.cache_control", "warn")])
    .rows(&["TOK-18"]),
    Fault::new(
        "token-invalid-client",
        "The client is not known at the token endpoint, with status 401.",
        &[Wrong::Poll(On::Nth(1), Poll::Told(401, r#"{"error":"invalid_client"}"#))],
    )
    .rows(&["TOK-19"])
    .ends("refused"),
    Fault::new(
        "token-unauthorized-client",
        "The client may not use this grant.",
        &[Wrong::Poll(On::Nth(1), Poll::Told(400, r#"{"error":"unauthorized_client"}"#))],
    )
    .rows(&["TOK-21"])
    .ends("refused"),
    Fault::new(
        "token-unsupported-grant-type",
        "The token endpoint does not know the device grant.",
        &[Wrong::Poll(On::Nth(1), Poll::Told(400, r#"{"error":"unsupported_grant_type"}"#))],
    )
    .rows(&["TOK-21"])
    .ends("refused"),
    Fault::new(
        "token-error-object",
        "error is an object.",
        &[Wrong::Poll(On::Nth(1), Poll::Told(400, r#"{"error":{"code":400,"message":"no"}}"#))],
    )
    .shows(&[("token.error", "fail")])
    .rows(&["TOK-22"])
    .ends("refused"),
    Fault::new(
        "token-error-number",
        "error is a number.",
        &[Wrong::Poll(On::Nth(1), Poll::Told(400, r#"{"error":400}"#))],
    )
    .shows(&[("token.error", "fail")])
    .rows(&["TOK-22"])
    .ends("refused"),
    Fault::new(
        "token-server-error",
        "The tokens are ready, and the answer is a page with 500.",
        &[Wrong::Http(Place::Token, Http::Page(500))],
    )
    .shows(&[("token.status", "fail")])
    .rows(&["TOK-23"])
    .ends_approved("broken"),
    Fault::new(
        "token-bad-gateway-json",
        "The tokens are ready, and a gateway answers 502 in their place: they are lost, and the next poll is refused.",
        &[Wrong::Http(Place::Token, Http::Body(502, r#"{"message":"upstream timed out"}"#))],
    )
    .shows(&[("token.status", "fail")])
    .rows(&["TOK-23"])
    .ends_approved("refused"),
    Fault::new(
        "token-redirected-away",
        "The tokens have moved to another origin (307 repeats the request there, with its secrets).",
        &[Wrong::Http(Place::Token, Http::Redirect(307, "{stranger}/token"))],
    )
    .shows(&[("token.redirect", "fail")])
    .rows(&["TOK-24"])
    .ends_approved("broken"),
    Fault::new(
        "token-redirected-permanently",
        "The tokens have moved to another origin (308).",
        &[Wrong::Http(Place::Token, Http::Redirect(308, "{stranger}/token"))],
    )
    .shows(&[("token.redirect", "fail")])
    .rows(&["TOK-24"])
    .ends_approved("broken"),
    Fault::new(
        "token-found-elsewhere",
        "The tokens have moved (302 turns the request into a GET).",
        &[Wrong::Http(Place::Token, Http::Redirect(302, "{stranger}/token"))],
    )
    .shows(&[("token.redirect", "fail")])
    .rows(&["TOK-25"])
    .ends_approved("broken"),
    Fault::new(
        "token-cut",
        "The connection ends in the middle of the token answer.",
        &[Wrong::Http(Place::Token, Http::Deliver(Delivery::Cut))],
    )
    .shows(&[("http.truncated", "fail")])
    .rows(&["TOK-26"])
    .ends_approved("broken"),
    Fault::new(
        "token-endless",
        "The token answer does not end.",
        &[Wrong::Http(Place::Token, Http::Deliver(Delivery::Endless))],
    )
    .shows(&[("http.body_limit", "fail")])
    .rows(&["NET-03"])
    .ends_approved("broken"),
    Fault::new(
        "token-garbage",
        "There are a million bytes that mean nothing in place of the tokens.",
        &[Wrong::Http(Place::Token, Http::Garbage)],
    )
    .shows(&[("token.json", "fail")])
    .rows(&["TOK-03"])
    .ends_approved("broken"),
    Fault::new(
        "token-no-content",
        "The token answer is 204 without a body.",
        &[Wrong::Http(Place::Token, Http::Empty(204))],
    )
    .shows(&[("token.status", "fail")])
    .rows(&["TOK-27"])
    .ends_approved("broken"),
    Fault::new("token-empty", "The token answer has no bytes.", &[Wrong::Http(Place::Token, Http::Empty(200))])
        .shows(&[("token.json", "fail")])
        .rows(&["TOK-27"])
        .ends_approved("broken"),
    Fault::new(
        "token-created",
        "The token answer has the status 201.",
        &[Wrong::Http(Place::Token, Http::Status(201))],
    )
    .shows(&[("token.status", "fail")])
    .rows(&["TOK-23"]),
    Fault::new(
        "token-extra-members",
        "The token answer has a hundred unknown members, which are to be ignored.",
        &[Wrong::Edit(Place::Token, Edit::Many(100))],
    )
    .rows(&["TOK-29"]),
];
