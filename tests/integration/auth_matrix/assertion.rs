//! An assertion, taken apart (RFC 7523 §3) and verified by nothing of what made it.
#![expect(clippy::disallowed_methods, reason = "an assertion counts from the real time")]

use std::time::{SystemTime, UNIX_EPOCH};

use aws_lc_rs::hmac;
use aws_lc_rs::signature as by;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// What every assertion says, and nothing else.
const CLAIMS: [&str; 6] = ["aud", "exp", "iat", "iss", "jti", "sub"];

/// Its `jti`, or what is wrong with it.
pub fn judge(jwt: &str, alg: &str, (key, client, issuer): (&str, &str, &str)) -> Result<String, String> {
    let parts: Vec<&str> = jwt.split('.').collect();
    let [header, payload, signature] = parts[..] else { return Err("it is no JWT".to_owned()) };
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|error| error.to_string());
    let object = |part: &str| serde_json::from_slice::<Value>(&bytes(part)?).map_err(|error| error.to_string());
    let (header, claims) = (object(header)?, object(payload)?);
    let kid = serde_json::from_str::<Value>(key).ok().and_then(|jwk| jwk["kid"].as_str().map(str::to_owned));
    if header["alg"] != alg || header["kid"].as_str() != kid.as_deref() {
        return Err(format!("the header is {header}"));
    }
    let mut names: Vec<&str> = claims.as_object().ok_or("no object")?.keys().map(String::as_str).collect();
    names.sort_unstable();
    let aud_is_the_issuer = claims["aud"].as_str() == Some(issuer);
    if names != CLAIMS || claims["iss"] != client || claims["sub"] != client || !aud_is_the_issuer {
        return Err(format!("the claims are {claims}"));
    }
    life(&claims)?;
    let input = &jwt[..jwt.len() - signature.len() - 1];
    if !verifies(alg, key, (input.as_bytes(), &bytes(signature)?)) {
        return Err("the signature does not fit the key".to_owned());
    }
    let jti = claims["jti"].as_str().unwrap_or_default().to_owned();
    if jti.len() < 22 { Err(format!("jti {jti} has less than 128 bits")) } else { Ok(jti) }
}

/// A minute at most, from now.
fn life(claims: &Value) -> Result<(), String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|error| error.to_string())?.as_secs();
    let (iat, exp) = (claims["iat"].as_u64(), claims["exp"].as_u64());
    let (Some(iat), Some(exp)) = (iat, exp) else { return Err(format!("the times are no numbers: {claims}")) };
    let is_fresh = iat <= now && now - iat < 120;
    if is_fresh && exp > iat && exp - iat <= 60 { Ok(()) } else { Err(format!("now is {now}: {claims}")) }
}

fn verifies(alg: &str, key: &str, (input, signature): (&[u8], &[u8])) -> bool {
    let mac = match alg {
        "HS256" => Some(hmac::HMAC_SHA256),
        "HS384" => Some(hmac::HMAC_SHA384),
        "HS512" => Some(hmac::HMAC_SHA512),
        _ => None,
    };
    if let Some(mac) = mac {
        return hmac::verify(&hmac::Key::new(mac, key.as_bytes()), input, signature).is_ok();
    }
    let Ok(jwk) = serde_json::from_str::<Value>(key) else { return false };
    let member = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap_or_default()).unwrap_or_default();
    let rsa =
        |parameters| by::RsaPublicKeyComponents { n: member("n"), e: member("e") }.verify(parameters, input, signature);
    let ec = |algorithm: &'static by::EcdsaVerificationAlgorithm| {
        by::UnparsedPublicKey::new(algorithm, [vec![4], member("x"), member("y")].concat()).verify(input, signature)
    };
    let verified = match alg {
        "ES256" => ec(&by::ECDSA_P256_SHA256_FIXED),
        "ES384" => ec(&by::ECDSA_P384_SHA384_FIXED),
        "ES512" => ec(&by::ECDSA_P521_SHA512_FIXED),
        "EdDSA" => by::UnparsedPublicKey::new(&by::ED25519, member("x")).verify(input, signature),
        "RS256" => rsa(&by::RSA_PKCS1_2048_8192_SHA256),
        "RS512" => rsa(&by::RSA_PKCS1_2048_8192_SHA512),
        "PS256" => rsa(&by::RSA_PSS_2048_8192_SHA256),
        "PS512" => rsa(&by::RSA_PSS_2048_8192_SHA512),
        _ => return false,
    };
    verified.is_ok()
}
