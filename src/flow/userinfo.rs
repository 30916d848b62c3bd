//! The userinfo endpoint (OIDC Core §5.3): asked by itself with a token at hand, and at the end of every other flow.

use super::exchange::Conversation;
use super::provider::{self, Needs, Provider};
use super::{Event, Options, Outcome, World, client, given, signed_answer, tokens};
use crate::profile::Profile;
use crate::protocol::answer;
use crate::protocol::client_auth::Client;
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::signed_answer::Expected as Signed;
use crate::protocol::userinfo::{self, Carrier, Expected};
use url::Url;

/// One question.
#[derive(Clone, Copy)]
pub struct Question<'a> {
    /// The profile of the run.
    pub profile: &'a Profile,
    /// Its client: a signed answer is for it.
    pub client: &'a Client,
    /// The access token.
    pub token: &'a Secret,
    /// Whether it is sent with a proof.
    pub with_proof: bool,
    /// The `sub` of the ID Token, when there is one.
    pub sub: Option<&'a str>,
}

/// What came of it: the claims, or how a run ends that wanted nothing else.
pub enum Told {
    /// The claims.
    Claims,
    /// None.
    Nothing(Outcome),
}

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let section = &profile.userinfo;
    let token =
        given::needed(("userinfo.token", "the access token"), section.token.as_ref(), "access_token", world).await?;
    let id_token = given::id_token("userinfo.id_token", section.id_token.as_ref(), profile, world).await?;
    let mut talk = Conversation::new(world, profile, options);
    let mut provider = provider::find(profile, &client, &Needs::act(&["userinfo_endpoint"]), &mut talk).await?;
    let endpoint = provider.endpoint("userinfo_endpoint")?;
    let claims = id_token.and_then(|token| jwt::read(token.reveal()).payload);
    let sub = claims.as_ref().and_then(|claims| claims.get("sub")).and_then(Json::as_str);
    let question = Question { profile, client: &client, token: &token, with_proof: profile.dpop.enabled, sub };
    match ask(endpoint, question, &mut provider, &mut talk).await? {
        Told::Claims => Ok(Outcome::Done),
        Told::Nothing(outcome) => Err(outcome),
    }
}

/// Asks, judges the answer whole, and tells the claims.
pub async fn ask<W: World>(
    endpoint: Url,
    question: Question<'_>,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Told, Outcome> {
    let Question { profile, client, token, with_proof, sub } = question;
    let carrier = match (with_proof, profile.userinfo.in_body) {
        (true, _) => Carrier::Dpop,
        (false, true) => Carrier::Body,
        (false, false) => Carrier::Bearer,
    };
    let request = userinfo::request(endpoint, token, carrier);
    let answer = talk.ask(provider.limited(request)).await?;
    let came = signed_answer::opened(&answer, profile, provider, talk).await?;
    let macs = signed_answer::macs(client);
    let signed = signed_answer::expected("userinfo_signing_alg_values_supported", (client, &macs), provider, talk);
    let signed = Signed { registered_alg: profile.client.userinfo_alg.as_deref(), ..signed };
    let expected = Expected { sub, keys: tokens::keys(provider), signed };
    let report = userinfo::read(&answer.asked, &answer.response, came.as_ref(), &expected);
    if let Some(claims) = &report.value {
        talk.world.emit(Event::Userinfo(claims.clone()));
    }
    Ok(match talk.report(Some(answer.n), report)? {
        Some(_) => Told::Claims,
        None => Told::Nothing(match answer::refusal(&answer.response) {
            Some(error) => Outcome::Refused(error),
            None => Outcome::Broken {
                reason: format!("the userinfo endpoint answered {} without claims", answer.response.status),
            },
        }),
    })
}
