//! Grants that ask nobody: client credentials (RFC 6749 §4.4), a password (§4.3, which OAuth 2.1 has no more), and an
//! assertion that the client signed (RFC 7523 §2.1).

use super::answer::Answer;
use super::client::Client;
use super::client_jwt;
use super::issue;
use super::people::Person;
use super::provider::Provider;
use super::request::Request;
use super::scope;
use super::site::Site;
use super::state::Access;
use super::wrong::Place;
use serde_json::{Map, Value};

/// A client for itself; a public one could be anybody.
pub(super) fn client_credentials(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    if client.is_public() {
        return Answer::error(400, "unauthorized_client", "A public client has no credentials.");
    }
    let scope = match scope::granted(request.form.get("scope").or(Some("api"))) {
        Ok(scope) if scope.split(' ').all(|value| value == "api") => scope,
        Ok(_) => return Answer::error(400, "invalid_scope", "Without a person there is nothing but the scope api."),
        Err(problem) => return Answer::error(400, "invalid_scope", problem),
    };
    given(provider, site, Access::of_client(site, client.id, &scope))
}

/// A person's password, typed into the client.
pub(super) fn password(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let text = |name| request.form.get(name).unwrap_or_default();
    let Some(person) = Person::log_in(text("username"), text("password")) else {
        return Answer::error(400, "invalid_grant", "Nobody has this name and password.");
    };
    match scope::granted(request.form.get("scope")) {
        Ok(scope) => given(provider, site, Access::new(site, client.id, &scope, (person, site.now.unix()))),
        Err(problem) => Answer::error(400, "invalid_scope", problem),
    }
}

/// An assertion about a person. Nobody can be asked again, so there is no refresh token (RFC 7521 §4.1).
pub(super) fn jwt_bearer(provider: &Provider, site: &Site, request: &Request, client: &Client) -> Answer {
    let Some(assertion) = request.form.get("assertion") else {
        return Answer::error(400, "invalid_request", "There is no assertion.");
    };
    let person = match asserted(site, client, assertion) {
        Ok(person) => person,
        Err(problem) => return Answer::error(400, "invalid_grant", &problem),
    };
    let scope = match scope::granted(request.form.get("scope")) {
        Ok(scope) => scope.split(' ').filter(|value| *value != "offline_access").collect::<Vec<_>>().join(" "),
        Err(problem) => return Answer::error(400, "invalid_scope", problem),
    };
    given(provider, site, Access::new(site, client.id, &scope, (person, site.now.unix())))
}

fn asserted(site: &Site, client: &Client, assertion: &str) -> Result<&'static Person, String> {
    let claims = client_jwt::verified(client, assertion, ("assertion", &["jwt"]))?;
    client_jwt::judge(site, client, &claims, "assertion")?;
    subject(&claims).ok_or_else(|| "sub of the assertion is nobody here: ann, bob or zoe.".to_owned())
}

fn subject(claims: &Map<String, Value>) -> Option<&'static Person> {
    let sub = claims.get("sub")?.as_str()?;
    Person::of_subject(sub).or_else(|| Person::named(sub))
}

fn given(provider: &Provider, site: &Site, access: Access) -> Answer {
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    let tokens = issue::tokens(provider, site, &mut state, access);
    site.send(&[Place::Token], Answer::json(200, tokens))
}
