//! The box for what a run asks a person: a secret, seen as one dot a character.

use super::keymap::{self, Key, Place};
use super::model::{Model, RunId};
use super::screen::eyes;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use crate::protocol::secret::Secret;

/// Longer answers are not taken.
const LONGEST: usize = 1024;

/// More dots than that say nothing.
const DOTS: usize = 24;

/// What is being typed, and for which run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answering {
    /// Which run.
    pub run: RunId,
    /// What is there so far.
    text: Secret,
}

impl Answering {
    /// An empty one.
    pub fn new(run: RunId) -> Self {
        Self { run, text: Secret::new("") }
    }

    /// Appends the first line of a text, without what no key types: a pasted newline sends nothing.
    pub fn add(&mut self, more: &str) {
        let room = LONGEST.saturating_sub(self.text.chars());
        let more = more.lines().next().unwrap_or_default().chars();
        // Long enough for both, so that no half of it is left behind in memory.
        let mut text = String::with_capacity(self.text.reveal().len() + 4 * LONGEST);
        text.push_str(self.text.reveal());
        text.extend(more.filter(|letter| !letter.is_control()).take(room));
        self.text = Secret::new(text);
    }

    /// Takes the last character away.
    pub fn erase(&mut self) {
        let last = self.text.reveal().char_indices().next_back().map_or(0, |(at, _)| at);
        self.text = Secret::new(&self.text.reveal()[..last]);
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.text = Secret::new("");
    }

    /// The answer; none when nothing was typed.
    pub fn answer(self) -> Option<Secret> {
        (self.text.chars() > 0).then_some(self.text)
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
        lines.extend([Vec::new(), self.typed(question.parameter), Vec::new(), keys()]);
        lines
    }

    fn typed(&self, parameter: &str) -> Pieces {
        let count = self.text.chars();
        let mut line = vec![
            Piece::new(Role::Label, format!("{parameter}  ")),
            Piece::new(Role::Strong, "●".repeat(count.min(DOTS))),
            Piece::new(Role::Active, "▏"),
        ];
        if count > DOTS {
            line.push(Piece::new(Role::Dim, format!(" {count} characters")));
        }
        line
    }
}

fn keys() -> Pieces {
    let mut keys = Vec::new();
    for row in keymap::heard(&[Place::Answer]).into_iter().filter(|row| row.short.is_some()) {
        let label = row.keys.first().map_or("", Key::label);
        keys.extend([Piece::new(Role::Key, label), Piece::new(Role::Text, format!(" {}   ", row.say))]);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_in_a_debug_text_and_a_newline_ends_nothing() {
        let mut answering = Answering::new(RunId(1));
        answering.add("hun\u{7}ter2\nand more");
        assert_eq!(format!("{answering:?}"), "Answering { run: RunId(1), text: Secret(…) }");
        answering.erase();
        assert_eq!(answering.clone().answer(), Some(Secret::new("hunter")));
        answering.add(&"x".repeat(5000));
        assert_eq!(answering.clone().answer().map(|secret| secret.chars()), Some(LONGEST));
        answering.clear();
        answering.erase();
        assert_eq!(answering.answer(), None);
    }
}
