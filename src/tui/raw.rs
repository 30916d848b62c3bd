//! A token as it came: header and claims as JSON, and the parts of its compact form. As much of it as a person reads;
//! `y` copies all of it.

use super::document;
use super::model::Privacy;
use super::outline::Part;
use super::pretty::{Look, head};
use super::text::{Piece, Pieces, theirs};
use super::theme::Role;
use super::tokens::TokenItem;
use super::words;
use crate::protocol::secret::Secret;
use crate::record::mask;

/// Lines of each JSON that are shown.
const MOST: usize = 2000;

/// Characters of a string in it, and of a part of the compact form.
const LONGEST: usize = 3000;

/// Columns of the names of parts.
const LABEL: usize = 15;

/// The parts of a compact JWS (RFC 7515 §3.1): names, and colours of their own.
const SIGNED: [(&str, Role); 3] = [("header", Role::Name), ("claims", Role::String), ("signature", Role::Number)];

/// The parts of a compact JWE (RFC 7516 §3.1).
const ENCRYPTED: [(&str, Role); 5] = [
    ("header", Role::Name),
    ("encrypted key", Role::Word),
    ("iv", Role::Link),
    ("ciphertext", Role::String),
    ("tag", Role::Number),
];

/// The lines.
pub fn lines(token: &TokenItem, look: Look<'_>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    for (title, part) in [(Part::Outer.heading(), Part::Outer), ("header", Part::Header), ("claims", Part::Claims)] {
        let Some(value) = part.of(token) else { continue };
        lines.push(vec![Piece::new(Role::Label, title)]);
        let (json, whole) = look.lines_within(value, (MOST, LONGEST));
        lines.extend(json);
        if !whole {
            lines
                .push(vec![Piece::new(Role::Warn, "! not all of it is shown here: the list of claims has every line")]);
        }
        lines.push(Vec::new());
    }
    if let Some(text) = &token.text {
        lines.push(vec![Piece::new(Role::Label, format!("as it came, {}", words::bytes(text.reveal().len())))]);
        lines.extend(compact(token, text, look));
    }
    lines
}

/// The parts of the compact form. A JWT keeps header and claims, which are readable above anyway, and loses what
/// makes it valid; all that is left of another token is its length.
fn compact(token: &TokenItem, text: &Secret, look: Look<'_>) -> Vec<Pieces> {
    let parts: Vec<&str> = text.reveal().splitn(ENCRYPTED.len() + 1, '.').collect();
    let names: &[(&str, Role)] = match parts.len() {
        3 if token.header.is_some() => &SIGNED,
        5 if token.outer.is_some() => &ENCRYPTED,
        _ if look.eyes.reveal => return vec![theirs(Role::String, &head(text.reveal(), LONGEST), look.eyes)],
        _ => return vec![vec![Piece::new(Role::Masked, mask::summary(text)), Piece::new(Role::Dim, "  hidden")]],
    };
    let readable = |name: &str| match look.privacy {
        Privacy::Open => true,
        Privacy::Secrets => name == "header" || name == "claims",
        Privacy::Person => name == "header",
    };
    let line = |(part, (name, role)): (&&str, &(&str, Role))| {
        let mut line = vec![Piece::new(Role::Label, format!("{name:<LABEL$}"))];
        if part.is_empty() {
            line.push(Piece::new(Role::Warn, "empty"));
        } else if readable(name) {
            line.extend(theirs(*role, &head(part, LONGEST), look.eyes));
        } else {
            let hidden = format!("‹{name}›  {} characters, hidden", part.chars().count());
            line.push(Piece::new(Role::Masked, hidden));
        }
        line
    };
    parts.iter().zip(names).map(line).collect()
}

/// The key of a token's raw document: the token by its place in the list, and how old that is.
pub const fn key(at: usize, age: u64, privacy: Privacy, width: usize) -> document::Key {
    (1, at, age, privacy, width)
}
