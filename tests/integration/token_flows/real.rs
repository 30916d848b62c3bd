//! Against `oidc-provider`: what its tokens are good for once somebody has them.

use serde_json::Value;

use super::{address, report, row, rows, stray};
use crate::oidc_provider::{OidcProvider, SignedIn};
use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};

/// One client, and what its profile says of it.
#[derive(Clone, Copy)]
struct Client {
    id: &'static str,
    /// The rest of `[client]`.
    more: &'static str,
    /// The algorithm of its ID Tokens.
    alg: &'static str,
}

const PUBLIC: Client = Client { id: "code-public", more: "", alg: "RS256" };
const POST: Client =
    Client { id: "code-post", more: "auth = \"client_secret_post\"\nsecret = { file = \"long.txt\" }", alg: "RS256" };
const HMAC: Client = Client {
    id: "code-hs256",
    more: "secret = { file = \"long.txt\" }\nid_token_alg = \"HS256\"\nuserinfo_alg = \"HS256\"",
    alg: "HS256",
};
const SIGNED: Client = Client { id: "code-signed-answers", more: "userinfo_alg = \"PS256\"", alg: "RS256" };
const ENCRYPTED: Client = Client {
    id: "code-encrypted",
    more: "decryption_key = { file = \"decryption.json\" }\nuserinfo_alg = \"ES256\"",
    alg: "RS256",
};
const ES256: Client = Client { id: "code-es256", more: "id_token_alg = \"ES256\"", alg: "ES256" };
const PS256: Client = Client { id: "code-ps256", more: "id_token_alg = \"PS256\"", alg: "PS256" };
const EDDSA: Client = Client { id: "code-eddsa", more: "id_token_alg = \"EdDSA\"", alg: "EdDSA" };

const ED25519: Client = Client { id: "code-ed25519", more: "id_token_alg = \"Ed25519\"", alg: "Ed25519" };

/// It repeats the nonce of the authentication in the ID Token of a refresh, which OIDC Core §12.2 allows and advises
/// against.
const NONCE: &str = "refresh.nonce";

/// It names no methods for revocation, which means `client_secret_basic` (RFC 8414 §2).
const NO_METHODS: &str = "discovery.revocation_auth_method";

/// Its access tokens are JWTs.
const JWT_RESOURCE: &str = "resource = [\"https://jwt.api.example.com\"]\nscope = [\"read\"]";

struct Bench {
    provider: OidcProvider,
    home: Home,
}

/// What somebody has after a code flow.
struct Has {
    tokens: Value,
    person: SignedIn,
}

impl Has {
    #[track_caller]
    fn token(&self, name: &str) -> &str {
        self.tokens[name].as_str().unwrap_or_else(|| panic!("no {name} in {}", self.tokens))
    }
}

impl Bench {
    /// `None` where there can be no provider; a line was printed.
    fn start() -> Option<Self> {
        let bench = Self { provider: OidcProvider::start()?, home: Home::new() };
        bench.home.file("config/grantty/profiles/long.txt", "a-test-secret-of-more-than-thirty-two-characters\n");
        let key = bench.provider.clients()["keys"]["decryption"].to_string();
        bench.home.file("config/grantty/profiles/decryption.json", &key);
        Some(bench)
    }

    /// The profile of a client; `body` is what follows `[client]`.
    fn profile(&self, name: &str, client: Client, body: &str) {
        let (issuer, Client { id, more, .. }) = (self.provider.issuer(), client);
        self.home.profile(name, &format!("issuer = \"{issuer}\"\n[client]\nid = \"{id}\"\n{more}\n{body}\n"));
    }

    /// A flow that needs nobody.
    fn run(&self, flow: &str, client: Client, body: &str) -> Done {
        let name = format!("{}-{flow}", client.id);
        self.profile(&name, client, body);
        let saved = format!("{name}.tokens.json");
        Piped::start(&self.home, &["run", &name, flow, "--json", "--save-tokens", &saved], &[]).done()
    }

    /// The same, and nothing in it is red or amber.
    #[track_caller]
    fn green(&self, flow: &str, client: Client, body: &str) -> Value {
        let done = self.run(flow, client, body).must_be(0);
        let report = report(&done).expect("a report");
        let amber: &[&str] = match flow {
            "refresh" => &[NONCE],
            "revocation" => &[NO_METHODS],
            _ => &[],
        };
        assert_eq!(stray(&report, amber), [""; 0], "{flow} of {}", client.id);
        report
    }

