//! The real binary's authorization code flow: a real browser on the embedded provider's pages and on those of a
//! provider that nobody here wrote, and a listener under abuse.

mod abuse;
mod browser;
mod crossed;
mod options;
mod paste;
mod real;
mod workbench;

use std::collections::BTreeSet;
use std::time::Duration;

use grantty::demo::{self, Demo};
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
        let demo = Demo::start(demo::Options::default()).expect("a free port");
        let home = Home::new();
        for (name, text) in demo::profiles(demo.issuer()) {
            home.profile(&name, &text);
        }
        Self { demo, home }
    }

    /// Starts a run that reports and tells its events.
    fn run(&self, profile: &str, more: &[&str]) -> Piped {
        let args: Vec<&str> = ["run", profile, "code", "--json", "--events"].iter().chain(more).copied().collect();
        Piped::start(&self.home, &args, &[])
    }

    /// How often a path was asked for, in the provider's log.
    fn asked(&self, path: &str) -> usize {
        self.demo.log().iter().filter(|line| line.path == path).count()
    }
}

/// The address that somebody has to open.
fn address(run: &mut Piped) -> String {
    let opened = run.wait_event("opened").expect("the address is told");
    opened["url"].as_str().expect("an address").to_owned()
}

/// The address at which the run listens, without its path.
fn origin_of(run: &mut Piped) -> String {
    let listening = run.wait_event("listening").expect("the listener is told");
    let uri = listening["redirect_uri"].as_str().expect("an address").to_owned();
    let end = uri.match_indices('/').nth(2).map_or(uri.len(), |(at, _)| at);
    uri[..end].to_owned()
}

/// The report: the last line.
fn report(done: &Done) -> Value {
    done.json_lines().pop().expect("a report")
}

/// The ids of the rows with that verdict.
fn ids(report: &Value, verdict: &str) -> BTreeSet<String> {
    let rows = report["checks"].as_array().expect("checks");
    let of = rows.iter().filter(|row| row["verdict"] == verdict);
    of.filter_map(|row| row["id"].as_str()).map(str::to_owned).collect()
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

/// Whether nobody listens there any more, tried for that long.
#[expect(clippy::disallowed_methods, reason = "a deadline of real time")]
fn is_free_within(origin: &str, time: Duration) -> bool {
    let authority = origin.trim_start_matches("http://");
    let until = std::time::Instant::now() + time;
    while std::time::Instant::now() < until {
        if std::net::TcpListener::bind(authority).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    false
}
