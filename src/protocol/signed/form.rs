//! The token's form: parts, size, base64url, JSON, members that stand twice, encryption.

use super::{Case, Rules};
use crate::protocol::check::Finding;
use crate::protocol::jose::jwt::{FaultKind, HEADER_LIMIT, Part, TOKEN_LIMIT};
use crate::protocol::json::Duplicate;

/// All rows about the form.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    vec![form(case), size(case), base64(case), json(case), duplicate(case), encryption(case)]
}

fn form(case: &Case<'_>) -> Finding {
    let expected = "header.payload.signature";
    let decoded = case.decoded;
    if let Some(fault) = decoded.faults_of(FaultKind::Form).next() {
        return case.rules.form.fail(expected, &fault.what);
    }
    match decoded.parts {
        5 if decoded.is_encrypted() => {
            case.rules.form.skip("5 parts: an encrypted token (JWE), and the signed one inside cannot be seen")
        }
        5 => case
            .rules
            .form
            .fail(expected, "5 parts, the number of an encrypted token (JWE), but the header names no enc"),
        _ => case.rules.form.pass(expected, "3 parts"),
    }
}

fn size(case: &Case<'_>) -> Finding {
    let expected = format!("at most {TOKEN_LIMIT} bytes, its header {HEADER_LIMIT}");
    match joined(case, FaultKind::Size) {
        Some(faults) => case.rules.size.fail(expected, faults),
        None => case.rules.size.pass(expected, format!("{} bytes", case.token.len())),
    }
}

fn base64(case: &Case<'_>) -> Finding {
    let expected = "A–Z a–z 0–9 - _ only";
    match joined(case, FaultKind::Base64) {
        Some(faults) => case.rules.base64.fail(expected, faults),
        None if case.decoded.header_bytes.is_empty() => case.rules.base64.skip("there are no parts to decode"),
        None => case.rules.base64.pass(expected, "every part"),
    }
}

fn json(case: &Case<'_>) -> Finding {
    let expected = "two JSON objects";
    match joined(case, FaultKind::Json) {
        Some(faults) => case.rules.json.fail(expected, faults),
        None if case.decoded.header.is_none() => case.rules.json.skip("there are no parts to decode"),
        None if case.decoded.is_encrypted() => case.rules.json.pass("a JSON object as header", "a JSON object"),
        None => case.rules.json.pass(expected, "two JSON objects"),
    }
}

fn duplicate(case: &Case<'_>) -> Finding {
    let doubles = &case.decoded.duplicates;
    match &case.decoded.header {
        None if doubles.is_empty() => case.rules.duplicate.skip("the header could not be read"),
        _ => told(case.rules, doubles.iter().map(|(part, double)| (*part, double))),
    }
}

/// The row about members that stand twice in claims around which there is no signed token.
pub(in crate::protocol) fn twice(rules: &'static Rules, doubles: &[Duplicate]) -> Finding {
    told(rules, doubles.iter().map(|double| (Part::Payload, double)))
}

fn told<'d>(rules: &'static Rules, doubles: impl Iterator<Item = (Part, &'d Duplicate)>) -> Finding {
    let describe = |(part, double): (Part, &Duplicate)| {
        let place = format!("{} of the {}", double.path, part.word());
        if rules.has_secret_claims {
            return place;
        }
        format!("{place}: first {}, then {}", double.first, double.second)
    };
    let doubles: Vec<String> = doubles.take(20).map(describe).collect();
    let once = "each name once";
    rules.duplicate.judge(doubles.is_empty(), once, or(&doubles.join("; "), once))
}

fn encryption(case: &Case<'_>) -> Finding {
    if !case.decoded.is_encrypted() {
        return match case.decoded.parts {
            5 => case.rules.encryption.skip("the header of a JWE could not be read"),
            _ => case.rules.encryption.pass("no encryption", "not encrypted"),
        };
    }
    let member = |name| case.decoded.header_text(name).unwrap_or("no text");
    let (alg, enc) = (member("alg"), member("enc"));
    if alg == "RSA1_5" {
        return case
            .rules
            .encryption
            .fail("a key algorithm without known attacks", "RSA1_5, open to Bleichenbacher's attack");
    }
    case.rules
        .encryption
        .skip(format!("encrypted with {alg} and {enc}: there is no decryption key, so nothing inside is judged"))
}

fn joined(case: &Case<'_>, kind: FaultKind) -> Option<String> {
    let faults: Vec<String> = case.decoded.faults_of(kind).map(ToString::to_string).collect();
    (!faults.is_empty()).then(|| faults.join("; "))
}

fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.is_empty() { instead } else { text }
}
