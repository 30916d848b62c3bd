//! JWTs and other things signed here and judged whole.

use super::*;
use crate::protocol::signed::sample::*;

const HEADER: &str = r#"{"alg":"ES256","kid":"ec"}"#;

fn judged(payload: &str) -> Report<PlainJwt> {
    let report = judge(&sign(HEADER, payload.as_bytes()), &keys(), &nothing());
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    assert_eq!(ids, CHECKS.iter().map(|check| check.id).collect::<Vec<_>>(), "every rule has its row");
    report
}

#[test]
fn no_claim_is_required() {
    let report = judged("{}");
    assert_eq!((failed(&report.findings), of(&report.findings, Verdict::Warn)), (vec![], vec![]));
    assert_eq!(report.value.expect("decoded").signature, SignatureState::Verified);
    assert_eq!(row(&report.findings, "jwt.exp").observed, "no exp");
    let any_type = judge(&sign(r#"{"alg":"ES256","kid":"ec","typ":"secevent+jwt"}"#, b"{}"), &keys(), &nothing());
    assert_eq!(failed(&any_type.findings), [""; 0]);
}

#[test]
fn a_proof_names_nobody_and_need_not() {
    let expected = Expected { issuer: Some(ISSUER), audience: Some("grantty"), ..nothing() };
    let verdicts = |typ: &str| {
        let token = sign(&format!(r#"{{"alg":"ES256","kid":"ec","typ":"{typ}"}}"#), br#"{"jti":"x"}"#);
        let findings = judge(&token, &keys(), &expected).findings;
        ["jwt.iss", "jwt.aud"].map(|id| row(&findings, id).verdict)
    };
    assert_eq!(verdicts("dpop+jwt"), [Verdict::Skip; 2]);
    assert_eq!(verdicts("JWT"), [Verdict::Fail; 2]);
}

#[test]
fn what_is_there_is_judged() {
    crate::covers!("IDT-33", "IDT-36");
    for (id, payload) in [
        ("jwt.exp", format!(r#"{{"exp":{}}}"#, NOW - 100)),
        ("jwt.exp", r#"{"exp":"soon"}"#.into()),
        ("jwt.exp_range", format!(r#"{{"exp":{}000}}"#, NOW + 100)),
        ("jwt.iat", format!(r#"{{"iat":{}}}"#, NOW + 100)),
        ("jwt.nbf", format!(r#"{{"nbf":{}}}"#, NOW + 100)),
        ("jwt.claim_types", r#"{"sub":7}"#.into()),
        ("jwt.duplicate", r#"{"sub":"a","sub":"b"}"#.into()),
        ("jwt.json", "[]".into()),
        ("jwt.json", "plain text".into()),
    ] {
        assert_eq!(failed(&judged(&payload).findings), [id], "{payload}");
    }
    assert_eq!(failed(&judged(r#"{"aud":7}"#).findings), ["jwt.aud", "jwt.claim_types"]);
    assert_eq!(of(&judged("{\"x\":\"a\u{202e}b\"}").findings, Verdict::Warn), ["jwt.hidden_text"]);
    let expected = Expected { issuer: Some(ISSUER), audience: Some("grantty"), ..nothing() };
    let compared = judge(&sign(HEADER, b"{}"), &keys(), &expected);
    assert_eq!(failed(&compared.findings), ["jwt.iss", "jwt.aud"]);
}

#[test]
fn a_jws_may_carry_anything() {
    for payload in [b"plain text".as_slice(), &[0xff, 0x00], b""] {
        let token = sign(HEADER, payload);
        for (asked, verdict) in [(true, Verdict::Pass), (false, Verdict::Warn)] {
            let report = judge_jws((&token, jwt::read(token.reveal())), &keys(), &nothing(), asked);
            assert_eq!((failed(&report.findings), row(&report.findings, "jwt.json").verdict), (vec![], verdict));
            assert_eq!(report.value.expect("decoded").signature, SignatureState::Verified);
        }
    }
    let headless = Secret::new("AAAA.AAAA.AAAA");
    assert_eq!(
        failed(&judge_jws((&headless, jwt::read(headless.reveal())), &keys(), &nothing(), true).findings),
        ["jwt.json"]
    );
}

#[test]
fn encrypted_claims_without_a_signature_are_judged_and_never_verified() {
    let expired = format!(r#"{{"exp":{}}}"#, NOW - 100);
    let report = judge_sealed(None, &expired, &nothing());
    assert_eq!(failed(&report.findings), ["jwt.exp"]);
    assert_eq!(row(&report.findings, "jwt.signature").observed, "encrypted and not signed: nothing says who wrote it");
    assert_eq!(report.value.expect("read").signature, SignatureState::Unchecked);
    assert_eq!(failed(&judge_sealed(None, r#"{"sub":"#, &nothing()).findings), ["jwt.json"]);
    let twice = judge_sealed(None, r#"{"sub":"a","sub":"b"}"#, &nothing());
    assert_eq!(failed(&twice.findings), ["jwt.duplicate"]);
}
