//! The device authorization grant (RFC 8628): codes, a person elsewhere, and a poll until that person has decided.

use super::exchange::Conversation;
use super::poll::{self, Grant};
use super::provider::{self, Needs, Provider};
use super::{Event, Options, Outcome, Prompt, World, tokens};
use crate::profile::{Pkce as PkceChoice, Profile};
use crate::protocol::answer;
use crate::protocol::client_auth::{AuthMethod, Client};
use crate::protocol::device::{self, Context, DeviceAuthorization, Fields, Initiation};
use crate::protocol::pkce::Pkce;
use crate::protocol::token;

/// Metadata members without which this flow cannot run.
const MEMBERS: &[&str] = &["device_authorization_endpoint", "token_endpoint"];

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    if profile.is_template() {
        return Err(Outcome::Invalid { reason: template(profile) });
    }
    let mut talk = Conversation::new(world, profile, options);
    let client = client(profile, talk.world).await?;
    let pkce = pkce(profile.device.pkce, talk.world);
    let needs = Needs { members: MEMBERS, grant: token::DEVICE_GRANT, pkce: pkce.is_some() };
    let mut provider = provider::find(profile, &client, &needs, &mut talk).await?;

    // Nobody is asked to approve what could not be fetched afterwards.
    let endpoint = provider.endpoint("token_endpoint")?;
    let authorization = authorize(profile, &client, (pkce.as_ref(), options), &provider, &mut talk).await?;
    let expires_at = authorization.received.mono.saturating_add(authorization.expires_in);
    talk.world.emit(Event::Prompt(Prompt { authorization: authorization.clone(), expires_at }));

    let extra = extras(profile, "token");
    let ask = || token::device_request(endpoint.clone(), &client, &authorization.device_code, pkce.as_ref(), &extra);
    let openid = profile.request.scope.iter().any(|scope| scope == "openid");
    let grant = Grant { scope: &profile.request.scope, openid, authorization: &authorization };
    let granted = poll::until_decided(&grant, &ask, &mut talk).await?;
    if let Some(tokens) = granted.tokens {
        return Ok(tokens::received(tokens, granted.exchange, (profile, &client), &mut provider, &mut talk).await);
    }
    if let Some(id_token) = granted.id_token {
        // No usable access token came, but what came is judged all the same.
        let about = (profile, &client, granted.exchange);
        tokens::id_token(&id_token, None, about, &mut provider, &mut talk).await?;
    }
    Err(Outcome::Broken { reason: granted.broken })
}

/// What to do with a shipped profile that nobody has filled in.
fn template(profile: &Profile) -> String {
    let name = &profile.name;
    format!(
        "`{name}` is a template, and its client.id is still {}: save it with `grantty profile show {name} > \
         \"$(grantty profile path)/{name}.toml\"` and put in what its comments name",
        profile.client.id
    )
}

async fn client<W: World>(profile: &Profile, world: &mut W) -> Result<Client, Outcome> {
    let section = &profile.client;
    let secret = match (&section.secret, section.auth) {
        (_, AuthMethod::None) | (None, _) => None,
        (Some(reference), _) => Some(world.secret(reference).await.map_err(|reason| Outcome::Invalid { reason })?),
    };
    let client = Client { id: section.id.clone(), auth: section.auth, secret, basic_encoding: section.basic_encoding };
    for (kind, secret) in client.secrets() {
        world.emit(Event::Learned { kind, secret });
    }
    Ok(client)
}

fn pkce<W: World>(choice: PkceChoice, world: &mut W) -> Option<Pkce> {
    match choice {
        PkceChoice::Off => None,
        PkceChoice::Plain => Some(Pkce::plain(world.random())),
        PkceChoice::S256 => Some(Pkce::s256(world.random())),
    }
}

/// RFC 8628 §3.1 and §3.2.
async fn authorize<W: World>(
    profile: &Profile,
    client: &Client,
    (pkce, options): (Option<&Pkce>, &Options),
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<DeviceAuthorization, Outcome> {
    let endpoint = provider.endpoint("device_authorization_endpoint")?;
    let extra = extras(profile, "device");
    let fields = Fields {
        scope: &profile.request.scope,
        resource: &profile.request.resource,
        audience: profile.request.audience.as_deref(),
        acr_values: &profile.request.acr_values,
        max_age: profile.request.max_age,
        extra: &extra,
        pkce,
    };
    let answer = talk.ask(provider.limited(device::request(endpoint, client, &fields))).await?;
    let read = answer.read(&answer::DEVICE);
    let mut findings = read.findings;
    let context = Context { issuer: provider.metadata.issuer(), previous: options.previous.as_ref() };
    let object = read.value.filter(|object| device::is_answer(object, &answer.response));
    let judged = object.map(|object| device::judge(&object, &answer.response, &context));
    let initiation = judged.and_then(|report| {
        findings.extend(report.findings);
        report.value
    });
    talk.tell(Some(answer.n), findings)?;
    match initiation {
        Some(Initiation::Granted(authorization)) => Ok(authorization),
        Some(Initiation::Refused(error)) => Err(Outcome::Refused(error)),
        None => Err(Outcome::Broken { reason: "the device authorization answer has nothing to go on with".to_owned() }),
    }
}

fn extras(profile: &Profile, leg: &str) -> Vec<(String, String)> {
    profile.parameters.get(leg).cloned().unwrap_or_default()
}
