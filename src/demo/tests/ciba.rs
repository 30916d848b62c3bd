//! Backchannel requests as a client makes them: judged, decided on the phone, polled for.

use super::client::{Got, claims, demo, get, part, post, send};
use super::requests::object;
use crate::demo::client::CIBA_SECRET;
use crate::demo::metadata::CIBA;
use crate::demo::{Demo, Options, answer_phone};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

pub const POLL: &str = "grantty-demo-ciba";

/// A request of that client, with these fields more.
pub fn ask(issuer: &str, client: &str, fields: &[(&str, &str)]) -> Got {
    let usual = [("client_id", client), ("client_secret", CIBA_SECRET)];
    post(&format!("{issuer}/bc-authorize"), &[&usual, fields].concat())
}

/// A good request for ann, with these fields changed or more.
pub fn start(issuer: &str, client: &str, fields: &[(&str, &str)]) -> String {
    let usual = [("scope", "openid profile offline_access"), ("login_hint", "ann"), ("binding_message", "W4SCT")];
    let usual = usual.into_iter().filter(|(name, _)| fields.iter().all(|(other, _)| other != name));
    let got = ask(issuer, client, &usual.chain(fields.iter().copied()).collect::<Vec<_>>());
    assert_eq!(got.status, 200, "{}", got.text());
    got.json()["auth_req_id"].as_str().unwrap_or_default().to_owned()
}

pub fn poll(issuer: &str, client: &str, auth_req_id: &str) -> Got {
    let usual = [("client_id", client), ("client_secret", CIBA_SECRET), ("grant_type", CIBA)];
    post(&format!("{issuer}/token"), &[&usual[..], &[("auth_req_id", auth_req_id)]].concat())
}

#[test]
fn a_client_that_polls_is_told_to_wait_and_not_to_hurry() {
    let demo = Demo::start(Options { interval: 60, ..Options::default() }).unwrap();
    let hint = [("scope", "openid offline_access"), ("login_hint", "bob@example.com"), ("requested_expiry", "77")];
    let got = ask(demo.issuer(), POLL, &hint);
    let json = got.json();
    assert_eq!((json["expires_in"].as_u64(), json["interval"].as_u64()), (Some(77), Some(60)), "{}", got.text());
    assert_eq!(got.header("cache-control"), Some("no-store"));
    let id = json["auth_req_id"].as_str().unwrap();
    assert_eq!(poll(demo.issuer(), POLL, id).error(), "authorization_pending");
    assert_eq!(poll(demo.issuer(), POLL, id).error(), "slow_down");
}

#[test]
fn a_client_that_polls_gets_tokens_once_the_phone_said_yes() {
    let demo = demo();
    let issuer = demo.issuer();
    assert!(!answer_phone(issuer, true).unwrap(), "nothing waits");
    start(issuer, POLL, &[("login_hint", "bob@example.com")]);
    // The phone tells milliseconds apart.
    std::thread::park_timeout(Duration::from_millis(5));
    let id = start(issuer, POLL, &[]);
    assert!(answer_phone(issuer, false).unwrap(), "the older one");
    assert!(answer_phone(issuer, true).unwrap());
    let tokens = poll(issuer, POLL, &id).json();
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&claims["aud"], &claims["name"]), (&json!(POLL), &json!("Ann Archer")));
    assert!(claims["auth_time"].is_u64() && claims["at_hash"].is_string() && tokens["refresh_token"].is_string());
    assert!(claims.get("urn:openid:params:jwt:claim:auth_req_id").is_none(), "nothing was pushed");
    std::thread::park_timeout(Duration::from_secs(1));
    assert_eq!(poll(issuer, POLL, &id).error(), "invalid_grant", "it is good once");
    assert_eq!(poll(issuer, "grantty-demo-ciba-pin", &id).error(), "invalid_grant", "it is another client's");
    assert_eq!(poll(issuer, "grantty-demo-ciba-push", &id).error(), "unauthorized_client");
    assert!(!answer_phone(issuer, true).unwrap(), "a decision stands");
}

