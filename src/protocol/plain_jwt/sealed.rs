//! Claims that were encrypted and not signed: they are shown and judged, and nothing vouches for them.

use super::{Expected, HIDDEN_TEXT, PAYLOAD_CHECKS, PlainJwt, RULES, judge_payload};
use crate::protocol::answer;
use crate::protocol::check::{Finding, Report};
use crate::protocol::claims;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::json::{self, Json, Parsed, SyntaxError};
use crate::protocol::signed::{self, SignatureState};

/// Judges the JSON that was inside a JWE of that header. Whoever has a public key can encrypt with it.
pub fn judge(header: Option<Json>, inner: &str, expected: &Expected<'_>) -> Report<PlainJwt> {
    let bytes = inner.as_bytes().to_vec();
    let parsed = json::parse(&bytes);
    let reason = "claims that were encrypted, not signed";
    let mut findings: Vec<Finding> = RULES.all().into_iter().map(|check| check.skip(reason)).collect();
    for row in form(&parsed) {
        answer::replace(&mut findings, Some(row));
    }
    let unsigned = RULES.signature.skip("encrypted and not signed: nothing says who wrote it");
    answer::replace(&mut findings, Some(unsigned));
    let payload = parsed.ok().map(|parsed| parsed.value);
    match payload.as_ref().filter(|payload| payload.as_object().is_some()) {
        Some(payload) => {
            findings.extend(judge_payload(&expected.clock(), expected, (payload, false)));
            findings.push(claims::hidden_text(&HIDDEN_TEXT, [payload]));
        }
        None => findings.extend(PAYLOAD_CHECKS.iter().map(|check| check.skip("the payload could not be read"))),
    }
    let decoded = Decoded { parts: 5, header, payload, payload_bytes: bytes, ..Decoded::default() };
    Report::new(Some(PlainJwt { decoded, signature: SignatureState::Unchecked, key: None, alg: None }), findings)
}

/// What of the form is asked of claims wherever they stand: that they are JSON, and that none stands twice.
fn form(parsed: &Result<Parsed, SyntaxError>) -> Vec<Finding> {
    match parsed {
        Ok(parsed) => {
            let json = RULES.json.pass("a JSON object", "a JSON object");
            vec![json, signed::twice(&RULES, &parsed.duplicates)]
        }
        Err(error) => vec![RULES.json.fail("a JSON object", error.to_string())],
    }
}
