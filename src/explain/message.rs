//! How a run ended, in one sentence, for the report.

use super::ending::{after_colon, behind, counted, first_failure};
use super::{backchannel, beside, evidence, front, inspected, piece};
use crate::flow::{Expiry, Outcome};
use crate::profile::Flow;
use crate::protocol::answer::OAuthError;
use crate::protocol::exchange::Purpose;
use crate::protocol::text;
use crate::protocol::time::in_words;
use crate::record::Run;

/// One sentence about the end of a run.
pub fn message(run: &Run) -> String {
    match &run.outcome {
        None => "The run has not ended.".to_owned(),
        Some(Outcome::Tokens) => ended(run, "Tokens came"),
        Some(Outcome::Done) if run.flow != Flow::Code => ended(run, &done(run)),
        Some(Outcome::Done) => {
            "The provider refused the code without its verifier, as it must; the probe spent the code.".to_owned()
        }
        Some(Outcome::Rejected { check }) => {
            let stopped = format!("{} because {check} failed{}", stopped(run, check), observed(run, check));
            match beside::error(run) {
                Some(error) => format!("{stopped}; the answer said {}.", said(run, &error)),
                None => stopped + ".",
            }
        }
        Some(Outcome::Refused(error)) if backchannel::is_last(run) => {
            format!("The provider pushed an error in place of tokens: {}.", said(run, error))
        }
        Some(Outcome::Refused(error)) => {
            format!("The provider refused the {}: {}.", refused_request(run, error), said(run, error))
        }
        Some(Outcome::Denied(error)) => format!("The request was denied: {}.", said(run, error)),
        Some(Outcome::Expired(Expiry::Told(error))) => {
            let expired = if run.flow == Flow::Ciba { "auth_req_id has" } else { "codes have" };
            format!("The provider says that the {expired} expired: {}.", said(run, error))
        }
        Some(Outcome::Expired(Expiry::Counted)) => expired(run),
        Some(Outcome::Unreachable { request, reason }) => {
            format!("No answer to the {}{}: {}.", noun(request), at_host(run), foreign(run, reason))
        }
        Some(Outcome::Broken { reason }) => broken(run, reason),
        Some(Outcome::Cancelled) if run.flow == Flow::Inspect => "The look was cancelled.".to_owned(),
        Some(Outcome::Cancelled) => "The run was cancelled.".to_owned(),
        Some(Outcome::Invalid { reason }) if front::is_deaf(run) => {
            format!("The answer cannot be listened for: {}.", foreign(run, reason))
        }
        Some(Outcome::Invalid { reason }) if backchannel::is_deaf(run) => {
            format!("Notifications cannot be received: {}.", foreign(run, reason))
        }
        Some(Outcome::Invalid { reason }) if run.flow == Flow::Inspect => {
            format!("The token cannot be looked into: {}.", foreign(run, reason))
        }
        Some(Outcome::Invalid { reason }) => format!("The profile cannot be run: {}.", foreign(run, reason)),
    }
}

/// What was reached, and the worst that was found on the way.
fn ended(run: &Run, reached: &str) -> String {
    let counts = run.counts();
    let failed = match first_failure(run) {
        Some(row) if counts.fail == 1 => format!("{} failed", row.finding.check.id),
        Some(row) => format!("{} failed, among them {}", counted(counts.fail, "check"), row.finding.check.id),
        None if inspected::is_empty(run) => return format!("{reached}."),
        None if counts.warn > 0 => format!("no check failed and {} warned", counts.warn),
        None => "no check failed".to_owned(),
    };
    match (counts.fail > 0, counts.warn > 0) {
        // A look may reach nothing good that a failure could be set against.
        _ if inspected::is_doubtful(run) => format!("{reached}; {failed}."),
        (true, _) => format!("{reached}, but {failed}."),
        (false, true) => format!("{reached}, {failed}."),
        (false, false) => format!("{reached} and {failed}."),
    }
}

/// What an act on a token reached.
fn done(run: &Run) -> String {
    match run.flow {
        Flow::Inspect => match run.inspections.as_slice() {
            [] => "No token was found in the text".to_owned(),
            [one] => inspected::standing(one).to_owned(),
            all => inspected::standings(all),
        },
        Flow::Userinfo => "The provider told its claims".to_owned(),
        Flow::Introspection => match inspected::is_active(run) {
            Some(true) => "The token is active".to_owned(),
            Some(false) => "The token is not active".to_owned(),
            None => "The provider answered, and nobody can tell whether the token is active".to_owned(),
        },
        Flow::Revocation => "The provider took the revocation".to_owned(),
        _ if run.callback.is_some() => "The browser came back from the provider's logout".to_owned(),
        _ => "The browser was sent to the provider's logout".to_owned(),
    }
}

