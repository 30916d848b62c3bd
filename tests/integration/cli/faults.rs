//! Every fault of the embedded provider, one real run each: the check turns, the outcome is as said, and there is a
//! sentence for it.
#![expect(clippy::disallowed_methods, reason = "deadlines of tests are real time")]

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use grantty::demo::{self, Demo, Fault, Options};
use rustix::process::Signal;
use serde_json::Value;

use super::profile;
use crate::program::home::Home;
use crate::program::pipes::Piped;

/// How many runs at a time. They mostly wait for their next poll.
const AT_A_TIME: usize = 24;

/// No fault keeps a run alive longer than this.
const PATIENCE: Duration = Duration::from_secs(50);

/// These take longer than all others together, so they go first.
const SLOW: [&str; 2] = ["interval-thirty-one", "poll-silent"];

#[test]
fn every_fault_is_seen_and_named() {
    grantty::covers!(
        "DSC-01", "DSC-02", "DSC-03", "DSC-04", "DSC-05", "DSC-06", "DSC-07", "DSC-08", "DSC-09", "DSC-10", "DSC-11",
        "DSC-12", "DSC-13", "DSC-14", "DSC-15", "DSC-18", "DSC-19", "DSC-20", "DSC-22", "DSC-28", "DSC-30", "JWK-02",
        "JWK-04", "JWK-05", "JWK-06", "JWK-07", "JWK-08", "JWK-09", "JWK-10", "JWK-12", "JWK-13", "JWK-15", "JWK-16",
        "JWK-17", "JWK-19", "JWK-20", "JWK-21", "DEV-01", "DEV-02", "DEV-03", "DEV-04", "DEV-05", "DEV-07", "DEV-08",
        "DEV-09", "DEV-10", "DEV-12", "DEV-13", "DEV-14", "DEV-17", "DEV-18", "DEV-19", "DEV-20", "POL-01", "POL-03",
        "POL-05", "POL-07", "POL-08", "POL-09", "POL-10", "POL-11", "POL-12", "POL-13", "POL-14", "POL-18", "POL-19",
        "POL-26", "TOK-01", "TOK-02", "TOK-03", "TOK-04", "TOK-05", "TOK-07", "TOK-10", "TOK-11", "TOK-13", "TOK-14",
        "TOK-15", "TOK-16", "TOK-17", "TOK-18", "TOK-19", "TOK-20", "TOK-21", "TOK-22", "TOK-23", "TOK-24", "TOK-25",
        "TOK-26", "TOK-27", "TOK-28", "IDT-01", "IDT-02", "IDT-03", "IDT-04", "IDT-06", "IDT-07", "IDT-08", "IDT-09",
        "IDT-10", "IDT-11", "IDT-12", "IDT-13", "IDT-14", "IDT-15", "IDT-18", "IDT-19", "IDT-20", "IDT-21", "IDT-22",
        "IDT-25", "IDT-26", "IDT-27", "IDT-28", "IDT-29", "IDT-31", "IDT-32", "IDT-33", "IDT-34", "IDT-35", "IDT-36",
        "IDT-37", "IDT-38", "IDT-39", "IDT-40", "IDT-42", "IDT-44", "IDT-50", "IDT-53", "UIN-01", "UIN-02", "UIN-04",
        "UIN-05", "UIN-07", "ATZ-12", "ATZ-13", "NET-03", "NET-11", "TRM-04"
    );
    judge_all("device");
}

#[test]
fn every_fault_of_the_code_flow_is_seen_and_named() {
    grantty::covers!(
        "ATZ-01", "ATZ-02", "ATZ-04", "ATZ-05", "ATZ-06", "ATZ-07", "ATZ-08", "ATZ-09", "ATZ-10", "ATZ-11", "ATZ-12",
        "ATZ-13", "ATZ-14", "ATZ-15", "ATZ-16", "ATZ-20", "ATZ-21", "ATZ-22", "ATZ-23", "ATZ-24", "IDT-16", "IDT-17",
        "IDT-20", "IDT-44", "IDT-45", "IDT-46", "IDT-47", "IDT-49", "IDT-51", "IDT-52", "JRM-01", "JRM-02", "JRM-03",
        "JRM-04", "JRM-05", "JRM-06", "JRM-07", "JRM-08", "JRM-09", "JRM-10", "JRM-11", "JRM-12", "LOO-17", "PAR-01",
        "PAR-02", "PAR-03", "TOK-20"
    );
    judge_all("code");
}

