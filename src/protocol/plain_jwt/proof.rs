//! A proof of possession (`DPoP`) is checked with the key that it brings along (RFC 9449 §4.3): that whoever made it has
//! the private half is all that it proves.

use crate::protocol::given_keys;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::json::Json;
use crate::protocol::jwks::KeySet;
use crate::protocol::secret::Secret;

/// What the key is called.
pub(super) const LABEL: &str = "the key it brings along (DPoP proof)";

/// The public key in the header of a proof. One with its private half, or a secret, is none.
pub(super) fn own_key(decoded: &Decoded) -> Option<KeySet> {
    let is_proof = decoded.header_text("typ") == Some("dpop+jwt");
    let jwk = decoded.header.as_ref()?.get("jwk").filter(|jwk| is_proof && jwk.as_object().is_some())?;
    let is_private = ["d", "k"].iter().any(|member| jwk.get(member).is_some());
    let is_one_key = jwk.get("kty").and_then(Json::as_str).is_some();
    if is_private || !is_one_key {
        return None;
    }
    given_keys::read(&Secret::new(jwk.to_string()), LABEL).ok().map(|given| given.set).filter(|set| set.keys.len() == 1)
}
