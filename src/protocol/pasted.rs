//! What a person pastes when asked for a token: found in whatever was copied along with it, and every bit that was
//! left out is said.
//!
//! Only the packing is tolerated: quotes, `Bearer`, line breaks, a whole answer, a header line. The token itself is
//! never repaired. Standard base64, padding and a missing signature stay as they came, and are judged.

mod clean;
mod document;
mod key;
mod names;
mod run;
mod scan;
#[cfg(test)]
mod tests;
mod whole;

use std::fmt;

use super::check::{Check, Finding, rfc};
use super::json::Json;
use super::secret::Secret;

static TEXT: Check = Check::should("paste.text", "a token and nothing else", rfc!(7515, "7.1"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&TEXT];

/// Longer texts are not taken apart: beyond this a token is not decoded either.
const LIMIT: usize = 4 << 20;
/// More tokens than this are not taken out of one text.
const MOST: usize = 32;
/// JSON in a JSON string in a JSON string: nobody packs deeper.
const DEEPEST: u8 = 3;

/// What a pasted text turned out to be.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Pasted {
    /// The tokens, in the order of the text; none if it is empty, a key, or JSON without one.
    pub tokens: Vec<Found>,
    /// What was cleaned away or is odd, a phrase each.
    pub remarks: Vec<String>,
    /// The token response, when it was one as JSON.
    pub response: Option<Json>,
}

impl fmt::Debug for Pasted {
    /// Without the response, whose members are tokens in the clear.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pasted").field("tokens", &self.tokens).field("remarks", &self.remarks).finish_non_exhaustive()
    }
}

/// One token of a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The parameter it was the value of: `access_token`, `id_token`.
    pub name: Option<String>,
    /// Its text.
    pub token: Secret,
}

/// What is said of an object that tokens stand in.
const JSON_AROUND: &str = "JSON around it";

impl Pasted {
    /// The access token that came in the same answer as the token at `at`. An answer ends where a name comes again.
    pub fn access_token_beside(&self, at: usize) -> Option<&Secret> {
        let named = |n: usize, name: Option<&str>| name.is_some() && self.tokens[n].name.as_deref() == name;
        let mut first = 0;
        let mut answers = Vec::with_capacity(self.tokens.len());
        for (n, found) in self.tokens.iter().enumerate() {
            if (first..n).any(|before| named(before, found.name.as_deref())) {
                first = n;
            }
            answers.push(first);
        }
        let is_beside = |n: &usize| answers.get(*n) == answers.get(at) && named(*n, Some("access_token"));
        (0..self.tokens.len()).find(is_beside).map(|n| &self.tokens[n].token)
    }

    fn remark(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.remarks.contains(&what) {
            self.remarks.push(what);
        }
    }

    /// How many there are, and what they are called.
    fn counted(&self) -> String {
        let named: Vec<&str> = self.tokens.iter().filter_map(|found| found.name.as_deref()).collect();
        let nameless = match self.tokens.len() - named.len() {
            0 => None,
            _ if named.is_empty() => return format!("{} tokens without names", self.tokens.len()),
            1 => Some("one without a name".to_owned()),
            count => Some(format!("{count} without names")),
        };
        let all: Vec<&str> = named.into_iter().chain(nameless.as_deref()).collect();
        format!("{} tokens: {}", self.tokens.len(), all.join(", "))
    }

    /// Whether it is a whole JSON answer and nothing else: what one has at hand, and nothing odd.
    fn is_whole_answer(&self) -> bool {
        let usual = |remark: &String| remark == JSON_AROUND || *remark == self.counted();
        self.response.is_some() && !self.tokens.is_empty() && self.remarks.iter().all(usual)
    }

    fn find(&mut self, name: Option<&str>, token: &str) {
        if self.tokens.iter().any(|found| found.token.reveal() == token) {
            return self.remark("the same token more than once");
        }
        if self.tokens.len() == MOST {
            return self.remark(format!("more than {MOST} tokens: the rest is left out"));
        }
        if names::is_jwt_like(token) && token.contains(['+', '/', '=']) {
            self.remark("characters of standard base64 (+ / =) in it, left as they are");
        }
        self.tokens.push(Found { name: name.map(str::to_owned), token: Secret::new(token) });
    }
}

/// Finds the tokens of a pasted text. Never fails: what nothing is known about is one opaque token.
pub fn read(text: &str) -> Pasted {
    let mut pasted = Pasted::default();
    // The end of a line is how a file or a pipe ends, not something that was pasted along.
    let text = text.strip_suffix('\n').map_or(text, |text| text.strip_suffix('\r').unwrap_or(text));
    if names::is_clean(text) {
        pasted.find(None, text);
        return pasted;
    }
    if text.len() > LIMIT {
        pasted.remark(format!("{} bytes: longer than is searched ({LIMIT}), taken as one token", text.len()));
        pasted.find(None, text.trim());
        return pasted;
    }
    within(text, 0, &mut pasted);
    if pasted.tokens.len() > 1 {
        pasted.remark(pasted.counted());
    }
    pasted
}

/// The row about a pasted text.
pub fn finding(pasted: &Pasted) -> Finding {
    let observed = match pasted.remarks.as_slice() {
        [] => "nothing else".to_owned(),
        remarks => remarks.join("; "),
    };
    let holds = pasted.remarks.is_empty() || pasted.is_whole_answer();
    TEXT.judge(holds, "one token in its compact form, or a whole JSON answer", observed)
}

/// A text that holds more than a bare token: by its kind, else searched, else taken as it is.
fn within(text: &str, depth: u8, pasted: &mut Pasted) {
    let text = clean::visible(text, pasted);
    let text = clean::without_entities(&text, pasted);
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return pasted.remark("nothing in it");
    }
    if trimmed.len() < text.len() {
        pasted.remark("white space around it");
    }
    if key::is_one(trimmed, pasted) || document::read(trimmed, depth, pasted) {
        return;
    }
    let lines = clean::lines(trimmed, pasted);
    if let Some(joined) = whole::without_blanks(&lines) {
        pasted.remark("white space inside it");
        pasted.find(None, &joined);
    } else if !scan::tokens(&lines, pasted) {
        whole::take(&lines, pasted);
    }
}
