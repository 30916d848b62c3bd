//! The filter of an outline: it looks at names and values as they came, without making anything to draw.

use super::{Outline, number};
use crate::protocol::json::Json;
use crate::tui::model::Privacy;
use crate::tui::pretty::hides;
use crate::tui::tokens::TokenItem;

impl Outline {
    /// Leaves the lines in which `needle` (in lower case) stands. What is hidden as personal is not searched.
    pub fn filter(&mut self, token: &TokenItem, needle: &str, privacy: Privacy) {
        let all = 0..number(self.nodes.len());
        self.seen = if needle.is_empty() {
            all.collect()
        } else {
            all.filter(|at| self.matches(*at as usize, token, (needle, privacy))).collect()
        };
        self.measure(token);
    }

    fn matches(&self, at: usize, token: &TokenItem, (needle, privacy): (&str, Privacy)) -> bool {
        let node = self.nodes[at];
        if node.is_heading() {
            return node.part.heading().contains(needle);
        }
        let Some((name, value)) = self.find(at, token) else { return false };
        // What is open has lines of its own for what it holds.
        let is_searched = node.fold != Some(true) && !hides(privacy, &name);
        holds(&name, needle) || is_searched && value_holds(value, (needle, privacy))
    }
}

/// Whether `needle` (in lower case) stands in a value or below it.
pub fn value_holds(value: &Json, sought: (&str, Privacy)) -> bool {
    let (needle, privacy) = sought;
    match value {
        Json::String(text) => holds(text, needle),
        Json::Number(number) => holds(number.text(), needle),
        Json::Bool(truth) => holds(if *truth { "true" } else { "false" }, needle),
        Json::Null => holds("null", needle),
        Json::Array(elements) => elements.iter().any(|element| value_holds(element, sought)),
        Json::Object(members) => members
            .iter()
            .any(|(name, member)| holds(name, needle) || !hides(privacy, name) && value_holds(member, sought)),
    }
}

/// Whether `needle` (in lower case) stands in a text, whatever the case of that.
pub fn holds(text: &str, needle: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(needle);
    }
    let Some(first) = needle.bytes().next() else { return true };
    let (text, needle) = (text.as_bytes(), needle.as_bytes());
    let last = text.len().checked_sub(needle.len());
    last.is_some_and(|last| {
        let fits = |at: usize| text[at..at + needle.len()].eq_ignore_ascii_case(needle);
        (0..=last).any(|at| text[at].eq_ignore_ascii_case(&first) && fits(at))
    })
}