#[test]
fn every_fault_of_ciba_is_seen_and_named() {
    grantty::covers!(
        "CIB-01", "CIB-02", "CIB-03", "CIB-04", "CIB-05", "CIB-06", "CIB-07", "CIB-08", "CIB-09", "CIB-10", "CIB-11",
        "CIB-13", "CIB-16", "CIB-17", "CIB-18", "CIB-19", "CIB-20", "CIB-21", "CIB-22", "CIB-23", "CIB-25", "CIB-27",
        "DSC-23"
    );
    judge_all("ciba");
}

#[test]
fn every_fault_of_a_refresh_is_seen_and_named() {
    grantty::covers!("REF-01", "REF-02", "REF-03", "REF-04", "REF-07", "DSC-22", "OWN-03", "TLS-06");
    judge_those(|fault| fault.flow == "refresh" && !is_encrypted(fault) && !is_about_a_proof(fault));
}

#[test]
fn every_fault_of_an_encrypted_token_is_seen_and_named() {
    grantty::covers!("IDT-41", "IDT-42", "IDT-43");
    judge_those(is_encrypted);
}

fn is_encrypted(fault: &Fault) -> bool {
    fault.name.starts_with("encrypted-")
}

#[test]
fn every_fault_of_a_proof_is_seen_and_named() {
    grantty::covers!("DPP-01", "DPP-03", "DPP-04", "DPP-05", "DPP-07", "DPP-08");
    judge_those(is_about_a_proof);
}

fn is_about_a_proof(fault: &Fault) -> bool {
    fault.name.starts_with("dpop-")
}

#[test]
fn every_fault_of_a_grant_that_asks_nobody_is_seen_and_named() {
    grantty::covers!("EXT-06", "EXT-07");
    let flows = ["token-exchange", "client-credentials", "jwt-bearer", "password"];
    judge_those(|fault| flows.contains(&fault.flow) && !is_about_a_proof(fault));
}

#[test]
fn every_fault_of_an_act_on_a_token_is_seen_and_named() {
    grantty::covers!("EXT-01", "EXT-02", "EXT-03", "EXT-04", "EXT-05", "UIN-03", "UIN-04", "UIN-05", "UIN-08");
    let flows = ["userinfo", "introspection", "revocation", "logout"];
    judge_those(|fault| flows.contains(&fault.flow) && !is_about_a_proof(fault));
}

/// Runs against every fault of a flow, side by side.
fn judge_all(flow: &str) {
    judge_those(|fault| fault.flow == flow);
}

fn judge_those(wanted: impl Fn(&Fault) -> bool) {
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
    let home = Home::new();
    let those = demo::faults().iter().filter(|fault| wanted(fault));
    let (slow, quick): (Vec<_>, Vec<_>) = those.partition(|fault| SLOW.contains(&fault.name));
    let faults = [slow, quick].concat();
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let started = Instant::now();
                    let found = judge(fault, &demo, &home);
                    if found.is_empty() {
                        continue;
                    }
                    let line = format!("{} ({} ms): {}", fault.name, started.elapsed().as_millis(), found.join("; "));
                    wrong.lock().expect("nobody panics with it").push(line);
                }
            });
        }
    });
    let mut wrong = wrong.into_inner().expect("nobody panics with it");
    wrong.sort();
    let count = faults.len();
    assert!(
        wrong.is_empty(),
        "{} of {count} faults are not seen as they should be:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// Everything that is not as it should be in a run against that fault.
fn judge(fault: &Fault, demo: &Demo, home: &Home) -> Vec<String> {
    let issuer = demo.fault_issuer(fault.name);
    let opens = ["code", "logout"].contains(&fault.flow);
    let text = if fault.flow == "device" { profile(&issuer) } else { demo::fault_profile(demo.issuer(), fault) };
    home.profile(fault.name, &text);
    let args = ["run", fault.name, fault.flow, "--json", "--events", "--quiet", "--timeout", "4"];
    // An answer that is not ours never ends the wait: only time does.
    let front: &[&str] = if opens { &["--browser", "none", "--set", "limits.redirect_timeout=8"] } else { &[] };
    let mut run = Piped::start(home, &[&args[..], front].concat(), &[]);
    let mut wrong = Vec::new();
    if fault.approve {
        wrong.extend(match fault.flow {
            "code" => sign_in(&mut run),
            "ciba" => answer(&mut run, &issuer),
            _ => approve(&mut run, &issuer),
        });
    }
    if fault.flow == "logout" {
        wrong.extend(log_out(&mut run, fault.outcome != "expired"));
    }
    if !run.ends_within(PATIENCE) {
        wrong.push("it does not end by itself".to_owned());
        run.signal(Signal::INT);
    }
    let done = run.done();
    let Some(report) = done.out.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok()) else {
        wrong.push(format!("no report: {:?} {}", done.end, done.err));
        return wrong;
    };
    wrong.extend(disagreements(fault, &report));
    let code = report["outcome"]["exit_code"].as_i64().unwrap_or(-1);
    if done.end != crate::program::terminal::End::Code(i32::try_from(code).unwrap_or(-1)) {
        wrong.push(format!("ended with {:?} and reports {code}", done.end));
    }
    wrong
}

