//! Answers about tokens, judged whole.

use std::sync::LazyLock;
use std::time::Duration;

use super::*;
use crate::protocol::answer::sample::{object, response, row, verdict, with};
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json;
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::time::Now;

const NOW: u64 = 1_763_622_000;
const ISSUER: &str = "https://id.example.com";
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const TYPE: (&str, &str) = ("typ", "token-introspection+jwt");

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::from_text(&Secret::new(KEY), None).expect("a key"));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let public = KEY.split(r#","d""#).next().expect("a public part");
    let set = format!(r#"{{"keys":[{public}}}]}}"#);
    jwks::judge(&json::parse(set.as_bytes()).expect("JSON").value).value.expect("a set")
});

fn judged(answer: &Response, as_jwt: bool) -> Report<Introspection> {
    let signed = signed_answer::Expected {
        issuer: Some(ISSUER),
        audience: Some("grantty"),
        registered_alg: None,
        advertised_algs: Some(vec!["ES256"]),
        macs: &[],
        now: Now { mono: Duration::ZERO, unix: NOW },
        skew: None,
        tolerance: 60,
    };
    let expected = Expected { as_jwt, keys: Keys::Set(&KEYS), signed };
    let came = answer::jwt(answer).map(|body| signed_answer::open(body, &[]));
    let url = Url::parse("https://id.example.com/introspect").expect("a URL");
    read(&url, answer, came.as_ref(), &expected)
}

fn plain(body: &str) -> Report<Introspection> {
    judged(&response(200, body), false)
}

fn odd(report: &Report<Introspection>, verdict: Verdict) -> Vec<&'static str> {
    report.findings.iter().filter(|row| row.verdict == verdict).map(|row| row.check.id).collect()
}

fn active(report: &Report<Introspection>) -> Option<bool> {
    match &report.value {
        Some(Introspection::Answered { active, .. }) => *active,
        _ => None,
    }
}

