//! A grant that nobody has to approve: one request to the token endpoint, and what came of it.

use url::Url;

use super::exchange::Conversation;
use super::provider::{self, Needs, Provider};
use super::tokens::{self, About, Beside};
use super::{Options, Outcome, World, client};
use crate::profile::Profile;
use crate::protocol::answer;
use crate::protocol::client_auth::Client;
use crate::protocol::exchange::Request;
use crate::protocol::token::{self, Common, Grant, TokenAnswer, TokenSet};

/// Metadata members without which no such grant can run.
const MEMBERS: &[&str] = &["token_endpoint"];

/// A run of such a grant, once its provider is known.
pub struct Granting<'a, W> {
    /// The profile.
    pub profile: &'a Profile,
    /// Its client.
    pub client: Client,
    /// Which grant.
    pub grant: Grant<'a>,
    /// The scopes that are asked for.
    pub scope: &'a [String],
    /// The provider.
    pub provider: Provider,
    /// Its token endpoint.
    pub endpoint: Url,
    /// The run.
    pub talk: Conversation<'a, W>,
    extra: Vec<(String, String)>,
}

/// What came, and in which exchange.
pub struct Granted {
    /// The exchange.
    pub exchange: usize,
    /// The tokens.
    pub tokens: TokenSet,
}

impl<'a, W: World> Granting<'a, W> {
    /// Looks the client and the provider up. Whatever else the grant needs of the profile is looked up before.
    pub async fn new(
        (profile, options): (&'a Profile, &Options),
        grant: Grant<'a>,
        scope: &'a [String],
        world: &'a mut W,
    ) -> Result<Self, Outcome> {
        let client = client::of(profile, world).await?;
        let mut talk = Conversation::new(world, profile, options);
        let provider = provider::find(profile, &client, &Needs::of(MEMBERS, grant.name()), &mut talk).await?;
        let endpoint = provider.endpoint("token_endpoint")?;
        let leg = if grant == Grant::Refresh { "refresh" } else { "token" };
        let extra = client::extras(profile, leg);
        Ok(Self { profile, client, grant, scope, provider, endpoint, talk, extra })
    }

    /// What the request has in common with those of the other grants. `audience` goes where somebody reads it: a refresh
    /// asks for what was granted.
    pub fn common(&self) -> Common<'_> {
        let request = &self.profile.request;
        Common {
            scope: self.scope,
            resource: &request.resource,
            audience: request.audience.as_deref().filter(|_| self.grant != Grant::Refresh),
            extra: &self.extra,
        }
    }

    /// Asks the token endpoint and judges its answer.
    pub async fn ask(&mut self, request: Request) -> Result<Granted, Outcome> {
        let answer = self.talk.ask(self.provider.limited(request)).await?;
        let read = answer.read(&answer::TOKEN);
        let mut findings = read.findings;
        let object = read.value.filter(|object| token::is_answer(object, &answer.response));
        let judged = object.and_then(|object| {
            let report = token::judge_grant(&object, &answer.response, self.scope, self.grant);
            findings.extend(report.findings);
            report.value
        });
        self.talk.tell(Some(answer.n), findings)?;
        match judged {
            Some(TokenAnswer::Tokens(tokens)) => Ok(Granted { exchange: answer.n, tokens: *tokens }),
            Some(TokenAnswer::Error(error)) => Err(Outcome::Refused(error)),
            Some(TokenAnswer::Broken { id_token, sentence }) => {
                if let Some(id_token) = id_token {
                    // No usable access token came, but what came is judged all the same.
                    let Self { provider, talk, .. } = self;
                    let about = about(self.profile, &self.client, answer.n, Beside::default());
                    tokens::id_token(&id_token, None, &about, provider, talk).await?;
                }
                Err(Outcome::Broken { reason: sentence })
            }
            None => {
                let status = answer.response.status;
                let reason = format!("The token endpoint answered {status} without tokens and without an OAuth error.");
                Err(Outcome::Broken { reason })
            }
        }
    }

    /// Judges everything about the tokens; `beside` is what only some grants have.
    pub async fn received(mut self, granted: Granted, beside: Beside<'_>) -> Outcome {
        let about = about(self.profile, &self.client, granted.exchange, beside);
        tokens::received(granted.tokens, &about, &mut self.provider, &mut self.talk).await
    }
}

/// No `max_age` is sent with any of these grants.
const fn about<'b>(profile: &'b Profile, client: &'b Client, exchange: usize, beside: Beside<'b>) -> About<'b> {
    About { profile, client, exchange: Some(exchange), max_age: None, beside }
}
