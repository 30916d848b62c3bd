//! The parameters that count: those inside a verified JWT, or the plain ones.

use super::Came;
use crate::protocol::exchange::Value;

/// Parameters as the rules read them. One without a value is as good as absent (RFC 6749 §3.1).
#[derive(Clone, Copy)]
pub(super) struct Seen<'a>(&'a [(String, Value)]);

impl<'a> Seen<'a> {
    /// What may be read; nothing when a JWT came that must not be believed.
    pub fn of(came: &Came<'a>) -> Option<Self> {
        match came.signed {
            None => Some(Self(came.parameters)),
            Some(inner) => inner.map(Self),
        }
    }

    /// The first value of that name.
    pub fn first(self, name: &str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// The value of that name; none when there are several that differ, since nobody could say which one is meant.
    pub fn one(self, name: &str) -> Option<&'a str> {
        let mut values = self.values(name);
        let first = values.next()?;
        values.all(|value| value == first).then_some(first)
    }

    /// Whether it came.
    pub fn has(self, name: &str) -> bool {
        self.first(name).is_some()
    }

    /// Every name, once, in the order received.
    pub fn names(self) -> Vec<&'a str> {
        let mut all: Vec<&str> = Vec::new();
        for (name, _) in self.0 {
            if !all.contains(&name.as_str()) {
                all.push(name);
            }
        }
        all
    }

    fn values(self, name: &str) -> impl Iterator<Item = &'a str> {
        let named = self.0.iter().filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.reveal()).filter(|value| !value.is_empty())
    }
}
