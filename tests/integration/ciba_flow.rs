//! The real binary's backchannel flow: polled, pinged and pushed to, at the embedded provider and at one that nobody
//! here wrote.

mod crossed;
mod demo;
mod options;
mod phone;
mod real;
mod user_code;

use std::collections::BTreeSet;
use std::net::TcpListener;
use std::time::Duration;

use grantty::demo::{Demo, Options};
use serde_json::Value;

use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// The only rows that may warn against a provider that speaks plain http on this machine.
const PLAIN_HTTP: [&str; 2] = ["discovery.issuer_https", "jwks.transport"];

/// The embedded provider, and a home with its profiles.
struct Stage {
    demo: Demo,
    home: Home,
}

impl Stage {
    fn set() -> Self {
        let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
        let home = Home::new();
        for (name, text) in grantty::demo::profiles(demo.issuer()) {
            home.profile(&name, &text);
        }
        Self { demo, home }
    }

    /// Starts a run that reports and tells its events.
    fn run(&self, profile: &str, more: &[&str]) -> Piped {
        let args: Vec<&str> = ["run", profile, "ciba", "--json", "--events"].iter().chain(more).copied().collect();
        Piped::start(&self.home, &args, &[])
    }

    /// The person takes the phone, once the run says that this is waited for.
    fn decide(&self, run: &mut Piped, allow: bool) {
        run.wait_event("prompt").expect("somebody is asked");
        assert!(grantty::demo::answer_phone(self.demo.issuer(), allow).expect("the page works"), "nothing waits");
    }

    /// How often a path was asked for, in the provider's log.
    fn asked(&self, path: &str) -> usize {
        self.demo.log().iter().filter(|line| line.path == path).count()
    }
}

/// The port at which the run is notified.
fn notified_at(run: &mut Piped) -> u16 {
    let listening = run.wait_event("listening").expect("the listener is told");
    let endpoint = listening["notification_endpoint"].as_str().expect("an address");
    let port = endpoint.trim_start_matches("http://127.0.0.1:").split('/').next().unwrap_or_default();
    port.parse().unwrap_or_else(|_| panic!("no port in {endpoint}"))
}

/// Whether nobody listens there.
fn is_free(port: u16) -> bool {
    TcpListener::bind(("127.0.0.1", port)).is_ok()
}

/// Lets time pass in which nothing may happen.
#[expect(clippy::disallowed_methods, reason = "what must not come can only be waited for")]
fn pause(time: Duration) {
    std::thread::sleep(time);
}

/// The report: the last line.
#[track_caller]
fn report(done: &Done) -> Value {
    done.json_lines().pop().unwrap_or_else(|| panic!("no report\n{}", done.err))
}

/// The ids of the rows with that verdict.
fn ids(report: &Value, verdict: &str) -> BTreeSet<String> {
    let rows = report["checks"].as_array().expect("checks");
    let of = rows.iter().filter(|row| row["verdict"] == verdict);
    of.filter_map(|row| row["id"].as_str()).map(str::to_owned).collect()
}

/// The row of that id.
#[track_caller]
fn row<'r>(report: &'r Value, id: &str) -> &'r Value {
    let rows = report["checks"].as_array().expect("checks");
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id} in {rows:#?}"))
}

/// What came of each poll.
fn polls(report: &Value) -> Vec<&str> {
    let polls = report["polls"].as_array().expect("a report has polls").iter();
    polls.map(|poll| poll["answer"].as_str().expect("a word")).collect()
}

/// Nothing failed, and nothing warned but what is named.
#[track_caller]
fn assert_green(report: &Value, warned: &[&str]) {
    let fails: Vec<&Value> =
        report["checks"].as_array().expect("checks").iter().filter(|row| row["verdict"] == "fail").collect();
    assert!(fails.is_empty(), "{fails:#?}");
    let allowed = |id: &String| !PLAIN_HTTP.contains(&id.as_str()) && !warned.contains(&id.as_str());
    let stray: Vec<String> = ids(report, "warn").into_iter().filter(allowed).collect();
    assert!(stray.is_empty(), "{stray:?} in {:#}", report["checks"]);
    assert_eq!(report["outcome"]["kind"], "tokens");
}
