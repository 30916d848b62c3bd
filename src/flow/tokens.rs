//! What every flow does once tokens came: judge the ID Token with fresh keys, then ask userinfo.

use super::exchange::Conversation;
use super::poll::Granted;
use super::provider::Provider;
use super::userinfo::{self, Question};
use super::{Event, Outcome, World};
use crate::profile::Profile;
use crate::protocol::check::Finding;
use crate::protocol::client_auth::Client;
use crate::protocol::id_token::{self, Expected, IdToken, Keys, Pushed};
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::secret::Secret;
use crate::protocol::time::TOLERANCE;
use crate::protocol::token::TokenSet;
use crate::protocol::userinfo::SUB;

/// Whose tokens they are.
#[derive(Clone, Copy)]
pub struct About<'a> {
    /// The profile of the run.
    pub profile: &'a Profile,
    /// Its client.
    pub client: &'a Client,
    /// The exchange that brought them; none when the front channel or a push did.
    pub exchange: Option<usize>,
    /// The `max_age` that was sent.
    pub max_age: Option<u64>,
    /// What only some flows have.
    pub beside: Beside<'a>,
}

/// What came and was sent beside an ID Token, in the flows that have it.
#[derive(Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The `nonce` that was sent.
    pub nonce: Option<&'a str>,
    /// The code that came.
    pub code: Option<&'a Secret>,
    /// The `state` that was sent.
    pub state: Option<&'a str>,
    /// Whether the token itself came through the front channel.
    pub is_front: bool,
    /// The ID Token that came through the front channel before this one.
    pub front: Option<&'a IdToken>,
    /// What a pushed token is bound to.
    pub pushed: Option<Pushed<'a>>,
    /// What the flow itself has to say about these tokens, told before the rows of the ID Token.
    pub rows: &'a [Finding],
    /// Whether nobody signed in: then userinfo is asked only if an ID Token came all the same.
    pub without_person: bool,
}

/// Tells the tokens and judges everything about them. A stop-class failure ends the asking, not the outcome: the
/// tokens did come.
pub async fn received<W: World>(
    tokens: TokenSet,
    about: &About<'_>,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Outcome {
    talk.world.emit(Event::Tokens(tokens.clone()));
    let mut rows = about.beside.rows.to_vec();
    if let Some(credentials) = talk.credentials() {
        rows.extend(credentials.judge(tokens.access_token.as_ref(), &tokens.token_type));
    }
    let own = talk.tell(about.exchange, rows);
    let judged = match &tokens.id_token {
        Some(token) => id_token(token, tokens.access_token.as_ref(), about, provider, talk).await,
        // Whoever reaches the endpoint must not get past the claim by leaving it out.
        None if about.beside.pushed.is_some() => talk.tell(None, vec![id_token::unsigned()]).map(|()| None),
        None => Ok(None),
    };
    // Rows of both kinds are told, whichever of them stops.
    let asked = match own.and(judged) {
        Ok(id_token) => ask_userinfo(&tokens, id_token.as_ref(), about, provider, talk).await,
        Err(Outcome::Rejected { check }) => {
            let reason = format!("userinfo was not asked, because {check} failed");
            talk.tell(None, vec![SUB.skip(reason)])
        }
        Err(other) => Err(other),
    };
    match asked {
        Ok(()) | Err(Outcome::Rejected { .. } | Outcome::Unreachable { .. } | Outcome::Broken { .. }) => {
            Outcome::Tokens
        }
        Err(other) => other,
    }
}

/// What polling brought: tokens, or less than that. Both sides of the result are outcomes.
pub async fn granted<W: World>(
    granted: Granted,
    about: &About<'_>,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Outcome, Outcome> {
    if let Some(tokens) = granted.tokens {
        return Ok(received(tokens, about, provider, talk).await);
    }
    if let Some(id_token) = granted.id_token {
        // No usable access token came, but what came is judged all the same.
        self::id_token(&id_token, None, about, provider, talk).await?;
    }
    Err(Outcome::Broken { reason: granted.broken })
}

