//! The last look before a text leaves this machine: is any secret in it, in whatever way it is spelled?
//!
//! Masking looks for the forms in which secrets are usually written. This reads the text instead, in every way that a
//! reader could, and looks for the secrets themselves; so neither is fooled by what fools the other. Values that may
//! be words are left out, since every text would hold one.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::{LONG, forms, is_word, spelling};
use crate::protocol::json::{self, Json};

/// How many encodings may lie over each other.
const DEPTH: usize = 2;

/// Bytes by which a secret is found.
const HEAD: usize = 8;

/// Secrets by their first bytes.
#[derive(Clone, Default)]
pub(super) struct Scan {
    heads: HashMap<[u8; HEAD], Vec<Wanted>>,
    /// One bit for some heads each: most places of a text are none.
    filter: Filter,
}

#[derive(Clone)]
struct Wanted {
    text: Zeroizing<String>,
    tag: String,
}

#[derive(Clone)]
struct Filter(Vec<u64>);

impl Default for Filter {
    fn default() -> Self {
        Self(vec![0; 1024])
    }
}

impl Filter {
    const fn place(head: [u8; HEAD]) -> (usize, u64) {
        let mixed = u64::from_le_bytes(head).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed >> 54) as usize, 1 << (mixed >> 48 & 63))
    }

    fn add(&mut self, head: [u8; HEAD]) {
        let (word, bit) = Self::place(head);
        self.0[word] |= bit;
    }

    fn may_hold(&self, head: [u8; HEAD]) -> bool {
        let (word, bit) = Self::place(head);
        self.0[word] & bit != 0
    }
}

impl Scan {
    /// Looks for this one as well: of a JWT that may be read, for its signature.
    pub fn add(&mut self, value: &str, tag: &str, is_sealed: bool) {
        let texts = match forms::jwt(value) {
            Some((_, signature)) if !is_sealed => vec![signature],
            Some(_) => value.split('.').skip(1).collect(),
            None => vec![value],
        };
        for text in texts.into_iter().filter(|text| text.chars().count() >= LONG) {
            let Some(head) = text.as_bytes().first_chunk() else { continue };
            self.filter.add(*head);
            let wanted = Wanted { text: Zeroizing::new(text.to_owned()), tag: tag.to_owned() };
            self.heads.entry(*head).or_default().push(wanted);
        }
    }

    /// The tag of a secret that stands in the text, as it is or encoded.
    pub fn find(&self, text: &str) -> Option<&str> {
        if self.heads.is_empty() { None } else { self.read(text, DEPTH) }
    }

    fn read(&self, text: &str, depth: usize) -> Option<&str> {
        self.plain(text.as_bytes()).or_else(|| {
            let deeper = depth.checked_sub(1)?;
            spelling::readings(text).find_map(|meant| self.read(&meant, deeper))
        })
    }

    fn plain(&self, text: &[u8]) -> Option<&str> {
        let heads = text.windows(HEAD).enumerate();
        let mut heads = heads.filter_map(|(at, head)| Some((at, <[u8; HEAD]>::try_from(head).ok()?)));
        heads.find_map(|(at, head)| {
            let known = self.filter.may_hold(head).then(|| self.heads.get(&head)).flatten()?;
            let found = known.iter().find(|wanted| text[at..].starts_with(wanted.text.as_bytes()))?;
            Some(found.tag.as_str())
        })
    }

    /// The same in a document: in its values, and in its names unless they are plain words as ours are. A secret may be
    /// a word too, and `password` is a usual one.
    pub fn find_in_json(&self, document: &str) -> Option<&str> {
        json::parse(document.as_bytes()).map_or_else(|_| self.find(document), |parsed| self.walk(&parsed.value))
    }

    fn walk(&self, value: &Json) -> Option<&str> {
        match value {
            Json::String(text) => self.find(text),
            Json::Number(number) => self.find(number.text()),
            Json::Array(elements) => elements.iter().find_map(|element| self.walk(element)),
            Json::Object(members) => members.iter().find_map(|(name, value)| {
                let foreign = if is_word(name) { None } else { self.find(name) };
                foreign.or_else(|| self.walk(value))
            }),
            Json::Null | Json::Bool(_) => None,
        }
    }
}
