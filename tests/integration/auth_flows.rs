//! The real binary's ways to show who it is, at every endpoint of a provider that nobody here wrote: secrets,
//! assertions, certificates, and proofs that it holds a key.
//!
//! One provider serves all of these tests; it ends with the process.

mod bench;
mod certificates;
mod certified;
mod methods;
mod proofs;
mod refused;
mod waiting;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::Value;

/// The rows that may warn: plain http on this machine, the library's habit of repeating the nonce in a refresh, and that
/// it names no methods for revocation, which means `client_secret_basic` (RFC 8414 §2) and is not meant so.
const EXPECTED: [&str; 4] =
    ["discovery.issuer_https", "jwks.transport", "refresh.nonce", "discovery.revocation_auth_method"];

/// The rows that failed, and those that warned without being expected.
fn stray(report: &Value) -> Vec<String> {
    let rows = report["checks"].as_array().into_iter().flatten();
    let id = |row: &Value| row["id"].as_str().unwrap_or("?").to_owned();
    let is_stray = |row: &&Value| match row["verdict"].as_str() {
        Some("fail") => true,
        Some("warn") => !EXPECTED.contains(&id(row).as_str()),
        _ => false,
    };
    rows.filter(is_stray).map(|row| format!("{}: {}: {}", row["verdict"], id(row), row["observed"])).collect()
}

/// What became of the rows of that id.
fn verdicts<'r>(report: &'r Value, id: &str) -> Vec<&'r str> {
    let rows = report["checks"].as_array().into_iter().flatten().filter(|row| row["id"] == id);
    rows.filter_map(|row| row["verdict"].as_str()).collect()
}

/// The header (0) or the claims (1) of a JWT.
fn part(token: &str, n: usize) -> Value {
    let text = token.split('.').nth(n).unwrap_or_else(|| panic!("{token} is no JWT"));
    let bytes = URL_SAFE_NO_PAD.decode(text).expect("base64url");
    serde_json::from_slice(&bytes).expect("JSON")
}
