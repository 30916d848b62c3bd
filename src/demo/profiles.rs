//! Profiles that fit this provider, as the text of their files.

use super::client::{self, Auth, REQUEST_KEY, TokenDelivery, USER_CODE};
use super::faults::Fault;
use super::{door, endpoint};
use serde_json::Value;
use std::fmt::Write as _;

mod proving;
mod usual;

/// What the workbench lists: one profile of each flow and a few other ways to ask, few enough to be read at a glance.
const LISTED: [&str; 16] = [
    "demo",
    "demo-code",
    "demo-hybrid",
    "demo-ciba",
    "demo-refresh",
    "demo-client-credentials",
    "demo-token-exchange",
    "demo-jwt-bearer",
    "demo-password",
    "demo-userinfo",
    "demo-introspection",
    "demo-revocation",
    "demo-logout",
    "demo-private-key-jwt",
    "demo-mtls",
    "demo-dpop",
];

/// The tables of a profile, in the order of its file.
const TABLES: [&str; 16] = [
    "client",
    "request",
    "code",
    "device",
    "ciba",
    "refresh",
    "exchange",
    "jwt_bearer",
    "password",
    "userinfo",
    "introspection",
    "revocation",
    "logout",
    "dpop",
    "tls",
    "limits",
];

/// Dotted keys and their text, which stands as it is where it is TOML already.
type Settings<'a> = &'a [(&'a str, &'a str)];

/// What a profile says besides what all of them say.
struct Shape<'a> {
    name: &'a str,
    flow: &'a str,
    client: &'a str,
    set: Settings<'a>,
    /// Where its client is notified, if it is.
    notified: Option<u16>,
}

/// Signed authorization requests.
const JAR: Settings<'static> =
    &[("client.auth", "none"), ("client.key", REQUEST_KEY), ("code.request_object", "signed")];

/// Signed backchannel requests.
const SIGNED: Settings<'static> = &[("client.key", REQUEST_KEY), ("ciba.request", "signed")];

/// Tokens that are bound to a key.
const DPOP: Settings<'static> = &[("dpop.enabled", "true"), ("dpop.alg", "ES256")];

/// The same, from a request that is pushed with a proof.
const DPOP_PUSHED: Settings<'static> = &[("code.par", "always"), ("dpop.enabled", "true"), ("dpop.alg", "ES256")];

/// A code flow too, beside the flow that needs nobody.
const WITH_CODE: Settings<'static> = &[("code.redirect_uri", REDIRECT_URI)];

/// Where the code flow comes back to.
const REDIRECT_URI: &str = "http://127.0.0.1:0/callback";

