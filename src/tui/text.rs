//! The one door for text: a [`Piece`] can only be made from text whose acting characters are already visible.
//!
//! Strangers' text is masked first ([`Eyes`]) and sanitized second, always, so that neither a secret nor an escape
//! sequence reaches a cell. What the sanitizer had to make visible gets a colour of its own.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::theme::Role;
use crate::protocol::text;
pub use crate::record::wire::Eyes;

/// A run of text in one role, safe to draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    role: Role,
    text: String,
}

/// A line to be.
pub type Pieces = Vec<Piece>;

impl Piece {
    /// Text in a role; whatever would act in it becomes visible.
    pub fn new(role: Role, text: impl AsRef<str>) -> Self {
        Self { role, text: text::shown(text.as_ref()).into_owned() }
    }

    /// Blanks.
    pub fn gap(width: usize) -> Self {
        Self { role: Role::Text, text: " ".repeat(width) }
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// How it is meant.
    pub const fn role(&self) -> Role {
        self.role
    }

    /// The same text in another role.
    #[must_use]
    pub fn with_role(self, role: Role) -> Self {
        Self { role, ..self }
    }

    /// Columns it takes.
    pub fn width(&self) -> usize {
        self.text.width()
    }
}

/// A stranger's text: secrets out, acting characters visible and in their own role, so that they are seen at once.
pub fn theirs(role: Role, text: &str, eyes: Eyes<'_>) -> Pieces {
    let masked = eyes.text(text);
    if let std::borrow::Cow::Borrowed(plain) = text::shown(&masked) {
        return vec![Piece { role, text: plain.to_owned() }];
    }
    let mut pieces: Pieces = Vec::new();
    for cluster in masked.graphemes(true) {
        let seen = text::shown(cluster);
        let role = if seen == cluster { role } else { Role::Hidden };
        match pieces.last_mut() {
            Some(last) if last.role == role => last.text.push_str(&seen),
            _ => pieces.push(Piece { role, text: seen.into_owned() }),
        }
    }
    pieces
}

/// The same with its letters apart from each other; what the sanitizer made visible stays together.
pub fn spaced(piece: &Piece) -> Piece {
    let apart = |piece: &Piece| piece.text.graphemes(true).flat_map(|letter| [letter, " "]).collect();
    let text = if piece.role == Role::Hidden { format!("{} ", piece.text) } else { apart(piece) };
    Piece { role: piece.role, text }
}

/// Columns of a line.
pub fn width(pieces: &[Piece]) -> usize {
    pieces.iter().map(Piece::width).sum()
}

/// The line cut to `most` columns, with `…` where something is missing.
pub fn cut(pieces: &[Piece], most: usize) -> Pieces {
    if width(pieces) <= most {
        return pieces.to_vec();
    }
    let mut out = Vec::new();
    let mut left = most.saturating_sub(1);
    for piece in pieces {
        let (head, rest) = split(&piece.text, left);
        out.push(Piece { role: piece.role, text: head.to_owned() });
        left -= head.width();
        if !rest.is_empty() {
            break;
        }
    }
    if most > 0 {
        let role = out.last().map_or(Role::Dim, |last| last.role);
        out.push(Piece { role, text: "…".to_owned() });
    }
    out
}

/// The line broken into lines of at most `most` columns. What continues stands below its beginning: after the label
/// where there is one, else a little indented.
pub fn wrap(pieces: &[Piece], most: usize) -> Vec<Pieces> {
    let most = most.max(1);
    let hang = hang(pieces);
    let hang = if hang * 2 < most { hang } else { 0 };
    let mut lines: Vec<Pieces> = vec![Vec::new()];
    let mut left = most;
    for piece in pieces {
        let mut rest = piece.text.as_str();
        while !rest.is_empty() {
            let (head, tail) = broken(rest, left, left == most || left == most - hang);
            if !head.is_empty() {
                lines
                    .last_mut()
                    .expect("there is always a last line")
                    .push(Piece { role: piece.role, text: head.to_owned() });
                left -= head.width();
            }
            rest = tail;
            if !rest.is_empty() {
                lines.push(if hang > 0 { vec![Piece::gap(hang)] } else { Vec::new() });
                left = most - hang;
                rest = rest.strip_prefix(' ').unwrap_or(rest);
            }
        }
    }
    lines
}

fn hang(pieces: &[Piece]) -> usize {
    match pieces.first() {
        Some(first) if first.role == Role::Label => first.width(),
        Some(first) => first.text.len() - first.text.trim_start().len() + 2,
        None => 0,
    }
}

/// Breaks at the last blank that fits; in the middle of a word only when the line is still `fresh`.
fn broken(text: &str, most: usize, fresh: bool) -> (&str, &str) {
    let (head, rest) = split(text, most);
    if rest.is_empty() || rest.starts_with(' ') {
        return (head, rest);
    }
    match head.rfind(' ') {
        Some(at) if at > 0 => text.split_at(at),
        Some(_) if !fresh => ("", text),
        _ if !fresh && word_end(rest, most) + head.len() <= most.saturating_mul(2) => ("", text),
        _ if fresh && address_break(head).is_some() => text.split_at(address_break(head).unwrap_or(head.len())),
        _ if head.is_empty() && fresh => text.split_at(text.graphemes(true).next().map_or(text.len(), str::len)),
        _ => (head, rest),
    }
}

/// Where an address breaks well, in the second half of what fits: before its query or a parameter, else after a slash.
fn address_break(head: &str) -> Option<usize> {
    let path = head.find("://")? + 3;
    let slash = || head[path..].rfind('/').map(|at| path + at + 1);
    head.rfind(['?', '&']).or_else(slash).filter(|at| *at * 2 > head.len())
}

/// Bytes up to the end of the word, looking no further than matters: a word may be a megabyte long.
fn word_end(text: &str, most: usize) -> usize {
    let far = most.saturating_mul(2);
    text.bytes().take(far).position(|byte| byte == b' ').unwrap_or(text.len().min(far))
}

/// The longest beginning of at most `most` columns, never cutting a cluster, and the rest.
fn split(text: &str, most: usize) -> (&str, &str) {
    let near = text.len().min(most + 1);
    if text.as_bytes()[..near].is_ascii() {
        return text.split_at(most.min(near));
    }
    let mut used = 0;
    for (at, cluster) in text.grapheme_indices(true) {
        used += cluster.width();
        if used > most {
            return text.split_at(at);
        }
    }
    (text, "")
}
