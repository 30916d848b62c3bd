//! The box that a token is pasted into: how much it is, what was found in it, and what it will be judged with.

use std::fmt;

use super::entry::Entry;
use super::keymap::Place;
use super::layering;
use super::model::{Model, Privacy};
use super::text::{self, Piece, Pieces};
use super::theme::Role;
use super::unseen::Unseen;
use super::words;
use crate::profile::{Profile, SecretReference};
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::pasted::{self, Found};
use crate::protocol::secret::Secret;

/// Longer texts are not taken.
const LONGEST: usize = 16 << 20;

/// What is typed into a longer text is looked at when the typing is over.
const AT_ONCE: usize = 32 << 10;

/// Tokens that are named one by one.
const NAMED: usize = 4;

/// What is being pasted.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Looking {
    text: Unseen,
    /// What was found in it, as phrases.
    found: Vec<String>,
    /// What was cleaned away or is odd.
    remarks: Vec<String>,
    /// Whose the first readable token says that it is.
    issuer: Option<String>,
    /// What was chosen by hand, counted in the contexts.
    chosen: Option<usize>,
}

impl fmt::Debug for Looking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Looking({:?}, {:?})", self.text, self.chosen)
    }
}

impl Looking {
    /// Appends what was pasted, whole or not at all.
    pub fn paste(&mut self, more: &str) -> bool {
        let fits = self.text.append(more, LONGEST);
        if fits {
            self.read();
        }
        fits
    }

    /// Appends what was typed.
    pub fn add(&mut self, letter: char) {
        if self.text.append(letter.encode_utf8(&mut [0; 4]), LONGEST) {
            self.follow();
        }
    }

    /// Takes the last character away.
    pub fn erase(&mut self) {
        self.text.erase();
        self.follow();
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        *self = Self { chosen: self.chosen, ..Self::default() };
    }

    fn follow(&mut self) {
        if self.text.reveal().len() <= AT_ONCE {
            self.read();
        } else {
            (self.found, self.remarks) = (vec!["looked at when it is judged".to_owned()], Vec::new());
        }
    }

    fn read(&mut self) {
        let pasted = pasted::read(self.text.reveal());
        self.found = pasted.tokens.iter().map(shape).collect();
        self.remarks = pasted.remarks;
        self.issuer = pasted.tokens.iter().find_map(issuer);
        if self.text.reveal().is_empty() {
            self.remarks.clear();
        }
    }

    /// Goes to the next of the profiles that it can be judged with, and from the last to none.
    pub fn turn(&mut self, model: &Model, forward: bool) {
        let count = self.contexts(model).len();
        self.chosen = Some((self.at(model) + if forward { 1 } else { count - 1 }) % count);
    }

