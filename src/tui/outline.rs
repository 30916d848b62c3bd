//! The values of a token as a flat list of small entries, and the place of a value in it.
//!
//! A token may have a hundred thousand claims. An entry only says where its value is: it is read, masked and made safe
//! to draw when its line is painted. The list is built anew when the token or a fold changes, and narrowed when the
//! filter does.

mod filter;

pub use filter::{holds, value_holds};

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::model::Privacy;
use super::pretty::{head, hides};
use super::text::Piece;
use super::theme::Role;
use super::tokens::TokenItem;
use crate::protocol::json::Json;

/// No column of names is wider; longer names are cut.
pub const WIDEST: usize = 26;

/// So many names are measured for that column.
const MEASURED: usize = 1000;

/// Which JSON of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The claims.
    Claims,
    /// The JOSE header.
    Header,
    /// The header of the JWE around it.
    Outer,
}

impl Part {
    const ALL: [Self; 3] = [Self::Claims, Self::Header, Self::Outer];

    /// What stands above it; nothing above the claims.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Claims => "",
            Self::Header => "header",
            Self::Outer => "header of the encryption",
        }
    }

    /// It, where the token has it.
    pub fn of(self, token: &TokenItem) -> Option<&Json> {
        match self {
            Self::Claims => token.claims.as_deref(),
            Self::Header => token.header.as_deref(),
            Self::Outer => token.outer.as_deref(),
        }
    }
}

/// Where a value is: which member of which member. By number, since a name may stand twice and may hold anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// In which JSON.
    pub part: Part,
    /// From the outside to the inside.
    pub steps: Vec<u32>,
}

impl Place {
    /// A member of the first level.
    pub fn top(part: Part, at: usize) -> Self {
        Self { part, steps: vec![number(at)] }
    }

    /// Its name, or its number in an array, and its value.
    pub fn find<'t>(&self, token: &'t TokenItem) -> Option<(Cow<'t, str>, &'t Json)> {
        let mut found = (Cow::Borrowed(""), self.part.of(token)?);
        for step in &self.steps {
            found = child(found.1, *step)?;
        }
        (!self.steps.is_empty()).then_some(found)
    }

    /// The names on the way to it.
    pub fn names<'t>(&self, token: &'t TokenItem) -> Vec<Cow<'t, str>> {
        let Some(mut value) = self.part.of(token) else { return Vec::new() };
        let mut names = Vec::new();
        for step in &self.steps {
            let Some((name, below)) = child(value, *step) else { break };
            names.push(name);
            value = below;
        }
        names
    }

    /// The JSON Pointer to it (RFC 6901), from its own JSON on.
    pub fn pointer(&self, token: &TokenItem) -> String {
        let escaped = |name: &Cow<'_, str>| format!("/{}", name.replace('~', "~0").replace('/', "~1"));
        self.names(token).iter().map(escaped).collect()
    }

    /// Whether it is an element of an array.
    pub fn is_element(&self, token: &TokenItem) -> bool {
        let above = self.steps.len().saturating_sub(1);
        let above = Self { part: self.part, steps: self.steps[..above].to_vec() };
        above.find(token).is_some_and(|(_, value)| value.as_array().is_some())
    }

    /// Whether it is a member of the first level.
    pub const fn is_top(&self) -> bool {
        self.steps.len() == 1
    }
}

