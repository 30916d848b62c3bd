//! An answer that comes as a JWT in place of a JSON object, signed or encrypted or both: userinfo (OIDC Core §5.3.2)
//! and introspection (RFC 9701).
//!
//! It is opened first, so that the keys for the token inside can be had, and judged then.

#[cfg(test)]
mod tests;

use super::answer;
use super::check::Finding;
use super::encrypted;
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt;
use super::json::{self, Json, Parsed};
use super::secret::Secret;
use super::signed::{self, Agreed, Rules};
pub use super::signed::{Expected, Keys};

/// An answer that came as a JWT, opened as far as our keys go.
#[derive(Clone, Debug)]
pub struct Came {
    /// The token to be judged: what was inside, where it was encrypted and could be opened.
    pub token: Secret,
    /// Claims that were encrypted and not signed.
    bare: Option<Parsed>,
    /// The rows about the encryption.
    findings: Vec<Finding>,
}

/// What came of the signature and what it signs.
pub(super) struct Judged {
    /// The rows of the encryption, then a row for each of the rules.
    pub findings: Vec<Finding>,
    /// The claims, or why there are none.
    pub claims: Result<Json, &'static str>,
    /// The header's `typ`, when there is one.
    pub typ: Option<Json>,
    /// Whether there is a signed token whose header can be read.
    pub is_signed: bool,
}

/// Opens it when it is encrypted.
pub fn open(body: Secret, keys: &[DecryptionKey]) -> Came {
    if !encrypted::is_encrypted(body.reveal()) {
        return Came { token: body, bare: None, findings: Vec::new() };
    }
    let unsealed = encrypted::unseal(&body, keys);
    let Some(inner) = unsealed.inner else {
        return Came { token: body, bare: None, findings: unsealed.findings };
    };
    let bare = json::parse(inner.reveal().as_bytes()).ok().filter(|parsed| parsed.value.as_object().is_some());
    Came { token: inner, bare, findings: unsealed.findings }
}

impl Came {
    /// Whether the provider's keys are needed to judge it.
    pub fn needs_keys(&self) -> bool {
        self.bare.is_none() && !encrypted::is_encrypted(self.token.reveal())
    }

    /// Judges everything but the claims.
    pub(super) fn judge(&self, rules: &'static Rules, keys: &Keys<'_>, expected: &Expected<'_>) -> Judged {
        let mut findings = self.findings.clone();
        if let Some(Parsed { value, duplicates }) = &self.bare {
            let unsigned = "encrypted, and nothing inside is signed";
            findings.extend(rules.all().map(|check| check.skip(unsigned)));
            answer::replace(&mut findings, Some(signed::twice(rules, duplicates)));
            return Judged { findings, claims: Ok(value.clone()), typ: None, is_signed: false };
        }
        let decoded = jwt::read(self.token.reveal());
        let agreed = Agreed {
            registered_alg: expected.registered_alg,
            advertised_algs: expected.advertised_algs.as_deref(),
            macs: expected.macs,
        };
        let case = signed::Case { token: self.token.reveal(), decoded: &decoded, rules, keys, agreed };
        let judged = case.judge();
        findings.extend(judged.findings);
        let claims = case.payload().cloned();
        let is_signed = case.header().is_ok() && !decoded.is_encrypted();
        let typ = decoded.header.as_ref().and_then(|header| header.get("typ")).cloned();
        Judged { findings, claims, typ, is_signed }
    }
}
