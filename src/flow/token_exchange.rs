//! Token exchange (RFC 8693): another token in place of one, or of two.

use super::given::{missing, needed};
use super::grant::Granting;
use super::tokens::Beside;
use super::{Options, Outcome, World};
use crate::profile::Profile;
use crate::protocol::secret::Secret;
use crate::protocol::token::{Exchange, Grant, exchange_request};

/// Runs the grant to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let section = &profile.exchange;
    let place = ("exchange.subject_token", "the token to exchange");
    let subject = needed(place, section.subject_token.as_ref(), "subject_token", world).await?;
    let kind = "the kind of that token, such as urn:ietf:params:oauth:token-type:access_token";
    let subject_kind = section.subject_token_type.as_deref();
    let subject_kind = subject_kind.ok_or_else(|| missing("exchange.subject_token_type", kind))?;
    let actor = actor(profile, kind, world).await?;
    let requested = section.requested_token_type.as_deref();

    let grant = Grant::TokenExchange { requested };
    let mut granting = Granting::new((profile, options), grant, &profile.request.scope, world).await?;
    let exchange = Exchange {
        subject: (&subject, subject_kind),
        actor: actor.as_ref().map(|(token, kind)| (token, *kind)),
        requested,
    };
    let request = exchange_request(granting.endpoint.clone(), &exchange, &granting.common());
    let granted = granting.ask(request).await?;
    Ok(granting.received(granted, Beside::default()).await)
}

/// Who acts for the subject: its token and the type of that, both or neither (RFC 8693 §2.1).
async fn actor<'p, W: World>(
    profile: &'p Profile,
    what: &str,
    world: &mut W,
) -> Result<Option<(Secret, &'p str)>, Outcome> {
    let section = &profile.exchange;
    if section.actor_token.is_none() && section.actor_token_type.is_none() {
        return Ok(None);
    }
    let place = ("exchange.actor_token", "the token of whoever acts");
    let token = needed(place, section.actor_token.as_ref(), "actor_token", world).await?;
    let kind = section.actor_token_type.as_deref().ok_or_else(|| missing("exchange.actor_token_type", what))?;
    Ok(Some((token, kind)))
}
