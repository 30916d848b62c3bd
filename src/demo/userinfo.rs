//! The userinfo endpoint (OpenID Connect Core 1.0 §5.3).

use super::answer::Answer;
use super::dpop::Scheme;
use super::members::Members;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::Access;
use super::wrong::{Place, Wrong};
use super::{client, client_auth, dpop, fixed, jwe, jwks, jwt};

/// Claims about the person of the access token.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let in_form = || Some((Scheme::Bearer, request.form.get("access_token")?));
    let Some((scheme, token)) = Scheme::of(request).or_else(in_form) else {
        return challenge(401, format!("Bearer realm=\"grantty demo\", {}", dpop::challenge(site, None)), "");
    };
    let refused = |status, error, why: &str| challenge(status, scheme.challenge(site, (error, why)), why);
    let state = provider.state();
    let known = state.access.get(token).cloned().or_else(|| fixed::access(&state, site, token, None));
    drop(state);
    let Some(access) = known.filter(|a| a.issuer == site.issuer && a.expires_ms > site.now.mono_ms) else {
        return refused(401, "invalid_token", "The access token is unknown, revoked or expired.");
    };
    if let Err(refusal) = dpop::guard(provider, site, (request, scheme, token), &access) {
        return refusal;
    }
    if !client_auth::holds(site, &access) {
        return refused(
            401,
            "invalid_token",
            "The access token is bound to another certificate than this connection's.",
        );
    }
    let Some(person) = access.person.filter(|_| access.has("openid")) else {
        return refused(403, "insufficient_scope", "The access token has no scope openid.");
    };
    let mut claims = Members::default().with("sub", person.sub);
    person.claims(&access.scope, &mut claims);
    site.shape(&[Place::UserInfo], &mut claims, "");
    let answer = site.send(&[Place::UserInfo], written(provider, site, &access, claims));
    dpop::renewed(provider, site, (&access.client, access.key.as_deref()), answer)
}

/// As the client has registered it: JSON, signed, or signed and encrypted (§5.3.2).
fn written(provider: &Provider, site: &Site, access: &Access, claims: Members) -> Answer {
    let tokens = client::registered(&access.client).map_or(client::USUAL, |client| client.tokens);
    let says = |wanted: fn(&Wrong) -> bool| site.wrong().iter().any(wanted);
    let plain = says(|wrong| matches!(wrong, Wrong::UserInfoPlain));
    let signed = tokens.signed_userinfo || says(|wrong| matches!(wrong, Wrong::UserInfoSigned));
    if plain || !signed {
        return Answer::json(200, claims);
    }
    let mut claims = claims.with("iss", site.issuer.as_str()).with("aud", access.client.as_str());
    site.shape(&[Place::UserInfoJwt], &mut claims, "");
    let sign = site.wrong().iter().find_map(|w| if let Wrong::AnswerSign(sign) = w { Some(*sign) } else { None });
    let header = Members::default().with("alg", jwt::alg(sign)).with("typ", "JWT");
    let header = header.with("kid", provider.keys().kids[jwks::number(sign)].as_str());
    let token = jwt::written(&header, &claims, sign, provider.keys());
    Answer::jwt("application/jwt", if tokens.encrypted { jwe::nested(&token) } else { token })
}

fn challenge(status: u16, challenge: String, text: &str) -> Answer {
    let mut answer = Answer::text(status, text);
    answer.set("www-authenticate", challenge);
    answer
}