/// A profile of the honest issuer: file, what it shows, flow, client and what else it says.
type Honest = (&'static str, &'static str, &'static str, &'static str, Settings<'static>);

/// The profiles of the honest issuer.
const HONEST: [Honest; 39] = [
    ("demo", "", "device", "grantty-demo", &[]),
    ("demo-code", "code flow", "code", "grantty-demo", &[]),
    ("demo-form-post", "form post", "code", "grantty-demo", &[("code.response_mode", "form_post")]),
    ("demo-hybrid", "hybrid flow", "code", "grantty-demo", &[("code.response_type", "code id_token")]),
    ("demo-jarm", "signed answer", "code", "grantty-demo", &[("code.response_mode", "jwt")]),
    ("demo-par", "pushed request", "code", "grantty-demo-par", &[("code.par", "always")]),
    ("demo-jar", "signed request", "code", "grantty-demo-jar", JAR),
    ("demo-ciba", "CIBA", "ciba", "grantty-demo-ciba", &[]),
    ("demo-ciba-ping", "CIBA ping", "ciba", "grantty-demo-ciba-ping", &[("ciba.mode", "ping")]),
    ("demo-ciba-push", "CIBA push", "ciba", "grantty-demo-ciba-push", &[("ciba.mode", "push")]),
    ("demo-ciba-signed", "CIBA signed request", "ciba", "grantty-demo-ciba-signed", SIGNED),
    ("demo-ciba-pin", "CIBA user code", "ciba", "grantty-demo-ciba-pin", &[("ciba.user_code", USER_CODE)]),
    ("demo-ciba-long", "CIBA long polls", "ciba", "grantty-demo-ciba-long", &[]),
    ("demo-dpop", "DPoP", "code", "grantty-demo-dpop", DPOP),
    ("demo-dpop-nonce", "DPoP with nonces", "code", "grantty-demo-dpop-nonce", DPOP_PUSHED),
    ("demo-device-dpop", "device flow with DPoP", "device", "grantty-demo-dpop", DPOP),
    ("demo-ciba-dpop", "CIBA with DPoP", "ciba", "grantty-demo-ciba-dpop", DPOP),
    (
        "demo-client-credentials-dpop",
        "client credentials with DPoP",
        "client-credentials",
        "grantty-demo-service",
        DPOP,
    ),
    ("demo-confidential", "confidential client", "device", "grantty-demo-confidential", &[]),
    ("demo-pkce", "device flow with PKCE", "device", "grantty-demo", &[("device.pkce", "S256")]),
    ("demo-refresh", "refresh", "refresh", "grantty-demo", &[]),
    ("demo-client-credentials", "client credentials", "client-credentials", "grantty-demo-service", &[]),
    ("demo-token-exchange", "token exchange", "token-exchange", "grantty-demo", &[]),
    ("demo-token-exchange-id-token", "exchange of an ID Token", "token-exchange", "grantty-demo", OF_ID_TOKEN),
    ("demo-jwt-bearer", "JWT bearer", "jwt-bearer", "grantty-demo-assertion", &[]),
    ("demo-password", "password", "password", "grantty-demo", &[]),
    ("demo-userinfo", "userinfo", "userinfo", "grantty-demo", &[]),
    ("demo-userinfo-body", "userinfo by form", "userinfo", "grantty-demo", &[("userinfo.send", "body")]),
    ("demo-signed-userinfo", "signed userinfo", "userinfo", "grantty-demo-signed-userinfo", &[]),
    ("demo-encrypted", "encrypted tokens", "refresh", "grantty-demo-encrypted", WITH_CODE),
    ("demo-introspection", "introspection", "introspection", "grantty-demo-confidential", &[]),
    ("demo-introspection-jwt", "signed introspection", "introspection", "grantty-demo-confidential", AS_JWT),
    ("demo-revocation", "revocation", "revocation", "grantty-demo-confidential", &[]),
    ("demo-logout", "logout", "logout", "grantty-demo", &[]),
    ("demo-opaque", "opaque access tokens", "refresh", "grantty-demo-opaque", WITH_CODE),
    ("demo-es256", "ES256", "refresh", "grantty-demo-es256", WITH_CODE),
    ("demo-eddsa", "EdDSA", "refresh", "grantty-demo-eddsa", WITH_CODE),
    ("demo-ps256", "PS256", "refresh", "grantty-demo-ps256", WITH_CODE),
    ("demo-hs256", "HS256", "refresh", "grantty-demo-hs256", WITH_CODE),
];

/// An ID Token is the subject of an exchange, and another one comes of it.
const OF_ID_TOKEN: Settings<'static> = &[
    ("exchange.subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
    ("exchange.requested_token_type", "urn:ietf:params:oauth:token-type:id_token"),
];

/// A signed answer is asked for.
const AS_JWT: Settings<'static> = &[("introspection.accept", "jwt")];

/// Names and TOML texts of all. The first is for the device flow, the second for the code flow.
pub fn profiles(issuer: &str) -> Vec<(String, String)> {
    all().map(|honest| of_honest(issuer, honest)).collect()
}

/// Those of them that the workbench lists.
pub fn listed_profiles(issuer: &str) -> Vec<(String, String)> {
    let listed = all().filter(|(stem, ..)| LISTED.contains(stem));
    listed.map(|honest| of_honest(issuer, honest)).collect()
}

fn all() -> impl Iterator<Item = &'static Honest> {
    HONEST.iter().chain(proving::PROFILES)
}

fn of_honest(issuer: &str, &(stem, shows, flow, client, set): &Honest) -> (String, String) {
    let delivery = delivery(client).filter(|delivery| *delivery != TokenDelivery::Poll);
    let notified = delivery.map(|delivery| endpoint::port(issuer, None, delivery));
    let name = if shows.is_empty() { "Demo provider".to_owned() } else { format!("Demo provider, {shows}") };
    let issuer = door::origin(issuer, client::door(client));
    (stem.to_owned(), text(&issuer, &Shape { name: &name, flow, client, set, notified }))
}

/// The names alone, in the same order: the help of every start names them, and needs no texts for it.
pub fn profile_names() -> impl Iterator<Item = &'static str> {
    all().map(|(stem, ..)| *stem)
}

/// The profile for a fault, with all that it needs to show; `issuer` is the provider's own.
pub fn fault_profile(issuer: &str, fault: &Fault) -> String {
    let name = format!("Fault: {}", fault.name.replace('-', " "));
    let mut set: Vec<(&str, &str)> = fault.set.iter().filter_map(|setting| setting.split_once('=')).collect();
    let named = set.iter().position(|(key, _)| *key == "client.id").map(|at| set.remove(at).1);
    let client = named.unwrap_or(match fault.flow {
        "ciba" => "grantty-demo-ciba",
        "client-credentials" => "grantty-demo-service",
        "jwt-bearer" => "grantty-demo-assertion",
        "introspection" | "revocation" => "grantty-demo-confidential",
        _ => "grantty-demo",
    });
    let delivery = delivery(client).unwrap_or(TokenDelivery::Poll);
    let notified = fault.listens().then(|| endpoint::port(issuer, Some(fault), delivery));
    let shape = Shape { name: &name, flow: fault.flow, client, set: &set, notified };
    let issuer = door::origin(issuer, client::door(client));
    comment(fault) + &text(&format!("{issuer}/f/{}", fault.name), &shape)
}

