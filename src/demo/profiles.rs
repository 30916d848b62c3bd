//! Profiles that fit this provider, as the text of their files.

use super::client::ODD_SECRET;
use super::faults;
use std::fmt::Write as _;

/// Faults worth a profile of their own in a demonstration: one of each kind of trouble.
const SHOWN: [&str; 6] = [
    "issuer-trailing-slash",
    "id-token-signature-broken",
    "id-token-aud-foreign",
    "slow-down-once",
    "private-key-leaked",
    "user-code-hidden-text",
];

/// Names and TOML texts.
pub fn profiles(issuer: &str) -> Vec<(String, String)> {
    let demo = ("Demo provider", "grantty-demo", "");
    let odd = format!("auth   = \"client_secret_basic\"\nsecret = {}\n", serde_json::Value::from(ODD_SECRET));
    let mut profiles = vec![
        ("demo".to_owned(), text(issuer, demo, "")),
        (
            "demo-confidential".to_owned(),
            text(issuer, ("Demo provider, confidential client", "grantty-demo-confidential", &odd), ""),
        ),
        (
            "demo-pkce".to_owned(),
            text(issuer, ("Demo provider, device flow with PKCE", "grantty-demo", ""), "\n[device]\npkce = \"S256\"\n"),
        ),
    ];
    for fault in SHOWN.iter().filter_map(|name| faults::named(name)) {
        let issuer = format!("{issuer}/f/{}", fault.name);
        let name = format!("Fault: {}", fault.name.replace('-', " "));
        let mut profile = text(&issuer, (&name, "grantty-demo", ""), "");
        profile.insert_str(0, &comment(fault));
        profiles.push((format!("demo-fault-{}", fault.name), profile));
    }
    profiles
}

fn text(issuer: &str, (name, client, auth): (&str, &str, &str), more: &str) -> String {
    format!(
        "name   = \"{name}\"\nissuer = \"{issuer}\"\nflow   = \"device\"\ntags   = [\"demo\"]\n# Plain http is what it speaks: it listens on this machine only.\n\
         tolerate = [\"discovery.issuer_https\", \"jwks.transport\"]\n\n[client]\n\
         id     = \"{client}\"\n{auth}\n[request]\nscope  = [\"openid\", \"profile\", \"email\", \"offline_access\"]\n{more}"
    )
}

fn comment(fault: &faults::Fault) -> String {
    let mut comment = format!("# {}\n", fault.sentence);
    for (check, verdict) in fault.checks {
        let _ = writeln!(comment, "# {check}: {verdict}");
    }
    comment
}
