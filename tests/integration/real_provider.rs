//! The real binary's device flow against a provider that nobody here wrote, approved on its pages as by a person.
//!
//! The provider names no interval, so every run that polls takes five seconds and more: runs go side by side.

mod approved;
mod decided;
mod network;
mod refused;

use serde_json::Value;

use crate::oidc_provider::{Arrival, OidcProvider, Verification, approve_device};
use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// What RFC 8628 §3.2 says where the provider is silent.
const INTERVAL_MS: f64 = 5_000.0;

/// A request may be stamped this much earlier than its true place in time, when the one before was stamped late.
const STAMP_MS: f64 = 50.0;

/// The rows that plain http earns on this machine, and the only ones that may warn.
const PLAIN_HTTP: [&str; 2] = ["discovery.issuer_https", "jwks.transport"];

/// A provider, and a home with profiles for it.
struct Bench {
    provider: OidcProvider,
    home: Home,
}

/// How the person comes to the provider's page.
#[derive(Clone, Copy, Debug)]
enum By {
    /// With the code in the address, as from the QR code; read from the `prompt` event.
    Address,
    /// Typing the code, as a person reads it on stderr.
    Code,
}

impl Bench {
    /// `None` where there can be no provider; a line was printed.
    fn start() -> Option<Self> {
        Some(Self { provider: OidcProvider::start()?, home: Home::new() })
    }

    fn with_codes_for(seconds: u32) -> Option<Self> {
        Some(Self { provider: OidcProvider::with_codes_for(seconds)?, home: Home::new() })
    }

    /// Starts a run of a new profile of that name; `body` is what follows the issuer.
    fn run(&self, name: &str, body: &str, env: &[(&str, &str)]) -> Piped {
        self.run_at(self.provider.issuer(), name, body, env)
    }

    fn run_at(&self, issuer: &str, name: &str, body: &str, env: &[(&str, &str)]) -> Piped {
        self.home.profile(name, &format!("issuer = \"{issuer}\"\nflow = \"device\"\n\n{body}\n"));
        let tokens = tokens_file(name);
        let args = ["run", name, "--json", "--events", "--verbose", "--save-tokens", &tokens];
        Piped::start(&self.home, &args, env)
    }

    /// The requests of that client.
    fn arrivals(&self, client: &str) -> Vec<Arrival> {
        let of = |arrival: &Arrival| arrival.client.as_deref() == Some(client);
        self.provider.arrivals().into_iter().filter(of).collect()
    }

    /// Everything that must not be read in the output of a run by that client: its secret, its codes, its tokens.
    fn secrets(&self, name: &str, client: &str) -> Vec<String> {
        let table = self.provider.clients();
        let row = table["clients"].as_array().and_then(|rows| rows.iter().find(|row| row["client_id"] == client));
        let mut secrets: Vec<&Value> = row.map(|row| &row["client_secret"]).into_iter().collect();
        let arrivals = self.arrivals(client);
        for arrival in &arrivals {
            secrets.extend([&arrival.fields["device_code"], &arrival.fields["code_verifier"]]);
        }
        let tokens: Value = serde_json::from_str(&self.home.read(&tokens_file(name))).expect("JSON");
        let tokens = ["access_token", "id_token", "refresh_token"].map(|member| &tokens[member]);
        // A JWT may be shown without its signature; without that it is no token any more.
        let ends = tokens.into_iter().filter_map(Value::as_str).map(|token| token.rsplit('.').next().unwrap_or(token));
        secrets.into_iter().filter_map(Value::as_str).chain(ends).map(str::to_owned).collect()
    }
}

/// Where a run saves its tokens.
fn tokens_file(name: &str) -> String {
    format!("{name}.tokens.json")
}

/// The person's decision, with nothing but what the program says.
fn decide(run: &mut Piped, by: By, allow: bool) {
    let prompt = run.wait_event("prompt").expect("somebody is asked to approve");
    let text = |member: &str| prompt[member].as_str().unwrap_or_else(|| panic!("no {member} in {prompt}"));
    match by {
        By::Address => approve_device(Verification::Complete(text("verification_uri_complete")), allow),
        By::Code => {
            let (uri, user_code) = (told(run, "address"), told(run, "code"));
            assert_eq!((uri.as_str(), user_code.as_str()), (text("verification_uri"), text("user_code")));
            approve_device(Verification::Typed { uri: &uri, user_code: &user_code }, allow);
        }
    }
}

/// What stands on stderr behind that word.
fn told(run: &mut Piped, word: &str) -> String {
    let told =
        run.wait_talk(|line| line.trim().strip_prefix(word)?.strip_prefix(' ').map(|rest| rest.trim().to_owned()));
    told.unwrap_or_else(|| panic!("no {word} on stderr"))
}

/// The report: with `--events --json` the last line.
#[track_caller]
fn report(done: &Done) -> Value {
    done.json_lines().pop().unwrap_or_else(|| panic!("no report\n{}", done.err))
}

/// The ids of the rows with that verdict, in their order.
fn ids<'r>(report: &'r Value, verdict: &str) -> Vec<&'r str> {
    let rows = report["checks"].as_array().expect("a report has checks").iter();
    rows.filter(|row| row["verdict"] == verdict).filter_map(|row| row["id"].as_str()).collect()
}

/// The rows of that id, as `verdict: observed`.
fn rows(report: &Value, id: &str) -> Vec<String> {
    let rows = report["checks"].as_array().expect("a report has checks").iter().filter(|row| row["id"] == id);
    let text = |row: &Value, member: &str| row[member].as_str().unwrap_or("?").to_owned();
    rows.map(|row| format!("{}: {}", text(row, "verdict"), text(row, "observed"))).collect()
}

/// What came of each poll.
fn polls(report: &Value) -> Vec<&str> {
    let polls = report["polls"].as_array().expect("a report has polls").iter();
    polls.map(|poll| poll["answer"].as_str().expect("a word")).collect()
}

/// No poll was early, by the provider's clock: neither the first one after the codes, nor any after the one before.
#[track_caller]
fn assert_no_haste(arrivals: &[Arrival]) {
    let asked = arrivals.iter().filter(|arrival| ["POST /device/auth", "POST /token"].contains(&arrival.line.as_str()));
    let times: Vec<f64> = asked.map(|arrival| arrival.at_ms).collect();
    let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(!gaps.is_empty() && gaps.iter().all(|gap| gap + STAMP_MS >= INTERVAL_MS), "polls after {gaps:?} ms");
}
