//! How the client showed who it is, read back from what was sent: with `invalid_client`, what the provider may have
//! refused stands beside its word for it.

use super::credential::{self, Auth};
use super::evidence::{host, leg};
use super::fact::Fact;
use super::{metadata, piece};
use crate::protocol::check::Verdict;
use crate::protocol::client_auth::{AuthMethod, BasicEncoding};
use crate::protocol::clock;
use crate::protocol::exchange::Purpose;
use crate::protocol::jose::jwt::{self, Decoded};
use crate::protocol::json::{Json, Number};
use crate::protocol::peer::Peer;
use crate::protocol::time::in_words;
use crate::record::{End, Exchange, Run};

/// The rows that name the client's method.
const METHOD_ROWS: [&str; 3] =
    ["discovery.auth_method", "discovery.introspection_auth_method", "discovery.revocation_auth_method"];

/// The last request in which the client shows who it is.
pub(super) fn exchange(run: &Run) -> Option<&Exchange> {
    run.exchanges.iter().rev().find(|exchange| leg(exchange.request.purpose, run.flow).is_some())
}

/// How it did. That a certificate is the method cannot be seen in the request: the row about the metadata says it, or the
/// connection does.
pub(super) fn auth(run: &Run, exchange: &Exchange) -> Auth {
    let (auth, ..) = credential::of(&exchange.request, run.basic_encoding);
    if auth != Auth::None {
        return auth;
    }
    let mut rows = run.checks.iter().rev().filter(|row| METHOD_ROWS.contains(&row.finding.check.id));
    let method = rows.find_map(|row| AuthMethod::from_name(&row.finding.expected));
    let has_certificate = || peer(exchange).is_some_and(|peer| peer.own.is_some());
    match method {
        Some(method) if method.shows_certificate() => Auth::Certificate,
        None if has_certificate() => Auth::Certificate,
        _ => Auth::None,
    }
}

/// What a rule may ask about it.
pub(super) fn facts(run: &Run, exchange: &Exchange, auth: Auth) -> Vec<Fact> {
    let mut facts = Vec::new();
    if let Some(assertion) = Assertion::of(run, exchange) {
        facts.push(Fact::AssertionSent);
        facts.extend(assertion.is_for_endpoint().then_some(Fact::AudienceIsEndpoint));
        facts.extend(assertion.is_skewed().then_some(Fact::AssertionSkewed));
        let unlisted = ("discovery.auth_signing_alg", Verdict::Warn);
        let is_unlisted = run.checks.iter().any(|row| (row.finding.check.id, row.finding.verdict) == unlisted);
        facts.extend(is_unlisted.then_some(Fact::AlgUnlisted));
    }
    if auth == Auth::Certificate {
        facts.extend(match peer(exchange) {
            None if exchange.request.url.scheme() == "http" => Some(Fact::PlainHttp),
            Some(peer) if !peer.asked_for_certificate => Some(Fact::CertificateUnasked),
            Some(peer) if !peer.sent_certificate => Some(Fact::CertificateUnfit),
            _ => None,
        });
    }
    facts
}

/// What stands beside a refusal of the client, as a sentence without its full stop.
pub(super) fn beside(run: &Run) -> Option<String> {
    let exchange = exchange(run)?;
    match auth(run, exchange) {
        Auth::None => None,
        Auth::Basic => Some(basic(run, exchange)),
        Auth::Post => Some("Sent: client_id and client_secret in the form".to_owned()),
        auth @ (Auth::SecretJwt | Auth::KeyJwt) => Some(Assertion::of(run, exchange)?.told(auth)),
        Auth::Certificate => certificate(run, exchange),
    }
}

fn basic(run: &Run, exchange: &Exchange) -> String {
    let sent = credential::basic(&exchange.request)
        .is_some_and(|(id, secret)| id.contains(['%', '+']) || secret.contains(['%', '+']));
    let how = match (run.basic_encoding, sent) {
        (BasicEncoding::Raw, _) => "id and secret joined as they are (basic_encoding raw)",
        (BasicEncoding::Form, true) => "id and secret form-encoded, which changes some of their characters",
        (BasicEncoding::Form, false) => "id and secret form-encoded, which changes nothing in them",
    };
    format!("Sent: HTTP Basic, {how}")
}

/// The connection of an exchange.
fn peer(exchange: &Exchange) -> Option<&Peer> {
    match &exchange.end {
        End::Answered(response) => response.peer.as_deref(),
        End::Failed(error) => error.peer.as_deref(),
        End::Pending => None,
    }
}

