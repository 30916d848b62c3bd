//! The honest provider: each step of a device flow, and what it refuses.

use super::client::{claims, demo, get, part, poll, post, post_with, send, start};
use crate::demo::metadata::DEVICE_CODE;
use crate::demo::{approve, client::ODD_SECRET, form, keys};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const PUBLIC: (&str, &str) = ("client_id", "grantty-demo");

#[test]
fn a_device_gets_tokens_after_the_person_said_yes() {
    let demo = demo();
    let issuer = demo.issuer();
    let metadata = get(&format!("{issuer}/.well-known/openid-configuration"), "").unwrap();
    assert_eq!(metadata.json()["issuer"], issuer);
    assert_eq!(metadata.json(), get(&format!("{issuer}/.well-known/oauth-authorization-server"), "").unwrap().json());
    let (device_code, user_code) = start(issuer);
    assert_eq!(poll(issuer, &device_code).error(), "authorization_pending");
    approve(issuer, &user_code.to_lowercase().replace('-', " "), true).unwrap();
    assert_eq!(poll(issuer, &device_code).error(), "slow_down", "the poll came at once");
    let (device_code, user_code) = start(issuer);
    approve(issuer, &user_code, true).unwrap();
    let got = poll(issuer, &device_code);
    assert_eq!((got.status, got.header("cache-control")), (200, Some("no-store")), "{}", got.text());
    let tokens = got.json();
    let id_token = tokens["id_token"].as_str().unwrap();
    let claims = claims(id_token);
    assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(issuer), Some("grantty-demo")));
    assert_eq!(claims["name"], "Ann Archer");
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(claims["at_hash"], keys::base64(&keys::sha256(access_token.as_bytes())[..16]));
    verify(issuer, id_token);
    let header = format!("Authorization: Bearer {access_token}\r\n");
    assert_eq!(get(&format!("{issuer}/userinfo"), &header).unwrap().json()["sub"], claims["sub"]);
    assert_eq!(poll(issuer, &device_code).status, 400, "a code is good once");
}

/// The ID token's signature fits the key of its name in the key set.
fn verify(issuer: &str, token: &str) {
    let set = get(&format!("{issuer}/jwks"), "").unwrap().json();
    let kid = &part(token, 0)["kid"];
    let key = set["keys"].as_array().unwrap().iter().find(|key| &key["kid"] == kid).unwrap();
    let number = |name: &str| URL_SAFE_NO_PAD.decode(key[name].as_str().unwrap()).unwrap();
    let (input, signature) = token.rsplit_once('.').unwrap();
    let key = RsaPublicKeyComponents { n: number("n"), e: number("e") };
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    key.verify(&RSA_PKCS1_2048_8192_SHA256, input.as_bytes(), &signature).unwrap();
}

#[test]
fn the_person_may_say_no_and_a_code_is_decided_once() {
    let demo = demo();
    let (device_code, user_code) = start(demo.issuer());
    approve(demo.issuer(), &user_code, false).unwrap();
    assert_eq!(poll(demo.issuer(), &device_code).error(), "access_denied");
    let again = approve(demo.issuer(), &user_code, true).unwrap_err().to_string();
    assert!(again.contains("used before"), "{again}");
    let unknown = approve(demo.issuer(), "ZZZZ-ZZZZ", true).unwrap_err().to_string();
    assert!(unknown.contains("not known"), "{unknown}");
}

#[test]
fn polling_too_early_makes_the_interval_longer() {
    let demo = demo();
    let (device_code, _) = start(demo.issuer());
    let answers: Vec<String> = (0..3).map(|_| poll(demo.issuer(), &device_code).error()).collect();
    assert_eq!(answers, ["authorization_pending", "slow_down", "slow_down"]);
    let lines = demo.log();
    let polls: Vec<_> = lines.iter().filter(|line| line.path == "/token").collect();
    assert_eq!(polls.len(), 3);
    assert!(polls.iter().all(|line| line.status == 400 && line.method == "POST"));
    assert!(polls[0].form.contains(&("device_code".to_owned(), "***".to_owned())), "secrets are not in the log");
    assert!(polls[0].form.contains(&("client_id".to_owned(), "grantty-demo".to_owned())));
}

#[test]
fn pkce_binds_the_code_to_the_verifier() {
    let demo = demo();
    let issuer = demo.issuer();
    let verifier = "0123456789012345678901234567890123456789abc";
    let challenge = keys::base64(&keys::sha256(verifier.as_bytes()));
    let start = |challenge: &str, method: &str| {
        let fields = [PUBLIC, ("code_challenge", challenge), ("code_challenge_method", method)];
        post(&format!("{issuer}/device_authorization"), &fields)
    };
    assert_eq!(start(&challenge, "plain").error(), "invalid_request");
    let json = start(&challenge, "S256").json();
    let code = json["device_code"].as_str().unwrap();
    approve(issuer, json["user_code"].as_str().unwrap(), true).unwrap();
    let wrong = [("grant_type", DEVICE_CODE), PUBLIC, ("device_code", code), ("code_verifier", "wrong")];
    assert_eq!(post(&format!("{issuer}/token"), &wrong).error(), "invalid_grant");
    std::thread::park_timeout(std::time::Duration::from_secs(1));
    let right = [("grant_type", DEVICE_CODE), PUBLIC, ("device_code", code), ("code_verifier", verifier)];
    assert_eq!(post(&format!("{issuer}/token"), &right).status, 200);
}

