//! ID tokens (OpenID Connect Core 1.0 §2): claims, signature, and the text they become.

use super::keys::{self, Keys, base64};
use super::members::Members;
use super::site::Site;
use super::state::Access;
use super::wrong::{Place, Shape, Sign, Wrong};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde_json::json;

/// How long an ID token counts, in seconds.
const LIFE: u64 = 3600;

/// The ID token that goes with an access token.
pub(super) fn make(site: &Site, keys: &Keys, access: &Access, access_token: &str) -> String {
    let sign = site.wrong().iter().find_map(|w| if let Wrong::Sign(sign) = w { Some(*sign) } else { None });
    let mut header = Members::default().with("alg", alg(sign)).with("typ", "JWT").with("kid", kid(site, keys));
    site.shape(&[Place::Header], &mut header, "");
    let mut claims = claims(site, access, &at_hash(sign, access_token));
    site.shape(&[Place::Claims], &mut claims, "");
    let input = format!("{}.{}", base64(header.json().as_bytes()), base64(claims.json().as_bytes()));
    let token = format!("{input}.{}", base64(&signature(sign, keys, input.as_bytes())));
    let shapes = site.wrong().iter().filter_map(|w| if let Wrong::Shape(shape) = w { Some(*shape) } else { None });
    shapes.fold(token, |token, shape| reshape(shape, &token, keys))
}

/// A good RS256 token of another kind.
pub(super) fn signed(keys: &Keys, typ: &str, claims: &Members) -> String {
    let header = Members::default().with("alg", "RS256").with("typ", typ).with("kid", keys.kids[0].as_str());
    let input = format!("{}.{}", base64(header.json().as_bytes()), base64(claims.json().as_bytes()));
    let signature = keys.rs256(input.as_bytes());
    format!("{input}.{}", base64(&signature))
}

fn kid(site: &Site, keys: &Keys) -> String {
    keys.kids[super::jwks::signing_key(site)].clone()
}

fn claims(site: &Site, access: &Access, at_hash: &str) -> Members {
    let now = site.now.unix();
    let mut claims = Members::default()
        .with("iss", site.issuer.as_str())
        .with("sub", access.person.sub)
        .with("aud", access.client.as_str())
        .with("exp", now + LIFE)
        .with("iat", now)
        .with("auth_time", access.auth_time)
        .with("at_hash", at_hash)
        .with("acr", "urn:demo:password")
        .with("amr", json!(["pwd"]));
    access.person.claims(&access.scope, &mut claims);
    claims
}

/// OpenID Connect Core 1.0 §3.1.3.6; for Ed25519 the digest is the one inside the signature scheme, SHA-512.
fn at_hash(sign: Option<Sign>, access_token: &str) -> String {
    let digest = match sign {
        Some(Sign::EdDsa | Sign::EdDsaBroken) => keys::sha512(access_token.as_bytes()),
        _ => keys::sha256(access_token.as_bytes()),
    };
    base64(&digest[..digest.len() / 2])
}

fn alg(sign: Option<Sign>) -> &'static str {
    match sign {
        None | Some(Sign::Rs256Broken | Sign::Rs256Random) => "RS256",
        Some(Sign::Unsigned) => "none",
        Some(Sign::Ps256) => "PS256",
        Some(Sign::Es256 | Sign::Es256Broken | Sign::Es256Der | Sign::Es256Zero) => "ES256",
        Some(Sign::EdDsa | Sign::EdDsaBroken) => "EdDSA",
        Some(Sign::Hs256Unknown | Sign::Hs256Pem | Sign::Hs256Jwk) => "HS256",
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

fn reshape(shape: Shape, token: &str, keys: &Keys) -> String {
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
