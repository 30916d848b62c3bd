//! A real provider that nobody here wrote: `oidc-provider` of the npm registry, started on loopback from
//! `tests/providers/`, and a person who approves or denies on its pages.
//!
//! Where Node is missing the tests that need it are left out with a loud line and their count; with
//! `GRANTTY_REQUIRE_PROVIDERS=1` that is a failure instead.
#![expect(clippy::disallowed_methods, reason = "the tests' own environment variable")]

mod http;
mod person;
mod process;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

use http::form;
use process::{Running, Secure};

pub use http::{send, send_json};
pub use person::{SignedIn, Verification, approve_authorization, approve_device};

/// With `1`, a provider that cannot be started is a failure.
const REQUIRE: &str = "GRANTTY_REQUIRE_PROVIDERS";

/// How long a device code lives unless a test wants to see one die.
const DEVICE_CODE_SECONDS: u32 = 600;

/// A running provider; it ends with this value.
pub struct OidcProvider {
    running: Running,
}

impl OidcProvider {
    /// Starts a provider of its own on a free port, after installing it where that is still to be done. `None` where
    /// that is impossible on this machine: the test returns then, the line has been printed.
    pub fn start() -> Option<Self> {
        Self::with_codes_for(DEVICE_CODE_SECONDS)
    }

    /// The same, whose device codes live that many seconds.
    pub fn with_codes_for(seconds: u32) -> Option<Self> {
        Self::or_left_out(Self::try_start(seconds, None))
    }

    /// One that is there over TLS as well; `texts` are PEM: `authority`, `certificate` and `key` of the server, the
    /// `self_signed` certificate of a client, and the `subject` of another.
    pub fn with_tls(texts: &Value) -> Option<Self> {
        Self::or_left_out(Self::try_start(DEVICE_CODE_SECONDS, Some(texts)))
    }

    fn or_left_out(started: Result<Self, String>) -> Option<Self> {
        match started {
            Ok(provider) => Some(provider),
            Err(reason) => {
                left_out(&reason);
                None
            }
        }
    }

    fn try_start(device_code_seconds: u32, tls: Option<&Value>) -> Result<Self, String> {
        // One installation serves all tests of this binary; the second waits for the first.
        static INSTALLED: Mutex<Option<Result<(), String>>> = Mutex::new(None);
        let mut installed = INSTALLED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        installed.get_or_insert_with(process::install).clone()?;
        drop(installed);
        Ok(Self { running: Running::start(device_code_seconds, tls)? })
    }

    /// The issuer, `http://127.0.0.1:PORT`.
    pub fn issuer(&self) -> &str {
        &self.running.issuer
    }

    /// The issuer over TLS, `https://127.0.0.1:PORT`.
    pub fn secure_issuer(&self) -> &str {
        &self.secure().issuer
    }

    fn secure(&self) -> &Secure {
        self.running.secure.as_ref().expect("started with TLS")
    }

    /// Where a person who speaks no TLS finds the page of that address.
    pub fn at_the_door(&self, address: &str) -> String {
        let path = address.strip_prefix("https://").map(|rest| rest.find('/').map_or("", |at| &rest[at..]));
        path.map_or_else(|| address.to_owned(), |path| format!("{}{path}", self.secure().door))
    }

    /// What stands in for a phone: approves or denies a CIBA request.
    pub fn approve_ciba(&self, auth_req_id: &str, allow: bool) {
        self.approve_ciba_at(self.issuer(), auth_req_id, allow);
    }

    /// The same for a request that was made at another of its issuers.
    pub fn approve_ciba_at(&self, issuer: &str, auth_req_id: &str, allow: bool) {
        let query = form(&[("auth_req_id", auth_req_id), ("allow", if allow { "yes" } else { "no" })]);
        let answer = send("POST", &self.at_the_door(&format!("{issuer}/test/ciba?{query}")), &[], "");
        assert_eq!(answer.status, 204, "the provider knows no such CIBA request: {}", answer.body);
    }

    /// The table of clients with their secrets, and the private keys of those that sign: `{ "clients": […], "keys":
    /// { "signing": JWK, "decryption": JWK } }`.
    pub fn clients(&self) -> Value {
        send("GET", &format!("{}/test/clients", self.issuer()), &[], "").json()
    }

    /// The requests that arrived, in their order.
    pub fn arrivals(&self) -> Vec<Arrival> {
        let log = send("GET", &format!("{}/test/log", self.issuer()), &[], "").json();
        log.as_array().expect("a list").iter().map(Arrival::of).collect()
    }

