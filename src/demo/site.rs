//! One issuer of the provider: the honest one, or one that has a fault.

use super::answer::Answer;
use super::change::{self, Words};
use super::clock::Moment;
use super::fault::Fault;
use super::members::Members;
use super::tls::Shown;
use super::wrong::{Place, Wrong};
use std::sync::Arc;

/// The issuer a request is for.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub issuer: String,
    pub origin: String,
    /// The second origin, which belongs to somebody else.
    pub stranger: String,
    /// Where `mtls_endpoint_aliases` begin, if it has some.
    pub aliases: Option<String>,
    /// The certificate that the client showed in the handshake.
    pub certificate: Option<Arc<Shown>>,
    pub fault: Option<&'static Fault>,
    /// The thumbprint of the key that the request proved to have (RFC 9449 §4.3).
    pub key: Option<String>,
    /// When the request arrived.
    pub now: Moment,
}

impl Site {
    /// The same, for a request that proved to have that key.
    pub fn with_key(&self, key: Option<String>) -> Self {
        Self { key, ..self.clone() }
    }

    /// All changes of the fault, if there is one.
    pub fn wrong(&self) -> &'static [Wrong] {
        self.fault.map_or(&[], |fault| fault.wrong)
    }

    /// Makes the fault's changes of an object.
    pub fn shape(&self, places: &[Place], members: &mut Members, user_code: &str) {
        let words = self.words(user_code);
        for change in self.wrong() {
            if let Wrong::Edit(place, edit) = *change
                && places.contains(&place)
            {
                change::edit(edit, members, &words);
            }
        }
    }

    /// Makes the fault's changes of an answer.
    pub fn send(&self, places: &[Place], mut answer: Answer) -> Answer {
        let words = self.words("");
        for change in self.wrong() {
            if let Wrong::Http(place, http) = *change
                && places.contains(&place)
            {
                change::http(http, &mut answer, &words);
            }
        }
        answer
    }

    /// Whether the fault changes that member.
    pub fn edits(&self, at: Place, member: &str) -> bool {
        let edits = |change: &Wrong| matches!(change, Wrong::Edit(place, edit) if *place == at && edit.member() == Some(member));
        self.wrong().iter().any(edits)
    }

    /// What templates may name.
    pub fn words(&self, user_code: &str) -> Words {
        Words {
            issuer: self.issuer.clone(),
            origin: self.origin.clone(),
            stranger: self.stranger.clone(),
            user_code: user_code.to_owned(),
            unix: self.now.unix(),
        }
    }
}