#[test]
fn the_phone_may_say_no_and_time_may_run_out() {
    let demo = demo();
    let issuer = demo.issuer();
    let id = start(issuer, POLL, &[]);
    assert!(answer_phone(issuer, false).unwrap());
    assert_eq!(poll(issuer, POLL, &id).error(), "access_denied");
    let id = start(issuer, POLL, &[("requested_expiry", "1")]);
    std::thread::park_timeout(Duration::from_millis(1100));
    assert!(!answer_phone(issuer, true).unwrap());
    assert_eq!(poll(issuer, POLL, &id).error(), "expired_token");
}

#[test]
fn a_long_poll_is_held_until_the_person_decides() {
    let demo = demo();
    let issuer = demo.issuer();
    let long = "grantty-demo-ciba-long";
    let id = start(issuer, long, &[]);
    let started = now();
    std::thread::scope(|scope| {
        let polled = scope.spawn(|| poll(issuer, long, &id));
        std::thread::park_timeout(Duration::from_millis(400));
        assert!(!polled.is_finished());
        assert!(answer_phone(issuer, true).unwrap());
        assert_eq!(polled.join().unwrap().status, 200);
    });
    assert!(started.elapsed() < Duration::from_secs(5));
    let short = start(issuer, long, &[("requested_expiry", "1")]);
    assert_eq!(poll(issuer, long, &short).error(), "expired_token", "it is held no longer than it lives");
}

#[expect(clippy::disallowed_methods, reason = "a test of how long something takes")]
fn now() -> Instant {
    Instant::now()
}

#[test]
fn requests_are_judged() {
    let demo = demo();
    let issuer = demo.issuer();
    let error = |client: &str, fields: &[(&str, &str)]| {
        let got = ask(issuer, client, fields);
        (got.status, got.error())
    };
    let is = |status: u16, code: &str| (status, code.to_owned());
    let (scope, ann) = (("scope", "openid"), ("login_hint", "ann"));
    let long = "x".repeat(101);
    for (fields, code) in [
        (vec![ann], "invalid_request"),
        (vec![scope], "invalid_request"),
        (vec![scope, ann, ("login_hint_token", "x")], "invalid_request"),
        (vec![scope, ann, ann], "invalid_request"),
        (vec![scope, ("login_hint", "nobody")], "unknown_user_id"),
        (vec![scope, ("login_hint_token", "x")], "invalid_request"),
        (vec![scope, ("id_token_hint", "a.b.c")], "invalid_request"),
        (vec![ann, ("scope", "profile")], "invalid_scope"),
        (vec![ann, ("scope", "openid root")], "invalid_scope"),
        (vec![scope, ann, ("binding_message", &long)], "invalid_binding_message"),
        (vec![scope, ann, ("binding_message", "a\nb")], "invalid_binding_message"),
        (vec![scope, ann, ("requested_expiry", "0")], "invalid_request"),
        (vec![scope, ann, ("requested_expiry", "soon")], "invalid_request"),
    ] {
        assert_eq!(error(POLL, &fields), is(400, code), "{fields:?}");
    }
    assert_eq!(error("grantty-demo-ciba-ping", &[scope, ann]), is(400, "invalid_request"));
    let short = [scope, ann, ("client_notification_token", "short")];
    assert_eq!(error("grantty-demo-ciba-push", &short), is(400, "invalid_request"));
    assert_eq!(error("grantty-demo-ciba-signed", &[scope, ann]), is(400, "invalid_request"));
    let url = format!("{issuer}/bc-authorize");
    assert_eq!(post(&url, &[("client_id", "grantty-demo"), scope, ann]).error(), "unauthorized_client");
    assert_eq!(post(&url, &[("client_id", POLL), scope, ann]).status, 401);
    assert_eq!(get(&url, "").unwrap().status, 405);
}

#[test]
fn a_user_code_keeps_strangers_from_asking() {
    let demo = demo();
    let pin = |fields: &[(&str, &str)]| {
        let usual = [("scope", "openid"), ("login_hint", "ann")];
        ask(demo.issuer(), "grantty-demo-ciba-pin", &[&usual, fields].concat())
    };
    assert_eq!(pin(&[]).error(), "missing_user_code");
    assert_eq!(pin(&[("user_code", "4321")]).error(), "invalid_user_code");
    assert_eq!(pin(&[("user_code", "1234")]).status, 200);
}

