//! The userinfo answer as a JWT (OIDC Core §5.3.2): whose signature it bears, who made it and for whom.

use crate::protocol::check::{Check, Finding, Spec, core, rfc};
use crate::protocol::json::Json;
use crate::protocol::signed::times::{self, Clock, Reading};
use crate::protocol::signed::{self, Rules, claims, rules};
use crate::protocol::signed_answer::{Came, Expected, Keys};

/// What a client registers of such answers.
const REGISTRATION: Spec = Spec {
    clause: "OIDC Registration 1.0 §2",
    url: "https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata",
};

static RULES: Rules = rules!(
    "userinfo_jwt", "userinfo answer", &["jwt"],
    encryption: core!("5.3.2", "UserInfoResponse"),
    alg: core!("5.3.2", "UserInfoResponse"),
    alg_expected: REGISTRATION,
    key: core!("10.1", "Signing"),
    signature: core!("5.3.4", "UserInfoResponseValidation"),
);

static ISS: Check =
    Check::must("userinfo_jwt.iss", "issuer is the discovered one", core!("5.3.2", "UserInfoResponse")).stops();
static AUD: Check = Check::must("userinfo_jwt.aud", "this client is the audience", rfc!(7519, "4.1.3")).stops();
static EXP: Check = Check::must("userinfo_jwt.exp", "not expired, where it can expire", rfc!(7519, "4.1.4")).stops();
static NBF: Check = Check::must("userinfo_jwt.nbf", "already valid", rfc!(7519, "4.1.5")).stops();

static PAYLOAD_CHECKS: [&Check; 4] = [&ISS, &AUD, &EXP, &NBF];

/// Every check of this file, in the order of judging.
pub(super) static CHECKS: &[&Check] =
    &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

/// The claims inside, and every row about the token around them.
pub(super) fn judge(came: &Came, keys: &Keys<'_>, expected: &Expected<'_>) -> (Option<Json>, Vec<Finding>) {
    let mut judged = came.judge(&RULES, keys, expected);
    match &judged.claims {
        Ok(claims) => judged.findings.extend(payload(claims, judged.is_signed, expected)),
        Err(reason) => judged.findings.extend(PAYLOAD_CHECKS.map(|check| check.skip(reason))),
    }
    (judged.claims.ok(), judged.findings)
}

fn payload(claims: &Json, is_signed: bool, expected: &Expected<'_>) -> [Finding; 4] {
    let clock = Clock::of(expected.now, expected.tolerance, expected.skew);
    [
        due(&ISS, claims, "iss", is_signed).unwrap_or_else(|| claims::iss(&ISS, expected.issuer, claims)),
        due(&AUD, claims, "aud", is_signed).unwrap_or_else(|| claims::aud(&AUD, expected.audience, claims)),
        exp(&clock, claims),
        times::nbf(&clock, &NBF, claims),
    ]
}

/// `iss` and `aud` should be there in a signed answer, and need not be in any other: a row when they are not.
fn due(check: &'static Check, claims: &Json, name: &str, is_signed: bool) -> Option<Finding> {
    match (claims.get(name), is_signed) {
        (Some(_), _) => None,
        (None, true) => Some(check.warn(format!("{name}, which a signed answer should have"), "absent")),
        (None, false) => Some(check.skip("absent; only a signed answer should have it")),
    }
}

fn exp(clock: &Clock, claims: &Json) -> Finding {
    match times::read(claims, "exp") {
        Reading::Absent => EXP.pass("absent, or a time to come", "absent"),
        Reading::Time(time, number) if clock.in_milliseconds(time) => {
            EXP.fail("a time to come, in seconds", format!("{}: looks like milliseconds", number.text()))
        }
        _ => times::exp(clock, (&EXP, &EXP), claims),
    }
}
