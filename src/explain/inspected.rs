//! Tokens that were given to be looked into, and acts on tokens: what a run shows about them.

use super::evidence::Evidence;
use super::fact::Fact;
use crate::profile::Flow;
use crate::protocol::inspection::{Inspection, SignatureState};
use crate::protocol::json::Json;
use crate::record::Run;

/// Subjects that there are in no other run than a look into a token.
pub(super) const ALWAYS: [&str; 4] = ["access_token", "jwt", "logout_token", "paste"];

impl Evidence {
    /// Gathers what a look or an act shows.
    pub fn inspected(&mut self, run: &Run) {
        self.note(!run.flow.awaits_person() && run.flow != Flow::Logout, Fact::Alone);
        self.note(run.flow == Flow::Logout && run.authorization.is_some() && run.callback.is_none(), Fact::Leaving);
        self.note(run.flow == Flow::Logout && run.callback.is_some(), Fact::CameBack);
        self.note(is_active(run) == Some(false), Fact::Inactive);
        if run.flow != Flow::Inspect {
            return;
        }
        self.facts.push(Fact::Inspected);
        let some = |holds: fn(&Inspection) -> bool| run.inspections.iter().any(holds);
        self.note(run.outcome.is_some() && run.inspections.is_empty(), Fact::NoToken);
        self.note(some(is_sealed), Fact::Sealed);
        self.note(some(|one| one.signature == SignatureState::NoKey), Fact::NoKey);
        self.note(some(is_opaque), Fact::Opaque);
        self.note(some(|one| one.signature == SignatureState::Unchecked && !is_opaque(one)), Fact::Unchecked);
    }
}

/// Whether a text was looked into, and there was no token in it.
pub(super) fn is_empty(run: &Run) -> bool {
    run.flow == Flow::Inspect && run.inspections.is_empty()
}

/// Whether tokens were looked into, and not every signature is verified.
pub(super) fn is_doubtful(run: &Run) -> bool {
    run.flow == Flow::Inspect && !run.inspections.iter().all(|one| one.signature == SignatureState::Verified)
}

/// What the provider said about the token.
pub(super) fn is_active(run: &Run) -> Option<bool> {
    run.introspection.as_ref().and_then(|members| members.get("active")).and_then(Json::as_bool)
}

/// Whether a token is encrypted, and nothing inside it could be seen.
pub(super) fn is_sealed(one: &Inspection) -> bool {
    one.inner.is_none() && (one.outer.is_some() || one.decoded.is_encrypted())
}

const fn is_opaque(one: &Inspection) -> bool {
    one.kind.is_none()
}

/// A token in a sentence: what is known of its signature.
pub(super) fn standing(one: &Inspection) -> &'static str {
    match one.signature {
        _ if is_opaque(one) => "The token is opaque",
        _ if is_sealed(one) => "The token is encrypted and was not opened",
        _ if is_unsigned(one) => "The token is not signed",
        SignatureState::Verified => "The signature is verified",
        SignatureState::Refused => "The signature fits, but the token must not be accepted",
        SignatureState::Bad => "The signature is bad",
        SignatureState::WrongKey => "The signature is of another key",
        SignatureState::Ambiguous => "Several keys could be meant, and none fits the signature",
        SignatureState::KeyNotFound => "The key that the token names is not at hand",
        SignatureState::NoKey => "The token was decoded, its signature not checked for want of a key",
        SignatureState::Unchecked if one.outer.is_some() => "The token was opened, and what was inside is not signed",
        SignatureState::Unchecked => "The signature could not be checked",
    }
}

/// Several tokens in a sentence.
pub(super) fn standings(all: &[Inspection]) -> String {
    let words: Vec<&str> = all.iter().map(word).collect();
    let mut told: Vec<(&str, usize)> = Vec::new();
    for word in words {
        match told.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => told.push((word, 1)),
        }
    }
    let told: Vec<String> = told.iter().map(|(word, count)| format!("{count} {word}")).collect();
    format!("{} tokens were looked into ({})", all.len(), told.join(", "))
}

/// A token in a list.
fn word(one: &Inspection) -> &'static str {
    match one.signature {
        _ if is_opaque(one) => "opaque",
        _ if is_sealed(one) => "not opened",
        _ if is_unsigned(one) => "unsigned",
        SignatureState::NoKey => "unchecked for want of a key",
        state => state.word(),
    }
}

/// `none`, in any spelling.
fn is_unsigned(one: &Inspection) -> bool {
    one.alg.as_deref().is_some_and(|alg| alg.eq_ignore_ascii_case("none"))
}
