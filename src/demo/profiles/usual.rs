//! What the tables of a profile say because of its flow and its client, unless it says otherwise.

use super::{REDIRECT_URI, Settings};
use crate::demo::client::{self, Auth, Client, REQUEST_KEY};
use crate::demo::exchange::{ACCESS_TOKEN, API};
use crate::demo::people::PASSWORD;
use crate::demo::{fixed, jwe, jwt, tls};

/// A flow, the client that runs it, and what the profile says of its own.
pub(super) struct Case<'a> {
    pub issuer: &'a str,
    pub flow: &'a str,
    pub client: &'a str,
    pub set: Settings<'a>,
}

/// Keys and their values, in the order of the file.
type Lines = Vec<(&'static str, String)>;

/// The lines of a table.
pub(super) fn lines(table: &str, case: &Case<'_>) -> Lines {
    match table {
        "client" => of_client(case),
        "request" => of_request(case.flow),
        "tls" => of_tls(case),
        _ if table.replace('_', "-") == section(case.flow) => of_flow(case),
        _ => Lines::new(),
    }
}

/// The table that only this flow reads.
fn section(flow: &str) -> &str {
    if flow == "token-exchange" { "exchange" } else { flow }
}

/// How the client proves who it is, and what it has registered for its tokens.
fn of_client(case: &Case<'_>) -> Lines {
    let mut lines = written([("id", case.client)]);
    let Some(client) = client::registered(case.client) else { return lines };
    lines.extend(proof(client));
    if case.flow == "jwt-bearer" {
        lines.extend(written([("auth", "none"), ("key", REQUEST_KEY)]));
    }
    if client.tokens.sign.is_some() {
        lines.extend(written([("id_token_alg", jwt::alg(client.tokens.sign))]));
    }
    if client.tokens.signed_userinfo {
        lines.extend(written([("userinfo_alg", "RS256")]));
    }
    if client.tokens.encrypted {
        lines.extend(written([("decryption_key", jwe::DECRYPTION_KEY)]));
    }
    lines
}

/// Its method, and what it proves itself with.
fn proof(client: &Client) -> Lines {
    let by_certificate = |pair: &tls::Pair| {
        written([("auth", client.auth.name()), ("certificate", &pair.pem), ("certificate_key", &pair.key_pem)])
    };
    match (&client.auth, client.secret) {
        (Auth::Subject(_), _) => by_certificate(&tls::authority().client),
        (Auth::SelfSigned, _) => by_certificate(&tls::authority().self_signed),
        (Auth::Jwt { key: Some(key), .. }, _) => written([("auth", client.auth.name()), ("key", key)]),
        (_, Some(secret)) => written([("auth", client.auth.name()), ("secret", secret)]),
        (_, None) => Lines::new(),
    }
}

/// Whom to trust where the provider is reached over TLS.
fn of_tls(case: &Case<'_>) -> Lines {
    if case.issuer.starts_with("https:") { written([("ca", &tls::authority().pem)]) } else { Lines::new() }
}

fn of_request(flow: &str) -> Lines {
    match flow {
        "client-credentials" => written([("scope", r#"["api"]"#)]),
        "token-exchange" => written([("scope", r#"["email"]"#), ("audience", API)]),
        "jwt-bearer" => written([("scope", r#"["openid", "profile", "email"]"#)]),
        "userinfo" | "introspection" | "revocation" | "logout" => Lines::new(),
        _ => written([("scope", r#"["openid", "profile", "email", "offline_access"]"#)]),
    }
}

fn of_flow(case: &Case<'_>) -> Lines {
    let earlier = fixed::id_token(case.issuer, case.client);
    match case.flow {
        "code" => written([("redirect_uri", REDIRECT_URI)]),
        "ciba" => written([("login_hint", "ann"), ("binding_message", "W4SCT")]),
        "refresh" => written([("token", "demo-refresh-ann"), ("id_token", &earlier)]),
        "token-exchange" => exchange(case, &earlier),
        "jwt-bearer" => written([("claims", r#"{ sub = "ann" }"#)]),
        "password" => written([("username", "ann"), ("password", PASSWORD)]),
        "userinfo" => vec![("token", format!("demo-access-ann~{}", case.client)), ("id_token", earlier)],
        "introspection" => written([("token", "demo-access-ann"), ("token_type_hint", "access_token")]),
        // Not that of ann: whoever revokes it has no use for it afterwards.
        "revocation" => written([("token", "demo-access-zoe"), ("token_type_hint", "access_token")]),
        "logout" => written([("id_token_hint", earlier.as_str()), ("post_logout_redirect_uri", LOGGED_OUT)]),
        _ => Lines::new(),
    }
}

/// Where a logout comes back to.
const LOGGED_OUT: &str = "http://127.0.0.1:0/logged-out";

/// An access token of ann in the hands of bob, or her ID Token.
fn exchange(case: &Case<'_>, id_token: &str) -> Lines {
    if case.set.iter().any(|(_, value)| value.ends_with(":id_token")) {
        return written([("subject_token", id_token)]);
    }
    written([
        ("subject_token", "demo-access-ann"),
        ("subject_token_type", ACCESS_TOKEN),
        ("actor_token", "demo-access-bob"),
        ("actor_token_type", ACCESS_TOKEN),
    ])
}

fn written<const N: usize>(lines: [(&'static str, &str); N]) -> Lines {
    lines.map(|(key, value)| (key, value.to_owned())).to_vec()
}
