//! Token exchange (RFC 8693): a token of this provider for another one, for another place or with an actor.

use super::answer::Answer;
use super::client::{self, Client};
use super::members::Members;
use super::people::Person;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::Access;
use super::wrong::Place;
use super::{fixed, id_token, issue, jwt, scope, token};
use serde_json::Value;

/// What a token can be (§3).
pub(super) const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_TOKEN: &str = "urn:ietf:params:oauth:token-type:id_token";
const JWT: &str = "urn:ietf:params:oauth:token-type:jwt";

/// The place that tokens can be made for, besides the registered clients and the userinfo endpoint.
pub(super) const API: &str = "https://api.example.com";

/// Answers; the endpoint's faults included.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    match exchanged(provider, site, request, client) {
        Ok(members) => site.send(&[Place::Token], Answer::json(200, members)),
        Err(refusal) => refusal,
    }
}

fn exchanged(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Result<Members, Answer> {
    let subject = token_of(provider, site, request, "subject")?;
    let subject = subject.ok_or_else(|| invalid("There is no subject_token."))?;
    let actor = token_of(provider, site, request, "actor")?.map(|actor| actor.subject().to_owned());
    let mut access = Access { client: client.id.to_owned(), actor, audience: audience(site, request)?, ..subject };
    access.expires_ms = site.now.mono_ms.saturating_add(token::LIFE * 1000);
    match request.form.get("requested_token_type") {
        None | Some(ACCESS_TOKEN) => access.issued_token_type = Some(ACCESS_TOKEN),
        Some(JWT) => access.issued_token_type = Some(JWT),
        Some(ID_TOKEN) => return Ok(an_id_token(provider, site, &access)),
        Some(_) => return Err(invalid("Only access tokens and ID Tokens can be had.")),
    }
    access.scope = narrowed(&access.scope, request.form.get("scope"))?;
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    Ok(issue::tokens(provider, site, &mut state, access))
}

/// An ID Token that stands where an access token does: it opens nothing, so its type is `N_A` (§2.2.1).
fn an_id_token(provider: &Provider, site: &Site, access: &Access) -> Members {
    let token = id_token::make(site, provider.keys(), access, id_token::Bound::default());
    let mut members = Members::default()
        .with("access_token", token)
        .with("issued_token_type", ID_TOKEN)
        .with("token_type", "N_A")
        .with("expires_in", token::LIFE);
    site.shape(&[Place::Token], &mut members, "");
    members
}

/// What a token stands for that the request brings as `subject_token` or `actor_token`, if it brings one.
fn token_of(provider: &Provider, site: &Site, request: &Request, whose: &str) -> Result<Option<Access>, Answer> {
    let (name, kind) = (format!("{whose}_token"), format!("{whose}_token_type"));
    let (token, kind) = match (request.form.get(&name), request.form.get(&kind)) {
        (Some(token), Some(kind)) => (token, kind),
        (None, None) => return Ok(None),
        (Some(_), None) => return Err(invalid(&format!("There is no {kind}."))),
        (None, Some(_)) => return Err(invalid(&format!("There is no {name}."))),
    };
    let found = match kind {
        ACCESS_TOKEN | JWT => {
            let state = provider.state();
            state.access.get(token).cloned().or_else(|| fixed::access(&state, site, token, None))
        }
        ID_TOKEN => of_id_token(provider, site, token),
        _ => return Err(invalid("Only access tokens and ID Tokens of this provider are taken.")),
    };
    let found = found.filter(|access| access.issuer == site.issuer && access.expires_ms > site.now.mono_ms);
    found.map(Some).ok_or_else(|| invalid(&format!("The {name} is unknown, revoked or expired.")))
}

fn of_id_token(provider: &Provider, site: &Site, token: &str) -> Option<Access> {
    let approved = |person| (person, site.now.unix());
    if let Some((client, person)) = fixed::hinted(site, token) {
        return Some(Access::new(site, client.id, "openid profile email", approved(person)));
    }
    let claims = jwt::ours(provider.keys(), token)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let fresh = claims.get("exp").and_then(Value::as_u64).is_some_and(|exp| exp > site.now.unix());
    let client = client::registered(text("aud")?).filter(|_| fresh && text("iss") == Some(&site.issuer))?;
    Some(Access::new(site, client.id, "openid profile email", approved(Person::of_subject(text("sub")?)?)))
}

/// Where the new token is for (§2.1, RFC 8707 §2).
fn audience(site: &Site, request: &Request) -> Result<Vec<String>, Answer> {
    let own = format!("{}/userinfo", site.issuer);
    let wanted: Vec<&str> = request.form.all("resource").chain(request.form.all("audience")).collect();
    let known = |place: &&str| place.starts_with(API) || *place == own || client::registered(place).is_some();
    if !wanted.iter().all(known) {
        return Err(Answer::error(
            400,
            "invalid_target",
            "Tokens are for https://api.example.com or a registered client.",
        ));
    }
    Ok(wanted.into_iter().map(str::to_owned).collect())
}

/// Less than the subject's token had, and no more. What a person's presence is for stays behind unless it is asked for.
fn narrowed(had: &str, wanted: Option<&str>) -> Result<String, Answer> {
    let Some(wanted) = wanted else {
        let kept = had.split(' ').filter(|value| !["openid", "offline_access"].contains(value));
        return Ok(kept.collect::<Vec<_>>().join(" "));
    };
    match scope::granted(Some(wanted)) {
        Ok(scope) if scope::covers(had, &scope) => Ok(scope),
        _ => Err(Answer::error(400, "invalid_scope", "An exchange cannot widen the scope.")),
    }
}

fn invalid(description: &str) -> Answer {
    Answer::error(400, "invalid_request", description)
}
