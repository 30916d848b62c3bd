//! A request and its answer as plain data: what was sent, what came, when, and how it ended.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use url::Url;
use url::form_urlencoded;

use super::peer::Peer;
use super::secret::Secret;
use super::time::Now;

/// What a request is for: its label in every list, its limits, and the subject of its checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Provider metadata.
    Discovery,
    /// The provider's keys.
    Jwks,
    /// RFC 9126.
    Par,
    /// The token endpoint, once.
    Token,
    /// RFC 8628 §3.1.
    DeviceAuthorization,
    /// CIBA §7.1.
    BackchannelAuthentication,
    /// RFC 8628 §3.4, CIBA §10.1: one poll of the token endpoint.
    Poll,
    /// OIDC Core §5.3.
    Userinfo,
    /// RFC 7662 §2.1.
    Introspection,
    /// RFC 7009 §2.1.
    Revocation,
}

impl Purpose {
    /// The label in lists and reports.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Discovery => "discovery",
            Self::Jwks => "jwks",
            Self::Par => "par",
            Self::Token => "token",
            Self::DeviceAuthorization => "device request",
            Self::BackchannelAuthentication => "ciba request",
            Self::Poll => "poll",
            Self::Userinfo => "userinfo",
            Self::Introspection => "introspection",
            Self::Revocation => "revocation",
        }
    }

    /// Most bytes of a body that are read: metadata, tokens and userinfo 1 MiB, key sets 4 MiB.
    pub const fn body_limit(self) -> usize {
        match self {
            Self::Jwks => 4 << 20,
            _ => 1 << 20,
        }
    }
}

/// The two methods that the protocol uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST` with a form body.
    Post,
}

impl Method {
    /// As it stands in the request line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
        }
    }
}

/// A value of a header or a form field, which may be nobody's business.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// Anybody may see it.
    Plain(String),
    /// Masked everywhere; the word says what it is, for its tag: `client_secret`.
    Secret(&'static str, Secret),
}

impl Value {
    /// The text that goes over the wire.
    pub fn reveal(&self) -> &str {
        match self {
            Self::Plain(text) => text,
            Self::Secret(_, secret) => secret.reveal(),
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain(text) => write!(f, "{text:?}"),
            Self::Secret(kind, _) => write!(f, "‹{kind}›"),
        }
    }
}

/// A request, complete except for what the transport adds (`host`, `content-length`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What it is for.
    pub purpose: Purpose,
    /// Its method.
    pub method: Method,
    /// Where it goes.
    pub url: Url,
    /// Header fields, names in lower case.
    pub headers: Vec<(&'static str, Value)>,
    /// Form fields of a `POST`, in the order sent.
    pub form: Vec<(String, Value)>,
    /// The most time it may take in all.
    pub timeout: Duration,
}

impl Request {
    /// Time for one request when the profile says nothing.
    pub const TIMEOUT: Duration = Duration::from_secs(30);

    /// A `GET` that asks for JSON.
    pub fn get(purpose: Purpose, url: Url) -> Self {
        Self {
            purpose,
            method: Method::Get,
            url,
            headers: vec![accept_json()],
            form: Vec::new(),
            timeout: Self::TIMEOUT,
        }
    }

    /// A `POST` of a form that asks for JSON.
    pub fn post(purpose: Purpose, url: Url, form: Vec<(String, Value)>) -> Self {
        let content_type = ("content-type", Value::Plain("application/x-www-form-urlencoded".to_owned()));
        Self {
            purpose,
            method: Method::Post,
            url,
            headers: vec![accept_json(), content_type],
            form,
            timeout: Self::TIMEOUT,
        }
    }

    /// Adds a header field.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: Value) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Asks for these media types in place of JSON.
    pub fn accept(&mut self, media: &str) {
        for (_, value) in self.headers.iter_mut().filter(|(name, _)| *name == "accept") {
            *value = Value::Plain(media.to_owned());
        }
    }

    /// The body bytes: the form, encoded (RFC 6749 appendix B).
    pub fn body(&self) -> Option<Secret> {
        (self.method == Method::Post).then(|| {
            let mut form = form_urlencoded::Serializer::new(String::new());
            form.extend_pairs(self.form.iter().map(|(name, value)| (name, value.reveal())));
            Secret::new(form.finish())
        })
    }

    /// Every secret it carries, with its kind.
    pub fn secrets(&self) -> impl Iterator<Item = (&'static str, &Secret)> {
        let values = self.headers.iter().map(|(_, value)| value).chain(self.form.iter().map(|(_, value)| value));
        values.filter_map(|value| match value {
            Value::Secret(kind, secret) => Some((*kind, secret)),
            Value::Plain(_) => None,
        })
    }
}

