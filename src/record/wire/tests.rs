//! What stands in the report about one exchange.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::protocol::exchange::{Purpose, TransportError, TransportKind};
use crate::protocol::jose::base64url;
use crate::protocol::peer::Certificate;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

const SECRET: &str = "canary-7f3c19d2e8b4a650";

fn jwt(header: &str, claims: &str) -> String {
    format!(
        "{}.{}.c2lnbmF0dXJlc2lnbmF0dXJl",
        base64url::encode(header.as_bytes()),
        base64url::encode(claims.as_bytes())
    )
}

fn secret(kind: &'static str, text: &str) -> Value {
    Value::Secret(kind, Secret::new(text))
}

fn signed() -> Request {
    let url = url::Url::parse("https://id.example.com/token").expect("a URL");
    let assertion = jwt(r#"{"alg":"ES256"}"#, r#"{"iss":"grantty","aud":"https://id.example.com","jti":"1"}"#);
    let hint = jwt(r#"{"alg":"RS256"}"#, &format!(r#"{{"sub":"ann","pin":"042","list":["x {SECRET}"]}}"#));
    let form = vec![
        ("grant_type".to_owned(), Value::Plain("client_credentials".to_owned())),
        ("client_assertion".to_owned(), secret("client_assertion", &assertion)),
        ("id_token_hint".to_owned(), secret("id_token_hint", &hint)),
        ("user_code".to_owned(), secret("user_code", "042")),
        ("request".to_owned(), Value::Plain("eyJ.not.one".to_owned())),
    ];
    let proof = jwt(r#"{"typ":"dpop+jwt","jwk":{"kty":"EC","d":"leaked-by-mistake"}}"#, r#"{"htm":"POST"}"#);
    let bearer = jwt(r#"{"alg":"none"}"#, r#"{"scope":"openid"}"#);
    Request::post(Purpose::Token, url, form)
        .with_header("dpop", secret("dpop", &proof))
        .with_header("authorization", secret("authorization", &format!("DPoP {bearer}")))
}

fn masker(request: &Request) -> Masker {
    let mut masker = Masker::default();
    masker.learn("client_secret", &Secret::new(SECRET));
    for (kind, secret) in request.secrets() {
        masker.learn(kind, secret);
    }
    masker
}

#[test]
fn the_jwts_of_a_request_are_read_and_keep_their_secrets() {
    crate::covers!("SEC-09");
    let request = signed();
    let masker = masker(&request);
    let all = decoded(&request, Eyes { masker: &masker, reveal: false });
    let names: Vec<&str> = all.iter().map(|(name, ..)| name.as_str()).collect();
    assert_eq!(names, ["DPoP", "Authorization", "client_assertion", "id_token_hint"]);
    assert_eq!(all[0].1.to_string(), r#"{"typ":"dpop+jwt","jwk":{"kty":"EC","d":"‹private_key#1›"}}"#);
    assert_eq!(all[1].2.to_string(), r#"{"scope":"openid"}"#);
    assert_eq!(all[2].2.to_string(), r#"{"iss":"grantty","aud":"https://id.example.com","jti":"1"}"#);
    let hint = r#"{"sub":"ann","pin":"‹user_code#1›","list":["x ‹client_secret#1›"]}"#;
    assert_eq!(all[3].2.to_string(), hint);
    let open = decoded(&request, Eyes { masker: &masker, reveal: true });
    assert!(open[3].2.to_string().contains(SECRET));
}

#[test]
fn an_encrypted_object_shows_its_header_alone() {
    let url = url::Url::parse("https://id.example.com/par").expect("a URL");
    let object = format!("{}.a2V5.aXY.Y2lwaGVy.dGFn", base64url::encode(br#"{"alg":"ECDH-ES","enc":"A256GCM"}"#));
    let request = Request::post(Purpose::Par, url, vec![("request".to_owned(), secret("request", &object))]);
    let all = decoded(&request, Eyes { masker: &Masker::default(), reveal: false });
    assert_eq!(all[0].1.to_string(), r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#);
    assert_eq!(all[0].2, Json::Null);
}

fn peer() -> Peer {
    let leaf = Certificate {
        subject: format!("CN={SECRET}"),
        issuer: "CN=a CA".to_owned(),
        names: vec!["id.example.com".to_owned()],
        serial: "01:02".to_owned(),
        not_before: 0,
        not_after: 951_782_400,
        key: "EC P-256".to_owned(),
        signature: "ECDSA with SHA-256".to_owned(),
        sha256: "ab:cd".to_owned(),
        is_authority: false,
    };
    Peer {
        protocol: Some("TLS 1.3"),
        cipher: Some("TLS13_AES_256_GCM_SHA384".to_owned()),
        chain: vec![leaf],
        fault: Some("it expired".to_owned()),
        asked_for_certificate: true,
        ..Peer::default()
    }
}

#[test]
fn an_exchange_that_failed_shows_the_chain_and_the_proxy() {
    let request = signed();
    let masker = masker(&request);
    let error = TransportError {
        kind: TransportKind::Tls,
        detail: "it expired".to_owned(),
        after: Duration::from_millis(31),
        at: Now::default(),
        peer: Some(Arc::new(peer())),
        via: Some("http://proxy.example:3128".to_owned()),
    };
    let failed = Exchange { n: 1, sent: Now::default(), request, end: End::Failed(error) };
    let shown = exchange(&failed, Eyes { masker: &masker, reveal: false });
    let tls = shown.get("tls").expect("TLS");
    assert_eq!(
        tls.get("client_certificate").map(Json::to_string).as_deref(),
        Some(r#"{"asked":true,"sent":false,"certificate":null}"#)
    );
    assert_eq!(tls.get("fault").and_then(Json::as_str), Some("it expired"));
    let leaf = &tls.get("chain").and_then(Json::as_array).expect("a chain")[0];
    assert_eq!(leaf.get("subject").and_then(Json::as_str), Some("CN=‹client_secret#1›"));
    assert_eq!(leaf.get("not_after").and_then(Json::as_str), Some("2000-02-29T00:00:00Z"));
    assert_eq!(shown.get("proxy").and_then(Json::as_str), Some("http://proxy.example:3128"));
    let times = r#"{"dns":null,"connect":null,"tls":null,"first_byte":null,"total":31}"#;
    assert_eq!(shown.get("timings_ms").map(Json::to_string).as_deref(), Some(times));
    let assertion = shown.get("request").and_then(|sent| sent.get("decoded")?.get("client_assertion")?.get("claims"));
    assert!(assertion.is_some(), "{shown}");
}

#[test]
fn a_text_whose_secret_no_mask_fits_is_withheld() {
    crate::covers!("SEC-10");
    let request = signed();
    let masker = masker(&request);
    let eyes = Eyes { masker: &masker, reveal: false };
    let odd = "you sent %63anary-7f3c19d2e8b4a650";
    assert_eq!(eyes.export(odd), "‹withheld: ‹client_secret#1› stands in it, spelled in another way›");
    assert_eq!(Eyes { reveal: true, ..eyes }.export(odd), odd);
    assert_eq!(eyes.export("nothing of it"), "nothing of it");
}
