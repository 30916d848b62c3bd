//! Answers that ask for a nonce, that refuse a proof, and that do neither.

use super::*;
use crate::protocol::answer::sample::{response, with};
use crate::protocol::exchange::Response;

const ASKS: &str = r#"{"error":"use_dpop_nonce"}"#;

fn body(status: u16, nonce: &str) -> Response {
    with(response(status, ASKS), "dpop-nonce", nonce)
}

fn in_header(field: &str, nonce: &str) -> Response {
    with(with(response(401, ""), "www-authenticate", field), "dpop-nonce", nonce)
}

/// The one row of a challenge, and whether the request is repeated.
fn challenged_as(response: &Response, sent: Option<&str>) -> (&'static str, Verdict, bool) {
    let report = challenge(response, sent).expect("a challenge");
    assert_eq!(report.findings.len(), 1);
    (report.findings[0].check.id, report.findings[0].verdict, report.value.is_some())
}

#[test]
fn a_nonce_that_is_asked_for_is_usual() {
    for answer in [body(400, "n-1"), body(401, "n-1")] {
        assert_eq!(challenged_as(&answer, None), ("dpop.nonce", Verdict::Pass, true));
        assert_eq!(challenged_as(&answer, Some("n-0")), ("dpop.nonce", Verdict::Pass, true));
    }
    let row = &challenge(&body(400, "n-1"), None).expect("a challenge").findings[0];
    assert!(row.observed.contains("usual"), "{row:?}");
    for other in [r#"{"error":"invalid_grant"}"#, r#"{"access_token":"a"}"#, "", "no JSON"] {
        assert_eq!(challenge(&with(response(400, other), "dpop-nonce", "n"), None), None, "{other}");
    }
}

#[test]
fn the_scheme_of_a_challenge_is_known_in_any_case() {
    crate::covers!("DPP-03");
    for scheme in ["DPoP", "dPoP", "dpop", "DPOP"] {
        let answer = in_header(&format!(r#"{scheme} error="use_dpop_nonce", algs="ES256 PS256""#), "n-1");
        assert_eq!(challenged_as(&answer, None), ("dpop.nonce", Verdict::Pass, true), "{scheme}");
        assert_eq!(super::challenged(&answer, "ES256").expect("a row").verdict, Verdict::Pass);
        assert_eq!(super::challenged(&answer, "RS256").expect("a row").verdict, Verdict::Fail);
    }
    let both = r#"Bearer error="invalid_token", DPoP error="use_dpop_nonce""#;
    assert_eq!(challenged_as(&in_header(both, "n"), None), ("dpop.nonce", Verdict::Pass, true));
    assert_eq!(super::challenged(&in_header(both, "n"), "ES256").expect("a row").verdict, Verdict::Warn);
    assert_eq!(super::challenged(&in_header("Bearer", "n"), "ES256"), None);
    assert_eq!(challenge(&in_header(r#"DPoP error="invalid_token""#, "n"), None), None);
}

#[test]
fn a_nonce_that_cannot_be_sent_is_red_and_nothing_is_repeated() {
    crate::covers!("DPP-05");
    let long = "n".repeat(2049);
    for nonce in ["", "a b", "a\"b", "a\\b", "größe", "a\u{1}", &long] {
        assert_eq!(challenged_as(&body(400, nonce), None), ("dpop.nonce", Verdict::Fail, false), "{nonce:?}");
        if !nonce.is_empty() {
            let row = offered(&with(response(200, "{}"), "dpop-nonce", nonce)).expect("a row");
            assert_eq!(row.verdict, Verdict::Fail, "{nonce:?}");
        }
    }
    let mut empty = body(400, "");
    empty.headers.push(("dpop-nonce".to_owned(), String::new()));
    assert_eq!(challenged_as(&empty, None), ("dpop.nonce", Verdict::Fail, false));
    let mut twice = body(400, "n-1");
    twice.headers.push(("DPoP-Nonce".to_owned(), "n-2".to_owned()));
    assert_eq!(challenged_as(&twice, None), ("dpop.nonce", Verdict::Fail, true));
    assert_eq!(challenged_as(&body(400, "!#$%&'()*+,-./09:;<=>?@AZ[]^_`az{|}~"), None).1, Verdict::Pass);
}

#[test]
fn nobody_has_to_hand_out_a_nonce() {
    crate::covers!("DPP-02");
    let row = offered(&response(200, r#"{"access_token":"a"}"#)).expect("a row");
    assert_eq!((row.check.id, row.verdict), ("dpop.nonce", Verdict::Pass));
    assert_eq!(offered(&with(response(200, "{}"), "dpop-nonce", "n")).expect("a row").verdict, Verdict::Pass);
    assert_eq!(offered(&body(400, "n")), None);
}

#[test]
fn a_nonce_that_is_never_taken_is_a_loop() {
    assert_eq!(challenged_as(&body(400, "n-1"), Some("n-1")), ("dpop.loop", Verdict::Fail, false));
    assert_eq!(again(&body(400, "n-2")).verdict, Verdict::Fail);
    assert_eq!(again(&in_header(r#"dpop error="use_dpop_nonce""#, "n-2")).verdict, Verdict::Fail);
    for taken in [response(200, "{}"), response(400, r#"{"error":"invalid_grant"}"#)] {
        assert_eq!((again(&taken).check.id, again(&taken).verdict), ("dpop.loop", Verdict::Pass));
    }
}

#[test]
fn a_refused_proof_is_told_with_the_clocks() {
    crate::covers!("DPP-08");
    let refused = response(400, r#"{"error":"invalid_dpop_proof","error_description":"iat is off"}"#);
    for (skew, words) in [
        (None, "not known"),
        (Some(0), "agrees with ours"),
        (Some(-1), "agrees with ours"),
        (Some(600), "10 min ahead of ours: to it the proof is 10 min old, the likely reason"),
        (Some(-600), "10 min behind ours: to it the proof is 10 min in the future, the likely reason"),
        (Some(20), "too little for most"),
        (Some(i64::MIN), "behind"),
    ] {
        let row = proof_refused(&refused, skew).expect("a row");
        assert_eq!((row.check.id, row.verdict), ("dpop.proof", Verdict::Fail));
        assert!(row.observed.contains(words) && row.observed.contains("iat is off"), "{row:?}");
    }
    // Ten minutes ahead of when the answer was received, though other answers agreed with our clock.
    let dated = with(refused, "date", "Sun, 06 Nov 1994 08:59:37 GMT");
    let row = proof_refused(&dated, Some(0)).expect("a row");
    assert!(row.observed.contains("10 min ahead of ours"), "{row:?}");
    let at_resource = in_header(r#"DPoP error="invalid_dpop_proof""#, "");
    assert_eq!(proof_refused(&at_resource, None).expect("a row").verdict, Verdict::Fail);
    assert_eq!(proof_refused(&response(200, "{}"), None).expect("a row").verdict, Verdict::Pass);
    assert_eq!(proof_refused(&response(400, r#"{"error":"invalid_grant"}"#), None), None);
}
