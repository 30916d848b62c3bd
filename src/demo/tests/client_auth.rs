//! Each way to prove who one is, at each endpoint that asks: the right one is let in, all others are not.

use super::client::{Got, demo, post, post_with};
use crate::demo::client::{self, Auth, Client};
use crate::demo::client_keys::{ED25519, P384, P521, PLAIN_SECRET, RAW_SECRET, RSA, SECRET_256, SECRET_512};
use crate::demo::keys::base64;
use crate::demo::{Demo, form, random};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair};
use aws_lc_rs::{hmac, rsa};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};

const KIND: (&str, &str) = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");

/// Signs for a client; keys that are not given in PKCS#8 are put together from their numbers.
pub fn sign(alg: &str, key: &str, input: &[u8]) -> Vec<u8> {
    let chance = SystemRandom::new();
    if let Some(bits) = alg.strip_prefix("HS") {
        let algorithm = match bits {
            "256" => hmac::HMAC_SHA256,
            "384" => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA512,
        };
        return hmac::sign(&hmac::Key::new(algorithm, key.as_bytes()), input).as_ref().to_vec();
    }
    let jwk: Value = serde_json::from_str(key).unwrap();
    let bytes = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap()).unwrap();
    let ec = |algorithm| {
        let public = [vec![4], bytes("x"), bytes("y")].concat();
        let pair = EcdsaKeyPair::from_private_key_and_public_key(algorithm, &bytes("d"), &public).unwrap();
        pair.sign(&chance, input).unwrap().as_ref().to_vec()
    };
    let rsa = |encoding| {
        let pair = rsa_pair(&bytes);
        let mut signature = vec![0; pair.public_modulus_len()];
        pair.sign(encoding, &chance, input, &mut signature).unwrap();
        signature
    };
    match alg {
        "ES256" => ec(&signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        "ES384" => ec(&signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        "ES512" => ec(&signature::ECDSA_P521_SHA512_FIXED_SIGNING),
        "RS256" => rsa(&signature::RSA_PKCS1_SHA256),
        "RS384" => rsa(&signature::RSA_PKCS1_SHA384),
        "RS512" => rsa(&signature::RSA_PKCS1_SHA512),
        "PS256" => rsa(&signature::RSA_PSS_SHA256),
        "PS384" => rsa(&signature::RSA_PSS_SHA384),
        "PS512" => rsa(&signature::RSA_PSS_SHA512),
        "EdDSA" => Ed25519KeyPair::from_seed_unchecked(&bytes("d")).unwrap().sign(input).as_ref().to_vec(),
        other => panic!("{other}"),
    }
}

/// PKCS #1 (RFC 8017 §A.1.2), written by hand: a version and eight numbers.
fn rsa_pair(bytes: &dyn Fn(&str) -> Vec<u8>) -> rsa::KeyPair {
    let length = |n: usize| match u8::try_from(n) {
        Ok(short) if short < 128 => vec![short],
        Ok(middle) => vec![0x81, middle],
        Err(_) => vec![0x82, u8::try_from(n >> 8).unwrap(), u8::try_from(n & 255).unwrap()],
    };
    let number = |bytes: &[u8]| {
        let bytes = if bytes[0] >= 128 { [&[0], bytes].concat() } else { bytes.to_vec() };
        [vec![2], length(bytes.len()), bytes].concat()
    };
    let numbers = ["n", "e", "d", "p", "q", "dp", "dq", "qi"].map(|name| number(&bytes(name))).concat();
    let body = [number(&[0]), numbers].concat();
    rsa::KeyPair::from_der(&[vec![0x30], length(body.len()), body].concat()).unwrap()
}

/// What a client signs with, and what it signs so.
fn key_of(client: &Client) -> (&'static [&'static str], &'static str) {
    match &client.auth {
        Auth::Jwt { algs, key } => (algs, key.or(client.secret).unwrap()),
        other => panic!("{other:?}"),
    }
}