    /// From now on and for that long nobody listens; the provider keeps what it knows.
    pub fn go_away(&self, time: Duration) {
        let address = format!("{}/test/away?ms={}", self.issuer(), time.as_millis());
        assert_eq!(send("POST", &address, &[], "").status, 204);
    }
}

/// A request as the provider saw it.
#[derive(Debug)]
pub struct Arrival {
    /// When, in milliseconds of the provider's clock.
    pub at_ms: f64,
    /// `POST /token`
    pub line: String,
    /// The client, as far as it was found out.
    pub client: Option<String>,
    /// The fields of the form.
    pub fields: Value,
    /// The `error` of the answer.
    pub error: Option<String>,
    /// The `auth_req_id` of the answer.
    pub auth_req_id: Option<String>,
}

impl Arrival {
    fn of(entry: &Value) -> Self {
        let text = |name: &str| entry[name].as_str().map(str::to_owned);
        Self {
            at_ms: entry["at_ms"].as_f64().expect("a time"),
            line: format!("{} {}", entry["method"].as_str().unwrap_or("?"), entry["path"].as_str().unwrap_or("?")),
            client: text("client"),
            fields: entry["fields"].clone(),
            error: text("error"),
            auth_req_id: text("auth_req_id"),
        }
    }
}

/// Says that a test is left out, and how many that makes; or fails, where nothing may be left out.
pub fn left_out(reason: &str) {
    use std::io::Write as _;
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    assert!(std::env::var_os(REQUIRE).is_none_or(|value| value != "1"), "{REQUIRE}=1, but {reason}");
    let count = COUNT.fetch_add(1, Ordering::Relaxed) + 1;
    // Not `eprintln!`: the harness would swallow it in a test that passes.
    writeln!(std::io::stderr(), "LEFT OUT: {count} test(s) with a real provider, because {reason}").ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
    const LONG_SECRET: &str = "a-test-secret-of-more-than-thirty-two-characters";

    /// `Authorization: Basic` of the client `device:basic` with the secret `p%&+ =/?~`, each form-encoded first.
    const DEVICE_BASIC: (&str, &str) = ("authorization", "Basic ZGV2aWNlJTNBYmFzaWM6cCUyNSUyNiUyQislM0QlMkYlM0YlN0U=");

    fn post(provider: &OidcProvider, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Value {
        send("POST", &format!("{}{path}", provider.issuer()), headers, &form(fields)).json()
    }

    fn text<'a>(value: &'a Value, key: &str) -> &'a str {
        value[key].as_str().unwrap_or_else(|| panic!("no {key} in {value}"))
    }

    #[test]
    fn oidc_provider_fixture_approves_a_device_by_its_complete_address() {
        let Some(provider) = OidcProvider::start() else { return };
        let fields = [("client_id", "device-public"), ("scope", "openid profile")];
        let asked = post(&provider, "/device/auth", &[], &fields);
        let poll =
            [("client_id", "device-public"), ("grant_type", GRANT), ("device_code", text(&asked, "device_code"))];
        assert_eq!(post(&provider, "/token", &[], &poll)["error"], "authorization_pending");

        approve_device(Verification::Complete(text(&asked, "verification_uri_complete")), true);

        let tokens = post(&provider, "/token", &[], &poll);
        assert_eq!(text(&tokens, "id_token").split('.').count(), 3);
        let bearer = format!("Bearer {}", text(&tokens, "access_token"));
        let address = format!("{}/me", provider.issuer());
        let person = send("GET", &address, &[("authorization", &bearer)], "").json();
        assert_eq!((text(&person, "sub"), text(&person, "name")), ("ann", "Ann Example"));
        assert_eq!(post(&provider, "/token", &[], &poll)["error"], "invalid_grant");
    }

    #[test]
    fn oidc_provider_fixture_approves_a_device_by_its_typed_code() {
        let Some(provider) = OidcProvider::start() else { return };
        let asked = post(&provider, "/device/auth", &[DEVICE_BASIC], &[("scope", "openid")]);
        let uri = text(&asked, "verification_uri");
        approve_device(Verification::Typed { uri, user_code: text(&asked, "user_code") }, true);
        let poll = [("grant_type", GRANT), ("device_code", text(&asked, "device_code"))];
        assert!(!text(&post(&provider, "/token", &[DEVICE_BASIC], &poll), "id_token").is_empty());
    }

    #[test]
    fn oidc_provider_fixture_denies_a_device() {
        let Some(provider) = OidcProvider::start() else { return };
        let client = [("client_id", "device-post"), ("client_secret", LONG_SECRET)];
        for by_code in [false, true] {
            let asked = post(&provider, "/device/auth", &[], &[&client[..], &[("scope", "openid")]].concat());
            let complete = Verification::Complete(text(&asked, "verification_uri_complete"));
            let typed =
                Verification::Typed { uri: text(&asked, "verification_uri"), user_code: text(&asked, "user_code") };
            approve_device(if by_code { typed } else { complete }, false);
            let poll = [("grant_type", GRANT), ("device_code", text(&asked, "device_code"))];
            assert_eq!(post(&provider, "/token", &[], &[&client[..], &poll].concat())["error"], "access_denied");
        }
    }

    #[test]
    fn oidc_provider_fixture_signs_id_tokens_in_every_algorithm() {
        let Some(provider) = OidcProvider::start() else { return };
        // The encoded beginnings of `{"alg":"…"`.
        let begins = [
            ("device-rs256", "eyJhbGciOiJSUzI1NiIs"),
            ("device-ps256", "eyJhbGciOiJQUzI1NiIs"),
            ("device-es256", "eyJhbGciOiJFUzI1NiIs"),
            ("device-eddsa", "eyJhbGciOiJFZERTQSIs"),
        ];
        for (client, begin) in begins {
            let asked = post(&provider, "/device/auth", &[], &[("client_id", client), ("scope", "openid")]);
            approve_device(Verification::Complete(text(&asked, "verification_uri_complete")), true);
            let poll = [("client_id", client), ("grant_type", GRANT), ("device_code", text(&asked, "device_code"))];
            let tokens = post(&provider, "/token", &[], &poll);
            assert!(text(&tokens, "id_token").starts_with(begin), "{client}: {tokens}");
        }
    }

    #[test]
    fn oidc_provider_fixture_decides_ciba() {
        let Some(provider) = OidcProvider::start() else { return };
        let basic = [(
            "authorization",
            "Basic Y2liYS1wb2xsOmEtdGVzdC1zZWNyZXQtb2YtbW9yZS10aGFuLXRoaXJ0eS10d28tY2hhcmFjdGVycw==",
        )];
        for allow in [true, false] {
            let fields = [("scope", "openid"), ("login_hint", "ann@example.com")];
            let asked = post(&provider, "/backchannel", &basic, &fields);
            let auth_req_id = text(&asked, "auth_req_id");
            let poll = [("grant_type", "urn:openid:params:grant-type:ciba"), ("auth_req_id", auth_req_id)];
            assert_eq!(post(&provider, "/token", &basic, &poll)["error"], "authorization_pending");
            provider.approve_ciba(auth_req_id, allow);
            let answer = post(&provider, "/token", &basic, &poll);
            assert_eq!(answer.get("id_token").is_some(), allow, "{answer}");
            assert_eq!(answer["error"] == "access_denied", !allow, "{answer}");
        }
    }

    #[test]
    fn oidc_provider_fixture_brings_a_code_to_the_callback() {
        let Some(provider) = OidcProvider::start() else { return };
        for (allow, expected) in [(true, "code="), (false, "error=access_denied")] {
            let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
            let redirect_uri = format!("http://{}/callback", listener.local_addr().unwrap());
            let callback = std::thread::spawn(move || http::serve_once(&listener));
            let query = form(&[
                ("client_id", "code-public"),
                ("response_type", "code"),
                ("scope", "openid"),
                ("state", "a b"),
                ("redirect_uri", &redirect_uri),
                // The example of RFC 7636, appendix B.
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                ("code_challenge_method", "S256"),
            ]);
            let last = approve_authorization(&format!("{}/auth?{query}", provider.issuer()), allow);
            let line = callback.join().unwrap();
            assert!(line.starts_with("GET /callback?") && line.contains(expected), "{line}");
            assert_eq!((last.status, last.body.as_str()), (200, "done"));
        }
    }

    #[test]
    fn oidc_provider_fixture_publishes_its_clients() {
        let Some(provider) = OidcProvider::start() else { return };
        let table = provider.clients();
        let clients = table["clients"].as_array().unwrap();
        assert!(
            clients
                .iter()
                .any(|client| client["client_id"] == "device:basic" && client["client_secret"] == "p%&+ =/?~")
        );
        assert_eq!(table["keys"]["signing"]["kty"], "EC");
        assert!(table["keys"]["decryption"]["d"].is_string());
    }

    #[test]
    fn oidc_provider_fixture_ends_with_its_value() {
        let Some(provider) = OidcProvider::start() else { return };
        let address = provider.issuer().strip_prefix("http://").unwrap().to_owned();
        assert!(std::net::TcpStream::connect(&address).is_ok());
        drop(provider);
        assert!(std::net::TcpStream::connect(&address).is_err());
    }
}
