//! Against `oidc-provider`: approved, denied and pinged over HTTP. It names no interval, so who polls takes five
//! seconds and more: runs go side by side.

use std::net::TcpListener;

use serde_json::{Value, json};

use super::{assert_green, ids, polls, report, row};
use crate::oidc_provider::{OidcProvider, send, send_json};
use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// A confidential client with the secret that most of the provider's clients have.
const BASIC: &str = "auth = \"client_secret_basic\"\nsecret = { file = \"long.txt\" }";

/// The provider, and a home for its profiles.
pub struct Bench {
    pub provider: OidcProvider,
    pub home: Home,
}

/// A client of the provider's, and what its profile says beside that.
pub struct Case<'a> {
    client: &'a str,
    /// The rest of `[client]`.
    auth: &'a str,
    /// The rest of `[ciba]`.
    ciba: &'a str,
}

impl<'a> Case<'a> {
    /// A client that identifies itself by its secret.
    pub const fn new(client: &'a str, ciba: &'a str) -> Self {
        Self { client, auth: BASIC, ciba }
    }
}

impl Bench {
    /// `None` where there can be no provider; a line was printed.
    pub fn start() -> Option<Self> {
        let bench = Self { provider: OidcProvider::start()?, home: Home::new() };
        bench.home.file("config/grantty/profiles/long.txt", "a-test-secret-of-more-than-thirty-two-characters\n");
        let key = bench.provider.clients()["keys"]["signing"].to_string();
        bench.home.file("config/grantty/profiles/signing.json", &key);
        Some(bench)
    }

    /// Saves a profile for it.
    pub fn profile(&self, name: &str, case: &Case<'_>) {
        let Case { client, auth, ciba } = case;
        let hint = if ciba.contains("login_hint") { "" } else { "login_hint = \"ann@example.com\"" };
        let issuer = self.provider.issuer();
        let text = format!(
            "issuer = \"{issuer}\"\nflow = \"ciba\"\n[client]\nid = \"{client}\"\n{auth}\n[request]\n\
             scope = [\"openid\", \"profile\"]\n[ciba]\n{hint}\n{ciba}\n"
        );
        self.home.profile(name, &text);
    }

    fn run(&self, name: &str, case: &Case<'_>) -> Piped {
        self.profile(name, case);
        Piped::start(&self.home, &["run", name, "ciba", "--json", "--events"], &[])
    }

    /// The requests of that client, as the provider logged them.
    pub fn arrivals(&self, client: &str, path: &str) -> Vec<Value> {
        let log = send("GET", &format!("{}/test/log", self.provider.issuer()), &[], "").json();
        let of = |entry: &&Value| entry["client"] == client && entry["path"] == path;
        log.as_array().expect("a list").iter().filter(of).cloned().collect()
    }

    /// The person's decision, once the run says that it is waited for.
    fn decide(&self, run: &mut Piped, client: &str, allow: bool) {
        let prompt = run.wait_event("prompt").expect("somebody is asked");
        let id = self.newest(client);
        assert!(!prompt.to_string().contains(&id), "it is a secret: {prompt}");
        self.provider.approve_ciba(&id, allow);
    }

    /// The id that the provider gave that client last.
    pub fn newest(&self, client: &str) -> String {
        let asked = self.arrivals(client, "/backchannel");
        let id = asked.last().and_then(|entry| entry["auth_req_id"].as_str());
        id.expect("the provider gave an id").to_owned()
    }

    /// Runs to the end that the provider's refusal is.
    fn refused(&self, name: &str, case: &Case<'_>) -> (Value, Done) {
        let done = self.run(name, case).done().must_be(3);
        let report = report(&done);
        assert_eq!(report["outcome"]["kind"], "refused");
        assert_eq!(row(&report, "ciba.granted")["verdict"], "fail");
        assert_eq!(row(&report, "ciba.error_status")["verdict"], "pass");
        assert!(self.arrivals(case.client, "/token").is_empty(), "nothing is polled for");
        (report, done)
    }

