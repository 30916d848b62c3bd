//! The pace of polling against a thousand servers that answer at random: not what the code says it does, but what it
//! sent, and when.

mod clock;
mod server;
mod world;

use std::time::Duration;

use clock::{Clock, drive};
use grantty::flow::{self, Expiry, Options, Outcome};
use grantty::profile::{self, Profile, Source};
use server::Means;
use world::JudgingWorld;

/// A profile that asks for codes and polls, and does nothing else; in ping mode it polls when it is told to.
fn profile(is_pinged: bool) -> Profile {
    let flow = if is_pinged { "ciba" } else { "device" };
    let text = r#"
flow = "{flow}"
[client]
id = "grantty"
auth = "none"
[request]
scope = ["profile"]
[endpoints]
device_authorization = "https://id.example.com/device_authorization"
backchannel_authentication = "https://id.example.com/bc-authorize"
token = "https://id.example.com/token"
[ciba]
login_hint = "ann"
mode = "ping"
"#;
    match profile::parse_with("rhythm", &text.replace("{flow}", flow), Source::Shipped, &[]) {
        Ok(parsed) => parsed.profile,
        Err(mistakes) => panic!("{}", mistakes.iter().map(|mistake| mistake.render("rhythm")).collect::<String>()),
    }
}

/// Runs flows beside one another; hands back each world, its outcome and the moment of its end.
fn run<'c>(clock: &'c Clock, worlds: Vec<JudgingWorld<'c>>) -> Vec<(JudgingWorld<'c>, Outcome, Duration)> {
    let profiles = [profile(false), profile(true)];
    let options = Options::default();
    let one = async |mut world: JudgingWorld<'c>| {
        let profile = &profiles[usize::from(world.is_pinged())];
        let outcome = flow::run(profile, profile.flow, &options, &mut world).await;
        (world, outcome, clock.now())
    };
    drive(clock, worlds.into_iter().map(one).collect())
}

/// What must be true of an ended run, as sentences about what is not.
fn faults(world: &JudgingWorld<'_>, outcome: &Outcome, ended: Duration) -> Vec<String> {
    let mut wrong = world.wrong.clone();
    let (_, expires_at) = world.codes.expect("codes came");
    match outcome {
        Outcome::Expired(Expiry::Counted) if ended < expires_at => {
            wrong.push(format!("given up at {ended:?}, before {expires_at:?}"));
        }
        Outcome::Expired(Expiry::Counted) => {}
        other if world.last != Means::End => wrong.push(format!("{:?} ended it: {other:?}", world.last)),
        _ => {}
    }
    // Five seconds of grace for a poll under way, and whatever the machine slept.
    if ended > expires_at + Duration::from_secs(5) + world.overslept {
        wrong.push(format!("ended at {ended:?}, long after {expires_at:?}"));
    }
    wrong
}

#[test]
fn a_thousand_servers_are_never_polled_too_soon_too_late_or_twice_at_once() {
    grantty::covers!("POL-01", "POL-02", "POL-03", "POL-04", "POL-06", "POL-11", "POL-12", "POL-13", "POL-14");
    let (mut polls, mut early, mut wrong) = (0, 0, Vec::new());
    let mut ends = std::collections::BTreeMap::new();
    for seed in 0..1000 {
        let clock = Clock::new();
        for (world, outcome, ended) in run(&clock, vec![JudgingWorld::any(seed, &clock)]) {
            wrong.extend(faults(&world, &outcome, ended).into_iter().map(|text| format!("seed {seed}: {text}")));
            polls += world.sent.len();
            early += world.early;
            *ends.entry(outcome.kind()).or_insert(0) += 1;
        }
    }
    println!("{polls} polls, {early} of them early on purpose, ends {ends:?}");
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
    assert!(polls > 7000 && early > 100, "the servers are too tame: {polls} polls, {early} early");
    assert_eq!(ends.keys().copied().collect::<Vec<_>>(), ["denied", "expired", "refused", "tokens"]);
}

#[test]
fn a_thousand_servers_that_ping_are_polled_when_they_ping_and_at_their_pace_from_then_on() {
    grantty::covers!("CIB-20", "POL-06");
    let (mut polls, mut waived, mut by_hand, mut wrong) = (0, 0, 0, Vec::new());
    let mut ends = std::collections::BTreeMap::new();
    for seed in 0..1000 {
        let clock = Clock::new();
        for (world, outcome, ended) in run(&clock, vec![JudgingWorld::pinging(seed, &clock)]) {
            wrong.extend(faults(&world, &outcome, ended).into_iter().map(|text| format!("seed {seed}: {text}")));
            polls += world.sent.len();
            by_hand += world.by_hand;
            waived += usize::from(world.is_waived());
            *ends.entry(outcome.kind()).or_insert(0) += 1;
        }
    }
    println!("{polls} polls, {waived} of them called for, {by_hand} by hand, ends {ends:?}");
    assert!(wrong.is_empty(), "{} faults\n{}", wrong.len(), wrong.join("\n"));
    assert!(
        polls > 3000 && waived > 500 && by_hand > 40,
        "too tame: {polls} polls, {waived} waived, {by_hand} by hand"
    );
    assert_eq!(ends.keys().copied().collect::<Vec<_>>(), ["denied", "expired", "refused", "tokens"]);
}

#[test]
fn twenty_flows_at_once_keep_each_its_own_pace() {
    grantty::covers!("POL-24");
    let clock = Clock::new();
    let worlds = (1..=20).map(|interval| JudgingWorld::calm(interval, 300, Duration::from_millis(50), &clock));
    for (at, (world, outcome, ended)) in run(&clock, worlds.collect()).into_iter().enumerate() {
        let interval = Duration::from_secs(at as u64 + 1);
        assert_eq!((faults(&world, &outcome, ended), outcome), (Vec::new(), Outcome::Expired(Expiry::Counted)));
        let (received, expires_at) = world.codes.expect("codes");
        let moments: Vec<Duration> = std::iter::once(received).chain(world.sent).collect();
        for gap in moments.windows(2).map(|pair| pair[1].abs_diff(pair[0])) {
            assert!(gap.abs_diff(interval) <= Duration::from_millis(100), "{gap:?} instead of {interval:?}");
        }
        assert!(moments[moments.len() - 1] + interval + Duration::from_millis(50) >= expires_at);
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "how long virtual time takes is what is measured")]
fn a_quarter_of_an_hour_of_polling_takes_no_time() {
    grantty::covers!("CLK-06");
    let fastest = (0..20).map(|_| {
        let started = std::time::Instant::now();
        let clock = Clock::new();
        let world = JudgingWorld::calm(5, 900, Duration::from_millis(80), &clock);
        let (world, outcome, ended) = run(&clock, vec![world]).remove(0);
        assert_eq!(outcome, Outcome::Expired(Expiry::Counted));
        assert!(world.sent.len() > 170 && ended == world.codes.expect("codes").1);
        started.elapsed()
    });
    let fastest = fastest.min().expect("twenty runs");
    println!("fifteen virtual minutes in {fastest:?}");
    assert!(fastest < Duration::from_millis(50), "{fastest:?}");
}
