//! What can be done with the token under the cursor: each is a run of the same profile with the token put into it.

use super::model::{Model, RunId};
use super::screen::RunScreen;
use super::tokens::TokenItem;
use crate::profile::{Flow, Profile, SecretReference};
use crate::protocol::exchange::Purpose;
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::record::{End, Exchange};

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Decode and judge it.
    LookInto,
    /// Ask who it is about.
    Userinfo,
    /// Get new tokens for it.
    Refresh,
    /// Ask what the provider knows of it.
    Introspect,
    /// Get another token for it.
    Exchange,
    /// Give it up.
    Revoke,
    /// End the session that it tells of.
    LogOut,
}

/// One line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What.
    pub act: Act,
    /// Why it cannot be done.
    pub refused: Option<String>,
    /// What to know before.
    pub warning: Option<String>,
}

impl Act {
    /// What it does, for the menu.
    pub const fn say(self) -> &'static str {
        match self {
            Self::LookInto => "Look into it",
            Self::Userinfo => "Ask userinfo with it",
            Self::Refresh => "Refresh with it",
            Self::Introspect => "Introspect it",
            Self::Exchange => "Exchange it for another token",
            Self::Revoke => "Revoke it",
            Self::LogOut => "Log out with it",
        }
    }

    /// The flow that does it.
    pub const fn flow(self) -> Flow {
        match self {
            Self::LookInto => Flow::Inspect,
            Self::Userinfo => Flow::Userinfo,
            Self::Refresh => Flow::Refresh,
            Self::Introspect => Flow::Introspection,
            Self::Exchange => Flow::TokenExchange,
            Self::Revoke => Flow::Revocation,
            Self::LogOut => Flow::Logout,
        }
    }

    /// The endpoint that it needs, as the profile calls it.
    const fn endpoint(self) -> Option<&'static str> {
        match self {
            Self::LookInto => None,
            Self::Userinfo => Some("userinfo"),
            Self::Refresh | Self::Exchange => Some("token"),
            Self::Introspect => Some("introspection"),
            Self::Revoke => Some("revocation"),
            Self::LogOut => Some("end_session"),
        }
    }

    /// Why one should think before, where it cannot be undone.
    const fn danger(self) -> Option<&'static str> {
        match self {
            Self::Revoke => Some("the provider takes it back for good"),
            Self::LogOut => Some("the person's session at the provider ends"),
            _ => None,
        }
    }
}

/// What is done with a token of that name.
const fn acts(name: &str) -> &'static [Act] {
    match name.as_bytes() {
        b"access_token" => &[Act::LookInto, Act::Userinfo, Act::Introspect, Act::Exchange, Act::Revoke],
        b"refresh_token" => &[Act::Refresh, Act::Introspect, Act::Revoke, Act::LookInto],
        b"id_token" => &[Act::LookInto, Act::Exchange, Act::LogOut],
        b"logout_token" | b"jws" => &[Act::LookInto],
        // Nobody knows yet what it is.
        _ => &[Act::LookInto, Act::Userinfo, Act::Introspect, Act::Revoke],
    }
}

/// The token under the cursor, with its text.
pub fn token(screen: &RunScreen) -> Option<(&TokenItem, &Secret)> {
    let item = screen.token().filter(|_| !screen.compares)?;
    Some((item, item.text.as_ref()?))
}

/// What can be done with the token under the cursor.
pub fn offers(model: &Model) -> Vec<Offer> {
    let Some((screen, (item, text))) = model.run().and_then(|screen| Some((screen, token(screen)?))) else {
        return Vec::new();
    };
    let metadata = metadata(screen);
    let offer = |act: &Act| {
        let lacking = act.endpoint().and_then(|endpoint| lacking(screen, metadata.as_ref(), endpoint));
        let flight = || in_flight(model, text).map(|run| format!("it is under way in run {}", run.0));
        let spent = || spent(model, text).map(|run| format!("spent in run {}: sent again, all may be revoked", run.0));
        let is_refresh = *act == Act::Refresh;
        Offer {
            act: *act,
            refused: lacking.or_else(|| is_refresh.then(flight).flatten()),
            warning: is_refresh.then(spent).flatten().or_else(|| act.danger().map(str::to_owned)),
        }
    };
    acts(item.name).iter().map(offer).collect()
}