    /// Registers a client that is pinged at that port.
    fn ping_client(&self, port: u16) -> Value {
        let client = json!({
            "grant_types": ["urn:openid:params:grant-type:ciba"],
            "redirect_uris": [], "response_types": [],
            "token_endpoint_auth_method": "client_secret_basic",
            "backchannel_token_delivery_mode": "ping",
            "backchannel_client_notification_endpoint": format!("https://127.0.0.1:{port}/ciba/notification"),
        });
        let registered = send_json("POST", &format!("{}/reg", self.provider.issuer()), &client);
        assert_eq!(registered.status, 201, "{}", registered.body);
        registered.json()
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port()
}

#[test]
fn a_person_who_approves_is_polled_for() {
    let Some(bench) = Bench::start() else { return };
    let key = format!("{BASIC}\nkey = {{ file = \"signing.json\" }}");
    let cases = [
        Case::new("ciba-poll", "binding_message = \"W4SCT\"\nrequested_expiry = 120"),
        Case::new("ciba-user-code", "user_code = \"wren\""),
        Case {
            client: "ciba-signed",
            auth: &key,
            ciba: "request = \"signed\"\nbinding_message = \"W4SCT\"\nrequested_expiry = 120",
        },
    ];
    let mut runs: Vec<Piped> = cases.iter().map(|case| bench.run(case.client, case)).collect();
    for (run, case) in runs.iter_mut().zip(&cases) {
        bench.decide(run, case.client, true);
    }
    for (run, case) in runs.into_iter().zip(&cases) {
        let report = report(&run.done().must_be(0));
        assert_green(&report, &[]);
        assert_eq!(report["tokens"]["id_token"]["claims"]["sub"], "ann");
        let green = ids(&report, "pass");
        for id in ["ciba.granted", "ciba.auth_req_id", "ciba.hint", "id_token.signature", "userinfo.sub"] {
            assert!(green.contains(id), "{}: {id} in {:#}", case.client, report["checks"]);
        }
        assert_eq!(green.contains("ciba.request_object"), case.client == "ciba-signed");
        assert_eq!(green.contains("ciba.expiry_kept"), case.ciba.contains("requested_expiry"));
        assert_eq!(polls(&report), ["tokens"]);
    }
}

#[test]
fn a_person_who_denies_or_does_nothing_is_believed() {
    let Some(bench) = Bench::start() else { return };
    let mut denied = bench.run("denied", &Case::new("ciba-poll", ""));
    bench.decide(&mut denied, "ciba-poll", false);
    let unheard = bench.run("unheard", &Case::new("ciba-poll", "requested_expiry = 7"));
    let denied = report(&denied.done().must_be(4));
    assert_eq!((&denied["outcome"]["kind"], &denied["outcome"]["error"]), (&json!("denied"), &json!("access_denied")));
    let unheard = report(&unheard.done().must_be(4));
    assert_eq!(unheard["outcome"]["kind"], "expired");
    assert_eq!(polls(&unheard), ["authorization_pending"]);
}

#[test]
fn what_the_provider_refuses_is_said_with_its_cause() {
    grantty::covers!("CIB-06", "CIB-10");
    let Some(bench) = Bench::start() else { return };
    for (client, ciba, code, why) in [
        ("ciba-poll", "login_hint = \"nobody@example.com\"", "unknown_user_id", "by the login_hint that was sent"),
        ("ciba-poll", "binding_message = \"Is that you, Ann?\"", "invalid_binding_message", "17 characters"),
        ("ciba-user-code", "", "missing_user_code", "none was sent"),
        ("ciba-user-code", "user_code = \"4321\"", "invalid_user_code", "does not accept the user code"),
        ("ciba-signed", "", "invalid_request", "wants the request signed"),
    ] {
        let (report, done) = bench.refused(code, &Case::new(client, ciba));
        let outcome = &report["outcome"];
        assert_eq!(outcome["error"], code, "{outcome}");
        assert!(outcome["why"].as_str().is_some_and(|told| told.contains(why)), "{why}: {outcome}");
        let explained = ["message", "why", "hint"].map(|member| outcome[member].as_str().unwrap_or_default());
        assert!(explained.iter().all(|text| !text.is_empty()), "{outcome}");
        assert!(!done.out.contains("4321") && !done.err.contains("4321"), "{code} shows the user code");
        assert_eq!(row(&report, "ciba.error")["verdict"], "pass", "{code}");
    }
}

#[test]
fn a_ping_is_followed_by_one_poll_at_once() {
    grantty::covers!("CIB-20");
    let Some(bench) = Bench::start() else { return };
    let port = free_port();
    let client = bench.ping_client(port);
    let id = client["client_id"].as_str().expect("an id");
    let auth =
        format!("auth = \"client_secret_basic\"\nsecret = \"{}\"", client["client_secret"].as_str().expect("a secret"));
    let ciba = format!(
        "mode = \"ping\"\nlisten = \"127.0.0.1:{port}\"\n\
         notification_endpoint = \"https://127.0.0.1:{port}/ciba/notification\""
    );
    for allow in [true, false] {
        let before = bench.arrivals(id, "/token").len();
        let mut run = bench.run("pinged", &Case { client: id, auth: &auth, ciba: &ciba });
        bench.decide(&mut run, id, allow);
        let report = report(&run.done().must_be(if allow { 0 } else { 4 }));
        assert_eq!(bench.arrivals(id, "/token").len() - before, 1);
        assert!(report["duration_ms"].as_u64().is_some_and(|time| time < 4_500), "the interval is waived");
        assert_eq!(polls(&report), [if allow { "tokens" } else { "access_denied" }]);
        if allow {
            assert_green(&report, &["notification.endpoint"]);
        }
        let green = ids(&report, "pass");
        for id in ["bearer", "auth_req_id", "method", "content_type", "body", "members", "mode"] {
            assert!(green.contains(&format!("notification.{id}")), "{id}: {:#}", report["checks"]);
        }
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok(), "the port is free again");
    }
}

#[test]
fn a_client_of_another_mode_gets_nothing_and_is_told_so() {
    let Some(bench) = Bench::start() else { return };
    // Registered for polls, the provider pings nobody.
    let ciba = format!("mode = \"ping\"\nlisten = \"127.0.0.1:{}\"\nrequested_expiry = 4", free_port());
    let mut waits = bench.run("waits", &Case::new("ciba-poll", &ciba));
    bench.decide(&mut waits, "ciba-poll", true);
    // Registered for pings, it wants a token to ping with.
    let client = bench.ping_client(free_port());
    let id = client["client_id"].as_str().expect("an id");
    let secret = client["client_secret"].as_str().expect("a secret");
    let auth = format!("auth = \"client_secret_basic\"\nsecret = \"{secret}\"");
    let (refused, _) = bench.refused("polls", &Case { client: id, auth: &auth, ciba: "" });
    assert_eq!(refused["outcome"]["error"], "invalid_request");
    let report = report(&waits.done().must_be(4));
    assert_eq!(report["outcome"]["kind"], "expired");
    assert!(bench.arrivals("ciba-poll", "/token").is_empty(), "nothing is polled for without a ping");
}