fn expired(run: &Run) -> String {
    let polls = counted(run.polls.len(), "poll");
    match run.flow {
        Flow::Code => return unanswered(run),
        Flow::Logout => return format!("Nobody came back from the provider's logout within {}.", front::waited(run)),
        Flow::Ciba if backchannel::is_unnotified(run) => return unnotified(run),
        Flow::Ciba => {
            let life = backchannel::life(run);
            return format!("The auth_req_id expired after {life} and {polls} without a decision.");
        }
        _ => {}
    }
    match &run.prompt {
        Some(prompt) => {
            let life = in_words(prompt.authorization.pace.expires_in.as_secs());
            format!("The codes expired after {life} and {polls} without a decision.")
        }
        None => "The codes expired without a decision.".to_owned(),
    }
}

/// A wait for the browser that ended with nothing.
fn unanswered(run: &Run) -> String {
    let waited = front::waited(run);
    let Some(listening) = run.listening.as_ref().filter(|listening| !listening.addresses.is_empty()) else {
        return format!("No answer was pasted within {waited}.");
    };
    let redirect_uri = text::shown_short(&listening.redirect_uri, 1000);
    match run.visit_count {
        0 => format!("Nobody came back to {redirect_uri} within {waited}; it has to be registered at the provider."),
        count => format!("No answer came to {redirect_uri} within {waited}, only {}.", counted(count, "other visit")),
    }
}

/// A wait for the provider that ended with nothing.
fn unnotified(run: &Run) -> String {
    let life = backchannel::life(run);
    let endpoint = run.notification_endpoint.as_ref().map(|endpoint| text::shown_short(&endpoint.registered, 1000));
    let endpoint = endpoint.unwrap_or_else(|| "the notification endpoint".to_owned());
    match run.visit_count {
        0 => {
            let mode = run.backchannel.as_ref().map_or("", |asked| asked.delivery.name());
            format!(
                "Nobody came to {endpoint} within {life}; this client has to be registered for it, with mode {mode}."
            )
        }
        count => {
            format!("No notification was taken at {endpoint} within {life}, only {}.", counted(count, "other visit"))
        }
    }
}

/// How a check ended the run: at once, or when the wait for a better answer was over.
fn stopped(run: &Run, check: &str) -> String {
    if check == front::STATE && front::is_unanswered(run) {
        return format!("The run ended after {} without an answer of its own", front::waited(run));
    }
    "The run was stopped".to_owned()
}

fn broken(run: &Run, reason: &str) -> String {
    let check = behind(run, reason).map(|row| format!(" ({} failed)", row.finding.check.id)).unwrap_or_default();
    format!("The run cannot go on: {}{check}.", foreign(run, &after_colon(reason)))
}

/// What a failed row saw, behind a colon.
fn observed(run: &Run, check: &str) -> String {
    let row = run.checks.iter().rev().find(|row| row.finding.check.id == check && row.finding.stops());
    row.map(|row| format!(": {}", foreign(run, &row.finding.observed))).unwrap_or_default()
}

/// Code and description of an error.
fn said(run: &Run, error: &OAuthError) -> String {
    let code = foreign(run, &error.error);
    match error.description.as_deref().map(str::trim) {
        None | Some("") => code,
        Some(description) => format!("{code}, “{}”", foreign(run, description)),
    }
}

fn refused_request(run: &Run, error: &OAuthError) -> String {
    if run.flow == Flow::Code && front::is_of_browser(error) {
        return "authorization request".to_owned();
    }
    run.exchanges.last().map_or_else(|| "request".to_owned(), |exchange| noun(exchange.request.purpose.label()))
}

/// The label of a request as a noun.
pub(super) fn noun(label: &str) -> String {
    if label == Purpose::Par.label() {
        return "pushed authorization request".to_owned();
    }
    if label == Purpose::BackchannelAuthentication.label() {
        return "authentication request".to_owned();
    }
    let is_noun = label.ends_with("request") || label == Purpose::Poll.label();
    if is_noun { label.to_owned() } else { format!("{label} request") }
}

fn at_host(run: &Run) -> String {
    let host = run.exchanges.last().map(|exchange| evidence::host(&exchange.request.url)).unwrap_or_default();
    if host.is_empty() { host } else { format!(" to {}", foreign(run, &host)) }
}

fn foreign(run: &Run, text: &str) -> String {
    piece(&run.masker.mask(text))
}
