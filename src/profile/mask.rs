//! A profile's text without the secrets that somebody wrote into it.
//!
//! What may be seen is said, not what may not: a key that is misspelt still has its secret behind it. A text that is no
//! TOML is gone through line by line, since nothing is known of where its strings end.

mod comment;
mod line;
mod tree;
mod value;

use super::parse::syntax;

pub(super) use value::is_open;

/// What stands where a secret stood: still TOML.
const MASKED: &str = "\"(masked)\"";

/// The text with every literal secret replaced. References (`{ env = … }`) stay.
pub fn masked(text: &str) -> String {
    let bare = syntax::without_mark(text);
    let mark = &text[..text.len() - bare.len()];
    let (root, errors) = syntax::read(bare);
    let shown = if errors.is_empty() { tree::masked(bare, root.get_ref(), &[]) } else { line::masked(bare) };
    format!("{mark}{shown}")
}

#[cfg(test)]
mod tests;
