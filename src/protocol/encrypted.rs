//! A token that was encrypted to us (JWE, RFC 7516): opened, with a row for every rule that protects the one who opens.
//!
//! Decryption is no signature: whoever has the public key can encrypt, so what was inside has to be judged as if it had
//! come in the clear.

mod content;
mod form;
mod header;
mod opening;

use super::check::{Check, Finding};
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwe::Sealed;
use super::jose::jwt;
use super::json::Json;
use super::secret::Secret;

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &[
    &form::FORM,
    &header::ALG,
    &header::ENC,
    &header::PARAMETERS,
    &header::CRIT,
    &header::P2C,
    &opening::KEY,
    &opening::WEAK,
    &opening::DECRYPTION,
    &content::ZIP,
    &content::CTY,
    &content::CONTENT,
];

/// An encrypted token as far as it could be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unsealed {
    /// The header of the JWE, leniently read.
    pub header: Option<Json>,
    /// The plaintext, when it is text: a signed token, or claims as JSON.
    pub inner: Option<Secret>,
    /// The label of the key that opened it.
    pub key: Option<String>,
    /// Every row about it.
    pub findings: Vec<Finding>,
}

/// Whether the text has the form of a JWE: five parts and an `enc`. Nothing is decoded of what has not five parts.
pub fn is_encrypted(token: &str) -> bool {
    token.split('.').take(6).count() == 5 && jwt::read(token).is_encrypted()
}

/// Opens a token with the first of `keys` that fits. Nothing is computed unless the whole header is in order.
pub fn unseal(token: &Secret, keys: &[DecryptionKey]) -> Unsealed {
    let decoded = jwt::read(token.reveal());
    let (parts, form) = form::judge(token.reveal(), &decoded);
    let mut findings = vec![form];
    let Some(json) = decoded.header.as_ref().filter(|json| json.as_object().is_some()) else {
        let rest = CHECKS[1..].iter().map(|check| check.skip("the header could not be read"));
        findings.extend(rest);
        return Unsealed { header: decoded.header, inner: None, key: None, findings };
    };
    let header = header::judge(json);
    findings.extend(header.findings);
    let zip = content::zip_named(json);
    let sealed = match (parts, header.understood) {
        (Some(parts), Some((alg, enc, recipe))) if zip.is_ok() => Some(Sealed { alg, enc, recipe, parts }),
        _ => None,
    };
    let opening = opening::judge(sealed.as_ref(), json, keys);
    findings.extend(opening.findings);
    let inner = content::judge(opening.text, json, zip);
    findings.extend(inner.findings);
    Unsealed { header: decoded.header, inner: inner.text, key: opening.key, findings }
}

#[cfg(test)]
mod tests;
