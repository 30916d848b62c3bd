//! `grantty inspect` as scripts use it: exit codes, the report, where tokens and keys come from, and what is never said.

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// Thirty-two bytes, as HS256 wants them.
const SECRET: &str = "canary-5c1e7b90d2f84a6cb3e8f7012";

/// A token of that header and those claims, signed with the secret.
fn token(header: &Value, claims: &str) -> String {
    let text = format!("{}.{}", encode(header.to_string().as_bytes()), encode(claims.as_bytes()));
    let mac = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), text.as_bytes());
    format!("{text}.{}", encode(mac.as_ref()))
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn good() -> String {
    let claims = json!({
        "iss": "https://id.example.com", "aud": "grantty", "sub": "ann", "iat": 1_763_640_000, "exp": 1_763_643_600,
    });
    token(&json!({ "alg": "HS256", "typ": "JWT" }), &claims.to_string())
}

fn inspect(home: &Home, args: &[&str], stdin: &str) -> Done {
    let at: &[&str] = if args.contains(&"--at") { &[] } else { &["--at", "2025-11-20T12:10:00Z"] };
    let all = [&["inspect"], at, args].concat();
    Piped::fed(home, &all, &[("SECRET", SECRET), ("OTHER", "another-secret-of-thirty-two-bytes")], stdin)
}

fn report(done: &Done) -> Value {
    serde_json::from_str(&done.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", done.out, done.err))
}

#[test]
fn a_token_is_verified_by_this_key_and_by_no_other() {
    let home = Home::new();
    let state = |args: &[&str], code| {
        let said = report(&inspect(&home, &[&["--json"], args].concat(), &good()).must_be(code));
        said["inspections"][0]["signature"].as_str().expect("a word").to_owned()
    };
    assert_eq!(state(&["--secret", "env:SECRET", "--alg", "HS256"], 0), "verified");
    assert_eq!(state(&["--secret", "env:OTHER", "--alg", "HS256"], 1), "bad");
    assert_eq!(state(&["--alg", "HS256"], 0), "no key");
}

#[test]
fn each_side_has_its_own_verdict() {
    let home = Home::new();
    let sides = |args: &[&str], code| {
        let args = [&["--json", "--secret", "env:SECRET", "--alg", "HS256"], args].concat();
        let said = report(&inspect(&home, &args, &good()).must_be(code));
        let verdicts = said["inspections"][0]["verdicts"].clone();
        ["form", "signature", "algorithm", "claims", "times"]
            .map(|side| verdicts[side]["verdict"].as_str().unwrap_or_else(|| panic!("{side}: {verdicts}")).to_owned())
    };
    assert_eq!(sides(&["--audience", "grantty"], 0)[3], "pass");
    assert_eq!(sides(&["--audience", "other"], 1), ["pass", "pass", "pass", "fail", "pass"]);
    assert_eq!(sides(&["--at", "2026-11-20T12:00:00Z"], 1), ["pass", "pass", "pass", "pass", "fail"]);
}

#[test]
fn the_report_holds_the_rows_and_no_secret() {
    let home = Home::new();
    let text = format!(r#"{{"access_token":"opaque-{SECRET}","id_token":"{}","token_type":"Bearer"}}"#, good());
    let done = inspect(&home, &["--json", "--secret", "env:SECRET"], &text);
    let said = report(&done);
    assert_eq!((&said["command"], &said["schema"]), (&"inspect".into(), &1.into()));
    let kinds: Vec<&str> =
        said["inspections"].as_array().expect("tokens").iter().filter_map(|one| one["kind"].as_str()).collect();
    assert_eq!(kinds, ["opaque", "id_token"]);
    assert!(said["checks"].as_array().expect("rows").iter().any(|row| row["id"] == "id_token.signature"));
    let signature = good().rsplit('.').next().expect("three parts").to_owned();
    for secret in [SECRET, &signature] {
        assert!(!done.out.contains(secret) && !done.err.contains(secret), "{secret} in\n{}\n{}", done.out, done.err);
    }
}

#[test]
fn what_was_pasted_is_cleaned_and_said() {
    let home = Home::new();
    let wrapped = format!("Authorization: Bearer \"{}\n  {}\"", &good()[..60], &good()[60..]);
    let said = report(&inspect(&home, &["--json", "--secret", "env:SECRET"], &wrapped));
    assert_eq!(said["inspections"][0]["signature"], "verified");
    let row = said["checks"].as_array().expect("rows").iter().find(|row| row["id"] == "paste.text").expect("a row");
    assert_eq!(row["verdict"], "warn");
    assert!(row["observed"].as_str().expect("text").contains("Bearer"), "{row}");
}

#[test]
fn nothing_is_accepted_that_nobody_signed() {
    grantty::covers!("IDT-19", "IDT-26");
    let home = Home::new();
    let claims = r#"{"sub":"ann"}"#;
    for alg in ["none", "None", "nOnE", "hs256", "HS256 ", "", "HS255"] {
        let forged = token(&json!({ "alg": alg }), claims);
        let (unsigned, _) = forged.rsplit_once('.').expect("three parts");
        for text in [forged.clone(), format!("{unsigned}.")] {
            let done = inspect(&home, &["--json", "--secret", "env:SECRET"], &text).must_be(1);
            assert_ne!(report(&done)["inspections"][0]["signature"], "verified", "{alg}");
        }
    }
}

#[test]
fn mistakes_of_the_caller_end_with_2_and_say_what_to_do() {
    let home = Home::new();
    home.file("good.jwt", &good());
    for (args, stdin, words) in [
        (&["--secret", "hunter2"][..], "x", "env:NAME"),
        (&["good.jwt"], "", "--file PATH"),
        (&["--secret", "env:SECRET", "--secret-encoding", "hex"], "x", "hexadecimal"),
        (&["--secret", "env:NOT_SET_HERE"], "x", "NOT_SET_HERE is not set"),
        (&["--file", "missing.jwt"], "", "missing.jwt"),
        (&["--key", "-"], "x", "standard input"),
        (&["--jwks", "missing.json"], "x", "missing.json"),
        (&[], "  \n", "empty"),
        (&["--issuer", "not an address"], "x", "issuer"),
    ] {
        let done = inspect(&home, args, stdin).must_be(2);
        let said = done.err.clone() + &done.out;
        assert!(said.contains(words) && !said.contains("hunter2"), "{args:?}: {said}");
    }
}

#[test]
fn an_opaque_token_is_no_failure_and_a_broken_one_is() {
    let home = Home::new();
    inspect(&home, &[], "2YotnFZFEjr1zCsicMWpAA").must_be(0);
    inspect(&home, &[], "a.b.c").must_be(1);
    inspect(&home, &[], &good()[..good().len() - 60]).must_be(1);
}
