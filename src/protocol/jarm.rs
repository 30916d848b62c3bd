//! The authorization response as a signed JWT (JARM: JWT Secured Authorization Response Mode for OAuth 2.0), judged
//! whole. Nothing inside is believed before its signature fits: an error in a token of somebody else is only claimed.

use std::fmt;

use super::check::{Check, Finding, Report, Spec, rfc};
use super::exchange::Value;
use super::jose::decryption_key::DecryptionKey;
use super::jose::jwt::{self, Decoded};
use super::jose::mac_key::MacKey;
use super::json::Json;
use super::redirect::secret_kind;
use super::secret::Secret;
use super::signed::times::{self, Clock, Reading};
use super::signed::{self, Agreed, Opened, Rules, claims, rules};
pub use super::signed::{Keys, SignatureState, unknown_kid};
use super::time::{Now, in_words};

/// A clause of JARM.
macro_rules! jarm {
    ($section:literal, $anchor:literal) => {
        Spec {
            clause: concat!("JARM §", $section),
            url: concat!("https://openid.net/specs/oauth-v2-jarm.html#section-", $anchor),
        }
    };
}

static RULES: Rules = rules!(
    "jarm", "authorization response", &["jwt"],
    encryption: jarm!("2.2", "2.2"),
    alg: jarm!("2.2", "2.2"),
    alg_expected: jarm!("3", "3"),
    key: jarm!("2.4 (5)", "2.4"),
    signature: jarm!("2.4 (5)", "2.4"),
)
.with_secret_claims();

static ISS: Check = Check::must("jarm.iss", "issuer is the discovered one", jarm!("2.4 (2)", "2.4")).stops();
static AUD: Check = Check::must("jarm.aud", "this client is the audience", jarm!("2.4 (3)", "2.4")).stops();
static EXP: Check = Check::must("jarm.exp", "not expired", jarm!("2.4 (4)", "2.4")).stops();
static EXP_RANGE: Check =
    Check::should("jarm.exp_range", "it lives for seconds, and ten minutes at most", jarm!("2.1", "2.1"));
static NBF: Check = Check::must("jarm.nbf", "already valid", rfc!(7519, "4.1.5")).stops();

static PAYLOAD_CHECKS: [&Check; 5] = [&ISS, &AUD, &EXP, &EXP_RANGE, &NBF];

/// Every check of this file, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

/// What the answer is held against.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// The discovered issuer.
    pub issuer: &'a str,
    /// Our client id.
    pub client_id: &'a str,
    /// The secrets that both sides know: the keys of every HS algorithm.
    pub macs: &'a [MacKey],
    /// What can open the answer when it is encrypted.
    pub decryption_keys: &'a [DecryptionKey],
    /// `authorization_signed_response_alg` of our registration, when it is known.
    pub registered_alg: Option<&'a str>,
    /// `authorization_signing_alg_values_supported`, when the metadata name them.
    pub advertised_algs: Option<Vec<&'a str>>,
    /// This moment.
    pub now: Now,
    /// Seconds by which the server's clock is ahead of ours, as measured from `Date`.
    pub skew: Option<i64>,
    /// Leeway in seconds, named in every row that uses it.
    pub tolerance: u64,
}

/// A judged answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Jarm {
    /// Everything that could be read. Its payload holds the code in the clear.
    pub decoded: Decoded,
    /// Whether the signature fits.
    pub signature: SignatureState,
    /// The key that fits or was chosen: its kid, "key 2 of 3", or "client secret".
    pub key: Option<String>,
    /// `alg` as it came.
    pub alg: Option<String>,
    /// The parameters of the answer, `iss` among them, which serves as that of RFC 9207; empty unless the signature is
    /// verified.
    pub parameters: Vec<(String, Value)>,
    /// `error` and `error_description` of a token whose signature is not verified: anybody may have written them.
    pub claimed_error: Option<(String, Option<String>)>,
}

impl fmt::Debug for Jarm {
    /// Without the payload, which holds the code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Jarm")
            .field("header", &self.decoded.header)
            .field("signature", &self.signature)
            .field("key", &self.key)
            .field("parameters", &self.parameters)
            .field("claimed_error", &self.claimed_error)
            .finish_non_exhaustive()
    }
}

