//! A line of a profile that was made a comment, with the secret still in it.

use std::ops::Range;

use super::value::{is_public, sounds_secret};

/// Where the value of such a line begins in the comment, which it ends. The line may follow upon prose.
pub fn hidden(comment: &str) -> Option<Range<usize>> {
    let comment = comment.trim_end();
    let equals = comment.match_indices('=').map(|(at, _)| at);
    let value = |at: usize| comment[at + 1..].trim_start();
    let start =
        equals.filter(|at| hides(last_word(&comment[..*at]), value(*at))).map(|at| comment.len() - value(at).len());
    start.min().map(|start| start..comment.len())
}

/// The last part of the dotted name before an equals sign.
fn last_word(before: &str) -> &str {
    let word = before.trim_end().rsplit(|c: char| c.is_whitespace() || "#.{,".contains(c)).next();
    word.unwrap_or_default().trim_matches(['"', '\''])
}

fn hides(name: &str, value: &str) -> bool {
    let is_harmless =
        value.starts_with("\"https://") || !value.starts_with(['"', '\'', '{', '[']) || is_reference(value);
    (sounds_secret(name) || is_rest_of_one(name)) && !is_harmless || !is_public(value)
}

/// A name whose first letter gave way to the `#`.
fn is_rest_of_one(name: &str) -> bool {
    const ALL: [&str; 6] = ["secret", "password", "proxy", "certificate", "token", "key"];
    ALL.iter().any(|whole| whole[1..] == *name)
}

/// `{ env = … }` and its kin.
fn is_reference(value: &str) -> bool {
    let Some((inner, _)) = value.strip_prefix('{').and_then(|inner| inner.split_once('}')) else { return false };
    let source = inner.split_once('=').map(|(name, _)| name.trim());
    source.is_some_and(|source| ["env", "file", "command", "keyring", "ask"].contains(&source))
}
