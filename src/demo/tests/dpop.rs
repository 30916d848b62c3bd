//! Proofs of possession: made here, judged by the provider.

use super::client::{Got, claims, demo, get, post_with, start};
use super::code_flow::{REDIRECT, address, param};
use super::grants::basic;
use crate::demo::client::{CIBA_SECRET, ODD_SECRET, SERVICE_SECRET};
use crate::demo::metadata::DEVICE_CODE;
use crate::demo::{Demo, approve, authorize, form, keys, random};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
    RSA_PSS_SHA256, RsaKeyPair,
};
use serde_json::{Value, json};

/// Makes a signature.
type Sign = Box<dyn Fn(&[u8]) -> Vec<u8>>;

/// Whoever holds a key: it signs, and says which key it is.
struct Holder {
    alg: &'static str,
    jwk: Value,
    sign: Sign,
}

impl Holder {
    fn es256() -> Self {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap();
        let point = pair.public_key().as_ref();
        let (x, y) = (keys::base64(&point[1..33]), keys::base64(&point[33..]));
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y });
        let sign = move |input: &[u8]| pair.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec();
        Self { alg: "ES256", jwk, sign: Box::new(sign) }
    }

    fn others() -> [Self; 3] {
        let ec = EcdsaKeyPair::generate(&ECDSA_P384_SHA384_FIXED_SIGNING).unwrap();
        let point = ec.public_key().as_ref();
        let (x, y) = (keys::base64(&point[1..49]), keys::base64(&point[49..]));
        let ec_public = json!({ "kty": "EC", "crv": "P-384", "x": x, "y": y });
        let ed = Ed25519KeyPair::generate().unwrap();
        let okp_public = json!({ "kty": "OKP", "crv": "Ed25519", "x": keys::base64(ed.public_key().as_ref()) });
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).unwrap();
        let (n, e) = (rsa.public_key().modulus(), rsa.public_key().exponent());
        let [n, e] = [n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero()].map(keys::base64);
        let rsa_public = json!({ "kty": "RSA", "n": n, "e": e });
        let of_ec = move |input: &[u8]| ec.sign(&SystemRandom::new(), input).unwrap().as_ref().to_vec();
        let of_rsa = move |input: &[u8]| {
            let mut signature = vec![0; 256];
            rsa.sign(&RSA_PSS_SHA256, &SystemRandom::new(), input, &mut signature).unwrap();
            signature
        };
        [
            Self { alg: "ES384", jwk: ec_public, sign: Box::new(of_ec) },
            Self { alg: "EdDSA", jwk: okp_public, sign: Box::new(move |input| ed.sign(input).as_ref().to_vec()) },
            Self { alg: "PS256", jwk: rsa_public, sign: Box::new(of_rsa) },
        ]
    }

    /// RFC 7638, of the members of an EC key.
    fn jkt(&self) -> String {
        let text = |name: &str| self.jwk[name].as_str().unwrap();
        let (crv, kty, x, y) = (text("crv"), text("kty"), text("x"), text("y"));
        let canonical = format!(r#"{{"crv":"{crv}","kty":"{kty}","x":"{x}","y":"{y}"}}"#);
        keys::base64(&keys::sha256(canonical.as_bytes()))
    }

    /// A `DPoP` header whose JWT has these members in place of the usual ones.
    fn made(&self, (method, url): (&str, &str), header: &Value, changes: &Value) -> String {
        let mut head = json!({ "typ": "dpop+jwt", "alg": self.alg, "jwk": self.jwk });
        let mut body = json!({ "jti": random::token(), "htm": method, "htu": url, "iat": now() });
        for (object, changes) in [(&mut head, header), (&mut body, changes)] {
            object.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        }
        let input = [head, body].map(|part| keys::base64(part.to_string().as_bytes())).join(".");
        format!("DPoP: {input}.{}\r\n", keys::base64(&(self.sign)(input.as_bytes())))
    }

    fn proof(&self, method: &str, url: &str) -> String {
        self.made((method, url), &json!({}), &json!({}))
    }

    fn with_nonce(&self, method: &str, url: &str, nonce: &str) -> String {
        self.made((method, url), &json!({}), &json!({ "nonce": nonce }))
    }

    /// The headers that show an access token, with these claims in place of the usual ones.
    fn shown(&self, url: &str, token: &str, changes: &Value) -> String {
        let mut body = json!({ "ath": keys::base64(&keys::sha256(token.as_bytes())) });
        body.as_object_mut().unwrap().extend(changes.as_object().unwrap().clone());
        format!("Authorization: DPoP {token}\r\n{}", self.made(("GET", url), &json!({}), &body))
    }
}

