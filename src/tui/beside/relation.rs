//! What the values of one claim in several tokens are to each other.

use crate::protocol::json::Json;
use crate::tui::theme::Role;

/// Claims that each token has for itself: who it is for, when it is valid, its number, what it is bound to.
const OWN: [&str; 16] = [
    "aud", "azp", "exp", "iat", "nbf", "jti", "typ", "nonce", "at_hash", "c_hash", "s_hash", "cnf", "ver", "uti",
    "aio", "rh",
];

/// What several values of one claim are to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Only one token has it.
    Single,
    /// They are the same.
    Same,
    /// They differ, as each token has its own.
    Own,
    /// They contradict each other.
    Conflict,
    /// They must not differ: `iss`, and `sub` of ID Token and userinfo (OIDC Core §5.3.2).
    Forbidden,
}

impl Relation {
    /// Its sign, its word and their look.
    pub const fn mark(self) -> (&'static str, &'static str, Role) {
        match self {
            Self::Single => (" ", "", Role::Dim),
            Self::Same => ("=", "same", Role::Pass),
            Self::Own => ("~", "its own", Role::Dim),
            Self::Conflict => ("≠", "conflict", Role::Warn),
            Self::Forbidden => ("✘", "conflict", Role::Fail),
        }
    }

    /// Whether they contradict each other.
    pub const fn is_conflict(self) -> bool {
        matches!(self, Self::Conflict | Self::Forbidden)
    }

    /// Its place among the others: what is wrong first.
    pub const fn rank(self) -> u8 {
        match self {
            Self::Forbidden => 0,
            Self::Conflict => 1,
            _ => 2,
        }
    }
}

/// What the values of a claim are to each other; each with the name of its token.
pub fn of(name: &str, values: &[(&str, &Json)]) -> Relation {
    let [(_, first), rest @ ..] = values else { return Relation::Single };
    if rest.is_empty() {
        return Relation::Single;
    }
    if rest.iter().all(|(_, value)| same(first, value)) {
        return Relation::Same;
    }
    match name {
        _ if OWN.contains(&name) => Relation::Own,
        "iss" => Relation::Forbidden,
        "sub" if differ(values, "id_token", "userinfo") => Relation::Forbidden,
        _ => Relation::Conflict,
    }
}

fn differ(values: &[(&str, &Json)], one: &'static str, other: &'static str) -> bool {
    let of = |name| values.iter().filter(move |(token, _)| *token == name).map(|(_, value)| *value);
    of(one).any(|value| of(other).any(|each| !same(value, each)))
}

/// Whether two values say the same: the order of a list of texts does not matter, nor whether one text stands alone.
pub fn same(one: &Json, other: &Json) -> bool {
    one == other || matches!((texts(one), texts(other)), (Some(one), Some(other)) if one == other)
}

/// More texts than this are compared as they came.
const MOST: usize = 1000;

fn texts(value: &Json) -> Option<Vec<&str>> {
    let mut texts = match value {
        Json::String(text) => vec![text.as_str()],
        Json::Array(elements) if elements.len() <= MOST => value.as_strings()?,
        _ => return None,
    };
    texts.sort_unstable();
    Some(texts)
}
