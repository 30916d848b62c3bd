//! The ID Token, judged whole: form, header, key, signature, every claim (OIDC Core §3.1.3.7).
//!
//! All checks run whatever the others said. The claims of a token whose signature does not fit are judged too, since
//! both defects are the provider's to mend; what cannot be judged leaves a row with its reason.

mod claim_types;
mod claims;
mod form;
mod hashes;
mod header;
mod signature;
mod times;

use super::check::{Check, Finding, Report, Verdict};
use super::jose::algorithm::Algorithm;
use super::jose::jwt::{self, Decoded, FaultKind};
use super::json::Json;
use super::jwks::KeySet;
use super::secret::Secret;
use super::time::Now;

/// What the token is held against.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The discovered issuer.
    pub issuer: &'a str,
    /// Our client id.
    pub client_id: &'a str,
    /// `id_token_signed_response_alg` of our registration, when the profile names it.
    pub registered_alg: Option<&'a str>,
    /// `id_token_signing_alg_values_supported`, when the metadata names them.
    pub advertised_algs: Option<Vec<&'a str>>,
    /// Our client secret: the key of every HS algorithm.
    pub client_secret: Option<&'a Secret>,
    /// The nonce we sent, if we did.
    pub nonce: Option<&'a str>,
    /// The access token that came with it.
    pub access_token: Option<&'a Secret>,
    /// The `max_age` we sent.
    pub max_age: Option<u64>,
    /// The `acr_values` we sent.
    pub acr_values: &'a [String],
    /// This moment.
    pub now: Now,
    /// Seconds by which the server's clock is ahead of ours, as measured from `Date`.
    pub skew: Option<i64>,
    /// Leeway in seconds, named in every row that uses it.
    pub tolerance: u64,
    /// The authorization code that came with it.
    pub code: Option<&'a Secret>,
    /// The `state` that was sent.
    pub state: Option<&'a str>,
    /// Whether it came through the front channel.
    pub front: bool,
    /// The ID Token that came through the front channel before this one.
    pub front_token: Option<&'a IdToken>,
}

/// The provider's keys, or why there are none.
#[derive(Clone, Copy, Debug)]
pub enum Keys<'a> {
    /// The key set.
    Set(&'a KeySet),
    /// It could not be had; the reason.
    Unavailable(&'a str),
}

/// What is known of the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureState {
    /// It fits, by a key and an algorithm that may be used.
    Verified,
    /// It does not fit, or it was made in a way that must not be accepted.
    Bad,
    /// It could not be checked; the row says why.
    Unchecked,
}

impl SignatureState {
    /// The word in reports and titles.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Bad => "bad",
            Self::Unchecked => "unchecked",
        }
    }
}

/// A judged ID Token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdToken {
    /// Everything that could be read.
    pub decoded: Decoded,
    /// Whether the signature fits.
    pub signature: SignatureState,
    /// The key that fits or was chosen: its kid, "key 2 of 3", or "client secret".
    pub key: Option<String>,
    /// `alg` as it came.
    pub alg: Option<String>,
}

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &[
    &form::FORM,
    &form::SIZE,
    &form::BASE64,
    &form::JSON,
    &form::DUPLICATE,
    &form::ENCRYPTION,
    &header::ALG,
    &header::ALG_EXPECTED,
    &header::ALG_CONFUSION,
    &header::CRIT,
    &header::B64,
    &header::TYP,
    &header::EMBEDDED_KEY,
    &signature::KEY,
    &signature::KEY_USE,
    &signature::KEY_ALG,
    &signature::SECRET_LENGTH,
    &signature::SIGNATURE,
    &claims::ISS,
    &claims::AUD,
    &claims::AUD_UNTRUSTED,
    &claims::AZP,
    &times::EXP,
    &times::EXP_RANGE,
    &times::IAT,
    &times::NBF,
    &claims::SUB,
    &claims::NONCE,
    &hashes::AT_HASH,
    &times::AUTH_TIME,
    &claims::ACR,
    &claim_types::CLAIM_TYPES,
    &claim_types::HIDDEN_TEXT,
];

/// One token under judgement.
struct Case<'a> {
    token: &'a str,
    decoded: &'a Decoded,
    expected: &'a Expected<'a>,
    keys: &'a Keys<'a>,
}

