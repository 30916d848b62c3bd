//! Is it TOML at all: the byte-order mark, syntax errors with their line, keys that are defined twice.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

use super::judge::Judge;
use crate::profile::mask;
use crate::profile::mistake::{Mistake, position};

/// The text behind a byte-order mark, so that columns count what a person sees.
pub(in crate::profile) fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// The tree of `text`, as far as it could be read, and what could not.
pub(in crate::profile) fn read(text: &str) -> (Spanned<DeTable<'_>>, Vec<Error>) {
    DeTable::parse_recoverable(text)
}

/// Says what is wrong with the syntax; answers with the parts of the text whose reading is a guess.
pub(super) fn report(errors: &[Error], judge: &mut Judge<'_>) -> Vec<Range<usize>> {
    let text = judge.text();
    let mut broken = Vec::new();
    let mut lines = Vec::new();
    let masked = if errors.is_empty() { String::new() } else { mask::masked(text) };
    for error in errors {
        let at = error.span().unwrap_or(text.len()..text.len());
        let line = line_around(text, at.start);
        if error.message() == "duplicate key" {
            judge.push(twice(text, &at));
        } else if !lines.contains(&line.start) && !judge.is_full() {
            // One slip makes several errors on its line; the first is the one that helps.
            lines.push(line.start);
            judge.push(one(text, &masked, &at, error.message()));
        }
        // After a broken header nothing is known to stand in its table.
        let header = text[line.clone()].trim_start().starts_with('[');
        broken.push(if header { line.start..text.len() } else { line });
        if judge.is_full() {
            broken.push(0..text.len());
            break;
        }
    }
    broken
}

/// A syntax error with its line and a caret.
fn one(text: &str, masked: &str, at: &Range<usize>, message: &str) -> Mistake {
    let mistake = Mistake::at(text, at, "", &format!("not TOML: {message}"));
    let excerpt = masked.lines().nth(mistake.line.saturating_sub(1)).map(str::to_owned);
    Mistake { excerpt, ..mistake }
}

/// A key that is defined twice, with both places.
fn twice(text: &str, at: &Range<usize>) -> Mistake {
    let path = path_at(text, at).unwrap_or_default();
    let name = if path.is_empty() { text.get(at.clone()).unwrap_or_default().to_owned() } else { path.join(".") };
    // Looked for in what stands above: the tree of the whole text has the later one where headers are concerned.
    let first = key_at(read(&text[..line_around(text, at.start).start]).0.get_ref(), &path);
    let here = position(text, at.start).0;
    let what = match first.map(|first| position(text, first).0) {
        Some(first) if first != here => format!("`{name}` is defined twice: on line {first} and on line {here}"),
        _ => format!("`{name}` is defined twice"),
    };
    Mistake::at(text, at, &name, &what).hint(Some("keep one of them".to_owned()))
}

/// The dotted path of the key or header at `at`, read from its own line and the header above.
fn path_at(text: &str, at: &Range<usize>) -> Option<Vec<String>> {
    let start = line_around(text, at.start).start;
    let head = text.get(start..at.end)?;
    let alone = if head.trim_start().starts_with('[') {
        text[line_around(text, at.start)].to_owned()
    } else {
        let above = text[..start].lines().rev().find(|line| line.trim_start().starts_with('['));
        format!("{}\n{head} = 0", above.unwrap_or_default())
    };
    let root = DeTable::parse(&alone).ok()?;
    let mut path = Vec::new();
    let mut table = Some(root.get_ref());
    while let Some((key, value)) = table.and_then(|table| table.iter().next()) {
        path.push(key.get_ref().to_string());
        table = match value.get_ref() {
            DeValue::Table(table) => Some(table),
            DeValue::Array(array) => array.first().and_then(|value| value.get_ref().as_table()),
            _ => None,
        };
    }
    Some(path)
}

/// Where the key at that path stands.
fn key_at(root: &DeTable<'_>, path: &[String]) -> Option<usize> {
    let (name, rest) = path.split_first()?;
    let (key, value) = root.get_key_value(name.as_str())?;
    match value.get_ref() {
        DeValue::Table(table) if !rest.is_empty() => key_at(table, rest),
        _ => Some(key.span().start),
    }
}

/// The line a byte stands in.
fn line_around(text: &str, at: usize) -> Range<usize> {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    let end = text[at..].find('\n').map_or(text.len(), |after| at + after);
    start..end.max(start + 1).min(text.len().max(start))
}
