//! Any token by itself: what kind it is, whether it holds, and how each side of it came out.

mod axes;
mod issuer;
mod kind;
mod layers;

use super::check::{Finding, Report, Verdict};
use super::id_token::{self, IdToken};
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt::{self, Decoded};
use super::jose::mac_key::MacKey;
use super::json::Json;
use super::secret::Secret;
use super::signed::{Expected, Token};
pub use super::signed::{Keys, SignatureState};
use super::time::{Now, TOLERANCE};
use super::{access_token, logout_token, plain_jwt};
pub use axes::{Axes, Axis};
pub use kind::Kind;
use layers::Layers;

/// What the token is held against. What is not known is not compared, and its row says so.
#[derive(Clone, Copy, Debug)]
pub struct Against<'a> {
    /// The kind that it should be; else it is told from the token itself.
    pub kind: Option<Kind>,
    /// The keys of its issuer.
    pub keys: Keys<'a>,
    /// The secrets that both sides know.
    pub macs: &'a [MacKey],
    /// What can open it when it is encrypted.
    pub decryption_keys: &'a [DecryptionKey],
    /// Who should have issued it.
    pub issuer: Option<&'a str>,
    /// For whom it should be.
    pub audience: Option<&'a str>,
    /// Our client id: for whom an ID Token or a logout token should be when no audience is named.
    pub client_id: Option<&'a str>,
    /// The nonce that was sent.
    pub nonce: Option<&'a str>,
    /// The access token that came with it.
    pub access_token: Option<&'a Secret>,
    /// The algorithm that was agreed on for ID Tokens, and with them for logout tokens.
    pub registered_alg: Option<&'a str>,
    /// The algorithm that it has to have, whatever it is: what was agreed on stands behind it.
    pub alg: Option<&'a str>,
    /// This moment.
    pub now: Now,
    /// Seconds by which the server's clock is ahead of ours.
    pub skew: Option<i64>,
    /// Leeway in seconds.
    pub tolerance: u64,
}

/// A judged token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What it is; nothing for an opaque text.
    pub kind: Option<Kind>,
    /// What it was called where it stood, if it was called anything.
    pub called: Option<String>,
    /// The text that was judged.
    pub token: Secret,
    /// The header of a JWE around it.
    pub outer: Option<Json>,
    /// What was inside the JWE.
    pub inner: Option<Secret>,
    /// Header and claims of the token, or of the inner one.
    pub decoded: Decoded,
    /// What is known of the signature.
    pub signature: SignatureState,
    /// The key that fits or was chosen.
    pub key: Option<String>,
    /// `alg` as it came.
    pub alg: Option<String>,
    /// The sides of it.
    pub axes: Axes,
}

/// Judges a token of any kind.
pub fn judge(token: &Secret, against: &Against<'_>) -> Report<Inspection> {
    judge_called(token, against, false)
}

/// Judges what was called a refresh token where it stood: it is for its issuer alone.
pub fn judge_refresh_token(token: &Secret, against: &Against<'_>) -> Report<Inspection> {
    judge_called(token, against, true)
}

fn judge_called(token: &Secret, against: &Against<'_>, is_refresh_token: bool) -> Report<Inspection> {
    let layers = Layers::of(token, against.decryption_keys);
    let decoded = jwt::read(layers.token().reveal());
    let for_issuer = against.kind.is_none() && (is_refresh_token || kind::is_refresh_token(&decoded));
    let against = &if for_issuer { issuer::against(*against, &decoded) } else { *against };
    let kind = match kind::of(token, &decoded, against) {
        Some(_) if for_issuer => Kind::Jwt,
        Some(kind) => kind,
        // Whoever says what it should be, or what it was asked for, is not content with claims that nobody signed.
        None if layers.holds_claims() => against.kind.or(against.nonce.map(|_| Kind::IdToken)).unwrap_or(Kind::Jwt),
        None => return opaque(token, decoded, layers),
    };
    let judged = match (kind, layers.inner()) {
        (Kind::Jwt, Some(inner)) if layers.holds_claims() => {
            plain_jwt::judge_sealed(layers.outer.clone(), inner.reveal(), &against.expected(kind))
        }
        _ => by_kind(kind, (layers.token(), decoded), against),
    };
    let mut findings = layers.told(judged.findings.into_iter().map(without_agreement).collect());
    let nothing = || unread(jwt::read(layers.token().reveal()));
    let mut value = judged.value.unwrap_or_else(nothing);
    if for_issuer && value.signature == SignatureState::NoKey {
        value.signature = SignatureState::Unchecked;
        findings = findings.into_iter().map(issuer::unseen).collect();
    }
    inspected(token, layers, (Some(kind), value), findings)
}