#[test]
fn a_confidential_client_has_to_prove_itself() {
    let demo = demo();
    let url = format!("{}/device_authorization", demo.issuer());
    let id = "grantty-demo-confidential";
    let basic = |secret: &str| format!("Authorization: Basic {}\r\n", STANDARD.encode(format!("{id}:{secret}")));
    assert_eq!(post_with(&url, &basic(&form::encode(ODD_SECRET)), &[("scope", "openid")]).status, 200);
    let raw = post_with(&url, &basic(ODD_SECRET), &[]);
    assert_eq!((raw.status, raw.error().as_str()), (401, "invalid_client"), "the secret has to be form-encoded first");
    assert!(raw.header("www-authenticate").is_some());
    assert_eq!(post(&url, &[("client_id", id), ("client_secret", ODD_SECRET)]).status, 200);
    assert_eq!(post(&url, &[("client_id", id)]).status, 401);
    assert_eq!(post(&url, &[("client_id", "nobody")]).status, 401);
    assert_eq!(post(&url, &[PUBLIC, ("scope", "openid root")]).error(), "invalid_scope");
}

#[test]
fn a_refresh_token_is_good_once_and_its_reuse_ends_the_family() {
    let demo = demo();
    let issuer = demo.issuer();
    let (device_code, user_code) = start(issuer);
    approve(issuer, &user_code, true).unwrap();
    let first = poll(issuer, &device_code).json();
    let refresh = |token: &str| {
        post(&format!("{issuer}/token"), &[("grant_type", "refresh_token"), PUBLIC, ("refresh_token", token)])
    };
    let old = first["refresh_token"].as_str().unwrap();
    let second = refresh(old).json();
    let new = second["refresh_token"].as_str().unwrap();
    assert_ne!(new, old);
    let (before, after) = (claims(first["id_token"].as_str().unwrap()), claims(second["id_token"].as_str().unwrap()));
    assert_eq!((&before["sub"], &before["auth_time"]), (&after["sub"], &after["auth_time"]));
    let look = |token: &str| post(&format!("{issuer}/introspect"), &[PUBLIC, ("token", token)]).json();
    assert_eq!(look(new)["active"], true);
    assert_eq!(refresh(old).error(), "invalid_grant");
    assert_eq!(look(new)["active"], false, "the family is gone");
    assert_eq!(refresh(new).error(), "invalid_grant");
}

#[test]
fn a_revoked_token_opens_nothing() {
    let demo = demo();
    let issuer = demo.issuer();
    let (device_code, user_code) = start(issuer);
    approve(issuer, &user_code, true).unwrap();
    let tokens = poll(issuer, &device_code).json();
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(post(&format!("{issuer}/revoke"), &[PUBLIC, ("token", access)]).status, 200);
    let got = get(&format!("{issuer}/userinfo"), &format!("Authorization: Bearer {access}\r\n")).unwrap();
    assert_eq!(got.status, 401);
    assert!(got.header("www-authenticate").unwrap().contains("invalid_token"));
}

#[test]
fn pages_are_strict_and_escape_what_they_are_given() {
    let demo = demo();
    let page = get(&format!("{}/device?user_code=%22%3E%3Cscript%3E", demo.issuer()), "").unwrap();
    assert!(page.header("content-security-policy").unwrap().starts_with("default-src 'none'; style-src 'sha256-"));
    assert!(page.header("set-cookie").unwrap().contains("HttpOnly; SameSite=Lax"));
    assert!(page.text().contains("value=\"&quot;&gt;&lt;script&gt;\""));
    let (_, user_code) = start(demo.issuer());
    let forged =
        post(&format!("{}/device/decision", demo.issuer()), &[("user_code", &user_code), ("decision", "allow")]);
    assert_eq!(forged.status, 400);
    assert!(forged.text().contains("too old or not yours"));
}

#[test]
fn methods_hosts_and_broken_forms_are_refused() {
    let demo = demo();
    let token = format!("{}/token", demo.issuer());
    assert_eq!(get(&token, "").unwrap().status, 405);
    assert_eq!(send("POST", &token, "", "a=%zz").unwrap().status, 400);
    let twice = [PUBLIC, ("grant_type", "refresh_token"), ("grant_type", "refresh_token")];
    assert_eq!(post(&token, &twice).error(), "invalid_request");
    assert_eq!(post(&token, &[PUBLIC, ("grant_type", "implicit")]).error(), "unsupported_grant_type");
    assert_eq!(get(&format!("{}/nothing", demo.issuer()), "").unwrap().status, 404);
    assert_eq!(get(&format!("{}/f/no-such-fault/jwks", demo.issuer()), "").unwrap().status, 404);
    let elsewhere = demo.issuer().replace("127.0.0.1", "127.0.0.2");
    assert!(get(&elsewhere, "").is_err(), "it listens on 127.0.0.1 alone");
}
