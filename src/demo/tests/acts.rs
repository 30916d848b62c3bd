//! What can be done with a token: userinfo, introspection, revocation, logout.

use super::client::{claims, demo, get, part, post, post_with, send};
use super::grants::basic;
use crate::demo::client::ODD_SECRET;
use crate::demo::{fixed, form, jwe, log_out};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::rsa::{OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::io::{Read as _, Write as _};
use std::net::TcpListener;

const PUBLIC: (&str, &str) = ("client_id", "grantty-demo");
const JWT: &str = "application/token-introspection+jwt";

fn bytes(text: &str) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text).unwrap()
}

/// A DER element.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let head = match length {
        0..128 => vec![tag, u8::try_from(length).unwrap()],
        128..256 => vec![tag, 0x81, u8::try_from(length).unwrap()],
        _ => [&[tag, 0x82][..], &u16::try_from(length).unwrap().to_be_bytes()].concat(),
    };
    [head, content.to_vec()].concat()
}

/// The demonstration's decryption key as PKCS #8.
fn decryption_key() -> OaepPrivateDecryptingKey {
    let jwk: Value = serde_json::from_str(jwe::DECRYPTION_KEY).unwrap();
    let number = |name: &&str| der(2, &[vec![0], bytes(jwk[*name].as_str().unwrap())].concat());
    let mut numbers = der(2, &[0]);
    numbers.extend(["n"].iter().flat_map(number));
    numbers.extend(der(2, &[1, 0, 1]));
    // A number whose first bit is not set has no zero before it.
    let signed = |name: &&str| {
        let value = bytes(jwk[*name].as_str().unwrap());
        der(2, &if value[0] < 0x80 { value } else { [vec![0], value].concat() })
    };
    numbers.extend(["d", "p", "q", "dp", "dq", "qi"].iter().flat_map(signed));
    let algorithm = der(0x30, &[0x06, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0]);
    let pkcs8 = der(0x30, &[der(2, &[0]), algorithm, der(4, &der(0x30, &numbers))].concat());
    OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(&pkcs8).unwrap()).unwrap()
}

/// What is inside a JWE, if the key fits and nothing was changed.
fn opened(token: &str) -> Option<Vec<u8>> {
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts.len(), 5, "{token}");
    let mut room = vec![0; 512];
    let key = decryption_key();
    let content_key = key.decrypt(&OAEP_SHA256_MGF1SHA256, &bytes(parts[1]), &mut room, None).ok()?;
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, content_key).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(&bytes(parts[2])).unwrap();
    let mut text = [bytes(parts[3]), bytes(parts[4])].concat();
    Some(key.open_in_place(nonce, Aad::from(parts[0].as_bytes()), &mut text).ok()?.to_vec())
}

/// The ID Token that a refresh of the client with encrypted tokens brings.
fn encrypted(issuer: &str) -> String {
    let client = ("client_id", "grantty-demo-encrypted");
    let fields = [("grant_type", "refresh_token"), client, ("refresh_token", "demo-refresh-ann")];
    post(&format!("{issuer}/token"), &fields).json()["id_token"].as_str().unwrap().to_owned()
}

#[test]
fn encrypted_tokens_have_signed_ones_inside() {
    let demo = demo();
    let id_token = encrypted(demo.issuer());
    assert_eq!(part(&id_token, 0)["cty"], "JWT");
    let inner = String::from_utf8(opened(&id_token).unwrap()).unwrap();
    assert_eq!(
        (part(&inner, 0)["alg"].as_str(), claims(&inner)["aud"].as_str()),
        (Some("RS256"), Some("grantty-demo-encrypted"))
    );
    let bearer = "Authorization: Bearer demo-access-ann~grantty-demo-encrypted\r\n";
    let userinfo = get(&format!("{}/userinfo", demo.issuer()), bearer).unwrap();
    assert_eq!(userinfo.header("content-type"), Some("application/jwt"));
    let inner = String::from_utf8(opened(&userinfo.text()).unwrap()).unwrap();
    assert_eq!(claims(&inner)["iss"], demo.issuer());
}

