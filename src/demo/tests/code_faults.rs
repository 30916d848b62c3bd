//! Each fault of the code flow does what its sentence says.

use super::client::{claims, demo, get, part, post};
use super::code_flow::{REDIRECT, address, answer, param, redeem};
use crate::demo::{Answered, Demo, Fault, authorize, fault_profile, faults, form};
use std::io::{Read as _, Write as _};

/// What the profile of a fault changes of the request.
fn asked(fault: &Fault) -> Vec<(&'static str, &'static str)> {
    let of_the_request = |(key, value): (&'static str, &'static str)| {
        let name = key.strip_prefix("code.").filter(|name| *name != "par")?;
        Some((name, value))
    };
    fault.set.iter().filter_map(|line| line.split_once('=').and_then(of_the_request)).collect()
}

fn named(name: &str) -> &'static Fault {
    crate::demo::faults::named(name).unwrap_or_else(|| panic!("{name}"))
}

fn met(demo: &Demo, name: &str) -> Answered {
    let issuer = demo.fault_issuer(name);
    let at = address(&issuer, &asked(named(name)));
    authorize(&at, true).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_fault_that_needs_a_person_comes_to_an_answer() {
    let demo = demo();
    for fault in faults().iter().filter(|fault| fault.flow == "code" && fault.approve) {
        let answered = met(&demo, fault.name);
        assert_eq!(answered.redirect_uri(), REDIRECT, "{}", fault.name);
        let has = |name: &str| param(&answered, name).is_some();
        let refuses = ["refused", "denied"].contains(&fault.outcome) && fault.name != "code-refused";
        let signed = has("response");
        assert!(signed || !refuses || has("error"), "{}: {answered:?}", fault.name);
        if fault.outcome == "tokens" && !signed {
            let got = redeem(&demo.fault_issuer(fault.name), &param(&answered, "code").unwrap(), &[]);
            assert_eq!(got.status, 200, "{}: {}", fault.name, got.text());
        }
    }
}

#[test]
fn profiles_of_faults_say_what_the_fault_needs() {
    let demo = demo();
    for fault in faults().iter().filter(|fault| fault.flow == "code") {
        let text = fault_profile(demo.issuer(), fault);
        let profile: toml::Table = text.parse().unwrap_or_else(|e| panic!("{}: {e}\n{text}", fault.name));
        assert_eq!(profile["issuer"].as_str(), Some(demo.fault_issuer(fault.name).as_str()));
        assert_eq!(profile["flow"].as_str(), Some("code"));
        for (key, value) in fault.set.iter().filter_map(|line| line.split_once('=')) {
            let (table, key) = key.split_once('.').unwrap();
            let written = &profile[table][key];
            let plain = written.as_str().map_or_else(|| written.to_string(), str::to_owned);
            assert_eq!(plain, value, "{}", fault.name);
        }
    }
}

#[test]
fn parameters_of_the_answer_are_changed() {
    let demo = demo();
    let value = |fault: &str, name: &str| param(&met(&demo, fault), name);
    assert_eq!(value("state-one-more", "state").as_deref(), Some("s-11"));
    assert_eq!(value("state-missing", "state"), None);
    assert_eq!(value("iss-other", "iss"), Some(demo.fault_issuer("iss-other") + "1"));
    assert_eq!(value("iss-missing", "iss"), None);
    assert_eq!(met(&demo, "code-twice").parameters().matches("code=").count(), 2);
    assert!(value("code-and-error", "code").is_some() && value("code-and-error", "error").is_some());
    assert_eq!(value("answer-empty", "code"), None);
    assert!(met(&demo, "code-crlf").parameters().contains("code=one%0D%0Atwo"));
    assert_eq!(value("code-100k", "code").map(|code| code.len()), Some(100_000));
    assert!(value("token-in-query", "access_token").is_some());
    assert!(matches!(met(&demo, "answer-posted"), Answered::Form { .. }));
    let fragment = met(&demo, "answer-in-fragment");
    assert!(matches!(&fragment, Answered::Redirect { location, .. } if location.contains("callback#code=")));
    assert_eq!(value("state-missing-on-error", "state"), None);
    assert!(value("error-description-control", "error_description").unwrap().starts_with("\u{1b}[2J"));
    assert_eq!(value("error-description-64k", "error_description").map(|text| text.len()), Some(65_536));
    assert_eq!(value("error-uri-javascript", "error_uri").as_deref(), Some("javascript:alert(1)"));
    let page = authorize(&address(&demo.fault_issuer("redirect-mismatch"), &[]), true).unwrap_err();
    assert!(page.to_string().contains("redirect_uri_mismatch"), "{page}");
}

#[test]
fn signed_answers_are_wrong_in_one_way_each() {
    let demo = demo();
    let token = |fault: &str| param(&met(&demo, fault), "response").unwrap();
    let of = |fault: &str| claims(&token(fault));
    let now = demo.provider.clock.now().unix();
    assert_eq!(part(&token("jarm-none"), 0)["alg"], "none");
    assert_eq!(of("jarm-aud-other")["aud"], "grantty-demo1");
    assert!(of("jarm-aud-missing")["aud"].is_null() && of("jarm-iss-missing")["iss"].is_null());
    assert!(of("jarm-exp-missing")["exp"].is_null());
    assert!(of("jarm-expired")["exp"].as_u64().unwrap() < now);
    assert!(of("jarm-exp-far")["exp"].as_u64().unwrap() > now + 900);
    assert!(of("jarm-exp-near")["exp"].as_u64().unwrap() < now + 10);
    assert_eq!(token("jarm-encrypted").split('.').count(), 5);
    let beside = met(&demo, "jarm-plain-beside");
    assert!(param(&beside, "response").is_some() && param(&beside, "code").is_some());
    let plain = met(&demo, "jarm-asked-plain-came");
    assert!(param(&plain, "response").is_none() && param(&plain, "code").is_some());
    assert!(param(&met(&demo, "jarm-unasked"), "code").is_none());
}

#[test]
fn id_tokens_of_the_front_channel_differ_from_those_of_the_token_endpoint() {
    let demo = demo();
    let both = |fault: &str| {
        let answered = met(&demo, fault);
        let got = redeem(&demo.fault_issuer(fault), &param(&answered, "code").unwrap(), &[]).json();
        (claims(&param(&answered, "id_token").unwrap()), claims(got["id_token"].as_str().unwrap()))
    };
    let (front, back) = both("front-id-token-other-sub");
    assert_ne!(front["sub"], back["sub"]);
    let (front, back) = both("front-nonce-other");
    assert_eq!((&front["nonce"], &back["nonce"]), (&"n-11".into(), &"n-1".into()));
    assert!(both("code-c-hash-other").0["c_hash"].as_str().unwrap().ends_with('1'));
    assert!(both("code-s-hash-missing").0["s_hash"].is_null());
}

#[test]
fn pushes_go_wrong() {
    let demo = demo();
    let push = |fault: &str| {
        let fields = [("client_id", "grantty-demo"), ("response_type", "code"), ("redirect_uri", REDIRECT)];
        post(&format!("{}/par", demo.fault_issuer(fault)), &fields)
    };
    assert_eq!(push("par-200").status, 200);
    assert!(push("par-no-request-uri").json()["request_uri"].is_null());
    assert_eq!(push("par-expires-0").json()["expires_in"], 0);
    assert_eq!((push("par-refused").status, push("par-refused").error()), (400, "invalid_request".to_owned()));
    let issuer = demo.fault_issuer("par-required");
    let metadata = get(&format!("{issuer}/.well-known/openid-configuration"), "").unwrap().json();
    assert_eq!(metadata["require_pushed_authorization_requests"], true);
    assert_eq!(param(&answer(&issuer, &[]), "error").as_deref(), Some("invalid_request"));
    let uri = push("par-required").json()["request_uri"].as_str().unwrap().to_owned();
    let at = format!("{issuer}/authorize?client_id=grantty-demo&request_uri={}", form::encode(&uri));
    assert!(param(&authorize(&at, true).unwrap(), "code").is_some());
}

/// A client that answers so many requests with 200 and tells what came.
fn listen(requests: usize) -> (String, std::thread::JoinHandle<Vec<String>>) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let uri = format!("http://{}/callback", listener.local_addr().unwrap());
    let thread = std::thread::spawn(move || {
        let read = |_| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut text = String::new();
            while !is_whole(&text) {
                let mut bytes = [0; 4096];
                let n = stream.read(&mut bytes).unwrap();
                assert!(n > 0, "{text}");
                text.push_str(&String::from_utf8_lossy(&bytes[..n]));
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok").unwrap();
            text
        };
        (0..requests).map(read).collect()
    });
    (uri, thread)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).unwrap();
    body.len() >= length.parse().unwrap()
}

#[test]
fn a_person_delivers_the_answer_as_a_browser_would() {
    let demo = demo();
    for (mode, requests) in [("query", 1), ("fragment", 2), ("form_post", 1)] {
        let (uri, thread) = listen(requests);
        let at = address(demo.issuer(), &[("redirect_uri", &uri), ("response_mode", mode)]);
        assert_eq!(crate::demo::sign_in(&at, true).unwrap(), (200, "ok".to_owned()), "{mode}");
        let seen = thread.join().unwrap();
        let last = seen.last().unwrap();
        match mode {
            "query" => assert!(last.starts_with("GET /callback?code="), "{last}"),
            "fragment" => {
                assert!(seen[0].starts_with("GET /callback HTTP"), "{seen:?}");
                assert!(last.starts_with("POST /callback?grantty_fragment=1 ") && last.contains("\r\n\r\ncode="));
            }
            _ => assert!(last.starts_with("POST /callback HTTP") && last.contains("\r\n\r\ncode="), "{last}"),
        }
    }
}
