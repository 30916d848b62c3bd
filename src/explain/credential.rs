//! How a request presents its client, read back from what was sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use url::form_urlencoded;

use super::fact::Fact;
use crate::protocol::client_auth::BasicEncoding;
use crate::protocol::exchange::Request;
use crate::protocol::jose::jwt::{self, Decoded};

/// How a client authenticated, by what it sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Auth {
    /// Its id alone.
    None,
    /// HTTP Basic.
    Basic,
    /// A secret in the form.
    Post,
    /// A JWT with a MAC by the secret.
    #[serde(rename = "client_secret_jwt")]
    SecretJwt,
    /// A JWT signed with a private key.
    #[serde(rename = "private_key_jwt")]
    KeyJwt,
    /// A certificate in the TLS handshake, of which the request itself shows nothing.
    Certificate,
}

impl Auth {
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
            Self::SecretJwt => "client_secret_jwt",
            Self::KeyJwt => "private_key_jwt",
            Self::Certificate => "tls_client_auth",
        }
    }
}

/// Id and secret as they stand in HTTP Basic.
pub(super) fn basic(request: &Request) -> Option<(String, String)> {
    let header = request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.reveal());
    let basic = header.and_then(|header| header.strip_prefix("Basic "))?;
    let joined = STANDARD.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
    let (id, secret) = joined.split_once(':').unwrap_or_default();
    Some((id.to_owned(), secret.to_owned()))
}

/// A piece of HTTP Basic as it was before it was encoded.
pub(super) fn decoded(piece: &str) -> Option<String> {
    let field = format!("piece={piece}");
    form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned())
}

/// How a request authenticates, the secret in it, and whether Basic is the trouble with that.
pub(super) fn of(request: &Request, encoding: BasicEncoding) -> (Auth, Option<String>, Option<Fact>) {
    if let Some((id, sent)) = basic(request) {
        if encoding == BasicEncoding::Raw {
            let plain = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() == text;
            let raw = (!plain(&id) || !plain(&sent)).then_some(Fact::SecretRaw);
            return (Auth::Basic, Some(sent), raw);
        }
        return (Auth::Basic, decoded(&sent), sent.contains(['%', '+']).then_some(Fact::SecretEncoded));
    }
    if let Some(assertion) = field(request, "client_assertion") {
        return (by_alg(&jwt::read(assertion)), None, None);
    }
    match field(request, "client_secret") {
        Some(secret) => (Auth::Post, Some(secret.to_owned()), None),
        None => (Auth::None, None, None),
    }
}

fn by_alg(assertion: &Decoded) -> Auth {
    let is_mac = assertion.header_text("alg").is_some_and(|alg| alg.starts_with("HS"));
    if is_mac { Auth::SecretJwt } else { Auth::KeyJwt }
}

/// A field of the form.
pub(super) fn field<'r>(request: &'r Request, name: &str) -> Option<&'r str> {
    request.form.iter().find(|(known, _)| known == name).map(|(_, value)| value.reveal())
}
