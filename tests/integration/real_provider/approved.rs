//! Runs that a person approves: every kind of client that can poll, and what each proves.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

use super::{Bench, By, PLAIN_HTTP, assert_no_haste, decide, ids, polls, report, rows};
use crate::oidc_provider::Arrival;
use crate::program::pipes::Done;

/// The secret whose every character has a meaning somewhere else.
const ODD: &str = "p%&+ =/?~";

/// One client, and what is special about its run.
struct Case {
    client: &'static str,
    /// The rest of `[client]` and whatever follows.
    body: &'static str,
    env: &'static [(&'static str, &'static str)],
    by: By,
    /// Looks at what this case is there for.
    special: fn(&Value, &[Arrival]),
}

const OPENID: &str = "[request]\nscope = [\"openid\", \"profile\"]";

const CASES: [Case; 12] = [
    case("device-public", OPENID, By::Address, everything_about_ann),
    Case {
        env: &[("ODD_SECRET", ODD)],
        ..case(
            "device:basic",
            "auth = \"client_secret_basic\"\nsecret = { env = \"ODD_SECRET\" }\n[request]\nscope = [\"openid\"]",
            By::Code,
            signed_with_rs256,
        )
    },
    case(
        "device-plus",
        "auth = \"client_secret_basic\"\nsecret = { file = \"plus.txt\" }\n[request]\nscope = [\"openid\"]",
        By::Code,
        signed_with_rs256,
    ),
    case(
        "device-post",
        "auth = \"client_secret_post\"\nsecret = { file = \"long.txt\" }\n[request]\nscope = [\"openid\"]",
        By::Address,
        signed_with_rs256,
    ),
    case("device-rs256", "id_token_alg = \"RS256\"\n[request]\nscope = [\"openid\"]", By::Code, signed_with_rs256),
    case("device-ps256", "id_token_alg = \"PS256\"\n[request]\nscope = [\"openid\"]", By::Code, signed_with_ps256),
    case("device-es256", "id_token_alg = \"ES256\"\n[request]\nscope = [\"openid\"]", By::Code, signed_with_es256),
    case("device-eddsa", "id_token_alg = \"EdDSA\"\n[request]\nscope = [\"openid\"]", By::Code, signed_with_eddsa),
    case("device-pkce", "[request]\nscope = [\"openid\"]\n[device]\npkce = \"S256\"", By::Address, pkce_on_both_legs),
    case(
        "device-extras",
        "[request]\nscope = [\"openid\", \"offline_access\"]\n[parameters.device]\nprompt = \"consent\"\n\
         vendor = \"a&b=c ü\"\n[parameters.token]\nextra = \"1+1\"",
        By::Code,
        extras_on_both_legs,
    ),
    case(
        "device-without-openid",
        "[request]\nscope = [\"read\"]\nresource = [\"https://jwt.api.example.com\"]",
        By::Address,
        an_access_token_alone,
    ),
    case("device-encrypted", "[request]\nscope = [\"openid\"]", By::Address, an_envelope_that_stays_closed),
];

const fn case(client: &'static str, body: &'static str, by: By, special: fn(&Value, &[Arrival])) -> Case {
    Case { client, body, env: &[], by, special }
}

#[test]
fn every_client_gets_its_tokens() {
    grantty::covers!("DEV-06", "DEV-22", "SEC-04", "SEC-09", "TOK-31");
    let Some(bench) = Bench::start() else { return };
    bench.home.file("config/grantty/profiles/long.txt", "a-test-secret-of-more-than-thirty-two-characters\n");
    bench.home.file("config/grantty/profiles/plus.txt", "one+two");
    std::thread::scope(|scope| {
        for case in &CASES {
            let name = case.client.to_owned();
            std::thread::Builder::new().name(name).spawn_scoped(scope, || case.judge(&bench)).expect("a thread");
        }
    });
}

impl Case {
    /// The file's name cannot hold the colon of a client's id on every platform.
    fn name(&self) -> String {
        self.client.replace(':', "-")
    }

    fn judge(&self, bench: &Bench) {
        let body = format!("[client]\nid = \"{}\"\n{}", self.client, self.body);
        let mut run = bench.run(&self.name(), &body, self.env);
        decide(&mut run, self.by, true);
        let done = run.done().must_be(0);
        let report = report(&done);
        assert_eq!(report["outcome"]["kind"], "tokens");
        assert_eq!(ids(&report, "fail"), [""; 0]);
        let openid = report["tokens"]["id_token"].is_object();
        assert_eq!(ids(&report, "warn"), if openid { &PLAIN_HTTP[..] } else { &PLAIN_HTTP[..1] });
        assert_eq!(polls(&report), ["tokens"]);
        assert_eq!(report["polls"][0]["interval_s"], 5);
        assert!(report["polls"][0]["gap_ms"].as_u64().is_some_and(|gap| gap >= 5_000), "{}", report["polls"]);
        assert_eq!(rows(&report, "device.interval"), ["pass: absent: 5 s, the default"]);
        let arrivals = bench.arrivals(self.client);
        assert_no_haste(&arrivals);
        (self.special)(&report, &arrivals);
        self.assert_nothing_leaks(bench, &done);
    }

