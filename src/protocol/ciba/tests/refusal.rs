//! Refusals: the code, the status, and what was said.

use super::*;
use crate::protocol::answer;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

fn refused(status: u16, body: &str) -> (OAuthError, Vec<Finding>) {
    let report = judge(&object(body), &response(status, body), &POLL);
    match report.value {
        Some(Initiation::Refused(error)) => (error, report.findings),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_refusal_is_red_with_its_words() {
    crate::covers!("CIB-06", "CIB-07", "CIB-10");
    for code in ["unknown_user_id", "expired_login_hint_token", "invalid_binding_message"] {
        let (error, findings) = refused(400, &format!(r#"{{"error":{code:?},"error_description":"no"}}"#));
        let found = row(&findings, "ciba.granted");
        assert_eq!((found.verdict, found.observed.clone()), (Fail, format!("{code}: no")));
        assert_eq!(verdict(&findings, "ciba.error"), Pass);
        assert_eq!(error.error, code);
        assert_eq!(findings.len(), 4);
    }
    let (_, findings) = refused(400, "{\"error\":\"invalid_request\",\"error_description\":\"a\\u001b[2Jb\"}");
    assert_eq!(row(&findings, "ciba.granted").observed, "invalid_request: a␛[2Jb");
    assert_eq!(verdict(&findings, "ciba.error_charset"), Warn);
}

#[test]
fn a_code_that_the_standard_does_not_have_is_said_so() {
    crate::covers!("CIB-08");
    for code in ["invalid_id_token_hint", "expired_id_token_hint", "transaction_failed", "expired_token", "slow_down"] {
        let (_, findings) = refused(400, &format!(r#"{{"error":{code:?}}}"#));
        let found = row(&findings, "ciba.error");
        assert_eq!((found.verdict, found.observed.clone()), (Fail, format!("{code} (not registered here)")));
    }
}

#[test]
fn status_and_code_are_checked_against_each_other() {
    crate::covers!("CIB-11");
    for (status, code, of_error, of_answer) in [
        (400, "unauthorized_client", Pass, Pass),
        (400, "invalid_scope", Pass, Pass),
        (400, "invalid_request", Pass, Pass),
        (401, "invalid_client", Pass, Pass),
        (403, "access_denied", Pass, Pass),
        (400, "access_denied", Fail, Pass),
        (400, "invalid_client", Fail, Pass),
        (403, "invalid_request", Fail, Warn),
        (401, "unknown_user_id", Fail, Warn),
        (200, "invalid_scope", Fail, Warn),
        (500, "invalid_scope", Fail, Fail),
    ] {
        let body = format!(r#"{{"error":{code:?}}}"#);
        let (_, findings) = refused(status, &body);
        assert_eq!(verdict(&findings, "ciba.error_status"), of_error, "{status} {code}");
        assert_eq!(verdict(&findings, "ciba.granted"), Fail);
        let common = answer::read(&response(status, &body), &answer::CIBA).findings;
        assert_eq!(verdict(&common, "ciba.status"), of_answer, "{status} {code}");
    }
}

#[test]
fn whoever_is_asked_for_the_code_has_not_failed() {
    let (_, mut findings) = refused(400, r#"{"error":"missing_user_code"}"#);
    asked_again(&mut findings);
    let found = row(&findings, "ciba.granted");
    assert_eq!(found.verdict, Skip);
    assert!(found.observed.starts_with("missing_user_code; "), "{found:?}");
    let mut granted = judged(&but("x", "1"), &POLL).1;
    asked_again(&mut granted);
    assert_eq!(verdict(&granted, "ciba.granted"), Pass);
}