#[test]
fn active_is_a_truth_value_and_no_text_is_taken_for_one() {
    crate::covers!("EXT-01");
    for (body, colour, value) in [
        (r#"{"active":true,"exp":1763640000,"scope":"openid","aud":["a"]}"#, Pass, Some(true)),
        (r#"{"active":false}"#, Pass, Some(false)),
        ("{}", Fail, None),
        (r#"{"active":"true"}"#, Fail, None),
        (r#"{"active":1}"#, Fail, None),
        (r#"{"active":null}"#, Fail, None),
    ] {
        let report = plain(body);
        assert_eq!((verdict(&report.findings, "introspection.active"), active(&report)), (colour, value), "{body}");
    }
}

#[test]
fn what_is_said_about_an_inactive_token_does_not_count() {
    crate::covers!("EXT-02");
    let report = plain(r#"{"active":false,"sub":"ann","exp":1}"#);
    let found = row(&report.findings, "introspection.inactive_members");
    assert!(found.verdict == Warn && found.observed.starts_with("sub, exp as well"), "{found:?}");
    assert_eq!((active(&report), odd(&report, Fail)), (Some(false), vec![]), "it may well have expired");
    assert_eq!(verdict(&plain(r#"{"active":false}"#).findings, "introspection.inactive_members"), Pass);
    assert_eq!(verdict(&plain(r#"{"active":true}"#).findings, "introspection.inactive_members"), Skip);
}

#[test]
fn a_client_that_may_not_ask_is_named_and_the_token_is_not_blamed() {
    crate::covers!("EXT-03");
    for (status, body, part) in [
        (401, r#"{"error":"invalid_client"}"#, "did not recognise this client"),
        (401, "", "its credentials were not accepted"),
        (403, "", "does not let it introspect"),
        (400, r#"{"error":"unauthorized_client"}"#, "does not let it introspect"),
        (401, r#"{"error":"invalid_token"}"#, "bearer token of its own"),
    ] {
        let report = judged(&response(status, body), false);
        let found = row(&report.findings, "introspection.authorized");
        assert!(found.verdict == Warn && found.observed.contains(part), "{found:?}");
        assert!(found.observed.ends_with("Nothing was said about the token"), "{found:?}");
        assert_eq!(verdict(&report.findings, "introspection.active"), Skip);
        assert_eq!(odd(&report, Fail), Vec::<&str>::new(), "{status} {body}");
        match report.value {
            Some(Introspection::Refused(error)) => assert!(!body.is_empty() && error.status == status),
            Some(Introspection::Unauthorized(why)) => assert!(body.is_empty() && why.contains(part)),
            other => panic!("{status}: {other:?}"),
        }
    }
    assert_eq!(verdict(&plain(r#"{"active":false}"#).findings, "introspection.authorized"), Pass);
    let broken = judged(&response(500, ""), false);
    assert!(broken.value.is_none() && verdict(&broken.findings, "introspection.authorized") == Skip);
}

#[test]
fn errors_are_registered_codes() {
    let at = |body| judged(&response(400, body), false).findings;
    assert_eq!(verdict(&at(r#"{"error":"invalid_request"}"#), "introspection.error"), Pass);
    assert_eq!(verdict(&at(r#"{"error":"nonsense"}"#), "introspection.error"), Fail);
    let odd = at(r#"{"error":"invalid_request","error_description":"a\u001bb"}"#);
    assert_eq!(verdict(&odd, "introspection.error_charset"), Warn);
}

#[test]
fn an_active_token_has_not_expired_and_is_valid_already() {
    let verdicts = |members: &str| {
        let report = plain(&format!(r#"{{"active":true,{members}}}"#));
        ["introspection.exp", "introspection.nbf"].map(|id| verdict(&report.findings, id))
    };
    assert_eq!(verdicts(&format!(r#""exp":{},"nbf":{}"#, NOW + 60, NOW)), [Pass, Pass]);
    assert_eq!(verdicts(&format!(r#""exp":{},"nbf":{}"#, NOW - 61, NOW + 61)), [Fail, Fail]);
    assert_eq!(verdicts(r#""exp":"soon","nbf":[]"#), [Skip, Skip]);
    assert_eq!(verdicts(&format!(r#""exp":{}000"#, NOW + 60)), [Warn, Pass]);
}

#[test]
fn members_have_their_types_and_hide_nothing() {
    let report = plain(r#"{"active":true,"exp":"1","scope":["a"],"aud":7,"cnf":"x","sub":1,"iat":1.5,"x":{}}"#);
    let found = row(&report.findings, "introspection.claim_types");
    for name in ["exp", "scope", "aud", "cnf", "sub", "iat"] {
        assert!(found.observed.contains(&format!("{name} is ")), "{found:?}");
    }
    assert!(found.verdict == Warn && !found.observed.contains("x is"));
    let hidden = plain(r#"{"active":true,"username":"ann\u202e"}"#);
    assert_eq!(verdict(&hidden.findings, "introspection.hidden_text"), Warn);
}

/// A signed answer without a fault, with `change` written over it.
fn signed(change: &str) -> Secret {
    let token = r#"{"active":true,"sub":"ann"}"#;
    let usual = format!(r#"{{"iss":"{ISSUER}","aud":"grantty","iat":{NOW},"token_introspection":{token}}}"#);
    let (usual, change) = (object(&usual), object(change));
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    let claims = Json::Object(kept.chain(change.iter().filter(|(_, value)| *value != Json::Null)).cloned().collect());
    SIGNER.sign(&[(TYPE.0, TYPE.1.into())], &claims)
}

fn as_jwt(token: &Secret) -> Report<Introspection> {
    judged(&with(response(200, token.reveal()), "content-type", "application/token-introspection+jwt"), true)
}

#[test]
fn a_signed_answer_as_it_should_be_passes_everything() {
    let report = as_jwt(&signed("{}"));
    assert_eq!((odd(&report, Fail), odd(&report, Warn), active(&report)), (vec![], vec![], Some(true)));
    assert_eq!(verdict(&report.findings, "introspection_jwt.signature"), Pass);
    let Some(Introspection::Answered { members, .. }) = report.value else { panic!("an answer") };
    assert_eq!(members.get("sub").and_then(Json::as_str), Some("ann"));
}

#[test]
fn a_signed_answer_says_who_made_it_for_whom_and_when() {
    let at = |change: &str| odd(&as_jwt(&signed(change)), Fail);
    assert_eq!(at(r#"{"iss":"https://evil.example"}"#), ["introspection_jwt.iss"]);
    assert_eq!(at(r#"{"iss":null}"#), ["introspection_jwt.iss"]);
    assert_eq!(at(r#"{"aud":"other"}"#), ["introspection_jwt.aud"]);
    assert_eq!(at(r#"{"iat":null}"#), ["introspection_jwt.iat"]);
    assert_eq!(at(r#"{"iat":"now"}"#), ["introspection_jwt.iat"]);
    assert_eq!(at(&format!(r#"{{"iat":{}}}"#, NOW + 61)), ["introspection_jwt.iat"]);
    assert_eq!(at(r#"{"token_introspection":"x"}"#), ["introspection_jwt.token_introspection"]);
    let early = as_jwt(&signed(r#"{"token_introspection":null,"active":true}"#));
    assert_eq!((odd(&early, Fail), active(&early)), (vec!["introspection_jwt.token_introspection"], Some(true)));
    let confusable = as_jwt(&signed(r#"{"sub":"ann","exp":1763640000}"#));
    assert_eq!(odd(&confusable, Warn), ["introspection_jwt.no_access_token"]);
    let untyped = as_jwt(&SIGNER.sign(&[], &object(&format!(r#"{{"iss":"{ISSUER}","aud":"grantty"}}"#))));
    assert!(odd(&untyped, Fail).contains(&"introspection_jwt.kind"));
    let called =
        as_jwt(&SIGNER.sign(&[("typ", "JWT".into())], &object(&format!(r#"{{"iss":"{ISSUER}","aud":"grantty"}}"#))));
    assert!(odd(&called, Fail).contains(&"introspection_jwt.kind"));
    assert!(!odd(&called, Warn).contains(&"introspection_jwt.typ"), "one row about typ is enough");
    let token = signed("{}");
    let (text, _) = token.reveal().rsplit_once('.').expect("three parts");
    let broken = as_jwt(&Secret::new(format!("{text}.{}", base64url::encode(&[7; 64]))));
    assert_eq!(odd(&broken, Fail), ["introspection_jwt.signature"]);
    assert!(row(&broken.findings, "introspection_jwt.signature").stops());
}

#[test]
fn the_form_is_the_one_that_was_asked_for() {
    let unasked = judged(&with(response(200, signed("{}").reveal()), "content-type", TYPE.1), false);
    assert_eq!((odd(&unasked, Warn), active(&unasked)), (vec!["introspection.content_type"], Some(true)));
    let json = judged(&response(200, r#"{"active":true}"#), true);
    assert_eq!((odd(&json, Warn), active(&json)), (vec!["introspection.content_type"], Some(true)));
}

#[test]
fn the_question_has_the_token_and_does_not_show_it() {
    let url = Url::parse("https://id.example.com/introspect").expect("a URL");
    let token = Secret::new("tok");
    let asked = |as_jwt| request(url.clone(), (&token, Some("access_token")), as_jwt, &[]);
    let body = asked(false).body().expect("a form").reveal().to_owned();
    assert_eq!(body, "token=tok&token_type_hint=access_token");
    assert!(!format!("{:?}", asked(true)).contains("tok\""));
    let accept = |request: Request| request.headers[0].1.reveal().to_owned();
    assert_eq!(accept(asked(false)), "application/json");
    assert_eq!(accept(asked(true)), "application/token-introspection+jwt");
}

proptest::proptest! {
    #[test]
    fn no_body_brings_the_reader_down(
        status in 200u16..600,
        body in "\\PC{0,60}",
        members in "(\\{\"(active|exp|nbf|aud|scope)\":(-?[0-9]{1,22}|true|\"x\"|\\[\\]|null)\\})",
    ) {
        judged(&response(status, &body), false);
        judged(&response(status, &members), true);
        let part = |text: &str| base64url::encode(text.as_bytes());
        as_jwt(&Secret::new(format!("{}.{}.AAAA", part(r#"{"alg":"ES256"}"#), part(&members))));
    }
}
