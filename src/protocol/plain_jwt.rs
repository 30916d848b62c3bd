//! Any JWT, by what holds for all of them (RFC 7519), and any other thing that was signed as a JWS (RFC 7515).

mod proof;
mod sealed;

use super::check::{Check, Finding, Report, Verdict, rfc};
use super::claims as standard;
use super::dpop;
use super::jose::jwt::{self, Decoded, FaultKind, Part};
use super::json::Json;
use super::secret::Secret;
use super::signed::times::Clock;
use super::signed::token::Form;
use super::signed::{self, Case, Rules, claims, rules, times};
pub use super::signed::{Expected, Keys, SignatureState};
pub use sealed::judge as judge_sealed;

/// A judged JWT.
pub type PlainJwt = signed::Token;

static RULES: Rules = rules!(
    "jwt", "JWT", &[],
    encryption: rfc!(7519, "7.2"),
    alg: rfc!(8725, "3.1"),
    alg_expected: rfc!(8725, "3.1"),
    key: rfc!(7515, "6"),
    signature: rfc!(7515, "5.2"),
)
.without_default_alg();

static ISS: Check = Check::must("jwt.iss", "issuer is the expected one", rfc!(7519, "4.1.1"));
static AUD: Check = Check::must("jwt.aud", "the expected audience is among them", rfc!(7519, "4.1.3"));
static EXP: Check = Check::must("jwt.exp", "not expired", rfc!(7519, "4.1.4"));
static EXP_RANGE: Check = Check::must("jwt.exp_range", "exp is in seconds and within reason", rfc!(7519, "4.1.4"));
static IAT: Check = Check::must("jwt.iat", "issued in the past", rfc!(7519, "4.1.6"));
static NBF: Check = Check::must("jwt.nbf", "already valid", rfc!(7519, "4.1.5"));
static CLAIM_TYPES: Check = Check::must("jwt.claim_types", "registered claims have their types", rfc!(7519, "4.1"));
static HIDDEN_TEXT: Check = standard::hidden_text_rule("jwt.hidden_text");

static PAYLOAD_CHECKS: [&Check; 8] = [&ISS, &AUD, &EXP, &EXP_RANGE, &IAT, &NBF, &CLAIM_TYPES, &HIDDEN_TEXT];

/// Every check of this room, in the order of judging.
pub static CHECKS: &[&Check] = &signed::joined::<{ Rules::COUNT + PAYLOAD_CHECKS.len() }>(&RULES, &PAYLOAD_CHECKS);

static FORM: Form = Form { rules: &RULES, own: &PAYLOAD_CHECKS, judge: judge_case };

/// Judges a token. The value is there as soon as anything of it could be decoded.
pub fn judge(token: &Secret, keys: &Keys<'_>, expected: &Expected<'_>) -> Report<PlainJwt> {
    judge_read((token, jwt::read(token.reveal())), keys, expected)
}

/// The same for one that was read before.
pub(super) fn judge_read(read: (&Secret, Decoded), keys: &Keys<'_>, expected: &Expected<'_>) -> Report<PlainJwt> {
    judge_beside(read, keys, expected, None)
}

/// The same beside an access token, which a `DPoP` proof may be made for. Such a proof has rows of its own.
pub(super) fn judge_beside(
    read: (&Secret, Decoded),
    keys: &Keys<'_>,
    expected: &Expected<'_>,
    access_token: Option<&Secret>,
) -> Report<PlainJwt> {
    let own = matches!(keys, Keys::NotGiven).then(|| proof::own_key(&read.1)).flatten();
    let keys = own.as_ref().map_or(*keys, Keys::Set);
    let mut report = FORM.judge(read, &keys, expected);
    let Some(value) = &mut report.value else { return report };
    if own.is_some() {
        value.key = Some(proof::LABEL.to_owned());
    }
    if dpop::proof::is_proof(&value.decoded) {
        report.findings.extend(dpop::proof::judge(&value.decoded, access_token, &expected.clock()));
    }
    report
}

