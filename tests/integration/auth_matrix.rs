//! Each way to prove who a client is, at each endpoint that asks for it, by the real binary against the embedded
//! provider: what was sent is compared byte by byte, and an assertion is taken apart and verified by other code.

mod assertion;
mod flows;
mod refused;
mod sent;

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use grantty::demo::{self, Demo, Kept, Options};
use serde_json::Value;

use crate::program::home::Home;
use crate::program::pipes::Piped;
use flows::{Flow, Person};

/// How many methods at a time; their runs mostly wait for a poll.
const AT_A_TIME: usize = 4;

/// How a client is recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// By its id, which anybody may say.
    None,
    /// HTTP Basic, id and secret form-encoded.
    Basic,
    /// The same as they are.
    RawBasic,
    /// By its secret in the form.
    Post,
    /// By an assertion of this algorithm, with `kid` where its key has one.
    Assertion(&'static str),
    /// By the certificate of the connection.
    Certificate,
}

/// A profile of the embedded provider, and what its requests have to show.
struct Method {
    profile: &'static str,
    way: Way,
    /// What stands before the path of each endpoint.
    prefix: &'static str,
}

const fn method(profile: &'static str, way: Way) -> Method {
    Method { profile, way, prefix: "" }
}

/// One of each, for every flow.
const METHODS: [Method; 9] = [
    method("demo", Way::None),
    method("demo-basic", Way::Basic),
    method("demo-basic-raw", Way::RawBasic),
    method("demo-post", Way::Post),
    method("demo-secret-jwt", Way::Assertion("HS256")),
    method("demo-private-key-jwt", Way::Assertion("ES256")),
    method("demo-mtls", Way::Certificate),
    method("demo-mtls-self-signed", Way::Certificate),
    Method { profile: "demo-mtls-aliases", way: Way::Certificate, prefix: "/alias" },
];

/// The other algorithms, for the flow that asks nobody.
const ALGORITHMS: [Method; 9] = [
    method("demo-secret-jwt-hs384", Way::Assertion("HS384")),
    method("demo-secret-jwt-hs512", Way::Assertion("HS512")),
    method("demo-private-key-jwt-es384", Way::Assertion("ES384")),
    method("demo-private-key-jwt-es512", Way::Assertion("ES512")),
    method("demo-private-key-jwt-rs256", Way::Assertion("RS256")),
    method("demo-private-key-jwt-rs512", Way::Assertion("RS512")),
    method("demo-private-key-jwt-ps256", Way::Assertion("PS256")),
    method("demo-private-key-jwt-ps512", Way::Assertion("PS512")),
    method("demo-private-key-jwt-eddsa", Way::Assertion("EdDSA")),
];

/// A provider of its own, so that one phone is asked by one run, and what came is one client's.
struct Stage {
    demo: Demo,
    home: Home,
    profile: toml::Table,
    /// Names of assertions: none comes twice.
    jti: BTreeSet<String>,
}

impl Stage {
    fn set(name: &str) -> Self {
        let demo = Demo::start(Options { interval: 1, ..Options::default() }).expect("a free port");
        demo.keep_requests();
        let home = Home::new();
        let (_, text) = demo::profiles(demo.issuer()).into_iter().find(|(stem, _)| stem == name).expect("a profile");
        home.profile(name, &text);
        let profile = text.parse().expect("TOML");
        Self { demo, home, profile, jti: BTreeSet::new() }
    }

    /// A text of the profile, by table and key.
    fn said(&self, table: &str, key: &str) -> &str {
        self.profile.get(table).and_then(|table| table.get(key)).and_then(toml::Value::as_str).unwrap_or_default()
    }

    fn issuer(&self) -> &str {
        self.profile["issuer"].as_str().expect("an issuer")
    }

    /// Runs a flow; its exit code, its report, and what arrived meanwhile.
    fn run(&self, method: &Method, flow: &Flow) -> Result<(Value, Vec<Kept>), String> {
        let before = self.demo.requests().len();
        let mut args = vec!["run", method.profile, flow.name, "--json", "--events", "--browser", "none"];
        args.extend(flow.set.iter().flat_map(|set| ["--set", set]));
        let mut run = Piped::start(&self.home, &args, &[]);
        self.person(flow.person, &mut run)?;
        let done = run.done();
        let report = done.out.lines().last().and_then(|line| serde_json::from_str(line).ok());
        let report: Value = report.ok_or_else(|| format!("no report: {}", done.err))?;
        Ok((report, self.demo.requests().split_off(before)))
    }

    fn person(&self, person: Person, run: &mut Piped) -> Result<(), String> {
        let went = |error: std::io::Error| error.to_string();
        match person {
            Person::Nobody => Ok(()),
            Person::Browser => {
                let opened = run.wait_event("opened").ok_or("no address was opened")?;
                demo::sign_in(opened["url"].as_str().unwrap_or_default(), true).map(drop).map_err(went)
            }
            Person::Device => {
                let prompt = run.wait_event("prompt").ok_or("nobody was asked")?;
                demo::approve(self.issuer(), prompt["user_code"].as_str().unwrap_or_default(), true).map_err(went)
            }
            Person::Phone => {
                run.wait_event("prompt").ok_or("nobody was asked")?;
                let answered = demo::answer_phone(self.issuer(), true).map_err(went)?;
                answered.then_some(()).ok_or_else(|| "nothing waits on the phone".to_owned())
            }
        }
    }

    /// Everything that is not as it should be about one flow.
    fn judge(&mut self, method: &Method, flow: &Flow) -> Vec<String> {
        let (report, requests) = match self.run(method, flow) {
            Ok(ran) => ran,
            Err(why) => return vec![format!("{} {}: {why}", method.profile, flow.name)],
        };
        let mut wrong = flow.end(&report);
        wrong.extend(sent::judge(self, method, (flow, &requests)));
        wrong.extend(of_assertion(method, &report));
        wrong.into_iter().map(|what| format!("{} {}: {what}", method.profile, flow.name)).collect()
    }
}

/// The row about our own assertion.
fn of_assertion(method: &Method, report: &Value) -> Option<String> {
    let rows = report["checks"].as_array().into_iter().flatten();
    let mut told = rows.filter(|row| row["id"] == "client_auth.assertion");
    let passed = told.any(|row| row["verdict"] == "pass");
    let wanted = matches!(method.way, Way::Assertion(_));
    (passed != wanted).then(|| format!("client_auth.assertion passes: {passed}"))
}

/// Runs these flows of these methods, and gives what is wrong.
fn over(methods: &[Method], flows: &[Flow]) -> Vec<String> {
    let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            scope.spawn(|| {
                while let Some(method) = methods.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut stage = Stage::set(method.profile);
                    for flow in flows.iter().filter(|flow| flow.suits(method.way)) {
                        let found = stage.judge(method, flow);
                        wrong.lock().expect("nobody panics with it").extend(found);
                    }
                }
            });
        }
    });
    wrong.into_inner().expect("nobody panics with it")
}

#[test]
fn every_method_shows_itself_at_every_endpoint() {
    grantty::covers!("OWN-03", "OWN-05");
    let wrong = over(&METHODS, &flows::ALL);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_algorithm_makes_an_assertion_that_other_code_verifies() {
    grantty::covers!("OWN-03");
    let wrong = over(&ALGORITHMS, &flows::ALL[..1]);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
