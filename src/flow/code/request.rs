//! The authorization request on its way to the browser: plain, signed, pushed, or both.

use std::time::Duration;

use super::Case;
use crate::flow::credentials::Credentials;
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::{Authorization, Outcome, World, client};
use crate::profile::Par;
use crate::protocol::answer;
use crate::protocol::authorize::{self, Fields};
use crate::protocol::exchange::Value;
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::par::{self, Pushed};
use crate::protocol::request_object::{self, About};

type Parameters = Vec<(String, Value)>;

/// Makes the request; pushes it where that is due.
pub async fn prepare<W: World>(
    case: &Case<'_>,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Authorization, Outcome> {
    let endpoint = provider.endpoint("authorization_endpoint")?;
    let jkt = talk.credentials().and_then(Credentials::prover).map(|prover| prover.jkt().to_owned());
    let parameters = parameters(case, jkt.as_deref());
    let is_pushed = pushes(case, provider, talk)?;
    let mut sent = match &case.attempt.signer {
        Some(signer) => sign(&parameters, is_pushed, (case, signer), provider, talk)?,
        None => parameters.clone(),
    };
    let mut pushed_until = None;
    if is_pushed {
        let (request_uri, until) = push(sent, provider, talk).await?;
        pushed_until = Some(until);
        sent = vec![
            ("client_id".to_owned(), Value::Plain(case.client.id.clone())),
            ("request_uri".to_owned(), Value::Plain(request_uri)),
        ];
    }
    // A signed object is as readable as the address that carries it.
    talk.tell(None, vec![authorize::leaks(if is_pushed { &sent } else { &parameters })])?;
    let since = talk.world.now().mono;
    let until = since.saturating_add(Duration::from_secs(case.profile.redirect_timeout));
    let url = authorize::address(&endpoint, &sent);
    let signed = case.attempt.signer.is_some();
    Ok(Authorization { url, endpoint, sent, parameters, pushed_until, signed, since, until })
}

fn parameters(case: &Case<'_>, dpop_jkt: Option<&str>) -> Parameters {
    let Case { profile, client, attempt } = case;
    let extra = client::extras(profile, "authorization");
    authorize::parameters(&Fields {
        client_id: &client.id,
        redirect_uri: &attempt.redirect_uri,
        response_type: profile.code.response_type,
        response_mode: profile.code.response_mode,
        scope: &profile.request.scope,
        state: attempt.state.as_deref().unwrap_or_default(),
        nonce: attempt.nonce.as_deref(),
        pkce: attempt.pkce.as_ref(),
        prompt: profile.code.prompt.as_deref(),
        login_hint: profile.code.login_hint.as_deref(),
        max_age: profile.request.max_age,
        acr_values: &profile.request.acr_values,
        resource: &profile.request.resource,
        audience: profile.request.audience.as_deref(),
        dpop_jkt,
        extra: &extra,
    })
}

/// RFC 9101 §6, with the first algorithm of the key that the provider takes.
fn sign<W: World>(
    parameters: &Parameters,
    is_pushed: bool,
    (case, signer): (&Case<'_>, &Signer),
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Parameters, Outcome> {
    let advertised = provider.metadata.strings("request_object_signing_alg_values_supported");
    let signer = request_object::choose_alg(signer, advertised.as_deref())
        .map_err(|reason| Outcome::Invalid { reason: format!("client.key: {reason}") })?;
    let about = About {
        client_id: &case.client.id,
        issuer: provider.metadata.issuer(),
        now: talk.world.now(),
        // In an address it is opened when the person gets to it, perhaps a second time.
        opened_within: if is_pushed { 0 } else { case.profile.redirect_timeout },
        jti: &base64url::encode(&talk.world.random()),
    };
    let request = request_object::sign(parameters, &about, &signer);
    Ok(request_object::carried(parameters, request, is_pushed))
}

/// Whether the request is pushed; a provider that demands it is not asked another way (RFC 9126 §5).
fn pushes<W: World>(case: &Case<'_>, provider: &Provider, talk: &mut Conversation<'_, W>) -> Result<bool, Outcome> {
    let is_required = provider.metadata.flag("require_pushed_authorization_requests");
    talk.tell(None, vec![par::required(is_required, case.profile.code.par != Par::Never)])?;
    Ok(match case.profile.code.par {
        Par::Always => true,
        Par::Never => false,
        Par::Auto => is_required,
    })
}

/// RFC 9126 §2.
async fn push<W: World>(
    parameters: Parameters,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(String, Duration), Outcome> {
    let endpoint = provider.endpoint("pushed_authorization_request_endpoint")?;
    let answer = talk.ask(provider.limited(par::request(endpoint, parameters))).await?;
    let read = answer.read(&answer::PAR);
    let mut findings = read.findings;
    let pushed = read.value.and_then(|object| {
        let report = par::judge(&object, &answer.response);
        findings.extend(report.findings);
        report.value
    });
    talk.tell(Some(answer.n), findings)?;
    match pushed {
        Some(Pushed::Accepted { request_uri, expires_in }) => {
            Ok((request_uri, answer.response.received.mono.saturating_add(expires_in)))
        }
        Some(Pushed::Refused(error)) => Err(Outcome::Refused(error)),
        None => {
            Err(Outcome::Broken { reason: "the answer to the pushed request has nothing to go on with".to_owned() })
        }
    }
}
