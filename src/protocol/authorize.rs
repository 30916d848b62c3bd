//! The authorization request (RFC 6749 §4.1.1, OIDC Core §3.1.2.1): its parameters, and the address that carries them.

mod leaks;
mod response_mode;
mod response_type;
#[cfg(test)]
mod tests;

pub(super) use leaks::SECRET_IN_ADDRESS;
pub use leaks::leaks;
pub use response_mode::{Place, ResponseMode};
pub use response_type::ResponseType;

use url::{Url, form_urlencoded};

use super::client_auth;
use super::exchange::Value;
use super::pkce::Pkce;

/// What an authorization request asks for.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    /// `client_id`
    pub client_id: &'a str,
    /// `redirect_uri`, exactly as it is sent at both legs.
    pub redirect_uri: &'a str,
    /// `response_type`
    pub response_type: ResponseType,
    /// `response_mode`, when it is sent.
    pub response_mode: Option<ResponseMode>,
    /// `scope`, a word each.
    pub scope: &'a [String],
    /// `state`
    pub state: &'a str,
    /// `nonce`, when it is sent.
    pub nonce: Option<&'a str>,
    /// The code challenge, when one is sent.
    pub pkce: Option<&'a Pkce>,
    /// `prompt`
    pub prompt: Option<&'a str>,
    /// `login_hint`
    pub login_hint: Option<&'a str>,
    /// `max_age`, in seconds.
    pub max_age: Option<u64>,
    /// `acr_values`
    pub acr_values: &'a [String],
    /// `resource`, once each (RFC 8707 §2).
    pub resource: &'a [String],
    /// The vendor parameter of Auth0 and others.
    pub audience: Option<&'a str>,
    /// `dpop_jkt`: the code is good for whoever holds that key (RFC 9449 §10).
    pub dpop_jkt: Option<&'a str>,
    /// The profile's own parameters; one that is named like one of ours takes its place, an empty one takes it away.
    pub extra: &'a [(String, String)],
}

/// The parameters, in the order people know them.
pub fn parameters(fields: &Fields<'_>) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    let mut add = |name: &str, value: Option<String>| {
        all.extend(value.filter(|text| !text.is_empty()).map(|text| (name.to_owned(), Value::Plain(text))));
    };
    add("response_type", Some(fields.response_type.name().to_owned()));
    add("client_id", Some(fields.client_id.to_owned()));
    add("redirect_uri", Some(fields.redirect_uri.to_owned()));
    add("scope", Some(fields.scope.join(" ")));
    add("state", Some(fields.state.to_owned()));
    add("nonce", fields.nonce.map(str::to_owned));
    add("response_mode", fields.response_mode.map(|mode| mode.name().to_owned()));
    add("prompt", fields.prompt.map(str::to_owned));
    add("login_hint", fields.login_hint.map(str::to_owned));
    add("max_age", fields.max_age.map(|age| age.to_string()));
    add("acr_values", Some(fields.acr_values.join(" ")));
    fields.resource.iter().for_each(|resource| add("resource", Some(resource.clone())));
    add("audience", fields.audience.map(str::to_owned));
    if let Some(pkce) = fields.pkce {
        all.push(("code_challenge".to_owned(), pkce.challenge_value()));
        all.push(("code_challenge_method".to_owned(), Value::Plain(pkce.method.to_owned())));
    }
    all.extend(fields.dpop_jkt.map(|jkt| ("dpop_jkt".to_owned(), Value::Plain(jkt.to_owned()))));
    client_auth::extend(&mut all, fields.extra);
    all.retain(|(_, value)| !value.reveal().is_empty());
    all
}

/// The address to open: the endpoint, its own query kept, and the parameters (RFC 6749 §3.1).
pub fn address(endpoint: &Url, parameters: &[(String, Value)]) -> Url {
    let mut url = endpoint.clone();
    // Nothing of a fragment may be there (RFC 6749 §3.1), and a browser would not send it.
    url.set_fragment(None);
    let own = kept(endpoint, parameters);
    url.set_query(Some(own.as_str()).filter(|query| !query.is_empty()));
    url.query_pairs_mut().extend_pairs(parameters.iter().map(|(name, value)| (name, value.reveal())));
    url
}

/// The endpoint's own query, byte for byte, without what we send ourselves: no parameter may stand twice.
fn kept(endpoint: &Url, parameters: &[(String, Value)]) -> String {
    let is_ours = |piece: &str| {
        let name = form_urlencoded::parse(piece.as_bytes()).next().map(|(name, _)| name.into_owned());
        parameters.iter().any(|(ours, _)| Some(ours) == name.as_ref())
    };
    let pieces = endpoint.query().unwrap_or_default().split('&');
    pieces.filter(|piece| !piece.is_empty() && !is_ours(piece)).collect::<Vec<_>>().join("&")
}

/// The value of a parameter, if it is there.
pub fn value<'a>(parameters: &'a [(String, Value)], name: &str) -> Option<&'a str> {
    parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal())
}
