//! How a request presents its client, read back from what was sent.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use url::form_urlencoded;

use super::fact::Fact;
use crate::protocol::client_auth::BasicEncoding;
use crate::protocol::exchange::{Request, Value};

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
}

impl Auth {
    pub const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
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
    let field = request.form.iter().find(|(name, _)| name == "client_secret").map(|(_, value)| value);
    match field.map(Value::reveal) {
        Some(secret) => (Auth::Post, Some(secret.to_owned()), None),
        None => (Auth::None, None, None),
    }
}
