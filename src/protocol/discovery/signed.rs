//! `signed_metadata`: no key is trusted for it here, but what it contradicts can be said.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::cut;
use crate::protocol::check::{Check, Finding, rfc};
use crate::protocol::json::{self, Json};

pub(super) static SIGNED_METADATA: Check =
    Check::should("discovery.signed_metadata", "signed_metadata says the same as the document", rfc!(8414, "2.1"));

pub(super) fn judge(document: &Json) -> Finding {
    let check = &SIGNED_METADATA;
    let Some(value) = document.get("signed_metadata") else { return check.skip("the document has none") };
    let Some(claims) = value.as_str().and_then(claims) else {
        return check.warn("a JWT", format!("{}: no claims can be read from it", cut(value)));
    };
    let members = claims.as_object().unwrap_or_default();
    let contradictions: Vec<String> = members
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "iss" | "iat" | "exp" | "nbf" | "sub" | "aud" | "jti"))
        .filter_map(|(name, value)| {
            let plain = document.get(name).filter(|plain| *plain != value)?;
            Some(format!("{name}: signed {}, plain {}", cut(value), cut(plain)))
        })
        .take(6)
        .collect();
    match contradictions.as_slice() {
        [] => check.skip("it contradicts nothing, but its signature cannot be judged: no key is trusted for it"),
        all => check.warn("the same values, signed and plain", all.join("; ")),
    }
}

fn claims(jwt: &str) -> Option<Json> {
    let payload = jwt.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(payload).ok()?;
    json::parse(&bytes).ok().map(|parsed| parsed.value).filter(|value| value.as_object().is_some())
}
