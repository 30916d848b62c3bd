//! The authorization code flow (RFC 6749 §4.1), with its hybrid and implicit kin (OIDC Core §3.2, §3.3): listen, send a
//! person to the provider, judge what comes back, and redeem the code once.

mod answer;
mod attempt;
mod redeem;
mod request;
mod wait;

use super::exchange::Conversation;
use super::provider::{self, Needs, Provider};
use super::tokens::{About, Beside};
use super::{Event, Options, Outcome, World, client, tokens};
use crate::profile::Profile;
use crate::protocol::authorization::Granted;
use crate::protocol::authorize::ResponseMode;
use crate::protocol::client_auth::Client;
use crate::protocol::id_token::IdToken;
use crate::protocol::jose::signer::Signer;
use crate::protocol::token::{self, TokenSet};

use attempt::Attempt;

/// Metadata members without which a code cannot be had and redeemed.
const MEMBERS: &[&str] = &["authorization_endpoint", "token_endpoint"];

/// Without a code there is nothing to redeem.
const IMPLICIT_MEMBERS: &[&str] = &["authorization_endpoint"];

/// What every step of this flow needs.
struct Case<'a> {
    profile: &'a Profile,
    client: &'a Client,
    attempt: &'a Attempt,
}

impl<'a> Case<'a> {
    /// Whose tokens they are.
    const fn about(&self, exchange: Option<usize>, beside: Beside<'a>) -> About<'a> {
        About { profile: self.profile, client: self.client, exchange, max_age: self.profile.request.max_age, beside }
    }
}

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let attempt = Attempt::new(profile, options, world).await?;
    let mut talk = Conversation::new(world, profile, options);
    let ended = sign_in(profile, &client, attempt, &mut talk).await;
    wait::stragglers(&mut talk).await;
    ended
}

async fn sign_in<W: World>(
    profile: &Profile,
    client: &Client,
    mut attempt: Attempt,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    let mut provider = provider::find(profile, client, &needs(profile, &attempt), talk).await?;
    if profile.code.response_type.code {
        // Nobody is sent to sign in for a code that could not be redeemed afterwards.
        provider.endpoint("token_endpoint")?;
    }
    attempt.bind(talk).await?;
    let case = Case { profile, client, attempt: &attempt };
    let visit = wait::for_answer(&case, &provider, talk).await?;
    let granted = answer::judge(&case, &visit, &mut provider, talk).await?;
    finish(&case, granted, &mut provider, talk).await
}

fn needs(profile: &Profile, attempt: &Attempt) -> Needs {
    let code = &profile.code;
    let members = if code.response_type.code { MEMBERS } else { IMPLICIT_MEMBERS };
    Needs {
        pkce: attempt.pkce.as_ref().map(|pkce| pkce.method),
        response_type: Some(code.response_type.name()),
        response_mode: code.response_mode.map(ResponseMode::name),
        request_object: attempt.signer.as_ref().map(Signer::alg),
        keys: attempt.jarm,
        ..Needs::of(members, code.response_type.grant())
    }
}

/// Judges what came through the front channel, and redeems the code.
async fn finish<W: World>(
    case: &Case<'_>,
    granted: Granted,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    let front = redeem::front_tokens(&granted, talk.world.now());
    let Some(code) = &granted.code else {
        let tokens =
            front.ok_or_else(|| Outcome::Broken { reason: "The answer has neither a code nor tokens.".to_owned() })?;
        // Those of the implicit kin are all there is.
        let about = case.about(None, case.attempt.beside(&granted, true));
        return Ok(tokens::received(tokens, &about, provider, talk).await);
    };
    let front_token = match front {
        Some(front) => front_channel(case, front, &granted, provider, talk).await?,
        None => None,
    };
    let redeemed = redeem::code(case, code, provider, talk).await?;
    let beside = Beside { front: front_token.as_ref(), ..case.attempt.beside(&granted, false) };
    let about = case.about(Some(redeemed.exchange), beside);
    Ok(tokens::received(redeemed.tokens, &about, provider, talk).await)
}

/// Tokens beside a code: told, and the ID Token judged before the code is redeemed.
async fn front_channel<W: World>(
    case: &Case<'_>,
    front: TokenSet,
    granted: &Granted,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Option<IdToken>, Outcome> {
    talk.world.emit(Event::FrontTokens(front.clone()));
    let Some(id_token) = &front.id_token else { return Ok(None) };
    let about = case.about(None, case.attempt.beside(granted, true));
    tokens::id_token(id_token, front.access_token.as_ref(), &about, provider, talk).await
}

/// What a token endpoint brought.
struct Redeemed {
    exchange: usize,
    tokens: token::TokenSet,
}
