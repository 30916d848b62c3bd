//! Backchannel requests at the token endpoint (CIBA §10.1, §11).

use super::Pending;
use crate::demo::answer::Answer;
use crate::demo::client::{Client, TokenDelivery};
use crate::demo::client_auth;
use crate::demo::issue;
use crate::demo::metadata::CIBA;
use crate::demo::provider::Provider;
use crate::demo::request::Request;
use crate::demo::site::Site;
use crate::demo::state::Access;
use crate::demo::wrong::Place;

/// A long poll is held no longer than this (CIBA §10.1.2 advises 30 seconds).
const LONG_MS: u64 = 30_000;

/// Answers a poll.
pub(in crate::demo) fn poll(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let Some(id) = request.form.get("auth_req_id") else {
        return Answer::error(400, "invalid_request", "There is no auth_req_id.");
    };
    let delivery = client.backchannel.as_ref().map(|registered| registered.delivery);
    if delivery.is_none_or(|delivery| delivery == TokenDelivery::Push) {
        let why = "This client is not registered for polling the result of a backchannel request.";
        return Answer::error(400, "unauthorized_client", why);
    }
    let mut state = provider.state();
    let fits = |pending: &&mut Pending| pending.client.id == client.id && pending.issuer == site.issuer;
    let Some(pending) = state.backchannel.get_mut(id).filter(fits) else {
        return Answer::error(400, "invalid_grant", "This auth_req_id is unknown, or of another client.");
    };
    let (access, late) = match judge(site, pending) {
        Ok(judged) => judged,
        Err(refusal) => return refusal,
    };
    let tokens = issue::tokens(provider, site, &mut state, access);
    drop(state);
    let mut answer = site.send(&[Place::Token], Answer::json(200, tokens));
    answer.delay = answer.delay.max(late);
    answer
}

fn judge(site: &Site, pending: &mut Pending) -> Result<(Access, u64), Answer> {
    let late = pending.polling.scripted(site, "")?;
    pending.polling.in_time(site)?;
    let approved = pending.polling.take()?;
    Ok((Access::new(site, pending.client.id, &pending.ask.scope, approved), late))
}

/// Until when (in this provider's milliseconds) the answer to a request is held, if it is a long poll of something
/// that is not decided yet.
pub(in crate::demo) fn held(provider: &Provider, request: &Request, arrived_ms: u64) -> Option<u64> {
    if request.form.get("grant_type") != Some(CIBA) {
        return None;
    }
    let (site, _) = provider.site(request, provider.clock.now())?;
    let client = client_auth::identify(&site, request)?;
    client.backchannel.as_ref().filter(|registered| registered.long)?;
    let state = provider.state();
    let polling = &state.backchannel.get(request.form.get("auth_req_id")?)?.polling;
    polling.is_undecided().then_some(polling.expires_ms.min(arrived_ms.saturating_add(LONG_MS)))
}
