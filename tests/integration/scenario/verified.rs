//! JWTs that the program under test made, taken apart and verified by means that it does not share.

use aws_lc_rs::signature::{self, UnparsedPublicKey};
use aws_lc_rs::{digest, hmac};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::Value;

/// A JWT, not verified yet.
pub struct Jwt {
    /// The header.
    pub header: Value,
    /// The claims.
    pub claims: Value,
    input: String,
    signature: Vec<u8>,
}

impl Jwt {
    /// Takes one apart; none for what is none.
    pub fn read(text: &str) -> Option<Self> {
        let (input, tail) = text.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        let part = |part: &str| serde_json::from_slice(&BASE64URL.decode(part).ok()?).ok();
        let signature = BASE64URL.decode(tail).ok()?;
        Some(Self { header: part(header)?, claims: part(claims)?, input: input.to_owned(), signature })
    }

    /// A text of its header.
    pub fn header(&self, name: &str) -> &str {
        self.header[name].as_str().unwrap_or_default()
    }

    /// A text of its claims.
    pub fn claim(&self, name: &str) -> &str {
        self.claims[name].as_str().unwrap_or_default()
    }

    /// Whether the public key, a JWK, verifies it.
    pub fn is_signed_by(&self, jwk: &Value) -> bool {
        let number = |name: &str| BASE64URL.decode(jwk[name].as_str().unwrap_or_default()).unwrap_or_default();
        let point = || [&[4][..], &number("x"), &number("y")].concat();
        let rsa = || signature::RsaPublicKeyComponents { n: number("n"), e: number("e") };
        let (input, signed) = (self.input.as_bytes(), self.signature.as_slice());
        let key: (&dyn signature::VerificationAlgorithm, Vec<u8>) = match self.header("alg") {
            "ES256" => (&signature::ECDSA_P256_SHA256_FIXED, point()),
            "ES384" => (&signature::ECDSA_P384_SHA384_FIXED, point()),
            "EdDSA" | "Ed25519" => (&signature::ED25519, number("x")),
            "RS256" => return rsa().verify(&signature::RSA_PKCS1_2048_8192_SHA256, input, signed).is_ok(),
            "PS256" => return rsa().verify(&signature::RSA_PSS_2048_8192_SHA256, input, signed).is_ok(),
            _ => return false,
        };
        verified(key.0, &key.1, input, signed)
    }

    /// Whether the secret verifies it.
    pub fn is_made_with(&self, secret: &str) -> bool {
        let algorithm = match self.header("alg") {
            "HS256" => hmac::HMAC_SHA256,
            "HS384" => hmac::HMAC_SHA384,
            "HS512" => hmac::HMAC_SHA512,
            _ => return false,
        };
        hmac::verify(&hmac::Key::new(algorithm, secret.as_bytes()), self.input.as_bytes(), &self.signature).is_ok()
    }
}

fn verified(algorithm: &'static dyn signature::VerificationAlgorithm, key: &[u8], input: &[u8], signed: &[u8]) -> bool {
    UnparsedPublicKey::new(algorithm, key).verify(input, signed).is_ok()
}

/// RFC 7638: the members that make the key, in the order of the alphabet.
pub fn thumbprint(jwk: &Value) -> String {
    let members: &[&str] = match jwk["kty"].as_str() {
        Some("EC") => &["crv", "kty", "x", "y"],
        Some("OKP") => &["crv", "kty", "x"],
        Some("RSA") => &["e", "kty", "n"],
        _ => &[],
    };
    let inner: Vec<String> = members.iter().map(|name| format!("\"{name}\":{}", jwk[*name])).collect();
    sha256(format!("{{{}}}", inner.join(",")).as_bytes())
}

/// SHA-256 in base64url.
pub fn sha256(octets: &[u8]) -> String {
    BASE64URL.encode(digest::digest(&digest::SHA256, octets))
}
