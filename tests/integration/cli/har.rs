//! The HTTP archive of a run: for its owner alone, whole or not at all, and without a secret unless asked for one.

use std::os::unix::fs::PermissionsExt as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustix::process::Signal;
use serde_json::Value;

use super::Provider;
use crate::program::pipes::Piped;

const CANARY: &str = "canary-7f3c19d2e8b4a650";

fn archive(provider: &Provider) -> (String, Value) {
    let text = provider.home.read("run.har");
    let tree = serde_json::from_str(&text).expect("JSON");
    (text, tree)
}

fn entries(archive: &Value) -> &[Value] {
    archive["log"]["entries"].as_array().expect("entries")
}

#[test]
fn every_exchange_is_an_entry_and_no_token_can_be_read() {
    grantty::covers!("SEC-05", "SEC-09");
    let provider = Provider::start();
    provider.home.file("run.har", "an old one that everybody could read");
    let done = provider.approved(&["--har", "run.har", "--json", "--save-tokens", "tokens.json"]).must_be(0);
    let path = provider.home.path().join("run.har");
    let mode = std::fs::metadata(path).expect("the file is there").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (text, archive) = archive(&provider);
    let exchanges = done.json()["exchanges"].as_array().map(Vec::len).expect("exchanges");
    assert_eq!((entries(&archive).len(), &archive["log"]["version"]), (exchanges, &"1.2".into()));
    for entry in entries(&archive) {
        let phases = ["blocked", "dns", "connect", "send", "wait", "receive"];
        let spent = phases.iter().filter_map(|phase| entry["timings"][phase].as_u64()).sum::<u64>();
        assert_eq!(entry["time"].as_u64(), Some(spent), "{entry:#}");
        assert_eq!(entry["serverIPAddress"], "127.0.0.1");
    }
    let saved: Value = serde_json::from_str(&provider.home.read("tokens.json")).expect("JSON");
    for name in ["access_token", "id_token", "refresh_token"] {
        let secret = saved[name].as_str().expect(name).rsplit('.').next().expect("a part");
        assert!(secret.len() > 20 && !text.contains(secret), "{name} in {text}");
    }
}

#[test]
fn a_client_secret_is_in_none_of_its_forms_unless_asked_for() {
    grantty::covers!("SEC-05");
    let provider = Provider::start();
    let confidential =
        "id = \"grantty-demo-confidential\"\nauth = \"client_secret_basic\"\nsecret = { env = \"CANARY\" }";
    let profile = super::profile(provider.demo.issuer()).replace("id = \"grantty-demo\"", confidential);
    provider.home.profile("secret", &profile);
    let credential = STANDARD.encode(format!("grantty-demo-confidential:{CANARY}"));
    for reveal in [false, true] {
        let args = [&["run", "secret", "--har", "run.har"][..], if reveal { &["--reveal"] } else { &[] }].concat();
        Piped::start(&provider.home, &args, &[("CANARY", CANARY)]).done().must_be(3);
        let (text, archive) = archive(&provider);
        assert!(entries(&archive).len() >= 2, "{archive:#}");
        assert_eq!(text.contains(&credential), reveal, "{text}");
        assert!(!text.contains(CANARY), "Basic encodes it");
    }
}

#[test]
fn a_run_that_was_interrupted_leaves_its_archive() {
    let provider = Provider::start();
    let mut run = provider.run(&["--har", "run.har", "--events"]);
    run.wait_event("prompt").expect("a prompt");
    run.signal(Signal::INT);
    run.done().must_be(130);
    assert!(entries(&archive(&provider).1).len() >= 2);
}

#[test]
fn an_archive_that_could_not_be_written_is_told_before_anybody_is_asked() {
    let provider = Provider::start();
    let done = provider.run(&["--har", "no/such/folder/run.har"]).done().must_be(2);
    assert!(done.err.contains("no/such/folder/run.har"), "{}", done.err);
    let done = provider.run(&["--har", "same", "--save-tokens", "same"]).done().must_be(2);
    assert!(done.err.contains("--save-tokens and --har"), "{}", done.err);
    assert!(provider.demo.log().is_empty());
}
