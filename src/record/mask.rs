//! Masking: known secrets leave a text in every form they could stand in, and get the same tag everywhere.
//!
//! By value, since an error text may echo a secret anywhere; and by member name, since an answer may bring a secret
//! that nobody has read yet. A JWT keeps its header and claims and loses its signature: readable, but useless.
//!
//! What leaves this machine is looked at once more, in another way: see [`Masker::leak`].

mod alone;
mod filter;
mod forms;
mod literal;
mod names;
mod needle;
mod scan;
mod spelling;

use std::collections::HashMap;

use zeroize::Zeroize as _;

use crate::protocol::jose::base64url;
use crate::protocol::json;
use crate::protocol::secret::Secret;
use filter::Filter;
use needle::{Needle, Reach};
use scan::Scan;

/// Shorter values are not searched for in running text: they would blank out innocent words. As fields of their own
/// they are masked by type all the same.
const SHORTEST: usize = 4;

/// Shorter values may be words, `secret` among them: they are searched for only where they stand alone.
const LONG: usize = 8;

/// The beginning by which a secret is known where a text was cut off within it.
const HEAD: usize = 16;

/// The JWT of JARM: its claims are the answer itself, code and tokens among them, so nothing of it stays readable.
const SEALED: &str = "response";

/// Every secret of one run with its tag.
#[derive(Clone, Default)]
pub struct Masker {
    /// Value → tag.
    tags: HashMap<String, String>,
    /// How many of each kind.
    counts: HashMap<String, usize>,
    /// What to find and what stands in its place; longest first.
    needles: Vec<Needle>,
    /// What must not be in a text that leaves this machine.
    scan: Scan,
}

impl Drop for Masker {
    fn drop(&mut self) {
        for (mut value, _) in self.tags.drain() {
            value.zeroize();
        }
    }
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Masker({} secrets)", self.tags.len())
    }
}

impl Masker {
    /// Remembers a secret; the same value keeps its first tag.
    pub fn learn(&mut self, kind: &str, secret: &Secret) {
        let value = secret.reveal();
        if value.is_empty() || self.tags.contains_key(value) {
            return;
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let tag = format!("‹{kind}#{count}›");
        self.tags.insert(value.to_owned(), tag.clone());
        if value.chars().count() < SHORTEST {
            return;
        }
        // What is in it is known before it: so it can be told whether the rest may be read.
        self.learn_inside(value);
        let is_sealed = kind == SEALED || self.is_inside(value);
        for needle in if is_sealed { forms::sealed(value, &tag) } else { forms::of(value, &tag) } {
            self.add(needle);
        }
        self.scan.add(value, &tag, is_sealed);
        self.sort();
    }

    /// Whether a known secret stands in a JWT: a plain code challenge in a request object is the verifier. One that is
    /// too short to be searched for, as a user code may be, counts where it is a whole value.
    fn is_inside(&self, value: &str) -> bool {
        let short = |text: &str| self.tags.contains_key(text) && text.chars().count() < SHORTEST;
        let parts = forms::jwt(value).map_or("", |(readable, _)| readable).split('.');
        parts.filter_map(|part| base64url::decode(part).ok()).any(|part| {
            let parsed = json::parse(&part).ok();
            let members = parsed.as_ref().and_then(|parsed| parsed.value.as_object()).unwrap_or_default();
            self.finds(&String::from_utf8_lossy(&part))
                || members.iter().any(|(_, value)| value.as_str().is_some_and(short))
        })
    }

    fn add(&mut self, needle: Needle) {
        match self.needles.iter_mut().find(|known| known.text == needle.text) {
            // A part of a long secret may be a short one too.
            Some(known) => known.reach = known.reach.max(needle.reach),
            None => self.needles.push(needle),
        }
    }

    fn sort(&mut self) {
        self.needles.sort_by_key(|needle| std::cmp::Reverse(needle.text.len()));
    }

    /// The tag of a secret, if it is known.
    pub fn tag(&self, secret: &Secret) -> Option<&str> {
        self.tags.get(secret.reveal()).map(String::as_str)
    }

    /// `text` without any known secret.
    pub fn mask(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for needle in self.candidates(text) {
            if needle.is_in(&out) {
                out = needle.leave(&out);
            }
        }
        if out.contains('…') { self.mask_cut(out) } else { out }
    }

    /// Long texts are cut with `…` before they come here, and the cut may go through a secret.
    fn mask_cut(&self, mut out: String) -> String {
        for Needle { text: needle, mask, .. } in self.needles.iter().filter(|needle| needle.reach != Reach::Within) {
            let Some(head) = needle.get(..HEAD) else { continue };
            let Some(at) = out.find(head) else { continue };
            let common = shared(&out[at..], needle);
            // What of a JWT may be read stands in its mask too.
            if out[at + common..].starts_with('…') && common > shared(mask, needle) {
                out.replace_range(at..at + common, mask);
            }
        }
        out
    }

    /// Whether a known secret stands in `text` in any form.
    pub fn finds(&self, text: &str) -> bool {
        self.candidates(text).any(|needle| needle.is_in(text))
    }

    /// The forms that may stand in a text, longest first: a hostile answer can make us know thousands.
    fn candidates(&self, text: &str) -> impl Iterator<Item = &Needle> {
        let filter = Filter::of(text);
        self.needles.iter().filter(move |needle| filter.may_hold_text(&needle.text))
    }

    /// The tag of a secret that stands in a text which was masked, spelled in a way that no mask fits.
    pub fn leak(&self, text: &str) -> Option<&str> {
        self.scan.find(text)
    }

    /// The same in a JSON document.
    pub fn leak_in_json(&self, document: &str) -> Option<&str> {
        self.scan.find_in_json(document)
    }
}

/// Whether a name is one that a standard could have: no secret is looked for in those, though one may be such a word.
pub fn is_word(name: &str) -> bool {
    name.len() <= 24 && name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_')
}

/// How many bytes two texts have in common at their beginnings.
fn shared(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// What a token is called in public: `eyJh…(1204 chars)` for a JWT, whose beginning says nothing, else the length.
pub fn summary(secret: &Secret) -> String {
    let start = if secret.reveal().starts_with("eyJ") { secret.reveal().get(..4).unwrap_or_default() } else { "" };
    format!("{start}…({} chars)", secret.chars())
}

#[cfg(test)]
mod tests;