/// A good assertion with some claims changed.
fn assertion(issuer: &str, client: &str, (alg, key): (&str, &str), changes: &[(&str, Value)]) -> String {
    let now = crate::demo::clock::Clock::start().now().unix();
    let mut claims =
        json!({"iss": client, "sub": client, "aud": issuer, "jti": random::token(), "iat": now, "exp": now + 60});
    for (name, value) in changes {
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(*name)),
            value => claims[*name] = value.clone(),
        }
    }
    let header = json!({"alg": alg, "typ": "JWT"});
    let input = format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()));
    let signature = sign(alg, key, input.as_bytes());
    format!("{input}.{}", base64(&signature))
}

fn basic(id: &str, secret: &str) -> String {
    format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("{id}:{secret}")))
}

/// A path, the fields that are sent there, and the status of the answer.
type Asking = (&'static str, &'static [(&'static str, &'static str)], u16);

/// A request to each endpoint that wants to know who asks, and the status of its answer.
pub const ENDPOINTS: [Asking; 9] = [
    ("token", &[("grant_type", "client_credentials"), ("scope", "api")], 200),
    ("token", &[("grant_type", "refresh_token"), ("refresh_token", "demo-refresh-ann")], 200),
    ("token", &[("grant_type", "password"), ("username", "ann"), ("password", crate::demo::people::PASSWORD)], 200),
    ("device_authorization", &[("scope", "openid")], 200),
    ("bc-authorize", &[("scope", "openid"), ("login_hint", "ann")], 200),
    ("par", &[("response_type", "code"), ("redirect_uri", "http://127.0.0.1:1/callback"), ("scope", "openid")], 201),
    ("introspect", &[("token", "demo-access-ann")], 200),
    ("revoke", &[("token", "demo-access-bob")], 200),
    ("token", &[("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", "unknown")], 400),
];