/// The same for a JWS, whose payload may be anything: `asked` says whether it was said beforehand that it is one.
pub(super) fn judge_jws(
    read: (&Secret, Decoded),
    keys: &Keys<'_>,
    expected: &Expected<'_>,
    asked: bool,
) -> Report<PlainJwt> {
    let mut report = judge_read(read, keys, expected);
    let Some(value) = report.value.as_ref().filter(|value| only_the_payload_is_odd(&value.decoded)) else {
        return report;
    };
    let observed = format!("a payload of {} bytes that is no JSON object: no JWT", value.decoded.payload_bytes.len());
    let expected = "a JSON object as header; a JWS may carry anything";
    for row in report.findings.iter_mut().filter(|row| row.check.id == RULES.json.id && row.verdict == Verdict::Fail) {
        *row = if asked { RULES.json.pass(expected, &observed) } else { RULES.json.warn(expected, &observed) };
    }
    report
}

/// A text that is no token in itself: its meaning is known to whoever issued it.
pub fn opaque() -> Finding {
    RULES.form.skip("opaque: not a JWT; introspection can tell what it means")
}

/// What was inside a JWE and is neither a token nor claims.
pub fn plain_text(inner: &str) -> Finding {
    let what =
        format!("{} bytes of text that is neither a token nor claims: opened, and signed by nobody", inner.len());
    RULES.form.skip(what)
}

/// That it was opened, and by which key.
pub fn opened(how: String) -> Finding {
    RULES.encryption.pass("encrypted, or not", how)
}

/// A text that nobody can have issued as a token: prose, or bytes that are no text.
pub fn prose(text: &str) -> Finding {
    let what = if text.chars().any(|c| c.is_control() && !c.is_whitespace()) || text.contains('\u{fffd}') {
        "bytes that are no text"
    } else if text.contains(char::is_whitespace) {
        "text with blanks in it"
    } else {
        "text with letters that no token has"
    };
    RULES.form.fail("a token: header.payload.signature, or an opaque one without blanks", format!("no token: {what}"))
}

/// Whether it is prose and no token: blanks, or what is no visible ASCII, are in none that a header carries.
pub fn is_prose(text: &str) -> bool {
    text.chars().any(|c| !c.is_ascii_graphic())
}

fn only_the_payload_is_odd(decoded: &Decoded) -> bool {
    decoded.faults_of(FaultKind::Json).all(|fault| fault.part == Part::Payload)
}

/// A proof says neither who made it nor for whom (RFC 9449 §4.2), so there is nothing to compare.
fn judge_case(case: &Case<'_>, expected: &Expected<'_>, payload: &Json) -> Vec<Finding> {
    let names_nobody = dpop::proof::is_proof(case.decoded);
    judge_payload(&expected.clock(), expected, (payload, names_nobody))
}

/// No claim is required of a JWT (RFC 7519 §4): what is not there is not judged, unless it is to be compared.
fn judge_payload(clock: &Clock, expected: &Expected<'_>, (payload, names_nobody): (&Json, bool)) -> Vec<Finding> {
    let present = |check: &'static Check, claim: &str, asked: bool, judge: &dyn Fn() -> Finding| {
        if asked || payload.get(claim).is_some() { judge() } else { check.skip(format!("no {claim}")) }
    };
    vec![
        present(&ISS, "iss", expected.issuer.is_some() && !names_nobody, &|| {
            claims::iss(&ISS, expected.issuer, payload)
        }),
        present(&AUD, "aud", expected.audience.is_some() && !names_nobody, &|| {
            claims::aud(&AUD, expected.audience, payload)
        }),
        present(&EXP, "exp", false, &|| times::exp(clock, (&EXP, &EXP_RANGE), payload)),
        times::exp_range(clock, &EXP_RANGE, payload),
        present(&IAT, "iat", false, &|| times::iat(clock, &IAT, payload)),
        times::nbf(clock, &NBF, payload),
        claim_types(payload),
    ]
}

fn claim_types(payload: &Json) -> Finding {
    const REGISTERED: [(&str, &str); 3] = [("iss", "a string"), ("sub", "a string"), ("jti", "a string")];
    let mut odd = claims::mistyped(&REGISTERED, payload);
    if payload.get("aud").is_some() {
        odd.extend(claims::audiences(payload).err().map(|why| format!("aud is {why}")));
    }
    let observed = if odd.is_empty() { "as registered".to_owned() } else { odd.join("; ") };
    CLAIM_TYPES.judge(odd.is_empty(), "the types of the specification", observed)
}

#[cfg(test)]
mod tests;
