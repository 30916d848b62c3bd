//! Grants that ask nobody, token exchange, and the tokens that are known beforehand.

use super::client::{Got, claims, demo, get, part, post, post_with};
use crate::demo::client::{HS256_SECRET, ODD_SECRET, REQUEST_KEY, SERVICE_SECRET};
use crate::demo::exchange::ACCESS_TOKEN;
use crate::demo::{Demo, fixed, form, keys};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const PUBLIC: (&str, &str) = ("client_id", "grantty-demo");
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";

fn token(demo: &Demo, fields: &[(&str, &str)]) -> Got {
    post(&format!("{}/token", demo.issuer()), fields)
}

pub fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{}:{}", form::encode(id), form::encode(secret));
    format!("Authorization: Basic {}\r\n", STANDARD.encode(pair))
}

#[test]
fn a_client_gets_a_token_for_itself_and_nothing_more() {
    let demo = demo();
    let url = format!("{}/token", demo.issuer());
    let header = basic("grantty-demo-service", SERVICE_SECRET);
    let grant = ("grant_type", "client_credentials");
    let tokens = post_with(&url, &header, &[grant, ("scope", "api")]).json();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(part(access_token, 0)["typ"], "at+jwt");
    let about = claims(access_token);
    assert_eq!(
        (about["sub"].as_str(), about["client_id"].as_str()),
        (Some("grantty-demo-service"), about["sub"].as_str())
    );
    assert!(
        tokens.get("id_token").is_none() && tokens.get("refresh_token").is_none() && about.get("auth_time").is_none()
    );
    assert_eq!(post_with(&url, &header, &[grant, ("scope", "openid")]).error(), "invalid_scope");
    assert_eq!(token(&demo, &[grant, PUBLIC]).error(), "unauthorized_client");
    let bearer = format!("Authorization: Bearer {access_token}\r\n");
    assert_eq!(get(&format!("{}/userinfo", demo.issuer()), &bearer).unwrap().status, 403, "there is nobody to tell of");
}

#[test]
fn a_password_gives_what_a_sign_in_gives() {
    let demo = demo();
    let ask = |password: &str| {
        let fields = [("grant_type", "password"), PUBLIC, ("username", "ann"), ("password", password)];
        token(&demo, &[&fields[..], &[("scope", "openid email offline_access")]].concat())
    };
    let tokens = ask("demo").json();
    assert_eq!(claims(tokens["id_token"].as_str().unwrap())["email"], "ann@example.com");
    assert!(tokens["refresh_token"].is_string());
    assert_eq!(ask("guessed").error(), "invalid_grant");
    let logged = demo.log().into_iter().find(|line| line.path == "/token").unwrap();
    assert!(logged.form.contains(&("password".to_owned(), "***".to_owned())));
}

/// An assertion of the client that may make some.
fn assertion(about: &Value) -> String {
    let jwk: Value = serde_json::from_str(REQUEST_KEY).unwrap();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let point = [vec![4], bytes("x"), bytes("y")].concat();
    let key =
        EcdsaKeyPair::from_private_key_and_public_key(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes("d"), &point).unwrap();
    let encode = |value: &Value| keys::base64(value.to_string().as_bytes());
    let input = format!("{}.{}", encode(&json!({"alg": "ES256", "typ": "JWT"})), encode(about));
    let signature = key.sign(&SystemRandom::new(), input.as_bytes()).unwrap();
    format!("{input}.{}", keys::base64(signature.as_ref()))
}