fn certificate(run: &Run, exchange: &Exchange) -> Option<String> {
    let peer = peer(exchange)?;
    let own = peer.own.as_ref()?;
    let own = piece(&own.summary());
    Some(match (peer.asked_for_certificate, peer.sent_certificate) {
        (_, true) => format!("Sent: the certificate of {own}"),
        (true, false) => format!("Not sent: the certificate of {own}"),
        (false, false) => {
            let host = piece(&host(&exchange.request.url));
            format!("Not sent, since {host} did not ask: the certificate of {own}; {}", alias(run, exchange))
        }
    })
}

/// What the metadata say of an address for mutual TLS.
fn alias(run: &Run, exchange: &Exchange) -> String {
    let document = metadata::of(run);
    let aliases = document.as_ref().and_then(|document| document.get("mtls_endpoint_aliases"));
    let alias = aliases.and_then(|aliases| aliases.get(member(exchange.request.purpose))).and_then(Json::as_str);
    match (alias, aliases) {
        (Some(alias), _) if alias == exchange.request.url.as_str() => {
            "it is the address that mtls_endpoint_aliases names".to_owned()
        }
        (Some(alias), _) => format!("mtls_endpoint_aliases names {}", piece(alias)),
        (None, Some(_)) => "mtls_endpoint_aliases does not name this endpoint".to_owned(),
        (None, None) if document.is_some() => "the metadata have no mtls_endpoint_aliases".to_owned(),
        (None, None) => "the metadata are not known".to_owned(),
    }
}

/// How the metadata call the address of a request.
const fn member(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Par => "pushed_authorization_request_endpoint",
        Purpose::DeviceAuthorization => "device_authorization_endpoint",
        Purpose::BackchannelAuthentication => "backchannel_authentication_endpoint",
        Purpose::Introspection => "introspection_endpoint",
        Purpose::Revocation => "revocation_endpoint",
        Purpose::Userinfo => "userinfo_endpoint",
        Purpose::Token | Purpose::Poll | Purpose::Discovery | Purpose::Jwks => "token_endpoint",
    }
}

/// A client's assertion as it went out.
struct Assertion<'r> {
    run: &'r Run,
    exchange: &'r Exchange,
    token: Decoded,
}

impl<'r> Assertion<'r> {
    fn of(run: &'r Run, exchange: &'r Exchange) -> Option<Self> {
        let token = jwt::read(credential::field(&exchange.request, "client_assertion")?);
        Some(Self { run, exchange, token })
    }

    fn claim(&self, name: &str) -> Option<&Json> {
        self.token.payload.as_ref()?.get(name)
    }

    fn time(&self, name: &str) -> Option<u64> {
        self.claim(name)?.as_number().and_then(Number::as_u64)
    }

    fn is_for_endpoint(&self) -> bool {
        self.claim("aud").and_then(Json::as_str) == Some(self.exchange.request.url.as_str())
    }

    /// The moment it was sent, by the server's clock.
    fn at_server(&self) -> Option<u64> {
        Some(self.exchange.sent.unix.saturating_add_signed(self.run.skew?))
    }

    fn is_skewed(&self) -> bool {
        let Some(at) = self.at_server() else { return false };
        let is_over = self.time("exp").is_some_and(|exp| exp <= at);
        is_over || self.time("iat").is_some_and(|iat| iat > at.saturating_add(clock::TOLERANCE))
    }

    fn told(&self, auth: Auth) -> String {
        let header = |name: &str| self.token.header_text(name).map(|text| format!("{name} {}", self.foreign(text)));
        let aud = self.claim("aud").map(|aud| aud.as_str().map_or_else(|| aud.to_string(), str::to_owned));
        let parts = [
            Some(header("alg").unwrap_or_else(|| "no alg".to_owned())),
            Some(header("kid").unwrap_or_else(|| "no kid".to_owned())),
            Some(aud.map_or_else(|| "no aud".to_owned(), |aud| format!("aud {}", self.foreign(&aud)))),
            Some(self.life()),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        format!("Sent: an assertion ({}) with {}", auth.name(), parts.join(", "))
    }

    /// How long it was to live, by both clocks.
    fn life(&self) -> String {
        let Some(exp) = self.time("exp") else { return "no exp".to_owned() };
        let apart = |at: u64| match exp.checked_sub(at) {
            Some(left) => format!("{} after", in_words(left)),
            None => format!("{} before", in_words(at - exp)),
        };
        let ours = format!("exp {} it was sent", apart(self.exchange.sent.unix));
        match self.at_server() {
            None => format!("{ours} (the server's clock is not known)"),
            Some(at) => format!("{ours} by our clock and {} by the server's", apart(at)),
        }
    }

    fn foreign(&self, text: &str) -> String {
        piece(&self.run.masker.mask(text))
    }
}