    /// A person signs in and consents, also to being away.
    fn signed_in(&self, client: Client) -> Has {
        let name = format!("{}-code", client.id);
        let body = "[request]\nscope = [\"openid\", \"profile\", \"offline_access\"]\n[code]\nprompt = \"consent\"";
        self.profile(&name, client, body);
        let args = ["run", &name, "code", "--json", "--events", "--browser", "none", "--save-tokens", "tokens.json"];
        let mut run = Piped::start(&self.home, &args, &[]);
        let person = SignedIn::at(&address(&mut run).expect("an address is opened"));
        let done = run.done().must_be(0);
        assert_eq!(stray(&report(&done).expect("a report"), &[]), [""; 0], "code of {}", client.id);
        let tokens = serde_json::from_str(&self.home.read("tokens.json")).expect("JSON");
        Has { tokens, person }
    }

    /// What a run saved.
    fn saved(&self, flow: &str, client: Client) -> Value {
        serde_json::from_str(&self.home.read(&format!("{}-{flow}.tokens.json", client.id))).expect("JSON")
    }

    fn inspect(&self, token: &str, more: &[&str]) -> Done {
        Piped::fed(&self.home, &[&["inspect", "--json", "--issuer", self.provider.issuer()], more].concat(), &[], token)
    }
}

/// What a refresh says.
fn refresh(has: &Has) -> String {
    format!(
        "[request]\nscope = [\"openid\", \"profile\", \"offline_access\"]\n[refresh]\ntoken = \"{}\"\nid_token = \"{}\"",
        has.token("refresh_token"),
        has.token("id_token")
    )
}

#[test]
fn a_refresh_brings_an_id_token_of_the_same_person_whatever_signs_and_encrypts_it() {
    let Some(bench) = Bench::start() else { return };
    for client in [PUBLIC, POST, HMAC, ES256, PS256, EDDSA, ED25519, ENCRYPTED] {
        let has = bench.signed_in(client);
        let report = bench.green("refresh", client, &refresh(&has));
        let id_token = &report["tokens"]["id_token"];
        assert_eq!((&id_token["signature"], &id_token["header"]["alg"]), (&"verified".into(), &client.alg.into()));
        assert_eq!(id_token["claims"]["aud"], client.id);
        for id in ["refresh.sub", "refresh.iss", "refresh.aud", "refresh.auth_time", "id_token.signature"] {
            assert_eq!(row(&report, id)["verdict"], "pass", "{}: {}", client.id, row(&report, id));
        }
        assert_eq!(row(&report, NONCE)["verdict"], "warn", "{}", client.id);
        assert_eq!(row(&report, "userinfo.sub")["verdict"], "pass", "{}", client.id);
    }
}

#[test]
fn a_refresh_token_that_was_rotated_is_good_once() {
    let Some(bench) = Bench::start() else { return };
    let has = bench.signed_in(PUBLIC);
    bench.green("refresh", PUBLIC, &refresh(&has));
    let second = bench.saved("refresh", PUBLIC)["refresh_token"].as_str().expect("a new one").to_owned();
    assert_ne!(second, has.token("refresh_token"));
    let done = bench.run("refresh", PUBLIC, &refresh(&has)).must_be(3);
    assert_eq!(report(&done).expect("a report")["outcome"]["error"], "invalid_grant");
    // Whoever used the first again may be a thief, so that nobody has anything any more.
    bench.run("refresh", PUBLIC, &format!("[refresh]\ntoken = \"{second}\"")).must_be(3);
}

#[test]
fn userinfo_is_plain_signed_and_encrypted() {
    let Some(bench) = Bench::start() else { return };
    for (client, came, more) in [
        (PUBLIC, None, ""),
        (POST, None, "send = \"body\""),
        (HMAC, Some("HS256"), ""),
        (SIGNED, Some("PS256"), ""),
        (ENCRYPTED, Some("ES256"), "send = \"body\""),
    ] {
        let has = bench.signed_in(client);
        let (token, id_token) = (has.token("access_token"), has.token("id_token"));
        let body = format!("[userinfo]\ntoken = \"{token}\"\nid_token = \"{id_token}\"\n{more}");
        let report = bench.green("userinfo", client, &body);
        assert_eq!(row(&report, "userinfo.sub")["verdict"], "pass", "{}", client.id);
        assert_eq!(report["userinfo"]["name"], "Ann Example");
        let signed = rows(&report, "pass").iter().any(|row| row.starts_with("userinfo_jwt.signature"));
        assert_eq!(signed, came.is_some(), "{}", client.id);
        if let Some(alg) = came {
            let said = &row(&report, "userinfo_jwt.alg_expected")["observed"];
            assert_eq!(said, alg, "{}", client.id);
        }
    }
}

