//! JSON for reading: a member a line, coloured by kind, digits and duplicates as they came.

use super::model::Privacy;
use super::text::{Eyes, Piece, Pieces, theirs};
use super::theme::Role;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

/// Claims that say who a person is (OIDC Core §5.1, and what vendors add).
const PERSONAL: [&str; 22] = [
    "sub",
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "preferred_username",
    "profile",
    "picture",
    "website",
    "email",
    "gender",
    "birthdate",
    "phone_number",
    "address",
    "upn",
    "unique_name",
    "login_hint",
    "oid",
    "username",
    "user_name",
    "locale",
];

/// How values are looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    /// The run's secrets.
    pub eyes: Eyes<'a>,
    /// How much is hidden.
    pub privacy: Privacy,
}

impl Look<'_> {
    /// Whether the value of that member is hidden as personal.
    pub fn hides(&self, member: &str) -> bool {
        self.privacy == Privacy::Person && PERSONAL.contains(&member)
    }

    /// A string, without quotes.
    pub fn string(&self, role: Role, text: &str) -> Pieces {
        let secret = Secret::new(text);
        match self.eyes.masker.tag(&secret) {
            // A JWT stays readable without its signature, unless even that says too much.
            Some(tag) if !self.eyes.reveal && (self.privacy == Privacy::Person || self.eyes.text(text) == text) => {
                vec![Piece::new(Role::Masked, tag)]
            }
            _ => theirs(role, text, self.eyes),
        }
    }

    /// A value that fits on a line.
    pub fn scalar(&self, value: &Json) -> Pieces {
        match value {
            Json::String(text) => {
                let mut pieces = vec![Piece::new(Role::String, "\"")];
                pieces.extend(self.string(Role::String, &escaped(text)));
                pieces.push(Piece::new(Role::String, "\""));
                pieces
            }
            Json::Number(number) => vec![Piece::new(Role::Number, number.text())],
            other => vec![Piece::new(Role::Word, other.to_string())],
        }
    }

    /// A value of any depth as lines.
    pub fn lines(&self, value: &Json) -> Vec<Pieces> {
        let mut lines = vec![Vec::new()];
        self.value(value, 0, &mut lines);
        lines
    }

    fn value(&self, value: &Json, depth: usize, lines: &mut Vec<Pieces>) {
        match value {
            Json::Object(members) if !members.is_empty() => {
                push(lines, Piece::new(Role::Dim, "{"));
                for (n, (name, member)) in members.iter().enumerate() {
                    lines.push(vec![Piece::gap(2 * depth + 2)]);
                    extend(lines, theirs(Role::Name, &format!("\"{name}\""), self.eyes));
                    push(lines, Piece::new(Role::Dim, ": "));
                    if self.hides(name) {
                        push(lines, Piece::new(Role::Masked, format!("‹{name}›")));
                    } else {
                        self.value(member, depth + 1, lines);
                    }
                    comma(n, members.len(), lines);
                }
                lines.push(vec![Piece::gap(2 * depth), Piece::new(Role::Dim, "}")]);
            }
            Json::Array(elements) if !elements.is_empty() => {
                push(lines, Piece::new(Role::Dim, "["));
                for (n, element) in elements.iter().enumerate() {
                    lines.push(vec![Piece::gap(2 * depth + 2)]);
                    self.value(element, depth + 1, lines);
                    comma(n, elements.len(), lines);
                }
                lines.push(vec![Piece::gap(2 * depth), Piece::new(Role::Dim, "]")]);
            }
            scalar => extend(lines, self.scalar(scalar)),
        }
    }
}

/// A string's text as it stands between quotes.
fn escaped(text: &str) -> String {
    if text.contains(['"', '\\']) { text.replace('\\', "\\\\").replace('"', "\\\"") } else { text.to_owned() }
}

fn comma(n: usize, count: usize, lines: &mut [Pieces]) {
    if n + 1 < count {
        push(lines, Piece::new(Role::Dim, ","));
    }
}

fn push(lines: &mut [Pieces], piece: Piece) {
    lines.last_mut().expect("there is always a last line").push(piece);
}

fn extend(lines: &mut [Pieces], pieces: Pieces) {
    lines.last_mut().expect("there is always a last line").extend(pieces);
}
