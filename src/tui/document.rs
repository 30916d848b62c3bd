//! A long text, laid out once for a width; drawing takes only the lines that are seen.

use super::model::Privacy;
use super::text::{self, Pieces};

/// What a document shows, how old that is, and for which eyes and width it was laid out.
pub type Key = (u8, usize, u64, Privacy, usize);

/// Laid-out lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// What they were made from.
    pub key: Option<Key>,
    /// The lines.
    pub lines: Vec<Pieces>,
}

impl Document {
    /// Breaks lines to a width.
    pub fn new(key: Key, lines: Vec<Pieces>, width: usize) -> Self {
        Self { key: Some(key), lines: lines.into_iter().flat_map(|line| text::wrap(&line, width)).collect() }
    }

    /// The next line after `from` that holds `needle` (in lower case), going round; backwards if asked.
    pub fn find(&self, needle: &str, from: usize, backwards: bool) -> Option<usize> {
        let count = self.lines.len();
        let holds = |at: &usize| holds(&self.lines[*at], needle);
        if backwards {
            (1..=count).map(|step| (from + count - step) % count).find(holds)
        } else {
            (1..=count).map(|step| (from + step) % count).find(holds)
        }
    }
}

/// Whether a line holds `needle` (in lower case).
pub fn holds(line: &Pieces, needle: &str) -> bool {
    let whole: String = line.iter().map(text::Piece::text).collect();
    !needle.is_empty() && whole.to_lowercase().contains(needle)
}
