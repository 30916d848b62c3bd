//! Token introspection (RFC 7662, RFC 9701) and revocation (RFC 7009).

use super::answer::Answer;
use super::client::Client;
use super::client_auth;
use super::members::Members;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::{Access, State};
use super::wrong::{Place, Wrong};
use super::{fixed, issue, jwks, jwt};

/// The media type of a signed answer (RFC 9701 §4).
const JWT: &str = "application/token-introspection+jwt";

/// Whether a token counts, and what it stands for.
pub(super) fn introspect(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let client = match client_auth::authenticate(provider, site, request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let Some(token) = request.form.get("token") else {
        return Answer::error(400, "invalid_request", "There is no token.");
    };
    let mut members = judged(&provider.state(), site, client, token);
    site.shape(&[Place::Introspection], &mut members, "");
    let wants_jwt = request.accept.as_deref().is_some_and(|accept| accept.contains(JWT));
    let answer = if wants_jwt { signed(provider, site, client, &members) } else { Answer::json(200, members) };
    site.send(&[Place::Introspection], answer)
}

fn judged(state: &State, site: &Site, client: &Client, token: &str) -> Members {
    let fits = |a: &Access| a.issuer == site.issuer && a.client == client.id && a.expires_ms > site.now.mono_ms;
    let known = |access: Option<Access>, fixed: Option<Access>| access.or(fixed).filter(fits);
    let access = known(state.access.get(token).cloned(), fixed::access(state, site, token, Some(client)));
    let refresh = known(state.refresh.get(token).cloned(), fixed::refresh(state, site, token, Some(client)));
    match (access, refresh) {
        (Some(access), _) => {
            about(site, &access).with("token_type", access.token_type()).with("aud", issue::audience(site, &access))
        }
        (None, Some(refresh)) => about(site, &refresh),
        (None, None) => Members::default().with("active", false),
    }
}

fn about(site: &Site, access: &Access) -> Members {
    let left = (access.expires_ms - site.now.mono_ms) / 1000;
    let mut members = Members::default()
        .with("active", true)
        .with("iss", access.issuer.as_str())
        .with("client_id", access.client.as_str())
        .with("sub", access.subject())
        .with("scope", access.scope.as_str())
        .with("exp", site.now.unix() + left);
    if let Some(person) = access.person {
        members.set("username", person.username);
    }
    if let Some(confirmation) = access.confirmation() {
        members.set("cnf", confirmation);
    }
    members
}

/// The answer as a JWT for the client that asked (RFC 9701 §5).
fn signed(provider: &Provider, site: &Site, client: &Client, members: &Members) -> Answer {
    let sign = site.wrong().iter().find_map(|w| if let Wrong::AnswerSign(sign) = w { Some(*sign) } else { None });
    let header = Members::default().with("alg", jwt::alg(sign)).with("typ", "token-introspection+jwt");
    let mut header = header.with("kid", provider.keys().kids[jwks::number(sign)].as_str());
    site.shape(&[Place::IntrospectionHeader], &mut header, "");
    let claims = Members::default().with("iss", site.issuer.as_str()).with("aud", client.id);
    let mut claims = claims.with("iat", site.now.unix());
    claims.set_text("token_introspection", members.json());
    site.shape(&[Place::IntrospectionJwt], &mut claims, "");
    Answer::jwt(JWT, jwt::written(&header, &claims, sign, provider.keys()))
}

/// Ends a token, and with a refresh token all of its approval.
pub(super) fn revoke(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let client = match client_auth::authenticate(provider, site, request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let Some(token) = request.form.get("token") else {
        return Answer::error(400, "invalid_request", "There is no token.");
    };
    if !site.wrong().iter().any(|wrong| matches!(wrong, Wrong::KeepsTokens)) {
        end(&mut provider.state(), site, client, token);
    }
    site.send(&[Place::Revocation], Answer { status: 200, ..Answer::default() })
}

fn end(state: &mut State, site: &Site, client: &Client, token: &str) {
    fixed::revoke(state, site, token, client);
    if state.access.get(token).is_some_and(|a| a.client == client.id) {
        state.access.remove(token);
    }
    let family = state.refresh.get(token).filter(|a| a.client == client.id).map(|a| a.family.clone());
    if let Some(family) = family {
        state.revoke(&family);
    }
}
