//! Logout tokens signed here and judged whole.

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::signed::sample::*;

const HEADER: &str = r#"{"alg":"ES256","kid":"ec","typ":"logout+jwt"}"#;

fn claims(change: &str) -> String {
    let (iat, exp) = (NOW - 1, NOW + 100);
    let usual = format!(
        r#"{{"iss":"{ISSUER}","aud":"grantty","iat":{iat},"exp":{exp},"jti":"bWJq","sub":"248289761001","sid":"08a5019c","events":{{"{EVENT}":{{}}}}}}"#
    );
    merged(&usual, change)
}

fn judged(header: &str, payload: &str) -> Report<LogoutToken> {
    let expected =
        Expected { issuer: Some(ISSUER), audience: Some("grantty"), registered_alg: Some("ES256"), ..nothing() };
    let report = judge(&sign(header, payload.as_bytes()), &keys(), &expected);
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    assert_eq!(ids, CHECKS.iter().map(|check| check.id).collect::<Vec<_>>(), "every rule has its row");
    report
}

#[test]
fn a_good_one_passes() {
    let report = judged(HEADER, &claims("{}"));
    assert_eq!((failed(&report.findings), of(&report.findings, Verdict::Warn)), (vec![], vec![]));
    assert_eq!(report.value.expect("decoded").signature, SignatureState::Verified);
    assert_eq!(failed(&judged(HEADER, &claims(r#"{"sub":null}"#)).findings), [""; 0]);
    assert_eq!(failed(&judged(HEADER, &claims(r#"{"sid":null}"#)).findings), [""; 0]);
}

#[test]
fn each_fault_turns_its_row_and_no_other() {
    crate::covers!("IDT-58");
    let named = |value: &str| format!(r#"{{"events":{{"{EVENT}":{value}}}}}"#);
    let cases = [
        ("logout_token.iss", r#"{"iss":"https://other.example"}"#.to_owned()),
        ("logout_token.iss", r#"{"iss":null}"#.into()),
        ("logout_token.aud", r#"{"aud":"other"}"#.into()),
        ("logout_token.aud", r#"{"aud":null}"#.into()),
        ("logout_token.exp", format!(r#"{{"exp":{}}}"#, NOW - 100)),
        ("logout_token.exp", r#"{"exp":null}"#.into()),
        ("logout_token.iat", r#"{"iat":null}"#.into()),
        ("logout_token.iat", format!(r#"{{"iat":{},"exp":{}}}"#, NOW + 600, NOW + 700)),
        ("logout_token.jti", r#"{"jti":null}"#.into()),
        ("logout_token.jti", r#"{"jti":7}"#.into()),
        ("logout_token.events", r#"{"events":null}"#.into()),
        ("logout_token.events", r#"{"events":{}}"#.into()),
        ("logout_token.events", format!(r#"{{"events":["{EVENT}"]}}"#)),
        ("logout_token.events", r#"{"events":{"http://schemas.openid.net/event/other":{}}}"#.into()),
        ("logout_token.events", r#"{"events":{"http://schemas.openid.net/event/backchannel-logoutfoo":{}}}"#.into()),
        ("logout_token.events", named("true")),
        ("logout_token.events", named("[]")),
        ("logout_token.subject", r#"{"sub":null,"sid":null}"#.into()),
        ("logout_token.subject", r#"{"sub":"","sid":null}"#.into()),
        ("logout_token.subject", r#"{"sub":7}"#.into()),
        ("logout_token.nonce", r#"{"nonce":"n-0S6"}"#.into()),
        ("logout_token.nonce", r#"{"nonce":[]}"#.into()),
    ];
    for (id, change) in cases {
        assert_eq!(failed(&judged(HEADER, &claims(&change)).findings), [id], "{change}");
    }
}

#[test]
fn the_algorithm_is_the_one_of_id_tokens_and_never_none() {
    crate::covers!("IDT-58", "IDT-39");
    let none = judged(r#"{"alg":"none","typ":"logout+jwt"}"#, &claims("{}"));
    assert!(failed(&none.findings).contains(&"logout_token.alg"));
    assert_eq!(row(&none.findings, "logout_token.signature").verdict, Verdict::Fail);
    assert_eq!(none.value.expect("decoded").signature, SignatureState::Bad);
    let wrong = judged(r#"{"alg":"RS256","typ":"logout+jwt"}"#, &claims("{}"));
    assert!(failed(&wrong.findings).contains(&"logout_token.alg_expected"));
    let other = judged(r#"{"alg":"ES256","kid":"ec","typ":"at+jwt"}"#, &claims("{}"));
    assert_eq!(failed(&other.findings), ["logout_token.typ"]);
}

#[test]
fn advice_is_amber() {
    let warned = |header: &str, change: &str| of(&judged(header, &claims(change)).findings, Verdict::Warn);
    assert_eq!(warned(r#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#, "{}"), ["logout_token.explicit_type"]);
    assert_eq!(warned(HEADER, &format!(r#"{{"exp":{}}}"#, NOW + 3600)), ["logout_token.lifetime"]);
    assert_eq!(warned(HEADER, &format!(r#"{{"events":{{"{EVENT}":{{"x":1}}}}}}"#)), ["logout_token.events"]);
}
