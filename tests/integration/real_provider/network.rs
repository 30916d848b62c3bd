//! A provider that goes away while it is polled: the run backs off and goes on.

use std::time::Duration;

use rustix::process::Signal;
use serde_json::Value;

use super::{Bench, By, PLAIN_HTTP, decide, ids, polls, report, rows};
use crate::program::pipes::Piped;

const BODY: &str = "[client]\nid = \"device-public\"\n[request]\nscope = [\"openid\"]";

/// What a poll brings to whom nobody listens.
const NOBODY: &str = "no connection could be made";

/// The pauses before each poll as they were planned, in whole seconds; none was cut short.
fn pauses(report: &Value) -> Vec<u64> {
    let polls = report["polls"].as_array().expect("polls").iter();
    let number = |poll: &Value, member: &str| poll[member].as_u64().expect("a number");
    let pause = |poll: &Value| {
        assert!(number(poll, "gap_ms") >= number(poll, "planned_ms"), "{poll}");
        number(poll, "planned_ms") / 1_000
    };
    polls.map(pause).collect()
}

/// Waits until that many polls are over.
fn wait_poll(run: &mut Piped, n: u64) {
    let polled = |line: &str| {
        let event: Value = serde_json::from_str(line).ok()?;
        (event["event"] == "polled" && event["n"] == n).then_some(())
    };
    run.wait_line(polled).expect("the poll is told");
}

#[test]
fn a_provider_that_goes_away_ends_no_run() {
    grantty::covers!("POL-12");
    let Some(comes_back) = Bench::start() else { return };
    let Some(stays_away) = Bench::with_codes_for(14) else { return };
    std::thread::scope(|scope| {
        scope.spawn(|| one_that_comes_back_is_polled_again_at_half_the_pace(&comes_back));
        scope.spawn(|| one_that_stays_away_is_waited_for_until_the_codes_expire_or_somebody_interrupts(stays_away));
    });
}

fn one_that_comes_back_is_polled_again_at_half_the_pace(bench: &Bench) {
    let mut run = bench.run("back", BODY, &[]);
    decide(&mut run, By::Code, true);
    bench.provider.go_away(Duration::from_secs(8));
    let done = run.done().must_be(0);
    let report = report(&done);
    assert_eq!((polls(&report), pauses(&report)), (vec![NOBODY, "tokens"], vec![5, 10]));
    assert_eq!(ids(&report, "warn"), [&PLAIN_HTTP[..], &["poll.network"]].concat());
    assert_eq!(ids(&report, "fail"), [""; 0]);
    assert_eq!(report["tokens"]["id_token"]["signature"], "verified");
    assert_eq!(report["polls"][1]["interval_s"], 10);
}

fn one_that_stays_away_is_waited_for_until_the_codes_expire_or_somebody_interrupts(bench: Bench) {
    let mut waits = bench.run("waits", BODY, &[]);
    let mut interrupted = bench.run("interrupted", BODY, &[]);
    wait_poll(&mut waits, 1);
    wait_poll(&mut interrupted, 1);
    let Bench { provider, home: _home } = bench;
    drop(provider);

    wait_poll(&mut interrupted, 2);
    interrupted.signal(Signal::INT);
    let report_of_interrupted = report(&interrupted.done().must_be(130));
    let report_of_waiting = report(&waits.done().must_be(4));

    assert_eq!(report_of_interrupted["outcome"]["kind"], "cancelled");
    assert_eq!(report_of_waiting["outcome"]["kind"], "expired");
    for report in [report_of_interrupted, report_of_waiting] {
        assert_eq!((polls(&report), pauses(&report)), (vec!["authorization_pending", NOBODY], vec![5, 5]));
        assert_eq!(rows(&report, "poll.network").len(), 1);
        assert!(
            rows(&report, "poll.network")[0].starts_with("warn: no connection"),
            "{:?}",
            rows(&report, "poll.network")
        );
        assert_eq!(ids(&report, "fail"), [""; 0]);
    }
}
