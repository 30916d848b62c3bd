//! What follows from a decision: the client may fetch the tokens, is told to, or gets them (CIBA §5, §10.2, §10.3).

use super::Pending;
use crate::demo::client::TokenDelivery;
use crate::demo::endpoint;
use crate::demo::errand::Errand;
use crate::demo::issue::{self, Pushed};
use crate::demo::members::Members;
use crate::demo::notice::{self, Body, Notice};
use crate::demo::polling::Decision;
use crate::demo::provider::Provider;
use crate::demo::random;
use crate::demo::site::Site;
use crate::demo::state::{Access, State};

/// The person allows or denies the request of that `auth_req_id`; whether there was anything to decide.
pub(in crate::demo) fn decide(
    provider: &Provider,
    site: &Site,
    state: &mut State,
    (auth_req_id, allow): (&str, bool),
) -> bool {
    let fits = |pending: &&mut Pending| pending.issuer == site.issuer && pending.polling.is_open(site);
    let Some(pending) = state.backchannel.get_mut(auth_req_id).filter(fits) else { return false };
    let (person, auth_time) = (pending.person(), site.now.unix());
    pending.polling.decision = if allow { Decision::Allowed { person, auth_time } } else { Decision::Denied };
    let told = match (pending.delivery, allow) {
        (TokenDelivery::Poll, _) => None,
        (TokenDelivery::Ping, _) => {
            // CIBA §10.2: who was pinged need not wait for the interval.
            pending.polling.last_ms = None;
            Some(Notice::PING)
        }
        (TokenDelivery::Push, true) => {
            pending.polling.decision = Decision::Used;
            Some(Notice::TOKENS)
        }
        (TokenDelivery::Push, false) => Some(Notice::error("access_denied")),
    };
    let pending = pending.clone();
    notify(provider, site, state, (auth_req_id, &pending, told));
    provider.decided.notify_waiters();
    true
}

/// Nobody decided in time.
pub(in crate::demo) fn expire(provider: &Provider, site: &Site, auth_req_id: &str) {
    let mut state = provider.state();
    let undecided = |pending: &&mut Pending| pending.polling.is_undecided();
    let Some(pending) = state.backchannel.get_mut(auth_req_id).filter(undecided) else { return };
    pending.polling.expires_ms = pending.polling.expires_ms.min(site.now.mono_ms);
    let pending = pending.clone();
    let told = match pending.delivery {
        TokenDelivery::Poll => return,
        TokenDelivery::Ping => Notice::PING,
        TokenDelivery::Push => Notice::error("expired_token"),
    };
    notify(provider, site, &mut state, (auth_req_id, &pending, Some(told)));
}

fn notify(
    provider: &Provider,
    site: &Site,
    state: &mut State,
    (auth_req_id, pending, right): (&str, &Pending, Option<Notice>),
) {
    let planned = notice::planned(site, right);
    let with_tokens = planned.iter().any(|(_, notice)| notice.body == Body::Tokens);
    let tokens = if with_tokens { tokens(provider, site, state, (auth_req_id, pending)) } else { Members::default() };
    // A client that polls has sent none, and whoever notifies it all the same makes one up.
    let token = pending.ask.client_notification_token.clone().unwrap_or_else(random::token);
    let postings = planned.iter().map(|(pause_ms, n)| (*pause_ms, n.posting(site, auth_req_id, &token, &tokens)));
    let postings: Vec<_> = postings.collect();
    if !postings.is_empty() {
        let port = endpoint::port(&site.origin, site.fault, pending.delivery);
        provider.send(Errand::Notify { port, postings });
    }
}

fn tokens(provider: &Provider, site: &Site, state: &mut State, (id, pending): (&str, &Pending)) -> Members {
    let approved = (pending.person(), site.now.unix());
    let access = Access::new(site, pending.client.id, &pending.ask.scope, approved);
    issue::tokens_for(provider, site, state, (access, Some(Pushed { auth_req_id: id })))
}
