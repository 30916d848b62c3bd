//! Introspection (RFC 7662, RFC 9701): what a token means to the provider.

use super::exchange::{Answer, Conversation};
use super::provider::{self, Needs, Provider};
use super::{Event, Options, Outcome, World, client, given, signed_answer, tokens};
use crate::profile::Profile;
use crate::protocol::client_auth::Client;
use crate::protocol::exchange::Request;
use crate::protocol::introspection::{self, Expected, Introspection};
use crate::protocol::secret::Secret;

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let section = &profile.introspection;
    let token =
        given::needed(("introspection.token", "the token to ask about"), section.token.as_ref(), "token", world)
            .await?;
    let mut talk = Conversation::new(world, profile, options);
    let needs = Needs::act(&["introspection_endpoint"]);
    let mut provider = provider::find(profile, &client, &needs, &mut talk).await?;
    let request = request(profile, (&token, section.token_type_hint.as_deref()), &provider)?;
    let answer = talk.ask(request).await?;
    match judge((profile, &client), &answer, &mut provider, &mut talk).await? {
        Some(Introspection::Answered { .. }) => Ok(Outcome::Done),
        Some(Introspection::Refused(error)) => Err(Outcome::Refused(error)),
        Some(Introspection::Unauthorized(reason)) => Err(Outcome::Broken { reason }),
        None => Err(Outcome::Broken {
            reason: format!("the introspection endpoint answered {} with nothing to go on", answer.response.status),
        }),
    }
}

/// The question, as this client puts it.
pub fn request(profile: &Profile, token: (&Secret, Option<&str>), provider: &Provider) -> Result<Request, Outcome> {
    let endpoint = provider.endpoint("introspection_endpoint")?;
    let extra = client::extras(profile, "introspection");
    let request = introspection::request(endpoint, token, profile.introspection.as_jwt, &extra);
    Ok(provider.limited(request))
}

/// Judges an answer whole, and tells what it says of the token.
pub async fn judge<W: World>(
    (profile, client): (&Profile, &Client),
    answer: &Answer,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Option<Introspection>, Outcome> {
    let came = signed_answer::opened(answer, profile, provider, talk).await?;
    let macs = signed_answer::macs(client);
    let algs = "introspection_signing_alg_values_supported";
    let signed = signed_answer::expected(algs, (client, &macs), provider, talk);
    let expected = Expected { as_jwt: profile.introspection.as_jwt, keys: tokens::keys(provider), signed };
    let mut report = introspection::read(&answer.asked, &answer.response, came.as_ref(), &expected);
    if let Some(Introspection::Answered { members, .. }) = &report.value {
        talk.world.emit(Event::Introspection(members.clone()));
        if let Some(credentials) = talk.credentials() {
            report.findings.extend(credentials.confirmation_told(members));
        }
    }
    talk.report(Some(answer.n), report)
}
