//! A token inside a token inside a token: JWEs are opened one after the other, to a depth that no provider needs.

use crate::protocol::check::Finding;
use crate::protocol::encrypted;
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::json::Json;
use crate::protocol::plain_jwt;
use crate::protocol::secret::Secret;

/// How many JWEs are opened.
const DEEPEST: usize = 3;

/// A token and what was inside it.
pub(super) struct Layers {
    whole: Secret,
    /// The header of the outermost JWE.
    pub outer: Option<Json>,
    inner: Option<Secret>,
    opened_with: Vec<String>,
    findings: Vec<Finding>,
}

impl Layers {
    /// Opens what can be opened.
    pub fn of(token: &Secret, keys: &[DecryptionKey]) -> Self {
        let mut layers =
            Self { whole: token.clone(), outer: None, inner: None, opened_with: Vec::new(), findings: Vec::new() };
        for _ in 0..DEEPEST {
            if !encrypted::is_encrypted(layers.token().reveal()) {
                break;
            }
            let unsealed = encrypted::unseal(layers.token(), keys);
            layers.outer = layers.outer.or_else(|| unsealed.header.clone());
            layers.findings.extend(unsealed.findings);
            let Some(inner) = unsealed.inner else { break };
            let member = |name: &str| {
                let header = unsealed.header.as_ref();
                header.and_then(|header| header.get(name)).and_then(Json::as_str).unwrap_or("no text").to_owned()
            };
            let key = unsealed.key.unwrap_or_else(|| "a key given".to_owned());
            layers.opened_with.push(format!("{} and {}, opened with {key}", member("alg"), member("enc")));
            layers.inner = Some(inner);
        }
        layers
    }

    /// The innermost text that could be had.
    pub fn token(&self) -> &Secret {
        self.inner.as_ref().unwrap_or(&self.whole)
    }

    /// What was inside, when anything could be opened.
    pub const fn inner(&self) -> Option<&Secret> {
        self.inner.as_ref()
    }

    /// Whether claims were inside, and not a signed token.
    pub fn holds_claims(&self) -> bool {
        self.inner.as_ref().is_some_and(|inner| inner.reveal().trim_start().starts_with('{'))
    }

    /// The row about the encryption of something that has no rows of its own.
    pub fn opened(&self) -> Option<Finding> {
        self.inner.as_ref().map(|_| plain_jwt::opened(self.opened_with.join("; inside it ")))
    }

    /// The rows of the opening before those of the token, whose row about its encryption says how it was opened.
    pub fn told(&self, judged: Vec<Finding>) -> Vec<Finding> {
        let mut findings = self.findings.clone();
        let how = self.opened_with.join("; inside it ");
        let is_sealed = encrypted::is_encrypted(self.token().reveal());
        let outside = |row: &Finding| !how.is_empty() && !is_sealed && row.check.id.ends_with(".encryption");
        let told = |row: Finding| if outside(&row) { row.check.pass("encrypted, or not", &how) } else { row };
        findings.extend(judged.into_iter().map(told));
        findings
    }
}
