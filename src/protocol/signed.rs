//! What holds for a signed token of any kind: its form, its header, the choice of its key, its signature. The claims are
//! the business of the kind.
//!
//! Each kind has the same [`Rules`] under its own subject, so that one judgement serves the ID Token, the signed
//! authorization response, and whatever else a provider signs.

pub(super) mod claims;
mod form;
mod header;
mod opened;
mod rules;
mod signature;
pub(super) mod times;
pub(super) mod token;

use super::check::{Check, Finding, Verdict};
use super::jose::algorithm::Algorithm;
use super::jose::jwt::{Decoded, FaultKind, Part};
use super::jose::mac_key::MacKey;
use super::json::Json;
use super::jwks::KeySet;
use super::secret::Secret;
pub(super) use form::twice;
pub(super) use opened::Opened;
pub(super) use rules::{Rules, rules};
pub use token::{Expected, Token};

/// The provider's keys, or why there are none.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// The key set.
    Set(&'a KeySet),
    /// It could not be had; the reason.
    Unavailable(&'a str),
    /// Nobody gave any.
    NotGiven,
}

/// What is known of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// It fits, by a key and an algorithm that may be used.
    Verified,
    /// It fits, and the token must be refused all the same: for its algorithm, its key or its header.
    Refused,
    /// It is broken in itself, or fits no key that is meant.
    Bad,
    /// It was made with another key than the one that the token names.
    WrongKey,
    /// Several keys could be meant, and none of them fits.
    Ambiguous,
    /// The key that the token names is not among those at hand.
    KeyNotFound,
    /// No key was given to check it with.
    NoKey,
    /// It could not be checked; the row says why.
    Unchecked,
}

impl SignatureState {
    /// The word in reports and titles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Refused => "refused",
            Self::Bad => "bad",
            Self::WrongKey => "wrong key",
            Self::Ambiguous => "ambiguous",
            Self::KeyNotFound => "key not found",
            Self::NoKey => "no key",
            Self::Unchecked => "unchecked",
        }
    }
}

/// What provider and client agreed on about signatures of this kind of token.
#[derive(Clone, Copy)]
pub(super) struct Agreed<'a> {
    /// The algorithm of our registration, when the profile names it.
    pub registered_alg: Option<&'a str>,
    /// The algorithms that the metadata name, when they do.
    pub advertised_algs: Option<&'a [&'a str]>,
    /// The secrets that both sides know: the keys of every HS algorithm.
    pub macs: &'a [MacKey],
}

/// One token under judgement.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub token: &'a str,
    pub decoded: &'a Decoded,
    pub rules: &'static Rules,
    pub keys: &'a Keys<'a>,
    pub agreed: Agreed<'a>,
}

/// What came of form, header, key and signature.
pub(super) struct Judged {
    /// A row for each rule, in the order of [`Rules::all`].
    pub findings: Vec<Finding>,
    /// Whether the signature fits and may be trusted.
    pub state: SignatureState,
    /// The key that fits or was chosen: its kid, "key 2 of 3", or "client secret".
    pub key: Option<String>,
}

impl<'a> Case<'a> {
    /// The `alg` of the header, if it is text.
    pub fn alg(&self) -> Option<&'a str> {
        self.decoded.header_text("alg")
    }

    /// The algorithm, if it is one we verify.
    pub fn algorithm(&self) -> Option<Algorithm> {
        self.alg().and_then(Algorithm::from_name)
    }

    /// Why nothing inside the token is judged, if so.
    fn sealed(&self) -> Option<&'static str> {
        let over = self.decoded.faults_of(FaultKind::Size).next()?;
        Some(match over.part {
            Part::Header => "not judged: the header is over the limit of 64 KiB",
            _ => "not judged: over the limit of 1 MiB",
        })
    }

    /// The header as an object, or why there is none.
    pub fn header(&self) -> Result<&'a Json, &'static str> {
        let object = self.decoded.header.as_ref().filter(|header| header.as_object().is_some());
        self.sealed().map_or(Ok(()), Err)?;
        object.ok_or("the header could not be read")
    }

    /// The payload as an object, or why there is none.
    pub fn payload(&self) -> Result<&'a Json, &'static str> {
        let object = self.decoded.payload.as_ref().filter(|payload| payload.as_object().is_some());
        self.sealed().map_or(Ok(()), Err)?;
        match object {
            _ if self.decoded.is_encrypted() => Err("the payload is encrypted"),
            Some(payload) => Ok(payload),
            None => Err("the payload could not be read"),
        }
    }

    /// Judges everything but the claims.
    pub fn judge(&self) -> Judged {
        let mut findings = form::judge(self);
        findings.extend(header::judge(self));
        let signed = signature::judge(self);
        findings.extend(signed.findings);
        let state = self.trusted(signed.state, &findings);
        Judged { findings, state, key: signed.key }
    }

    /// A signature that fits is still not to be trusted when the key, the algorithm or a critical header forbids it, or
    /// when the header says something twice: another reader may hold to the other (RFC 7515 §5.2).
    fn trusted(&self, state: SignatureState, findings: &[Finding]) -> SignatureState {
        let refused = |row: &Finding| row.verdict == Verdict::Fail && is_refusing(row);
        let ambiguous = self.decoded.duplicates.iter().any(|(part, _)| *part == Part::Header);
        match state {
            SignatureState::Verified if ambiguous || findings.iter().any(refused) => SignatureState::Refused,
            state => state,
        }
    }
}

/// Whether a token is refused when this rule fails, even if its signature fits.
pub(super) fn is_refusing(row: &Finding) -> bool {
    const RULES: [&str; 9] =
        ["form", "base64", "alg", "alg_expected", "alg_confusion", "crit", "b64", "key_use", "key_alg"];
    row.check.id.split_once('.').is_some_and(|(_, rule)| RULES.contains(&rule))
}

/// The rules of a kind and then its own checks: the order of judging.
pub(super) const fn joined<const N: usize>(rules: &'static Rules, own: &[&'static Check]) -> [&'static Check; N] {
    let mut all = [&rules.form; N];
    let first = rules.all();
    let mut n = 0;
    while n < N {
        all[n] = if n < Rules::COUNT { first[n] } else { own[n - Rules::COUNT] };
        n += 1;
    }
    all
}

/// Whether anything of a token could be decoded, so that there is something to show.
pub(super) fn is_something(decoded: &Decoded) -> bool {
    decoded.header.is_some() || !decoded.header_bytes.is_empty() || !decoded.payload_bytes.is_empty()
}

/// The `kid` for which one fresh fetch of the keys is worth it: named by the token, and not in the set at hand.
pub fn unknown_kid(token: &Secret, keys: &KeySet) -> Option<String> {
    let decoded = super::jose::jwt::read(token.reveal());
    let asymmetric = Algorithm::from_name(decoded.header_text("alg")?).is_some_and(|alg| !alg.is_mac());
    let kid = decoded.header_text("kid")?;
    (asymmetric && decoded.faults.is_empty() && keys.of_kid(Some(kid)).is_empty()).then(|| kid.to_owned())
}

#[cfg(test)]
pub(super) mod sample;
#[cfg(test)]
mod tests;
