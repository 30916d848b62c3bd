//! Answers that reach another run than theirs, and what is never sent after an answer that must not be believed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use grantty::demo::{self, Fault};
use serde_json::Value;

use super::{Stage, address, origin_of, report};
use crate::program::pipes::Piped;

/// How many runs at a time; they mostly wait.
const AT_A_TIME: usize = 12;

/// A run, where it listens, what its provider answered, and the `state` of it.
struct Answered {
    run: Piped,
    origin: String,
    parameters: String,
    state: String,
}

fn answered(of: &Stage, profile: &str) -> Answered {
    let mut run = of.run(profile, &["--browser", "none"]);
    let origin = origin_of(&mut run);
    let answer = demo::authorize(&address(&mut run), true).expect("the provider's pages work");
    let parameters = answer.parameters().to_owned();
    let state = parameters.split('&').find_map(|pair| pair.strip_prefix("state=")).expect("a state").to_owned();
    Answered { run, origin, parameters, state }
}

/// Brings an answer to a listener, as a browser does; the status.
fn bring(origin: &str, parameters: &str) -> u16 {
    let host = origin.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("somebody listens");
    let asked = format!("GET /callback?{parameters} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a socket");
    stream.write_all(asked.as_bytes()).and_then(|()| stream.read_to_string(&mut answer)).expect("an answer");
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status")
}

#[test]
fn answers_that_are_crossed_are_told_from_ones_own() {
    grantty::covers!("ATZ-19", "LOO-07");
    let stage = Stage::set();
    let (mut one, mut two) = (answered(&stage, "demo-code"), answered(&stage, "demo-code"));
    let answers = [one.parameters.clone(), two.parameters.clone()];
    for (run, foreign) in [(&mut one, &answers[1]), (&mut two, &answers[0])] {
        assert_eq!(bring(&run.origin, foreign), 400);
        let row = run.run.wait_line(|line| line.contains("authorization.state").then(|| line.to_owned()));
        assert!(row.is_some_and(|line| line.contains("\"fail\"")), "it is told at once");
    }
    assert_eq!(stage.asked("/token"), 0, "nothing of a foreign answer is redeemed");
    for run in [one, two] {
        assert_eq!(bring(&run.origin, &run.parameters), 303);
        let report = report(&run.run.done().must_be(0));
        assert_eq!(report["outcome"]["kind"], "tokens", "the wait went on: {}", report["outcome"]);
    }
    assert_eq!(stage.asked("/token"), 2);
}

#[test]
fn the_answer_of_another_provider_is_a_mix_up_even_with_our_state() {
    grantty::covers!("ATZ-19");
    let (stage, other) = (Stage::set(), Stage::set());
    let mine = answered(&stage, "demo-code");
    let theirs = answered(&other, "demo-code");
    let forged = theirs.parameters.replace(&theirs.state, &mine.state);
    assert_eq!(bring(&mine.origin, &forged), 303, "only its judge can tell");
    let report = report(&mine.run.done().must_be(1));
    assert_eq!(report["outcome"]["kind"], "rejected");
    assert!(report["outcome"]["message"].as_str().is_some_and(|said| said.contains("authorization.iss failed")));
    assert_eq!((stage.asked("/token"), other.asked("/token")), (0, 0), "the code goes nowhere");
}

/// What is wrong with the end of a run against a fault that must stop it.
fn stops(stage: &Stage, fault: &Fault) -> Option<String> {
    stage.home.profile(fault.name, &demo::fault_profile(stage.demo.issuer(), fault));
    // An answer that is not ours never ends the wait: only time does.
    let mut run = stage.run(fault.name, &["--browser", "none", "--set", "limits.redirect_timeout=8"]);
    if fault.approve
        && let Err(error) = demo::sign_in(&address(&mut run), true)
    {
        return Some(format!("{}: {error}", fault.name));
    }
    let report: Value = report(&run.done());
    let after = ["token", "userinfo"].map(|path| stage.asked(&format!("/f/{}/{path}", fault.name)));
    (report["outcome"]["kind"] != "rejected" || after != [0, 0]).then(|| {
        format!("{}: {} and {after:?} requests to the token and userinfo endpoints", fault.name, report["outcome"])
    })
}

#[test]
fn nothing_is_sent_after_an_answer_that_must_not_be_believed() {
    let stage = Stage::set();
    let rejected = |fault: &&Fault| fault.flow == "code" && fault.outcome == "rejected";
    let faults: Vec<&Fault> = demo::faults().iter().filter(rejected).collect();
    assert!(faults.len() > 25, "{}", faults.len());
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(fault) = faults.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let found = stops(&stage, fault);
                    wrong.lock().expect("nobody panics with it").extend(found);
                }
            });
        }
    });
    let wrong = wrong.into_inner().expect("nobody panics with it");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
