//! An error that came through the browser, as a row and in an answer which could not be taken: what stops a run must
//! not hide what the provider said.

use super::evidence::Evidence;
use super::rules::{Advice, Leg};
use super::{error_advice, front, piece};
use crate::protocol::answer::OAuthError;
use crate::protocol::authorize;
use crate::protocol::exchange::{Purpose, Value};
use crate::record::Run;

/// The error of the browser's answer on which the run stopped, or of the last one that was not ours.
pub(super) fn error(run: &Run) -> Option<OAuthError> {
    if run.exchanges.iter().any(|exchange| exchange.request.purpose == Purpose::Token) {
        return None;
    }
    if let Some(callback) = &run.callback {
        return read(callback);
    }
    let mut visits = run.visits.iter().rev().map(|row| &row.visit);
    visits.find(|visit| front::is_unanswered(run) && visit.kind.is_answer()).and_then(|visit| read(&visit.parameters))
}

fn read(parameters: &[(String, Value)]) -> Option<OAuthError> {
    OAuthError::of_browser(|name| authorize::value(parameters, name).filter(|text| !text.is_empty()).map(str::to_owned))
}

/// What the row of an error says: its code, and in brackets its description.
pub(super) fn row(observed: &str) -> Advice {
    let (code, description) = observed.split_once(" (").unwrap_or((observed, ""));
    let description = description.to_lowercase();
    // What it means depends on whether a challenge was sent, which only the run shows.
    let is_of_run = ["pkce", "code_challenge", "code challenge"].iter().any(|word| description.contains(word));
    let description = if is_of_run { String::new() } else { description };
    error_advice(code, &Evidence { description, ..Evidence::at(Leg::Authorization) })
}

/// What is said about the stop, followed by what the error means if the provider sent it.
pub(super) fn joined(run: &Run, said: Advice, evidence: &Evidence) -> Advice {
    let Some(error) = error(run) else { return said };
    let description = error.description.unwrap_or_default();
    let seen = Evidence { leg: Some(Leg::Authorization), description: description.to_lowercase(), ..evidence.clone() };
    let code = run.masker.mask(&error.error);
    let meant = error_advice(&code, &seen);
    let quoted = if description.trim().is_empty() {
        String::new()
    } else {
        format!(", “{}”", piece(&run.masker.mask(&description)))
    };
    Advice {
        why: format!(
            "{} The answer said {}{quoted}, which, if it is genuine, means: {}",
            said.why,
            piece(&code),
            meant.why
        ),
        next: format!("{} For {}: {}", said.next, piece(&code), meant.next),
        ..said
    }
}
