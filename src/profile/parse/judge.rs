//! Collects what is wrong with a text, without letting a hostile one make it expensive.

use std::ops::Range;

use crate::profile::mistake::Mistake;

/// Nobody reads more than this in one go, and each costs a walk over the text to find its line.
const MOST: usize = 100;

/// The mistakes and notices of one text.
pub(super) struct Judge<'t> {
    text: &'t str,
    mistakes: Vec<Mistake>,
    notices: Vec<Mistake>,
    left_out: usize,
    broken: Vec<Range<usize>>,
}

impl<'t> Judge<'t> {
    pub(super) const fn new(text: &'t str) -> Self {
        Self { text, mistakes: Vec::new(), notices: Vec::new(), left_out: 0, broken: Vec::new() }
    }

    pub(super) const fn text(&self) -> &'t str {
        self.text
    }

    /// Whether one more mistake would only be counted.
    pub(super) fn is_full(&self) -> bool {
        self.mistakes.len() >= MOST
    }

    /// From now on nothing is said about these parts: what was read there is a guess.
    pub(super) fn only_outside(&mut self, broken: Vec<Range<usize>>) {
        self.broken = broken;
    }

    pub(super) fn push(&mut self, mistake: Mistake) {
        if self.is_full() {
            self.left_out += 1;
        } else {
            self.mistakes.push(mistake);
        }
    }

    pub(super) fn mistake(&mut self, at: Range<usize>, key: &str, what: &str, hint: Option<String>) {
        // Where reading had to guess, it also made values up, and those stand nowhere.
        let made_up = at.is_empty() && !self.broken.is_empty();
        if made_up || self.broken.iter().any(|part| part.contains(&at.start)) {
            return;
        }
        if self.is_full() {
            self.left_out += 1;
        } else {
            self.mistakes.push(Mistake::at(self.text, &at, key, what).hint(hint));
        }
    }

    pub(super) fn notice(&mut self, at: Range<usize>, key: &str, what: &str) {
        if self.notices.len() < MOST {
            self.notices.push(Mistake::at(self.text, &at, key, what));
        }
    }

    /// The notices of a text without mistakes, or its mistakes in the order of the text.
    pub(super) fn finish(mut self) -> Result<Vec<Mistake>, Vec<Mistake>> {
        if self.mistakes.is_empty() {
            return Ok(self.notices);
        }
        self.mistakes.sort_by_key(|mistake| (mistake.line, mistake.column));
        if self.left_out > 0 {
            self.mistakes.push(Mistake::of_file(format!("and {} more", self.left_out), None));
        }
        Err(self.mistakes)
    }
}
