//! What is typed or pasted without being seen: kept where it is wiped, and in no debug text.

use std::fmt;

use zeroize::{Zeroize as _, Zeroizing};

use super::text::{Piece, Pieces};
use super::theme::Role;
use super::words;

/// More dots than that say nothing.
const DOTS: usize = 24;

/// Between a beginning and an end that are seen, so many are enough.
const FEW_DOTS: usize = 6;

/// The smallest room that is made, so that what is typed is moved rarely.
const LEAST: usize = 256;

/// A text that nobody sees.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Unseen(Zeroizing<String>);

impl fmt::Debug for Unseen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.0.len())
    }
}

impl Unseen {
    /// Appends a text; nothing of it where all would be longer than `most` bytes.
    pub fn append(&mut self, more: &str, most: usize) -> bool {
        let len = self.0.len().saturating_add(more.len());
        if len > most {
            return false;
        }
        if self.0.capacity() < len {
            // The narrower one is wiped as it goes; growing in place would leave its text behind in memory.
            let mut wider = Zeroizing::new(String::with_capacity(len.next_power_of_two().max(LEAST)));
            wider.push_str(&self.0);
            self.0 = wider;
        }
        self.0.push_str(more);
        true
    }

    /// Takes the last character away.
    pub fn erase(&mut self) {
        self.0.pop();
    }

    /// Takes everything away.
    pub fn clear(&mut self) {
        self.0.zeroize();
    }

    /// What is there.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The line of a box: one dot a character, as far as dots say something, `ends` characters of its beginning and end,
    /// and where the next one goes.
    pub fn line(&self, ends: usize) -> Pieces {
        let text = self.0.trim();
        let count = self.0.chars().count();
        let ends = ends.min(count / 4);
        let dots = if ends > 0 { FEW_DOTS } else { count.min(DOTS) };
        let first: String = text.chars().take(ends).collect();
        let mut last: Vec<char> = text.chars().rev().take(ends).collect();
        last.reverse();
        let mut line = vec![
            Piece::new(Role::Strong, in_one_line(&first)),
            Piece::new(Role::Masked, "●".repeat(dots)),
            Piece::new(Role::Strong, in_one_line(&last.into_iter().collect::<String>())),
            Piece::new(Role::Active, "▏"),
        ];
        if count > dots {
            line.push(Piece::new(Role::Dim, format!(" {}", words::count(count, "character"))));
        }
        line
    }
}

/// Without line breaks, which would look like other characters.
fn in_one_line(text: &str) -> String {
    text.replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(unseen: &Unseen, ends: usize) -> String {
        unseen.line(ends).iter().map(Piece::text).collect()
    }

    #[test]
    fn nothing_is_seen_but_how_much_there_is() {
        let mut unseen = Unseen::default();
        assert!(unseen.append("hunter2", 10) && !unseen.append("1234", 10));
        assert_eq!((seen(&unseen, 0), format!("{unseen:?}")), ("●●●●●●●▏".to_owned(), "7 bytes".to_owned()));
        unseen.erase();
        assert_eq!((unseen.reveal(), seen(&unseen, 4)), ("hunter", "h●●●●●●r▏".to_owned()));
        assert!(unseen.append(&"x".repeat(300), 1000));
        assert_eq!(seen(&unseen, 0), format!("{}▏ 306 characters", "●".repeat(24)));
        unseen.clear();
        unseen.erase();
        assert_eq!((unseen.reveal(), seen(&unseen, 4)), ("", "▏".to_owned()));
    }
}