/// What keeps a person from approving the codes, if anything does.
fn approve(run: &mut Piped, issuer: &str) -> Option<String> {
    let Some(prompt) = run.wait_event("prompt") else { return Some("nobody was asked to approve".to_owned()) };
    let code = prompt["user_code"].as_str().unwrap_or_default();
    demo::approve(issuer, code, true).err().map(|error| format!("cannot be approved: {error}"))
}

/// What keeps a person from allowing the request on the phone, if anything does.
fn answer(run: &mut Piped, issuer: &str) -> Option<String> {
    if run.wait_event("prompt").is_none() {
        return Some("nobody was asked to approve".to_owned());
    }
    match demo::answer_phone(issuer, true) {
        Ok(true) => None,
        Ok(false) => Some("nothing waits on the phone".to_owned()),
        Err(error) => Some(format!("cannot be approved: {error}")),
    }
}

/// What keeps a person from signing in, if anything does.
fn sign_in(run: &mut Piped) -> Option<String> {
    let Some(opened) = run.wait_event("opened") else { return Some("no address was opened".to_owned()) };
    let address = opened["url"].as_str().unwrap_or_default();
    demo::sign_in(address, true).err().map(|error| format!("cannot sign in: {error}"))
}

/// What keeps a person from logging out, if anything does; `back` says whether the browser is sent back.
fn log_out(run: &mut Piped, back: bool) -> Option<String> {
    let Some(opened) = run.wait_event("opened") else { return Some("no address was opened".to_owned()) };
    let address = opened["url"].as_str().unwrap_or_default();
    demo::log_out(address).err().filter(|_| back).map(|error| format!("cannot log out: {error}"))
}

fn disagreements(fault: &Fault, report: &Value) -> Vec<String> {
    let mut wrong = Vec::new();
    let outcome = &report["outcome"];
    if outcome["kind"] != fault.outcome {
        wrong.push(format!("outcome {} in place of {} ({})", outcome["kind"], fault.outcome, outcome["message"]));
    }
    if outcome["message"].as_str().is_none_or(|message| message.trim().len() < 10) {
        wrong.push(format!("no sentence: {}", outcome["message"]));
    }
    for (id, verdict) in fault.checks {
        let rows = report["checks"].as_array().into_iter().flatten().filter(|row| row["id"] == *id);
        let verdicts: Vec<&str> = rows.filter_map(|row| row["verdict"].as_str()).collect();
        if !verdicts.contains(verdict) {
            wrong.push(format!("{id} is {verdicts:?} in place of {verdict}"));
        }
    }
    if fault.checks.is_empty() && fault.outcome == "tokens" {
        wrong.extend(super::rows(report, "fail").into_iter().map(|row| format!("allowed, but fails: {row}")));
    }
    wrong
}

/// The markers above are literals, as markers must be; this keeps them together with the provider's own table.
#[test]
fn every_row_that_a_fault_turns_is_claimed() {
    let proved = demo::faults().iter().filter(|fault| !fault.checks.is_empty() || fault.outcome != "tokens");
    // Their checks turn, but what the rows are about is not to be seen in one run.
    let more_than_a_run_shows = ["JWK-14", "POL-16"];
    for row in proved.flat_map(|fault| fault.faults).filter(|row| !more_than_a_run_shows.contains(row)) {
        assert!(include_str!("faults.rs").contains(&format!("\"{row}\"")), "{row} is not in the marker");
    }
}
