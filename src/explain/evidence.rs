//! What a run shows: the facts on which the conditions of a rule are decided, and the words that fill its sentences.

use std::time::Duration;

use url::Url;

use super::backchannel;
use super::credential::{self, Auth};
use super::fact::Fact;
use super::rules::Leg;
use super::{presented, proof};
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::discovery::host::is_loopback;
use crate::protocol::exchange::{Purpose, TransportKind};
use crate::record::{End, Exchange, Row, Run};

/// Less time than a person needs who has to find a password first.
pub(super) const SHORT_LIFE: Duration = Duration::from_secs(120);

/// How far the end of what a person decides about may lie from the moment at which we expect it: a part of its life,
/// within these bounds.
const ABOUT: [Duration; 2] = [Duration::from_secs(2), Duration::from_secs(10)];

/// All that conditions and sentences may refer to.
#[derive(Clone, Debug, Default)]
pub(super) struct Evidence {
    /// Text of the row, or of what the transport or the outcome said.
    pub observed: String,
    /// What the row wants.
    pub expected: String,
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
            evidence.leg = leg(last.request.purpose, run.flow);
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
        evidence.facts.extend(proof::facts(run));
        let is_our_clock = |row: &Row| row.finding.observed.contains("only this machine's clock is wrong");
        evidence.note(run.checks.iter().any(is_our_clock), Fact::OurClock);
        evidence.codes(run);
        evidence.front(run);
        evidence.backchannel(run);
        evidence.inspected(run);
        evidence.note(run.flow == Flow::Password, Fact::PasswordGrant);
        evidence
    }

    /// Nothing but the answer that an error came in.
    pub fn at(leg: Leg) -> Self {
        let mut evidence = Self { leg: Some(leg), ..Self::default() };
        evidence.name_flow(match leg {
            Leg::DeviceRequest | Leg::Poll => Flow::Device,
            Leg::CibaRequest | Leg::CibaPoll | Leg::Push => Flow::Ciba,
            Leg::Par | Leg::Authorization | Leg::Token => Flow::Code,
            Leg::Refresh => Flow::Refresh,
            Leg::Grant => Flow::ClientCredentials,
            Leg::Act => Flow::Introspection,
        });
        evidence
    }

    /// Gives a word its text, which is sanitized and cut.
    pub fn say(&mut self, name: &'static str, text: &str) {
        self.words.push((name, super::piece(text)));
    }

    /// The same for an address that has to be copied: sanitized, and cut only where nobody would register it.
    pub fn say_whole(&mut self, name: &'static str, text: &str) {
        self.words.push((name, crate::protocol::text::shown_short(text, 1000)));
    }

    /// A sentence with its words filled in, in one pass: foreign text with braces in it stays as it is.
    pub fn fill(&self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 32);
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((name, behind)) = after.split_once('}') else { break };
            out.push_str(before);
            out.push_str(self.word(name));
            rest = behind;
        }
        out + rest
    }

    /// The text of a word that was given one last, or what stands for it.
    fn word(&self, name: &str) -> &str {
        self.words.iter().rev().find(|(known, _)| *known == name).map_or_else(|| unknown(name), |(_, text)| text)
    }

    /// How the client presented itself the last time.
    fn client(&mut self, run: &Run) {
        let Some(exchange) = presented::exchange(run) else { return };
        let (_, secret, basic) = credential::of(&exchange.request, run.basic_encoding);
        let auth = presented::auth(run, exchange);
        self.auth = Some(auth);
        self.facts.extend(presented::facts(run, exchange, auth));
        if secret.as_ref().is_some_and(|secret| secret.trim() != secret) {
            self.facts.push(Fact::SecretSpaces);
        }
        self.facts.extend(basic);
        self.say("auth", auth.name());
        let listed = run.checks.iter().rev().find(|row| row.finding.check.id == "discovery.auth_method");
        self.say("listed", listed.map_or("", |row| &row.finding.observed));
    }

    /// How the life of the codes, or of the `auth_req_id`, stands against the last answer.
    fn codes(&mut self, run: &Run) {
        let prompted = run.prompt.as_ref().map(|prompt| (prompt.authorization.pace, prompt.expires_at));
        let asked = run.backchannel.as_ref().map(|asked| (asked.authentication.pace, asked.expires_at));
        let Some((pace, expires_at)) = prompted.or(asked) else { return };
        self.note(run.prompt.is_some() && run.outcome.is_none(), Fact::Awaited);
        self.note(pace.expires_in < SHORT_LIFE, Fact::ShortLife);
        let answered = match run.exchanges.last().map(|exchange| &exchange.end) {
            Some(End::Answered(response)) => Some(response.received.mono),
            _ => None,
        };
        if let Some(last) = backchannel::pushed_at(run).or(answered) {
            let left = expires_at.saturating_sub(last);
            let about = (pace.expires_in / 4).clamp(ABOUT[0], ABOUT[1]);
            self.facts.push(if left < about { Fact::Late } else { Fact::Early });
        }
    }
}

pub(super) const fn leg(purpose: Purpose, flow: Flow) -> Option<Leg> {
    match purpose {
        Purpose::BackchannelAuthentication => Some(Leg::CibaRequest),
        Purpose::Poll if matches!(flow, Flow::Ciba) => Some(Leg::CibaPoll),
        Purpose::DeviceAuthorization => Some(Leg::DeviceRequest),
        Purpose::Poll => Some(Leg::Poll),
        Purpose::Par => Some(Leg::Par),
        Purpose::Token if matches!(flow, Flow::Code) => Some(Leg::Token),
        Purpose::Token if matches!(flow, Flow::Refresh) => Some(Leg::Refresh),
        Purpose::Token => Some(Leg::Grant),
        Purpose::Introspection | Purpose::Revocation => Some(Leg::Act),
        Purpose::Discovery | Purpose::Jwks | Purpose::Userinfo => None,
    }
}

/// What stands for a word of which the run shows nothing.
fn unknown(word: &str) -> &'static str {
    match word {
        "redirect_uri" => "the redirect_uri of the profile",
        "response_type" | "mode" => "of the profile",
        "listed" => "see the metadata",
        "hint" => "hint",
        "endpoint" => "the notification endpoint",
        "bound" => "the address of ciba.listen",
        "what" => "that is known",
        _ => "?",
    }
}

/// The request as a noun.
fn label(exchange: &Exchange) -> String {
    super::message::noun(exchange.request.purpose.label())
}

/// Host and port, as one would name a server.
pub(super) fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}