#[test]
fn hints_may_be_tokens_of_ours() {
    let demo = demo();
    let issuer = demo.issuer();
    let by = |name: &str, value: &str| ask(issuer, POLL, &[("scope", "openid"), (name, value)]);
    let id = start(issuer, POLL, &[]);
    assert!(answer_phone(issuer, true).unwrap());
    let tokens = poll(issuer, POLL, &id).json();
    assert_eq!(by("id_token_hint", tokens["id_token"].as_str().unwrap()).status, 200);
    assert_eq!(by("id_token_hint", tokens["access_token"].as_str().unwrap()).error(), "invalid_request");
    let elsewhere = demo.fault_issuer("ciba-slow-down");
    let foreign =
        ask(&elsewhere, POLL, &[("scope", "openid"), ("id_token_hint", tokens["id_token"].as_str().unwrap())]);
    assert_eq!(foreign.error(), "invalid_request", "another issuer's");
    assert_eq!(by("login_hint_token", &demo.login_hint_token("zoe", 60).unwrap()).status, 200);
    assert_eq!(by("login_hint_token", &demo.login_hint_token("zoe", -1).unwrap()).error(), "expired_login_hint_token");
    assert_eq!(demo.login_hint_token("nobody", 60), None);
}

#[test]
fn a_signed_request_has_all_inside() {
    let demo = demo();
    let issuer = demo.issuer();
    let client = "grantty-demo-ciba-signed";
    let now = demo.provider.clock.now().unix();
    let good = json!({"iss": client, "aud": issuer, "exp": now + 60, "nbf": now, "iat": now, "jti": "one",
        "scope": "openid", "login_hint": "ann", "binding_message": "signed", "requested_expiry": 42});
    let header = json!({"alg": "ES256", "kid": "demo-request-object"});
    let sent = |claims: &Value, beside: &[(&str, &str)]| {
        let jwt = object(&header, claims);
        ask(issuer, client, &[&[("request", jwt.as_str())], beside].concat())
    };
    assert_eq!(sent(&good, &[]).json()["expires_in"], 42);
    assert_eq!(sent(&good, &[("scope", "openid")]).error(), "invalid_request");
    for (name, value) in [
        ("aud", json!("https://other.example")),
        ("iss", json!("somebody")),
        ("exp", json!(now - 600)),
        ("exp", Value::Null),
        ("jti", Value::Null),
        ("nbf", Value::Null),
        ("iat", Value::Null),
        ("nbf", json!(now + 600)),
    ] {
        let mut bad = good.clone();
        if value.is_null() {
            bad.as_object_mut().unwrap().remove(name)
        } else {
            Some(bad[name].take())
        };
        if !value.is_null() {
            bad[name] = value;
        }
        assert_eq!(sent(&bad, &[]).error(), "invalid_request", "{name}");
    }
    let unsigned = ask(issuer, POLL, &[("request", &object(&header, &good))]);
    assert_eq!(unsigned.error(), "invalid_request", "that client has no key");
    let page = get(&format!("{issuer}/phone"), "").unwrap().text();
    assert!(page.contains("id=message class=\"code large\">signed</p>"), "{page}");
}

#[test]
fn the_phone_shows_what_there_is_to_decide() {
    let demo = demo();
    let issuer = demo.issuer();
    let url = format!("{issuer}/phone");
    let empty = get(&url, "").unwrap();
    assert!(empty.text().contains("Nothing waits for you.") && empty.header("refresh").unwrap().starts_with("2;"));
    assert!(empty.header("content-security-policy").unwrap().starts_with("default-src 'none'"));
    start(issuer, POLL, &[("binding_message", "")]);
    let odd = ask(issuer, POLL, &[("scope", "openid"), ("login_hint", "zoe"), ("binding_message", "<b>&\"")]);
    assert_eq!(odd.status, 200);
    let page = get(&url, "").unwrap().text();
    assert!(page.contains("2 requests wait") && page.contains("&lt;b&gt;&amp;&quot;") && page.contains("Zoë Żółć"));
    assert_eq!((page.matches("id=allow ").count(), page.matches("id=deny-2 ").count()), (1, 1));
    let elsewhere = get(&format!("{}/phone", demo.fault_issuer("ciba-slow-down")), "").unwrap();
    assert!(elsewhere.text().contains("Nothing waits"), "each issuer has its own");
}

