//! The JWTs of a request, read: what an assertion, a proof or a request object says, without the signature that makes
//! it worth stealing.

use super::Eyes;
use crate::protocol::exchange::Request;
use crate::protocol::jose::jwt;
use crate::protocol::json::{Json, object};
use crate::protocol::secret::Secret;

/// Every header field and form field that is a JWT: its name, its header, and its claims, which are null where they are
/// encrypted or cannot be read.
pub fn decoded(request: &Request, eyes: Eyes<'_>) -> Vec<(String, Json, Json)> {
    let headers = request.headers.iter().map(|(name, value)| (spelled(name), bare(value.reveal())));
    let form = request.form.iter().map(|(name, value)| (name.as_str(), value.reveal()));
    let read = |(name, value): (&str, &str)| {
        // Every JWT begins so: the first byte of a JSON object is `{`, followed by a quotation mark.
        let decoded = value.starts_with("eyJ").then(|| jwt::read(value))?;
        let claims = decoded.payload.as_ref().map(|claims| masked(claims, eyes)).into();
        Some((eyes.export(name), masked(decoded.header.as_ref()?, eyes), claims))
    };
    headers.chain(form).filter_map(read).collect()
}

/// The same as a member of the report.
pub fn decoded_members(request: &Request, eyes: Eyes<'_>) -> Json {
    let read = decoded(request, eyes).into_iter();
    Json::Object(read.map(|(name, header, claims)| (name, object([("header", header), ("claims", claims)]))).collect())
}

/// As its standard writes it: HTTP does not care, readers do.
fn spelled(name: &'static str) -> &'static str {
    match name {
        "dpop" => "DPoP",
        "authorization" => "Authorization",
        other => other,
    }
}

/// A header's value without its authentication scheme.
fn bare(value: &str) -> &str {
    value.split_once(' ').map_or(value, |(_, credential)| credential)
}

/// Like [`Eyes::json`]; here a secret too short to be searched for is masked as well, where it is a whole value.
fn masked(value: &Json, eyes: Eyes<'_>) -> Json {
    match value {
        Json::String(text) if !eyes.reveal => {
            let tag = eyes.masker.tag(&Secret::new(text.as_str()));
            Json::String(tag.map_or_else(|| eyes.export(text), str::to_owned))
        }
        Json::Array(elements) => elements.iter().map(|element| masked(element, eyes)).collect(),
        Json::Object(members) => {
            Json::Object(members.iter().map(|(name, value)| (eyes.export(name), masked(value, eyes))).collect())
        }
        other => eyes.json(other),
    }
}
