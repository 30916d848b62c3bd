//! One mistake of a file: where it is, what is wrong, and what would be right.

use std::ops::Range;

use crate::protocol::text;

/// The span of what `--set` brought in: it stands in no file.
pub(super) const SET: Range<usize> = usize::MAX..usize::MAX;

/// What is wrong at one place of a profile. Its texts are sanitized when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1; 0 when the mistake is the file itself or stands on the command line.
    pub line: usize,
    /// The character in the line, from 1; 0 like the line.
    pub column: usize,
    /// The dotted key, empty when it is about no key.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// What would be right.
    pub hint: Option<String>,
    /// The line itself, for the caret of a syntax error; values that may be secret are masked in it.
    pub excerpt: Option<String>,
}

impl Mistake {
    /// Longer texts are cut: a hostile file must not fill the screen.
    const LONGEST: usize = 400;

    /// A mistake that has no line: the file itself, or an option.
    pub fn of_file(what: impl AsRef<str>, hint: Option<&str>) -> Self {
        let shown = |text: &str| text::shown_short(text, Self::LONGEST);
        let (key, what) = (String::new(), shown(what.as_ref()));
        Self { line: 0, column: 0, key, what, hint: hint.map(shown), excerpt: None }
    }

    /// A mistake about the byte range `at` of `text`.
    pub(super) fn at(text: &str, at: &Range<usize>, key: &str, what: &str) -> Self {
        if *at == SET {
            return Self { key: key.to_owned(), ..Self::of_file(format!("--set: {what}"), None) };
        }
        let (line, column) = position(text, at.start);
        Self { line, column, key: text::shown_short(key, Self::LONGEST), ..Self::of_file(what, None) }
    }

    /// The same mistake with what would be right.
    #[must_use]
    pub(super) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint.map(|hint| text::shown_short(&hint, Self::LONGEST));
        self
    }

    /// `FILE:LINE:COLUMN: what (hint)`, with the line and a caret below where the mistake is one of syntax.
    #[must_use]
    pub fn render(&self, file: &str) -> String {
        let place = if self.line > 0 { format!(":{}:{}", self.line, self.column) } else { String::new() };
        let hint = self.hint.as_ref().map(|hint| format!(" ({hint})")).unwrap_or_default();
        let below = self.excerpt.as_ref().map(|line| {
            let (line, caret) = window(line, self.column);
            format!("\n    {line}\n    {:>caret$}", "^")
        });
        format!("{}{place}: {}{hint}{}", text::shown(file), self.what, below.unwrap_or_default())
    }
}

/// Line and column of a byte offset, both from 1, columns counted in characters.
pub(super) fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut end = offset.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let before = &text[..end];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[start..].chars().count() + 1)
}

/// The part of a long line around `column`, one cell a character, and where the caret stands in it.
fn window(line: &str, column: usize) -> (String, usize) {
    const BEFORE: usize = 60;
    const WIDTH: usize = 100;
    let from = column.saturating_sub(BEFORE + 1);
    // A control character or a combining mark would move the caret, so each becomes one visible cell.
    let cell = |c: char| if c.is_ascii() && !c.is_ascii_control() || c.is_alphanumeric() { c } else { '·' };
    (line.chars().skip(from).take(WIDTH).map(cell).collect(), column.saturating_sub(from).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_columns_count_from_one_in_characters() {
        assert_eq!(position("", 0), (1, 1));
        assert_eq!(position("a\nÄö = 1", 6), (2, 3));
        assert_eq!(position("a\n", 99), (2, 1));
    }

    #[test]
    fn a_caret_stands_below_its_column_even_on_a_long_line() {
        let line = format!("{}!", "x".repeat(500));
        let mistake = Mistake { line: 2, column: 501, excerpt: Some(line), ..Mistake::of_file("odd", Some("even")) };
        let said = mistake.render("p.toml");
        let lines: Vec<&str> = said.lines().collect();
        assert_eq!(lines[0], "p.toml:2:501: odd (even)");
        assert_eq!(lines[1].find('!'), lines[2].find('^'));
    }

    #[test]
    fn nothing_in_a_mistake_acts_on_the_terminal() {
        let mistake = Mistake::at("x", &(0..1), "a\u{1b}[2J", "b\u{202e}");
        assert_eq!(mistake.render("c\u{7}"), "c␇:1:1: b\\u{202e}");
        assert_eq!(mistake.key, "a␛[2J");
    }
}