#[test]
fn encryption_can_go_wrong_in_each_way() {
    let demo = demo();
    let token = |fault: &str| encrypted(&demo.fault_issuer(fault));
    assert_eq!(part(&token("encrypted-rsa15"), 0)["alg"], "RSA1_5");
    assert_eq!(part(&token("encrypted-pbes2"), 0)["p2c"], 2_147_483_647_u32);
    let bomb = token("encrypted-bomb");
    assert_eq!(part(&bomb, 0)["zip"], "DEF");
    let packed = opened(&bomb).unwrap();
    assert_eq!((packed.len(), packed[0] & 7), (6503, 3), "one block of fixed codes");
    let unsigned: Value = serde_json::from_slice(&opened(&token("encrypted-unsigned")).unwrap()).unwrap();
    assert_eq!(unsigned["aud"], "grantty-demo-encrypted");
    assert!(opened(&token("encrypted-other-key")).is_none() && opened(&token("encrypted-changed")).is_none());
    assert!(opened(&token("encrypted-signature-broken")).is_some());
}

#[test]
fn userinfo_is_signed_for_who_registered_it_and_takes_the_token_in_a_form() {
    let demo = demo();
    let url = format!("{}/userinfo", demo.issuer());
    let got = post(&url, &[("access_token", "demo-access-ann~grantty-demo-signed-userinfo")]);
    assert_eq!(got.header("content-type"), Some("application/jwt"));
    let about = claims(&got.text());
    assert_eq!(
        (about["iss"].as_str(), about["aud"].as_str()),
        (Some(demo.issuer()), Some("grantty-demo-signed-userinfo"))
    );
    assert_eq!(post(&url, &[("access_token", "demo-access-ann")]).json()["sub"], about["sub"]);
    assert_eq!(get(&format!("{url}?access_token=demo-access-ann"), "").unwrap().status, 401, "never in the address");
    let wrong = |fault: &str| {
        let header = "Authorization: Bearer demo-access-ann~grantty-demo-signed-userinfo\r\n";
        get(&format!("{}/userinfo", demo.fault_issuer(fault)), header).unwrap()
    };
    assert!(claims(&wrong("userinfo-jwt-iss-other").text())["iss"].as_str().unwrap().ends_with("other1"));
    assert_eq!(part(&wrong("userinfo-jwt-alg-none").text(), 0)["alg"], "none");
    assert_eq!(wrong("userinfo-jwt-as-json").header("content-type"), Some("application/json"));
    assert!(wrong("userinfo-json-as-jwt").json()["sub"].is_string());
}

#[test]
fn introspection_answers_as_it_is_asked_to() {
    let demo = demo();
    let ask = |issuer: &str, accept: &str| {
        let header = format!("{}Accept: {accept}\r\n", basic("grantty-demo-confidential", ODD_SECRET));
        post_with(&format!("{issuer}/introspect"), &header, &[("token", "demo-access-ann")])
    };
    let plain = ask(demo.issuer(), "application/json").json();
    assert_eq!(
        (&plain["active"], &plain["username"], &plain["token_type"]),
        (&json!(true), &json!("ann"), &json!("Bearer"))
    );
    let signed = ask(demo.issuer(), JWT);
    assert_eq!(signed.header("content-type"), Some(JWT));
    assert_eq!(part(&signed.text(), 0)["typ"], "token-introspection+jwt");
    let about = claims(&signed.text());
    assert_eq!(
        (&about["aud"], &about["token_introspection"]["sub"]),
        (&json!("grantty-demo-confidential"), &plain["sub"])
    );
    assert!(about.get("sub").is_none() && about.get("exp").is_none());
    let fault = demo.fault_issuer("introspection-inactive-members");
    assert_eq!(ask(&fault, "application/json").json()["active"], false);
    assert!(
        claims(&ask(&demo.fault_issuer("introspection-jwt-empty"), JWT).text()).get("token_introspection").is_none()
    );
    assert_eq!(ask(&demo.fault_issuer("introspection-forbidden"), "*/*").status, 403);
    let made_up = post(&format!("{}/introspect", demo.issuer()), &[PUBLIC, ("token", "made-up")]).json();
    assert_eq!(made_up, json!({"active": false}));
}

