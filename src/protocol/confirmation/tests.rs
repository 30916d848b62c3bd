//! Tokens bound to us, to others, and to nothing.

use super::*;
use crate::protocol::answer::sample::{object, row, verdict};
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;

const NOTHING: Held<'static> = Held { jkt: None, x5t_s256: None, wants_bound: false };
const KEY: Held<'static> = Held { jkt: Some("key-1"), x5t_s256: None, wants_bound: true };
const CERTIFICATE: Held<'static> = Held { jkt: None, x5t_s256: Some("cert-1"), wants_bound: true };
const BOTH: Held<'static> = Held { jkt: Some("key-1"), x5t_s256: Some("cert-1"), wants_bound: true };

fn judged(cnf: &str, held: &Held<'_>) -> (Verdict, Verdict) {
    let claims = object(&if cnf.is_empty() { "{}".to_owned() } else { format!(r#"{{"cnf":{cnf}}}"#) });
    let rows = judge(claims.get("cnf"), Ok(()), held);
    assert_eq!(rows.len(), 2);
    (verdict(&rows, "dpop.jkt"), verdict(&rows, "access_token.x5t_s256"))
}

#[test]
fn a_token_of_another_key_or_certificate_is_red_and_ends_the_run() {
    crate::covers!("DPP-07");
    for (cnf, held, expected) in [
        (r#"{"jkt":"key-1"}"#, KEY, (Pass, Skip)),
        (r#"{"jkt":"key-2"}"#, KEY, (Fail, Skip)),
        (r#"{"jkt":"KEY-1"}"#, KEY, (Fail, Skip)),
        (r#"{"jkt":7}"#, KEY, (Fail, Skip)),
        (r#"{"x5t#S256":"cert-1"}"#, CERTIFICATE, (Skip, Pass)),
        (r#"{"x5t#S256":"cert-2"}"#, CERTIFICATE, (Skip, Fail)),
        (r#"{"x5t#S256":null}"#, CERTIFICATE, (Skip, Fail)),
        (r#"{"jkt":"key-1","x5t#S256":"cert-1"}"#, BOTH, (Pass, Pass)),
        (r#"{"jkt":"key-1"}"#, BOTH, (Pass, Skip)),
        (r#"{"jkt":"key-1","x5t#S256":"cert-2"}"#, BOTH, (Pass, Fail)),
    ] {
        assert_eq!(judged(cnf, &held), expected, "{cnf}");
    }
    let others = object(r#"{"jkt":"key-2","x5t#S256":"cert-2"}"#);
    let rows = judge(Some(&others), Ok(()), &BOTH);
    assert!(rows.iter().all(Finding::stops));
}

#[test]
fn what_is_not_bound_is_a_fault_where_it_was_called_bound() {
    for (cnf, held, expected) in [
        ("", KEY, (Fail, Skip)),
        ("{}", KEY, (Fail, Skip)),
        (r#""key-1""#, KEY, (Fail, Skip)),
        (r#"{"kid":"key-1"}"#, KEY, (Fail, Skip)),
        ("", Held { wants_bound: false, ..KEY }, (Skip, Skip)),
        (r#"{"jkt":"key-1"}"#, Held { wants_bound: false, ..KEY }, (Pass, Skip)),
        ("", CERTIFICATE, (Skip, Warn)),
        ("", Held { wants_bound: false, ..CERTIFICATE }, (Skip, Skip)),
        ("", BOTH, (Fail, Skip)),
        ("", NOTHING, (Skip, Skip)),
        (r#"{"jkt":"key-2","x5t#S256":"cert-2"}"#, NOTHING, (Skip, Skip)),
    ] {
        assert_eq!(judged(cnf, &held), expected, "{cnf}");
    }
}

#[test]
fn every_member_is_told() {
    let cnf = object(r#"{"jkt":"key-1","kid":"a","jwk":{}}"#);
    let rows = judge(Some(&cnf), Ok(()), &KEY);
    assert_eq!(row(&rows, "dpop.jkt").observed, "key-1; kid, jwk in cnf is not judged");
    let bound = judge(Some(&cnf), Ok(()), &NOTHING);
    assert!(row(&bound, "dpop.jkt").observed.starts_with("bound to the key key-1, and we hold none"));
}

#[test]
fn a_token_that_cannot_be_read_is_not_judged() {
    let jwt = |payload: &str| Secret::new(format!("e30.{}.AAAA", base64url::encode(payload.as_bytes())));
    assert_eq!(of_token(&jwt(r#"{"cnf":{"jkt":"key-1"}}"#)), Ok(Some(object(r#"{"jkt":"key-1"}"#))));
    assert_eq!(of_token(&jwt("{}")), Ok(None));
    for (token, reason) in [
        (Secret::new("opaque"), "the access token is opaque"),
        (Secret::new(""), "the access token is opaque"),
        (jwt("no JSON"), "the access token is opaque"),
        (Secret::new("eyJlbmMiOiJBMTI4R0NNIn0.a.b.c.d"), "the access token is encrypted"),
    ] {
        assert_eq!(of_token(&token), Err(reason));
        for row in judge(None, Err(reason.to_owned()), &KEY) {
            assert_eq!((row.verdict, row.observed.as_str()), (Skip, reason));
        }
    }
}