fn child(value: &Json, step: u32) -> Option<(Cow<'_, str>, &Json)> {
    let at = step as usize;
    match value {
        Json::Object(members) => members.get(at).map(|(name, value)| (Cow::Borrowed(name.as_str()), value)),
        Json::Array(elements) => elements.get(at).map(|value| (Cow::Owned(at.to_string()), value)),
        _ => None,
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// What was folded and unfolded by hand. Else objects are open and arrays closed: a short list reads better on a line.
#[derive(Clone, Debug, Default)]
pub struct Folding {
    /// All open, or all closed.
    every: Option<bool>,
    /// Exceptions: the token, the part, the steps.
    turned: BTreeSet<Vec<u32>>,
    /// Counts changes.
    turns: u64,
}

impl Folding {
    /// Turns one value.
    pub fn turn(&mut self, token: usize, place: &Place) {
        let key = [&[number(token), place.part as u32][..], &place.steps].concat();
        if !self.turned.remove(&key) {
            self.turned.insert(key);
        }
        self.turns += 1;
    }

    /// Opens or closes everything.
    pub fn all(&mut self, open: bool) {
        (self.every, self.turned) = (Some(open), BTreeSet::new());
        self.turns += 1;
    }

    /// How often it was changed.
    pub const fn turns(&self) -> u64 {
        self.turns
    }

    fn of(&self, value: &Json, key: &[u32]) -> Option<bool> {
        let usual = match value {
            Json::Object(members) if !members.is_empty() => true,
            Json::Array(elements) if !elements.is_empty() => false,
            _ => return None,
        };
        Some(self.every.unwrap_or(usual) != self.turned.contains(key))
    }
}

/// One entry.
#[derive(Clone, Copy, Debug)]
struct Node {
    part: Part,
    /// Whether it is folded open or closed, where it holds values.
    fold: Option<bool>,
    /// How deep; headings have none.
    depth: u8,
    /// Which member of what it is in.
    at: u32,
    /// The entry it is in, itself at the first level.
    parent: u32,
}

impl Node {
    const fn is_heading(self) -> bool {
        self.depth == u8::MAX
    }
}

/// The entries of one token.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    nodes: Vec<Node>,
    /// Those that the filter leaves.
    seen: Vec<u32>,
    /// Columns of the widest name, as far as that matters.
    widest: usize,
}

impl Outline {
    /// The entries of a token, by its place in the list, folded so.
    pub fn new(at: usize, token: &TokenItem, folding: &Folding, privacy: Privacy) -> Self {
        let mut maker = Maker { folding, privacy, key: vec![number(at)], nodes: Vec::new() };
        for part in Part::ALL {
            let Some(value) = part.of(token) else { continue };
            if part != Part::Claims {
                let here = number(maker.nodes.len());
                maker.nodes.push(Node { part, fold: None, depth: u8::MAX, at: 0, parent: here });
            }
            maker.key.push(part as u32);
            maker.members(value, (part, 0, None));
            maker.key.pop();
        }
        Self { nodes: maker.nodes, seen: Vec::new(), widest: 0 }
    }

    /// How many lines there are.
    pub const fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Columns of the widest name with its sign and what it is indented by, no more than [`WIDEST`].
    pub const fn widest(&self) -> usize {
        self.widest
    }

    /// The place behind a line; that of a heading has no steps.
    pub fn place(&self, line: usize) -> Option<Place> {
        let at = *self.seen.get(line)?;
        Some(self.place_of(at as usize))
    }

    /// Whether a line is folded open or closed, where it holds values.
    pub fn fold(&self, line: usize) -> Option<bool> {
        self.nodes[*self.seen.get(line)? as usize].fold
    }

    /// Whether anything can be folded.
    pub fn folds(&self) -> bool {
        self.nodes.iter().any(|node| node.fold.is_some())
    }

    fn place_of(&self, at: usize) -> Place {
        let mut node = self.nodes[at];
        let mut place = Place { part: node.part, steps: Vec::new() };
        if node.is_heading() {
            return place;
        }
        place.steps.push(node.at);
        while node.depth > 0 {
            node = self.nodes[node.parent as usize];
            place.steps.push(node.at);
        }
        place.steps.reverse();
        place
    }

    /// The name and value of an entry.
    fn find<'t>(&self, at: usize, token: &'t TokenItem) -> Option<(Cow<'t, str>, &'t Json)> {
        let node = self.nodes[at];
        let value = match node.depth {
            _ if node.is_heading() => return None,
            0 => node.part.of(token)?,
            _ => self.find(node.parent as usize, token)?.1,
        };
        child(value, node.at)
    }

    /// Measures the first names that are left, as far as more columns can be had.
    fn measure(&mut self, token: &TokenItem) {
        let columns = |at: &u32| {
            let (name, _) = self.find(*at as usize, token)?;
            let name = Piece::new(Role::Name, head(&name, WIDEST)).width();
            Some((name + 2 * usize::from(self.nodes[*at as usize].depth) + 2).min(WIDEST))
        };
        let mut widest = 0;
        for each in self.seen.iter().take(MEASURED).filter_map(columns) {
            widest = each.max(widest);
            if widest == WIDEST {
                break;
            }
        }
        self.widest = widest;
    }
}

struct Maker<'a> {
    folding: &'a Folding,
    privacy: Privacy,
    /// The token, the part, and the steps to what is looked at.
    key: Vec<u32>,
    nodes: Vec<Node>,
}

impl Maker<'_> {
    fn members(&mut self, value: &Json, level: (Part, u8, Option<u32>)) {
        match value {
            Json::Object(members) => {
                for (at, (name, member)) in members.iter().enumerate() {
                    self.node(number(at), member, level, hides(self.privacy, name));
                }
            }
            Json::Array(elements) => {
                for (at, element) in elements.iter().enumerate() {
                    self.node(number(at), element, level, false);
                }
            }
            _ => {}
        }
    }

    fn node(&mut self, at: u32, value: &Json, (part, depth, parent): (Part, u8, Option<u32>), hidden: bool) {
        self.key.push(at);
        let fold = self.folding.of(value, &self.key).filter(|_| !hidden);
        let here = number(self.nodes.len());
        self.nodes.push(Node { part, fold, depth, at, parent: parent.unwrap_or(here) });
        if fold == Some(true) {
            self.members(value, (part, depth.saturating_add(1), Some(here)));
        }
        self.key.pop();
    }
}

#[cfg(test)]
mod tests;
