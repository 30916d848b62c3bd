//! The logout token of OpenID Connect Back-Channel Logout 1.0, judged as its receiver must (§2.6).

mod events;

use super::check::rfc;
use super::check::{Check, Finding, Report, Spec};
use super::claims as standard;
use super::jose::jwt::{self, Decoded};
use super::json::Json;
use super::secret::Secret;
use super::signed::times::{Clock, Reading};
use super::signed::token::Form;
use super::signed::{self, Case, Rules, claims, rules, times};
pub use super::signed::{Expected, Keys, SignatureState};
pub use events::EVENT;

/// A judged logout token.
pub type LogoutToken = signed::Token;

/// A clause of Back-Channel Logout with the anchor of its section.
macro_rules! logout {
    ($section:literal, $anchor:literal) => {
        Spec {
            clause: concat!("OIDC Back-Channel Logout 1.0 §", $section),
            url: concat!("https://openid.net/specs/openid-connect-backchannel-1_0.html#", $anchor),
        }
    };
}

static RULES: Rules = rules!(
    "logout_token", "logout token", &["logout+jwt", "jwt", "secevent+jwt"],
    encryption: logout!("2.6 (1)", "Validation"),
    alg: logout!("2.6 (3)", "Validation"),
    alg_expected: logout!("2.6 (3)", "Validation"),
    key: logout!("2.6 (2)", "Validation"),
    signature: logout!("2.6 (2)", "Validation"),
);

static EXPLICIT_TYPE: Check =
    Check::should("logout_token.explicit_type", "typ says that it is a logout token", logout!("2.4", "LogoutToken"));
static ISS: Check = Check::must("logout_token.iss", "issuer is the expected one", logout!("2.6 (4)", "Validation"));
static AUD: Check = Check::must("logout_token.aud", "this client is an audience", logout!("2.6 (4)", "Validation"));
static EXP: Check = Check::must("logout_token.exp", "not expired", logout!("2.6 (4)", "Validation"));
static EXP_RANGE: Check =
    Check::must("logout_token.exp_range", "exp is in seconds and within reason", rfc!(7519, "4.1.4"));
static LIFETIME: Check =
    Check::should("logout_token.lifetime", "it lives for two minutes at most", logout!("4", "Security"));
static IAT: Check = Check::must("logout_token.iat", "issued, and not in the future", logout!("2.6 (4)", "Validation"));
static NBF: Check = Check::must("logout_token.nbf", "already valid", rfc!(7519, "4.1.5"));
static JTI: Check = Check::must("logout_token.jti", "the token has an id", logout!("2.4", "LogoutToken"));
static EVENTS: Check = Check::must("logout_token.events", "events names the logout", logout!("2.6 (6)", "Validation"));
static SUBJECT: Check =
    Check::must("logout_token.subject", "sub or sid says who is logged out", logout!("2.6 (5)", "Validation"));
static NONCE: Check = Check::must("logout_token.nonce", "there is no nonce", logout!("2.6 (7)", "Validation"));
static HIDDEN_TEXT: Check = standard::hidden_text_rule("logout_token.hidden_text");

static PAYLOAD_CHECKS: [&Check; 13] = [
    &EXPLICIT_TYPE,
    &ISS,
    &AUD,
    &EXP,
    &EXP_RANGE,
    &LIFETIME,
    &IAT,
    &NBF,
    &JTI,
    &EVENTS,
    &SUBJECT,
    &NONCE,
    &HIDDEN_TEXT,
];

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

static FORM: Form = Form { rules: &RULES, own: &PAYLOAD_CHECKS, judge: judge_payload };

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<LogoutToken> {
    judge_read((token, jwt::read(token.reveal())), keys, expected)
}

/// The same for one that was read before.
pub(super) fn judge_read(read: (&Secret, Decoded), keys: &Keys<'_>, expected: &Expected<'_>) -> Report<LogoutToken> {
    FORM.judge(read, keys, expected)
}

fn judge_payload(case: &Case<'_>, expected: &Expected<'_>, payload: &Json) -> Vec<Finding> {
    let clock = expected.clock();
    vec![
        explicit_type(case),
        claims::iss(&ISS, expected.issuer, payload),
        claims::aud(&AUD, expected.audience, payload),
        times::exp(&clock, (&EXP, &EXP_RANGE), payload),
        times::exp_range(&clock, &EXP_RANGE, payload),
        lifetime(&clock, payload),
        times::iat(&clock, &IAT, payload),
        times::nbf(&clock, &NBF, payload),
        claims::text(&JTI, "jti", payload),
        events::judge(&EVENTS, payload),
        subject(payload),
        nonce(payload),
    ]
}

fn explicit_type(case: &Case<'_>) -> Finding {
    let typ = case.decoded.header_text("typ").unwrap_or("absent");
    let name = typ.to_ascii_lowercase();
    EXPLICIT_TYPE.judge(matches!(name.as_str(), "logout+jwt" | "application/logout+jwt"), "logout+jwt", typ)
}

/// What lives longer can be replayed longer.
fn lifetime(clock: &Clock, payload: &Json) -> Finding {
    const LONGEST: f64 = 120.0;
    match (times::read(payload, "iat"), times::read(payload, "exp")) {
        (Reading::Time(iat, _), Reading::Time(exp, _)) if !clock.in_milliseconds(exp) => {
            LIFETIME.judge(exp - iat <= LONGEST, "at most 120 s from iat to exp", format!("{} s", exp - iat))
        }
        _ => LIFETIME.skip("iat or exp is no number of seconds"),
    }
}

fn subject(payload: &Json) -> Finding {
    let expected = "sub, sid, or both, as strings";
    let odd = claims::mistyped(&[("sub", "a string"), ("sid", "a string")], payload);
    let named: Vec<String> = ["sub", "sid"]
        .into_iter()
        .filter_map(|claim| Some((claim, payload.get(claim)?.as_str()?)))
        .filter(|(_, value)| !value.is_empty())
        .map(|(claim, value)| format!("{claim} {value}"))
        .collect();
    match (odd.is_empty(), named.is_empty()) {
        (false, _) => SUBJECT.fail(expected, odd.join("; ")),
        (true, true) => SUBJECT.fail(expected, "neither"),
        (true, false) => SUBJECT.pass(expected, named.join(", ")),
    }
}

/// It is forbidden, so that no logout token can pass for an ID Token.
fn nonce(payload: &Json) -> Finding {
    match payload.get("nonce") {
        None => NONCE.pass("absent", "absent"),
        Some(nonce) => NONCE.fail("absent", nonce.to_string()),
    }
}

#[cfg(test)]
mod tests;