#[test]
fn introspection_answers_in_json_and_signed() {
    let Some(bench) = Bench::start() else { return };
    let has = bench.signed_in(POST);
    let ask = |token: &str, more: &str| format!("[introspection]\ntoken = \"{token}\"\n{more}");
    for (name, more) in [
        ("access_token", ""),
        ("access_token", "token_type_hint = \"access_token\""),
        // A wrong hint is no reason not to look further (RFC 7662 §2.1).
        ("refresh_token", "token_type_hint = \"access_token\""),
        ("access_token", "accept = \"jwt\""),
        ("refresh_token", "accept = \"jwt\""),
    ] {
        let report = bench.green("introspection", POST, &ask(has.token(name), more));
        assert_eq!(report["introspection"]["active"], true, "{}", report["introspection"]);
        assert_eq!(report["introspection"]["client_id"], POST.id);
        let signed = rows(&report, "pass").iter().any(|row| row.starts_with("introspection_jwt.signature"));
        assert_eq!(signed, more.contains("jwt"), "{name} {more}");
    }
    let unknown = bench.green("introspection", POST, &ask("nobody-ever-issued-this", ""));
    assert_eq!(unknown["introspection"], serde_json::json!({ "active": false }));
    let has = bench.signed_in(ENCRYPTED);
    let report = bench.green("introspection", ENCRYPTED, &ask(has.token("access_token"), "accept = \"jwt\""));
    assert_eq!(report["introspection"]["active"], true);
    assert_eq!(row(&report, "introspection_jwt.signature")["verdict"], "pass");
}

#[test]
fn what_was_revoked_is_not_active_any_more() {
    let Some(bench) = Bench::start() else { return };
    for (client, name) in [(PUBLIC, "access_token"), (POST, "access_token"), (POST, "refresh_token")] {
        let has = bench.signed_in(client);
        let body = format!("[revocation]\ntoken = \"{}\"\ntoken_type_hint = \"{name}\"", has.token(name));
        let report = bench.green("revocation", client, &body);
        assert_eq!(row(&report, "revocation.effect")["verdict"], "pass");
        // The whole grant went with it.
        bench.run("refresh", client, &refresh(&has)).must_be(3);
        bench.run("userinfo", client, &format!("[userinfo]\ntoken = \"{}\"", has.token("access_token"))).must_be(3);
        // Nothing is wrong with giving up what is gone (RFC 7009 §2.2).
        bench.green("revocation", client, &body);
    }
}

#[test]
fn a_person_logs_out_and_comes_back() {
    let Some(bench) = Bench::start() else { return };
    for client in [PUBLIC, HMAC, ENCRYPTED] {
        let mut has = bench.signed_in(client);
        let back = "post_logout_redirect_uri = \"http://127.0.0.1:0/logged-out\"";
        let body = format!("[logout]\nid_token_hint = \"{}\"\n{back}", has.token("id_token"));
        bench.profile("logout", client, &body);
        let args = ["run", "logout", "logout", "--json", "--events", "--browser", "none"];
        let mut run = Piped::start(&bench.home, &args, &[]);
        let page = has.person.log_out(&address(&mut run).expect("an address is opened"));
        assert!(page.status < 400, "{page:?}");
        let report = report(&run.done().must_be(0)).expect("a report");
        assert_eq!(stray(&report, &[]), [""; 0], "{}", client.id);
        for id in ["logout.id_token_hint", "logout.state"] {
            assert_eq!(row(&report, id)["verdict"], "pass", "{}: {}", client.id, row(&report, id));
        }
    }
}

#[test]
fn a_machine_gets_an_opaque_token_or_one_for_a_resource() {
    let Some(bench) = Bench::start() else { return };
    let machine = Client { id: "machine", more: "secret = { file = \"long.txt\" }", alg: "" };
    bench.green("client-credentials", machine, "");
    let opaque = bench.saved("client-credentials", machine)["access_token"].as_str().expect("a token").to_owned();
    let said = report(&bench.inspect(&opaque, &[]).must_be(0)).expect("a report");
    assert_eq!(said["inspections"][0]["kind"], "opaque");

    let report = bench.green("client-credentials", machine, &format!("[request]\n{JWT_RESOURCE}"));
    assert_eq!(report["tokens"]["access_token"]["claims"]["aud"], "https://jwt.api.example.com");
    let token = bench.saved("client-credentials", machine)["access_token"].as_str().expect("a token").to_owned();
    judge_by_keys_of_the_issuer(&bench, &token, "https://jwt.api.example.com", "access_token");
}

#[test]
fn an_id_token_is_judged_by_the_keys_of_its_issuer() {
    let Some(bench) = Bench::start() else { return };
    for client in [PUBLIC, ES256, PS256, EDDSA, ED25519] {
        let has = bench.signed_in(client);
        judge_by_keys_of_the_issuer(&bench, has.token("id_token"), client.id, "id_token");
    }
}

