//! An access token in the form of a JWT, judged as its resource server would (RFC 9068 §4). To a client it is opaque
//! (§6), so nothing here says anything about a flow.
//!
//! Only a token that says so itself, with `typ`, is bound by the profile: other JWTs are access tokens too, and only
//! what holds for all JWTs is asked of them.

mod bound;

use super::check::{Check, Finding, Report, rfc};
use super::claims as standard;
use super::jose::jwt::{self, Decoded};
use super::json::Json;
use super::secret::Secret;
use super::signed::token::Form;
use super::signed::{self, Case, Rules, claims, rules, times};
pub use super::signed::{Expected, Keys, SignatureState};

/// A judged access token.
pub type AccessToken = signed::Token;

static RULES: Rules = rules!(
    "access_token", "access token", &["at+jwt", "jwt"],
    encryption: rfc!(9068, "4"),
    alg: rfc!(9068, "2.1"),
    alg_expected: rfc!(8725, "3.1"),
    key: rfc!(7515, "6"),
    signature: rfc!(9068, "4"),
)
.without_default_alg();

static ISS: Check = Check::must("access_token.iss", "issuer is the expected one", rfc!(9068, "4"));
static AUD: Check = Check::must("access_token.aud", "the expected resource is an audience", rfc!(9068, "4"));
static EXP: Check = Check::must("access_token.exp", "not expired", rfc!(9068, "4"));
static EXP_RANGE: Check =
    Check::must("access_token.exp_range", "exp is in seconds and within reason", rfc!(7519, "4.1.4"));
static IAT: Check = Check::must("access_token.iat", "issued, and not in the future", rfc!(9068, "2.2"));
static NBF: Check = Check::must("access_token.nbf", "already valid", rfc!(7519, "4.1.5"));
static SUB: Check = Check::must("access_token.sub", "the subject is named", rfc!(9068, "2.2"));
static CLIENT_ID: Check = Check::must("access_token.client_id", "the client is named", rfc!(9068, "2.2"));
static JTI: Check = Check::must("access_token.jti", "the token has an id", rfc!(9068, "2.2"));
static SCOPE: Check = Check::must("access_token.scope", "scope is one string", rfc!(9068, "2.2.3"));
static AUTHENTICATION: Check =
    Check::must("access_token.authentication", "auth_time, acr and amr have their types", rfc!(9068, "2.2.1"));
static CLAIM_TYPES: Check = standard::types_rule("access_token.claim_types");
static HIDDEN_TEXT: Check = standard::hidden_text_rule("access_token.hidden_text");

static PAYLOAD_CHECKS: [&Check; 13] = [
    &ISS,
    &AUD,
    &EXP,
    &EXP_RANGE,
    &IAT,
    &NBF,
    &SUB,
    &CLIENT_ID,
    &JTI,
    &SCOPE,
    &AUTHENTICATION,
    &CLAIM_TYPES,
    &HIDDEN_TEXT,
];

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

static FORM: Form = Form { rules: &RULES, own: &PAYLOAD_CHECKS, judge: judge_payload };

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<AccessToken> {
    judge_read((token, jwt::read(token.reveal())), keys, expected)
}

/// The same for one that was read before.
pub(super) fn judge_read(read: (&Secret, Decoded), keys: &Keys<'_>, expected: &Expected<'_>) -> Report<AccessToken> {
    FORM.judge(read, keys, expected)
}

fn judge_payload(case: &Case<'_>, expected: &Expected<'_>, payload: &Json) -> Vec<Finding> {
    let clock = expected.clock();
    let bound = bound::by_profile(case);
    let due = |check: &'static Check, judge: &dyn Fn() -> Finding| match &bound {
        Ok(()) => judge(),
        Err(reason) => check.skip(reason),
    };
    // A claim that is there, or that an expectation stands against, is judged whoever made the token.
    let also = |check: &'static Check, asked: bool, judge: &dyn Fn() -> Finding| {
        if asked { judge() } else { due(check, judge) }
    };
    let has = |claim| payload.get(claim).is_some();
    vec![
        also(&ISS, expected.issuer.is_some(), &|| claims::iss(&ISS, expected.issuer, payload)),
        also(&AUD, expected.audience.is_some(), &|| claims::aud(&AUD, expected.audience, payload)),
        also(&EXP, has("exp"), &|| times::exp(&clock, (&EXP, &EXP_RANGE), payload)),
        times::exp_range(&clock, &EXP_RANGE, payload),
        also(&IAT, has("iat"), &|| times::iat(&clock, &IAT, payload)),
        times::nbf(&clock, &NBF, payload),
        due(&SUB, &|| claims::text(&SUB, "sub", payload)),
        due(&CLIENT_ID, &|| claims::text(&CLIENT_ID, "client_id", payload)),
        due(&JTI, &|| claims::text(&JTI, "jti", payload)),
        due(&SCOPE, &|| bound::scope(&SCOPE, payload)),
        due(&AUTHENTICATION, &|| bound::authentication(&AUTHENTICATION, payload)),
        standard::types(&CLAIM_TYPES, payload),
    ]
}

#[cfg(test)]
mod tests;
