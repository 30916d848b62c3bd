//! The token endpoint: device codes (RFC 8628 §3.4, §3.5), refresh tokens (RFC 6749 §6), codes (in `code`), backchannel
//! requests (in `ciba`), token exchange (in `exchange`), and grants that ask nobody (in `grants`).

use super::answer::Answer;
use super::client::Client;
use super::client_auth;
use super::keys;
use super::metadata::{CIBA, DEVICE_CODE, JWT_BEARER, TOKEN_EXCHANGE};
use super::provider::Provider;
use super::request::Request;
use super::scope;
use super::site::Site;
use super::state::{Access, Grant};
use super::wrong::Place;
use super::{ciba, code, dpop, exchange, fixed, grants, issue};

/// How long an access token counts, in seconds.
pub(super) const LIFE: u64 = 3600;

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    if let Some(name) = request.form.repeated() {
        return Answer::error(400, "invalid_request", &format!("{name} comes more than once."));
    }
    let client = match client_auth::authenticate(provider, site, request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    let site = match dpop::required(provider, site, request, client) {
        Ok(key) => &site.with_key(key),
        Err(refusal) => return refusal,
    };
    let answer = granted(provider, site, request, client);
    dpop::renewed(provider, site, (client.id, site.key.as_deref()), answer)
}

fn granted(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    match request.form.get("grant_type") {
        Some(DEVICE_CODE) => poll(provider, site, request, client),
        Some(CIBA) => ciba::poll(provider, site, request, client),
        Some("authorization_code") => code::redeem(provider, site, request, client),
        Some("refresh_token") => refresh(provider, site, request, client),
        Some("client_credentials") => grants::client_credentials(provider, site, request, client),
        Some("password") => grants::password(provider, site, request, client),
        Some(JWT_BEARER) => grants::jwt_bearer(provider, site, request, client),
        Some(TOKEN_EXCHANGE) => exchange::answer(provider, site, request, client),
        Some(_) => Answer::error(400, "unsupported_grant_type", "See grant_types_supported."),
        None => Answer::error(400, "invalid_request", "There is no grant_type."),
    }
}

fn poll(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let Some(code) = request.form.get("device_code") else {
        return Answer::error(400, "invalid_request", "There is no device_code.");
    };
    let mut state = provider.state();
    let Some(grant) = state.grants.get_mut(code).filter(|g| g.client == client.id && g.issuer == site.issuer) else {
        return Answer::error(400, "invalid_grant", "This device_code is unknown, or of another client.");
    };
    let (access, late) = match judge(site, grant, request) {
        Ok(judged) => judged,
        Err(refusal) => return refusal,
    };
    let tokens = issue::tokens(provider, site, &mut state, access);
    drop(state);
    let mut answer = site.send(&[Place::Token], Answer::json(200, tokens));
    answer.delay = answer.delay.max(late);
    answer
}

/// What the tokens will stand for and how late they are, or why there are none.
fn judge(site: &Site, grant: &mut Grant, request: &Request) -> Result<(Access, u64), Answer> {
    let late = grant.polling.scripted(site, &grant.user_code)?;
    grant.polling.in_time(site)?;
    verifier_fits(grant, request)?;
    let approved = grant.polling.take()?;
    Ok((Access::new(site, &grant.client, &grant.scope, approved), late))
}

fn verifier_fits(grant: &Grant, request: &Request) -> Result<(), Answer> {
    match (&grant.challenge, request.form.get("code_verifier")) {
        (None, None) => Ok(()),
        (Some(challenge), Some(verifier)) if keys::base64(&keys::sha256(verifier.as_bytes())) == *challenge => Ok(()),
        (Some(_), Some(_)) => Err(Answer::error(400, "invalid_grant", "The code_verifier does not fit the challenge.")),
        (Some(_), None) => Err(Answer::error(400, "invalid_grant", "There is no code_verifier.")),
        (None, Some(_)) => Err(Answer::error(400, "invalid_grant", "There was no code_challenge for this verifier.")),
    }
}

fn refresh(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let Some(token) = request.form.get("refresh_token") else {
        return Answer::error(400, "invalid_request", "There is no refresh_token.");
    };
    let mut state = provider.state();
    if let Some(family) = state.spent.get(token).cloned() {
        state.revoke(&family);
        return Answer::error(400, "invalid_grant", "This refresh_token was used before; its whole family is revoked.");
    }
    let fits = |access: &Access| access.client == client.id && access.issuer == site.issuer;
    let known = state.refresh.get(token).cloned();
    let known = known.or_else(|| fixed::refresh(&state, site, token, Some(client)));
    let Some(mut access) = known.filter(fits) else {
        return Answer::error(400, "invalid_grant", "This refresh_token is unknown, or of another client.");
    };
    if access.key.is_some() && access.key != site.key {
        return Answer::error(400, "invalid_grant", "This refresh_token is bound to another key.");
    }
    if let Some(scope) = request.form.get("scope") {
        if !scope::covers(&access.scope, scope) {
            return Answer::error(400, "invalid_scope", "A refresh cannot widen the scope.");
        }
        scope.clone_into(&mut access.scope);
    }
    if state.refresh.remove(token).is_some() {
        state.spent.insert(token.to_owned(), access.family.clone());
    }
    access.expires_ms = site.now.mono_ms.saturating_add(LIFE * 1000);
    let tokens = issue::tokens(provider, site, &mut state, access);
    site.send(&[Place::Token], Answer::json(200, tokens))
}