fn now() -> u64 {
    crate::demo::clock::Clock::start().now().unix()
}

const DPOP: (&str, &str) = ("client_id", "grantty-demo-dpop");
const NONCES: (&str, &str) = ("client_id", "grantty-demo-dpop-nonce");

fn endpoint(demo: &Demo, path: &str) -> String {
    format!("{}{path}", demo.issuer())
}

/// A token for the client itself.
fn service(issuer: &str, headers: &str) -> Got {
    let header = basic("grantty-demo-service", SERVICE_SECRET) + headers;
    post_with(&format!("{issuer}/token"), &header, &[("grant_type", "client_credentials")])
}

/// Tokens of ann for a refresh token that is known beforehand.
fn refreshed(demo: &Demo, client: (&str, &str), token: &str, headers: &str) -> Got {
    let fields = [("grant_type", "refresh_token"), client, ("refresh_token", token)];
    post_with(&endpoint(demo, "/token"), headers, &fields)
}

#[test]
fn a_proof_binds_the_token_and_is_asked_for_where_it_is_used() {
    let demo = demo();
    let (holder, url) = (Holder::es256(), endpoint(&demo, "/token"));
    let got = refreshed(&demo, DPOP, "demo-refresh-ann", &holder.proof("POST", &url));
    let tokens = got.json();
    assert_eq!((got.status, tokens["token_type"].as_str()), (200, Some("DPoP")), "{}", got.text());
    assert!(got.header("dpop-nonce").is_none());
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["cnf"], json!({ "jkt": holder.jkt() }));
    let at = endpoint(&demo, "/userinfo");
    let show = |headers: &str| get(&at, headers).unwrap();
    let good = show(&holder.shown(&at, token, &json!({})));
    assert_eq!((good.status, good.json()["name"].as_str()), (200, Some("Ann Archer")));
    assert_eq!(show(&holder.shown(&at, token, &json!({})).replace("DPoP ey", "dpop ey")).status, 200);
    let refused = |headers: &str, error: &str| {
        let got = show(headers);
        let challenge = got.header("www-authenticate").unwrap_or_default();
        assert_eq!(got.status, 401, "{headers}");
        assert!(challenge.starts_with(&format!("DPoP error=\"{error}\"")) && challenge.contains("algs=\"ES256 "));
    };
    refused(&format!("Authorization: Bearer {token}\r\n"), "invalid_token");
    refused(&format!("Authorization: DPoP {token}\r\n"), "invalid_dpop_proof");
    refused(&Holder::es256().shown(&at, token, &json!({})), "invalid_token");
    refused(
        &holder.shown(&at, token, &json!({ "ath": keys::base64(&keys::sha256(b"another")) })),
        "invalid_dpop_proof",
    );
    refused(&holder.shown(&at, token, &json!({ "htm": "POST" })), "invalid_dpop_proof");
    refused(&holder.shown(&at, "demo-access-ann", &json!({})), "invalid_token");
    assert!(show("").header("www-authenticate").unwrap().contains(", DPoP algs=\"ES256 "));
    assert_eq!(show("Authorization: Bearer demo-access-ann\r\n").status, 200);
}

#[test]
fn a_proof_is_judged_claim_by_claim() {
    let demo = demo();
    let (holder, url) = (Holder::es256(), endpoint(&demo, "/token"));
    let to = ("POST", url.as_str());
    let ask = |header: Value, changes: Value| service(demo.issuer(), &holder.made(to, &header, &changes));
    assert_eq!(ask(json!({}), json!({})).status, 200);
    let spelled = url.replace("http://", "HTTP://");
    let good = [json!({ "htu": spelled }), json!({ "iat": now() - 50 }), json!({ "iat": now() + 50 })];
    for change in good {
        assert_eq!(ask(json!({}), change.clone()).status, 200, "{change}");
    }
    let private = json!({ "kty": "EC", "crv": "P-256", "x": holder.jwk["x"], "y": holder.jwk["y"], "d": "AA" });
    let headers = [
        json!({ "typ": "JWT" }),
        json!({ "typ": null }),
        json!({ "alg": "none" }),
        json!({ "alg": "HS256" }),
        json!({ "alg": "ES384" }),
        json!({ "jwk": null }),
        json!({ "jwk": private }),
        json!({ "jwk": { "kty": "oct", "k": "AA" } }),
        json!({ "jwk": Holder::es256().jwk }),
    ];
    let changes = [
        json!({ "htm": "GET" }),
        json!({ "htm": "post" }),
        json!({ "htu": endpoint(&demo, "/par") }),
        json!({ "htu": format!("{url}?a=b") }),
        json!({ "htu": format!("{url}#a") }),
        json!({ "htu": null }),
        json!({ "iat": now() - 70 }),
        json!({ "iat": now() + 70 }),
        json!({ "iat": now().to_string() }),
        json!({ "jti": null }),
        json!({ "jti": "" }),
    ];
    let none = || json!({});
    let cases = headers.into_iter().map(|h| (h, none())).chain(changes.into_iter().map(|c| (none(), c)));
    for (header, change) in cases {
        let got = ask(header.clone(), change.clone());
        assert_eq!((got.status, got.error().as_str()), (400, "invalid_dpop_proof"), "{header} {change}");
    }
    let proof = holder.proof("POST", &url);
    assert_eq!(service(demo.issuer(), &proof).status, 200);
    assert_eq!(service(demo.issuer(), &proof).error(), "invalid_dpop_proof", "a jti counts once");
    let two = holder.proof("POST", &url) + &holder.proof("POST", &url);
    assert_eq!(service(demo.issuer(), &two).error(), "invalid_dpop_proof");
    assert_eq!(service(demo.issuer(), "DPoP: no.jwt\r\n").error(), "invalid_dpop_proof");
}

