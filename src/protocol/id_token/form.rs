//! The token's form: parts, size, base64url, JSON, members that stand twice, encryption.

use super::Case;
use crate::protocol::check::{Check, Finding, core, rfc};
use crate::protocol::jose::jwt::{FaultKind, HEADER_LIMIT, Part, TOKEN_LIMIT};

pub(super) static FORM: Check = Check::must("id_token.form", "three parts in compact form", rfc!(7519, "7.2")).stops();
pub(super) static SIZE: Check = Check::must("id_token.size", "short enough to be judged", rfc!(8259, "9")).stops();
pub(super) static BASE64: Check =
    Check::must("id_token.base64", "every part is base64url without padding", rfc!(7515, "2")).stops();
pub(super) static JSON: Check =
    Check::must("id_token.json", "header and payload are JSON objects", rfc!(7519, "7.2")).stops();
pub(super) static DUPLICATE: Check =
    Check::must("id_token.duplicate", "no claim stands twice", rfc!(7519, "4")).stops();
pub(super) static ENCRYPTION: Check =
    Check::must("id_token.encryption", "encrypted only as registered", core!("3.1.3.7 (1)", "IDTokenValidation"))
        .stops();

/// All rows about the form.
pub(super) fn judge(case: &Case<'_>) -> Vec<Finding> {
    vec![form(case), size(case), base64(case), json(case), duplicate(case), encryption(case)]
}

fn form(case: &Case<'_>) -> Finding {
    let expected = "header.payload.signature";
    let decoded = case.decoded;
    if let Some(fault) = decoded.faults_of(FaultKind::Form).next() {
        return FORM.fail(expected, &fault.what);
    }
    match decoded.parts {
        5 if decoded.is_encrypted() => {
            FORM.skip("5 parts: an encrypted token (JWE), and the signed one inside cannot be seen")
        }
        5 => FORM.fail(expected, "5 parts, the number of an encrypted token (JWE), but the header names no enc"),
        _ => FORM.pass(expected, "3 parts"),
    }
}

fn size(case: &Case<'_>) -> Finding {
    let expected = format!("at most {TOKEN_LIMIT} bytes, its header {HEADER_LIMIT}");
    match joined(case, FaultKind::Size) {
        Some(faults) => SIZE.fail(expected, faults),
        None => SIZE.pass(expected, format!("{} bytes", case.token.len())),
    }
}

fn base64(case: &Case<'_>) -> Finding {
    let expected = "A–Z a–z 0–9 - _ only";
    match joined(case, FaultKind::Base64) {
        Some(faults) => BASE64.fail(expected, faults),
        None if case.decoded.header_bytes.is_empty() => BASE64.skip("there are no parts to decode"),
        None => BASE64.pass(expected, "every part"),
    }
}

fn json(case: &Case<'_>) -> Finding {
    let expected = "two JSON objects";
    match joined(case, FaultKind::Json) {
        Some(faults) => JSON.fail(expected, faults),
        None if case.decoded.header.is_none() => JSON.skip("there are no parts to decode"),
        None if case.decoded.is_encrypted() => JSON.pass("a JSON object as header", "a JSON object"),
        None => JSON.pass(expected, "two JSON objects"),
    }
}

fn duplicate(case: &Case<'_>) -> Finding {
    let expected = "each name once";
    let describe = |(part, double): &(Part, crate::protocol::json::Duplicate)| {
        format!("{} of the {}: first {}, then {}", double.path, part.word(), double.first, double.second)
    };
    let doubles: Vec<String> = case.decoded.duplicates.iter().take(20).map(describe).collect();
    match &case.decoded.header {
        None if doubles.is_empty() => DUPLICATE.skip("the header could not be read"),
        _ => DUPLICATE.judge(doubles.is_empty(), expected, or(&doubles.join("; "), "each name once")),
    }
}

fn encryption(case: &Case<'_>) -> Finding {
    if !case.decoded.is_encrypted() {
        return match case.decoded.parts {
            5 => ENCRYPTION.skip("the header of a JWE could not be read"),
            _ => ENCRYPTION.pass("no encryption", "not encrypted"),
        };
    }
    let member = |name| case.decoded.header_text(name).unwrap_or("no text");
    let (alg, enc) = (member("alg"), member("enc"));
    if alg == "RSA1_5" {
        return ENCRYPTION.fail("a key algorithm without known attacks", "RSA1_5, open to Bleichenbacher's attack");
    }
    ENCRYPTION.skip(format!("encrypted with {alg} and {enc}: there is no decryption key, so nothing inside is judged"))
}

fn joined(case: &Case<'_>, kind: FaultKind) -> Option<String> {
    let faults: Vec<String> = case.decoded.faults_of(kind).map(ToString::to_string).collect();
    (!faults.is_empty()).then(|| faults.join("; "))
}

fn or<'a>(text: &'a str, instead: &'a str) -> &'a str {
    if text.is_empty() { instead } else { text }
}
