//! Each fault is there, alone, and does what its sentence says.

use super::client::{Got, demo, get, poll, start};
use crate::demo::listed_profiles;
use crate::demo::wrong::{Http, On, Place, Poll, Wrong};
use crate::demo::{Demo, Fault, approve, faults, profiles};
use std::collections::HashSet;

const OUTCOMES: [&str; 8] = ["done", "tokens", "rejected", "refused", "denied", "expired", "broken", "unreachable"];

const FLOWS: [&str; 12] = [
    "device",
    "code",
    "ciba",
    "refresh",
    "client-credentials",
    "token-exchange",
    "jwt-bearer",
    "password",
    "userinfo",
    "introspection",
    "revocation",
    "logout",
];

#[test]
fn the_table_is_well_formed() {
    let mut names = HashSet::new();
    for fault in faults() {
        assert!(names.insert(fault.name), "{} comes twice", fault.name);
        let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(fault.name.chars().all(word), "{}", fault.name);
        assert!(fault.sentence.ends_with('.'), "{}", fault.name);
        assert!(!fault.wrong.is_empty(), "{}", fault.name);
        assert!(OUTCOMES.contains(&fault.outcome), "{}", fault.name);
        assert!(FLOWS.contains(&fault.flow), "{}", fault.name);
        assert!(fault.outcome != "rejected" || !fault.checks.is_empty(), "{}", fault.name);
        for (check, verdict) in fault.checks {
            assert!(check.split_once('.').is_some_and(|(subject, rule)| !subject.is_empty() && !rule.is_empty()));
            assert!(["fail", "warn"].contains(verdict), "{}", fault.name);
        }
    }
    assert!(faults().len() >= 200, "{}", faults().len());
}

/// The honest provider's metadata, as the fault's would be without the fault.
fn honest(demo: &Demo, fault: &Fault) -> Vec<u8> {
    let text = get(&format!("{}/.well-known/openid-configuration", demo.issuer()), "").unwrap().text();
    text.replace(demo.issuer(), &demo.fault_issuer(fault.name)).into_bytes()
}

fn is_about(fault: &Fault, wanted: &[Place]) -> bool {
    fault.wrong.iter().any(|wrong| matches!(wrong, Wrong::Edit(at, _) | Wrong::Http(at, _) if wanted.contains(at)))
}

#[test]
fn each_issuer_serves_its_metadata_or_fails_as_documented() {
    let demo = demo();
    for fault in faults() {
        let got = get(&format!("{}/.well-known/openid-configuration", demo.fault_issuer(fault.name)), "");
        if is_about(fault, &[Place::Metadata, Place::OpenId]) {
            let same = got.is_ok_and(|got| {
                let usual =
                    got.header("content-type") == Some("application/json") && got.header("date") != Some(LONG_AGO);
                got.status == 200 && usual && got.body == honest(&demo, fault)
            });
            assert!(!same, "{} changes nothing", fault.name);
        } else {
            let got = got.unwrap();
            assert_eq!((got.status, got.body), (200, honest(&demo, fault)), "{}", fault.name);
        }
    }
}

const LONG_AGO: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

/// Faults that let a run come to an approved code at once, without waiting.
fn is_quick(fault: &Fault) -> bool {
    let scripted = fault.wrong.iter().any(|wrong| matches!(wrong, Wrong::Poll(..)));
    let odd = |wrong: &Wrong| matches!(wrong, Wrong::Http(Place::Device, Http::Form | Http::Status(_)));
    fault.flow == "device"
        && fault.approve
        && !scripted
        && !fault.wrong.iter().any(odd)
        && !is_about(fault, &[Place::Metadata, Place::OpenId])
}

#[test]
fn each_fault_that_needs_an_approval_can_be_approved_and_polled() {
    let demo = demo();
    for fault in faults().iter().filter(|fault| is_quick(fault)) {
        let issuer = demo.fault_issuer(fault.name);
        let (device_code, user_code) = start(&issuer);
        approve(&issuer, &user_code, true).unwrap_or_else(|e| panic!("{}: {e}", fault.name));
        let got = poll(&issuer, &device_code);
        let changed = is_about(fault, &[Place::Token]);
        assert!(changed || got.status == 200, "{}: {}", fault.name, got.text());
    }
}

/// The token answer of a fault.
fn tokens(demo: &Demo, fault: &str) -> Got {
    let issuer = demo.fault_issuer(fault);
    let (device_code, user_code) = start(&issuer);
    approve(&issuer, &user_code, true).unwrap();
    poll(&issuer, &device_code)
}

#[test]
fn members_can_be_what_json_libraries_do_not_write() {
    let demo = demo();
    let metadata = |fault: &str| {
        get(&format!("{}/.well-known/openid-configuration", demo.fault_issuer(fault)), "").unwrap().text()
    };
    assert_eq!(metadata("metadata-issuer-twice").matches("\"issuer\":").count(), 2);
    assert!(metadata("metadata-huge-number").contains("\"max_age\":1e400"));
    assert!(metadata("metadata-lone-surrogate").contains("\\ud800"));
    assert!(metadata("metadata-byte-order-mark").starts_with('\u{feff}'));
    assert!(metadata("metadata-array").starts_with("[{"));
    assert!(metadata("metadata-garbage").len() > 100_000);
}

