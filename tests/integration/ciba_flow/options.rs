//! The options of `run` that change how a backchannel authentication goes or ends, and the ports it listens at.

use std::net::TcpListener;

use rustix::process::Signal;
use serde_json::Value;

use super::{Stage, ids, is_free, notified_at, polls, report, row};
use crate::program::pipes::Done;

/// Where authentication requests go, in the provider's log.
const REQUESTS: &str = "/bc-authorize";

impl Stage {
    /// A profile of the demonstration without one of its lines.
    fn without(&self, profile: &str, key: &str) {
        let profiles = grantty::demo::profiles(self.demo.issuer());
        let (_, text) = profiles.iter().find(|(name, _)| name == profile).expect("a shipped profile");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with(key)).collect();
        self.home.profile(profile, &lines.join("\n"));
    }
}

/// All that is said about the end.
fn told(done: &Done) -> String {
    let outcome = &report(done)["outcome"];
    ["message", "why", "hint"].map(|member| outcome[member].as_str().unwrap_or_default()).join(" ")
}

#[test]
fn the_command_line_says_who_is_asked_and_what_they_read() {
    let stage = Stage::set();
    let set = ["--set", "ciba.login_hint=bob@example.com", "--set", "ciba.binding_message=N3W"];
    let mut run = stage.run("demo-ciba", &set);
    let prompt = run.wait_event("prompt").expect("somebody is asked");
    assert_eq!(prompt["binding_message"], "N3W");
    stage.decide(&mut run, true);
    let report = report(&run.done().must_be(0));
    assert_eq!(report["prompt"]["hint"]["value"], "bob@example.com");
    assert_eq!(report["tokens"]["id_token"]["claims"]["email"], "bob@example.com");
}

#[test]
fn who_is_asked_has_to_be_said_before_anything_is_sent() {
    grantty::covers!("CIB-12");
    let stage = Stage::set();
    stage.without("demo-ciba", "login_hint");
    let done = stage.run("demo-ciba", &[]).done().must_be(2);
    assert!(done.err.contains("needs a hint that says who is to sign in"), "{}", done.err);
    assert!(done.err.contains("--set ciba.login_hint=NAME") && done.out.is_empty(), "{}{}", done.err, done.out);
    // A profile of another flow says nothing about hints, and is no mistake by itself.
    let done = stage.run("demo", &[]).done().must_be(2);
    let said = told(&done);
    assert!(said.contains("exactly one of login_hint, login_hint_token, id_token_hint is wanted"), "{said}");
    assert!(said.contains("Give exactly one of ciba.login_hint"), "{said}");
    assert_eq!(row(&report(&done), "ciba.hint")["verdict"], "fail");
    assert_eq!(stage.asked(REQUESTS), 0);
}

#[test]
fn two_hints_are_a_mistake_that_nothing_gets_past() {
    grantty::covers!("CIB-12");
    let stage = Stage::set();
    for more in [&[][..], &["--keep-going"]] {
        let two = ["--set", "parameters.ciba.id_token_hint=x.y.z"];
        let done = stage.run("demo-ciba", &[&two[..], more].concat()).done().must_be(2);
        for part in ["`ciba.login_hint`", "`parameters.ciba.id_token_hint`", "keep one of them"] {
            assert!(done.err.contains(part), "{part}: {}", done.err);
        }
    }
    assert_eq!(stage.asked(REQUESTS), 0);
}

#[cfg(target_os = "linux")]
#[test]
fn a_port_that_is_taken_is_told_with_its_holder_and_nobody_is_asked() {
    grantty::covers!("CIB-24");
    let stage = Stage::set();
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    for profile in ["demo-ciba-ping", "demo-ciba-push"] {
        let done = stage.run(profile, &["--set", &format!("ciba.listen=127.0.0.1:{port}")]).done().must_be(2);
        let said = told(&done);
        assert!(said.contains(&format!("(pid {})", std::process::id())), "the holder is this very program: {said}");
        assert!(said.contains("ciba.listen") && said.contains("nobody was asked"), "{said}");
        assert_eq!(row(&report(&done), "notification.bind")["verdict"], "fail");
    }
    assert_eq!(stage.asked(REQUESTS), 0);
}

#[test]
fn the_time_of_one_request_is_limited_by_timeout() {
    let stage = Stage::set();
    let silent = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint =
        format!("endpoints.backchannel_authentication=http://{}/x", silent.local_addr().expect("an address"));
    for limit in [&["--timeout", "1"][..], &["--set", "limits.request_timeout=1"]] {
        let run = stage.run("demo-ciba", &[limit, &["--set", &endpoint]].concat());
        let report = report(&run.done().must_be(5));
        assert_eq!(report["outcome"]["kind"], "unreachable");
        let took = report["duration_ms"].as_u64().expect("a duration");
        assert!((1000..15_000).contains(&took), "{took} ms");
    }
    assert_eq!(stage.asked("/token"), 0);
}

#[cfg(unix)]
#[test]
fn pushed_tokens_are_saved_for_nobody_else() {
    use std::os::unix::fs::PermissionsExt as _;
    let stage = Stage::set();
    let mut run = stage.run("demo-ciba-push", &["--save-tokens", "tokens.json"]);
    stage.decide(&mut run, true);
    run.done().must_be(0);
    let saved: Value = serde_json::from_str(&stage.home.read("tokens.json")).expect("JSON");
    for token in ["access_token", "id_token", "refresh_token"] {
        assert!(saved[token].as_str().is_some_and(|text| text.len() > 15), "{token}");
    }
    let mode = std::fs::metadata(stage.home.path().join("tokens.json")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn an_interrupt_ends_the_wait_and_frees_the_port() {
    for profile in ["demo-ciba", "demo-ciba-ping", "demo-ciba-push"] {
        let stage = Stage::set();
        let mut run = stage.run(profile, &[]);
        let port = (profile != "demo-ciba").then(|| notified_at(&mut run));
        run.wait_event("prompt").expect("somebody is asked");
        run.signal(Signal::INT);
        let report = report(&run.done().must_be(130));
        assert_eq!(report["outcome"]["kind"], "cancelled", "{profile}");
        assert!(port.is_none_or(is_free), "{profile}: nobody listens any more");
        let polled = stage.asked("/token");
        super::pause(std::time::Duration::from_millis(1500));
        assert_eq!(stage.asked("/token"), polled, "{profile}: nothing is polled for after that");
    }
}

#[test]
fn a_wish_for_a_short_life_is_not_held_against_the_provider() {
    let stage = Stage::set();
    let done = stage.run("demo-ciba", &["--set", "ciba.requested_expiry=2"]).done().must_be(4);
    let report = report(&done);
    assert_eq!(report["outcome"]["whose"], "profile", "{}", report["outcome"]);
    assert!(told(&done).contains("as this profile asked for"), "{}", report["outcome"]);
    assert!(ids(&report, "pass").contains("ciba.expiry_kept"));
    assert!(polls(&report).iter().all(|answer| *answer == "authorization_pending"));
}