#[test]
fn proofs_are_taken_with_every_kind_of_key() {
    let demo = demo();
    let url = endpoint(&demo, "/token");
    let metadata = get(&endpoint(&demo, "/.well-known/openid-configuration"), "").unwrap().json();
    for holder in Holder::others() {
        let got = service(demo.issuer(), &holder.proof("POST", &url));
        assert_eq!(got.json()["token_type"], "DPoP", "{}: {}", holder.alg, got.text());
        let algs = metadata["dpop_signing_alg_values_supported"].as_array().unwrap();
        assert!(algs.contains(&holder.alg.into()));
    }
}

#[test]
fn a_client_that_registered_proofs_gets_nothing_without() {
    let demo = demo();
    assert_eq!(refreshed(&demo, DPOP, "demo-refresh-ann", "").error(), "invalid_dpop_proof");
    let got = refreshed(&demo, ("client_id", "grantty-demo"), "demo-refresh-ann", "");
    assert_eq!(got.json()["token_type"], "Bearer");
    assert!(claims(got.json()["access_token"].as_str().unwrap())["cnf"].is_null());
}

#[test]
fn the_refresh_token_of_a_public_client_is_bound_and_that_of_another_is_not() {
    let demo = demo();
    let (holder, other, url) = (Holder::es256(), Holder::es256(), endpoint(&demo, "/token"));
    let first = refreshed(&demo, DPOP, "demo-refresh-ann", &holder.proof("POST", &url)).json();
    let token = first["refresh_token"].as_str().unwrap();
    assert_eq!(refreshed(&demo, DPOP, token, &other.proof("POST", &url)).error(), "invalid_grant");
    let second = refreshed(&demo, DPOP, token, &holder.proof("POST", &url));
    assert_eq!(second.status, 200, "a refusal spends nothing: {}", second.text());
    let confidential = |token: &str, holder: &Holder| {
        let header = basic("grantty-demo-confidential", ODD_SECRET) + &holder.proof("POST", &url);
        let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
        post_with(&url, &header, &fields)
    };
    let first = confidential("demo-refresh-ann", &holder).json();
    let second = confidential(first["refresh_token"].as_str().unwrap(), &other).json();
    let token = second["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["cnf"]["jkt"], other.jkt());
    let header = basic("grantty-demo-confidential", ODD_SECRET);
    let about = post_with(&endpoint(&demo, "/introspect"), &header, &[("token", token)]).json();
    assert_eq!((&about["token_type"], &about["cnf"]), (&json!("DPoP"), &json!({ "jkt": other.jkt() })));
}

/// The code of an authorization request with these parameters.
fn code(demo: &Demo, other: &[(&str, &str)]) -> String {
    let answered = authorize(&address(demo.issuer(), &[&[DPOP], other].concat()), true).unwrap();
    param(&answered, "code").unwrap_or_else(|| panic!("{answered:?}"))
}

fn redeem(demo: &Demo, client: (&str, &str), code: &str, headers: &str) -> Got {
    let verifier = ("code_verifier", "0123456789012345678901234567890123456789abc");
    let grant = ("grant_type", "authorization_code");
    let fields = [grant, client, ("code", code), ("redirect_uri", REDIRECT), verifier];
    post_with(&endpoint(demo, "/token"), headers, &fields)
}

#[test]
fn a_code_is_for_the_key_that_the_request_names() {
    let demo = demo();
    let (holder, other, url) = (Holder::es256(), Holder::es256(), endpoint(&demo, "/token"));
    let bound = code(&demo, &[("dpop_jkt", &holder.jkt())]);
    assert_eq!(redeem(&demo, DPOP, &bound, &other.proof("POST", &url)).error(), "invalid_grant");
    assert_eq!(redeem(&demo, DPOP, &bound, &holder.proof("POST", &url)).json()["token_type"], "DPoP");
    let free = code(&demo, &[]);
    assert_eq!(redeem(&demo, DPOP, &free, &other.proof("POST", &url)).status, 200);
    let odd = authorize(&address(demo.issuer(), &[DPOP, ("dpop_jkt", "short")]), true).unwrap();
    assert_eq!(param(&odd, "error").as_deref(), Some("invalid_request"));
}

#[test]
fn a_proof_with_a_pushed_request_binds_its_code() {
    let demo = demo();
    let (holder, other) = (Holder::es256(), Holder::es256());
    let (url, par) = (endpoint(&demo, "/token"), endpoint(&demo, "/par"));
    let challenge = keys::base64(&keys::sha256(b"0123456789012345678901234567890123456789abc"));
    let push = |headers: &str, jkt: &str| {
        let asked = [DPOP, ("response_type", "code"), ("redirect_uri", REDIRECT), ("dpop_jkt", jkt)];
        let asked = [&asked[..], &[("code_challenge", &*challenge), ("code_challenge_method", "S256")]].concat();
        post_with(&par, headers, &asked)
    };
    let got = push(&holder.proof("POST", &par), "");
    assert_eq!(got.status, 201, "{}", got.text());
    let uri = got.json()["request_uri"].as_str().unwrap().to_owned();
    let at = format!("{}/authorize?client_id={}&request_uri={}", demo.issuer(), DPOP.1, form::encode(&uri));
    let code = param(&authorize(&at, true).unwrap(), "code").unwrap();
    assert_eq!(redeem(&demo, DPOP, &code, &other.proof("POST", &url)).error(), "invalid_grant");
    assert_eq!(redeem(&demo, DPOP, &code, &holder.proof("POST", &url)).status, 200);
    assert_eq!(push(&holder.proof("POST", &par), &holder.jkt()).status, 201);
    assert_eq!(push(&holder.proof("POST", &par), &other.jkt()).error(), "invalid_dpop_proof");
    assert_eq!(push(&holder.proof("POST", &url), "").error(), "invalid_dpop_proof", "that proof is for elsewhere");
}

#[test]
fn nonces_are_demanded_told_and_replaced() {
    let demo = demo();
    let (holder, url) = (Holder::es256(), endpoint(&demo, "/token"));
    let ask = |headers: &str| refreshed(&demo, NONCES, "demo-refresh-ann", headers);
    let first = ask(&holder.proof("POST", &url));
    assert_eq!((first.status, first.error().as_str()), (400, "use_dpop_nonce"));
    let nonce = first.header("dpop-nonce").unwrap();
    assert_eq!(ask(&Holder::es256().with_nonce("POST", &url, nonce)).error(), "use_dpop_nonce", "it is of one key");
    let got = ask(&holder.with_nonce("POST", &url, nonce));
    assert_eq!(got.status, 200, "{}", got.text());
    let next = got.header("dpop-nonce").unwrap();
    assert_ne!(next, nonce);
    assert_eq!(ask(&holder.with_nonce("POST", &url, nonce)).error(), "use_dpop_nonce", "it was replaced");
    let got = ask(&holder.proof("POST", &url));
    let got = ask(&holder.with_nonce("POST", &url, got.header("dpop-nonce").unwrap()));
    let (json, next) = (got.json(), got.header("dpop-nonce").unwrap());
    let (token, at) = (json["access_token"].as_str().unwrap(), endpoint(&demo, "/userinfo"));
    let challenged = get(&at, &holder.shown(&at, token, &json!({}))).unwrap();
    assert_eq!(challenged.status, 401);
    assert!(challenged.header("www-authenticate").unwrap().starts_with("DPoP error=\"use_dpop_nonce\""));
    assert_ne!(challenged.header("dpop-nonce").unwrap(), next);
    let shown = holder.shown(&at, token, &json!({ "nonce": challenged.header("dpop-nonce").unwrap() }));
    let got = get(&at, &shown).unwrap();
    assert!(got.status == 200 && got.header("dpop-nonce").is_some(), "{}", got.head);
    let par = endpoint(&demo, "/par");
    let pushed = [NONCES, ("response_type", "code"), ("redirect_uri", REDIRECT)];
    let first = post_with(&par, &Holder::es256().proof("POST", &par), &pushed);
    assert_eq!((first.status, first.error().as_str()), (400, "use_dpop_nonce"));
    let proof = holder.with_nonce("POST", &par, got.header("dpop-nonce").unwrap());
    let got = post_with(&par, &proof, &pushed);
    assert!(got.status == 201 && got.header("dpop-nonce").is_some(), "one origin has one nonce: {}", got.text());
}

#[test]
fn devices_and_phones_get_bound_tokens() {
    let demo = demo();
    let (holder, url) = (Holder::es256(), endpoint(&demo, "/token"));
    let (device_code, user_code) = start(demo.issuer());
    approve(demo.issuer(), &user_code, true).unwrap();
    let fields = [("grant_type", DEVICE_CODE), ("device_code", &*device_code), ("client_id", "grantty-demo")];
    let got = post_with(&url, &holder.proof("POST", &url), &fields);
    assert_eq!(got.json()["token_type"], "DPoP", "{}", got.text());
    let header = basic("grantty-demo-ciba-dpop", CIBA_SECRET);
    let asked = [("scope", "openid"), ("login_hint", "ann")];
    let asked = post_with(&endpoint(&demo, "/bc-authorize"), &header, &asked).json();
    crate::demo::answer_phone(demo.issuer(), true).unwrap();
    let fields = [("grant_type", crate::demo::metadata::CIBA), ("auth_req_id", asked["auth_req_id"].as_str().unwrap())];
    assert_eq!(post_with(&url, &header, &fields).error(), "invalid_dpop_proof");
    let got = post_with(&url, &(header + &holder.proof("POST", &url)), &fields);
    assert_eq!(got.json()["token_type"], "DPoP", "{}", got.text());
}

#[test]
fn each_fault_is_wrong_in_one_way() {
    let demo = demo();
    let holder = Holder::es256();
    let ask = |fault: &str, nonce: Option<&str>| {
        let issuer = demo.fault_issuer(fault);
        let url = format!("{issuer}/token");
        service(&issuer, &holder.made(("POST", &url), &json!({}), &json!({ "nonce": nonce })))
    };
    let told = |fault: &str, nonce: Option<&str>| ask(fault, nonce).header("dpop-nonce").map(str::to_owned);
    let first = told("dpop-nonce-loop", None).unwrap();
    assert_ne!(told("dpop-nonce-loop", Some(&first)), Some(first));
    let first = told("dpop-same-nonce", None);
    assert_eq!(told("dpop-same-nonce", first.as_deref()), first);
    assert_eq!(
        (ask("dpop-nonce-absent", None).error().as_str(), told("dpop-nonce-absent", None)),
        ("use_dpop_nonce", None)
    );
    assert!(told("dpop-nonce-characters", None).unwrap().contains('"'));
    let got = ask("dpop-nonce-unauthorized", None);
    assert_eq!((got.status, got.error().as_str()), (401, "use_dpop_nonce"));
    assert_eq!(ask("dpop-nonce-unauthorized", got.header("dpop-nonce")).status, 200);
    let late = ask("dpop-proof-refused", None);
    let (date, error) = (late.header("date").unwrap(), late.error());
    assert_eq!(error, "invalid_dpop_proof");
    assert!(
        date.ends_with(" GMT") && date.len() == 29 && ask("dpop-bearer", None).header("date") != Some(date),
        "{date}"
    );
    let token = |fault: &str| ask(fault, None).json();
    let cnf = |fault: &str| claims(token(fault)["access_token"].as_str().unwrap())["cnf"].clone();
    assert!(cnf("dpop-other-jkt")["jkt"].is_string() && cnf("dpop-other-jkt")["jkt"] != holder.jkt());
    assert_eq!((token("dpop-no-cnf")["token_type"].as_str(), cnf("dpop-no-cnf")), (Some("DPoP"), Value::Null));
    assert_eq!((token("dpop-bearer")["token_type"].as_str(), cnf("dpop-bearer")), (Some("Bearer"), Value::Null));
    assert_eq!(token("dpop-alg-not-advertised")["token_type"], "DPoP");
    for (fault, start) in [("dpop-scheme-case", "dPoP error="), ("dpop-challenge-algs", "DPoP error=")] {
        let token = token(fault);
        let at = format!("{}/userinfo", demo.fault_issuer(fault));
        let got = get(&at, &holder.shown(&at, token["access_token"].as_str().unwrap(), &json!({}))).unwrap();
        let challenge = got.header("www-authenticate").unwrap();
        assert!(got.status == 401 && challenge.starts_with(start), "{challenge}");
        assert_eq!(challenge.ends_with("algs=\"RS256\""), fault == "dpop-challenge-algs");
    }
}
