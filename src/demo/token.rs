//! The token endpoint: device codes (RFC 8628 §3.4, §3.5), refresh tokens (RFC 6749 §6), and codes (in `code`).

use super::answer::Answer;
use super::change::{self};
use super::client::{self, Client};
use super::keys;
use super::metadata::DEVICE_CODE;
use super::provider::Provider;
use super::request::Request;
use super::scope;
use super::site::Site;
use super::state::{Access, Decision, Grant};
use super::wrong::{Http, Place, Poll};
use super::{code, issue, random};

/// A poll may come so much too early: timers and networks are not exact.
const TOLERANCE_MS: u64 = 50;

/// What `slow_down` adds (RFC 8628 §3.5).
const SLOWER_MS: u64 = 5000;

/// How long an access token counts, in seconds.
pub(super) const LIFE: u64 = 3600;

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    if let Some(name) = request.form.repeated() {
        return Answer::error(400, "invalid_request", &format!("{name} comes more than once."));
    }
    let client = match client::authenticate(request) {
        Ok(client) => client,
        Err(refusal) => return refusal,
    };
    match request.form.get("grant_type") {
        Some(DEVICE_CODE) => poll(provider, site, request, client),
        Some("authorization_code") => code::redeem(provider, site, request, client),
        Some("refresh_token") => refresh(provider, site, request, client),
        Some(_) => {
            Answer::error(400, "unsupported_grant_type", "Codes, device codes and refresh tokens are taken here.")
        }
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
    grant.polls = grant.polls.saturating_add(1);
    let (told, late) = match change::poll(site.wrong(), grant.polls) {
        Some(Poll::Late(seconds)) => (None, seconds),
        other => (other, 0),
    };
    if let Some(told) = told {
        grant.last_poll_ms = Some(site.now.mono_ms);
        return scripted(site, grant, told);
    }
    let access = match judge(site, grant, request) {
        Ok(access) => access,
        Err(refusal) => return refusal,
    };
    let tokens = issue::tokens(provider, site, &mut state, access);
    drop(state);
    let mut answer = site.send(&[Place::Token], Answer::json(200, tokens));
    answer.delay = answer.delay.max(late);
    answer
}

/// What the fault has the poll told.
fn scripted(site: &Site, grant: &mut Grant, told: Poll) -> Answer {
    let words = site.words(&grant.user_code);
    let mut answer = pending();
    match told {
        Poll::Told(status, text) => change::http(Http::Body(status, text), &mut answer, &words),
        Poll::SlowDown => {
            grant.interval_ms = grant.interval_ms.saturating_add(SLOWER_MS);
            answer = slow_down();
        }
        Poll::Pending(http) => change::http(http, &mut answer, &words),
        Poll::Unavailable(retry_after) => {
            change::http(Http::Page(503), &mut answer, &words);
            answer.set("retry-after", retry_after);
        }
        Poll::Late(_) => {}
    }
    if site.now.mono_ms >= grant.expires_ms && matches!(told, Poll::SlowDown | Poll::Told(400, change::PENDING)) {
        return expired();
    }
    answer
}

/// The truth about a poll: what the tokens will stand for, or why there are none.
fn judge(site: &Site, grant: &mut Grant, request: &Request) -> Result<Access, Answer> {
    let now = site.now.mono_ms;
    let earliest = grant.last_poll_ms.map_or(0, |last| last.saturating_add(grant.interval_ms));
    grant.last_poll_ms = Some(now);
    if now >= grant.expires_ms {
        return Err(expired());
    }
    if now.saturating_add(TOLERANCE_MS) < earliest {
        grant.interval_ms = grant.interval_ms.saturating_add(SLOWER_MS);
        return Err(slow_down());
    }
    verifier_fits(grant, request)?;
    let (person, auth_time) = match grant.decision {
        Decision::Open => return Err(pending()),
        Decision::Denied => return Err(Answer::error(400, "access_denied", "The person said no.")),
        Decision::Used => return Err(Answer::error(400, "invalid_grant", "This device_code was used before.")),
        Decision::Allowed { person, auth_time } => (person, auth_time),
    };
    grant.decision = Decision::Used;
    Ok(Access {
        issuer: grant.issuer.clone(),
        client: grant.client.clone(),
        scope: grant.scope.clone(),
        person,
        auth_time,
        nonce: None,
        expires_ms: now.saturating_add(LIFE * 1000),
        family: random::token(),
    })
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

fn pending() -> Answer {
    Answer::error(400, "authorization_pending", "The person has not decided yet.")
}

fn slow_down() -> Answer {
    Answer::error(400, "slow_down", "That was too early: wait five seconds longer from now on.")
}

fn expired() -> Answer {
    Answer::error(400, "expired_token", "The device_code is too old.")
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
    let Some(mut access) = state.refresh.get(token).filter(|a| fits(a)).cloned() else {
        return Answer::error(400, "invalid_grant", "This refresh_token is unknown, or of another client.");
    };
    if let Some(scope) = request.form.get("scope") {
        if !scope::covers(&access.scope, scope) {
            return Answer::error(400, "invalid_scope", "A refresh cannot widen the scope.");
        }
        scope.clone_into(&mut access.scope);
    }
    state.refresh.remove(token);
    state.spent.insert(token.to_owned(), access.family.clone());
    access.expires_ms = site.now.mono_ms.saturating_add(LIFE * 1000);
    let tokens = issue::tokens(provider, site, &mut state, access);
    site.send(&[Place::Token], Answer::json(200, tokens))
}