impl Case<'_> {
    /// The `alg` of the header, if it is text.
    fn alg(&self) -> Option<&str> {
        self.decoded.header_text("alg")
    }

    /// The algorithm, if it is one we verify.
    fn algorithm(&self) -> Option<Algorithm> {
        self.alg().and_then(Algorithm::from_name)
    }

    /// Why nothing inside the token is judged, if so.
    fn sealed(&self) -> Option<&'static str> {
        let over = self.decoded.faults_of(FaultKind::Size).next().is_some();
        over.then_some("not judged: the token is over the size limit")
    }

    /// The header as an object, or why there is none.
    fn header(&self) -> Result<&Json, &'static str> {
        let object = self.decoded.header.as_ref().filter(|header| header.as_object().is_some());
        self.sealed().map_or(Ok(()), Err)?;
        object.ok_or("the header could not be read")
    }

    /// The payload as an object, or why there is none.
    fn payload(&self) -> Result<&Json, &'static str> {
        let object = self.decoded.payload.as_ref().filter(|payload| payload.as_object().is_some());
        self.sealed().map_or(Ok(()), Err)?;
        match object {
            _ if self.decoded.is_encrypted() => Err("the payload is encrypted"),
            Some(payload) => Ok(payload),
            None => Err("the payload could not be read"),
        }
    }
}

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<IdToken> {
    let decoded = jwt::read(token.reveal());
    let case = Case { token: token.reveal(), decoded: &decoded, expected, keys };
    let mut findings = form::judge(&case);
    findings.extend(header::judge(&case));
    let signed = signature::judge(&case);
    findings.extend(signed.findings);
    let claims = match case.payload() {
        Ok(payload) => judge_payload(&case, payload),
        Err(reason) => PAYLOAD_CHECKS.iter().map(|check| check.skip(reason)).collect(),
    };
    findings.extend(claims);
    findings.extend(claim_types::hidden_text(&case));
    let alg = case.alg().map(str::to_owned);
    let something = decoded.header.is_some() || !decoded.header_bytes.is_empty() || !decoded.payload_bytes.is_empty();
    let signature = trusted(signed.state, &findings);
    let value = IdToken { signature, key: signed.key, alg, decoded };
    Report::new(something.then_some(value), findings)
}

/// The `kid` for which one fresh fetch of the keys is worth it: named by the token, and not in the set at hand.
pub fn unknown_kid(token: &Secret, keys: &KeySet) -> Option<String> {
    let decoded = jwt::read(token.reveal());
    let asymmetric = Algorithm::from_name(decoded.header_text("alg")?).is_some_and(|alg| !alg.is_mac());
    let kid = decoded.header_text("kid")?;
    (asymmetric && decoded.faults.is_empty() && keys.of_kid(Some(kid)).is_empty()).then(|| kid.to_owned())
}

static PAYLOAD_CHECKS: [&Check; 14] = [
    &claims::ISS,
    &claims::AUD,
    &claims::AUD_UNTRUSTED,
    &claims::AZP,
    &times::EXP,
    &times::EXP_RANGE,
    &times::IAT,
    &times::NBF,
    &claims::SUB,
    &claims::NONCE,
    &hashes::AT_HASH,
    &times::AUTH_TIME,
    &claims::ACR,
    &claim_types::CLAIM_TYPES,
];

fn judge_payload(case: &Case<'_>, payload: &Json) -> Vec<Finding> {
    let clock = times::Clock::of(case.expected);
    vec![
        claims::iss(case, payload),
        claims::aud(case, payload),
        claims::aud_untrusted(case, payload),
        claims::azp(case, payload),
        times::exp(&clock, payload),
        times::exp_range(&clock, payload),
        times::iat(&clock, payload),
        times::nbf(&clock, payload),
        claims::sub(payload),
        claims::nonce(case, payload),
        hashes::at_hash(case, payload),
        times::auth_time(&clock, payload, case.expected.max_age),
        claims::acr(case, payload),
        claim_types::claim_types(payload),
    ]
}

/// A signature that fits is still not to be trusted when the key, the algorithm or a critical header forbids it.
fn trusted(state: SignatureState, findings: &[Finding]) -> SignatureState {
    let group: [&Check; 9] = [
        &form::FORM,
        &form::BASE64,
        &header::ALG,
        &header::ALG_EXPECTED,
        &header::ALG_CONFUSION,
        &header::CRIT,
        &header::B64,
        &signature::KEY_USE,
        &signature::KEY_ALG,
    ];
    let refused = |row: &Finding| row.verdict == Verdict::Fail && group.iter().any(|check| check.id == row.check.id);
    match state {
        SignatureState::Verified if findings.iter().any(refused) => SignatureState::Bad,
        state => state,
    }
}

#[cfg(test)]
mod tests;
