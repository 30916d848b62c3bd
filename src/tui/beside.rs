//! The claims of all tokens side by side: which token has which value, and where they contradict each other.

mod relation;
mod scopes;

use std::collections::HashMap;

pub use relation::Relation;

use super::model::Privacy;
use super::outline::{Part, Place, holds, value_holds};
use super::pretty::hides;
use super::text::{self, Pieces};
use super::tokens::TokenItem;
use crate::protocol::json::Json;
use crate::record::Run;

/// More tokens than this are not compared at once.
const MOST: usize = 4;

/// Columns of the sign and the name.
pub const NAME: usize = 22;

/// Columns of the word at the right.
pub const WORD: usize = 10;

/// A column of values needs so many columns; else each value has a line of its own.
const LEAST: usize = 20;

/// A claim and its member number in each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// By column.
    pub cells: Vec<Option<u32>>,
    /// What its values are to each other.
    pub relation: Relation,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A claim with its value in each column.
    Row(Claim),
    /// One value of a claim, and the columns that have it.
    Value {
        /// The columns; the first one's value is shown.
        columns: Vec<usize>,
        /// Its member number there.
        at: u32,
        /// Of the first value of a claim, what the values are to each other.
        relation: Option<Relation>,
    },
    /// Words.
    Told(Pieces),
}

/// What is compared, and what that gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// Tokens with claims, by their place in the list.
    pub columns: Vec<usize>,
    /// Columns that a value has where they stand beside each other; nothing where each has its own line.
    pub wide: Option<usize>,
    /// The lines.
    pub lines: Vec<Line>,
    /// How many claims contradict each other.
    pub conflicts: usize,
}

impl Beside {
    /// Compares the tokens of a run in so many columns; `needle` (in lower case) narrows it.
    pub fn new(tokens: &[TokenItem], run: &Run, (width, needle): (usize, &str), privacy: Privacy) -> Self {
        let columns: Vec<usize> = compared(tokens).take(MOST).collect();
        let sources: Vec<Source<'_>> = columns.iter().filter_map(|at| Source::of(&tokens[*at])).collect();
        let mut claims = claims(&sources);
        claims.retain(|claim| matches(claim, &sources, (needle, privacy)));
        // What contradicts stands first; else the order of the tokens stays.
        claims.sort_by_key(|claim| claim.relation.rank());
        let conflicts = claims.iter().filter(|claim| claim.relation.is_conflict()).count();
        let each = width.saturating_sub(NAME + WORD) / columns.len().max(1);
        let wide = (each >= LEAST).then_some(each);
        let mut lines: Vec<Line> = match wide {
            Some(_) => claims.into_iter().map(Line::Row).collect(),
            None => claims.iter().flat_map(|claim| values(claim, &sources)).collect(),
        };
        if needle.is_empty() {
            let told = scopes::lines(run, tokens).into_iter().flat_map(|line| text::wrap(&line, width));
            lines.extend(told.map(Line::Told));
        }
        Self { columns, wide, lines, conflicts }
    }

    /// The first place of a line's claim.
    pub fn place(&self, line: usize) -> Option<(usize, Place)> {
        let (column, at) = match self.lines.get(line)? {
            Line::Row(claim) => claim.cells.iter().enumerate().find_map(|(column, at)| Some((column, (*at)?)))?,
            Line::Value { columns, at, .. } => (*columns.first()?, *at),
            Line::Told(_) => return None,
        };
        Some((*self.columns.get(column)?, Place { part: Part::Claims, steps: vec![at] }))
    }
}

/// The tokens that have claims to compare.
pub fn compared(tokens: &[TokenItem]) -> impl Iterator<Item = usize> {
    let has_claims = |token: &TokenItem| token.claims.as_ref().is_some_and(|claims| claims.as_object().is_some());
    (0..tokens.len()).filter(move |at| has_claims(&tokens[*at]))
}

/// One of the tokens.
#[derive(Clone, Copy)]
struct Source<'a> {
    name: &'static str,
    members: &'a [(String, Json)],
}

impl<'a> Source<'a> {
    fn of(token: &'a TokenItem) -> Option<Self> {
        Some(Self { name: token.name, members: token.claims.as_ref()?.as_object()? })
    }

    fn value(&self, at: u32) -> &'a Json {
        &self.members[at as usize].1
    }
}

/// Every name once, with where it is. Of a name that stands twice in a token, the first: the checks tell of the other.
fn claims(sources: &[Source<'_>]) -> Vec<Claim> {
    let mut found: HashMap<&str, usize> = HashMap::new();
    let mut claims: Vec<Claim> = Vec::new();
    for (column, source) in sources.iter().enumerate() {
        for (at, (name, _)) in source.members.iter().enumerate() {
            let claim = *found.entry(name).or_insert_with(|| {
                claims.push(Claim { cells: vec![None; sources.len()], relation: Relation::Single });
                claims.len() - 1
            });
            claims[claim].cells[column].get_or_insert(u32::try_from(at).unwrap_or(u32::MAX));
        }
    }
    for claim in &mut claims {
        let cells = sources.iter().zip(&claim.cells);
        let values: Vec<_> = cells.filter_map(|(source, at)| at.map(|at| (source, at))).collect();
        let name = values.first().map_or("", |(source, at)| source.members[*at as usize].0.as_str());
        let values: Vec<_> = values.iter().map(|(source, at)| (source.name, source.value(*at))).collect();
        claim.relation = relation::of(name, &values);
    }
    claims
}

fn matches(claim: &Claim, sources: &[Source<'_>], (needle, privacy): (&str, Privacy)) -> bool {
    needle.is_empty()
        || sources.iter().zip(&claim.cells).any(|(source, at)| {
            let Some(at) = at else { return false };
            let name = &source.members[*at as usize].0;
            let in_value = || !hides(privacy, name) && value_holds(source.value(*at), (needle, privacy));
            holds(name, needle) || in_value()
        })
}

/// Each value of a claim once, with the columns that have it.
fn values(claim: &Claim, sources: &[Source<'_>]) -> Vec<Line> {
    let mut groups: Vec<(Vec<usize>, u32)> = Vec::new();
    for (column, at) in claim.cells.iter().enumerate() {
        let Some(at) = *at else { continue };
        let same = |(columns, first): &&mut (Vec<usize>, u32)| {
            relation::same(sources[columns[0]].value(*first), sources[column].value(at))
        };
        match groups.iter_mut().find(same) {
            Some((columns, _)) => columns.push(column),
            None => groups.push((vec![column], at)),
        }
    }
    let line = |(n, (columns, at))| Line::Value { columns, at, relation: (n == 0).then_some(claim.relation) };
    groups.into_iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests;
