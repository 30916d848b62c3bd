//! Provider metadata: where it lies, and what every member of it is worth (OIDC Discovery 1.0, RFC 8414).
//!
//! The document is judged member by member, so one wrong type hides nothing, and no member is trusted because
//! another one was right. Only what the chosen flow needs can fail it.

mod endpoints;
pub mod host;
mod issuer;
mod location;
mod members;
mod metadata;
mod signed;
mod support;

use super::check::{Check, Finding, Report, rfc};
use super::exchange::{Purpose, Request};
use super::json::Json;

pub use issuer::judge_issuer;
pub use location::{Kind, Location, derived_issuer, locations};
pub use metadata::Metadata;

/// What the document is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The configured issuer, or the address that was given in its place.
    pub issuer: &'a str,
    /// Whether it is the address of the document itself.
    pub pasted: bool,
    /// Members that the flow cannot do without: `token_endpoint`.
    pub needs: &'static [&'static str],
    /// The grant type that will be used.
    pub grant: Option<&'static str>,
    /// The name of the method by which the client authenticates.
    pub auth_method: &'static str,
    /// Whether a code challenge will be sent.
    pub pkce: bool,
}

/// Both well-known documents agree.
pub static TWO_DOCUMENTS: Check =
    Check::must("discovery.two_documents", "both well-known documents say the same", rfc!(8414, "5"));

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &issuer::ISSUER,
    &issuer::TEMPLATE,
    &issuer::HTTPS,
    &issuer::FORM,
    &TWO_DOCUMENTS,
    &members::REQUIRED,
    &members::TYPES,
    &endpoints::SCHEME,
    &endpoints::HOST,
    &endpoints::PRIVATE,
    &endpoints::USERINFO,
    &endpoints::IDN,
    &support::GRANT,
    &support::PKCE,
    &support::AUTH_METHOD,
    &signed::SIGNED_METADATA,
];

/// Asks for the document.
pub fn request(location: &Location) -> Request {
    Request::get(Purpose::Discovery, location.url.clone())
}

/// Judges every member of a document.
pub fn judge(document: &Json, asked: &Asked<'_>) -> Report<Metadata> {
    let mut findings = issuer::judge(document, asked);
    findings.extend(members::judge(document, asked.needs));
    findings.extend(endpoints::judge(document, asked));
    findings.extend(support::judge(document, asked));
    findings.push(signed::judge(document));
    Report::new(Some(Metadata::new(document.clone())), findings)
}

/// Compares the OIDC document with the one of RFC 8414, member by member.
///
/// A member that only one of them has is no contradiction; the order inside an array is none either.
pub fn two_documents(one: &Metadata, other: &Metadata) -> Finding {
    let expected = "members that both documents have are equal";
    let members = one.document.as_object().unwrap_or_default();
    let differ = |(name, value): &&(String, Json)| other.document.get(name).is_some_and(|twin| !alike(value, twin));
    let all: Vec<String> = members
        .iter()
        .filter(differ)
        .take(6)
        .map(|(name, value)| match other.document.get(name) {
            Some(twin) => format!("{name}: {} against {}", cut(value), cut(twin)),
            None => name.clone(),
        })
        .collect();
    if all.is_empty() {
        TWO_DOCUMENTS.pass(expected, "no contradiction")
    } else {
        TWO_DOCUMENTS.fail(expected, all.join("; "))
    }
}

fn alike(one: &Json, other: &Json) -> bool {
    match (one.as_strings(), other.as_strings()) {
        (Some(mut one), Some(mut other)) => {
            one.sort_unstable();
            other.sort_unstable();
            one == other
        }
        _ => one == other,
    }
}

/// A value short enough for a list in one row.
fn cut(value: &Json) -> String {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    super::text::shown_short(&text, 90)
}