/// Judges an ID Token, with fresh keys: providers rotate them (OIDC Core §10.1.1).
pub async fn id_token<W: World>(
    token: &Secret,
    access_token: Option<&Secret>,
    about: &About<'_>,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Option<IdToken>, Outcome> {
    let About { profile, client, beside, max_age, .. } = about;
    fresh_keys(token, provider, talk).await?;
    let macs = client.secret.as_ref().map(MacKey::of_secret);
    let decryption_keys = super::client::decryption_keys(profile, talk.world).await?;
    let expected = Expected {
        issuer: Some(provider.metadata.issuer()),
        client_id: Some(&client.id),
        registered_alg: profile.client.id_token_alg.as_deref(),
        advertised_algs: provider.metadata.strings("id_token_signing_alg_values_supported"),
        macs: macs.as_slice(),
        decryption_keys: &decryption_keys,
        at_rest: false,
        nonce: beside.nonce,
        access_token,
        max_age: *max_age,
        acr_values: &profile.request.acr_values,
        now: talk.world.now(),
        skew: talk.skew(),
        tolerance: TOLERANCE,
        code: beside.code,
        state: beside.state,
        front: beside.is_front,
        front_token: beside.front,
        pushed: beside.pushed,
    };
    let report = id_token::judge(token, &keys(provider), &expected);
    if let Some(judged) = &report.value {
        talk.world.emit(Event::IdToken(Box::new(judged.clone())));
    }
    talk.report(about.exchange, report)
}

/// Fetches the key set for a signed token that came without a fetch before, and once more when the token names a key
/// that the set does not have.
pub async fn fresh_keys<W: World>(
    token: &Secret,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let had_keys = match &provider.keys {
        Ok(keys) if id_token::unknown_kid(token, keys).is_none() => return Ok(()),
        Ok(_) => true,
        Err(_) if provider.keys_were_asked => return Ok(()),
        Err(_) => false,
    };
    provider.fetch_keys(talk).await?;
    if let Ok(keys) = &mut provider.keys {
        keys.refreshed = had_keys;
    }
    Ok(())
}

/// The provider's keys, or why there are none.
pub fn keys(provider: &Provider) -> Keys<'_> {
    match &provider.keys {
        Ok(keys) => Keys::Set(keys),
        Err(reason) => Keys::Unavailable(reason),
    }
}

async fn ask_userinfo<W: World>(
    tokens: &TokenSet,
    id_token: Option<&IdToken>,
    about: &About<'_>,
    provider: &mut Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    let granted = tokens.scope.iter().flat_map(|scope| scope.split(' '));
    if !about.profile.request.scope.iter().map(String::as_str).chain(granted).any(|scope| scope == "openid") {
        return Ok(());
    }
    if about.beside.without_person && id_token.is_none() {
        let reason = "userinfo was not asked: nobody signed in, and no ID Token came";
        return talk.tell(None, vec![SUB.skip(reason)]);
    }
    let Some(endpoint) = provider.metadata.endpoint("userinfo_endpoint") else {
        return talk.tell(None, vec![SUB.skip("the provider has no userinfo endpoint")]);
    };
    let Some(token) = &tokens.access_token else {
        return talk.tell(None, vec![SUB.skip("no access token came to ask userinfo with")]);
    };
    let is_bound = tokens.token_type.eq_ignore_ascii_case("dpop");
    let with_proof = is_bound && talk.credentials().is_some_and(|credentials| credentials.prover().is_some());
    if !with_proof && !tokens.token_type.eq_ignore_ascii_case("bearer") {
        return talk.tell(None, vec![SUB.skip(format!("a {} token is not sent as Bearer", tokens.token_type))]);
    }
    let sub = id_token.and_then(|token| token.decoded.payload.as_ref()?.get("sub")).and_then(|sub| sub.as_str());
    let question = Question { profile: about.profile, client: about.client, token, with_proof, sub };
    userinfo::ask(endpoint, question, provider, talk).await.map(drop)
}
