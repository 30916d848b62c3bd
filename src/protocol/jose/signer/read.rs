//! A private key out of the text that its owner keeps: a JWK, a set of one, or PEM.

use aws_lc_rs::rsa::{KeyPairComponents, PublicKeyComponents};
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::pair::{self, Pair};
use super::{Wiped, der};
use crate::protocol::jose::algorithm::Curve;
use crate::protocol::jose::base64url;
use crate::protocol::jose::jwk::{Jwk, PublicKey};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

/// A key that signs, with what its text says of it.
pub(super) struct Found {
    pub pair: Pair,
    pub kid: Option<String>,
    pub alg: Option<String>,
}

/// Reads a key from text.
pub(super) fn key(text: &Secret) -> Result<Found, String> {
    let trimmed = text.reveal().trim_start_matches('\u{feff}').trim();
    match trimmed.chars().next() {
        None => Err("the key is empty".to_owned()),
        Some('{') => jwk_text(trimmed),
        _ if trimmed.contains("-----BEGIN ") => Ok(Found { pair: der::pem(trimmed)?, kid: None, alg: None }),
        _ => Err("the key is neither a JWK (a JSON object) nor PEM (-----BEGIN …-----)".to_owned()),
    }
}

fn jwk_text(text: &str) -> Result<Found, String> {
    let json = Wiped::read(text)?;
    match json.0.get("keys").and_then(Json::as_array) {
        None => jwk(&json.0),
        Some([one]) => jwk(one),
        Some(keys) => Err(format!("a set of {} keys: one has to be chosen, so give that one alone", keys.len())),
    }
}

fn jwk(json: &Json) -> Result<Found, String> {
    let jwk = Jwk::read(json, 1);
    if let Some(usage) = jwk.usage.as_deref().filter(|usage| *usage != "sig") {
        return Err(format!("the JWK is not for signing: its use is {usage:?}"));
    }
    if jwk.key_ops.as_ref().is_some_and(|operations| !operations.iter().any(|name| name == "sign")) {
        return Err("the JWK is not for signing: its key_ops do not name sign".to_owned());
    }
    let pair = match &jwk.key {
        PublicKey::Secret => Pair::Secret(octets(json, "k")?),
        _ if jwk.unusable().is_some() => {
            return Err(format!("the JWK cannot be used: {}", jwk.unusable().unwrap_or_default()));
        }
        PublicKey::Rsa { n, e } => Pair::Rsa(rsa(json, n, e)?),
        PublicKey::Ec { curve, point } => Pair::Ec(*curve, ec(json, *curve, point)?),
        PublicKey::Ed25519(x) => {
            let seed = octets(json, "d")?;
            let fits = |_| "d of the JWK does not belong to its x".to_owned();
            Pair::Ed25519(Ed25519KeyPair::from_seed_and_public_key(&seed, x).map_err(fits)?)
        }
        PublicKey::MlDsa { .. } => return Err("grantty verifies ML-DSA, but does not sign with it".to_owned()),
        PublicKey::NotUnderstood(_) | PublicKey::Broken => return Err("the JWK cannot be used".to_owned()),
    };
    Ok(Found { pair, kid: jwk.kid, alg: jwk.alg })
}

#[expect(clippy::many_single_char_names, reason = "RFC 7518 §6.3 names the numbers so")]
fn rsa(json: &Json, n: &[u8], e: &[u8]) -> Result<RsaKeyPair, String> {
    let d = octets(json, "d")?;
    if json.get("oth").is_some() {
        return Err("an RSA key of more than two primes is not understood".to_owned());
    }
    let missing: Vec<&str> = ["p", "q", "dp", "dq", "qi"].into_iter().filter(|name| json.get(name).is_none()).collect();
    if !missing.is_empty() {
        let missing = missing.join(", ");
        return Err(format!(
            "the RSA key lacks {missing}: grantty does not sign with n, e and d alone, PEM has them all"
        ));
    }
    let (p, q) = (octets(json, "p")?, octets(json, "q")?);
    let (dp, dq, qi) = (octets(json, "dp")?, octets(json, "dq")?, octets(json, "qi")?);
    let public_key = PublicKeyComponents { n, e };
    let parts = KeyPairComponents { public_key, d: &*d, p: &*p, q: &*q, dP: &*dp, dQ: &*dq, qInv: &*qi };
    RsaKeyPair::from_components(&parts).map_err(|_| "the numbers of the RSA key do not belong together".to_owned())
}

fn ec(json: &Json, curve: Curve, point: &[u8]) -> Result<EcdsaKeyPair, String> {
    let d = octets(json, "d")?;
    let due = curve.coordinate();
    if d.len() > due {
        return Err(format!("d of the JWK has {} bytes where {} needs {due}", d.len(), curve.name()));
    }
    // RFC 7518 §6.2.2.1 wants the full length; a key whose writer dropped the zero octets in front is still one.
    let mut full = Zeroizing::new(vec![0; due]);
    full[due - d.len()..].copy_from_slice(&d);
    EcdsaKeyPair::from_private_key_and_public_key(pair::ecdsa(curve), &full, point)
        .map_err(|_| "d of the JWK does not belong to its x and y".to_owned())
}

/// A private member in base64url.
fn octets(json: &Json, name: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let text = match json.get(name) {
        Some(Json::String(text)) => text,
        Some(other) => return Err(format!("{name} of the JWK is {}, not a string", other.kind())),
        None if name == "d" => {
            return Err("only the public part of a key: d is missing, and signing needs it".to_owned());
        }
        None => return Err(format!("{name} of the JWK is missing")),
    };
    match base64url::decode(text) {
        Ok(octets) if octets.is_empty() => Err(format!("{name} of the JWK is empty")),
        Ok(octets) => Ok(Zeroizing::new(octets)),
        Err(fault) => Err(format!("{name} of the JWK is not base64url: {fault}")),
    }
}
