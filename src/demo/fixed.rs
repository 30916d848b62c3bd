//! Tokens that are known beforehand, so that a profile that needs one works at the first key press.
//!
//! `demo-access-ann` is an access token and `demo-refresh-ann` a refresh token of ann, at every issuer; `bob` and `zoe`
//! have theirs. They belong to the client that shows them, or to the one behind a tilde:
//! `demo-access-ann~grantty-demo-encrypted`. They never expire, and for a client with a certificate they are bound to
//! it. Revoking one ends it for that client until the provider is started again; using the refresh token does not end
//! it, and what it gives is a family of its own.

use super::client::{self, Client};
use super::client_auth;
use super::keys::{base64, hs256};
use super::members::Members;
use super::people::Person;
use super::site::Site;
use super::state::{Access, State};

/// What the access and the refresh token of a person begin with.
const ACCESS: &str = "demo-access-";
const REFRESH: &str = "demo-refresh-";

/// The scope that they have.
const SCOPE: &str = "openid profile email offline_access";

/// When their people logged in: the first of January 2026.
const AUTH_TIME: u64 = 1_767_225_600;

/// What an access token of this kind stands for; `client` shows it, where a client does.
pub(super) fn access(state: &State, site: &Site, token: &str, client: Option<&Client>) -> Option<Access> {
    found(state, site, (token, ACCESS), client)
}

/// The same of a refresh token.
pub(super) fn refresh(state: &State, site: &Site, token: &str, client: Option<&Client>) -> Option<Access> {
    found(state, site, (token, REFRESH), client)
}

/// Ends one for a client.
pub(super) fn revoke(state: &mut State, site: &Site, token: &str, client: &Client) {
    if token.starts_with(ACCESS) || token.starts_with(REFRESH) {
        state.ended.insert(entry(site, client.id, token));
    }
}

fn found(state: &State, site: &Site, (token, kind): (&str, &str), client: Option<&Client>) -> Option<Access> {
    let rest = token.strip_prefix(kind)?;
    let shown_by = client.map_or("grantty-demo", |client| client.id);
    let (name, client) = rest.split_once('~').unwrap_or((rest, shown_by));
    let client = client::registered(client)?;
    if state.ended.contains(&entry(site, client.id, token)) {
        return None;
    }
    Some(client_auth::bound(site, Access::new(site, client.id, SCOPE, (Person::named(name)?, AUTH_TIME))))
}

fn entry(site: &Site, client: &str, token: &str) -> (String, String, String) {
    (site.issuer.clone(), client.to_owned(), token.to_owned())
}

/// Signs the ID Tokens below. It is no key of the key set: what they say is compared, their signature is not.
const SECRET: &[u8] = b"the ID Tokens of an earlier day";

/// An ID Token that ann got at an earlier day: what that of a refresh is compared with, and a hint for a logout.
pub(super) fn id_token(issuer: &str, client: &str) -> String {
    let header = Members::default().with("alg", "HS256").with("typ", "JWT");
    let claims = Members::default()
        .with("iss", issuer)
        .with("sub", Person::named("ann").map_or("", |ann| ann.sub))
        .with("aud", client)
        .with("exp", AUTH_TIME + 3600)
        .with("iat", AUTH_TIME)
        .with("auth_time", AUTH_TIME);
    let input = format!("{}.{}", base64(header.json().as_bytes()), base64(claims.json().as_bytes()));
    format!("{input}.{}", base64(&hs256(SECRET, input.as_bytes())))
}

/// The client and the person of such an ID Token.
pub(super) fn hinted(site: &Site, token: &str) -> Option<(&'static Client, &'static Person)> {
    let client = client::all().find(|client| id_token(&site.issuer, client.id) == token)?;
    Some((client, Person::named("ann")?))
}