/// Judges the `response` parameter. The value is there as soon as anything of it could be decoded.
pub fn judge(response: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<Jarm> {
    let mut opened = Opened::of(response, expected.decryption_keys);
    let decoded = jwt::read(opened.token.reveal());
    let agreed = Agreed {
        registered_alg: expected.registered_alg,
        advertised_algs: expected.advertised_algs.as_deref(),
        macs: expected.macs,
    };
    let case = signed::Case { token: opened.token.reveal(), decoded: &decoded, rules: &RULES, keys, agreed };
    let mut judged = case.judge();
    let (mut parameters, mut claimed_error) = (Vec::new(), None);
    match case.payload() {
        Ok(payload) if judged.state == SignatureState::Verified => parameters = parameters_of(payload),
        Ok(payload) => claimed_error = error_of(payload),
        Err(_) => {}
    }
    judged.findings.extend(match case.payload() {
        Ok(payload) => judge_payload(payload, expected),
        Err(reason) => PAYLOAD_CHECKS.iter().map(|check| check.skip(reason)).collect(),
    });
    let (alg, something) = (case.alg().map(str::to_owned), signed::is_something(&decoded));
    let value = Jarm { signature: judged.state, key: judged.key, alg, parameters, claimed_error, decoded };
    Report::new(something.then_some(value), opened.before(&RULES, judged.findings))
}

/// The `state` inside, unverified: good for telling visits apart, and for nothing else.
pub fn glance(response: &str) -> Option<String> {
    jwt::read(response).payload?.get("state")?.as_str().map(str::to_owned)
}

fn judge_payload(payload: &Json, expected: &Expected<'_>) -> Vec<Finding> {
    let clock = Clock::of(expected.now, expected.tolerance, expected.skew);
    vec![
        claims::iss(&ISS, Some(expected.issuer), payload),
        claims::aud(&AUD, Some(expected.client_id), payload),
        exp(&clock, payload),
        exp_range(&clock, payload),
        times::nbf(&clock, &NBF, payload),
    ]
}

fn exp(clock: &Clock, payload: &Json) -> Finding {
    match times::read(payload, "exp") {
        Reading::Time(time, number) if clock.in_milliseconds(time) => {
            EXP.fail("a time to come, in seconds", format!("{}: looks like milliseconds", number.text()))
        }
        _ => times::exp(clock, (&EXP, &EXP_RANGE), payload),
    }
}

/// The answer is read at once: what lives longer than JARM recommends can be replayed longer, and what ends within
/// seconds fails by the smallest delay.
fn exp_range(clock: &Clock, payload: &Json) -> Finding {
    const SHORTEST: u32 = 10;
    const LONGEST: u32 = 600;
    let expected = format!("{SHORTEST} s to {} ahead", in_words(LONGEST.into()));
    let Reading::Time(time, number) = times::read(payload, "exp") else { return EXP_RANGE.skip("exp is no number") };
    if time <= clock.now {
        return EXP_RANGE.skip("it has expired");
    }
    let holds = |now: f64| (f64::from(SHORTEST)..=f64::from(LONGEST) + clock.tolerance).contains(&(time - now));
    let written = clock.ahead(time, number);
    let written = match time - clock.now {
        _ if holds(clock.now) => written,
        ahead if ahead < f64::from(SHORTEST) => format!("{written}: too short"),
        _ => format!("{written}: too long"),
    };
    clock.advice(&EXP_RANGE, &expected, written, holds)
}

/// The claims that are parameters of the answer, as text.
fn parameters_of(payload: &Json) -> Vec<(String, Value)> {
    const OF_THE_TOKEN: [&str; 5] = ["aud", "exp", "iat", "nbf", "jti"];
    let members = payload.as_object().unwrap_or_default().iter();
    let parameters = members.filter(|(name, _)| !OF_THE_TOKEN.contains(&name.as_str()));
    parameters.filter_map(|(name, value)| Some((name.clone(), parameter(name, value)?))).collect()
}

fn parameter(name: &str, value: &Json) -> Option<Value> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.text().to_owned(),
        _ => return None,
    };
    Some(match secret_kind(name) {
        Some(kind) => Value::Secret(kind, Secret::new(text)),
        None => Value::Plain(text),
    })
}

fn error_of(payload: &Json) -> Option<(String, Option<String>)> {
    let text = |name| payload.get(name).and_then(Json::as_str).map(str::to_owned);
    Some((text("error")?, text("error_description")))
}

#[cfg(test)]
mod tests;