/// What was read of a text in which nothing was judged.
const fn unread(decoded: Decoded) -> Token {
    Token { decoded, signature: SignatureState::Unchecked, key: None, alg: None }
}

fn inspected(
    token: &Secret,
    layers: Layers,
    (kind, value): (Option<Kind>, Token),
    findings: Vec<Finding>,
) -> Report<Inspection> {
    let axes = Axes::of(&findings, value.signature, value.key.as_deref());
    let value = Inspection {
        kind,
        called: None,
        token: token.clone(),
        inner: layers.inner().cloned(),
        outer: layers.outer,
        decoded: value.decoded,
        signature: value.signature,
        key: value.key,
        alg: value.alg,
        axes,
    };
    Report::new(Some(value), findings)
}

fn by_kind(kind: Kind, read: (&Secret, Decoded), against: &Against<'_>) -> Report<Token> {
    let (keys, expected) = (&against.keys, against.expected(kind));
    match kind {
        Kind::IdToken => id_token(read.0, against, &expected),
        Kind::AccessToken => access_token::judge_read(read, keys, &expected),
        Kind::LogoutToken => logout_token::judge_read(read, keys, &expected),
        Kind::Jwt => plain_jwt::judge_beside(read, keys, &expected, against.access_token),
        Kind::Jws => plain_jwt::judge_jws(read, keys, &expected, against.kind.is_some()),
    }
}

/// An ID Token that is no answer to a request of ours: what was asked for is not known, but for what was said.
fn id_token(token: &Secret, against: &Against<'_>, expected: &Expected<'_>) -> Report<Token> {
    let expected = id_token::Expected {
        issuer: expected.issuer,
        client_id: expected.audience,
        registered_alg: expected.registered_alg,
        advertised_algs: None,
        macs: against.macs,
        decryption_keys: &[],
        at_rest: true,
        nonce: against.nonce,
        access_token: against.access_token,
        max_age: None,
        acr_values: &[],
        now: against.now,
        skew: against.skew,
        tolerance: against.tolerance,
        code: None,
        state: None,
        front: false,
        front_token: None,
        pushed: None,
    };
    let report = id_token::judge(token, &against.keys, &expected);
    let of = |IdToken { decoded, signature, key, alg, .. }| Token { decoded, signature, key, alg };
    Report::new(report.value.map(of), report.findings)
}

/// That nothing was agreed on is a doubt about a provider whose metadata were read, and none about a token by itself.
fn without_agreement(row: Finding) -> Finding {
    if !row.check.id.ends_with(".alg_expected") || row.verdict != Verdict::Warn {
        return row;
    }
    row.check.skip("no algorithm is known to be agreed on")
}

fn opaque(token: &Secret, decoded: Decoded, layers: Layers) -> Report<Inspection> {
    let row = match layers.inner() {
        Some(inner) => plain_jwt::plain_text(inner.reveal()),
        None if plain_jwt::is_prose(token.reveal().trim()) => plain_jwt::prose(token.reveal().trim()),
        None => plain_jwt::opaque(),
    };
    let mut findings = layers.told(vec![row]);
    findings.extend(layers.opened());
    inspected(token, layers, (None, unread(decoded)), findings)
}

impl<'a> Against<'a> {
    /// Nothing is known and nothing given: what holds by itself is judged, the rest is skipped.
    pub const fn nothing(now: Now) -> Self {
        Self {
            kind: None,
            keys: Keys::NotGiven,
            macs: &[],
            decryption_keys: &[],
            issuer: None,
            audience: None,
            client_id: None,
            nonce: None,
            access_token: None,
            registered_alg: None,
            alg: None,
            now,
            skew: None,
            tolerance: TOLERANCE,
        }
    }

    /// What a kind of token is held against.
    fn expected(&self, kind: Kind) -> Expected<'a> {
        let for_client = matches!(kind, Kind::IdToken | Kind::LogoutToken);
        Expected {
            issuer: self.issuer,
            audience: self.audience.or(self.client_id.filter(|_| for_client)),
            registered_alg: self.alg.or(self.registered_alg.filter(|_| for_client)),
            advertised_algs: None,
            macs: self.macs,
            now: self.now,
            skew: self.skew,
            tolerance: self.tolerance,
        }
    }
}

#[cfg(test)]
mod tests;
