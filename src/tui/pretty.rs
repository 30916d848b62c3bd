//! JSON for reading: a member a line, coloured by kind, digits and duplicates as they came.

use std::borrow::Cow;

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

/// Whether the value of a member is hidden as personal.
pub fn hides(privacy: Privacy, member: &str) -> bool {
    privacy == Privacy::Person && PERSONAL.contains(&member)
}

/// As much as so many of the longest strings is shown of a value that is cut.
const ROOM: usize = 40;

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
        hides(self.privacy, member)
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
        self.lines_within(value, (usize::MAX, usize::MAX)).0
    }

    /// Its first `most` lines, strings cut after `longest` characters; and whether that is all of it.
    pub fn lines_within(&self, value: &Json, (most, longest): (usize, usize)) -> (Vec<Pieces>, bool) {
        let room = longest.saturating_mul(ROOM);
        let mut writer = Writer { look: *self, lines: vec![Vec::new()], most, longest, room, whole: true };
        writer.value(value, 0);
        writer.whole &= !writer.is_full();
        writer.lines.truncate(most);
        (writer.lines, writer.whole)
    }
}

/// Lines of JSON, as many as are wanted.
struct Writer<'a> {
    look: Look<'a>,
    lines: Vec<Pieces>,
    most: usize,
    longest: usize,
    /// Bytes of strings that may still come.
    room: usize,
    whole: bool,
}

impl Writer<'_> {
    fn value(&mut self, value: &Json, depth: usize) {
        match value {
            Json::Object(members) if !members.is_empty() => {
                self.push(Piece::new(Role::Dim, "{"));
                for (n, (name, member)) in members.iter().enumerate() {
                    if self.is_full() {
                        return;
                    }
                    self.lines.push(vec![Piece::gap(2 * depth + 2)]);
                    self.extend(theirs(Role::Name, &format!("\"{}\"", head(name, self.longest)), self.look.eyes));
                    self.push(Piece::new(Role::Dim, ": "));
                    if self.look.hides(name) {
                        self.push(Piece::new(Role::Masked, format!("‹{name}›")));
                    } else {
                        self.value(member, depth + 1);
                    }
                    self.comma(n, members.len());
                }
                self.lines.push(vec![Piece::gap(2 * depth), Piece::new(Role::Dim, "}")]);
            }
            Json::Array(elements) if !elements.is_empty() => {
                self.push(Piece::new(Role::Dim, "["));
                for (n, element) in elements.iter().enumerate() {
                    if self.is_full() {
                        return;
                    }
                    self.lines.push(vec![Piece::gap(2 * depth + 2)]);
                    self.value(element, depth + 1);
                    self.comma(n, elements.len());
                }
                self.lines.push(vec![Piece::gap(2 * depth), Piece::new(Role::Dim, "]")]);
            }
            Json::String(text) => {
                let cut = head(text, self.longest);
                self.whole &= cut.len() == text.len();
                self.room = self.room.saturating_sub(cut.len());
                self.extend(self.look.scalar(&Json::String(cut.into_owned())));
            }
            scalar => self.extend(self.look.scalar(scalar)),
        }
    }

    const fn is_full(&self) -> bool {
        self.lines.len() > self.most || self.room == 0
    }

    fn comma(&mut self, n: usize, count: usize) {
        if n + 1 < count {
            self.push(Piece::new(Role::Dim, ","));
        }
    }

    fn push(&mut self, piece: Piece) {
        self.extend(vec![piece]);
    }

    fn extend(&mut self, pieces: Pieces) {
        self.lines.last_mut().expect("there is always a last line").extend(pieces);
    }
}

/// A text cut after so many characters, with `…`: the masker knows secrets by their beginnings where that follows.
pub fn head(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((at, _)) if text.len() > most => Cow::Owned(format!("{}…", &text[..at])),
        _ => Cow::Borrowed(text),
    }
}

/// A string's text as it stands between quotes.
fn escaped(text: &str) -> String {
    if text.contains(['"', '\\']) { text.replace('\\', "\\\\").replace('"', "\\\"") } else { text.to_owned() }
}