#[test]
fn a_script_may_decide_and_a_foreign_page_may_not() {
    let demo = demo();
    let issuer = demo.issuer();
    let url = format!("{issuer}/phone");
    start(issuer, POLL, &[]);
    let id = start(issuer, POLL, &[("binding_message", "")]);
    let foreign = send("POST", &url, "Origin: https://evil.example\r\n", "decision=allow").unwrap();
    assert_eq!(foreign.status, 400);
    assert_eq!(post(&url, &[("decision", "perhaps")]).status, 400);
    assert_eq!(post(&url, &[("decision", "allow"), ("binding_message", "other")]).status, 404);
    let done = post(&url, &[("decision", "deny"), ("binding_message", "W4SCT")]);
    assert_eq!((done.status, done.header("location"), done.text().as_str()), (303, Some("/phone"), "denied\n"));
    assert_eq!(post(&url, &[("decision", "allow")]).status, 303);
    assert_eq!(poll(issuer, POLL, &id).status, 200);
    assert_eq!(post(&url, &[("decision", "allow")]).status, 404);
    assert!(get(&url, "").unwrap().text().contains("Denied: W4SCT"));
    assert_eq!(send("PUT", &url, "", "").unwrap().status, 405);
}

#[test]
fn secrets_of_a_request_are_not_in_the_log() {
    let demo = demo();
    let id = start(demo.issuer(), "grantty-demo-ciba-ping", &[("client_notification_token", &"t".repeat(40))]);
    poll(demo.issuer(), POLL, &id);
    let text = format!("{:?}", demo.log());
    assert!(!text.contains(&id) && !text.contains("tttt") && !text.contains(CIBA_SECRET), "{text}");
    assert_eq!(part(&demo.login_hint_token("ann", 60).unwrap(), 0)["typ"], "login-hint+jwt");
}

/// The body of an answer of the endpoint of that fault.
fn met(demo: &Demo, fault: &str) -> Got {
    let usual = [("scope", "openid"), ("login_hint", "ann"), ("client_notification_token", &"t".repeat(40))];
    let set = crate::demo::faults::named(fault).unwrap().set;
    let client = set.iter().find_map(|line| line.strip_prefix("client.id=")).unwrap_or(POLL);
    ask(&demo.fault_issuer(fault), client, &usual)
}

#[test]
fn answers_of_the_endpoint_can_be_wrong() {
    let demo = demo();
    let member = |fault: &str, name: &str| met(&demo, fault).json()[name].clone();
    assert_eq!(member("ciba-no-auth-req-id", "auth_req_id"), Value::Null);
    assert_eq!(member("ciba-auth-req-id-short", "auth_req_id"), "req-4711");
    assert!(member("ciba-auth-req-id-charset", "auth_req_id").as_str().unwrap().ends_with("~/+ é=%2F&"));
    assert_eq!(member("ciba-no-expires-in", "expires_in"), Value::Null);
    assert_eq!(member("ciba-interval-long", "interval"), 21601);
    assert_eq!(member("push-never", "interval"), Value::Null, "nobody polls in push mode");
    assert_eq!(met(&demo, "ciba-duplicate-member").text().matches("expires_in").count(), 2);
    let refused = |fault: &str| (met(&demo, fault).status, met(&demo, fault).error());
    assert_eq!(refused("ciba-access-denied-403"), (403, "access_denied".to_owned()));
    assert_eq!(refused("ciba-access-denied-400"), (400, "access_denied".to_owned()));
    assert_eq!(refused("ciba-invalid-client-401"), (401, "invalid_client".to_owned()));
    let fields = [("scope", "openid"), ("login_hint", "ann"), ("requested_expiry", "77")];
    assert_eq!(ask(&demo.fault_issuer("ciba-ignores-expiry"), POLL, &fields).json()["expires_in"], 600);
}

#[test]
fn a_changed_auth_req_id_is_the_one_that_counts() {
    let demo = demo();
    let issuer = demo.fault_issuer("ciba-auth-req-id-charset");
    let id = start(&issuer, POLL, &[]);
    assert!(answer_phone(&issuer, true).unwrap());
    assert_eq!(poll(&issuer, POLL, &id).status, 200);
}
