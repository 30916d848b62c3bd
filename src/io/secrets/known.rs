//! What is known to be a secret, without keeping it: enough to take it out of a text that is told at a bad moment.
//!
//! A panic message or what a command says on stderr may repeat a secret of any run. A list of all of them would keep
//! them in memory after the run that needed them, so only their keyed hashes are kept, by length.

use std::collections::{BTreeMap, HashSet};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError, TryLockError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::protocol::secret::Secret;

/// Shorter ones would blank out innocent words.
const SHORTEST: usize = 4;

/// Longer ones, such as whole key sets, are known by their lines.
const LONGEST: usize = 4096;

/// No key has more lines.
const LINES: usize = 500;

/// What stands where a secret stood: of one width, whatever it was.
pub const MASK: &str = "‹secret›";

/// Everything that was looked up since the program began.
static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

/// The forms of secrets, as hashes that nothing outside this process can compare.
#[derive(Clone, Default)]
pub struct Known {
    key: RandomState,
    /// Length in bytes → the hashes of all forms of that length.
    forms: BTreeMap<usize, HashSet<u64>>,
}

impl Known {
    /// Remembers a secret, each line of one that has several, and the ways in which they may be spelled.
    pub fn learn(&mut self, secret: &str) {
        let whole = std::iter::once(secret).filter(|secret| secret.len() <= LONGEST);
        for form in whole.chain(secret.lines().map(str::trim).take(LINES)) {
            self.note(form);
            for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
                let mut encoded = room(form);
                engine.encode_string(form, &mut encoded);
                self.note(&encoded);
            }
            let mut encoded = room(form);
            encoded.extend(url::form_urlencoded::byte_serialize(form.as_bytes()));
            self.note(&encoded);
            let mut escaped = room(form);
            for c in form.chars() {
                escaped.extend(matches!(c, '"' | '\\').then_some('\\').into_iter().chain([c]));
            }
            self.note(&escaped);
        }
    }

    fn note(&mut self, form: &str) {
        if form.chars().count() >= SHORTEST && form.len() <= LONGEST {
            self.forms.entry(form.len()).or_default().insert(self.key.hash_one(form));
        }
    }

    /// `text` without any of them; the longest is looked for first.
    #[must_use]
    pub fn redact(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if let Some(length) = self.at_the_beginning_of(rest) {
                out.push_str(MASK);
                rest = &rest[length..];
            } else {
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
        out
    }

    fn at_the_beginning_of(&self, text: &str) -> Option<usize> {
        let is_known = |length: usize, forms: &HashSet<u64>| {
            text.get(..length).is_some_and(|head| forms.contains(&self.key.hash_one(head)))
        };
        self.forms.iter().rev().find(|(length, forms)| is_known(**length, forms)).map(|(length, _)| *length)
    }
}

/// For another spelling of it, which is wiped as the secret itself is, and never moved.
fn room(form: &str) -> Zeroizing<String> {
    Zeroizing::new(String::with_capacity(form.len() * 3 + 4))
}

/// Remembers a secret of this process.
pub fn learn(secret: &Secret) {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_default().learn(secret.reveal());
}

/// What is known so far.
pub fn so_far() -> Known {
    KNOWN.lock().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default()
}

/// The same at once; nothing while somebody is learning, since a panic must not wait for it.
pub fn at_once() -> Option<Known> {
    match KNOWN.try_lock() {
        Ok(known) => Some(known.clone().unwrap_or_default()),
        Err(TryLockError::Poisoned(known)) => Some(known.into_inner().clone().unwrap_or_default()),
        Err(TryLockError::WouldBlock) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knowing(secrets: &[&str]) -> Known {
        let mut known = Known::default();
        for secret in secrets {
            known.learn(secret);
        }
        known
    }

    #[test]
    fn a_secret_leaves_a_text_in_every_spelling_and_its_length_with_it() {
        let known = knowing(&["hunter2&\"x", "a-much-longer-secret-than-the-other"]);
        for text in [
            "said hunter2&\"x.",
            "said aHVudGVyMiYieA.",
            "said aHVudGVyMiYieA==.",
            "said hunter2%26%22x.",
            "said hunter2&\\\"x.",
            "said a-much-longer-secret-than-the-other.",
        ] {
            assert_eq!(known.redact(text), "said ‹secret›.", "{text}");
        }
        assert_eq!(known.redact("nothing ä in it"), "nothing ä in it");
    }

    #[test]
    fn each_line_of_a_key_is_one_and_the_longest_is_found_first() {
        let known = knowing(&["-----BEGIN X-----\n  bGluZQ-one\nbGluZQ-one-and-more\n"]);
        assert_eq!(known.redact("at bGluZQ-one here"), "at ‹secret› here");
        assert_eq!(known.redact("at bGluZQ-one-and-more here"), "at ‹secret› here");
    }

    #[test]
    fn what_is_too_short_blanks_nothing_out() {
        assert_eq!(knowing(&["abc"]).redact("abc abc"), "abc abc");
        assert_eq!(Known::default().redact("all of it"), "all of it");
    }
}
