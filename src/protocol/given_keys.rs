//! Keys that a person gives to check tokens with: a JWK Set, a single JWK, or PEM.
//!
//! Whatever form they have, they are judged by the rules of a provider's key set. Only the public half of a private
//! key is looked at; its private numbers are wiped before anything else sees the key.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroize as _;

use super::check::Finding;
use super::jose::jwk::PRIVATE_MEMBERS;
use super::jose::mac_key::MacKey;
use super::jose::pem::{self, Block};
use super::jose::signer::Signer;
use super::jose::spki;
use super::json::{self, Json};
use super::jwks::{self, KeySet};
use super::secret::Secret;

/// Keys to check signatures with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenKeys {
    /// The public keys.
    pub set: KeySet,
    /// The shared secrets.
    pub macs: Vec<MacKey>,
    /// The rows of a key set.
    pub findings: Vec<Finding>,
}

/// Reads a JWK Set, one JWK (public, private or `oct`), or PEM (a public key, a certificate, a private key). `label`
/// says where it came from. `Err` is a sentence for the person who gave it.
pub fn read(text: &Secret, label: &str) -> Result<GivenKeys, String> {
    let trimmed = text.reveal().trim_start_matches('\u{feff}').trim();
    let keys = match trimmed.chars().next() {
        None => return Err("the key is empty".to_owned()),
        Some('{') => jwks_text(trimmed)?,
        _ if pem::is_pem(trimmed) => pem_text(trimmed)?,
        // Some providers show their key as the base64 of a PEM, without its lines.
        _ => match STANDARD
            .decode(dense(trimmed))
            .ok()
            .map(|der| spki::public_key(&der).or_else(|_| spki::certificate(&der)))
        {
            Some(Ok(jwk)) => vec![jwk],
            _ => return Err("neither a JWK or JWK Set (a JSON object) nor PEM (-----BEGIN …-----)".to_owned()),
        },
    };
    Ok(judge(keys, label))
}

/// The elements of a set, or the one key.
fn jwks_text(text: &str) -> Result<Vec<Json>, String> {
    let parsed =
        json::parse(text.as_bytes()).map_err(|error| format!("it begins like a JWK, but is not JSON: {error}"))?;
    let twice: Option<String> = parsed.duplicates.first().map(|duplicate| duplicate.path.clone());
    for duplicate in parsed.duplicates {
        wipe(duplicate.first);
        wipe(duplicate.second);
    }
    if let Some(path) = twice {
        wipe(parsed.value);
        return Err(format!("{path} stands twice, and which of the two holds is anybody's guess"));
    }
    let is_set = parsed.value.get("keys").is_some();
    match parsed.value {
        Json::Object(members) if is_set => match members.into_iter().find(|(name, _)| name == "keys") {
            Some((_, Json::Array(keys))) => Ok(keys),
            Some((_, other)) => Err(format!("keys is {}, not an array", other.kind())),
            None => Ok(Vec::new()),
        },
        value if value.get("kty").is_some() => Ok(vec![value]),
        value => {
            wipe(value);
            Err("a JSON object without keys and without kty: neither a JWK Set nor a JWK".to_owned())
        }
    }
}

fn pem_text(text: &str) -> Result<Vec<Json>, String> {
    let keys: Vec<Result<Json, String>> = pem::blocks(text).into_iter().filter_map(pem_key).collect();
    if keys.iter().any(Result::is_ok) {
        return Ok(keys.into_iter().filter_map(Result::ok).collect());
    }
    Err(keys.into_iter().find_map(Result::err).unwrap_or_else(|| "no key stands in this PEM".to_owned()))
}

fn pem_key(block: Block<'_>) -> Option<Result<Json, String>> {
    let reader: fn(&[u8]) -> Result<Json, String> = match block.label {
        "PUBLIC KEY" => spki::public_key,
        "RSA PUBLIC KEY" => spki::rsa_public_key,
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => spki::certificate,
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" => {
            let armour = |octets: &[u8]| {
                let body = zeroize::Zeroizing::new(STANDARD.encode(octets));
                let label = block.label;
                Secret::new(format!("-----BEGIN {label}-----\n{}\n-----END {label}-----", *body))
            };
            return Some(block.octets.and_then(|octets| {
                let signer = Signer::from_text(&armour(&octets), None)?;
                signer.public_jwk().ok_or_else(|| "the key has no public half".to_owned())
            }));
        }
        "ENCRYPTED PRIVATE KEY" | "OPENSSH PRIVATE KEY" => {
            return Some(Err(format!("{}: give the public key instead", block.label)));
        }
        // Parameters and requests stand beside keys and are none.
        _ => return None,
    };
    Some(block.octets.and_then(|octets| reader(&octets)))
}

/// Takes the secrets out, drops private halves, and judges the rest as a set.
fn judge(keys: Vec<Json>, label: &str) -> GivenKeys {
    let mut given = GivenKeys::default();
    let (mut public, mut private, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for (mut key, position) in keys.into_iter().zip(1_usize..) {
        if key.get("kty").and_then(Json::as_str) == Some("oct") {
            match MacKey::of_jwk(&key, named(label, position, &key)) {
                Ok(mac) => given.macs.push(mac),
                Err(why) => problems.push(format!("key {position}: {why}")),
            }
            wipe(key);
            continue;
        }
        if strip(&mut key) {
            private.push(format!("key {position}"));
        }
        public.push((position, key));
    }
    let rows = jwks::judge_given(&public, &private, &problems, given.macs.len());
    given.findings = rows.findings;
    given.set = KeySet { given: true, ..rows.value.unwrap_or_default() };
    given
}

fn named(label: &str, position: usize, key: &Json) -> String {
    match key.get("kid").and_then(Json::as_str) {
        Some(kid) => format!("{label}, key {position} «{}»", super::text::shown_short(kid, 60)),
        None => format!("{label}, key {position}"),
    }
}

/// Takes the private members out and wipes them; whether there were any.
fn strip(key: &mut Json) -> bool {
    let Json::Object(members) = key else { return false };
    let mut found = false;
    for (_, value) in members.extract_if(.., |(name, _)| PRIVATE_MEMBERS.contains(&name.as_str())) {
        found = true;
        wipe(value);
    }
    found
}

fn wipe(json: Json) {
    match json {
        Json::String(mut text) => text.zeroize(),
        Json::Array(elements) => elements.into_iter().for_each(wipe),
        Json::Object(members) => members.into_iter().for_each(|(_, value)| wipe(value)),
        Json::Null | Json::Bool(_) | Json::Number(_) => {}
    }
}

fn dense(text: &str) -> Vec<u8> {
    text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect()
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
