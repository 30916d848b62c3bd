//! A token that may have come encrypted: what was inside is judged like any other, and the row about the encryption
//! says how it was opened. To have opened it proves nothing of who wrote it.

use super::Rules;
use crate::protocol::check::Finding;
use crate::protocol::encrypted;
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

/// A token, without the JWE around it if there was one that could be opened.
pub(in crate::protocol) struct Opened {
    /// The text to judge.
    pub token: Secret,
    /// The header of the JWE.
    pub outer: Option<Json>,
    /// What was inside the JWE.
    pub inner: Option<Secret>,
    /// The rows of the opening.
    pub findings: Vec<Finding>,
    note: Option<Result<String, String>>,
}

impl Opened {
    /// Opens the token, if it is encrypted and there is something to open it with.
    pub fn of(token: &Secret, keys: &[DecryptionKey]) -> Self {
        if keys.is_empty() || !encrypted::is_encrypted(token.reveal()) {
            return Self { token: token.clone(), outer: None, inner: None, findings: Vec::new(), note: None };
        }
        let unsealed = encrypted::unseal(token, keys);
        let member = |name: &str| unsealed.header.as_ref().and_then(|header| header.get(name)).and_then(Json::as_str);
        let ways = format!("{} and {}", member("alg").unwrap_or("no alg"), member("enc").unwrap_or("no enc"));
        let is_weak = member("alg") == Some("RSA1_5");
        let note = match (&unsealed.inner, &unsealed.key) {
            _ if is_weak => None,
            (Some(_), key) => Some(Ok(format!("{ways}, opened with {}", key.as_deref().unwrap_or("a key given")))),
            (None, _) => {
                Some(Err(format!("encrypted with {ways}: it could not be opened, so nothing inside is judged")))
            }
        };
        let token = unsealed.inner.clone().unwrap_or_else(|| token.clone());
        Self { token, outer: unsealed.header, inner: unsealed.inner, findings: unsealed.findings, note }
    }

    /// The rows of the opening, and then those of the token, with the row about the encryption as it was outside.
    pub fn before(&mut self, rules: &'static Rules, judged: Vec<Finding>) -> Vec<Finding> {
        let mut findings = std::mem::take(&mut self.findings);
        let note = self.note.take();
        let weak = self.inner.is_some() && note.is_none();
        findings.extend(judged.into_iter().map(|row| {
            match &note {
                _ if row.check.id != rules.encryption.id => row,
                Some(Ok(how)) => rules.encryption.pass("encrypted, or not", how),
                Some(Err(why)) => rules.encryption.skip(why),
                None if weak => rules
                    .encryption
                    .fail("a key algorithm without known attacks", "RSA1_5, open to Bleichenbacher's attack"),
                None => row,
            }
        }));
        findings
    }
}
