//! The introspection answer as a JWT (RFC 9701 §5): who answers whom, and what about the token.

use crate::protocol::check::{Check, Finding, Verdict, rfc};
use crate::protocol::json::Json;
use crate::protocol::signed::times::{self, Clock, Reading};
use crate::protocol::signed::{self, Rules, claims, rules};
use crate::protocol::signed_answer::{Came, Expected, Keys};

static RULES: Rules = rules!(
    "introspection_jwt", "introspection answer", &["token-introspection+jwt"],
    encryption: rfc!(9701, "6"),
    alg: rfc!(9701, "5"),
    alg_expected: rfc!(9701, "6"),
    key: rfc!(9701, "5"),
    signature: rfc!(9701, "5"),
);

static KIND: Check =
    Check::must("introspection_jwt.kind", "typ says that it is an introspection answer", rfc!(9701, "5")).stops();
static ISS: Check = Check::must("introspection_jwt.iss", "issuer is the discovered one", rfc!(9701, "5")).stops();
static AUD: Check = Check::must("introspection_jwt.aud", "this client is the audience", rfc!(9701, "5")).stops();
static IAT: Check = Check::must("introspection_jwt.iat", "iat says when it was made", rfc!(9701, "5"));
static MEMBERS: Check =
    Check::must("introspection_jwt.token_introspection", "the answer stands in token_introspection", rfc!(9701, "5"));
static CONFUSABLE: Check = Check::should(
    "introspection_jwt.no_access_token",
    "neither sub nor exp makes it look like an access token",
    rfc!(9701, "5"),
);

static PAYLOAD_CHECKS: [&Check; 6] = [&KIND, &ISS, &AUD, &IAT, &MEMBERS, &CONFUSABLE];

/// Every check of this file, in the order of judging.
pub(super) static CHECKS: &[&Check] =
    &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

/// The members about the token, and every row about the JWT around them.
pub(super) fn judge(came: &Came, keys: &Keys<'_>, expected: &Expected<'_>) -> (Option<Json>, Vec<Finding>) {
    let mut judged = came.judge(&RULES, keys, expected);
    let claims = match judged.claims {
        Ok(claims) => claims,
        Err(reason) => {
            judged.findings.extend(PAYLOAD_CHECKS.map(|check| check.skip(reason)));
            return (None, judged.findings);
        }
    };
    let kind = if judged.is_signed { kind(judged.typ.as_ref()) } else { KIND.skip("nothing in it is signed") };
    judged.findings.iter_mut().filter(|row| row.check.id == RULES.typ.id).for_each(left_to_kind);
    judged.findings.extend([
        kind,
        claims::iss(&ISS, expected.issuer, &claims),
        claims::aud(&AUD, expected.audience, &claims),
        iat(&claims, expected),
        members(&claims),
        confusable(&claims),
    ]);
    (about_the_token(&claims), judged.findings)
}

/// The members, also where they stand beside the claims of the JWT, as drafts before the RFC had them.
fn about_the_token(claims: &Json) -> Option<Json> {
    match claims.get("token_introspection") {
        Some(members) => Some(members.clone()).filter(|members| members.as_object().is_some()),
        None => claims.get("active").map(|_| claims.clone()),
    }
}

fn kind(typ: Option<&Json>) -> Finding {
    let expected = "token-introspection+jwt";
    match typ {
        None => KIND.fail(expected, "absent"),
        Some(Json::String(typ)) => {
            let lower = typ.to_ascii_lowercase();
            let is_due = lower.strip_prefix("application/").unwrap_or(&lower) == expected;
            KIND.judge(is_due, expected, typ)
        }
        Some(other) => KIND.fail(expected, other.kind()),
    }
}

/// Here `typ` is required, which the rule that all signed tokens have does not know: only one row asks for it.
fn left_to_kind(row: &mut Finding) {
    if row.verdict == Verdict::Warn {
        *row = RULES.typ.skip("not that of another kind of token; which it must be, introspection_jwt.kind says");
    }
}

fn iat(claims: &Json, expected: &Expected<'_>) -> Finding {
    let clock = Clock::of(expected.now, expected.tolerance, expected.skew);
    let wanted = "a time gone by";
    match times::read(claims, "iat") {
        Reading::Absent => IAT.fail(wanted, "absent"),
        Reading::Odd(what) => IAT.fail(wanted, what),
        Reading::Time(time, number) => {
            clock.row(&IAT, wanted, clock.written(time, number), |now| time <= now + clock.tolerance)
        }
    }
}

fn members(claims: &Json) -> Finding {
    let expected = "an object";
    match claims.get("token_introspection") {
        Some(Json::Object(_)) => MEMBERS.pass(expected, "an object"),
        Some(other) => MEMBERS.fail(expected, other.kind()),
        None if claims.get("active").is_some() => {
            MEMBERS.fail(expected, "absent; active stands beside the claims of the JWT, and was read there")
        }
        None => MEMBERS.fail(expected, "absent"),
    }
}

/// Whoever takes any signed JWT of the issuer for an access token would take this one (RFC 9701 §8.1).
fn confusable(claims: &Json) -> Finding {
    let there: Vec<&str> = ["sub", "exp"].into_iter().filter(|name| claims.get(name).is_some()).collect();
    let observed = if there.is_empty() { "neither".to_owned() } else { there.join(" and ") };
    CONFUSABLE.judge(there.is_empty(), "neither sub nor exp beside token_introspection", observed)
}
