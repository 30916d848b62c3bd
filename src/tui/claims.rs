//! Claims as rows: name, value, what it means, and the verdict about it. A row is made when its line is painted.

use super::model::Privacy;
use super::outline::{Outline, Part, Place};
use super::pretty::{Look, head};
use super::screen::eyes;
use super::text::{Piece, Pieces, theirs};
use super::theme::Role;
use super::tokens::TokenItem;
use crate::explain::claims::{self as explain, Form, Meaning};
use crate::protocol::check::Verdict;
use crate::protocol::json::Json;
use crate::record::{Row, Run};

/// Longer values are cut in rows; the raw view has more of them.
const LONGEST: usize = 400;

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimRow {
    /// How deep it is nested.
    pub depth: usize,
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

/// The row of a line.
pub fn row(token: &TokenItem, run: &Run, (outline, line): (&Outline, usize), privacy: Privacy) -> ClaimRow {
    let look = Look { eyes: eyes(run, privacy), privacy };
    let Some(place) = outline.place(line) else { return ClaimRow::default() };
    let Some((name, value)) = place.find(token) else {
        return ClaimRow { name: vec![Piece::new(Role::Title, place.part.heading())], ..ClaimRow::default() };
    };
    let (own, fold) = (place.is_top(), outline.fold(line));
    ClaimRow {
        depth: place.steps.len().saturating_sub(1),
        name: theirs(Role::Name, &head(&name, LONGEST), look.eyes),
        value: self::value(&name, value, fold, look),
        fold,
        moment: moment(&name, value),
        about: if own {
            meaning(place.part, &name, issuer(run)).map_or_else(|| about(&name), |known| known.short)
        } else {
            ""
        },
        verdict: judging(token, run, &place).map(|row| row.finding.verdict).min().filter(|_| own),
    }
}

/// The value of a claim on one line; nothing where its own lines follow.
pub fn value(name: &str, value: &Json, fold: Option<bool>, look: Look<'_>) -> Pieces {
    match (value, fold) {
        _ if look.hides(name) => vec![Piece::new(Role::Masked, format!("‹{name}›"))],
        (Json::String(text), _) => look.string(Role::String, &head(text, LONGEST)),
        (_, Some(true)) => Vec::new(),
        (Json::Object(_) | Json::Array(_), _) => {
            let mut text = String::new();
            beginning(value, look, &mut text);
            vec![Piece::new(Role::String, head(&text, LONGEST))]
        }
        (scalar, _) => look.scalar(scalar),
    }
}

/// The beginning of a value as JSON on one line, its strings masked one by one. A value may be megabytes long.
fn beginning(value: &Json, look: Look<'_>, out: &mut String) {
    let string = |text: &str| Json::String(look.eyes.text(&head(text, LONGEST))).to_string();
    match value {
        Json::String(text) => out.push_str(&string(text)),
        Json::Array(elements) => {
            out.push('[');
            for (n, element) in elements.iter().enumerate() {
                if out.len() > LONGEST * 4 {
                    return;
                }
                out.push_str(if n > 0 { "," } else { "" });
                beginning(element, look, out);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (n, (name, member)) in members.iter().enumerate() {
                if out.len() > LONGEST * 4 {
                    return;
                }
                out.push_str(if n > 0 { "," } else { "" });
                out.push_str(&string(name));
                out.push(':');
                if look.hides(name) { out.extend(["‹", name, "›"]) } else { beginning(member, look, out) }
            }
            out.push('}');
        }
        scalar => out.push_str(&scalar.to_string()),
    }
}

/// The checks named after a claim or header parameter of the first level: `id_token.exp`, `id_token.exp_range`.
pub fn judging<'r>(token: &TokenItem, run: &'r Run, place: &Place) -> impl Iterator<Item = &'r Row> {
    let name = place.find(token).filter(|_| place.is_top()).map(|(name, _)| name.into_owned()).unwrap_or_default();
    let name = if place.part == Part::Header && name == "kid" { "key".to_owned() } else { name };
    // The rows of a front channel are about no exchange: each of two tokens gets its own.
    let front = (run.front_tokens.is_some() || token.front).then_some(token.front);
    let subject = token.name;
    run.checks.iter().filter(move |row| {
        let of_mine = front.is_none_or(|front| row.exchange.is_none() == front);
        let rule = row.finding.check.id.strip_prefix(subject).and_then(|id| id.strip_prefix('.')?.strip_prefix(&*name));
        let named = |rule: &str| rule.is_empty() || rule.starts_with('_') && !has_own_row(rule, &name);
        of_mine && !name.is_empty() && rule.is_some_and(named)
    })
}

/// `key_use` and `key_alg` belong to the key; `auth_time` is no rule about a claim `auth`.
fn has_own_row(rule: &str, name: &str) -> bool {
    matches!((name, rule), ("auth", "_time") | ("at", "_hash"))
}

/// The moment that a claim names (RFC 7519 §2: seconds since 1970, fractions allowed).
pub fn moment(name: &str, value: &Json) -> Option<u64> {
    let is_moment = explain::claim(name, None).is_some_and(|meaning| meaning.form == Form::Time)
        || ["exp", "iat", "nbf", "auth_time", "updated_at"].contains(&name);
    let number = value.as_number().filter(|_| is_moment)?;
    let whole = || number.text().split_once('.').filter(|(_, rest)| !rest.contains(['e', 'E']))?.0.parse().ok();
    number.as_u64().or_else(whole)
}

/// Whose tokens they are.
pub fn issuer(run: &Run) -> Option<&str> {
    run.issuer.as_deref()
}

/// What is known of a claim or header parameter; a vendor's own word first where the issuer is that vendor.
pub fn meaning(part: Part, name: &str, issuer: Option<&str>) -> Option<&'static Meaning> {
    if part == Part::Claims { explain::claim(name, issuer) } else { explain::header(name) }
}

/// What a claim or header parameter means, in a few words.
pub fn about(name: &str) -> &'static str {
    explain::claim(name, None).or_else(|| explain::header(name)).map_or("", |meaning| meaning.short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_claims_are_explained() {
        assert!(!about("iss").is_empty() && !about("realm_access").is_empty() && about("nobody_knows").is_empty());
    }
}