/// How a client gets its tokens, if it may use the backchannel.
fn delivery(client: &str) -> Option<TokenDelivery> {
    Some(client::registered(client)?.backchannel.as_ref()?.delivery)
}

fn text(issuer: &str, shape: &Shape<'_>) -> String {
    let Shape { name, flow, .. } = shape;
    let notes = match *flow {
        "ciba" => format!("notes  = \"The phone that is asked: {issuer}/phone\"\n"),
        "password" => {
            "notes  = \"OAuth 2.1 has no such grant any more: the warning about it is tolerated.\"\n".to_owned()
        }
        _ if issuer.starts_with("https:") => {
            "notes  = \"Browsers warn of its pages: they do not know the authority that the profile trusts.\"\n"
                .to_owned()
        }
        _ => String::new(),
    };
    let tolerated = tolerated(issuer, shape);
    let mut text = format!(
        "name   = \"{name}\"\nissuer = \"{issuer}\"\nflow   = \"{flow}\"\ntags   = [\"demo\"]\n{notes}{tolerated}"
    );
    for table in TABLES {
        let mut lines = usual(issuer, table, shape);
        for (key, value) in shape.set {
            if let Some((at, key)) = key.split_once('.')
                && at == table
            {
                line(&mut lines, table, key, value);
            }
        }
        if !lines.is_empty() {
            let _ = write!(text, "\n[{table}]\n{lines}");
        }
    }
    text
}

/// The line about what warns in an honest run, with the reason.
fn tolerated(issuer: &str, shape: &Shape<'_>) -> String {
    let is_plain = !issuer.starts_with("https:");
    let mut checks = Vec::new();
    if is_plain {
        checks.extend(["discovery.issuer_https", "jwks.transport"]);
    }
    if shape.flow == "password" {
        checks.push("token.password_grant");
    }
    // An experiment warns, and this one is meant.
    if client::registered(shape.client).is_some_and(|client| client.auth == Auth::RawBasic) {
        checks.push("client_auth.basic_encoding");
    }
    let reason = if is_plain { "# Plain http is what it speaks: it listens on this machine only.\n" } else { "" };
    if checks.is_empty() { String::new() } else { format!("{reason}tolerate = [\"{}\"]\n", checks.join("\", \"")) }
}

/// What a table says in every profile of the flow.
fn usual(issuer: &str, table: &str, shape: &Shape<'_>) -> String {
    let mut lines = String::new();
    let is_set = |key| shape.set.iter().any(|(set, _)| set.split_once('.') == Some((table, key)));
    let case = usual::Case { issuer, flow: shape.flow, client: shape.client, set: shape.set };
    for (key, value) in usual::lines(table, &case) {
        if !is_set(key) {
            line(&mut lines, table, key, &value);
        }
    }
    if table == "ciba"
        && let Some(port) = shape.notified
    {
        line(&mut lines, table, "listen", &format!("127.0.0.1:{port}"));
        line(&mut lines, table, "notification_endpoint", &format!("http://127.0.0.1:{port}{}", endpoint::PATH));
    }
    lines
}

/// A line of a table, its equals sign below those of the others.
fn line(lines: &mut String, table: &str, key: &str, value: &str) {
    let width = match table {
        "code" => 13,
        "ciba" => 21,
        "exchange" => 20,
        "introspection" | "revocation" => 15,
        "logout" => 24,
        "refresh" | "password" => 8,
        "dpop" => 7,
        _ => 6,
    };
    let _ = writeln!(lines, "{key:width$} = {}", written(key, value));
}

/// A value as TOML: lists, numbers and what is quoted already stand as they are, JSON in quotes that change nothing.
fn written(key: &str, value: &str) -> String {
    // A user code of digits is a text all the same.
    let is_toml = value.starts_with(['"', '\'', '['])
        || value.starts_with("{ ")
        || value == "true"
        || (key != "user_code" && value.parse::<u64>().is_ok());
    match value {
        pem if pem.starts_with("-----BEGIN") => format!("'''\n{pem}'''"),
        toml if is_toml => toml.to_owned(),
        json if json.starts_with('{') => format!("'''{json}'''"),
        text => Value::from(text).to_string(),
    }
}

fn comment(fault: &Fault) -> String {
    let mut comment = format!("# {}\n", fault.sentence);
    for (check, verdict) in fault.checks {
        let _ = writeln!(comment, "# {check}: {verdict}");
    }
    comment
}
