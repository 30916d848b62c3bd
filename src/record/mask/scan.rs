//! The last look before a text leaves this machine: is any secret in it, in whatever way it is spelled?
//!
//! Masking looks for the forms in which secrets are usually written. This reads the text instead, in every way that a
//! reader could, and looks for the secrets themselves; so neither is fooled by what fools the other. Values that may
//! be words are left out, since every text would hold one.

use std::collections::HashMap;

use zeroize::Zeroizing;

use super::filter::{Filter, HEAD, Head};
use super::{LONG, forms, is_word, spelling};
use crate::protocol::json::{self, Json};

/// More secrets than this make the search slower, not wrong.
const ROOM: usize = 1 << 10;

/// How many encodings may lie over each other.
const DEPTH: usize = 2;

/// Secrets by their first bytes.
#[derive(Clone)]
pub(super) struct Scan {
    heads: HashMap<Head, Vec<Wanted>>,
    /// Most places of a text are the beginning of none.
    filter: Filter,
}

impl Default for Scan {
    fn default() -> Self {
        Self { heads: HashMap::new(), filter: Filter::with_room(ROOM) }
    }
}

#[derive(Clone)]
struct Wanted {
    text: Zeroizing<String>,
    tag: String,
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
        let mut heads = heads.filter_map(|(at, head)| Some((at, *head.first_chunk()?)));
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
