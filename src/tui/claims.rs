//! Claims as rows: name, value, what it means, and the verdict about it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::model::Privacy;
use super::pretty::Look;
use super::screen::eyes;
use super::text::{Piece, Pieces, theirs};
use super::theme::Role;
use super::tokens::TokenItem;
use crate::protocol::check::Verdict;
use crate::protocol::json::{Json, Number};
use crate::record::{Row, Run};

/// Longer values are cut in rows; the raw view has them whole.
const LONGEST: usize = 400;

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimRow {
    /// How deep it is nested.
    pub depth: usize,
    /// Where it is: `/realm_access/roles`.
    pub path: String,
    /// Its name.
    pub name: Pieces,
    /// Its value on one line.
    pub value: Pieces,
    /// Whether it holds more rows, and whether they are seen.
    pub fold: Option<bool>,
    /// The moment it names.
    pub moment: Option<u64>,
    /// What it means.
    pub about: &'static str,
    /// The verdict about it.
    pub verdict: Option<Verdict>,
}

impl ClaimRow {
    /// Whether `needle` (in lower case) stands in it.
    pub fn matches(&self, needle: &str) -> bool {
        self.name.iter().chain(&self.value).any(|piece| piece.text().to_lowercase().contains(needle))
    }
}

/// The rows of a token: its claims, then its header.
pub fn rows(token: &TokenItem, run: &Run, toggled: &BTreeSet<String>, privacy: Privacy) -> Vec<ClaimRow> {
    let look = Look { eyes: eyes(run, privacy), privacy };
    let mut maker = Maker { token, run, toggled, look, rows: Vec::new() };
    if let Some(claims) = &token.claims {
        maker.members("", claims, 0);
    }
    if let Some(header) = &token.header {
        maker.rows.push(section("header"));
        maker.members("header:", header, 0);
    }
    maker.rows
}

struct Maker<'a> {
    token: &'a TokenItem,
    run: &'a Run,
    toggled: &'a BTreeSet<String>,
    look: Look<'a>,
    rows: Vec<ClaimRow>,
}

impl Maker<'_> {
    fn members(&mut self, path: &str, value: &Json, depth: usize) {
        match value {
            Json::Object(members) => {
                for (name, member) in members {
                    self.row(&format!("{path}/{name}"), name, member, depth);
                }
            }
            Json::Array(elements) => {
                for (n, element) in elements.iter().enumerate() {
                    self.row(&format!("{path}/{n}"), &n.to_string(), element, depth);
                }
            }
            _ => {}
        }
    }

    fn row(&mut self, path: &str, name: &str, value: &Json, depth: usize) {
        let own = depth == 0;
        let hidden = self.look.hides(name);
        let fold = self.fold(path, value).filter(|_| !hidden);
        let moment = value.as_number().and_then(Number::as_u64).filter(|_| is_moment(name));
        self.rows.push(ClaimRow {
            depth,
            name: theirs(Role::Name, &short(name), self.look.eyes),
            value: if hidden {
                vec![Piece::new(Role::Masked, format!("‹{name}›"))]
            } else {
                self.value(value, fold)
            },
            fold,
            moment,
            about: if own { about(name) } else { "" },
            verdict: judging(self.token, self.run, path).map(|row| row.finding.verdict).min().filter(|_| own),
            path: path.to_owned(),
        });
        if fold == Some(true) {
            self.members(path, value, depth + 1);
        }
    }

    /// Objects are open at first, arrays closed: a short list reads better on one line.
    fn fold(&self, path: &str, value: &Json) -> Option<bool> {
        let toggled = self.toggled.contains(path);
        match value {
            Json::Object(members) if !members.is_empty() => Some(!toggled),
            Json::Array(elements) if !elements.is_empty() => Some(toggled),
            _ => None,
        }
    }

    fn value(&self, value: &Json, fold: Option<bool>) -> Pieces {
        match (value, fold) {
            (Json::String(text), _) => self.look.string(Role::String, &short(text)),
            (_, Some(true)) => Vec::new(),
            (Json::Object(_) | Json::Array(_), _) => {
                vec![Piece::new(Role::String, short(&self.look.eyes.json(value).to_string()))]
            }
            (scalar, _) => self.look.scalar(scalar),
        }
    }
}

/// The checks named after a claim or header parameter of the first level: `id_token.exp`, `id_token.exp_range`.
pub fn judging<'r>(token: &TokenItem, run: &'r Run, path: &str) -> impl Iterator<Item = &'r Row> {
    let (in_header, path) = path.strip_prefix("header:").map_or((false, path), |path| (true, path));
    let name = path.strip_prefix('/').unwrap_or(path);
    let name = if in_header && name == "kid" { "key".to_owned() } else { name.to_owned() };
    // The rows of a front channel are about no exchange: each of two tokens gets its own.
    let front = (run.front_tokens.is_some() || token.front).then_some(token.front);
    let subject = token.name;
    run.checks.iter().filter(move |row| {
        let of_mine = front.is_none_or(|front| row.exchange.is_none() == front);
        let rule = row.finding.check.id.strip_prefix(subject).and_then(|id| id.strip_prefix('.')?.strip_prefix(&*name));
        let named = |rule: &str| rule.is_empty() || rule.starts_with('_') && !has_own_row(rule, &name);
        of_mine && rule.is_some_and(named)
    })
}

/// `key_use` and `key_alg` belong to the key; `auth_time` is no rule about a claim `auth`.
fn has_own_row(rule: &str, name: &str) -> bool {
    matches!((name, rule), ("auth", "_time") | ("at", "_hash"))
}

fn section(title: &'static str) -> ClaimRow {
    ClaimRow {
        depth: 0,
        path: format!("section:{title}"),
        name: vec![Piece::new(Role::Title, title)],
        value: Vec::new(),
        fold: None,
        moment: None,
        about: "",
        verdict: None,
    }
}

fn short(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// The value at a row's path. Members are found by trying, since a claim's name may itself contain `/`.
pub fn at<'a>(value: &'a Json, path: &str) -> Option<&'a Json> {
    let Some(rest) = path.strip_prefix('/') else { return path.is_empty().then_some(value) };
    let below = |name: &str, member: &'a Json| rest.strip_prefix(name).and_then(|rest| at(member, rest));
    match value {
        Json::Object(members) => members.iter().find_map(|(name, member)| below(name, member)),
        Json::Array(elements) => elements.iter().enumerate().find_map(|(n, element)| below(&n.to_string(), element)),
        _ => None,
    }
}

/// Claims whose number is a moment (RFC 7519 §4.1, OIDC Core §2 and §5.1).
pub fn is_moment(name: &str) -> bool {
    ["exp", "iat", "nbf", "auth_time", "updated_at"].contains(&name)
}

/// What a claim or header parameter means, in a few words.
pub fn about(name: &str) -> &'static str {
    static TABLE: OnceLock<BTreeMap<String, String>> = OnceLock::new();
    let table =
        TABLE.get_or_init(|| toml::from_str(include_str!("../../assets/claims.toml")).expect("a test reads it"));
    table.get(name).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_claims_are_explained() {
        assert!(!about("iss").is_empty() && !about("realm_access").is_empty() && about("nobody_knows").is_empty());
    }
}
