//! What a run shows: the facts on which the conditions of a rule are decided, and the words that fill its sentences.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;
use url::{Url, form_urlencoded};

use super::rules::Leg;
use crate::protocol::check::Verdict;
use crate::protocol::client_auth::BasicEncoding;
use crate::protocol::discovery::host::is_loopback;
use crate::protocol::exchange::{Purpose, Request, TransportKind, Value};
use crate::record::{End, Exchange, Run};

/// Less time than a person needs who has to find a password first.
const SHORT_LIFE: Duration = Duration::from_secs(120);

/// How far the end of the codes may lie from the moment at which we expect it.
const ABOUT: Duration = Duration::from_secs(10);

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
    const fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Basic => "client_secret_basic",
            Self::Post => "client_secret_post",
        }
    }
}

/// A yes-or-no fact about a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fact {
    /// The secret had to be encoded before it could stand in HTTP Basic.
    SecretEncoded,
    /// Id or secret would have had to be encoded before they could stand in HTTP Basic, and were not.
    SecretRaw,
    /// The secret begins or ends with white space.
    SecretSpaces,
    /// The last answer came at the end of the codes' life.
    Late,
    /// The last answer came well before the end of the codes' life.
    Early,
    /// The last request went to this machine.
    Loopback,
    /// The codes lived for less than a person needs.
    ShortLife,
    /// Somebody is asked to approve.
    Awaited,
}

/// All that conditions and sentences may refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Text of the row, or of what the transport or the outcome said.
    pub observed: String,
    /// `error_description`, in lower case.
    pub description: String,
    /// Verdict of the row.
    pub verdict: Option<Verdict>,
    /// Where an error came from.
    pub leg: Option<Leg>,
    /// Checks that warned or failed.
    pub broken: Vec<&'static str>,
    /// How the client authenticated.
    pub auth: Option<Auth>,
    /// What else is so.
    pub facts: Vec<Fact>,
    /// How the last request failed.
    pub kind: Option<TransportKind>,
    /// What fills the sentences, by name.
    pub words: Vec<(&'static str, String)>,
}

impl Evidence {
    /// Gathers what a run shows.
    pub fn of(run: &Run) -> Self {
        let broken = run.checks.iter().filter(|row| matches!(row.finding.verdict, Verdict::Warn | Verdict::Fail));
        let mut evidence = Self { broken: broken.map(|row| row.finding.check.id).collect(), ..Self::default() };
        if let Some(last) = run.exchanges.last() {
            evidence.leg = leg(last.request.purpose);
            if let End::Failed(error) = &last.end {
                evidence.kind = Some(error.kind);
                evidence.observed = error.to_string();
            }
            if is_loopback(&last.request.url) {
                evidence.facts.push(Fact::Loopback);
            }
            evidence.say("request", &label(last));
            evidence.say("host", &run.masker.mask(&host(&last.request.url)));
        }
        evidence.client(run);
        evidence.codes(run);
        evidence
    }

    /// Gives a word its text, which is sanitized and cut.
    pub fn say(&mut self, name: &'static str, text: &str) {
        self.words.push((name, super::piece(text)));
    }

    /// A sentence with its words filled in, in one pass: foreign text with braces in it stays as it is.
    pub fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            out.push_str(before);
            out.push_str(self.words.iter().rev().find(|(known, _)| *known == name).map_or("?", |(_, text)| text));
            rest = behind;
        }
        out + rest
    }

    /// How the client presented itself the last time.
    fn client(&mut self, run: &Run) {
        let is_authenticated = |exchange: &&Exchange| leg(exchange.request.purpose).is_some();
        let Some(exchange) = run.exchanges.iter().rev().find(is_authenticated) else { return };
        let (auth, secret, basic) = credential(&exchange.request, run.basic_encoding);
        self.auth = Some(auth);
        if secret.as_ref().is_some_and(|secret| secret.trim() != secret) {
            self.facts.push(Fact::SecretSpaces);
        }
        self.facts.extend(basic);
        self.say("auth", auth.name());
        let listed = run.checks.iter().rev().find(|row| row.finding.check.id == "discovery.auth_method");
        self.say("listed", listed.map_or("", |row| &row.finding.observed));
    }

    /// How the codes' life stands against the last answer.
    fn codes(&mut self, run: &Run) {
        let Some(prompt) = &run.prompt else { return };
        if run.outcome.is_none() {
            self.facts.push(Fact::Awaited);
        }
        let life = prompt.authorization.expires_in;
        if life < SHORT_LIFE {
            self.facts.push(Fact::ShortLife);
        }
        if let Some(End::Answered(response)) = run.exchanges.last().map(|exchange| &exchange.end) {
            let left = prompt.expires_at.saturating_sub(response.received.mono);
            self.facts.push(if left < ABOUT { Fact::Late } else { Fact::Early });
        }
    }
}

const fn leg(purpose: Purpose) -> Option<Leg> {
    match purpose {
        Purpose::DeviceAuthorization => Some(Leg::DeviceRequest),
        Purpose::Poll => Some(Leg::Poll),
        Purpose::Par => Some(Leg::Par),
        Purpose::Token => Some(Leg::Token),
        Purpose::Discovery | Purpose::Jwks | Purpose::Userinfo => None,
    }
}

/// The request as a noun.
fn label(exchange: &Exchange) -> String {
    match exchange.request.purpose {
        Purpose::DeviceAuthorization | Purpose::Poll => exchange.request.purpose.label().to_owned(),
        other => format!("{} request", other.label()),
    }
}

/// Host and port, as one would name a server.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// How a request authenticates, the secret in it, and whether Basic is the trouble with that.
fn credential(request: &Request, encoding: BasicEncoding) -> (Auth, Option<String>, Option<Fact>) {
    let header = request.headers.iter().find(|(name, _)| *name == "authorization").map(|(_, value)| value.reveal());
    if let Some(basic) = header.and_then(|header| header.strip_prefix("Basic ")) {
        let joined = STANDARD.decode(basic).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default();
        let (id, sent) = joined.split_once(':').unwrap_or_default();
        if encoding == BasicEncoding::Raw {
            let plain = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>() == text;
            let raw = (!plain(id) || !plain(sent)).then_some(Fact::SecretRaw);
            return (Auth::Basic, Some(sent.to_owned()), raw);
        }
        let field = format!("secret={sent}");
        let secret = form_urlencoded::parse(field.as_bytes()).next().map(|(_, value)| value.into_owned());
        return (Auth::Basic, secret, sent.contains(['%', '+']).then_some(Fact::SecretEncoded));
    }
    let field = request.form.iter().find(|(name, _)| name == "client_secret").map(|(_, value)| value);
    match field.map(Value::reveal) {
        Some(secret) => (Auth::Post, Some(secret.to_owned()), None),
        None => (Auth::None, None, None),
    }
}