fn accept_json() -> (&'static str, Value) {
    ("accept", Value::Plain("application/json".to_owned()))
}

/// How a body ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyEnd {
    /// All of it came.
    Whole,
    /// Reading stopped at the limit, in bytes.
    OverLimit(usize),
    /// All of it came, and a record kept only its beginning: how many bytes there were. No answer is judged so.
    Shed(usize),
    /// The connection ended early; the number of bytes that were promised, when it is known.
    Short(Option<u64>),
}

/// When the phases of an exchange ended, counted from its start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timings {
    /// The host name had its addresses; none where a connection was used again.
    pub dns: Option<Duration>,
    /// The connection stood.
    pub connect: Option<Duration>,
    /// The TLS handshake was over.
    pub tls: Option<Duration>,
    /// The header of the answer was there.
    pub first_byte: Duration,
    /// The last byte of the body was there.
    pub total: Duration,
}

/// An answer, whatever it says.
#[derive(Clone, PartialEq, Eq)]
pub struct Response {
    /// Status code.
    pub status: u16,
    /// `HTTP/1.1`, `HTTP/2.0`.
    pub version: &'static str,
    /// Header fields in the order received, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body as it came, up to the limit.
    pub body: Vec<u8>,
    /// How the body ended.
    pub end: BodyEnd,
    /// Who answered.
    pub remote: Option<SocketAddr>,
    /// What TLS showed of them.
    pub peer: Option<Arc<Peer>>,
    /// The proxy between, without its credentials.
    pub via: Option<String>,
    /// When its phases ended.
    pub timings: Timings,
    /// When the last byte was there: what expiry is counted from.
    pub received: Now,
}

impl Response {
    /// The first header field of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// The media type without its parameters, in lower case.
    pub fn media_type(&self) -> Option<String> {
        let value = self.header("content-type")?;
        Some(value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// The character set that the content type names, in lower case.
    pub fn charset(&self) -> Option<String> {
        let parameters = self.header("content-type")?.split(';').skip(1);
        let named = parameters.filter_map(|parameter| parameter.split_once('='));
        let mut charsets = named.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
        charsets.next().map(|(_, value)| value.trim().trim_matches('"').to_ascii_lowercase())
    }
}

impl fmt::Debug for Response {
    /// Status and size only: the body may hold tokens.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Response({}, {} bytes, {:?})", self.status, self.body.len(), self.end)
    }
}

/// Why no answer came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportKind {
    /// The host name has no address.
    Dns,
    /// No connection could be made.
    Connect,
    /// The TLS handshake failed.
    Tls,
    /// Time ran out.
    Timeout,
    /// The connection ended before an answer was there.
    Closed,
    /// What came is not HTTP.
    Protocol,
    /// We refused to send it.
    Refused,
}

impl TransportKind {
    /// What happened, as a phrase.
    pub const fn phrase(self) -> &'static str {
        match self {
            Self::Dns => "the host name could not be resolved",
            Self::Connect => "no connection could be made",
            Self::Tls => "the TLS handshake failed",
            Self::Timeout => "no answer in time",
            Self::Closed => "the connection was closed before an answer",
            Self::Protocol => "what came is not an HTTP answer",
            Self::Refused => "the request was not sent",
        }
    }
}

/// A request without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransportError {
    /// What kind of end it was.
    pub kind: TransportKind,
    /// The transport's own words, without addresses that may hold secrets.
    pub detail: String,
    /// How long it was tried.
    pub after: Duration,
    /// When it ended.
    pub at: Now,
    /// What TLS showed of the other side, as far as it came.
    pub peer: Option<Arc<Peer>>,
    /// The proxy between, without its credentials.
    pub via: Option<String>,
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.detail.as_str() {
            "" => f.write_str(self.kind.phrase()),
            detail => write!(f, "{}: {detail}", self.kind.phrase()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_of_a_request_shows_no_secret() {
        let url = Url::parse("https://id.example.com/token").expect("a URL");
        let form = vec![("client_secret".to_owned(), Value::Secret("client_secret", Secret::new("hunter2")))];
        let request = Request::post(Purpose::Poll, url, form);
        assert!(!format!("{request:?}").contains("hunter2"));
        assert_eq!(request.body().expect("a form").reveal(), "client_secret=hunter2");
        assert_eq!(request.secrets().count(), 1);
    }
}
