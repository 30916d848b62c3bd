//! What a request brings along as proof, before anybody believes it.

use crate::demo::answer::Answer;
use crate::demo::client_jwt::Jws;
use crate::demo::form;
use crate::demo::request::Request;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// The only kind of assertion that is known here (RFC 7523 §2.2).
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// One proof; a certificate is not among them, since it belongs to the connection.
pub(super) enum Shown {
    Nothing,
    /// The id, form-decoded, and the secret as it came.
    Basic(String, String),
    Form(String),
    Assertion(String),
}

impl Shown {
    /// Finds it. More than one is too many (RFC 6749 §2.3).
    pub fn of(request: &Request) -> Result<Self, Answer> {
        let text = |name| request.form.get(name).map(str::to_owned);
        let invalid = |why: &str| Answer::error(400, "invalid_request", why);
        let (secret, assertion) = (text("client_secret"), text("client_assertion"));
        let kind = request.form.get("client_assertion_type");
        if assertion.is_some() != kind.is_some() {
            return Err(invalid("client_assertion and client_assertion_type belong together."));
        }
        if kind.is_some_and(|kind| kind != JWT_BEARER) {
            return Err(invalid("This client_assertion_type is not known."));
        }
        match (request.authorization.as_deref(), secret, assertion) {
            (None, None, None) => Ok(Self::Nothing),
            (None, Some(secret), None) => Ok(Self::Form(secret)),
            (None, None, Some(assertion)) => Ok(Self::Assertion(assertion)),
            (Some(header), None, None) => basic(header).ok_or_else(|| {
                super::refused("The Authorization header is not HTTP Basic with a form-encoded id and secret.", true)
            }),
            _ => Err(invalid("The client authenticates in more than one way.")),
        }
    }

    /// Whether it came in the Authorization header.
    pub fn is_header(&self) -> bool {
        matches!(self, Self::Basic(..))
    }

    /// Who is said to be the client.
    pub fn id(&self, request: &Request) -> Result<String, String> {
        let named = || request.form.get("client_id").map(str::to_owned).ok_or("There is no client_id.".to_owned());
        match self {
            Self::Basic(id, _) => Ok(id.clone()),
            Self::Assertion(jwt) => {
                let claims = Jws::read(jwt, super::assertion::KIND)?.claims;
                claims.get("sub").and_then(Value::as_str).map_or_else(named, |sub| Ok(sub.to_owned()))
            }
            Self::Nothing | Self::Form(_) => named(),
        }
    }
}

fn basic(authorization: &str) -> Option<Shown> {
    let (scheme, credentials) = authorization.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(credentials.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some(Shown::Basic(form::decode(id)?, secret.to_owned()))
}
