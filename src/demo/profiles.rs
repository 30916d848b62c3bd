//! Profiles that fit this provider, as the text of their files.

use super::client::{ODD_SECRET, REQUEST_KEY};
use super::faults::{self, Fault};
use serde_json::Value;
use std::fmt::Write as _;

/// Faults worth a profile of their own in a demonstration: one of each kind of trouble.
const SHOWN: [&str; 11] = [
    "state-one-more",
    "iss-other",
    "code-and-error",
    "token-in-query",
    "jarm-signature-broken",
    "issuer-trailing-slash",
    "id-token-signature-broken",
    "id-token-aud-foreign",
    "slow-down-once",
    "private-key-leaked",
    "user-code-hidden-text",
];

/// The tables of a profile, in the order of its file.
const TABLES: [&str; 5] = ["client", "request", "code", "device", "limits"];

/// Dotted keys and their text, which stands as it is where it is TOML already.
type Settings<'a> = &'a [(&'a str, &'a str)];

/// What a profile says besides what all of them say.
struct Shape<'a> {
    name: &'a str,
    flow: &'a str,
    client: &'a str,
    set: Settings<'a>,
}

/// Names and TOML texts. The first is for the device flow, the second for the code flow.
pub fn profiles(issuer: &str) -> Vec<(String, String)> {
    let secret = Value::from(ODD_SECRET).to_string();
    let key = format!("'''{REQUEST_KEY}'''");
    let basic: [(&str, &str); 2] = [("client.auth", "client_secret_basic"), ("client.secret", &secret)];
    let jar: [(&str, &str); 3] = [("client.auth", "none"), ("client.key", &key), ("code.request_object", "signed")];
    let public = "grantty-demo";
    let shapes: [(&str, &str, &str, &str, Settings<'_>); 9] = [
        ("demo", "Demo provider", "device", public, &[]),
        ("demo-code", "Demo provider, code flow", "code", public, &[]),
        ("demo-form-post", "Demo provider, form post", "code", public, &[("code.response_mode", "form_post")]),
        ("demo-hybrid", "Demo provider, hybrid flow", "code", public, &[("code.response_type", "code id_token")]),
        ("demo-jarm", "Demo provider, signed answer", "code", public, &[("code.response_mode", "jwt")]),
        ("demo-par", "Demo provider, pushed request", "code", "grantty-demo-par", &[("code.par", "always")]),
        ("demo-jar", "Demo provider, signed request", "code", "grantty-demo-jar", &jar),
        ("demo-confidential", "Demo provider, confidential client", "device", "grantty-demo-confidential", &basic),
        ("demo-pkce", "Demo provider, device flow with PKCE", "device", public, &[("device.pkce", "S256")]),
    ];
    let honest = shapes.iter().map(|&(stem, name, flow, client, set)| {
        let shape = Shape { name, flow, client, set };
        (stem.to_owned(), text(issuer, &shape))
    });
    let shown = SHOWN.iter().filter_map(|name| faults::named(name));
    let wrong = shown.map(|fault| (format!("demo-fault-{}", fault.name), fault_profile(issuer, fault)));
    honest.chain(wrong).collect()
}

/// The profile for a fault, with all that it needs to show; `issuer` is the provider's own.
pub fn fault_profile(issuer: &str, fault: &Fault) -> String {
    let name = format!("Fault: {}", fault.name.replace('-', " "));
    let set: Vec<(&str, &str)> = fault.set.iter().filter_map(|setting| setting.split_once('=')).collect();
    let shape = Shape { name: &name, flow: fault.flow, client: "grantty-demo", set: &set };
    comment(fault) + &text(&format!("{issuer}/f/{}", fault.name), &shape)
}

fn text(issuer: &str, shape: &Shape<'_>) -> String {
    let Shape { name, flow, client, .. } = shape;
    let mut text = format!(
        "name   = \"{name}\"\nissuer = \"{issuer}\"\nflow   = \"{flow}\"\ntags   = [\"demo\"]\n# Plain http is what it \
         speaks: it listens on this machine only.\ntolerate = [\"discovery.issuer_https\", \"jwks.transport\"]\n"
    );
    for table in TABLES {
        let mut lines = match table {
            "client" => format!("id     = \"{client}\"\n"),
            "request" => "scope  = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n".to_owned(),
            "code" if *flow == "code" => "redirect_uri  = \"http://127.0.0.1:0/callback\"\n".to_owned(),
            _ => String::new(),
        };
        for (key, value) in shape.set {
            if let Some((at, key)) = key.split_once('.')
                && at == table
            {
                let width = if table == "code" { 13 } else { 6 };
                let _ = writeln!(lines, "{key:width$} = {}", written(value));
            }
        }
        if !lines.is_empty() {
            let _ = write!(text, "\n[{table}]\n{lines}");
        }
    }
    text
}

/// A value as TOML: numbers, lists and what is quoted already stand as they are.
fn written(value: &str) -> String {
    let is_toml = value.starts_with(['"', '\'', '[']) || value.parse::<u64>().is_ok();
    if is_toml { value.to_owned() } else { Value::from(value).to_string() }
}

fn comment(fault: &Fault) -> String {
    let mut comment = format!("# {}\n", fault.sentence);
    for (check, verdict) in fault.checks {
        let _ = writeln!(comment, "# {check}: {verdict}");
    }
    comment
}
