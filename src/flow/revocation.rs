//! Revocation (RFC 7009): a token is given up, and introspection is asked whether that had an effect.

use super::exchange::Conversation;
use super::provider::{self, Needs, Provider};
use super::{Options, Outcome, World, client, given, introspection};
use crate::profile::Profile;
use crate::protocol::answer;
use crate::protocol::client_auth::Client;
use crate::protocol::revocation::{self, EFFECT, Revocation};
use crate::protocol::secret::Secret;

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let section = &profile.revocation;
    let token = given::needed(("revocation.token", "the token to end"), section.token.as_ref(), "token", world).await?;
    let token = (&token, section.token_type_hint.as_deref());
    let mut talk = Conversation::new(world, profile, options);
    let needs = Needs::act(&["revocation_endpoint"]);
    let mut provider = provider::find(profile, &client, &needs, &mut talk).await?;
    let endpoint = provider.endpoint("revocation_endpoint")?;
    let request = revocation::request(endpoint, token, &client::extras(profile, "revocation"));
    let answer = talk.ask(provider.limited(request)).await?;
    let report = revocation::read(&answer.asked, &answer.response);
    match talk.report(Some(answer.n), report)? {
        Some(Revocation::Accepted) => {
            effect((profile, &client), token, &mut provider, &mut talk).await?;
            Ok(Outcome::Done)
        }
        Some(Revocation::Refused(error)) => Err(Outcome::Refused(error)),
        Some(Revocation::Later(reason)) => Err(Outcome::Broken { reason }),
        None => Err(Outcome::Broken {
            reason: format!("the revocation endpoint answered {} with nothing to go on", answer.response.status),
        }),
    }
}

/// The 200 proves nothing, so the provider is asked what it thinks of the token now. Whatever becomes of that, the
/// token was given up.
async fn effect<W: World>(
    (profile, client): (&Profile, &Client),
    token: (&Secret, Option<&str>),
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let Ok(request) = introspection::request(profile, token, provider) else {
        let why = provider.metadata.why_not("introspection_endpoint").unwrap_or_default();
        return talk.tell(None, vec![EFFECT.skip(format!("{why}, so nobody here knows what came of it"))]);
    };
    match talk.send(request).await {
        Ok(answer) => {
            let said = introspection::judge((profile, client), &answer, provider, talk).await?;
            talk.tell(Some(answer.n), vec![revocation::effect(said.as_ref())])
        }
        Err(error) => {
            let n = talk.newest();
            talk.tell(Some(n), vec![answer::transport(&error), EFFECT.skip(format!("introspection: {error}"))])
        }
    }
}
