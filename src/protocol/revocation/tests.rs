//! What a 200 is worth, and what is not one.

use super::*;
use crate::protocol::answer::sample::{object, response, row, verdict, with};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

fn judged(answer: &Response) -> Report<Revocation> {
    read(&Url::parse("https://id.example.com/revoke").expect("a URL"), answer)
}

#[test]
fn a_200_passes_with_the_remark_that_it_proves_nothing() {
    crate::covers!("EXT-04");
    for body in ["", "{}", "null", "<html>thank you</html>", r#"{"revoked":true}"#] {
        let report = judged(&with(response(200, body), "content-type", "text/html"));
        assert_eq!(report.value, Some(Revocation::Accepted), "{body}");
        let status = row(&report.findings, "revocation.status");
        assert!(status.verdict == Pass && status.observed.contains("proves nothing"), "{status:?}");
        assert!(report.findings.iter().all(|finding| matches!(finding.verdict, Pass | Skip)), "{body}");
    }
}

#[test]
fn refusals_are_explained_and_the_token_is_thought_of_as_alive() {
    crate::covers!("EXT-05");
    let unsupported = judged(&response(400, r#"{"error":"unsupported_token_type"}"#));
    let status = row(&unsupported.findings, "revocation.status");
    assert!(status.verdict == Pass && status.observed.contains("does not revoke tokens of this kind"), "{status:?}");
    assert!(matches!(unsupported.value, Some(Revocation::Refused(error)) if error.error == "unsupported_token_type"));
    let later = |answer: &Response| match judged(answer).value {
        Some(Revocation::Later(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let busy = with(response(503, ""), "retry-after", "20");
    assert!(later(&busy).contains("try again in 20 s; the token is still alive"));
    assert_eq!(verdict(&judged(&busy).findings, "revocation.status"), Warn);
    assert!(later(&with(response(503, ""), "retry-after", "soon")).contains("nobody can read it: soon"));
    assert!(later(&response(503, "")).contains("does not say when"));
    assert_eq!(judged(&response(500, "")).value, None);
    let odd = judged(&response(400, r#"{"error":"no_such_code","error_description":"a\u001bb"}"#));
    assert_eq!(verdict(&odd.findings, "revocation.error"), Fail);
    assert_eq!(verdict(&odd.findings, "revocation.error_charset"), Warn);
    let hidden = judged(&response(200, r#"{"error":"invalid_client"}"#));
    assert!(matches!(hidden.value, Some(Revocation::Refused(_))));
    assert_eq!(verdict(&hidden.findings, "revocation.status"), Warn);
}

#[test]
fn introspection_says_whether_it_had_an_effect() {
    crate::covers!("EXT-04");
    let said = |active| Introspection::Answered { active, members: object("{}") };
    assert_eq!(effect(Some(&said(Some(false)))).verdict, Pass);
    assert_eq!(effect(Some(&said(Some(true)))).verdict, Warn);
    assert_eq!(effect(Some(&said(None))).verdict, Skip);
    assert_eq!(effect(Some(&Introspection::Unauthorized("403".to_owned()))).verdict, Skip);
    assert_eq!(effect(None).verdict, Skip);
}

#[test]
fn the_request_has_the_token_its_hint_and_the_client() {
    let url = Url::parse("https://id.example.com/revoke").expect("a URL");
    let token = Secret::new("tok");
    let extra = [("x".to_owned(), "1".to_owned())];
    let request = request(url, (&token, Some("refresh_token")), &extra);
    let body = request.body().expect("a form");
    assert_eq!(body.reveal(), "token=tok&token_type_hint=refresh_token&x=1");
    assert_eq!(request.secrets().count(), 1);
}