#[test]
fn a_known_token_is_revoked_for_the_client_that_asks() {
    let demo = demo();
    let active = |issuer: &str, client: &str| {
        let fields = [("client_id", client), ("token", "demo-access-zoe")];
        post(&format!("{issuer}/introspect"), &fields).json()["active"] == true
    };
    let revoke = |issuer: &str| post(&format!("{issuer}/revoke"), &[PUBLIC, ("token", "demo-access-zoe")]).status;
    assert!(active(demo.issuer(), "grantty-demo"));
    assert_eq!((revoke(demo.issuer()), active(demo.issuer(), "grantty-demo")), (200, false));
    assert!(active(demo.issuer(), "grantty-demo-opaque"), "another client has its own");
    let userinfo = get(&format!("{}/userinfo", demo.issuer()), "Authorization: Bearer demo-access-zoe\r\n").unwrap();
    assert_eq!(userinfo.status, 401);
    let keeps = demo.fault_issuer("revocation-without-effect");
    assert_eq!((revoke(&keeps), active(&keeps, "grantty-demo")), (200, true));
    assert_eq!(post(&format!("{}/revoke", demo.issuer()), &[PUBLIC, ("token", "nonsense")]).status, 200);
    let busy = post(&format!("{}/revoke", demo.fault_issuer("revocation-unavailable")), &[PUBLIC, ("token", "x")]);
    assert_eq!((busy.status, busy.header("retry-after")), (503, Some("30")));
}

/// Where the browser comes to after a logout at that address.
fn comes_back(issuer: &str, uri: &str) -> String {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let uri = uri.replace("PORT", &listener.local_addr().unwrap().port().to_string());
    let waits = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut head = [0; 2048];
        let length = stream.read(&mut head).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nBack").unwrap();
        String::from_utf8_lossy(&head[..length]).lines().next().unwrap_or_default().to_owned()
    });
    let hint = fixed::id_token(issuer, "grantty-demo");
    let query = format!("id_token_hint={hint}&post_logout_redirect_uri={}&state=s%201", form::encode(&uri));
    assert_eq!(log_out(&format!("{issuer}/end_session?{query}")).unwrap().1, "Back");
    waits.join().unwrap()
}

#[test]
fn a_logout_is_confirmed_and_leads_back_with_its_state() {
    let demo = demo();
    let uri = "http://127.0.0.1:PORT/logged-out";
    assert_eq!(comes_back(demo.issuer(), uri), "GET /logged-out?state=s+1 HTTP/1.1");
    assert_eq!(comes_back(&demo.fault_issuer("logout-state-other"), uri), "GET /logged-out?state=s+11 HTTP/1.1");
    assert_eq!(comes_back(&demo.fault_issuer("logout-state-missing"), uri), "GET /logged-out HTTP/1.1");
    let without = log_out(&format!("{}/end_session?client_id=grantty-demo", demo.issuer())).unwrap();
    assert!(without.0 == 200 && without.1.contains("You are logged out"), "{without:?}");
    let form = format!("client_id=grantty-demo&post_logout_redirect_uri={}", form::encode("http://127.0.0.1:1/cb"));
    let posted = send("POST", &format!("{}/end_session", demo.issuer()), "", &form).unwrap();
    assert!(posted.header("content-security-policy").unwrap().contains("form-action 'self' http://127.0.0.1:1;"));
}

#[test]
fn a_logout_leads_nowhere_that_is_not_registered() {
    let demo = demo();
    let elsewhere = form::encode("https://elsewhere.example/logged-out");
    let here = form::encode("http://127.0.0.1:1/logged-out");
    let hint = fixed::id_token(demo.issuer(), "grantty-demo");
    let refused = [
        format!("client_id=grantty-demo&post_logout_redirect_uri={elsewhere}"),
        format!("post_logout_redirect_uri={here}"),
        format!("client_id=nobody&post_logout_redirect_uri={here}"),
        format!("client_id=grantty-demo-opaque&id_token_hint={hint}"),
        format!("id_token_hint={hint}x"),
        "client_id=grantty-demo&client_id=grantty-demo".to_owned(),
    ];
    for query in refused {
        let page = get(&format!("{}/end_session?{query}", demo.issuer()), "").unwrap();
        assert!(page.status == 400 && page.text().contains("cannot be answered"), "{query}");
    }
}
