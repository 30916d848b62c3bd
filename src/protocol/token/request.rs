//! Token requests, one function a grant.

use url::Url;

use super::grant::Grant;
use crate::protocol::client_auth;
use crate::protocol::exchange::{Purpose, Request, Value};
use crate::protocol::pkce::Pkce;
use crate::protocol::secret::Secret;

/// The grant type of RFC 6749 §4.1.3.
pub const CODE_GRANT: &str = "authorization_code";
/// The grant type of RFC 8628.
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// The grant type of OpenID CIBA Core §4.
pub const CIBA_GRANT: &str = "urn:openid:params:grant-type:ciba";

/// Redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
pub fn code_request(
    endpoint: Url,
    (code, redirect_uri): (&Secret, &str),
    pkce: Option<&Pkce>,
    extra: &[(String, String)],
) -> Request {
    let mut form = granting(CODE_GRANT, "code", code);
    form.push(("redirect_uri".to_owned(), Value::Plain(redirect_uri.to_owned())));
    form.extend(pkce.map(verifier));
    client_auth::extend(&mut form, extra);
    Request::post(Purpose::Token, endpoint, form)
}

/// One poll: asks for the tokens of a device code.
pub fn device_request(endpoint: Url, device_code: &Secret, pkce: Option<&Pkce>, extra: &[(String, String)]) -> Request {
    let mut form = granting(DEVICE_GRANT, "device_code", device_code);
    form.extend(pkce.map(verifier));
    client_auth::extend(&mut form, extra);
    Request::post(Purpose::Poll, endpoint, form)
}

/// One poll: asks for the tokens of a backchannel authentication (OpenID CIBA Core §10.1). The id goes out as it came.
pub fn ciba_request(endpoint: Url, auth_req_id: &Secret, extra: &[(String, String)]) -> Request {
    let mut form = granting(CIBA_GRANT, "auth_req_id", auth_req_id);
    client_auth::extend(&mut form, extra);
    Request::post(Purpose::Poll, endpoint, form)
}

/// What every grant that asks once has in common.
#[derive(Clone, Copy, Debug)]
pub struct Common<'a> {
    /// `scope`; none is sent when there is none.
    pub scope: &'a [String],
    /// `resource` (RFC 8707), once for each.
    pub resource: &'a [String],
    /// `audience`: of RFC 8693 in an exchange, else the parameter of some vendors.
    pub audience: Option<&'a str>,
    /// The profile's own parameters.
    pub extra: &'a [(String, String)],
}

/// Asks for fresh tokens (RFC 6749 §6).
pub fn refresh_request(endpoint: Url, refresh_token: &Secret, common: &Common<'_>) -> Request {
    let form = granting(Grant::Refresh.name(), "refresh_token", refresh_token);
    asked(endpoint, form, common)
}

/// Asks in the client's own name (RFC 6749 §4.4.2).
pub fn client_credentials_request(endpoint: Url, common: &Common<'_>) -> Request {
    asked(endpoint, vec![plain("grant_type", Grant::ClientCredentials.name())], common)
}

/// The tokens of an exchange (RFC 8693 §2.1).
#[derive(Clone, Copy, Debug)]
pub struct Exchange<'a> {
    /// `subject_token` and `subject_token_type`
    pub subject: (&'a Secret, &'a str),
    /// `actor_token` and `actor_token_type`
    pub actor: Option<(&'a Secret, &'a str)>,
    /// `requested_token_type`
    pub requested: Option<&'a str>,
}

/// Asks for another token in place of one (RFC 8693 §2.1).
pub fn exchange_request(endpoint: Url, exchange: &Exchange<'_>, common: &Common<'_>) -> Request {
    let grant = Grant::TokenExchange { requested: exchange.requested };
    let mut form = granting(grant.name(), "subject_token", exchange.subject.0);
    form.push(plain("subject_token_type", exchange.subject.1));
    if let Some((token, kind)) = exchange.actor {
        form.push(("actor_token".to_owned(), Value::Secret("actor_token", token.clone())));
        form.push(plain("actor_token_type", kind));
    }
    form.extend(exchange.requested.map(|requested| plain("requested_token_type", requested)));
    asked(endpoint, form, common)
}

/// Presents an assertion (RFC 7523 §2.1).
pub fn jwt_bearer_request(endpoint: Url, assertion: &Secret, common: &Common<'_>) -> Request {
    asked(endpoint, granting(Grant::JwtBearer.name(), "assertion", assertion), common)
}

/// Presents a person's name and password (RFC 6749 §4.3.2), which OAuth 2.1 has removed.
pub fn password_request(endpoint: Url, (username, password): (&str, &Secret), common: &Common<'_>) -> Request {
    let mut form = vec![plain("grant_type", Grant::Password.name()), plain("username", username)];
    form.push(("password".to_owned(), Value::Secret("password", password.clone())));
    asked(endpoint, form, common)
}

fn asked(endpoint: Url, mut form: Vec<(String, Value)>, common: &Common<'_>) -> Request {
    if !common.scope.is_empty() {
        form.push(plain("scope", &common.scope.join(" ")));
    }
    form.extend(common.resource.iter().map(|resource| plain("resource", resource)));
    form.extend(common.audience.map(|audience| plain("audience", audience)));
    client_auth::extend(&mut form, common.extra);
    Request::post(Purpose::Token, endpoint, form)
}

fn plain(name: &str, value: &str) -> (String, Value) {
    (name.to_owned(), Value::Plain(value.to_owned()))
}

/// The grant type and what stands for the grant.
fn granting(grant: &str, name: &'static str, secret: &Secret) -> Vec<(String, Value)> {
    vec![
        ("grant_type".to_owned(), Value::Plain(grant.to_owned())),
        (name.to_owned(), Value::Secret(name, secret.clone())),
    ]
}

fn verifier(pkce: &Pkce) -> (String, Value) {
    ("code_verifier".to_owned(), Value::Secret("code_verifier", pkce.verifier.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_poll_carries_the_code_as_a_secret() {
        let url = Url::parse("https://id.example.com/token").expect("a URL");
        let pkce = Pkce::s256([7; 32]);
        let code = Secret::new("GmRh mhcx");
        let request = device_request(url, &code, Some(&pkce), &[("x".to_owned(), "1".to_owned())]);
        let expected = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=GmRh+mhcx&code_verifier={}&x=1",
            pkce.verifier.reveal()
        );
        assert_eq!(request.body().expect("a form").reveal(), expected);
        assert_eq!(request.secrets().count(), 2);
    }

    #[test]
    fn a_poll_of_a_backchannel_authentication_repeats_the_id_as_it_came() {
        crate::covers!("CIB-03");
        let url = Url::parse("https://id.example.com/token").expect("a URL");
        let id = Secret::new("1c26/6114 ä");
        let extra = [("resource".to_owned(), "https://api.example.com".to_owned())];
        let request = ciba_request(url, &id, &extra);
        assert_eq!(
            request.body().expect("a form").reveal(),
            "grant_type=urn%3Aopenid%3Aparams%3Agrant-type%3Aciba&auth_req_id=1c26%2F6114+%C3%A4\
             &resource=https%3A%2F%2Fapi.example.com"
        );
        assert_eq!(request.secrets().count(), 1);
    }
}
