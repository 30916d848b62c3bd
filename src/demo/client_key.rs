//! Whether a signature fits a key that a client has registered.

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, EcdsaVerificationAlgorithm,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// By the public part of a JWK.
pub(super) fn signed(jwk: &str, alg: &str, input: &[u8], signature: &[u8]) -> bool {
    let Ok(jwk) = serde_json::from_str::<Value>(jwk) else { return false };
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap_or_default()).unwrap_or_default();
    let kind = jwk["crv"].as_str().or(jwk["kty"].as_str()).unwrap_or_default();
    if let Some(parameters) = rsa(alg) {
        let key = RsaPublicKeyComponents { n: bytes("n"), e: bytes("e") };
        return kind == "RSA" && key.verify(parameters, input, signature).is_ok();
    }
    if let Some((curve, algorithm)) = ecdsa(alg) {
        let point = [vec![4], bytes("x"), bytes("y")].concat();
        return kind == curve && UnparsedPublicKey::new(algorithm, point).verify(input, signature).is_ok();
    }
    alg == "EdDSA" && kind == "Ed25519" && UnparsedPublicKey::new(&ED25519, bytes("x")).verify(input, signature).is_ok()
}

/// By a secret that both know.
pub(super) fn keyed(secret: &str, alg: &str, input: &[u8], signature: &[u8]) -> bool {
    let algorithm = match alg {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    hmac::verify(&hmac::Key::new(algorithm, secret.as_bytes()), input, signature).is_ok()
}

fn rsa(alg: &str) -> Option<&'static RsaParameters> {
    Some(match alg {
        "RS256" => &RSA_PKCS1_2048_8192_SHA256,
        "RS384" => &RSA_PKCS1_2048_8192_SHA384,
        "RS512" => &RSA_PKCS1_2048_8192_SHA512,
        "PS256" => &RSA_PSS_2048_8192_SHA256,
        "PS384" => &RSA_PSS_2048_8192_SHA384,
        "PS512" => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

fn ecdsa(alg: &str) -> Option<(&'static str, &'static EcdsaVerificationAlgorithm)> {
    Some(match alg {
        "ES256" => ("P-256", &ECDSA_P256_SHA256_FIXED),
        "ES384" => ("P-384", &ECDSA_P384_SHA384_FIXED),
        "ES512" => ("P-521", &ECDSA_P521_SHA512_FIXED),
        _ => return None,
    })
}
