//! The ID Token, judged whole: form, header, key, signature, every claim (OIDC Core §3.1.3.7).
//!
//! All checks run whatever the others said. The claims of a token whose signature does not fit are judged too, since
//! both defects are the provider's to mend; what cannot be judged leaves a row with its reason.

mod claim_types;
mod claims;
mod hashes;
mod pair;
mod pushed;
mod times;

use super::check::{Check, Finding, Report, core};
use super::jose::algorithm::Algorithm;
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt::{self, Decoded};
use super::jose::mac_key::MacKey;
use super::json::Json;
use super::secret::Secret;
use super::signed::times::Clock;
use super::signed::{self, Agreed, Opened, Rules, rules};
pub use super::signed::{Keys, SignatureState, unknown_kid};
use super::time::Now;
pub use pushed::unsigned;

/// What the token is held against.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The discovered issuer, when one is known.
    pub issuer: Option<&'a str>,
    /// Our client id, when one is known.
    pub client_id: Option<&'a str>,
    /// `id_token_signed_response_alg` of our registration, when the profile names it.
    pub registered_alg: Option<&'a str>,
    /// `id_token_signing_alg_values_supported`, when the metadata names them.
    pub advertised_algs: Option<Vec<&'a str>>,
    /// The secrets that both sides know: the keys of every HS algorithm.
    pub macs: &'a [MacKey],
    /// What can open the token when it is encrypted.
    pub decryption_keys: &'a [DecryptionKey],
    /// Whether it is looked at by itself, and not as the answer to a request of ours: then nothing is known of what was
    /// asked for, and its age says nothing.
    pub at_rest: bool,
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
    /// Whether it came through the front channel: there the hashes and the nonce are required.
    pub front: bool,
    /// The ID Token that came through the front channel before this one.
    pub front_token: Option<&'a IdToken>,
    /// What came beside it in a push, when that is how it came.
    pub pushed: Option<Pushed<'a>>,
}

/// What an ID Token of a push (OpenID CIBA Core §10.3.1) has to answer for: nothing else ties a push to its request.
#[derive(Clone, Copy, Debug)]
pub struct Pushed<'a> {
    /// The `auth_req_id` that our request was given.
    pub auth_req_id: &'a Secret,
    /// The refresh token that was pushed beside it.
    pub refresh_token: Option<&'a Secret>,
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
    /// The header of the JWE around it, when it came encrypted and could be opened.
    pub outer: Option<Json>,
    /// The signed token that was inside a JWE.
    pub inner: Option<Secret>,
}

static RULES: Rules = rules!(
    "id_token", "ID Token", &["jwt"],
    encryption: core!("3.1.3.7 (1)", "IDTokenValidation"),
    alg: core!("2", "IDToken"),
    alg_expected: core!("3.1.3.7 (7)", "IDTokenValidation"),
    key: core!("10.1", "Signing"),
    signature: core!("3.1.3.7 (6)", "IDTokenValidation"),
);

static PAYLOAD_CHECKS: [&Check; 21] = [
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
    &hashes::C_HASH,
    &hashes::S_HASH,
    &pair::FRONT_CHANNEL,
    &times::AUTH_TIME,
    &claims::ACR,
    &claim_types::CLAIM_TYPES,
    &claim_types::CLAIM_SOURCES,
    &claim_types::HIDDEN_TEXT,
    &pushed::AUTH_REQ_ID,
    &hashes::RT_HASH,
];

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

/// One token under judgement.
struct Case<'a> {
    signed: signed::Case<'a>,
    expected: &'a Expected<'a>,
}

impl Case<'_> {
    /// The algorithm, if it is one we verify.
    fn algorithm(&self) -> Option<Algorithm> {
        self.signed.algorithm()
    }
}

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<IdToken> {
    let mut opened = Opened::of(token, expected.decryption_keys);
    let decoded = jwt::read(opened.token.reveal());
    let agreed = Agreed {
        registered_alg: expected.registered_alg,
        advertised_algs: expected.advertised_algs.as_deref(),
        macs: expected.macs,
    };
    let signed = signed::Case { token: opened.token.reveal(), decoded: &decoded, rules: &RULES, keys, agreed };
    let case = Case { signed, expected };
    let mut judged = signed.judge();
    match signed.payload() {
        Ok(payload) => {
            judged.findings.extend(judge_payload(&case, payload));
            judged.findings.push(claim_types::hidden_text(&case));
            judged.findings.extend(pushed::judge(&case, payload));
        }
        Err(reason) => judged.findings.extend(unread(&case, reason)),
    }
    let alg = signed.alg().map(str::to_owned);
    let something = signed::is_something(&decoded);
    let value = IdToken {
        signature: judged.state,
        key: judged.key,
        alg,
        decoded,
        outer: opened.outer.clone(),
        inner: opened.inner.clone(),
    };
    Report::new(something.then_some(value), opened.before(&RULES, judged.findings))
}

fn judge_payload(case: &Case<'_>, payload: &Json) -> Vec<Finding> {
    let clock = Clock::of(case.expected.now, case.expected.tolerance, case.expected.skew);
    vec![
        claims::iss(case, payload),
        claims::aud(case, payload),
        claims::aud_untrusted(case, payload),
        claims::azp(case, payload),
        times::exp(&clock, payload),
        times::exp_range(&clock, payload),
        if case.expected.at_rest { times::iat_at_rest(&clock, payload) } else { times::iat(&clock, payload) },
        times::nbf(&clock, payload),
        claims::sub(payload),
        claims::nonce(case, payload),
        hashes::at_hash(case, payload),
        hashes::c_hash(case, payload),
        hashes::s_hash(case, payload),
        pair::front_channel(case, payload),
        times::auth_time(&clock, payload, case.expected.max_age),
        claims::acr(case, payload),
        claim_types::claim_types(payload),
        claim_types::claim_sources(case, payload),
    ]
}

/// The rows of a payload that there is none of. That about hidden text is of the header as well.
fn unread(case: &Case<'_>, reason: &str) -> Vec<Finding> {
    let due = PAYLOAD_CHECKS.iter().filter(|check| case.expected.pushed.is_some() || !pushed::is_of_push(check));
    let row = |check: &&'static Check| match check.id {
        id if id == claim_types::HIDDEN_TEXT.id => claim_types::hidden_text(case),
        _ => check.skip(reason),
    };
    due.map(row).collect()
}

#[cfg(test)]
mod tests;
