//! A private key out of the text that its owner keeps: a JWK, a set of one, or PEM.

use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, PqdsaKeyPair};

use super::pair::{self, Pair};
use super::{Wiped, der};
use crate::protocol::jose::algorithm::{Curve, MlDsa};
use crate::protocol::jose::jwk::{Jwk, PublicKey};
use crate::protocol::jose::private_numbers::PrivateNumbers;
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
    let numbers = PrivateNumbers::for_signing(json);
    let pair = match &jwk.key {
        PublicKey::Secret => Pair::Secret(numbers.octets("k")?),
        _ if jwk.unusable().is_some() => {
            return Err(format!("the JWK cannot be used: {}", jwk.unusable().unwrap_or_default()));
        }
        PublicKey::Rsa { n, e } => Pair::Rsa(numbers.rsa(n, e)?),
        PublicKey::Ec { curve, point } => Pair::Ec(*curve, ec(numbers, *curve, point)?),
        PublicKey::Ed25519(x) => {
            let seed = numbers.octets("d")?;
            let fits = |_| "d of the JWK does not belong to its x".to_owned();
            Pair::Ed25519(Ed25519KeyPair::from_seed_and_public_key(&seed, x).map_err(fits)?)
        }
        PublicKey::MlDsa { parameters, octets } => Pair::MlDsa(*parameters, ml_dsa(numbers, *parameters, octets)?),
        PublicKey::NotUnderstood(_) | PublicKey::Broken => return Err("the JWK cannot be used".to_owned()),
    };
    Ok(Found { pair, kid: jwk.kid, alg: jwk.alg })
}

fn ec(numbers: PrivateNumbers<'_>, curve: Curve, point: &[u8]) -> Result<EcdsaKeyPair, String> {
    let d = numbers.scalar(curve.name(), curve.coordinate())?;
    EcdsaKeyPair::from_private_key_and_public_key(pair::ecdsa(curve), &d, point)
        .map_err(|_| "d of the JWK does not belong to its x and y".to_owned())
}

/// RFC 9964: `priv` is the seed that the whole key grows out of.
fn ml_dsa(numbers: PrivateNumbers<'_>, parameters: MlDsa, public: &[u8]) -> Result<PqdsaKeyPair, String> {
    let seed = numbers.octets("priv")?;
    if seed.len() != 32 {
        return Err(format!("priv of the JWK has {} bytes where the seed of {} has 32", seed.len(), parameters.name()));
    }
    let pair = PqdsaKeyPair::from_seed(pair::ml_dsa(parameters), &seed).ok();
    pair.filter(|pair| pair.public_key().as_ref() == public)
        .ok_or_else(|| "priv of the JWK does not belong to its pub".to_owned())
}
