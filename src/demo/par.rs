//! Pushed authorization requests (RFC 9126).

use super::answer::Answer;
use super::authorize::{self, Refusal};
use super::client::Client;
use super::client_auth;
use super::dpop;
use super::form::Form;
use super::members::Members;
use super::provider::Provider;
use super::random;
use super::request::Request;
use super::site::Site;
use super::wrong::Place;

/// How long a `request_uri` counts, in seconds.
const LIFE: u64 = 60;

/// Parameters that prove the client; they are no part of the request.
const PROOF: [&str; 3] = ["client_secret", "client_assertion", "client_assertion_type"];

/// What was pushed.
#[derive(Clone, Debug)]
pub(super) struct Pushed {
    issuer: String,
    client: &'static str,
    params: Form,
    pub expires_ms: u64,
    used: bool,
}

/// What a `request_uri` turns out to be.
pub(super) enum Taken {
    Unknown,
    Late(Form),
    Again(Form),
    Fresh(Form),
}

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let answer = push(provider, site, request).unwrap_or_else(|refusal| refusal);
    site.send(&[Place::Par], answer)
}

fn push(provider: &Provider, site: &Site, request: &Request) -> Result<Answer, Answer> {
    let client = client_auth::authenticate(provider, site, request)?;
    let key = dpop::proved(provider, site, request, client)?;
    let invalid = |text: &str| Answer::error(400, "invalid_request", text);
    if let Some(name) = request.form.repeated() {
        return Err(invalid(&format!("{name} comes more than once.")));
    }
    if request.form.get("request_uri").is_some() {
        return Err(invalid("A request_uri cannot be pushed."));
    }
    let mut params = Form(request.form.0.iter().filter(|(name, _)| !PROOF.contains(&name.as_str())).cloned().collect());
    if params.get("client_id").is_none() {
        params.0.push(("client_id".to_owned(), client.id.to_owned()));
    }
    if let Some(key) = &key
        && params.get("dpop_jkt").is_none()
    {
        // An empty one counts as none.
        params.0.retain(|(name, _)| name != "dpop_jkt");
        params.0.push(("dpop_jkt".to_owned(), key.clone()));
    }
    let jkt = authorize::judge(site, client, &params).map_err(told)?;
    if key.is_some() && jkt != key {
        return Err(Answer::error(400, "invalid_dpop_proof", "dpop_jkt is of another key than the DPoP proof."));
    }
    let uri = format!("urn:ietf:params:oauth:request_uri:{}", random::token());
    let expires_ms = site.now.mono_ms.saturating_add(LIFE * 1000);
    let pushed = Pushed { issuer: site.issuer.clone(), client: client.id, params, expires_ms, used: false };
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    state.pushed.insert(uri.clone(), pushed);
    drop(state);
    let mut members = Members::default().with("request_uri", uri).with("expires_in", LIFE);
    site.shape(&[Place::Par], &mut members, "");
    Ok(dpop::renewed(provider, site, (client.id, key.as_deref()), Answer::json(201, members)))
}

/// What would have been a redirect or a page is an error answer here (RFC 9126 §2.3).
fn told(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Page(text) => Answer::error(400, "invalid_request", &text),
        Refusal::Back(_, error, description) => Answer::error(400, error, &description),
    }
}

/// Takes what was pushed; it can be taken once.
pub(super) fn take(provider: &Provider, site: &Site, client: &Client, request_uri: &str) -> Taken {
    let mut state = provider.state();
    let fits = |pushed: &&mut Pushed| pushed.issuer == site.issuer && pushed.client == client.id;
    let Some(pushed) = state.pushed.get_mut(request_uri).filter(fits) else { return Taken::Unknown };
    let params = pushed.params.clone();
    if site.now.mono_ms >= pushed.expires_ms {
        return Taken::Late(params);
    }
    if std::mem::replace(&mut pushed.used, true) { Taken::Again(params) } else { Taken::Fresh(params) }
}
