//! The real binary over TLS, against servers with certificates of authorities that exist for a test only: what is said
//! of each fault, and how the run ends.

mod certificates;
mod clients;
mod handshakes;
mod proxies;
mod tolerated;
mod trust;

use serde_json::{Value, json};

use crate::program::home::Home;
use crate::program::pipes::{Done, Piped};
use crate::stub::authority::Issued;
use crate::stub::{Answer, Asked, Stub};

/// What the client is known by. No answer has it, and no output may.
const SECRET: &str = "tls-canary-6b1d09ae52";

/// Tokens for whoever asks, and metadata that names `token` beside it.
fn answer(asked: &Asked, issuer: &str, token: &str) -> Answer {
    if asked.method == "GET" {
        let metadata = json!({
            "issuer": issuer, "token_endpoint": token, "authorization_endpoint": format!("{issuer}/authorize"),
            "jwks_uri": format!("{issuer}/jwks"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        });
        return Answer::json(200, &metadata);
    }
    let token = "2YotnFZFEjr1zCsicMWpAA3kF9vQ7xLs";
    Answer::json(200, &json!({"access_token": token, "token_type": "Bearer", "expires_in": 300}))
}

/// A server that only has a token endpoint to offer.
fn server(issued: &Issued) -> Stub {
    Stub::tls(vec![issued.open()], |asked| answer(asked, "", ""))
}

/// A profile for the token endpoint there, and what more it says, as TOML after `[client]`.
fn profile(token: &str, client: &str, more: &str) -> String {
    format!(
        "flow = \"client-credentials\"\n\n[client]\nid = \"grantty-tls\"\nauth = \"client_secret_post\"\n\
         secret = \"{SECRET}\"\n{client}\n[endpoints]\ntoken = \"{token}\"\n\n{more}\n"
    )
}

/// The same with an issuer, whose metadata are asked for.
fn discovered(issuer: &str, more: &str) -> String {
    format!(
        "issuer = \"{issuer}\"\nflow = \"client-credentials\"\n\n[client]\nid = \"grantty-tls\"\n\
         auth = \"client_secret_post\"\nsecret = \"{SECRET}\"\n\n{more}\n"
    )
}

/// `[tls]` with an authority.
fn trusting(pem: &str) -> String {
    format!("[tls]\nca = '''\n{pem}'''\n")
}

/// Runs a profile to its end; no secret is told on the way.
#[track_caller]
fn run(home: &Home, text: &str, env: &[(&str, &str)]) -> (Done, Value) {
    home.profile("tls", text);
    let done = Piped::start(home, &["run", "tls", "--json", "--verbose"], env).done();
    assert!(!(done.out.clone() + &done.err).contains(SECRET), "{}\n{}", done.out, done.err);
    let report = if done.out.is_empty() { Value::Null } else { done.json() };
    (done, report)
}

/// The rows of that id, as `verdict: observed`, the newest last.
fn rows(report: &Value, id: &str) -> Vec<String> {
    let all = report["checks"].as_array().into_iter().flatten().filter(|row| row["id"] == id);
    let text = |row: &Value, member: &str| row[member].as_str().unwrap_or("?").to_owned();
    all.map(|row| format!("{}: {}", text(row, "verdict"), text(row, "observed"))).collect()
}

/// The only row of that id.
#[track_caller]
fn row(report: &Value, id: &str) -> String {
    let mut all = rows(report, id);
    assert_eq!(all.len(), 1, "{id}: {all:?} in {:#}", report["checks"]);
    all.remove(0)
}
