//! The rhythm of polling in real time, by the provider's clock: never earlier than the interval after the last poll.

use grantty::demo::{Line, Options};

use super::{Provider, told_code};

/// A request may be stamped this much earlier than its true place in time, when the one before was stamped late.
const STAMP_MS: u64 = 20;

fn gaps(polls: &[Line]) -> Vec<u64> {
    polls.windows(2).map(|pair| pair[1].mono_ms - pair[0].mono_ms).collect()
}

fn ends_by_itself(provider: &Provider, profile: &str) -> Vec<Line> {
    let mut run = provider.run_profile(profile, &["--json"]);
    told_code(&mut run).expect("a run that waits");
    run.done().must_be(4);
    provider.polls()
}

#[test]
fn no_poll_is_early() {
    grantty::covers!("POL-06");
    for (interval, expires_in, least) in [(1, 5, 3), (2, 7, 2)] {
        let provider = Provider::with(Options { interval, expires_in, ..Options::default() });
        let polls = ends_by_itself(&provider, "local");
        let codes = provider.demo.log().into_iter().find(|line| line.path.contains("device_authorization"));
        let first = polls[0].mono_ms - codes.expect("the device request").mono_ms;
        assert!(first + STAMP_MS >= interval * 1000, "the first poll came after {first} ms");
        assert!(polls.len() >= least, "{polls:#?}");
        assert!(gaps(&polls).iter().all(|gap| gap + STAMP_MS >= interval * 1000), "{:?}", gaps(&polls));
        assert!(polls.iter().all(|poll| poll.status == 400), "no poll was answered with slow_down: {polls:#?}");
    }
}

#[test]
fn slow_down_adds_five_seconds_for_good() {
    grantty::covers!("POL-01");
    let provider = Provider::with(Options { interval: 1, expires_in: 16, ..Options::default() });
    let provider = provider.with_fault("slow-down-once");
    let polls = ends_by_itself(&provider, "slow-down-once");
    let gaps = gaps(&polls);
    let slow = gaps.iter().position(|gap| *gap >= 5_000).expect("it slows down");
    assert!(gaps.len() > slow, "{gaps:?}");
    assert!(gaps[slow..].iter().all(|gap| gap + STAMP_MS >= 6_000), "{gaps:?}");
}
