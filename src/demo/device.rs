//! The device authorization endpoint (RFC 8628 §3.1, §3.2).

use super::answer::Answer;
use super::client_auth;
use super::members::Members;
use super::polling::{self, Polling};
use super::provider::Provider;
use super::random;
use super::request::Request;
use super::scope;
use super::site::Site;
use super::state::{Grant, State};
use super::wrong::{Place, Wrong};

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let answer = match start(provider, site, request) {
        Ok(members) => Answer::json(200, members),
        Err(refusal) => refusal,
    };
    site.send(&[Place::Device], answer)
}

fn start(provider: &Provider, site: &Site, request: &Request) -> Result<Members, Answer> {
    let client = client_auth::authenticate(provider, site, request)?;
    let scope = scope::granted(request.form.get("scope")).map_err(|why| Answer::error(400, "invalid_scope", why))?;
    let challenge = challenge(request)?;
    let life = polling::life(site).unwrap_or(provider.options.expires_in);
    let (device_code, user_code) = codes(site);
    let mut members = told(site, &device_code, &user_code, life);
    members.set("interval", provider.options.interval);
    site.shape(&[Place::Device], &mut members, &user_code);
    let interval = if site.edits(Place::Device, "interval") { 0 } else { provider.options.interval };
    let grant = Grant {
        issuer: site.issuer.clone(),
        client: client.id.to_owned(),
        scope,
        challenge,
        told: members.string("user_code").unwrap_or_default(),
        user_code,
        polling: Polling::new(site, "device_code", life, interval),
    };
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    remember(&mut state, device_code, grant);
    Ok(members)
}

fn remember(state: &mut State, device_code: String, grant: Grant) {
    state.grants.insert(device_code, grant);
}

fn told(site: &Site, device_code: &str, user_code: &str, life: u64) -> Members {
    let page = format!("{}/device", site.issuer);
    Members::default()
        .with("device_code", device_code)
        .with("user_code", user_code)
        .with("verification_uri", page.as_str())
        .with("verification_uri_complete", format!("{page}?user_code={user_code}"))
        .with("expires_in", life)
}

fn codes(site: &Site) -> (String, String) {
    if site.wrong().iter().any(|wrong| matches!(wrong, Wrong::SameCodes)) {
        ("the-device-code-everybody-gets-here-0000000".to_owned(), "SAME-CDNG".to_owned())
    } else {
        (random::token(), random::user_code())
    }
}

fn challenge(request: &Request) -> Result<Option<String>, Answer> {
    let Some(challenge) = request.form.get("code_challenge") else { return Ok(None) };
    if request.form.get("code_challenge_method") != Some("S256") {
        return Err(Answer::error(400, "invalid_request", "code_challenge_method has to be S256."));
    }
    Ok(Some(challenge.to_owned()))
}