    fn assert_nothing_leaks(&self, bench: &Bench, done: &Done) {
        let said = done.out.clone() + &done.err;
        let secrets = bench.secrets(&self.name(), self.client);
        assert!(secrets.len() >= 2, "a device code and an access token at least");
        for secret in secrets {
            assert!(secret.len() > 5 && !said.contains(&secret), "{secret} is in\n{said}");
        }
    }
}

fn everything_about_ann(report: &Value, _: &[Arrival]) {
    signed_with_rs256(report, &[]);
    assert_eq!(report["userinfo"]["name"], "Ann Example");
    assert_eq!(rows(report, "userinfo.sub"), ["pass: ann"]);
    assert_eq!(rows(report, "id_token.at_hash").len(), 1);
    assert_eq!(rows(report, "discovery.two_documents"), ["pass: no contradiction"]);
    assert!(ids(report, "pass").len() > 90, "{}", ids(report, "pass").len());
}

fn signed_with_rs256(report: &Value, _: &[Arrival]) {
    signed(report, "RS256", "rsa-1");
}

fn signed_with_ps256(report: &Value, _: &[Arrival]) {
    signed(report, "PS256", "rsa-1");
}

fn signed_with_es256(report: &Value, _: &[Arrival]) {
    signed(report, "ES256", "ec-1");
}

fn signed_with_eddsa(report: &Value, _: &[Arrival]) {
    signed(report, "EdDSA", "ed-1");
}

#[track_caller]
fn signed(report: &Value, alg: &str, key: &str) {
    let token = &report["tokens"]["id_token"];
    assert_eq!(
        (&token["header"]["alg"], &token["signature"], &token["key"]),
        (&alg.into(), &"verified".into(), &key.into())
    );
    assert!(rows(report, "id_token.signature")[0].starts_with("pass"), "{:?}", rows(report, "id_token.signature"));
    assert_eq!(rows(report, "userinfo.sub"), ["pass: ann"]);
    assert_eq!(report["userinfo"]["sub"], token["claims"]["sub"]);
}

fn sent<'a>(arrivals: &'a [Arrival], line: &str) -> &'a Value {
    let found = arrivals.iter().find(|arrival| arrival.line == line);
    &found.unwrap_or_else(|| panic!("no {line} in {arrivals:?}")).fields
}

fn pkce_on_both_legs(report: &Value, arrivals: &[Arrival]) {
    let (codes, poll) = (sent(arrivals, "POST /device/auth"), sent(arrivals, "POST /token"));
    let verifier = poll["code_verifier"].as_str().expect("the verifier is in the poll");
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    assert_eq!(codes["code_challenge"], challenge.as_str());
    assert_eq!(codes["code_challenge_method"], "S256");
    assert!(rows(report, "discovery.pkce")[0].starts_with("pass"), "{:?}", rows(report, "discovery.pkce"));
    signed_with_rs256(report, arrivals);
}

fn extras_on_both_legs(report: &Value, arrivals: &[Arrival]) {
    let (codes, poll) = (sent(arrivals, "POST /device/auth"), sent(arrivals, "POST /token"));
    assert_eq!((&codes["prompt"], &codes["vendor"]), (&"consent".into(), &"a&b=c ü".into()));
    assert_eq!(poll["extra"], "1+1");
    assert!(codes["extra"].is_null() && poll["vendor"].is_null(), "each extra has its own leg");
    assert!(report["tokens"]["refresh_token"]["masked"].is_string(), "{}", report["tokens"]);
    signed_with_rs256(report, arrivals);
}

fn an_access_token_alone(report: &Value, arrivals: &[Arrival]) {
    let token = &report["tokens"]["access_token"];
    assert_eq!(token["claims"]["aud"], "https://jwt.api.example.com");
    assert_eq!(report["tokens"]["scope"], "read");
    assert!(report["tokens"]["id_token"].is_null() && report["userinfo"].is_null());
    assert!(rows(report, "id_token.signature").is_empty() && rows(report, "userinfo.sub").is_empty());
    assert!(arrivals.iter().all(|arrival| arrival.line != "GET /me"), "{arrivals:?}");
}

fn an_envelope_that_stays_closed(report: &Value, _: &[Arrival]) {
    let said = rows(report, "id_token.encryption");
    assert_eq!(
        said,
        ["skip: encrypted with RSA-OAEP-256 and A256GCM: there is no decryption key, so nothing inside is judged"]
    );
    assert!(rows(report, "id_token.signature")[0].starts_with("skip"));
    assert_ne!(report["tokens"]["id_token"]["signature"], "verified");
    assert_eq!(rows(report, "userinfo.sub"), ["skip: there is no ID Token to compare with; sub is ann"]);
}