/// Sends to every endpoint what `proof` makes anew for each; all let the client in, or none.
fn everywhere(demo: &Demo, is_let_in: bool, proof: &dyn Fn() -> (String, Vec<(&'static str, String)>)) {
    for (path, fields, status) in ENDPOINTS {
        let (headers, more) = proof();
        let more: Vec<(&str, &str)> = more.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let got = post_with(&format!("{}/{path}", demo.issuer()), &headers, &[fields, &more].concat());
        let fine = got.status == status && (status != 400 || got.error() == "invalid_grant");
        let refused = got.status == 401 && got.error() == "invalid_client";
        assert_eq!((fine, refused), (is_let_in, !is_let_in), "{path} {fields:?} {more:?}: {}", got.text());
    }
}

const SECRETS: [(&str, &str); 3] =
    [("grantty-demo-basic", PLAIN_SECRET), ("grantty-demo-raw", RAW_SECRET), ("grantty-demo-post", PLAIN_SECRET)];

#[test]
fn a_secret_is_taken_where_it_is_registered_for_and_nowhere_else() {
    let demo = demo();
    for (id, secret) in SECRETS {
        let (by_form, raw) = (id == "grantty-demo-post", id == "grantty-demo-raw");
        let form = || (String::new(), vec![("client_id", id.to_owned()), ("client_secret", secret.to_owned())]);
        everywhere(&demo, by_form, &form);
        everywhere(&demo, !by_form && !raw, &|| (basic(id, &form::encode(&form::encode(secret))), vec![]).clone());
        everywhere(&demo, !by_form, &|| (basic(id, if raw { secret } else { PLAIN_SECRET }), vec![]));
        everywhere(&demo, false, &|| (basic(id, "wrong"), vec![]));
        everywhere(&demo, false, &|| (String::new(), vec![("client_id", id.to_owned())]));
    }
    // The one that wants no encoding gets another secret where there is some.
    everywhere(&demo, false, &|| (basic("grantty-demo-raw", &form::encode(RAW_SECRET)), vec![]));
    everywhere(&demo, false, &|| (basic("nobody", "x"), vec![]));
    everywhere(&demo, false, &|| (String::new(), vec![]));
}

#[test]
fn an_assertion_is_taken_everywhere_in_every_registered_algorithm() {
    let demo = demo();
    let mut seen = Vec::new();
    for client in client::all().filter(|client| matches!(client.auth, Auth::Jwt { .. })) {
        let (algs, key) = key_of(client);
        seen.extend(algs);
        for alg in algs {
            everywhere(&demo, true, &|| {
                let jwt = assertion(demo.issuer(), client.id, (alg, key), &[]);
                (String::new(), vec![(KIND.0, KIND.1.to_owned()), ("client_assertion", jwt)])
            });
        }
        // Neither the id alone nor a secret where an assertion is due.
        everywhere(&demo, false, &|| (String::new(), vec![("client_id", client.id.to_owned())]));
        everywhere(&demo, false, &|| (basic(client.id, &form::encode(client.secret.unwrap_or("x"))), vec![]));
    }
    let named = ["HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"];
    assert!(named.iter().chain(&["ES256", "ES384", "ES512", "EdDSA"]).all(|alg| seen.contains(&alg)), "{seen:?}");
    // Who has not registered any makes none.
    everywhere(&demo, false, &|| {
        let jwt = assertion(demo.issuer(), "grantty-demo-basic", ("HS256", PLAIN_SECRET), &[]);
        (String::new(), vec![(KIND.0, KIND.1.to_owned()), ("client_assertion", jwt)])
    });
}

const ES384: &str = "grantty-demo-private-key-jwt-p384";

fn send(demo: &Demo, more: &[(&str, &str)]) -> Got {
    let grant = [("grant_type", "client_credentials"), KIND];
    post(&format!("{}/token", demo.issuer()), &[&grant, more].concat())
}

#[test]
fn an_assertion_has_to_be_whole() {
    let demo = demo();
    let with = |changes: &[(&str, Value)]| assertion(demo.issuer(), ES384, ("ES384", P384), changes);
    let now = crate::demo::clock::Clock::start().now().unix();
    let endpoint = format!("{}/token", demo.issuer());
    for fine in [
        with(&[("aud", json!(endpoint))]),
        with(&[("aud", json!([demo.issuer()]))]),
        with(&[("iat", Value::Null)]),
        with(&[("exp", json!(now + 300))]),
    ] {
        assert_eq!(send(&demo, &[("client_assertion", &fine)]).status, 200, "{fine}");
    }
    let wrong = [
        with(&[("iss", json!("grantty-demo"))]),
        with(&[("sub", json!("grantty-demo-private-key-jwt"))]),
        with(&[("aud", json!("https://elsewhere.example"))]),
        with(&[("aud", json!(format!("{}/", demo.issuer())))]),
        with(&[("aud", Value::Null)]),
        with(&[("jti", Value::Null)]),
        with(&[("jti", json!(""))]),
        with(&[("exp", Value::Null)]),
        with(&[("exp", json!(now - 120))]),
        with(&[("exp", json!(now + 86_400))]),
        with(&[("nbf", json!(now + 600))]),
        with(&[("iat", json!(now + 600))]),
        assertion(demo.issuer(), ES384, ("ES512", P521), &[]),
        assertion(demo.issuer(), ES384, ("HS256", P384), &[]),
        assertion(demo.issuer(), "grantty-demo-private-key-jwt-ed25519", ("RS256", RSA), &[]),
        assertion(demo.issuer(), "grantty-demo-secret-jwt", ("HS512", SECRET_256), &[]),
        assertion(demo.issuer(), "grantty-demo-secret-jwt-long", ("HS256", SECRET_512), &[]),
        assertion(demo.issuer(), "grantty-demo-secret-jwt", ("HS256", SECRET_512), &[]),
        assertion(demo.issuer(), "grantty-demo-private-key-jwt-rsa", ("PS256", RSA), &[]),
        assertion(demo.issuer(), "nobody", ("EdDSA", ED25519), &[]),
        format!("{}A", with(&[])),
        "not.a-jwt".to_owned(),
    ];
    for jwt in wrong {
        let got = send(&demo, &[("client_assertion", &jwt)]);
        assert_eq!((got.status, got.error().as_str()), (401, "invalid_client"), "{jwt}: {}", got.text());
    }
}

#[test]
fn an_assertion_is_good_once_and_never_beside_something_else() {
    let demo = demo();
    let fresh = || assertion(demo.issuer(), ES384, ("ES384", P384), &[]);
    let jwt = fresh();
    assert_eq!(send(&demo, &[("client_assertion", &jwt), ("client_id", ES384)]).status, 200);
    let again = send(&demo, &[("client_assertion", &jwt)]);
    assert_eq!((again.status, again.error().as_str()), (401, "invalid_client"));
    assert!(again.text().contains("used before"));
    let refused = |more: &[(&str, &str)]| send(&demo, more).error();
    assert_eq!(refused(&[("client_assertion", &fresh()), ("client_secret", "x")]), "invalid_request");
    assert_eq!(refused(&[("client_assertion", &fresh()), ("client_id", "grantty-demo")]), "invalid_request");
    assert_eq!(refused(&[]), "invalid_request", "a type without an assertion");
    let url = format!("{}/token", demo.issuer());
    let grant = ("grant_type", "client_credentials");
    let both = post_with(&url, &basic("grantty-demo-basic", PLAIN_SECRET), &[grant, ("client_secret", PLAIN_SECRET)]);
    assert_eq!((both.status, both.error().as_str()), (400, "invalid_request"));
    let untyped = post(&url, &[grant, ("client_assertion", &fresh())]);
    assert_eq!(untyped.error(), "invalid_request");
    let saml = ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:saml2-bearer");
    assert_eq!(post(&url, &[grant, saml, ("client_assertion", &fresh())]).error(), "invalid_request");
}

#[test]
fn what_a_fault_demands_is_demanded_and_what_it_answers_is_answered() {
    let demo = demo();
    let at = |fault: &str, headers: &str, fields: &[(&str, &str)]| {
        let grant = [("grant_type", "refresh_token"), ("refresh_token", "demo-refresh-ann")];
        post_with(&format!("{}/token", demo.fault_issuer(fault)), headers, &[&grant, fields].concat())
    };
    let es256 = "grantty-demo-private-key-jwt";
    let signed = |fault: &str, aud: &str| {
        let jwt = assertion(aud, es256, ("ES256", client::REQUEST_KEY), &[]);
        at(fault, "", &[KIND, ("client_assertion", &jwt)])
    };
    for (fault, endpoint, issuer) in [
        ("assertion-for-endpoint", 200, 401),
        ("assertion-not-for-issuer", 200, 401),
        ("assertion-not-for-endpoint", 401, 200),
    ] {
        let own = demo.fault_issuer(fault);
        assert_eq!(signed(fault, &format!("{own}/token")).status, endpoint, "{fault}");
        assert_eq!(signed(fault, &own).status, issuer, "{fault}");
    }
    let (id, odd) = ("grantty-demo-confidential", client::ODD_SECRET);
    assert_eq!(at("basic-not-taken", &basic(id, &form::encode(odd)), &[]).status, 401);
    assert_eq!(at("basic-not-taken", "", &[("client_id", id), ("client_secret", odd)]).status, 200);
    assert_eq!(at("basic-not-decoded", &basic(id, &form::encode(odd)), &[]).status, 401);
    assert_eq!(at("basic-not-decoded-raw", &basic(id, odd), &[]).status, 200);
    let refused = at("client-refused-400", &basic(id, &form::encode(odd)), &[]);
    assert_eq!((refused.status, refused.error().as_str()), (400, "invalid_client"));
    assert_eq!(refused.header("www-authenticate"), None);
    let refused = signed("client-refused-challenge", "x");
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, Some("Basic realm=\"grantty demo\"")));
}

#[test]
fn requests_are_kept_byte_by_byte_for_who_wants_them() {
    let demo = demo();
    let url = format!("{}/token?x=%41", demo.issuer());
    post(&url, &[("before", "nobody wanted it")]);
    demo.keep_requests();
    let header = basic("grantty-demo-basic", PLAIN_SECRET);
    assert_eq!(post_with(&url, &header, &[("grant_type", "client_credentials"), ("odd", " +ä")]).status, 200);
    let [kept] = &demo.requests()[..] else { panic!() };
    assert_eq!((kept.method.as_str(), kept.target.as_str(), kept.path()), ("POST", "/token?x=%41", "/token"));
    assert_eq!(kept.body, b"grant_type=client_credentials&odd=+%2B%C3%A4");
    assert_eq!(kept.header("authorization"), header.trim().strip_prefix("Authorization: "));
    assert!(!format!("{kept:?}").contains("Basic"));
}
