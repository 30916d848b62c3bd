//! Answers of every form, judged whole.

use super::*;
use crate::protocol::answer::sample::{object, response, row, verdict, with};
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json;
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::time::Now;
use std::sync::LazyLock;
use std::time::Duration;

const NOW: u64 = 1_763_622_000;
const ISSUER: &str = "https://id.example.com";
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::from_text(&Secret::new(KEY), None).expect("a key"));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let public = KEY.split(r#","d""#).next().expect("a public part");
    let set = format!(r#"{{"keys":[{public}}}]}}"#);
    jwks::judge(&json::parse(set.as_bytes()).expect("JSON").value).value.expect("a set")
});

fn expected(registered_alg: Option<&'static str>) -> Expected<'static> {
    let signed = signed_answer::Expected {
        issuer: Some(ISSUER),
        audience: Some("grantty"),
        registered_alg,
        advertised_algs: Some(vec!["ES256"]),
        macs: &[],
        now: Now { mono: Duration::ZERO, unix: NOW },
        skew: None,
        tolerance: 60,
    };
    Expected { sub: Some("ann"), keys: Keys::Set(&KEYS), signed }
}

fn asked() -> Url {
    Url::parse("https://id.example.com/userinfo").expect("a URL")
}

/// A signed answer without a fault, with `change` written over it.
fn signed(change: &str) -> String {
    let usual = object(&format!(r#"{{"iss":"{ISSUER}","aud":"grantty","sub":"ann"}}"#));
    let change = object(change);
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    let claims = Json::Object(kept.chain(change.iter().filter(|(_, value)| *value != Json::Null)).cloned().collect());
    SIGNER.sign(&[], &claims).reveal().to_owned()
}

fn jwt(body: &str) -> Response {
    with(response(200, body), "content-type", "application/jwt")
}

fn judged(answer: &Response, registered_alg: Option<&'static str>) -> Report<Json> {
    let came = answer::jwt(answer).map(|body| signed_answer::open(body, &[]));
    read(&asked(), answer, came.as_ref(), &expected(registered_alg))
}

fn odd(report: &Report<Json>, verdict: Verdict) -> Vec<&'static str> {
    report.findings.iter().filter(|row| row.verdict == verdict).map(|row| row.check.id).collect()
}

#[test]
fn sub_is_the_one_of_the_id_token() {
    crate::covers!("UIN-01", "UIN-02");
    for (body, expected_sub, expected) in [
        (r#"{"sub":"ann"}"#, Some("ann"), Pass),
        (r#"{"sub":"anninvalid"}"#, Some("ann"), Fail),
        (r#"{"sub":"Ann"}"#, Some("ann"), Fail),
        ("{}", Some("ann"), Fail),
        ("{}", None, Fail),
        (r#"{"sub":""}"#, None, Fail),
        (r#"{"sub":7}"#, Some("7"), Fail),
        (r#"{"sub":"ann"}"#, None, Skip),
    ] {
        let report = judge(&object(body), expected_sub, None);
        assert_eq!(verdict(&report.findings, "userinfo.sub"), expected, "{body}");
        assert_eq!(report.findings[0].stops(), expected == Fail);
    }
}

#[test]
fn a_signed_answer_as_it_should_be_passes_everything() {
    let report = judged(&jwt(&signed("{}")), Some("ES256"));
    assert_eq!((odd(&report, Fail), odd(&report, Warn)), (vec![], vec![]));
    assert_eq!(verdict(&report.findings, "userinfo_jwt.signature"), Pass);
    assert_eq!(verdict(&report.findings, "userinfo.sub"), Pass);
    assert_eq!(verdict(&report.findings, "userinfo.content_type"), Pass);
    assert_eq!(report.value.and_then(|claims| claims.get("sub").cloned()), Some(Json::String("ann".into())));
}

#[test]
fn a_signed_answer_has_its_signature_issuer_and_audience_judged() {
    crate::covers!("UIN-03");
    let good = signed("{}");
    let (text, _) = good.rsplit_once('.').expect("three parts");
    let broken = format!("{text}.{}", base64url::encode(&[7; 64]));
    let unsigned =
        format!("{}.{}.", base64url::encode(br#"{"alg":"none"}"#), text.split('.').nth(1).expect("a payload"));
    for (id, body) in [
        ("userinfo_jwt.signature", broken),
        ("userinfo_jwt.alg", unsigned),
        ("userinfo_jwt.iss", signed(r#"{"iss":"https://evil.example"}"#)),
        ("userinfo_jwt.aud", signed(r#"{"aud":"other"}"#)),
        ("userinfo_jwt.exp", signed(&format!(r#"{{"exp":{}}}"#, NOW - 360))),
        ("userinfo_jwt.exp", signed(&format!(r#"{{"exp":{}}}"#, (NOW + 360) * 1000))),
        ("userinfo_jwt.nbf", signed(&format!(r#"{{"nbf":{}}}"#, NOW + 360))),
        ("userinfo.sub", signed(r#"{"sub":"eve"}"#)),
    ] {
        let report = judged(&jwt(&body), Some("ES256"));
        assert!(odd(&report, Fail).contains(&id), "{id}: {:?}", odd(&report, Fail));
        assert!(row(&report.findings, id).stops(), "{id}");
    }
    for (id, change) in [("userinfo_jwt.iss", r#"{"iss":null}"#), ("userinfo_jwt.aud", r#"{"aud":null}"#)] {
        assert_eq!(odd(&judged(&jwt(&signed(change)), Some("ES256")), Warn), [id], "should be there, and need not");
    }
}

#[test]
fn what_came_is_decoded_by_its_type_and_then_by_its_look() {
    crate::covers!("UIN-04");
    let unasked = judged(&jwt(&signed("{}")), None);
    assert!(unasked.value.is_some() && odd(&unasked, Warn) == ["userinfo.content_type"]);
    let by_look = judged(&response(200, &signed("{}")), Some("ES256"));
    assert!(by_look.value.is_some() && odd(&by_look, Warn) == ["userinfo.content_type"]);
    let called_a_jwt = judged(&jwt(r#"{"sub":"ann"}"#), None);
    assert!(called_a_jwt.value.is_some() && odd(&called_a_jwt, Warn) == ["userinfo.content_type"]);
    let json_for_a_jwt = judged(&response(200, r#"{"sub":"ann"}"#), Some("ES256"));
    assert!(json_for_a_jwt.value.is_some() && odd(&json_for_a_jwt, Warn) == ["userinfo.content_type"]);
    let junk = judged(&jwt("<html>"), None);
    assert!(junk.value.is_none() && odd(&junk, Fail).contains(&"userinfo_jwt.form"));
    let sealed = format!("{}.AA.AA.AA.AA", base64url::encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#));
    let sealed = judged(&jwt(&sealed), Some("ES256"));
    assert!(sealed.value.is_none() && verdict(&sealed.findings, "userinfo.sub") == Skip);
}

#[test]
fn an_error_and_a_redirect_leave_their_rows() {
    crate::covers!("UIN-05", "UIN-07");
    let refused = judged(&response(401, r#"{"error":"invalid_token"}"#), None);
    assert!(refused.value.is_none() && verdict(&refused.findings, "userinfo.status") == Fail);
    let challenge = r#"Basic realm="a, b", Bearer error="invalid_token", error_description="too old""#;
    let bare = with(response(401, ""), "www-authenticate", challenge);
    let report = judged(&bare, None);
    let status = row(&report.findings, "userinfo.status");
    assert!(status.observed.contains("Basic (realm: a, b); Bearer (error: invalid_token"), "{status:?}");
    let error = answer::refusal(&bare).expect("an error in a challenge");
    assert_eq!((error.error.as_str(), error.description.as_deref()), ("invalid_token", Some("too old")));
    assert_eq!(answer::refusal(&response(401, "")), None);
    let good = judged(&response(200, r#"{"sub":"ann"}"#), None);
    assert!(good.value.is_some() && good.findings.iter().all(|finding| finding.verdict == Pass));
    for (location, expected) in [("/me", Warn), ("https://evil.example/userinfo", Fail)] {
        let elsewhere = judged(&with(response(307, ""), "location", location), None);
        assert_eq!(verdict(&elsewhere.findings, "userinfo.redirect"), expected, "{location}");
    }
}

#[test]
fn claims_are_judged_like_those_of_a_token() {
    crate::covers!("UIN-08");
    let odd =
        judge(&object(r#"{"sub":"ann","email_verified":"true","address":{"locality":"x\u202ey"}}"#), Some("ann"), None);
    assert_eq!(verdict(&odd.findings, "userinfo.claim_types"), Warn);
    let hidden = row(&odd.findings, "userinfo.hidden_text");
    assert_eq!((hidden.verdict, hidden.observed.as_str()), (Warn, r"/address/locality: x\u{202e}y"));
}

#[test]
fn the_token_stands_in_the_header_or_in_a_form_and_never_in_the_address() {
    crate::covers!("UIN-06");
    let header = request(asked(), &Secret::new("abc"), Carrier::Bearer);
    assert_eq!(header.secrets().next().map(|(_, secret)| secret.reveal()), Some("Bearer abc"));
    assert!(header.body().is_none());
    let form = request(asked(), &Secret::new("abc"), Carrier::Body);
    assert_eq!(form.body().as_ref().map(Secret::reveal), Some("access_token=abc"));
    assert!(form.headers.iter().all(|(name, _)| *name != "authorization"), "RFC 6750 §2: one way at a time");
    for request in [header, form] {
        assert_eq!(request.url.as_str(), "https://id.example.com/userinfo");
        assert!(!format!("{request:?}").contains("abc"));
        let accept = request.headers.iter().find(|(name, _)| *name == "accept").map(|(_, value)| value.reveal());
        assert_eq!(accept, Some("application/json, application/jwt"));
    }
}

proptest::proptest! {
    #[test]
    fn no_body_brings_the_reader_down(body in "\\PC{0,60}", claims in "(\\{\"(exp|nbf|aud|iss|sub)\":(-?[0-9]{1,22}|\"x\"|\\[\\]|null)\\})") {
        judged(&jwt(&body), None);
        let part = |text: &str| base64url::encode(text.as_bytes());
        judged(&jwt(&format!("{}.{}.AAAA", part(r#"{"alg":"ES256"}"#), part(&claims))), Some("ES256"));
    }
}
