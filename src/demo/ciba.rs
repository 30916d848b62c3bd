//! The backchannel authentication endpoint (OpenID Connect CIBA Core 1.0 §7): a client asks, and a phone rings.
//!
//! `ask` judges the request and `hint` finds the person; `phone` is where the person decides, `decision` what follows
//! from it, `poll` the token endpoint's part. Clients in ping and push mode have registered
//! `http://127.0.0.1:PORT/ciba/notification` (see `endpoint`); `errand` goes there.

mod ask;
mod decision;
mod hint;
mod poll;

pub(super) use decision::{decide, expire};
pub(super) use hint::login_hint_token;
pub(super) use poll::{held, poll};

use super::answer::Answer;
use super::client::{Client, TokenDelivery};
use super::client_auth;
use super::errand::Errand;
use super::form::Form;
use super::members::Members;
use super::people::Person;
use super::polling::Polling;
use super::provider::Provider;
use super::random;
use super::request::Request;
use super::request_object;
use super::site::Site;
use super::wrong::{Place, Wrong};
use ask::Ask;

/// What may stand beside a signed request: how the client proves itself.
const BESIDE: [&str; 5] = ["request", "client_id", "client_secret", "client_assertion", "client_assertion_type"];

/// A request that nobody decided ends so much before its time, so that the client still listens when it is told.
const AHEAD_MS: u64 = 300;

/// A request that waits for the person, or was decided.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    pub issuer: String,
    pub client: &'static Client,
    pub delivery: TokenDelivery,
    pub ask: Ask,
    /// What the phone calls it. It is no secret, unlike the `auth_req_id`.
    pub number: String,
    pub since_ms: u64,
    pub polling: Polling,
}

impl Pending {
    /// The person of the phone.
    pub fn person(&self) -> &'static Person {
        self.ask.person
    }
}

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let answer = match start(provider, site, request) {
        Ok(members) => Answer::json(200, members),
        Err(refusal) => refusal,
    };
    let mut answer = site.send(&[Place::Ciba], answer);
    answer.delay = answer.delay.max(u64::from(is_hasty(site)));
    answer
}

fn start(provider: &Provider, site: &Site, request: &Request) -> Result<Members, Answer> {
    if let Some(name) = request.form.repeated() {
        return Err(Answer::error(400, "invalid_request", &format!("{name} comes more than once.")));
    }
    let client = client_auth::authenticate(provider, site, request)?;
    let Some(registered) = &client.backchannel else {
        return Err(Answer::error(400, "unauthorized_client", "This client may not use the backchannel."));
    };
    let params = parameters(site, client, &request.form)?;
    let ask = Ask::read(provider, site, registered, &params)?;
    let life = super::polling::life(site).or(ask.life).unwrap_or(provider.options.expires_in);
    let interval = provider.options.interval;
    let mut members = Members::default().with("auth_req_id", random::token()).with("expires_in", life);
    if registered.delivery != TokenDelivery::Push {
        members.set("interval", interval);
    }
    site.shape(&[Place::Ciba], &mut members, "");
    let own_pace = site.edits(Place::Ciba, "interval") || registered.long;
    let pending = Pending {
        issuer: site.issuer.clone(),
        client,
        delivery: registered.delivery,
        ask,
        number: random::token(),
        since_ms: site.now.mono_ms,
        polling: Polling::new(site, "auth_req_id", life, if own_pace { 0 } else { interval }),
    };
    remember(provider, site, &members.string("auth_req_id").unwrap_or_default(), pending);
    Ok(members)
}

fn remember(provider: &Provider, site: &Site, auth_req_id: &str, pending: Pending) {
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    if pending.delivery != TokenDelivery::Poll {
        let at_ms = pending.polling.expires_ms.saturating_sub(AHEAD_MS);
        provider.send(Errand::Expire { site: site.clone(), auth_req_id: auth_req_id.to_owned(), at_ms });
    }
    state.backchannel.insert(auth_req_id.to_owned(), pending);
    if is_hasty(site) {
        decide(provider, site, &mut state, (auth_req_id, true));
    }
}

fn is_hasty(site: &Site) -> bool {
    site.wrong().iter().any(|wrong| matches!(wrong, Wrong::Hasty))
}

/// The parameters as they stand, or those inside the signed request (§7.1.1), beside which there must be none.
fn parameters(site: &Site, client: &Client, form: &Form) -> Result<Form, Answer> {
    let invalid = |why: &str| Answer::error(400, "invalid_request", why);
    let Some(object) = form.get("request") else {
        if client.backchannel.as_ref().is_some_and(|registered| registered.signed) {
            return Err(invalid("Requests of this client have to be signed."));
        }
        return Ok(form.clone());
    };
    if let Some((name, _)) = form.0.iter().find(|(name, _)| !BESIDE.contains(&name.as_str())) {
        return Err(invalid(&format!("{name} stands beside the signed request; it belongs inside.")));
    }
    request_object::read_backchannel(site, client, object).map_err(|why| invalid(&why))
}