#[test]
fn an_assertion_is_judged_claim_by_claim() {
    let demo = demo();
    let ask = |changes: Value| {
        let mut about =
            json!({"iss": "grantty-demo-assertion", "sub": "ann", "aud": demo.issuer(), "exp": 32_503_680_000_u64});
        about.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
        let assertion = assertion(&about);
        let fields = [grant, ("client_id", "grantty-demo-assertion"), ("assertion", assertion.as_str())];
        token(&demo, &[&fields[..], &[("scope", "openid offline_access")]].concat())
    };
    let tokens = ask(json!({})).json();
    assert!(tokens["access_token"].is_string() && tokens.get("refresh_token").is_none(), "{tokens}");
    assert_eq!(ask(json!({"aud": format!("{}/token", demo.issuer())})).status, 200);
    let wrong = [
        json!({"iss": "grantty-demo"}),
        json!({"sub": "nobody"}),
        json!({"aud": "https://elsewhere.example"}),
        json!({"exp": 1_000_000_000}),
        json!({"exp": null}),
    ];
    for change in wrong {
        assert_eq!(ask(change.clone()).error(), "invalid_grant", "{change}");
    }
    let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
    let mut forged = assertion(
        &json!({"iss": "grantty-demo-assertion", "sub": "ann", "aud": demo.issuer(), "exp": 32_503_680_000_u64}),
    );
    forged.insert(forged.len() - 20, 'x');
    let fields = [grant, ("client_id", "grantty-demo-assertion"), ("assertion", forged.as_str())];
    assert_eq!(token(&demo, &fields).error(), "invalid_grant");
}

fn exchange(demo: &Demo, fields: &[(&str, &str)]) -> Got {
    let grant = ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
    token(demo, &[&[grant, PUBLIC], fields].concat())
}

#[test]
fn a_token_is_exchanged_for_one_with_an_actor_and_another_audience() {
    let demo = demo();
    let subject = [("subject_token", "demo-access-ann"), ("subject_token_type", ACCESS_TOKEN)];
    let actor = [("actor_token", "demo-access-bob"), ("actor_token_type", ACCESS_TOKEN)];
    let more =
        [("audience", "https://api.example.com"), ("resource", "https://api.example.com/v2"), ("scope", "email")];
    let tokens = exchange(&demo, &[&subject[..], &actor, &more].concat()).json();
    assert_eq!((&tokens["issued_token_type"], &tokens["token_type"]), (&json!(ACCESS_TOKEN), &json!("Bearer")));
    assert_eq!(tokens["scope"], "email");
    let about = claims(tokens["access_token"].as_str().unwrap());
    assert_eq!(about["aud"], json!(["https://api.example.com/v2", "https://api.example.com"]));
    assert_eq!(about["act"]["sub"], "20944381270055182736450918273");
    let twice = exchange(&demo, &[&subject[..], &[("resource", "https://api.example.com"); 2]].concat());
    assert_eq!(twice.status, 200, "RFC 8693 §2.1 allows several");
    let elsewhere = exchange(&demo, &[&subject[..], &[("audience", "https://elsewhere.example")]].concat());
    assert_eq!(elsewhere.error(), "invalid_target");
    assert_eq!(exchange(&demo, &[&subject[..], &[("scope", "api")]].concat()).error(), "invalid_scope");
    assert_eq!(exchange(&demo, &subject[..1]).error(), "invalid_request");
    let unknown = [("subject_token", "made-up"), ("subject_token_type", ACCESS_TOKEN)];
    assert_eq!(exchange(&demo, &unknown).error(), "invalid_request");
}

#[test]
fn an_id_token_is_exchanged_and_issued_whatever_it_is_signed_with() {
    let demo = demo();
    for client in ["grantty-demo", "grantty-demo-es256", "grantty-demo-eddsa", "grantty-demo-ps256"] {
        let fields = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", "demo-refresh-ann")];
        let id_token = token(&demo, &fields).json()["id_token"].as_str().unwrap().to_owned();
        let subject = [("subject_token", id_token.as_str()), ("subject_token_type", ID_TOKEN)];
        let tokens = exchange(&demo, &[&subject[..], &[("requested_token_type", ID_TOKEN)]].concat()).json();
        assert_eq!(
            (&tokens["token_type"], &tokens["issued_token_type"]),
            (&json!("N_A"), &json!(ID_TOKEN)),
            "{client}"
        );
        let about = claims(tokens["access_token"].as_str().unwrap());
        assert_eq!((about["aud"].as_str(), about["name"].as_str()), (Some("grantty-demo"), Some("Ann Archer")));
        let mut forged = id_token.clone();
        forged.insert(forged.len() - 20, 'x');
        let forged = [("subject_token", forged.as_str()), ("subject_token_type", ID_TOKEN)];
        assert_eq!(exchange(&demo, &forged).error(), "invalid_request");
    }
}

