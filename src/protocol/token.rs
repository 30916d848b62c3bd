//! The token endpoint (RFC 6749 §5.1 and §5.2), whatever the grant.

mod credentials;
mod entropy;
mod header;
mod lifetime;
mod scope;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError};
use super::check::{Check, Report, rfc};
use super::client_auth::{self, Client};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::pkce::Pkce;
use super::secret::Secret;
use super::time::Now;

static ERROR: Check = Check::must("token.error", "the error is a registered code", rfc!(6749, "5.2"));
static ERROR_CHARSET: Check =
    Check::should("token.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &ERROR,
    &ERROR_CHARSET,
    &credentials::ACCESS_TOKEN,
    &credentials::CHARSET,
    &credentials::TOKEN_TYPE,
    &credentials::REFRESH_TOKEN,
    &credentials::ID_TOKEN,
    &lifetime::EXPIRES_IN,
    &lifetime::RANGE,
    &scope::SCOPE,
    &scope::MISSING,
    &scope::EXTRA,
    &header::CACHE_CONTROL,
    &entropy::ENTROPY,
];

/// The grant type of RFC 8628.
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The scopes of the request.
    pub scope: &'a [String],
    /// Whether an ID Token is due.
    pub openid: bool,
}

/// What came of a token request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenAnswer {
    /// Tokens that can be used.
    Tokens(Box<TokenSet>),
    /// An OAuth error, `authorization_pending` included.
    Error(OAuthError),
    /// Neither.
    Broken {
        /// An ID Token may be judged even where nothing else can be used.
        id_token: Option<Secret>,
        /// What is wrong, as a sentence.
        sentence: String,
    },
}

impl TokenAnswer {
    /// The ID Token, wherever it is.
    pub fn id_token(&self) -> Option<&Secret> {
        match self {
            Self::Tokens(tokens) => tokens.id_token.as_ref(),
            Self::Broken { id_token, .. } => id_token.as_ref(),
            Self::Error(_) => None,
        }
    }
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSet {
    /// `access_token`
    pub access_token: Secret,
    /// `token_type` as it came.
    pub token_type: String,
    /// `expires_in`, when a number can be read.
    pub expires_in: Option<u64>,
    /// `refresh_token`
    pub refresh_token: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// `scope`; absent means: as asked.
    pub scope: Option<String>,
    /// When the answer was there.
    pub received: Now,
    /// Names of the members that are none of these.
    pub extra: Vec<String>,
}

/// One poll: asks for the tokens of a device code.
pub fn device_request(
    endpoint: Url,
    client: &Client,
    device_code: &Secret,
    pkce: Option<&Pkce>,
    extra: &[(String, String)],
) -> Request {
    let mut form = vec![
        ("grant_type".to_owned(), Value::Plain(DEVICE_GRANT.to_owned())),
        ("device_code".to_owned(), Value::Secret("device_code", device_code.clone())),
    ];
    if let Some(pkce) = pkce {
        form.push(("code_verifier".to_owned(), Value::Secret("code_verifier", pkce.verifier.clone())));
    }
    client_auth::extend(&mut form, extra);
    client_auth::apply(client, Request::post(Purpose::Poll, endpoint, form))
}

/// Judges an answer. There is always a value: what cannot be used is [`TokenAnswer::Broken`].
pub fn judge(object: &Json, response: &Response, expected: &Expected<'_>) -> Report<TokenAnswer> {
    if let Some(error) = answer::oauth_error(object, response) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: answer::CODES_AT_TOKEN };
        return Report::new(Some(TokenAnswer::Error(error)), answer::judge_error(object, &checks));
    }
    let mut findings = Vec::new();
    let access_token = credentials::access_token(object, &mut findings);
    let token_type = credentials::token_type(object, &mut findings);
    let expires_in = lifetime::judge(object, &mut findings);
    let scope = scope::judge(object, expected.scope, &mut findings);
    let refresh_token = credentials::refresh_token(object, &mut findings);
    let id_token = credentials::id_token(object, expected.openid, &mut findings);
    findings.push(header::cache_control(response));
    findings.push(entropy::judge(object));
    let received = response.received;
    let answer = match (access_token, token_type) {
        (Some(access_token), Some(token_type)) => TokenAnswer::Tokens(Box::new(TokenSet {
            access_token,
            token_type,
            expires_in,
            refresh_token,
            id_token,
            scope,
            received,
            extra: extra(object),
        })),
        (None, _) => broken(id_token, "The token endpoint's answer has no access_token that can be used."),
        (_, None) => broken(id_token, "The token endpoint's answer has no token_type that can be used."),
    };
    Report::new(Some(answer), findings)
}

fn broken(id_token: Option<Secret>, sentence: &str) -> TokenAnswer {
    TokenAnswer::Broken { id_token, sentence: sentence.to_owned() }
}

/// Names of the members that no rule here knows.
fn extra(object: &Json) -> Vec<String> {
    const KNOWN: [&str; 6] = ["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope"];
    let members = object.as_object().unwrap_or_default().iter();
    members.map(|(name, _)| name).filter(|name| !KNOWN.contains(&name.as_str())).cloned().collect()
}
