//! The userinfo endpoint (OpenID Connect Core 1.0 §5.3).

use super::answer::Answer;
use super::members::Members;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::wrong::Place;

/// Claims about the person of the Bearer token.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let Some(token) = request.bearer().or_else(|| request.form.get("access_token")) else {
        return challenge(401, "Bearer realm=\"grantty demo\"".to_owned(), "");
    };
    let state = provider.state();
    let Some(access) = state.access.get(token).filter(|a| a.issuer == site.issuer && a.expires_ms > site.now.mono_ms)
    else {
        return refused(401, "invalid_token", "The access token is unknown, revoked or expired.");
    };
    if !access.scope.split(' ').any(|s| s == "openid") {
        return refused(403, "insufficient_scope", "The access token has no scope openid.");
    }
    let mut claims = Members::default().with("sub", access.person.sub);
    access.person.claims(&access.scope, &mut claims);
    site.shape(&[Place::UserInfo], &mut claims, "");
    site.send(&[Place::UserInfo], Answer::json(200, claims))
}

fn refused(status: u16, error: &str, description: &str) -> Answer {
    challenge(
        status,
        format!("Bearer realm=\"grantty demo\", error=\"{error}\", error_description=\"{description}\""),
        description,
    )
}

fn challenge(status: u16, challenge: String, text: &str) -> Answer {
    let mut answer = Answer::text(status, text);
    answer.set("www-authenticate", challenge);
    answer
}
