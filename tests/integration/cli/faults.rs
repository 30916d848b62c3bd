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
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
    let home = Home::new();
    let (slow, quick): (Vec<_>, Vec<_>) = demo::faults().iter().partition(|fault| SLOW.contains(&fault.name));
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
    home.profile(fault.name, &profile(&issuer));
    let args = ["run", fault.name, "--json", "--events", "--quiet", "--timeout", "4"];
    let mut run = Piped::start(home, &args, &[]);
    let mut wrong = Vec::new();
    if fault.approve {
        match run.wait_event("prompt") {
            None => wrong.push("nobody was asked to approve".to_owned()),
            Some(prompt) => {
                let code = prompt["user_code"].as_str().unwrap_or_default();
                if let Err(error) = demo::approve(&issuer, code, true) {
                    wrong.push(format!("cannot be approved: {error}"));
                }
            }
        }
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