/// The metadata as they came, if they did.
fn metadata(screen: &RunScreen) -> Option<json::Json> {
    let mut bodies = screen.run.exchanges.iter().filter_map(|exchange| match &exchange.end {
        End::Answered(answer) if exchange.request.purpose == Purpose::Discovery && answer.status == 200 => {
            Some(&answer.body)
        }
        _ => None,
    });
    bodies.next_back().and_then(|body| json::parse(body).ok()).map(|parsed| parsed.value)
}

/// Why an endpoint cannot be called: neither the profile nor the metadata name it. Where no metadata came, a run tells.
fn lacking(screen: &RunScreen, metadata: Option<&json::Json>, endpoint: &str) -> Option<String> {
    let profile = &screen.profile;
    if profile.endpoints.contains_key(endpoint) {
        return None;
    }
    match metadata {
        // What a run got its tokens from has one, whatever it says.
        Some(_) if endpoint == "token" => None,
        Some(metadata) if metadata.get(&format!("{endpoint}_endpoint")).is_some() => None,
        Some(_) => Some(format!("the provider has no {endpoint}_endpoint")),
        None if profile.issuer.is_none() => Some("no provider is known".to_owned()),
        None => None,
    }
}

/// The run's profile with the token in it, for the flow of the act.
pub fn profile(act: Act, screen: &RunScreen) -> Option<Box<Profile>> {
    let (item, text) = token(screen)?;
    let mut profile = screen.profile.clone();
    let literal = |secret: &Secret| Some(SecretReference::Literal(secret.clone()));
    let (token, hint) = (literal(text), hint(item.name));
    let id_token = id_token(screen).and_then(literal);
    if let Some(key) = screen.dpop_key.as_ref().filter(|_| profile.dpop.enabled) {
        // A token that is bound to a key is of no use with another one.
        profile.dpop.key = literal(key);
    }
    match act {
        Act::LookInto => {
            let section = &mut profile.inspect;
            let is_id_token = item.name == "id_token";
            section.access_token = access_token(screen, item).filter(|_| is_id_token).and_then(literal);
            section.nonce = nonce(screen).filter(|_| is_id_token);
            section.kind =
                ["id_token", "access_token", "logout_token"].contains(&item.name).then(|| item.name.to_owned());
            section.token = token;
        }
        Act::Userinfo => (profile.userinfo.token, profile.userinfo.id_token) = (token, id_token),
        Act::Refresh => (profile.refresh.token, profile.refresh.id_token) = (token, id_token),
        Act::Introspect => (profile.introspection.token, profile.introspection.token_type_hint) = (token, hint),
        Act::Revoke => (profile.revocation.token, profile.revocation.token_type_hint) = (token, hint),
        Act::LogOut => profile.logout.id_token_hint = token,
        Act::Exchange => {
            let kind = if item.name == "token" { "access_token" } else { item.name };
            profile.exchange.subject_token = token;
            profile.exchange.subject_token_type = Some(format!("urn:ietf:params:oauth:token-type:{kind}"));
        }
    }
    Some(profile)
}

/// `token_type_hint` (RFC 7009 §2.1, RFC 7662 §2.1), where the kind is known.
fn hint(name: &str) -> Option<String> {
    ["access_token", "refresh_token"].contains(&name).then(|| name.to_owned())
}

/// The ID Token of the run, or what its new one was compared with.
fn id_token(screen: &RunScreen) -> Option<&Secret> {
    let run = &screen.run;
    let mut sets = run.tokens.iter().chain(&run.front_tokens);
    let before = || match &screen.profile.refresh.id_token {
        Some(SecretReference::Literal(secret)) if run.flow == Flow::Refresh => Some(secret),
        _ => None,
    };
    sets.find_map(|set| set.id_token.as_ref()).or_else(before)
}