#[test]
fn answers_can_travel_badly() {
    let demo = demo();
    let metadata = |fault: &str| get(&format!("{}/.well-known/openid-configuration", demo.fault_issuer(fault)), "");
    assert!(metadata("metadata-closed").is_err());
    let cut = metadata("metadata-cut").unwrap();
    let promised: usize = cut.header("content-length").unwrap().parse().unwrap();
    assert!(!cut.body.is_empty() && cut.body.len() < promised, "{} of {promised}", cut.body.len());
    assert!(metadata("metadata-endless").unwrap().body.len() > 8_000_000);
    let moved = metadata("metadata-redirected-away").unwrap();
    let to = moved.header("location").unwrap();
    assert!(moved.status == 302 && to.starts_with(demo.stranger()) && !to.starts_with(demo.issuer()));
    assert!(demo.log().iter().all(|line| !line.path.starts_with("/stranger")));
    get(to, "").unwrap();
    assert!(demo.log().last().unwrap().path.starts_with("/stranger/.well-known"));
}

#[test]
fn at_hash_is_of_the_access_token_that_was_told() {
    use crate::demo::keys::{base64, sha256};
    let demo = demo();
    let json = tokens(&demo, "access-token-guessable").json();
    let claims = super::client::claims(json["id_token"].as_str().unwrap());
    assert_eq!(json["access_token"], "token123");
    assert_eq!(claims["at_hash"], base64(&sha256(b"token123")[..16]));
}

#[test]
fn every_other_key_set_of_a_rotating_provider_is_old() {
    let demo = demo();
    let issuer = demo.fault_issuer("keys-rotated");
    let first = |_| get(&format!("{issuer}/jwks"), "").unwrap().json()["keys"][0]["kid"].as_str().unwrap().to_owned();
    let kids: Vec<String> = (0..4).map(first).collect();
    assert!(kids[0] == "rsa-of-yesterday" && kids[1] != kids[0]);
    assert_eq!((&kids[0], &kids[1]), (&kids[2], &kids[3]));
}

#[test]
fn scripted_polls_hold_the_tokens_back_until_the_script_is_over() {
    let demo = demo();
    let issuer = demo.fault_issuer("poll-unavailable");
    let (device_code, user_code) = start(&issuer);
    approve(&issuer, &user_code, true).unwrap();
    assert_eq!(poll(&issuer, &device_code).error(), "authorization_pending");
    let second = poll(&issuer, &device_code);
    assert_eq!((second.status, second.header("retry-after")), (503, Some("3")));
    std::thread::park_timeout(std::time::Duration::from_secs(1));
    assert_eq!(poll(&issuer, &device_code).status, 200);
    let (device_code, _) = start(&demo.fault_issuer("denied"));
    let answers: Vec<String> = (0..2).map(|_| poll(&demo.fault_issuer("denied"), &device_code).error()).collect();
    assert_eq!(answers, ["authorization_pending", "access_denied"]);
}

#[test]
fn no_scripted_poll_is_later_than_the_third_and_no_answer_later_than_forty_seconds() {
    for wrong in faults().iter().flat_map(|fault| fault.wrong) {
        match wrong {
            Wrong::Poll(On::Nth(n) | On::First(n), poll) => {
                assert!(*n <= 3);
                assert!(!matches!(poll, Poll::Pending(Http::Slow(41..)) | Poll::Late(41..)));
            }
            Wrong::Http(_, Http::Slow(seconds)) => assert!(*seconds <= 40),
            _ => {}
        }
    }
}

#[test]
fn profiles_name_issuers_that_are_there() {
    let demo = demo();
    let profiles = profiles(demo.issuer());
    assert_eq!(profiles.len(), 57);
    assert_eq!((profiles[0].0.as_str(), profiles[1].0.as_str()), ("demo", "demo-code"));
    let listed = listed_profiles(demo.issuer());
    let lists = |flow: &str| listed.iter().any(|(_, text)| text.contains(&format!("flow   = \"{flow}\"")));
    assert!(FLOWS.iter().all(|flow| lists(flow)), "each flow is in the list");
    assert!(listed.iter().all(|profile| profiles.contains(profile)) && listed.len() <= 16, "{}", listed.len());
    for (name, text) in profiles {
        let profile: toml::Table = text.parse().unwrap_or_else(|e| panic!("{name}: {e}"));
        let issuer = profile["issuer"].as_str().unwrap();
        assert_eq!(get(&format!("{issuer}/jwks"), "").unwrap().status, 200, "{name}");
        assert!(FLOWS.contains(&profile["flow"].as_str().unwrap()), "{name}");
        if name == "demo-jar" {
            let key = profile["client"]["key"].as_str().unwrap();
            assert!(serde_json::from_str::<serde_json::Value>(key).unwrap()["d"].is_string());
        }
        if name == "demo-confidential" {
            assert_eq!(profile["client"]["secret"].as_str(), Some(crate::demo::client::ODD_SECRET));
        }
    }
}
