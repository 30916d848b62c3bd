//! One issuer of the provider: the honest one, or one that has a fault.

use super::answer::Answer;
use super::clock::Moment;
use super::fault::{self, Edit, Fault, Place, Words, Wrong};
use super::members::Members;

/// The issuer a request is for.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub issuer: String,
    pub origin: String,
    /// The second origin, which belongs to somebody else.
    pub stranger: String,
    pub fault: Option<&'static Fault>,
    /// When the request arrived.
    pub now: Moment,
}

impl Site {
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
                fault::edit(edit, members, &words);
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
                fault::http(http, &mut answer, &words);
            }
        }
        answer
    }

    /// Whether the fault changes that member.
    pub fn edits(&self, at: Place, member: &str) -> bool {
        self.wrong().iter().any(|change| match change {
            Wrong::Edit(place, edit) if *place == at => match *edit {
                Edit::Set(name, _) | Edit::Twice(name, _) | Edit::Remove(name) | Edit::Rename(name, _) => {
                    name == member
                }
                _ => false,
            },
            _ => false,
        })
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
