//! Public keys that come as JWKs (RFC 7517): read, recognised by their thumbprint (RFC 7638), and asked whether a
//! signature is theirs.

use super::{client_key, keys};
use serde_json::{Map, Value};

/// Members that a public key never has (RFC 7518 §6).
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// What signatures can be made with. Those with a shared secret are none of them.
pub(super) const ALGS: [&str; 10] =
    ["ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "EdDSA"];

/// A public key: the members its thumbprint is made of, in their order, as they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Jwk(Vec<(&'static str, String)>);

impl Jwk {
    /// Reads one; what is wrong with it otherwise.
    pub fn read(jwk: &Map<String, Value>) -> Result<Self, &'static str> {
        if PRIVATE.iter().any(|name| jwk.contains_key(*name)) {
            return Err("it has a private part");
        }
        let names: &[&str] = match jwk.get("kty").and_then(Value::as_str) {
            Some("EC") => &["crv", "kty", "x", "y"],
            Some("OKP") => &["crv", "kty", "x"],
            Some("RSA") => &["e", "kty", "n"],
            _ => return Err("its kty is not EC, OKP or RSA"),
        };
        let member = |name: &&'static str| Some((*name, jwk.get(*name)?.as_str()?.to_owned()));
        names.iter().map(member).collect::<Option<_>>().map(Self).ok_or("a member of it is missing")
    }

    /// SHA-256 over its members in their order (RFC 7638 §3), in base64url.
    pub fn thumbprint(&self) -> String {
        keys::base64(&keys::sha256(self.json().as_bytes()))
    }

    /// Whether the signature is of this key, made with that algorithm.
    pub fn fits(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        client_key::signed(&self.json(), alg, message, signature)
    }

    fn json(&self) -> String {
        let member = |(name, value): &(&str, String)| format!("\"{name}\":{}", Value::from(value.as_str()));
        let members: Vec<String> = self.0.iter().map(member).collect();
        format!("{{{}}}", members.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thumbprint_is_that_of_rfc_7638() {
        // The example of RFC 7638 §3.1.
        let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        let jwk = serde_json::json!({ "kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256", "kid": "2011-04-29" });
        let jwk = Jwk::read(jwk.as_object().unwrap()).unwrap();
        assert_eq!(jwk.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn what_is_no_public_key_is_said() {
        let read = |jwk: Value| Jwk::read(jwk.as_object().unwrap()).unwrap_err();
        let private = serde_json::json!({ "kty": "OKP", "crv": "Ed25519", "x": "AA", "d": "AA" });
        assert_eq!(read(private), "it has a private part");
        assert_eq!(read(serde_json::json!({ "kty": "oct" })), "its kty is not EC, OKP or RSA");
        assert_eq!(read(serde_json::json!({ "kty": "EC", "crv": "P-256", "x": "AA" })), "a member of it is missing");
    }
}