/// The access token that came with an ID Token.
fn access_token<'a>(screen: &'a RunScreen, item: &TokenItem) -> Option<&'a Secret> {
    let run = &screen.run;
    let set = if item.front { run.front_tokens.as_ref() } else { run.tokens.as_ref() };
    set?.access_token.as_ref()
}

/// The nonce that the run has sent.
fn nonce(screen: &RunScreen) -> Option<String> {
    let request = screen.run.authorization.as_ref()?;
    crate::protocol::authorize::value(&request.parameters, "nonce").map(str::to_owned)
}

/// The runs that send or have sent a refresh token.
fn refreshing<'a>(model: &'a Model, token: &'a Secret) -> impl Iterator<Item = &'a RunScreen> {
    model.runs.iter().filter(move |screen| screen.run.flow == Flow::Refresh && sends(&screen.profile, token))
}

fn sends(profile: &Profile, token: &Secret) -> bool {
    matches!(&profile.refresh.token, Some(SecretReference::Literal(own)) if own == token)
}

/// The run that is sending a refresh token now: sent twice, it may cost both answers.
pub fn in_flight(model: &Model, token: &Secret) -> Option<RunId> {
    refreshing(model, token).find(|screen| screen.is_live() && screen.run.tokens.is_none()).map(|screen| screen.id)
}

/// The run that got another refresh token for this one.
pub fn spent(model: &Model, token: &Secret) -> Option<RunId> {
    let rotated = |screen: &&RunScreen| {
        let new = screen.run.tokens.as_ref().and_then(|tokens| tokens.refresh_token.as_ref());
        new.is_some_and(|new| new != token)
    };
    refreshing(model, token).find(rotated).map(|screen| screen.id)
}

/// What to say of a run that asked userinfo in vain although its token has time left: a refresh may help, once. A token
/// that came by a refresh is refused for another reason.
pub fn refused_early(model: &Model, id: RunId) -> Option<String> {
    let asked = model.run_of(id).filter(|screen| screen.is_made() && screen.run.flow == Flow::Userinfo)?;
    let is_401 = |exchange: &Exchange| {
        exchange.request.purpose == Purpose::Userinfo
            && matches!(&exchange.end, End::Answered(answer) if answer.status == 401)
    };
    let Some(SecretReference::Literal(token)) = &asked.profile.userinfo.token else { return None };
    let lasts =
        |item: &TokenItem| item.text.as_ref() == Some(token) && item.left(model.now).is_some_and(|left| left > 0);
    let can_refresh = |screen: &&RunScreen| {
        let has_one = screen.run.tokens.as_ref().is_some_and(|tokens| tokens.refresh_token.is_some());
        screen.run.flow != Flow::Refresh && has_one && screen.tokens.iter().any(lasts)
    };
    let before = model.runs.iter().rev().find(can_refresh)?;
    let sentence =
        || format!("401 though the token has time left: refresh with the refresh_token of run {}", before.id.0);
    asked.run.exchanges.iter().any(is_401).then(sentence)
}

/// Marks refresh tokens that another run has spent.
pub fn mark_spent(model: &mut Model) {
    let refresh = |item: &TokenItem| item.name == "refresh_token";
    let items = model.runs.iter().flat_map(|screen| &screen.tokens).filter(|item| refresh(item));
    let marked: Vec<(Secret, RunId)> = items
        .filter_map(|item| item.text.as_ref())
        .filter_map(|text| Some((text.clone(), spent(model, text)?)))
        .collect();
    for item in model.runs.iter_mut().flat_map(|screen| &mut screen.tokens).filter(|item| refresh(item)) {
        if let Some((_, run)) = marked.iter().find(|(text, _)| item.text.as_ref() == Some(text)) {
            item.verdict = format!("spent in run {}", run.0);
        }
    }
}
