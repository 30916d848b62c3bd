//! A device run without the workbench: its report, its events, its talk, and its exit code for each way it can end.

use grantty::demo::{self, Options};
use rustix::process::Signal;
use serde_json::Value;

use super::{Provider, rows, told_code};
use crate::program::home::Home;
use crate::program::pipes::{Piped, grantty};
use crate::program::terminal::End;

#[test]
fn an_approved_run_reports_its_tokens_and_every_check() {
    let provider = Provider::start();
    let done = provider.approved(&["--json"]).must_be(0);
    let report = done.json();
    assert_eq!(report["schema"], 1);
    assert_eq!(report["command"], "run");
    assert_eq!(report["profile"], "local");
    assert_eq!(report["flow"], "device");
    assert_eq!(report["issuer"], provider.demo.issuer());
    assert_eq!(report["outcome"]["kind"], "tokens");
    assert_eq!(report["outcome"]["exit_code"], 0);
    assert_eq!(rows(&report, "fail"), [""; 0]);
    let amber = rows(&report, "warn");
    let development_only = |row: &String| row.contains("discovery.issuer_https") || row.contains("jwks.transport");
    assert!(amber.iter().all(development_only), "plain http on loopback, and nothing else: {amber:?}");
    assert!(rows(&report, "pass").len() > 40, "{:?}", rows(&report, "pass"));
    assert_eq!(report["tokens"]["id_token"]["signature"], "verified");
    assert_eq!(report["tokens"]["id_token"]["claims"]["sub"], "10769150350006150715113082367");
    assert_eq!(report["userinfo"]["name"], "Ann Archer");
    assert!(report["polls"].as_array().is_some_and(|polls| !polls.is_empty()));
    let exchanges = report["exchanges"].as_array().expect("exchanges");
    let asked = provider.demo.log();
    let asked: Vec<_> = asked.iter().filter(|line| !line.path.starts_with("/device")).collect();
    assert!(exchanges.len() >= 5 && asked.len() >= 5, "discovery, keys, device, token, userinfo: {exchanges:#?}");
}

#[test]
fn events_are_lines_as_they_happen_and_the_report_is_the_last() {
    let provider = Provider::start();
    let mut run = provider.run(&["--events", "--json", "--quiet"]);
    let prompt = run.wait_event("prompt").expect("the prompt comes while the run goes on");
    let code = prompt["user_code"].as_str().expect("a user code");
    demo::approve(provider.demo.issuer(), code, true).expect("the provider's pages work");
    let done = run.done().must_be(0);
    assert_eq!(done.err, "", "--quiet");
    let mut lines = done.json_lines();
    let report = lines.pop().expect("a last line");
    assert_eq!(report["outcome"]["kind"], "tokens");
    let mut before = 0;
    for line in &lines {
        let t = line["t_ms"].as_u64().expect("t_ms is a number");
        assert!(t >= before && line["event"].is_string(), "{line}");
        before = t;
    }
    let names: Vec<&str> = lines.iter().filter_map(|line| line["event"].as_str()).collect();
    for name in ["sent", "received", "checked", "prompt", "waiting", "polled", "tokens", "finished"] {
        assert!(names.contains(&name), "no event {name} in {names:?}");
    }
    assert_eq!(names.last(), Some(&"finished"));
    assert_eq!(lines.last().map(|line| &line["outcome"]["kind"]), Some(&Value::from("tokens")));
}

#[test]
fn a_person_reads_the_summary_on_stdout_and_the_code_on_stderr() {
    let provider = Provider::start();
    let mut run = provider.run(&[]);
    let code = told_code(&mut run).expect("the code stands on stderr");
    let address = run.wait_talk(|line| line.contains("/device").then(|| line.to_owned()));
    assert!(address.is_some_and(|line| line.contains(provider.demo.issuer())));
    demo::approve(provider.demo.issuer(), &code, true).expect("the provider's pages work");
    let done = run.done().must_be(0);
    assert!(done.out.contains("tokens") && done.out.contains("0 failed"), "{}", done.out);
    assert!(done.out.contains("Ann Archer"), "the claims are shown:\n{}", done.out);
    assert!(!done.out.contains(&code));
}

#[test]
fn a_denial_ends_with_4() {
    let provider = Provider::start();
    let mut run = provider.run(&["--json"]);
    provider.decide(&mut run, false);
    let report = run.done().must_be(4).json();
    assert_eq!(report["outcome"]["kind"], "denied");
    assert_eq!(report["outcome"]["error"], "access_denied");
}

#[test]
fn running_out_of_time_ends_with_4() {
    let provider = Provider::with(Options { interval: 1, expires_in: 2, ..Options::default() });
    let report = provider.run(&["--json"]).done().must_be(4).json();
    assert_eq!(report["outcome"]["kind"], "expired");
}

#[test]
fn an_interruption_ends_with_130_and_stops_polling() {
    let provider = Provider::start();
    for signal in [Signal::INT, Signal::TERM] {
        let mut run = provider.run(&["--json"]);
        told_code(&mut run).expect("a run that waits");
        run.signal(signal);
        let done = run.done();
        assert_eq!(done.end, End::Code(130), "{signal:?}: {}", done.err);
        assert_eq!(done.json()["outcome"]["kind"], "cancelled");
    }
}

#[test]
fn no_answer_ends_with_5() {
    let home = Home::new();
    let free = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a free port");
    home.profile("local", &super::profile(&format!("http://{free}")));
    let done = grantty(&home, &["run", "local", "--json"]).must_be(5);
    let report = done.json();
    assert_eq!(report["outcome"]["kind"], "unreachable");
    let message = report["outcome"]["message"].as_str().expect("a sentence");
    assert!(message.contains("127.0.0.1"), "{message}");
}

#[test]
fn a_refusal_ends_with_3() {
    let provider = Provider::start();
    let done = provider.run(&["--json", "--set", "client.id=stranger"]).done().must_be(3);
    let report = done.json();
    assert_eq!(report["outcome"]["kind"], "refused");
    assert_eq!(report["outcome"]["error"], "invalid_client");
}

#[test]
fn a_reader_that_went_away_is_no_error() {
    let provider = Provider::start();
    let script = format!("{} run local --events --json; echo \"code $?\" >&2", crate::program::GRANTTY);
    let mut shell = Piped::shell(&provider.home, &format!("({script}) | head -n 1"));
    provider.decide(&mut shell, true);
    let done = shell.done();
    assert!(done.err.contains("code 0"), "{}", done.err);
    assert!(!done.err.contains("Broken pipe") && !done.err.contains("defect"), "{}", done.err);
    assert_eq!(done.out.lines().count(), 1);
}

#[test]
fn an_override_replaces_a_key_of_the_profile() {
    let provider = Provider::start();
    let scope = "request.scope=[\"openid\", \"email\"]";
    let report = provider.approved(&["--json", "--set", scope, "--set", "device.pkce=S256"]).must_be(0).json();
    assert_eq!(report["tokens"]["id_token"]["claims"]["email"], "ann@example.com");
    let device = provider.demo.log().into_iter().find(|line| line.path.contains("device_authorization"));
    let sent = device.expect("the device request").form;
    let value = |name: &str| sent.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    assert_eq!(value("scope"), Some("openid email"));
    assert_eq!(value("code_challenge_method"), Some("S256"));
}
