//! What can be wrong with the metadata document and its issuer.

use crate::demo::answer::Delivery;
use crate::demo::fault::Fault;
use crate::demo::wrong::{Edit, Http, Place, Wrong};

/// Two hundred arrays in each other.
const DEEP: &str = concat!(
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
    "]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]"
);

pub(super) const FAULTS: &[Fault] = &[
    Fault::new(
        "issuer-mismatch",
        "The metadata is of another issuer: its name has INVALID at the end.",
        &[Wrong::Edit(Place::Metadata, Edit::Append("issuer", "INVALID"))],
    )
    .shows(&[("discovery.issuer", "fail")])
    .rows(&["DSC-01"])
    .ends("rejected"),
    Fault::new(
        "issuer-trailing-slash",
        "The issuer in the metadata has a slash at the end, the one asked for has none.",
        &[Wrong::Edit(Place::Metadata, Edit::Append("issuer", "/"))],
    )
    .shows(&[("discovery.issuer", "fail")])
    .rows(&["DSC-02"])
    .ends("rejected"),
    Fault::new(
        "issuer-template",
        "The issuer in the metadata is a template with braces, as of a provider with many tenants.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("issuer", r#""{origin}/{tenantid}/v2.0""#))],
    )
    .shows(&[("discovery.issuer_template", "fail")])
    .rows(&["DSC-03"])
    .ends("rejected"),
    Fault::new(
        "issuer-upper-case",
        "The issuer in the metadata is written with capital letters.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("issuer", r#""HTTP://127.0.0.1:{port}/F/ISSUER-UPPER-CASE""#))],
    )
    .shows(&[("discovery.issuer", "fail")])
    .rows(&["DSC-01"])
    .ends("rejected"),
    Fault::new(
        "issuer-missing",
        "The metadata has no issuer.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("issuer"))],
    )
    .shows(&[("discovery.issuer", "fail")])
    .rows(&["DSC-01", "DSC-12"])
    .ends("rejected"),
    Fault::new(
        "issuer-number",
        "The issuer in the metadata is a number.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("issuer", "42"))],
    )
    .shows(&[("discovery.issuer", "fail")])
    .rows(&["DSC-13"])
    .ends("rejected"),
    Fault::new(
        "issuer-plain-http",
        "The issuer in the metadata is another host, without TLS.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("issuer", r#""http://id.example.com""#))],
    )
    .shows(&[("discovery.issuer", "fail"), ("discovery.issuer_https", "fail")])
    .rows(&["DSC-04"])
    .ends("rejected"),
    Fault::new(
        "issuer-with-query",
        "The issuer in the metadata has a query.",
        &[Wrong::Edit(Place::Metadata, Edit::Append("issuer", "?tenant=1"))],
    )
    .shows(&[("discovery.issuer_form", "fail")])
    .rows(&["DSC-05"])
    .ends("rejected"),
    Fault::new(
        "issuer-with-fragment",
        "The issuer in the metadata has a fragment.",
        &[Wrong::Edit(Place::Metadata, Edit::Append("issuer", "#tenant"))],
    )
    .shows(&[("discovery.issuer_form", "fail")])
    .rows(&["DSC-05"])
    .ends("rejected"),
    Fault::new(
        "metadata-disagree",
        "The two metadata documents name different introspection endpoints.",
        &[Wrong::Edit(Place::OAuth, Edit::Append("introspection_endpoint", "/v2"))],
    )
    .shows(&[("discovery.two_documents", "fail")])
    .rows(&["DSC-06"]),
    Fault::new(
        "metadata-only-openid",
        "Only the OpenID Connect metadata is there; the RFC 8414 address answers 404.",
        &[Wrong::Http(Place::OAuth, Http::Page(404))],
    )
    .rows(&["DSC-06"]),
    Fault::new(
        "metadata-only-oauth",
        "Only the RFC 8414 metadata is there; the OpenID Connect address answers 404.",
        &[Wrong::Http(Place::OpenId, Http::Page(404))],
    )
    .rows(&["DSC-06"]),
    Fault::new(
        "metadata-not-found",
        "There is a page \"404\" in place of the metadata.",
        &[Wrong::Http(Place::Metadata, Http::Page(404))],
    )
    .shows(&[("discovery.status", "fail")])
    .rows(&["DSC-07"])
    .ends("broken"),
    Fault::new(
        "metadata-server-error",
        "The metadata answers 500 with a page.",
        &[Wrong::Http(Place::Metadata, Http::Page(500))],
    )
    .shows(&[("discovery.status", "fail")])
    .rows(&["DSC-07"])
    .ends("broken"),
    Fault::new(
        "metadata-unavailable",
        "The metadata answers 503 and says when to come again.",
        &[Wrong::Http(Place::Metadata, Http::Page(503)), Wrong::Http(Place::Metadata, Http::Header("retry-after", "30"))],
    )
    .shows(&[("discovery.status", "fail")])
    .rows(&["DSC-07"])
    .ends("broken"),
    Fault::new(
        "metadata-sign-in-page",
        "There is a sign-in page of a guest network in place of the metadata.",
        &[Wrong::Http(Place::Metadata, Http::Page(200))],
    )
    .shows(&[("discovery.json", "fail"), ("discovery.content_type", "warn")])
    .rows(&["DSC-07", "NET-11"])
    .ends("broken"),
    Fault::new(
        "metadata-as-html",
        "The metadata is JSON, but is said to be HTML.",
        &[Wrong::Http(Place::Metadata, Http::Header("content-type", "text/html"))],
    )
    .shows(&[("discovery.content_type", "warn")])
    .rows(&["DSC-08"]),
    Fault::new(
        "metadata-as-text",
        "The metadata is JSON, but is said to be plain text.",
        &[Wrong::Http(Place::Metadata, Http::Header("content-type", "text/plain"))],
    )
    .shows(&[("discovery.content_type", "warn")])
    .rows(&["DSC-08"]),
    Fault::new(
        "metadata-without-type",
        "The metadata has no content type.",
        &[Wrong::Http(Place::Metadata, Http::NoHeader("content-type"))],
    )
    .shows(&[("discovery.content_type", "warn")])
    .rows(&["DSC-08"]),
    Fault::new(
        "metadata-redirected-away",
        "The metadata has moved to another origin.",
        &[Wrong::Http(Place::Metadata, Http::Redirect(302, "{stranger}/.well-known/openid-configuration"))],
    )
    .shows(&[("discovery.redirect", "fail")])
    .rows(&["DSC-09"])
    .ends("broken"),
    Fault::new(
        "metadata-redirected-within",
        "The metadata has moved within its origin.",
        &[Wrong::Http(Place::Metadata, Http::Redirect(302, "{origin}/.well-known/openid-configuration"))],
    )
    .shows(&[("discovery.redirect", "warn")])
    .rows(&["DSC-09"])
    .ends("broken"),
    Fault::new(
        "metadata-half",
        "The metadata ends in the middle, though all bytes came.",
        &[Wrong::Http(Place::Metadata, Http::Half)],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-byte-order-mark",
        "The metadata begins with a byte order mark.",
        &[Wrong::Http(Place::Metadata, Http::Prefix("\u{feff}"))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"]),
    Fault::new(
        "metadata-trailing-bytes",
        "More bytes come after the end of the metadata.",
        &[Wrong::Http(Place::Metadata, Http::Suffix("\n<!-- served by node 7 -->"))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-nan",
        "The metadata has the number NaN, which JSON does not.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("max_age", "NaN"))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-huge-number",
        "The metadata has the number 1e400.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("max_age", "1e400"))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-lone-surrogate",
        "The metadata has half of a surrogate pair.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("op_policy_uri", r#""https://id.example.com/\ud800""#))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-deep",
        "The metadata has two hundred arrays in each other.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("deep", DEEP))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-array",
        "The metadata is an array with the document inside.",
        &[Wrong::Http(Place::Metadata, Http::Prefix("[")), Wrong::Http(Place::Metadata, Http::Suffix("]"))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-empty",
        "The metadata has no bytes.",
        &[Wrong::Http(Place::Metadata, Http::Empty(200))],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-garbage",
        "There are a million bytes that mean nothing in place of the metadata.",
        &[Wrong::Http(Place::Metadata, Http::Garbage)],
    )
    .shows(&[("discovery.json", "fail")])
    .rows(&["DSC-10"])
    .ends("broken"),
    Fault::new(
        "metadata-issuer-twice",
        "The metadata has the member issuer twice, with different values.",
        &[Wrong::Edit(Place::Metadata, Edit::Twice("issuer", r#""https://other.example""#))],
    )
    .shows(&[("discovery.duplicate", "fail")])
    .rows(&["DSC-11"])
    .ends("rejected"),
    Fault::new(
        "metadata-without-device-endpoint",
        "The metadata does not say where device codes come from.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("device_authorization_endpoint"))],
    )
    .shows(&[("discovery.required", "fail")])
    .rows(&["DSC-12"])
    .ends("broken"),
    Fault::new(
        "metadata-without-token-endpoint",
        "The metadata does not say where tokens come from.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("token_endpoint"))],
    )
    .shows(&[("discovery.required", "fail")])
    .rows(&["DSC-12"])
    .ends("broken"),
    Fault::new(
        "metadata-without-authorization-endpoint",
        "The metadata has no authorization endpoint, which the device flow does not need.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("authorization_endpoint"))],
    )
    .shows(&[("discovery.required", "warn")])
    .rows(&["DSC-12"]),
    Fault::new(
        "metadata-without-keys",
        "The metadata does not say where the keys are.",
        &[Wrong::Edit(Place::Metadata, Edit::Remove("jwks_uri"))],
    )
    .shows(&[("discovery.required", "warn")])
    .rows(&["DSC-12", "JWK-15"]),
    Fault::new(
        "metadata-many-members",
        "The metadata has five thousand unknown members, which are to be ignored.",
        &[Wrong::Edit(Place::Metadata, Edit::Many(5000))],
    )
    .rows(&["DSC-27"]),
    Fault::new(
        "metadata-endless",
        "The metadata does not end: eight mebibytes come after it.",
        &[Wrong::Http(Place::Metadata, Http::Deliver(Delivery::Endless))],
    )
    .shows(&[("http.body_limit", "fail")])
    .rows(&["DSC-28", "NET-03"])
    .ends("broken"),
    Fault::new(
        "metadata-signed-differently",
        "signed_metadata contradicts the plain members.",
        &[Wrong::Edit(Place::Metadata, Edit::Set("signed_metadata", r#""eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL290aGVyLmV4YW1wbGUiLCJpc3N1ZXIiOiJodHRwczovL290aGVyLmV4YW1wbGUiLCJ0b2tlbl9lbmRwb2ludCI6Imh0dHBzOi8vb3RoZXIuZXhhbXBsZS90b2tlbiJ9.c2lnbmF0dXJlIG9mIHNvbWVib2R5""#))],
    )
    .shows(&[("discovery.signed_metadata", "warn")])
    .rows(&["DSC-30"]),
    Fault::new(
        "metadata-cut",
        "The connection ends in the middle of the metadata.",
        &[Wrong::Http(Place::Metadata, Http::Deliver(Delivery::Cut))],
    )
    .shows(&[("http.truncated", "fail")])
    .rows(&["TOK-26"])
    .ends("broken"),
    Fault::new(
        "metadata-closed",
        "The connection is closed without an answer when the metadata is asked for.",
        &[Wrong::Http(Place::Metadata, Http::Deliver(Delivery::Closed))],
    )
    .shows(&[("http.answer", "fail")])
    .ends("unreachable"),
    Fault::new(
        "clock-of-1994",
        "The Date header of the metadata is of 1994.",
        &[Wrong::Http(Place::Metadata, Http::Header("date", "Sun, 06 Nov 1994 08:49:37 GMT"))],
    )
    .shows(&[("clock.skew", "warn")]),
];
