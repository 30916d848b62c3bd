//! The device authorization grant (RFC 8628): codes, a person elsewhere, and a poll until that person has decided.

use super::exchange::Conversation;
use super::poll::{self, Grant};
use super::provider::{self, Needs, Provider};
use super::tokens::{About, Beside};
use super::{Event, Options, Outcome, Prompt, World, client, tokens};
use crate::profile::Profile;
use crate::protocol::answer;
use crate::protocol::device::{self, Context, DeviceAuthorization, Fields, Initiation};
use crate::protocol::pkce::Pkce;
use crate::protocol::token;

/// Metadata members without which this flow cannot run.
const MEMBERS: &[&str] = &["device_authorization_endpoint", "token_endpoint"];

/// Runs the flow to its end; both sides of the result are outcomes.
pub async fn run<W: World>(profile: &Profile, options: &Options, world: &mut W) -> Result<Outcome, Outcome> {
    let client = client::of(profile, world).await?;
    let mut talk = Conversation::new(world, profile, options);
    let pkce = client::pkce(profile.device.pkce, talk.world);
    let needs = Needs { pkce: pkce.as_ref().map(|pkce| pkce.method), ..Needs::of(MEMBERS, token::DEVICE_GRANT) };
    let mut provider = provider::find(profile, &client, &needs, &mut talk).await?;

    // Nobody is asked to approve what could not be fetched afterwards.
    let endpoint = provider.endpoint("token_endpoint")?;
    let authorization = authorize(profile, (pkce.as_ref(), options), &provider, &mut talk).await?;
    let expires_at = authorization.received.mono.saturating_add(authorization.pace.expires_in);
    talk.world.emit(Event::Prompt(Prompt { authorization: authorization.clone(), expires_at }));

    let extra = client::extras(profile, "token");
    let ask = || token::device_request(endpoint.clone(), &authorization.device_code, pkce.as_ref(), &extra);
    let openid = profile.request.scope.iter().any(|scope| scope == "openid");
    let grant = Grant {
        scope: &profile.request.scope,
        openid,
        pace: authorization.pace,
        received: authorization.received,
        visitors: None,
        on_ping: false,
    };
    let granted = poll::until_decided(grant, &ask, &mut talk).await?;
    let max_age = profile.request.max_age;
    let about =
        About { profile, client: &client, exchange: Some(granted.exchange), max_age, beside: Beside::default() };
    tokens::granted(granted, &about, &mut provider, &mut talk).await
}

/// RFC 8628 §3.1 and §3.2.
async fn authorize<W: World>(
    profile: &Profile,
    (pkce, options): (Option<&Pkce>, &Options),
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<DeviceAuthorization, Outcome> {
    let endpoint = provider.endpoint("device_authorization_endpoint")?;
    let extra = client::extras(profile, "device");
    let fields = Fields {
        scope: &profile.request.scope,
        resource: &profile.request.resource,
        audience: profile.request.audience.as_deref(),
        acr_values: &profile.request.acr_values,
        max_age: profile.request.max_age,
        extra: &extra,
        pkce,
    };
    let answer = talk.ask(provider.limited(device::request(endpoint, &fields))).await?;
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
