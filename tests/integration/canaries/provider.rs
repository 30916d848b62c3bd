//! A provider that takes every client and hands out canaries of its own, or answers badly; and a second origin that
//! nobody has a reason to tell anything.

use serde_json::json;

use super::mint::{Canary, Mint};
use crate::stub::{Answer, Asked, Stub};

/// How it answers whoever shows a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As it should.
    Fine,
    /// With an OAuth error whose description repeats the request, in three forms.
    Echo,
    /// With a page that does.
    Page,
    /// With a redirect to the second origin, which a browser would follow with everything in it.
    Redirect,
}

/// What it hands out.
#[derive(Clone, Debug)]
pub struct Handed {
    access_token: Canary,
    refresh_token: Canary,
    device_code: Canary,
    auth_req_id: Canary,
    /// The authorization code, for whoever plays the browser.
    pub code: Canary,
    cookie: Canary,
}

impl Handed {
    /// New ones. Which of them arrive anywhere depends on the flow.
    pub fn new(mint: &mut Mint) -> Self {
        let mut token = |place| Canary { is_sent: false, ..mint.token(place) };
        Self {
            access_token: token("the access token of the answer"),
            refresh_token: token("the refresh token of the answer"),
            device_code: token("the device code"),
            auth_req_id: token("the auth_req_id"),
            code: token("the authorization code"),
            cookie: token("a cookie"),
        }
    }

    /// All of them.
    pub fn all(&self) -> Vec<Canary> {
        let Self { access_token, refresh_token, device_code, auth_req_id, code, cookie } = self.clone();
        vec![access_token, refresh_token, device_code, auth_req_id, code, cookie]
    }
}

/// The second origin: it remembers everything.
pub fn stranger() -> Stub {
    Stub::plain(|_| Answer::json(200, &json!({"keys": []})))
}

/// What the provider at `issuer` answers.
pub fn answer(asked: &Asked, issuer: &str, (mode, handed, stranger): (Mode, &Handed, &str)) -> Answer {
    let cookie = format!("session={}; Path=/; HttpOnly", handed.cookie.text);
    let path = asked.path();
    if path.contains("/.well-known/") {
        return Answer::json(200, &metadata(issuer, stranger)).with("set-cookie", cookie);
    }
    if path == "/jwks" {
        return Answer::json(200, &json!({"keys": []}));
    }
    let answer = match mode {
        Mode::Fine => fine(asked, handed),
        Mode::Echo => {
            let all = format!("{} {}", asked.body, asked.header("authorization").unwrap_or_default());
            let decoded = percent(&asked.body);
            let error = json!({"error": "invalid_client", "error_description": format!("no: {all} {decoded}")});
            Answer::json(401, &error).with("www-authenticate", format!("Basic realm=\"{decoded}\""))
        }
        Mode::Page => {
            let page = format!("<html><pre>{}\n{}</pre></html>", asked.body, percent(&asked.body));
            Answer(500, vec![("content-type", "text/html".to_owned())], page)
        }
        Mode::Redirect => Answer::redirect(307, format!("{stranger}{path}?{}", asked.body)),
    };
    answer.with("set-cookie", cookie)
}

fn percent(body: &str) -> String {
    let fields = url::form_urlencoded::parse(body.as_bytes());
    fields.map(|(name, value)| format!("{name}={value} ")).collect::<Vec<_>>().concat()
}

fn fine(asked: &Asked, handed: &Handed) -> Answer {
    match asked.path() {
        "/token" if is_first_proof(asked) => {
            Answer::json(401, &json!({"error": "use_dpop_nonce"})).with("dpop-nonce", "fresh-nonce".to_owned())
        }
        "/token" => Answer::json(200, &tokens(asked, handed)),
        "/device_authorization" => Answer::json(
            200,
            &json!({
                "device_code": handed.device_code.text, "user_code": "WDJB-MJHT", "interval": 1, "expires_in": 60,
                "verification_uri": "http://127.0.0.1/device",
            }),
        ),
        "/bc-authorize" => {
            Answer::json(200, &json!({"auth_req_id": handed.auth_req_id.text, "expires_in": 60, "interval": 1}))
        }
        "/par" => Answer::json(201, &json!({"request_uri": "urn:example:pushed", "expires_in": 60})),
        "/userinfo" => Answer::json(200, &json!({"sub": "ann"})),
        "/introspect" => Answer::json(200, &json!({"active": true, "sub": "ann"})),
        "/revoke" => Answer(200, Vec::new(), String::new()),
        _ => Answer::json(404, &json!({})),
    }
}

/// A proof without a nonce is sent back once.
fn is_first_proof(asked: &Asked) -> bool {
    use base64::Engine as _;
    let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let claims = asked.header("dpop").and_then(|proof| engine.decode(proof.split('.').nth(1)?).ok());
    claims.is_some_and(|claims| !String::from_utf8_lossy(&claims).contains("fresh-nonce"))
}

fn tokens(asked: &Asked, handed: &Handed) -> serde_json::Value {
    let kind = if asked.header("dpop").is_some() { "DPoP" } else { "Bearer" };
    json!({
        "access_token": handed.access_token.text, "refresh_token": handed.refresh_token.text, "token_type": kind,
        "expires_in": 300, "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
    })
}

/// Everything but what a secret is sent to is elsewhere.
fn metadata(issuer: &str, stranger: &str) -> serde_json::Value {
    let at = |path: &str| format!("{issuer}/{path}");
    let elsewhere = |path: &str| format!("{stranger}/{path}");
    json!({
        "issuer": issuer,
        "authorization_endpoint": at("authorize"), "token_endpoint": at("token"), "userinfo_endpoint": at("userinfo"),
        "device_authorization_endpoint": at("device_authorization"), "introspection_endpoint": at("introspect"),
        "backchannel_authentication_endpoint": at("bc-authorize"), "revocation_endpoint": at("revoke"),
        "pushed_authorization_request_endpoint": at("par"), "end_session_endpoint": at("end_session"),
        "jwks_uri": elsewhere("jwks"), "registration_endpoint": elsewhere("register"),
        "service_documentation": elsewhere("documentation"), "op_policy_uri": elsewhere("policy"),
        "check_session_iframe": elsewhere("session"), "op_tos_uri": elsewhere("terms"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "response_modes_supported": ["query"], "code_challenge_methods_supported": ["S256"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256"], "dpop_signing_alg_values_supported": ["ES256"],
        "grant_types_supported": [
            "authorization_code", "refresh_token", "client_credentials", "password",
            "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba",
            "urn:ietf:params:oauth:grant-type:jwt-bearer", "urn:ietf:params:oauth:grant-type:token-exchange",
        ],
        "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
        "backchannel_user_code_parameter_supported": true,
        "tls_client_certificate_bound_access_tokens": false,
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};

    use super::super::search;
    use super::*;

    #[test]
    fn the_second_origin_remembers_what_it_is_told() {
        let (stranger, canary) = (stranger(), Mint::new("stranger").odd("a planted secret"));
        let mut stream = std::net::TcpStream::connect(stranger.address()).expect("it listens");
        let form: String = url::form_urlencoded::byte_serialize(canary.text.as_bytes()).collect();
        let request = format!("GET /jwks?x={form} HTTP/1.1\r\nHost: x\r\n\r\n");
        stream.write_all(request.as_bytes()).expect("it reads");
        let _answer = stream.read_to_end(&mut Vec::new());
        let raw = stranger.asked().into_iter().map(|asked| String::from_utf8_lossy(&asked.raw).into_owned());
        assert_eq!(search::find(&[canary], &raw.collect::<String>(), "there").len(), 1);
    }
}
