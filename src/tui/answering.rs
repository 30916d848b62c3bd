//! The box for what a run asks a person: a secret, seen as one dot a character.

use zeroize::Zeroizing;

use super::keymap::Place;
use super::layering;
use super::model::{Model, RunId};
use super::screen::eyes;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::unseen::Unseen;
use crate::protocol::secret::Secret;

/// Longer answers are not taken: keys with their certificates are much shorter.
const LONGEST: usize = 64 << 10;

/// What is being typed, and for which run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// Which run.
    pub run: RunId,
    /// What is there so far.
    text: Unseen,
}

impl Answering {
    /// An empty one.
    pub fn new(run: RunId) -> Self {
        Self { run, text: Unseen::default() }
    }

    /// Appends the first line of a text, without what no key types: a pasted newline sends nothing. A key or a
    /// certificate keeps its lines. Takes nothing of what is too long.
    pub fn add(&mut self, more: &str) -> bool {
        let has_lines = ["-----BEGIN ", "{"].iter().any(|start| more.trim_start().starts_with(start));
        let more = if has_lines { more } else { more.lines().next().unwrap_or_default() };
        let kept = |letter: &char| !letter.is_control() || (has_lines && matches!(letter, '\n' | '\r' | '\t'));
        let kept: Zeroizing<String> = Zeroizing::new(more.chars().filter(kept).collect());
        self.text.append(&kept, LONGEST)
    }

    /// Takes the last character away.
    pub fn erase(&mut self) {
        self.text.erase();
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.text.clear();
    }

    /// The answer; none when nothing was typed.
    pub fn answer(&self) -> Option<Secret> {
        (!self.text.reveal().is_empty()).then(|| Secret::new(self.text.reveal()))
    }

    /// What the box is about.
    pub fn title(&self, model: &Model) -> String {
        let asked = model.run_of(self.run).and_then(|screen| screen.run.asked.as_ref());
        asked.map_or_else(String::new, |question| format!("{} is asked for", question.parameter))
    }

    /// The lines of the box: why it is asked, what is there so far, and the keys.
    pub fn lines(&self, model: &Model, width: usize) -> Vec<Pieces> {
        let Some(screen) = model.run_of(self.run) else { return Vec::new() };
        let Some(question) = &screen.run.asked else { return Vec::new() };
        let why = theirs(Role::Text, &question.why, eyes(&screen.run, model.privacy));
        let mut lines = text::wrap(&why, width);
        let typed = [vec![Piece::new(Role::Label, "Typed  ")], self.text.line(0)].concat();
        lines.extend([Vec::new(), typed, Vec::new(), layering::keys(Place::Answer)]);
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_in_a_debug_text_and_a_newline_ends_nothing() {
        let mut answering = Answering::new(RunId(1));
        answering.add("hun\u{7}ter2\nand more");
        assert_eq!(format!("{answering:?}"), "Answering { run: RunId(1), text: 7 bytes }");
        answering.erase();
        assert_eq!(answering.answer(), Some(Secret::new("hunter")));
        assert!(!answering.add(&"x".repeat(LONGEST)));
        assert_eq!(answering.answer(), Some(Secret::new("hunter")));
        answering.clear();
        answering.erase();
        assert_eq!(answering.answer(), None);
    }

    #[test]
    fn a_pasted_key_keeps_its_lines() {
        for key in ["-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n", "\n{\n\t\"kty\": \"oct\"\r\n}"] {
            let mut answering = Answering::new(RunId(1));
            assert!(answering.add(key));
            assert_eq!(answering.answer(), Some(Secret::new(key)));
        }
    }
}
