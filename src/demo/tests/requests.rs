//! Requests that are pushed or signed before the browser sees them.

use super::client::{Got, demo, get, post, post_with};
use super::code_flow::{REDIRECT, address, answer, param};
use crate::demo::client::REQUEST_KEY;
use crate::demo::{Demo, authorize, form, keys};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

fn push(issuer: &str, fields: &[(&str, &str)]) -> Got {
    let usual = [("response_type", "code"), ("redirect_uri", REDIRECT), ("state", "pushed")];
    post(&format!("{issuer}/par"), &[&usual, fields].concat())
}

const PAR: (&str, &str) = ("client_id", "grantty-demo-par");

#[test]
fn a_pushed_request_is_taken_once() {
    let demo = demo();
    let issuer = demo.issuer();
    let got = push(issuer, &[PAR]);
    let json = got.json();
    assert_eq!((got.status, json["expires_in"].as_u64()), (201, Some(60)), "{}", got.text());
    assert_eq!(got.header("cache-control"), Some("no-store"));
    let uri = json["request_uri"].as_str().unwrap();
    let at = |client: &str| {
        format!("{issuer}/authorize?client_id={client}&state=not-this&request_uri={}", form::encode(uri))
    };
    assert_eq!(get(&at("grantty-demo"), "").unwrap().status, 400, "it is of another client");
    let answered = authorize(&at("grantty-demo-par"), true).unwrap();
    assert_eq!(param(&answered, "state").as_deref(), Some("pushed"), "what is beside the request_uri does not count");
    assert!(param(&answered, "code").is_some());
    let again = authorize(&at("grantty-demo-par"), true).unwrap();
    assert_eq!(param(&again, "error").as_deref(), Some("invalid_request_uri"));
    let unknown = format!("{issuer}/authorize?client_id=grantty-demo-par&request_uri=urn%3Anone");
    assert_eq!(get(&unknown, "").unwrap().status, 400);
}

#[test]
fn a_push_is_judged_at_once_and_by_an_authenticated_client() {
    let demo = demo();
    let issuer = demo.issuer();
    assert_eq!(push(issuer, &[]).error(), "invalid_client");
    assert_eq!(push(issuer, &[("client_id", "grantty-demo-confidential")]).status, 401);
    assert_eq!(push(issuer, &[PAR, ("request_uri", "urn:x")]).error(), "invalid_request");
    assert_eq!(push(issuer, &[PAR, ("scope", "root")]).error(), "invalid_scope");
    assert_eq!(push(issuer, &[PAR, ("state", "twice")]).error(), "invalid_request");
    let elsewhere = [PAR, ("response_type", "code"), ("redirect_uri", "https://evil.example/")];
    assert_eq!(post(&format!("{issuer}/par"), &elsewhere).error(), "invalid_request");
    let secret = format!("grantty-demo-confidential:{}", form::encode(crate::demo::client::ODD_SECRET));
    let header = format!("Authorization: Basic {}\r\n", STANDARD.encode(secret));
    let fields = [("response_type", "code"), ("redirect_uri", REDIRECT)];
    assert_eq!(post_with(&format!("{issuer}/par"), &header, &fields).status, 201);
    assert_eq!(get(&format!("{issuer}/par"), "").unwrap().status, 405);
    let plain = answer(issuer, &[PAR]);
    assert_eq!(param(&plain, "error").as_deref(), Some("invalid_request"), "this client has to push");
}

/// A request object with these claims, signed by the demo client's key.
pub fn object(header: &Value, claims: &Value) -> String {
    let key: Value = serde_json::from_str(REQUEST_KEY).unwrap();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let public = [vec![4], bytes("x"), bytes("y")].concat();
    let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
    let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &bytes("d"), &public).unwrap();
    let part = |value: &Value| keys::base64(value.to_string().as_bytes());
    let input = format!("{}.{}", part(header), part(claims));
    let signature = pair.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
    format!("{input}.{}", keys::base64(signature.as_ref()))
}

fn good(demo: &Demo) -> Value {
    let exp = demo.provider.clock.now().unix() + 60;
    json!({"iss": "grantty-demo-jar", "client_id": "grantty-demo-jar", "aud": demo.issuer(), "exp": exp,
        "response_type": "code", "redirect_uri": REDIRECT, "state": "inside", "max_age": 3600})
}

fn header() -> Value {
    json!({"alg": "ES256", "typ": "oauth-authz-req+jwt", "kid": "demo-request-object"})
}

const JAR: (&str, &str) = ("client_id", "grantty-demo-jar");

#[test]
fn only_what_is_inside_a_signed_request_counts() {
    let demo = demo();
    let object = object(&header(), &good(&demo));
    let answered = answer(demo.issuer(), &[JAR, ("request", &object), ("state", "outside"), ("scope", "nonsense")]);
    assert_eq!(param(&answered, "state").as_deref(), Some("inside"));
    assert!(param(&answered, "code").is_some());
    let pushed = post(&format!("{}/par", demo.issuer()), &[JAR, ("request", &object)]);
    assert_eq!(pushed.status, 201, "{}", pushed.text());
    let uri = pushed.json()["request_uri"].as_str().unwrap().to_owned();
    let at = format!("{}/authorize?client_id=grantty-demo-jar&request_uri={}", demo.issuer(), form::encode(&uri));
    assert_eq!(param(&authorize(&at, true).unwrap(), "state").as_deref(), Some("inside"));
    let none = answer(demo.issuer(), &[("request", &object)]);
    assert_eq!(param(&none, "error").as_deref(), Some("invalid_request_object"), "this client has no key");
}

#[test]
fn request_objects_are_verified() {
    let demo = demo();
    let changed = |name: &str, value: Value| {
        let mut claims = good(&demo);
        claims[name] = value;
        object(&header(), &claims)
    };
    let fine = object(&header(), &good(&demo));
    let wrong = [
        changed("aud", json!("https://elsewhere.example")),
        changed("iss", json!("grantty-demo")),
        changed("client_id", json!("grantty-demo")),
        changed("exp", json!(1)),
        changed("exp", Value::Null),
        changed("nbf", json!(u64::MAX)),
        changed("request", json!("x")),
        object(&json!({"alg": "none"}), &good(&demo)),
        object(&json!({"alg": "ES256", "typ": "at+jwt"}), &good(&demo)),
        format!("{}A", &fine[..fine.len() - 4]),
        "not.a-jwt".to_owned(),
    ];
    for object in wrong {
        let answered = answer(demo.issuer(), &[JAR, ("request", &object)]);
        assert_eq!(param(&answered, "error").as_deref(), Some("invalid_request_object"), "{object}");
        assert_eq!(param(&answered, "state").as_deref(), Some("s-1"));
    }
    let anywhere = changed("redirect_uri", json!("https://evil.example/callback"));
    assert_eq!(get(&address(demo.issuer(), &[JAR, ("request", &anywhere)]), "").unwrap().status, 400);
}
