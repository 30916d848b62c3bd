//! What a run shows about the front channel: who was asked to open what, and who came back.

use std::time::Duration;

use super::ending::counted;
use super::evidence::Evidence;
use super::fact::Fact;
use crate::flow::{Opening, Outcome};
use crate::profile::Flow;
use crate::protocol::answer::OAuthError;
use crate::protocol::authorize;
use crate::protocol::exchange::{Purpose, Value};
use crate::protocol::listener::VisitKind;
use crate::protocol::time::in_words;
use crate::record::{Row, Run};

/// The check that tells our answer from another.
pub(super) const STATE: &str = "authorization.state";

/// The check that says whether anything is listened to.
const BIND: &str = "loopback.bind";

/// Paths that browsers ask for by themselves.
const BY_THEMSELVES: [&str; 4] = ["/favicon.ico", "/robots.txt", "/apple-touch-icon.png", "/.well-known/"];

impl Evidence {
    /// Gathers what the front channel shows.
    pub fn front(&mut self, run: &Run) {
        self.name_flow(run.flow);
        if let Some(listening) = &run.listening {
            self.say_whole("redirect_uri", &listening.redirect_uri);
            self.note(listening.addresses.is_empty(), Fact::OnlyPasted);
        }
        let Some(parameters) = asked_for(run) else { return };
        let asked = |name| authorize::value(parameters, name);
        if let Some(redirect_uri) = asked("redirect_uri") {
            self.say_whole("redirect_uri", redirect_uri);
        }
        let response_type = asked("response_type").unwrap_or_default();
        self.say("response_type", response_type);
        if !response_type.split(' ').any(|word| word == "code") {
            self.say("grant", "the implicit grant");
        }
        self.note(asked("prompt") == Some("none"), Fact::PromptNone);
        self.note(asked("code_challenge").is_some(), Fact::PkceSent);
        self.note(is_unanswered(run), Fact::SignIn);
        self.note(is_last(run), Fact::Front);
        self.note(matches!(run.opening, Some(Opening::Failed(_))), Fact::NoBrowser);
        self.say("waited", &waited(run));
        self.visits(run);
    }

    /// Names the flow as profiles do, and what it is called at a provider.
    pub fn name_flow(&mut self, flow: Flow) {
        self.say("flow", flow.word());
        self.say("grant", flow.grant());
    }

    /// Who came while nobody brought the answer.
    fn visits(&mut self, run: &Run) {
        self.say("visitors", &counted(run.visit_count, "visit"));
        if !is_unanswered(run) {
            return;
        }
        let came = |kind: VisitKind| run.visits.iter().any(|row| row.visit.kind == kind);
        self.note(run.visits.iter().any(|row| row.visit.kind.is_answer()), Fact::ForeignAnswer);
        self.note(came(VisitKind::Blank), Fact::Blank);
        self.note(came(VisitKind::OtherHost), Fact::OtherHost);
        let mut elsewhere = run.visits.iter().filter(|row| row.visit.kind == VisitKind::Elsewhere);
        if let Some(row) = elsewhere.find(|row| is_elsewhere(&row.visit.path)) {
            self.facts.push(Fact::OtherPath);
            self.say("path", &run.masker.mask(&row.visit.path));
        }
        self.note(run.visit_count > 0, Fact::Strangers);
    }

    pub(super) fn note(&mut self, is_so: bool, fact: Fact) {
        self.facts.extend(is_so.then_some(fact));
    }
}

/// Whether a path is none that browsers ask for by themselves.
pub(super) fn is_elsewhere(path: &str) -> bool {
    !BY_THEMSELVES.iter().any(|own| path.starts_with(own))
}

/// What the provider was asked: as it was opened last, or at least pushed.
fn asked_for(run: &Run) -> Option<&[(String, Value)]> {
    let pushed = || run.exchanges.iter().rev().find(|exchange| exchange.request.purpose == Purpose::Par);
    let opened = run.authorization.as_ref().map(|authorization| authorization.parameters.as_slice());
    opened.or_else(|| pushed().map(|exchange| exchange.request.form.as_slice()))
}

/// How long the browser is, or was, awaited in all.
pub(super) fn waited(run: &Run) -> String {
    let wait = run.authorization.as_ref().map_or(Duration::ZERO, |asked| asked.until.saturating_sub(asked.since));
    in_words(wait.as_secs())
}

/// Whether the browser was waited for and brought nothing that was taken.
pub(super) fn is_unanswered(run: &Run) -> bool {
    run.flow == Flow::Code && run.authorization.is_some() && run.callback.is_none()
}

/// Whether an error came through the browser, and not in an HTTP answer of its own.
pub(super) const fn is_of_browser(error: &OAuthError) -> bool {
    error.status == 0
}

/// Whether the run ended because nothing could be listened to.
pub(super) fn is_deaf(run: &Run) -> bool {
    let is_bound = run.listening.is_some();
    !is_bound && matches!(run.outcome, Some(Outcome::Invalid { .. })) && run.checks.iter().any(is_bind_failure)
}

fn is_bind_failure(row: &Row) -> bool {
    row.finding.check.id == BIND && row.finding.verdict == crate::protocol::check::Verdict::Fail
}

/// Whether the answer that came through the browser is the last thing that came.
pub(super) fn is_last(run: &Run) -> bool {
    run.callback.is_some() && !run.exchanges.iter().any(|exchange| exchange.request.purpose == Purpose::Token)
}

/// Whether a row is about that answer.
pub(super) fn is_about(row: &Row) -> bool {
    row.exchange.is_none()
        && ["authorization.", "jarm."].iter().any(|subject| row.finding.check.id.starts_with(subject))
}
