//! Reading a profile: from TOML text to a [`Profile`], or to every mistake of the text at once.
//!
//! Three passes over one tree that knows where each of its parts stands: is it TOML (`syntax`), is each key known and
//! its value of the right kind (`keys`, `value`), do the keys fit together (`assemble`).

mod assemble;
mod ciba;
mod code;
mod json;
mod judge;
mod keys;
pub(super) mod schema;
pub(super) mod syntax;
mod value;

use super::mistake::Mistake;
use super::model::{Profile, Source};
use super::set;
use judge::Judge;

/// A profile that can run, and what there is to say about it all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The profile.
    pub profile: Profile,
    /// What stands in the file and does nothing yet, such as the tables of other flows.
    pub notices: Vec<Mistake>,
}

/// The profile `text` describes, or all of its mistakes, in the order of the text.
pub fn parse(name: &str, text: &str, source: Source) -> Result<Parsed, Vec<Mistake>> {
    parse_with(name, text, source, &[])
}

/// Like [`parse()`], with `--set key=value` overrides put in before anything is judged.
pub fn parse_with(name: &str, text: &str, source: Source, overrides: &[String]) -> Result<Parsed, Vec<Mistake>> {
    let text = syntax::without_mark(text);
    let (mut root, errors) = syntax::read(text);
    let mut judge = Judge::new(text);
    for setting in overrides {
        if let Err(mistake) = set::apply(root.get_mut(), setting) {
            judge.push(mistake);
        }
    }
    let readable = errors.is_empty();
    let broken = syntax::report(&errors, &mut judge);
    judge.only_outside(broken);
    keys::check(root.get_ref(), &mut judge);
    if readable {
        assemble::rules(root.get_ref(), &mut judge);
    }
    let notices = judge.finish()?;
    Ok(Parsed { profile: assemble::profile(name, root.get_ref(), source), notices })
}

#[cfg(test)]
mod tests;