#[test]
fn each_client_has_the_signature_that_it_registered() {
    let demo = demo();
    let refresh = |client: &str, header: &str| {
        let fields = [("grant_type", "refresh_token"), ("client_id", client), ("refresh_token", "demo-refresh-ann")];
        let tokens = post_with(&format!("{}/token", demo.issuer()), header, &fields).json();
        tokens["id_token"].as_str().unwrap().to_owned()
    };
    let set = get(&format!("{}/jwks", demo.issuer()), "").unwrap().json();
    for (client, alg) in
        [("grantty-demo-es256", "ES256"), ("grantty-demo-eddsa", "EdDSA"), ("grantty-demo-ps256", "PS256")]
    {
        let header = part(&refresh(client, ""), 0);
        assert_eq!(header["alg"], alg);
        let key = set["keys"].as_array().unwrap().iter().find(|key| key["kid"] == header["kid"]).unwrap();
        assert_eq!(key["alg"], alg);
    }
    let id_token = refresh("grantty-demo-hs256", &basic("grantty-demo-hs256", HS256_SECRET));
    let (input, signature) = id_token.rsplit_once('.').unwrap();
    assert_eq!(part(&id_token, 0), json!({"alg": "HS256", "typ": "JWT"}));
    assert_eq!(keys::base64(&keys::hs256(HS256_SECRET.as_bytes(), input.as_bytes())), signature);
}

#[test]
fn a_known_refresh_token_works_again_and_again_and_gives_what_the_earlier_id_token_says() {
    let demo = demo();
    let refresh =
        |token_text: &str| token(&demo, &[("grant_type", "refresh_token"), PUBLIC, ("refresh_token", token_text)]);
    let (first, second) = (refresh("demo-refresh-ann").json(), refresh("demo-refresh-ann").json());
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let earlier = claims(&fixed::id_token(demo.issuer(), "grantty-demo"));
    let now = claims(first["id_token"].as_str().unwrap());
    for claim in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(earlier[claim], now[claim], "{claim}");
    }
    assert!(now.get("nonce").is_none() && now.get("azp").is_none());
    // What came of it rotates like any other.
    let rotated = first["refresh_token"].as_str().unwrap();
    assert_eq!((refresh(rotated).status, refresh(rotated).error().as_str()), (200, "invalid_grant"));
    assert_eq!(refresh(second["refresh_token"].as_str().unwrap()).status, 200, "another family");
    assert_eq!(refresh("demo-refresh-nobody").error(), "invalid_grant");
    assert_eq!(refresh("demo-refresh-ann~grantty-demo-confidential").error(), "invalid_grant");
}

#[test]
fn an_opaque_access_token_is_no_jwt_and_counts_all_the_same() {
    let demo = demo();
    let client = ("client_id", "grantty-demo-opaque");
    let tokens = token(&demo, &[("grant_type", "refresh_token"), client, ("refresh_token", "demo-refresh-bob")]).json();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert!(!access_token.contains('.'));
    let bearer = format!("Authorization: Bearer {access_token}\r\n");
    assert_eq!(get(&format!("{}/userinfo", demo.issuer()), &bearer).unwrap().json()["name"], "Bob Baker");
    assert!(ODD_SECRET.len() < HS256_SECRET.len(), "SHA-256 wants 32 octets");
}
