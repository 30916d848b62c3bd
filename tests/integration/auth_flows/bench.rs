//! The provider that all of these tests share, and a home for each of them with everything a client may show.

use std::sync::OnceLock;

use serde_json::Value;

use super::certificates::Certificates;
use super::stray;
use crate::oidc_provider::{OidcProvider, SignedIn};
use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// As the provider has them.
pub const ODD_SECRET: &str = "p%&+ =/?~";
pub const SECRET: &str = "this-secret-is-for-tests-and-has-more-than-the-sixty-four-octets-of-hs512";

/// Where profiles and what they name are.
const FOLDER: &str = "config/grantty/profiles";

/// A client of the provider's, and what its profile says of it.
#[derive(Clone, Copy, Debug)]
pub struct Client {
    pub id: &'static str,
    /// The rest of `[client]`.
    pub more: &'static str,
    /// Further tables, for every flow.
    pub tables: &'static str,
    /// Whether it is registered at the provider over TLS.
    pub is_secure: bool,
}

impl Client {
    /// One of the provider without TLS.
    pub const fn plain(id: &'static str, more: &'static str) -> Self {
        Self { id, more, tables: "", is_secure: false }
    }

    /// One of the provider over TLS.
    pub const fn secure(id: &'static str, more: &'static str) -> Self {
        Self { id, more, tables: "[tls]\nca = \"authority.pem\"", is_secure: true }
    }

    /// One that proves that it holds a key.
    pub const fn proving(id: &'static str, more: &'static str, tables: &'static str) -> Self {
        Self { id, more, tables, is_secure: false }
    }
}

struct Shared {
    provider: OidcProvider,
    certificates: Certificates,
}

/// The provider, and a home of the test's own.
pub struct Bench {
    shared: &'static Shared,
    pub home: Home,
}

impl Bench {
    /// `None` where there can be no provider; a line was printed.
    pub fn start() -> Option<Self> {
        static SHARED: OnceLock<Option<Shared>> = OnceLock::new();
        let start = || {
            let certificates = Certificates::generate();
            let provider = OidcProvider::with_tls(&certificates.for_the_provider())?;
            Some(Shared { provider, certificates })
        };
        let bench = Self { shared: SHARED.get_or_init(start).as_ref()?, home: Home::new() };
        bench.furnish();
        Some(bench)
    }

    fn furnish(&self) {
        let file = |name: &str, text: &str| drop(self.home.file(&format!("{FOLDER}/{name}"), text));
        file("odd.txt", &format!("{ODD_SECRET}\n"));
        file("long.txt", &format!("{SECRET}\n"));
        let keys = &self.provider().clients()["keys"];
        for kind in ["rsa", "p256", "ed25519"] {
            file(&format!("{kind}.json"), &keys[kind].to_string());
        }
        let mut nameless = keys["p256"].clone();
        nameless.as_object_mut().expect("a JWK").remove("kid");
        file("nameless.json", &nameless.to_string());
        let certificates = &self.shared.certificates;
        file("authority.pem", &certificates.authority);
        for (name, pair) in [
            ("client", &certificates.client),
            ("stranger", &certificates.stranger),
            ("self-signed", &certificates.self_signed),
        ] {
            file(&format!("{name}.pem"), &pair.certificate);
            file(&format!("{name}-key.pem"), &pair.key);
        }
    }

    pub fn provider(&self) -> &OidcProvider {
        &self.shared.provider
    }

    /// The issuer where that client is registered.
    pub fn issuer(&self, client: Client) -> &str {
        if client.is_secure { self.provider().secure_issuer() } else { self.provider().issuer() }
    }

    /// Starts a flow; `body` are the tables of this run.
    pub fn start_run(&self, name: &str, flow: &str, client: Client, body: &str) -> Piped {
        let (issuer, Client { id, more, tables, .. }) = (self.issuer(client), client);
        let text = format!("issuer = \"{issuer}\"\n[client]\nid = \"{id}\"\n{more}\n{tables}\n{body}\n");
        self.home.profile(name, &text);
        let saved = format!("{name}.tokens.json");
        let args = ["run", name, flow, "--json", "--events", "--browser", "none", "--save-tokens", &saved];
        Piped::start(&self.home, &args, &[])
    }

    /// A flow that needs nobody, to its end.
    pub fn run(&self, flow: &str, client: Client, body: &str) -> Done {
        self.start_run(&name(flow, client), flow, client, body).done()
    }

    /// The same; it ends well and no row says otherwise.
    #[track_caller]
    pub fn green(&self, flow: &str, client: Client, body: &str) -> Value {
        green(self.run(flow, client, body), flow, client)
    }

    /// A person signs in and consents, also to being away.
    #[track_caller]
    pub fn signed_in(&self, client: Client, code: &str) -> Value {
        green(self.sign_in(client, code), "code", client)
    }

    /// The same, however it ends.
    #[track_caller]
    pub fn sign_in(&self, client: Client, code: &str) -> Done {
        let body = format!(
            "[request]\nscope = [\"openid\", \"profile\", \"offline_access\"]\n[code]\nprompt = \"consent\"\n{code}"
        );
        let mut run = self.start_run(&name("code", client), "code", client, &body);
        if let Some(opened) = run.wait_event("opened") {
            SignedIn::at(&self.provider().at_the_door(opened["url"].as_str().expect("an address")));
        }
        run.done()
    }

    /// What that flow of that client saved.
    #[track_caller]
    pub fn saved(&self, flow: &str, client: Client, member: &str) -> String {
        let tokens = self.home.read(&format!("{}.tokens.json", name(flow, client)));
        let tokens: Value = serde_json::from_str(&tokens).expect("JSON");
        tokens[member].as_str().unwrap_or_else(|| panic!("no {member} in {tokens}")).to_owned()
    }

    /// A refresh with what the code flow brought.
    pub fn refresh(&self, client: Client) -> String {
        let saved = |member| self.saved("code", client, member);
        format!("[refresh]\ntoken = \"{}\"\nid_token = \"{}\"", saved("refresh_token"), saved("id_token"))
    }

    /// What arrived from that client, as `METHOD /path` and its fields.
    pub fn arrivals(&self, client: Client) -> Vec<(String, Value)> {
        let of = self.provider().arrivals().into_iter().filter(|arrival| arrival.client.as_deref() == Some(client.id));
        of.map(|arrival| (arrival.line, arrival.fields)).collect()
    }
}

fn name(flow: &str, client: Client) -> String {
    format!("{}-{flow}", client.id.replace(':', "-"))
}

/// The report: the last line, after the events.
#[track_caller]
pub fn report(done: &Done) -> Value {
    let last = done.out.lines().last().and_then(|line| serde_json::from_str(line).ok());
    last.unwrap_or_else(|| panic!("no report\nstdout:\n{}\nstderr:\n{}", done.out, done.err))
}

/// The report of a run that ended well, no row of which says otherwise.
#[track_caller]
pub fn green(done: Done, flow: &str, client: Client) -> Value {
    let report = report(&done.must_be(0));
    assert_eq!(stray(&report), [""; 0], "{flow} of {}", client.id);
    report
}
