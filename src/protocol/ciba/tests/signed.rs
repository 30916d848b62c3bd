//! The signed request, read back.

use super::*;
use crate::protocol::check::Verdict::{Fail, Pass, Skip};
use crate::protocol::jose::jwt;
use crate::protocol::jose::signer::Signer;
use crate::protocol::request_object::About;

const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"c1","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const OCTETS: &str = r#"{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"}"#;
const ISSUER: &str = "https://id.example.com";

fn signer(text: &str) -> Signer {
    Signer::from_text(&Secret::new(text), None).expect("a key")
}

fn now(unix: u64) -> Now {
    Now { unix, ..Now::default() }
}

fn about() -> About<'static> {
    About { client_id: "me", issuer: ISSUER, now: now(1_763_622_000), opened_within: 0, jti: "j-1" }
}

fn sent() -> Vec<(String, Value)> {
    let scope = ["openid".to_owned()];
    let token = Secret::new(TOKEN);
    parameters(&Fields {
        scope: &scope,
        hint: Some(Hint::Login("ann")),
        binding_message: Some("W4SCT"),
        requested_expiry: Some(120),
        client_notification_token: Some(&token),
        extra: &extras(&[("request_context", r#"{"ip":"192.0.2.1"}"#)]),
        ..Fields::default()
    })
}

#[test]
fn every_parameter_is_inside_and_nothing_beside() {
    crate::covers!("CIB-15");
    let form = signed(&sent(), &about(), &signer(KEY));
    assert_eq!(form.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["request"]);
    let read = jwt::read(form[0].1.reveal());
    assert_eq!(read.header.expect("a header").to_string(), r#"{"alg":"ES256","kid":"c1"}"#);
    let claims = format!(
        concat!(
            r#"{{"iss":"me","aud":"https://id.example.com","iat":1763622000,"nbf":1763622000,"exp":1763622060,"#,
            r#""jti":"j-1","scope":"openid","client_notification_token":"{}","login_hint":"ann","#,
            r#""binding_message":"W4SCT","requested_expiry":120,"request_context":{{"ip":"192.0.2.1"}}}}"#
        ),
        TOKEN
    );
    assert_eq!(read.payload.expect("claims").to_string(), claims);
    let found = judge_signed(&form, ISSUER, "me", now(1_763_622_001));
    assert_eq!(found.verdict, Pass, "{found:?}");
    let url = Url::parse("https://id.example.com/bc").expect("a URL");
    let request = request(url, form);
    assert_eq!(
        judge_signed(&request.form, ISSUER, "me", now(1_763_622_001)).verdict,
        Pass,
        "client_id may stand outside"
    );
    assert_eq!(judge_signed(&sent(), ISSUER, "me", now(0)).verdict, Skip);
}

#[test]
fn what_a_provider_would_refuse_is_seen_before() {
    crate::covers!("CIB-15");
    let judged = |form: &[(String, Value)], unix| {
        let found = judge_signed(form, ISSUER, "me", now(unix));
        assert_eq!(found.verdict, Fail, "{found:?}");
        found.observed
    };
    let good = || signed(&sent(), &about(), &signer(KEY));
    let mut beside = good();
    beside.push(("scope".to_owned(), Value::Plain("openid".to_owned())));
    assert_eq!(judged(&beside, 1_763_622_001), "scope outside the object");
    assert_eq!(judged(&good(), 1_763_622_060), "expired 0 s ago");
    assert_eq!(judged(&good(), 1_763_621_990), "not valid for another 10 s");
    let other = signed(
        &sent(),
        &About { client_id: "you", issuer: "https://id.example.com/", jti: "", ..about() },
        &signer(KEY),
    );
    let observed = judged(&other, 1_763_622_001);
    assert_eq!(observed, "iss is not the client id (differs at character 1); aud is not the issuer; no jti");
    let nameless = signed(&sent(), &About { issuer: "", ..about() }, &signer(KEY));
    assert_eq!(judged(&nameless, 1_763_622_001), "no aud");
    assert_eq!(judge_signed(&nameless, "", "me", now(1_763_622_001)).observed, "no aud: the issuer is not known");
    let own = |text: &str, key| {
        let jwt = signer(key).sign(&[], &object(text));
        vec![("request".to_owned(), Value::Secret("request", jwt))]
    };
    assert_eq!(
        judged(&own(r#"{"iss":"me","aud":["https://id.example.com"],"jti":"1"}"#, KEY), 5),
        "no iat; no nbf; no exp"
    );
    let long = r#"{"iss":"me","aud":"https://id.example.com","jti":"1","iat":1,"nbf":1,"exp":3602}"#;
    assert_eq!(judged(&own(long, KEY), 5), "it lives 3601 s, longer than an hour");
    assert!(judged(&own(long, OCTETS), 5).starts_with("alg \"HS256\" is no asymmetric signature"));
    let junk = vec![("request".to_owned(), Value::Plain("junk".to_owned()))];
    assert_eq!(judged(&junk, 5), "it is no JWT");
}

#[test]
fn an_algorithm_of_both_is_taken() {
    let list = |algs: &str| {
        metadata(&format!(r#"{{"backchannel_authentication_request_signing_alg_values_supported":{algs}}}"#))
    };
    let chosen = |key, metadata: &Metadata| choose_alg(&signer(key), metadata).map(|signer| signer.alg());
    assert_eq!(chosen(KEY, &list(r#"["PS256","ES256"]"#)), Ok("ES256"));
    assert_eq!(chosen(KEY, &metadata("{}")), Ok("ES256"));
    assert!(chosen(KEY, &list(r#"["PS256"]"#)).is_err_and(|why| why.contains("PS256")));
    assert!(chosen(OCTETS, &metadata("{}")).is_err_and(|why| why.contains("shared secret")));
}
