//! Keys out of the text that their owner keeps: a JWK, a set of them, PEM, or a secret.

use std::sync::Arc;

use aws_lc_rs::agreement::PrivateKey;
use zeroize::Zeroizing;

use super::curve::AgreementCurve;
use super::{DecryptionKey, Numbers, Saying, SecretOctets, pem};
use crate::protocol::jose::base64url;
use crate::protocol::jose::jwk::{Jwk, PublicKey};
use crate::protocol::jose::private_numbers::PrivateNumbers;
use crate::protocol::jose::signer::Wiped;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

/// All keys of a text that can be used, or why there is none.
pub(super) fn keys(text: &Secret) -> Result<Vec<DecryptionKey>, String> {
    let trimmed = text.reveal().trim_start_matches('\u{feff}').trim();
    if trimmed.is_empty() {
        return Err("the decryption key is empty".to_owned());
    }
    if trimmed.starts_with('{') {
        return from_json(trimmed);
    }
    if trimmed.contains("-----BEGIN ") {
        let found = pem::keys(trimmed).into_iter().map(|numbers| numbers.map(|numbers| (numbers, Saying::default())));
        return usable(found);
    }
    if let Some(why) = looks_like_a_key(trimmed) {
        return Err(why.to_owned());
    }
    let octets = Zeroizing::new(text.reveal().as_bytes().to_vec());
    let numbers = Arc::new(Numbers::Secret(SecretOctets { octets, is_text: true }));
    Ok(vec![DecryptionKey { numbers, position: None, saying: Saying::default() }])
}

/// Why a text is not taken for a shared secret: what is public must never become one.
fn looks_like_a_key(text: &str) -> Option<&'static str> {
    const LONG: usize = 80;
    if text.starts_with('[') && Wiped::read(text).is_ok() {
        return Some("an array of JSON where a JWK or a JWK Set is due");
    }
    if ["ssh-", "ecdsa-sha2-"].iter().any(|head| text.starts_with(head)) {
        return Some("a public key in OpenSSH's form, and opening needs the private one");
    }
    let is_der = text.len() > LONG && text.starts_with("MI") && !text.contains(['-', '_', '.']);
    is_der.then_some("base64 of a key without PEM's lines (-----BEGIN …-----)")
}

fn from_json(text: &str) -> Result<Vec<DecryptionKey>, String> {
    let json = Wiped::read(text)?;
    match json.0.get("keys").map(Json::as_array) {
        None => usable(std::iter::once(jwk(&json.0))),
        Some(Some(keys)) => usable(keys.iter().map(jwk)),
        Some(None) => Err("keys of the JWK Set is no array".to_owned()),
    }
}

/// Keeps what can be used; if that is nothing, the first reason.
fn usable(found: impl Iterator<Item = Result<(Numbers, Saying), String>>) -> Result<Vec<DecryptionKey>, String> {
    let mut first = None;
    let mut keys = Vec::new();
    for (at, key) in found.enumerate() {
        match key {
            Ok((numbers, saying)) => {
                keys.push(DecryptionKey { numbers: Arc::new(numbers), position: Some(at + 1), saying });
            }
            Err(why) => first = first.or(Some(why)),
        }
    }
    if keys.is_empty() { Err(first.unwrap_or_else(|| "no key stands in this text".to_owned())) } else { Ok(keys) }
}

fn jwk(json: &Json) -> Result<(Numbers, Saying), String> {
    let public = Jwk::read(json, 1);
    let private = PrivateNumbers::for_opening(json);
    let numbers = match &public.key {
        PublicKey::Secret => Numbers::Secret(SecretOctets { octets: private.octets("k")?, is_text: false }),
        PublicKey::NotUnderstood(_) if says(json, "kty", "OKP") && says(json, "crv", "X25519") => {
            x25519(json, private)?
        }
        _ if public.unusable().is_some() => {
            return Err(format!("the JWK cannot be used: {}", public.unusable().unwrap_or_default()));
        }
        PublicKey::Rsa { n, e } => pem::rsa(Some(private.rsa(n, e)?))?,
        PublicKey::Ec { curve, point } => {
            let named = AgreementCurve::from_name(curve.name());
            let curve = named.ok_or_else(|| format!("on {} no keys are agreed", curve.name()))?;
            agreeing(private, curve, point)?
        }
        PublicKey::Ed25519(_) => return Err("an Ed25519 key signs and opens nothing: X25519 is its sister".to_owned()),
        PublicKey::MlDsa { .. } | PublicKey::NotUnderstood(_) | PublicKey::Broken => {
            return Err("the JWK cannot be used".to_owned());
        }
    };
    let saying = Saying { kid: public.kid, alg: public.alg, usage: public.usage, key_ops: public.key_ops };
    Ok((numbers, saying))
}

fn says(json: &Json, name: &str, value: &str) -> bool {
    json.get(name).and_then(Json::as_str) == Some(value)
}

fn x25519(json: &Json, numbers: PrivateNumbers<'_>) -> Result<Numbers, String> {
    let text = json.get("x").and_then(Json::as_str).ok_or("x of the JWK is missing")?;
    let x = base64url::decode(text).map_err(|fault| format!("x of the JWK is not base64url: {fault}"))?;
    agreeing(numbers, AgreementCurve::X25519, &x)
}

fn agreeing(numbers: PrivateNumbers<'_>, curve: AgreementCurve, point: &[u8]) -> Result<Numbers, String> {
    let d = numbers.scalar(curve.name(), curve.coordinate())?;
    let stranger = || "d of the JWK does not belong to its public part".to_owned();
    let key = PrivateKey::from_private_key(curve.algorithm(), &d).map_err(|_| stranger())?;
    let public = key.compute_public_key().map_err(|_| stranger())?;
    if public.as_ref() == point { Ok(Numbers::Curve(curve, key)) } else { Err(stranger()) }
}
