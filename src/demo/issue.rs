//! Making tokens: access token (RFC 9068), refresh token, ID token.

use super::change;
use super::client::Client;
use super::members::Members;
use super::provider::Provider;
use super::site::Site;
use super::state::{Access, State};
use super::wrong::{Edit, Place, Wrong};
use super::{client, client_auth, id_token, jwt, random, token};
use serde_json::{Value, json};

/// Tokens that are pushed to the client (CIBA §10.3.1): the ID Token binds them to the request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pushed<'a> {
    pub auth_req_id: &'a str,
}

/// The members of a successful token answer (RFC 6749 §5.1), changed by the fault.
pub(super) fn tokens(provider: &Provider, site: &Site, state: &mut State, access: Access) -> Members {
    tokens_for(provider, site, state, (access, None))
}

/// The same of tokens that may be pushed.
pub(super) fn tokens_for(
    provider: &Provider,
    site: &Site,
    state: &mut State,
    (access, pushed): (Access, Option<Pushed<'_>>),
) -> Members {
    let access = Access { key: site.key.clone(), ..client_auth::bound(site, access) };
    let mut members = Members::default()
        .with("access_token", access_token(provider, site, &access))
        .with("token_type", access.token_type())
        .with("expires_in", token::LIFE)
        .with("scope", access.scope.as_str());
    if let Some(kind) = access.issued_token_type {
        members.set("issued_token_type", kind);
    }
    if access.has("offline_access") {
        let refresh = random::token();
        members.set("refresh_token", refresh.as_str());
        // OpenID Connect Core 1.0 §12.2: an ID token of a refresh should have no nonce.
        // RFC 9449 §5: that of a public client is bound too, for nothing else protects it.
        let public = client::registered(&access.client).is_none_or(Client::is_public);
        let key = access.key.clone().filter(|_| public);
        state.refresh.insert(refresh, Access { nonce: None, key, ..access.clone() });
    }
    // The ID token's at_hash is of the access token as it is told, so the faults of the rest come first.
    let (late, early): (Vec<Edit>, Vec<Edit>) = edits(site).partition(|edit| edit.member() == Some("id_token"));
    let words = site.words("");
    for edit in early {
        change::edit(edit, &mut members, &words);
    }
    let told = members.string("access_token").unwrap_or_default();
    if access.has("openid") {
        let refresh_token = pushed.and_then(|_| members.string("refresh_token"));
        let bound = id_token::Bound {
            access_token: Some(&told),
            refresh_token: refresh_token.as_deref(),
            auth_req_id: pushed.map(|pushed| pushed.auth_req_id),
            ..Default::default()
        };
        members.set("id_token", id_token::make(site, provider.keys(), &access, bound));
    }
    for edit in late {
        change::edit(edit, &mut members, &words);
    }
    state.access.insert(told, access);
    members
}

fn edits(site: &Site) -> impl Iterator<Item = Edit> {
    site.wrong().iter().filter_map(|w| if let Wrong::Edit(Place::Token, edit) = w { Some(*edit) } else { None })
}

/// An access token (RFC 9068); faults of the token answer have not changed it yet.
pub(super) fn access_token(provider: &Provider, site: &Site, access: &Access) -> String {
    let registered = client::registered(&access.client);
    if registered.is_some_and(|client| client.tokens.opaque) {
        return random::token();
    }
    let now = site.now.unix();
    let mut claims = Members::default()
        .with("iss", site.issuer.as_str())
        .with("sub", access.subject())
        .with("aud", audience(site, access))
        .with("client_id", access.client.as_str())
        .with("scope", access.scope.as_str())
        .with("iat", now)
        .with("exp", now + token::LIFE)
        .with("jti", random::token());
    if access.person.is_some() {
        claims.set("auth_time", access.auth_time);
    }
    if let Some(actor) = &access.actor {
        claims.set("act", json!({ "sub": actor }));
    }
    if let Some(confirmation) = access.confirmation() {
        claims.set("cnf", confirmation);
    }
    site.shape(&[Place::AccessToken], &mut claims, "");
    jwt::signed(provider.keys(), "at+jwt", &claims)
}

/// The `aud` of an access token.
pub(super) fn audience(site: &Site, access: &Access) -> Value {
    match access.audience.as_slice() {
        [] => format!("{}/userinfo", site.issuer).into(),
        [one] => one.as_str().into(),
        several => json!(several),
    }
}
