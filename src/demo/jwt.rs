//! JWTs as the provider writes them: three parts, a signature, and the ways in which both can be wrong.

use super::client;
use super::keys::{self, Keys, base64};
use super::members::Members;
use super::wrong::{Shape, Sign};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde_json::{Map, Value};

/// Header and claims with their signature, in the compact form.
pub(super) fn written(header: &Members, claims: &Members, sign: Option<Sign>, keys: &Keys) -> String {
    let input = format!("{}.{}", base64(header.json().as_bytes()), base64(claims.json().as_bytes()));
    let signature = signature(sign, keys, input.as_bytes());
    format!("{input}.{}", base64(&signature))
}

/// A good RS256 token of that `typ`.
pub(super) fn signed(keys: &Keys, typ: &str, claims: &Members) -> String {
    let header = Members::default().with("alg", "RS256").with("typ", typ).with("kid", keys.kids[0].as_str());
    written(&header, claims, None, keys)
}

/// The claims of a token that `signed` made, if it has that `typ`. RS256 signs the same bytes to the same signature, so
/// ours is made again.
pub(super) fn read(keys: &Keys, typ: &str, token: &str) -> Option<Map<String, Value>> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let object = |part: &str| serde_json::from_slice::<Map<String, Value>>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let ours = object(header)?.get("typ").and_then(Value::as_str) == Some(typ)
        && base64(&keys.rs256(input.as_bytes())) == signature;
    if ours { object(claims) } else { None }
}

/// The claims of a token that this provider signed, whatever it is for.
pub(super) fn ours(keys: &Keys, token: &str) -> Option<Map<String, Value>> {
    let (input, signature) = token.rsplit_once('.')?;
    let (header, claims) = input.split_once('.')?;
    let object = |part: &str| serde_json::from_slice::<Map<String, Value>>(&URL_SAFE_NO_PAD.decode(part).ok()?).ok();
    let alg = object(header)?.get("alg").and_then(Value::as_str)?.to_owned();
    let claims = object(claims)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let secret = claims.get("aud").and_then(Value::as_str).and_then(client::registered).and_then(|one| one.secret);
    let fits = match (alg.as_str(), secret) {
        ("HS256", Some(secret)) => keys::hs256(secret.as_bytes(), input.as_bytes()) == signature,
        _ => keys.fits(&alg, input.as_bytes(), &signature),
    };
    fits.then_some(claims)
}

/// The `alg` that such a signature has.
pub(super) fn alg(sign: Option<Sign>) -> &'static str {
    match sign {
        None | Some(Sign::Rs256Broken | Sign::Rs256Random) => "RS256",
        Some(Sign::Unsigned) => "none",
        Some(Sign::Ps256) => "PS256",
        Some(Sign::Es256 | Sign::Es256Broken | Sign::Es256Der | Sign::Es256Zero) => "ES256",
        Some(Sign::EdDsa | Sign::EdDsaBroken) => "EdDSA",
        Some(Sign::Hs256(_) | Sign::Hs256Unknown | Sign::Hs256Pem | Sign::Hs256Jwk) => "HS256",
    }
}

fn signature(sign: Option<Sign>, keys: &Keys, input: &[u8]) -> Vec<u8> {
    match sign {
        None => keys.rs256(input),
        Some(Sign::Unsigned) => Vec::new(),
        Some(Sign::Rs256Broken) => broken(keys.rs256(input)),
        Some(Sign::Rs256Random) => super::random::bytes::<256>().to_vec(),
        Some(Sign::Ps256) => keys.ps256(input),
        Some(Sign::Es256) => keys.es256(input),
        Some(Sign::Es256Broken) => broken(keys.es256(input)),
        Some(Sign::Es256Der) => keys.es256_der(input),
        Some(Sign::Es256Zero) => vec![0; 64],
        Some(Sign::EdDsa) => keys.eddsa(input),
        Some(Sign::EdDsaBroken) => broken(keys.eddsa(input)),
        Some(Sign::Hs256(secret)) => keys::hs256(secret.as_bytes(), input),
        Some(Sign::Hs256Unknown) => keys::hs256(&super::random::bytes::<32>(), input),
        Some(Sign::Hs256Pem) => keys::hs256(keys.rsa_pem().as_bytes(), input),
        Some(Sign::Hs256Jwk) => keys::hs256(keys.rsa_jwk().json().as_bytes(), input),
    }
}

fn broken(mut signature: Vec<u8>) -> Vec<u8> {
    for byte in &mut signature {
        *byte ^= 0x5a;
    }
    signature
}

/// The text of a token, changed.
pub(super) fn reshape(shape: Shape, token: &str, keys: &Keys) -> String {
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims, signature) = (parts[0], parts[1], parts[2]);
    match shape {
        Shape::TwoParts => format!("{header}.{claims}"),
        Shape::FourParts => format!("{token}.{}", base64(b"one part more")),
        Shape::FiveParts(jwe) => {
            let piece = base64(&super::random::bytes::<32>());
            format!("{}.{piece}.{piece}.{}.{piece}", base64(jwe.as_bytes()), base64(token.as_bytes()))
        }
        Shape::Dots => ".".repeat(60_000),
        Shape::Padded => format!("{token}=="),
        Shape::StandardAlphabet => format!("{header}.{}.{signature}", STANDARD_NO_PAD.encode(r#"{"a":"???>>>ÿÿ"}"#)),
        Shape::LineBreak => format!("{header}.{}\n{}.{signature}", &claims[..20], &claims[20..]),
        Shape::UnusedBits => format!("{header}.{claims}.{}", unused_bits(signature)),
        Shape::Json => {
            let [p, h, s] = [claims, header, signature].map(|part| serde_json::Value::from(part).to_string());
            format!(r#"{{"payload":{p},"protected":{h},"signature":{s}}}"#)
        }
        Shape::Payload(bytes) => {
            let input = format!("{header}.{}", base64(bytes));
            let signature = keys.rs256(input.as_bytes());
            format!("{input}.{}", base64(&signature))
        }
    }
}

/// 256 bytes leave four bits of the last character over: setting one changes the text and not the bytes.
fn unused_bits(signature: &str) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (rest, last) = signature.split_at(signature.len() - 1);
    let at = ALPHABET.iter().position(|c| last.as_bytes() == [*c]).unwrap_or_default();
    format!("{rest}{}", char::from(ALPHABET[at | 1]))
}
