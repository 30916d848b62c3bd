//! The secrets of a text that is TOML: known by where they stand in its tree.

use std::cmp::Reverse;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{MASKED, comment, value};

/// What was found in a tree.
#[derive(Default)]
struct Found {
    /// The values to hide.
    hidden: Vec<Range<usize>>,
    /// All keys and values: whatever else is in the text is punctuation or comment.
    parts: Vec<Range<usize>>,
}

/// The text of `root` with what may not be seen replaced; its keys belong to the table at `section`.
pub fn masked(text: &str, root: &DeTable<'_>, section: &[String]) -> String {
    let mut found = Found::default();
    entries(root, &mut section.to_vec(), &mut found);
    found.parts.sort_by_key(|part| part.start);
    let comments = comments(text, &found);
    found.hidden.extend(comments);
    found.hidden.retain(|span| span.start < span.end && text.get(span.clone()).is_some());
    found.hidden.sort_by_key(|span| (span.start, Reverse(span.end)));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for span in found.hidden {
        if span.start >= from {
            out.extend([&text[from..span.start], MASKED]);
            from = span.end;
        }
    }
    out + &text[from..]
}

fn entries(table: &DeTable<'_>, path: &mut Vec<String>, found: &mut Found) {
    for (key, value) in table {
        found.parts.push(key.span());
        path.push(key.get_ref().to_string());
        one(value, path, found);
        path.pop();
    }
}

fn one(value: &Spanned<DeValue<'_>>, path: &mut Vec<String>, found: &mut Found) {
    let is_open = match value.get_ref() {
        DeValue::Table(inner) => return entries(inner, path, found),
        DeValue::Array(list) => return list.iter().for_each(|item| one(item, path, found)),
        DeValue::String(text) => value::is_open(path, text),
        DeValue::Integer(number) => value::is_open(path, number.as_str()),
        _ => true,
    };
    found.parts.push(value.span());
    if !is_open {
        found.hidden.push(value.span());
    }
}

/// The values in comments that were lines of a profile, and secrets that go on in a comment.
fn comments(text: &str, Found { hidden: values, parts }: &Found) -> Vec<Range<usize>> {
    let mut hidden = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find('#')).map(|at| from + at) {
        let before = parts.partition_point(|part| part.start <= at);
        if let Some(part) = before.checked_sub(1).and_then(|last| parts.get(last)).filter(|part| part.end > at) {
            from = part.end;
            continue;
        }
        let end = text[at..].find(['\n', '\r']).map_or(text.len(), |length| at + length);
        hidden.extend(comment::hidden(&text[at..end]).map(|span| span.start + at..span.end + at));
        hidden.extend(values.iter().rev().find(|value| value.end <= at).and_then(|value| {
            // `"hun"#ter2"`: a quotation mark too many left the rest of the secret behind.
            let between = text.get(value.end..at)?;
            let is_rest = between.is_empty() || text[at..end].trim_end().ends_with(['"', '\'']);
            (between.trim_matches([' ', '\t']).is_empty() && is_rest).then_some(value.start..end)
        }));
        from = end;
    }
    hidden
}