/// Verified as it is, and refused with a byte of its claims or its signature changed.
fn judge_by_keys_of_the_issuer(bench: &Bench, token: &str, audience: &str, kind: &str) {
    let said = report(&bench.inspect(token, &["--audience", audience]).must_be(0)).expect("a report");
    let one = &said["inspections"][0];
    assert_eq!((&one["kind"], &one["signature"]), (&kind.into(), &"verified".into()), "{said:#}");
    assert_eq!(stray(&said, &[]), [""; 0]);
    let dots: Vec<usize> = token.match_indices('.').map(|(at, _)| at).collect();
    for at in [dots[0] + 9, dots[1] + 9] {
        let other = if token.as_bytes()[at] == b'A' { "B" } else { "A" };
        let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
        let said = report(&bench.inspect(&changed, &["--audience", audience]).must_be(1)).expect("a report");
        assert_ne!(said["inspections"][0]["signature"], "verified", "byte {at} was changed");
    }
}

#[test]
fn what_the_provider_refuses_is_refused_here_and_nothing_more_is_said() {
    let Some(bench) = Bench::start() else { return };
    let machine = Client { id: "machine", more: "secret = { file = \"long.txt\" }", alg: "" };
    let public = bench.signed_in(PUBLIC);
    bench.green("client-credentials", machine, &format!("[request]\n{JWT_RESOURCE}"));
    let jwt = bench.saved("client-credentials", machine)["access_token"].as_str().expect("a token").to_owned();
    let of = |section: &str, token: &str| format!("[{section}]\ntoken = \"{token}\"");
    let more = format!("{}\nscope = [\"openid\", \"email\"]", refresh(&public));
    for (flow, client, body, error, red) in [
        ("refresh", PUBLIC, more, "invalid_scope", None),
        ("refresh", POST, refresh(&public), "invalid_grant", None),
        ("userinfo", PUBLIC, of("userinfo", "nobody-ever-issued-this"), "invalid_token", Some("userinfo.status")),
        // It is for an API.
        ("userinfo", machine, of("userinfo", &jwt), "invalid_token", Some("userinfo.status")),
        ("revocation", machine, of("revocation", &jwt), "unsupported_token_type", None),
        // RFC 7009 has this code and RFC 7662 has not: a token that cannot be looked up is not active (§2.3).
        ("introspection", machine, of("introspection", &jwt), "unsupported_token_type", Some("introspection.error")),
        ("revocation", POST, of("revocation", public.token("access_token")), "invalid_request", None),
        (
            "password",
            machine,
            "[password]\nusername = \"ann\"\npassword = \"any\"".to_owned(),
            "unsupported_grant_type",
            None,
        ),
    ] {
        let done = bench.run(flow, client, &body).must_be(3);
        let report = report(&done).expect("a report");
        assert_eq!(report["outcome"]["error"], error, "{flow} of {}: {}", client.id, report["outcome"]);
        let fails: Vec<String> = rows(&report, "fail");
        let ids: Vec<&str> = fails.iter().filter_map(|row| row.split(": ").next()).collect();
        assert_eq!(ids, red.into_iter().collect::<Vec<_>>(), "{flow} of {}: {fails:?}", client.id);
    }
}

#[test]
fn an_encrypted_id_token_is_opened_by_its_key_and_then_judged() {
    let Some(bench) = Bench::start() else { return };
    let has = bench.signed_in(ENCRYPTED);
    bench.home.file("access-token.txt", has.token("access_token"));
    let look = |more: &[&str]| {
        let done = bench.inspect(has.token("id_token"), &[&["--audience", ENCRYPTED.id], more].concat());
        report(&done.must_be(0)).expect("a report")
    };
    let key = ["--decryption-key", "file:config/grantty/profiles/decryption.json"];
    let opened = look(&[&key[..], &["--access-token", "file:access-token.txt"]].concat());
    assert_eq!(opened["inspections"][0]["signature"], "verified");
    assert_eq!(opened["inspections"][0]["encryption"]["enc"], "A256GCM");
    assert_eq!(opened["inspections"][0]["claims"]["aud"], ENCRYPTED.id);
    assert_eq!(row(&opened, "id_token.at_hash")["verdict"], "pass");
    let closed = look(&[]);
    assert_ne!(closed["inspections"][0]["signature"], "verified");
    for id in ["jwe.decryption", "jwt.signature", "jwt.iss", "jwt.exp"] {
        assert_eq!(row(&closed, id)["verdict"], "skip", "{id}");
    }
}
