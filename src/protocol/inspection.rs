//! Any token by itself: what kind it is, whether it holds, and how each side of it came out.

use super::check::{Report, Verdict};
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt::{self, Decoded};
use super::jose::mac_key::MacKey;
use super::json::Json;
use super::plain_jwt;
use super::secret::Secret;
pub use super::signed::{Keys, SignatureState};
use super::time::Now;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An ID Token of OpenID Connect.
    IdToken,
    /// An access token in the form of a JWT.
    AccessToken,
    /// The token of a back-channel logout.
    LogoutToken,
    /// Any other signed JWT.
    Jwt,
    /// A signature over something that is no JSON.
    Jws,
}

impl Kind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::IdToken, "id_token"),
        (Self::AccessToken, "access_token"),
        (Self::LogoutToken, "logout_token"),
        (Self::Jwt, "jwt"),
        (Self::Jws, "jws"),
    ];

    /// The word in profiles and reports.
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }

    /// The kind of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }

    /// Every word, for a list.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::ALL.iter().map(|(_, word)| *word)
    }
}

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
    /// For whom it should be: our client id for an ID Token or a logout token.
    pub audience: Option<&'a str>,
    /// The nonce that was sent.
    pub nonce: Option<&'a str>,
    /// The access token that came with it.
    pub access_token: Option<&'a Secret>,
    /// The algorithm that was agreed on.
    pub registered_alg: Option<&'a str>,
    /// This moment.
    pub now: Now,
    /// Seconds by which the server's clock is ahead of ours.
    pub skew: Option<i64>,
    /// Leeway in seconds.
    pub tolerance: u64,
}

/// One side of a token: the worst verdict of its rows, and a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axis {
    /// The worst of its rows.
    pub verdict: Verdict,
    /// What to say of it.
    pub sentence: String,
}

/// The sides of a token, judged apart: a token may be well-formed and badly signed, or well signed and expired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Axes {
    /// Its parts, base64url, JSON, encryption.
    pub form: Axis,
    /// Key and signature.
    pub signature: Axis,
    /// The algorithm and the header.
    pub algorithm: Axis,
    /// The claims that are no times.
    pub claims: Axis,
    /// `exp`, `nbf`, `iat`, `auth_time`.
    pub times: Axis,
}

/// A judged token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What it is; nothing for an opaque text.
    pub kind: Option<Kind>,
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
    let expected = plain_jwt::Expected {
        issuer: against.issuer,
        audience: against.audience,
        registered_alg: against.registered_alg,
        advertised_algs: None,
        macs: against.macs,
        now: against.now,
        skew: against.skew,
        tolerance: against.tolerance,
    };
    let report = plain_jwt::judge(token, &against.keys, &expected);
    let unjudged = || Axis { verdict: Verdict::Skip, sentence: String::new() };
    let axes =
        Axes { form: unjudged(), signature: unjudged(), algorithm: unjudged(), claims: unjudged(), times: unjudged() };
    let decoded = jwt::read(token.reveal());
    let (signature, key, alg) =
        report.value.map_or((SignatureState::Unchecked, None, None), |value| (value.signature, value.key, value.alg));
    let value = Inspection {
        kind: Some(Kind::Jwt),
        token: token.clone(),
        outer: None,
        inner: None,
        decoded,
        signature,
        key,
        alg,
        axes,
    };
    Report::new(Some(value), report.findings)
}
