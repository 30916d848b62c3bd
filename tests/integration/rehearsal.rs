//! Every fault of the embedded provider against the real flow over real sockets: the checks it names turn, the run
//! ends as it says, and nothing is ever sent to a second origin.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use grantty::demo::{Demo, Fault, Options, approve, faults, profiles};
use grantty::flow::{self, Event, Outcome};
use grantty::io::LiveWorld;
use grantty::profile::{self, Flow, Profile, Source};
use grantty::protocol::check::Verdict;

/// What a provider on plain loopback earns in every run.
const LOOPBACK: [(&str, &str); 2] = [("discovery.issuer_https", "warn"), ("jwks.transport", "warn")];

/// More than half a minute each by their nature; they are run by name: `REHEARSE=poll-silent`.
const LONG: [&str; 2] = ["poll-silent", "interval-thirty-one"];

type Rows = Vec<(&'static str, &'static str)>;

fn rehearse(issuer: &str, approved: bool) -> (Outcome, Rows) {
    let profile = demo_profile(issuer);
    let rows: Arc<Mutex<Rows>> = Arc::default();
    let (seen, at) = (Arc::clone(&rows), issuer.to_owned());
    let sink = move |_, event| match event {
        Event::Checked { findings, .. } => {
            let word = |verdict| match verdict {
                Verdict::Fail => Some("fail"),
                Verdict::Warn => Some("warn"),
                Verdict::Pass | Verdict::Skip => None,
            };
            let turned = findings.iter().filter_map(|finding| Some((finding.check.id, word(finding.verdict)?)));
            seen.lock().unwrap().extend(turned);
        }
        Event::Prompt(prompt) if approved => {
            let (at, code) = (at.clone(), prompt.authorization.user_code.clone());
            std::thread::spawn(move || approve(&at, &code, true).unwrap());
        }
        _ => {}
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut world = LiveWorld::new(None, sink, None);
    let options = flow::Options::default();
    let run = flow::run(&profile, Flow::Device, &options, &mut world);
    let outcome = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(60), run).await });
    let rows = rows.lock().unwrap().clone();
    (outcome.unwrap_or(Outcome::Cancelled), rows)
}

fn demo_profile(issuer: &str) -> Profile {
    let (name, text) = profiles(issuer).swap_remove(0);
    profile::parse(&name, &text, Source::Demo).unwrap().profile
}

/// What is not as the fault says; empty when all is.
fn differences(demo: &Demo, fault: &Fault) -> String {
    let (outcome, rows) = rehearse(&demo.fault_issuer(fault.name), fault.approve);
    let missing: Vec<_> = fault.checks.iter().filter(|wanted| !rows.contains(wanted)).collect();
    let lenient = fault.checks.is_empty();
    let surplus: Vec<_> = rows.iter().filter(|row| lenient && row.1 == "fail" && !LOOPBACK.contains(row)).collect();
    if outcome.kind() == fault.outcome && missing.is_empty() && surplus.is_empty() {
        return String::new();
    }
    format!("{}: {outcome:?}, wanted {}; missing {missing:?}; surplus {surplus:?}\n", fault.name, fault.outcome)
}

#[test]
fn every_fault_is_noticed_and_ends_as_it_should() {
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).unwrap();
    let named = std::env::vars().find(|(name, _)| name == "REHEARSE").map(|(_, value)| value);
    let wanted = |fault: &Fault| named.as_deref().map_or(!LONG.contains(&fault.name), |name| name == fault.name);
    let work: Mutex<Vec<Fault>> = Mutex::new(faults().iter().copied().filter(|fault| fault.flow == "device").filter(wanted).collect());
    let found = Mutex::new(String::new());
    std::thread::scope(|scope| {
        for _ in 0..48 {
            scope.spawn(|| {
                while let Some(fault) = { work.lock().unwrap().pop() } {
                    let differences = differences(&demo, &fault);
                    found.lock().unwrap().push_str(&differences);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    assert!(found.is_empty(), "\n{found}");
    let strangers: Vec<_> = demo.log().into_iter().filter(|line| line.path.starts_with("/stranger")).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn an_honest_provider_earns_nothing_but_the_warnings_of_loopback() {
    let demo = Demo::start(Options { interval: 1, ..Options::default() }).unwrap();
    let (outcome, rows) = rehearse(demo.issuer(), true);
    assert_eq!((outcome.kind(), rows.as_slice()), ("tokens", LOOPBACK.as_slice()));
}
