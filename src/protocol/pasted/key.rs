//! Keys that were pasted where a token is due.

use super::Pasted;
use crate::protocol::json::Json;

/// Says so when the text is a PEM block, and takes nothing out of it.
pub(super) fn is_one(text: &str, pasted: &mut Pasted) -> bool {
    let Some((_, rest)) = text.split_once("-----BEGIN ") else { return false };
    let label = rest.split("-----").next().unwrap_or_default();
    let what = match label {
        label if label.len() > 40 => return false,
        label if label.contains("PRIVATE KEY") => "this is a private key",
        label if label.contains("CERTIFICATE") => "this is a certificate",
        _ => "this is a public key",
    };
    pasted.remark(format!("{what} (PEM), not a token: give it with --key"));
    true
}

/// Says so when the JSON is a key or a set of keys.
pub(super) fn is_jwk(value: &Json, pasted: &mut Pasted) -> bool {
    let is_key = |value: &Json| value.get("kty").is_some_and(|kty| kty.as_str().is_some());
    let what = match value.get("keys").and_then(Json::as_array) {
        Some(keys) if keys.is_empty() || keys.iter().any(is_key) => "this is a set of keys (JWK Set)",
        _ if is_key(value) && value.get("d").is_some() => "this is a private key (JWK)",
        _ if is_key(value) => "this is a key (JWK)",
        _ => return false,
    };
    pasted.remark(format!("{what}, not a token: give it with --key"));
    true
}
