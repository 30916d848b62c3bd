//! Client-initiated backchannel authentication (CIBA): the provider is asked to reach a person on a device of theirs,
//! and the tokens are polled for, announced by a ping, or pushed.

mod attempt;
mod initiate;
mod listen;
mod push;

use super::exchange::Conversation;
use super::poll::{self, Grant};
use super::provider::{self, Needs, Provider};
use super::tokens::{About, Beside};
use super::visitors::Visitors;
use super::{Backchannel, Event, Options, Outcome, World, client, tokens};
use crate::profile::Profile;
use crate::protocol::ciba::{Authentication, Delivery};
use crate::protocol::client_auth::Client;
use crate::protocol::token;

use attempt::Attempt;

/// Metadata members without which nothing can be asked for and fetched.
const MEMBERS: &[&str] = &["backchannel_authentication_endpoint", "token_endpoint"];

/// Pushed tokens are not fetched.
const PUSH_MEMBERS: &[&str] = &["backchannel_authentication_endpoint"];

/// What every step of this flow needs.
struct Case<'a> {
    profile: &'a Profile,
    client: &'a Client,
    options: &'a Options,
}

impl<'a> Case<'a> {
    /// Whose tokens they are. No parameter of this request asks for a recent sign-in (CIBA §7.1).
    const fn about(&self, exchange: Option<usize>, beside: Beside<'a>) -> About<'a> {
        About { profile: self.profile, client: self.client, exchange, max_age: None, beside }
    }

    fn is_openid(&self) -> bool {
        self.profile.request.scope.iter().any(|scope| scope == "openid")
    }
}

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let attempt = Attempt::new(profile, world).await?;
    let case = Case { profile, client: &client, options };
    let mut talk = Conversation::new(world, profile, options);
    let mut visitors = Visitors::default();
    let notifies = attempt.delivery.notifies();
    let ended = authenticate(&case, attempt, &mut visitors, &mut talk).await;
    // No stop: nothing more would be sent in any case.
    if notifies && matches!(ended, Err(Outcome::Expired(_))) {
        let _told = visitors.in_vain(&mut talk);
    }
    let _told = visitors.leave(&mut talk).await;
    ended
}

async fn authenticate<W: World>(
    case: &Case<'_>,
    mut attempt: Attempt,
    visitors: &mut Visitors,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    let is_push = attempt.delivery == Delivery::Push;
    let members = if is_push { PUSH_MEMBERS } else { MEMBERS };
    let mut provider = provider::find(case.profile, case.client, &Needs::of(members, token::CIBA_GRANT), talk).await?;
    if !is_push {
        // Nobody is asked to approve what could not be fetched afterwards.
        provider.endpoint("token_endpoint")?;
    }
    attempt.bind(provider.metadata.issuer(), talk).await?;
    if attempt.listens() {
        visitors.awaited();
    }
    let (authentication, sent) = initiate::authentication(case, &mut attempt, &provider, talk).await?;
    if let Some(door) = attempt.door(Some(&authentication.auth_req_id), case.options) {
        talk.world.admit(door);
    }
    talk.world.emit(Event::Backchannel(Box::new(prompt(&attempt, &authentication, &sent))));
    if is_push {
        push::received(case, &authentication, visitors, (&mut provider, talk)).await
    } else {
        poll(case, (&attempt, &authentication), visitors, (&mut provider, talk)).await
    }
}

/// CIBA §10.1, and §10.2 where a ping comes first.
async fn poll<W: World>(
    case: &Case<'_>,
    (attempt, authentication): (&Attempt, &Authentication),
    visitors: &mut Visitors,
    (provider, talk): (&mut Provider, &mut Conversation<'_, W>),
) -> Result<Outcome, Outcome> {
    let endpoint = provider.endpoint("token_endpoint")?;
    let extra = client::extras(case.profile, "token");
    let ask = || token::ciba_request(endpoint.clone(), &authentication.auth_req_id, &extra);
    let grant = Grant {
        scope: &case.profile.request.scope,
        openid: case.is_openid(),
        pace: authentication.pace,
        received: authentication.received,
        visitors: Some(visitors),
        on_ping: attempt.delivery == Delivery::Ping,
    };
    let granted = poll::until_decided(grant, &ask, talk).await?;
    let about = case.about(Some(granted.exchange), Beside::default());
    tokens::granted(granted, &about, provider, talk).await
}

fn prompt(attempt: &Attempt, authentication: &Authentication, sent: &initiate::Parameters) -> Backchannel {
    let hint =
        sent.iter().find(|(name, _)| matches!(name.as_str(), "login_hint" | "login_hint_token" | "id_token_hint"));
    let message = sent.iter().find(|(name, _)| name == "binding_message");
    Backchannel {
        authentication: authentication.clone(),
        binding_message: message.map(|(_, text)| text.reveal().to_owned()),
        hint: hint.cloned(),
        delivery: attempt.delivery,
        expires_at: authentication.received.mono.saturating_add(authentication.pace.expires_in),
        signed: attempt.signer.is_some(),
    }
}
