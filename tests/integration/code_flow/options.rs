//! The options of `run` that change how a code flow goes or ends.

use std::net::TcpListener;
use std::time::Duration;

use grantty::demo;
use rustix::process::Signal;
use serde_json::Value;

use super::{Stage, address, ids, is_free_within, origin_of, report};

/// A run that only shows its address, of the profile for that fault where one is named.
const NO_BROWSER: [&str; 2] = ["--browser", "none"];

impl Stage {
    /// A profile for a fault of the embedded provider, under its name.
    fn with_fault(self, name: &str) -> Self {
        let fault = demo::faults().iter().find(|fault| fault.name == name).expect("a fault");
        self.home.profile(name, &demo::fault_profile(self.demo.issuer(), fault));
        self
    }
}

/// The verdict of a row, and what was observed.
fn row<'r>(report: &'r Value, id: &str) -> &'r Value {
    report["checks"].as_array().expect("checks").iter().find(|row| row["id"] == id).expect(id)
}

#[test]
fn keep_going_takes_an_answer_of_another_state_and_says_so() {
    let stage = Stage::set().with_fault("state-one-more");
    let mut run = stage.run("state-one-more", &[&NO_BROWSER[..], &["--keep-going"]].concat());
    demo::sign_in(&address(&mut run), true).expect("the provider's pages work");
    let report = report(&run.done().must_be(1));
    assert_eq!(report["outcome"]["kind"], "tokens", "{}", report["outcome"]);
    assert_eq!(report["keep_going"], true);
    assert_eq!(row(&report, "authorization.state")["verdict"], "fail");
    assert!(report["tokens"]["access_token"].is_object(), "{}", report["tokens"]);
    assert_eq!(stage.asked("/f/state-one-more/token"), 1);
}

#[test]
fn the_time_of_one_request_is_limited_by_timeout() {
    let stage = Stage::set();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let token = format!("endpoints.token=http://{}/token", silent.local_addr().expect("an address"));
    let mut run = stage.run("demo-code", &[&NO_BROWSER[..], &["--timeout", "1", "--set", &token]].concat());
    demo::sign_in(&address(&mut run), true).expect("the provider's pages work");
    let report = report(&run.done().must_be(5));
    assert_eq!(report["outcome"]["kind"], "unreachable");
    let took = report["duration_ms"].as_u64().expect("a duration");
    assert!((1000..15_000).contains(&took), "{took} ms");
    drop(silent);
}

#[cfg(unix)]
#[test]
fn tokens_are_saved_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::set();
    let mut run = stage.run("demo-code", &[&NO_BROWSER[..], &["--save-tokens", "tokens.json"]].concat());
    demo::sign_in(&address(&mut run), true).expect("the provider's pages work");
    run.done().must_be(0);
    let saved: Value = serde_json::from_str(&stage.home.read("tokens.json")).expect("JSON");
    for token in ["access_token", "id_token", "refresh_token"] {
        assert!(saved[token].as_str().is_some_and(|text| text.len() > 15), "{token}");
    }
    let mode = std::fs::metadata(stage.home.path().join("tokens.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_request_is_pushed_where_the_command_line_says_so() {
    let stage = Stage::set();
    let mut run = stage.run("demo-code", &[&NO_BROWSER[..], &["--set", "code.par=always"]].concat());
    let open = address(&mut run);
    let mut sent: Vec<&str> = open.split_once('?').expect("a query").1.split('&').collect();
    sent.sort_unstable();
    assert!(matches!(sent[..], [client, uri] if client == "client_id=grantty-demo" && uri.starts_with("request_uri=")));
    demo::sign_in(&open, true).expect("the provider's pages work");
    assert!(ids(&report(&run.done().must_be(0)), "pass").contains("par.request_uri"));
    assert_eq!((stage.asked("/par"), stage.asked("/token")), (1, 1));
}

#[test]
fn a_wait_that_nobody_ends_is_over_in_time_and_shows_what_to_register() {
    grantty::covers!("LOO-17");
    let stage = Stage::set();
    let mut run = stage.run("demo-code", &[&NO_BROWSER[..], &["--set", "limits.redirect_timeout=2"]].concat());
    let origin = origin_of(&mut run);
    let done = run.done().must_be(4);
    let outcome = &report(&done)["outcome"];
    assert_eq!(outcome["kind"], "expired");
    let said = outcome["message"].as_str().expect("a sentence");
    assert!(said.contains(&format!("{origin}/callback")) && said.contains("registered"), "{said}");
    let told = format!("{said} {} {} {}", outcome["why"], outcome["hint"], done.err).to_lowercase();
    for word in ["codes", "poll", "approv", "device"] {
        assert!(!told.contains(word), "a code flow has no {word}: {told}");
    }
    assert!(is_free_within(&origin, Duration::from_secs(1)));
    assert_eq!(stage.asked("/token"), 0);
}

#[test]
fn an_interrupt_ends_the_wait_and_frees_the_port() {
    grantty::covers!("LOO-14");
    let stage = Stage::set();
    let mut run = stage.run("demo-code", &NO_BROWSER);
    let origin = origin_of(&mut run);
    address(&mut run);
    run.signal(Signal::INT);
    let report = report(&run.done().must_be(130));
    assert_eq!(report["outcome"]["kind"], "cancelled");
    assert!(is_free_within(&origin, Duration::from_secs(1)), "{origin} is free");
    assert_eq!(stage.asked("/token"), 0);
}
