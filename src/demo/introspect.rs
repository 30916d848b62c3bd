//! Token introspection (RFC 7662) and revocation (RFC 7009).

use super::answer::Answer;
use super::client;
use super::members::Members;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;

/// Whether a token counts, and what it stands for.
pub(super) fn introspect(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let client = match client::authenticate(request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let token = request.form.get("token").unwrap_or_default();
    let state = provider.state();
    let found = state
        .access
        .get(token)
        .map(|a| (a, "Bearer"))
        .or_else(|| state.refresh.get(token).map(|a| (a, "refresh_token")));
    let found =
        found.filter(|(a, _)| a.issuer == site.issuer && a.client == client.id && a.expires_ms > site.now.mono_ms);
    let Some((access, kind)) = found else {
        return Answer::json(200, Members::default().with("active", false));
    };
    let left = (access.expires_ms - site.now.mono_ms) / 1000;
    let members = Members::default()
        .with("active", true)
        .with("iss", access.issuer.as_str())
        .with("client_id", access.client.as_str())
        .with("sub", access.person.sub)
        .with("username", access.person.username)
        .with("scope", access.scope.as_str())
        .with("token_type", kind)
        .with("exp", site.now.unix() + left);
    Answer::json(200, members)
}

/// Ends a token, and with a refresh token all of its approval.
pub(super) fn revoke(provider: &Provider, request: &Request) -> Answer {
    let client = match client::authenticate(request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let token = request.form.get("token").unwrap_or_default();
    let mut state = provider.state();
    if state.access.get(token).is_some_and(|a| a.client == client.id) {
        state.access.remove(token);
    }
    let family = state.refresh.get(token).filter(|a| a.client == client.id).map(|a| a.family.clone());
    if let Some(family) = family {
        state.revoke(&family);
    }
    Answer { status: 200, ..Answer::default() }
}