    /// The profiles that it can be judged with: that of the run or under the cursor, and those of its issuer; last none.
    fn contexts<'a>(&self, model: &'a Model) -> Vec<Option<&'a Profile>> {
        let entries = model.profiles.entries.iter().filter_map(|entry| entry.profile.as_ref().ok());
        let of_issuer = entries.filter(|profile| self.issuer.is_some() && profile.issuer == self.issuer);
        let under_cursor = || model.profiles.current().and_then(|entry: &Entry| entry.profile.as_ref().ok());
        let near = match model.run() {
            // Without what was put into it for a run about one token.
            Some(screen) => match model.profiles.now(&screen.profile) {
                Some(entry) => entry.profile.as_ref().ok(),
                None => Some(&*screen.profile).filter(|profile| profile.issuer.is_some()),
            },
            None => under_cursor(),
        };
        let mut contexts: Vec<Option<&Profile>> = Vec::new();
        for profile in near.into_iter().chain(of_issuer) {
            if !contexts.iter().flatten().any(|other| other.name == profile.name) {
                contexts.push(Some(profile));
            }
        }
        contexts.push(None);
        contexts
    }

    /// Which of them: the chosen one, else the first whose issuer the token names; none where it names one that nobody
    /// knows, since another's keys and name say nothing of it; else the first.
    fn at(&self, model: &Model) -> usize {
        let contexts = self.contexts(model);
        let its_own = || {
            let issuer = self.issuer.as_ref()?;
            contexts.iter().position(|context| context.is_some_and(|known| known.issuer.as_ref() == Some(issuer)))
        };
        let usual = if self.issuer.is_some() { contexts.len() - 1 } else { 0 };
        self.chosen.or_else(its_own).unwrap_or(usual).min(contexts.len() - 1)
    }

    /// The profile of the run that judges it; nothing when there is no token in the text.
    pub fn profile(&mut self, model: &Model) -> Option<Box<Profile>> {
        self.read();
        if self.found.is_empty() {
            return None;
        }
        let known = self.contexts(model)[self.at(model)].cloned();
        let blank = || Profile::blank_inspection(None).expect("without an issuer nothing of it can be wrong");
        let mut profile = known.unwrap_or_else(blank);
        profile.inspect.token = Some(SecretReference::Literal(Secret::new(self.text.reveal())));
        Some(Box::new(profile))
    }

    /// Why nothing can be judged.
    pub fn why_not(&self) -> String {
        match self.remarks.as_slice() {
            _ if self.text.reveal().trim().is_empty() => "nothing was pasted yet".to_owned(),
            [] => "there is no token in it".to_owned(),
            remarks => format!("there is no token in it: {}", remarks.join("; ")),
        }
    }

    /// The lines of the box.
    pub fn lines(&self, model: &Model, width: usize) -> Vec<Pieces> {
        let intro = "A token, or what holds one: a whole answer, a header line, an address.";
        let mut lines = text::wrap(&[Piece::new(Role::Dim, intro)], width);
        lines.extend([Vec::new(), self.seen(model)]);
        lines.extend(self.told(width));
        lines.extend(text::wrap(&self.with(model), width));
        lines.extend([Vec::new(), layering::keys(Place::Look)]);
        lines
    }

    /// How much there is, and how it begins and ends: enough to see whether it is the right one.
    fn seen(&self, model: &Model) -> Pieces {
        let ends = match model.privacy {
            Privacy::Open => 16,
            _ if self.text.reveal().len() >= 40 => 4,
            _ => 0,
        };
        [vec![label("text")], self.text.line(ends)].concat()
    }

    fn told(&self, width: usize) -> Vec<Pieces> {
        let found = match self.found.as_slice() {
            _ if self.text.reveal().is_empty() => "nothing yet".to_owned(),
            [] => "no token".to_owned(),
            [one] if one.starts_with("looked") => one.clone(),
            all => {
                let more = if all.len() > NAMED { ", …" } else { "" };
                format!("{}: {}{more}", words::count(all.len(), "token"), all[..all.len().min(NAMED)].join(", "))
            }
        };
        let role = if self.found.is_empty() { Role::Dim } else { Role::Text };
        let mut lines = text::wrap(&[label("found"), Piece::new(role, found)], width);
        if !self.remarks.is_empty() {
            let remarks = Piece::new(Role::Warn, self.remarks.join("; "));
            lines.extend(text::wrap(&[label("beside"), remarks], width).into_iter().take(3));
        }
        lines
    }

    /// What it is judged with.
    fn with(&self, model: &Model) -> Pieces {
        let contexts = self.contexts(model);
        let words = match contexts[self.at(model)] {
            Some(profile) => {
                let client = if profile.client.id.is_empty() { "" } else { " and client" };
                let issuer = profile.issuer.as_deref().unwrap_or("no issuer");
                format!("{}: {issuer}, its keys{client}", profile.name)
            }
            None => "nothing: no keys, no issuer; decoded all the same".to_owned(),
        };
        vec![label("with"), Piece::new(Role::Text, words)]
    }
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<8}"))
}

/// What a token looks like, before it is judged.
fn shape(found: &Found) -> String {
    let text = found.token.reveal();
    let shape = match text.bytes().filter(|byte| *byte == b'.').count() {
        _ if !text.starts_with("ey") => "opaque",
        4 => "JWE",
        1..=3 => "JWT",
        _ => "opaque",
    };
    found.name.as_ref().map_or_else(|| shape.to_owned(), |name| format!("{name} ({shape})"))
}

fn issuer(found: &Found) -> Option<String> {
    let text = found.token.reveal();
    let claims = if text.len() <= AT_ONCE { jwt::read(text).payload } else { None };
    claims?.get("iss").and_then(Json::as_str).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "measures this machine, not the program's time")]
    fn what_is_pasted_is_in_no_debug_text_and_five_megabytes_are_instant() {
        let mut looking = Looking::default();
        let begun = std::time::Instant::now();
        assert!(looking.paste(&"eyJhbGci".repeat(640 << 10)));
        assert!(begun.elapsed().as_secs() < 5, "{:?}", begun.elapsed());
        looking.add('x');
        looking.erase();
        assert_eq!(format!("{looking:?}"), "Looking(5242880 bytes, None)");
        assert!(!looking.paste(&"x".repeat(LONGEST)));
        looking.clear();
        assert_eq!(looking, Looking::default());
    }

    #[test]
    fn what_was_found_is_named() {
        let mut looking = Looking::default();
        looking.paste("Authorization: Bearer eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2EifQ.c2ln\r\n");
        assert_eq!((looking.found.len(), looking.issuer.as_deref()), (1, Some("https://a")));
        assert!(looking.found[0].contains("JWT") && !looking.remarks.is_empty(), "{looking:?}");
    }
}
