//! RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0): the address at which a person ends their session, and
//! what the way back says.

#[cfg(test)]
mod tests;

use url::Url;

use super::check::{Check, Finding, Spec, difference};
use super::client_auth;
use super::exchange::Value;
use super::jose::jwt;
use super::redirect::RedirectUri;
use super::secret::Secret;
use super::signed::claims;

/// A clause of RP-Initiated Logout 1.0 with the anchor of its section.
macro_rules! logout {
    ($section:literal, $anchor:literal) => {
        Spec {
            clause: concat!("OIDC RP-Initiated Logout 1.0 §", $section),
            url: concat!("https://openid.net/specs/openid-connect-rpinitiated-1_0.html#", $anchor),
        }
    };
}

static ENDPOINT: Check =
    Check::must("logout.endpoint", "the end session endpoint is https", logout!("2.1", "OPMetadata"));
static HINT: Check =
    Check::should("logout.id_token_hint", "an ID Token says whose session ends", logout!("2", "RPLogout"));
static STATE: Check = Check::must("logout.state", "state is the one we sent", logout!("2", "RPLogout"));
static REDIRECT: Check =
    Check::should("logout.redirect", "the browser comes back after the logout", logout!("3", "RedirectionAfterLogout"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&ENDPOINT, &HINT, &STATE, &REDIRECT];

/// What a logout asks for.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// `id_token_hint`
    pub id_token_hint: Option<&'a Secret>,
    /// `logout_hint`
    pub logout_hint: Option<&'a str>,
    /// `client_id`
    pub client_id: &'a str,
    /// `post_logout_redirect_uri`
    pub post_logout_redirect_uri: Option<&'a str>,
    /// `state`
    pub state: Option<&'a str>,
    /// The profile's own parameters; one that is named like one of ours takes its place, an empty one takes it away.
    pub extra: &'a [(String, String)],
}

/// The parameters, in the order of the specification.
pub fn parameters(fields: &Fields<'_>) -> Vec<(String, Value)> {
    let plain = |name: &str, text: Option<&str>| text.map(|text| (name.to_owned(), Value::Plain(text.to_owned())));
    let hint = fields.id_token_hint.map(|token| ("id_token_hint".to_owned(), Value::Secret("id_token", token.clone())));
    let mut all: Vec<(String, Value)> = hint.into_iter().collect();
    all.extend(plain("logout_hint", fields.logout_hint));
    all.extend(plain("client_id", Some(fields.client_id)));
    all.extend(plain("post_logout_redirect_uri", fields.post_logout_redirect_uri));
    // It is of no use without a way back.
    all.extend(plain("state", fields.state.filter(|_| fields.post_logout_redirect_uri.is_some())));
    client_auth::extend(&mut all, fields.extra);
    all.retain(|(_, value)| !value.reveal().is_empty());
    all
}

/// The scheme of the endpoint: an ID Token stands in the address.
pub fn endpoint(endpoint: &Url) -> Finding {
    let host = endpoint.host_str().unwrap_or_default();
    let is_here = matches!(host, "localhost" | "127.0.0.1" | "[::1]");
    match endpoint.scheme() {
        "https" => ENDPOINT.pass("https", format!("https at {host}")),
        "http" if is_here => ENDPOINT.pass("https, or http on this machine", format!("http at {host}")),
        other => ENDPOINT.fail("https", format!("{other} at {host}")),
    }
}

/// Whether the ID Token that goes along is of this provider and for this client: then nobody has to be asked twice.
pub fn hint(token: Option<&Secret>, issuer: &str, client_id: &str) -> Finding {
    let expected = "an ID Token of this provider for this client";
    let Some(token) = token else {
        return HINT.warn(expected, "none is sent: the provider has to ask the person, or to guess");
    };
    let decoded = jwt::read(token.reveal());
    if decoded.is_encrypted() {
        return HINT.skip("it is encrypted, and only the provider may be able to read it");
    }
    let Some(payload) = decoded.payload.filter(|payload| payload.as_object().is_some()) else {
        return HINT.warn(expected, "it cannot be read as an ID Token");
    };
    let iss = payload.get("iss").and_then(|iss| iss.as_str()).unwrap_or("no issuer");
    let audiences = claims::audiences(&payload).unwrap_or_default();
    if !issuer.is_empty() && iss != issuer {
        HINT.warn(expected, format!("it is of {iss}"))
    } else if !audiences.contains(&client_id) {
        HINT.warn(expected, format!("it is for {}, and client_id is {client_id}", claims::listed(&audiences)))
    } else {
        HINT.pass(expected, format!("of {iss} for {client_id}"))
    }
}

/// Nobody waits for the way back: why.
pub fn nobody_waits(uri: Option<&RedirectUri>) -> Vec<Finding> {
    let reason = match uri {
        None => "no post_logout_redirect_uri is sent: nobody here can tell what came of it".to_owned(),
        Some(uri) => {
            format!("{} is no address of this machine: nobody here can tell whether the browser came there", uri.text)
        }
    };
    vec![REDIRECT.skip(&reason), STATE.skip(&reason)]
}

/// Nobody came back in time.
pub fn in_vain(uri: &RedirectUri) -> Vec<Finding> {
    let observed = "nobody came: the person is not done, or the address is not registered at the provider";
    vec![REDIRECT.warn(format!("the browser at {}", uri.text), observed), STATE.skip("nobody came back")]
}

/// What the way back says.
pub fn came_back(uri: &RedirectUri, sent: Option<&str>, parameters: &[(String, Value)]) -> Vec<Finding> {
    let expected = format!("the browser at {}", uri.text);
    let value = |name: &str| parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal());
    let redirect = match value("error") {
        Some(error) => REDIRECT.warn(expected, format!("it came with the error {error}, for which there is no place")),
        None => REDIRECT.pass(expected, "it came"),
    };
    vec![redirect, state(sent, value("state"))]
}

fn state(sent: Option<&str>, came: Option<&str>) -> Finding {
    match (sent, came) {
        (None, None) => STATE.skip("none was sent, and none came"),
        (None, Some(state)) => STATE.fail("none, since none was sent", state),
        (Some(sent), None) => STATE.fail(sent, "missing"),
        (Some(sent), Some(state)) => match difference(sent, state) {
            None => STATE.pass(sent, state),
            Some(place) => STATE.fail(sent, format!("{state} ({place})")),
        },
    }
}
