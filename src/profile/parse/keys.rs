//! Is each key known, and does it stand where it belongs.

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::judge::Judge;
use super::schema::{self, Section};
use super::value;
use crate::profile::nearest::nearest;

/// A key as it stands in the text.
type At<'t> = Spanned<DeString<'t>>;

/// Checks every key of the tree.
pub(super) fn check(root: &DeTable<'_>, judge: &mut Judge<'_>) {
    for (at, value) in root {
        let name = at.get_ref().as_ref();
        if let Some(key) = schema::TOP.iter().find(|key| key.name == name) {
            value::check(key.kind, name, value, judge);
        } else if let Some(section) = schema::find(name) {
            table(at, value, judge, |table, judge| one_section(section, table, judge));
        } else if name == schema::PARAMETERS {
            table(at, value, judge, legs);
        } else {
            unknown(at, "", judge);
        }
    }
}

/// Runs `inner` on a table, or says that it should be one.
fn table(
    at: &At<'_>,
    value: &Spanned<DeValue<'_>>,
    judge: &mut Judge<'_>,
    inner: impl Fn(&DeTable<'_>, &mut Judge<'_>),
) {
    match value.get_ref() {
        DeValue::Table(table) => inner(table, judge),
        other => {
            let name = at.get_ref();
            let what = format!("`{name}` is {}, and must be a table", value::article(other));
            judge.mistake(at.span(), name, &what, Some(format!("write [{name}] on a line of its own")));
        }
    }
}

fn one_section(section: &Section, table: &DeTable<'_>, judge: &mut Judge<'_>) {
    for (at, value) in table {
        match section.keys.iter().find(|key| key.name == at.get_ref().as_ref()) {
            Some(key) => drop(value::check(key.kind, &format!("{}.{}", section.name, key.name), value, judge)),
            None => unknown(at, section.name, judge),
        }
    }
}

/// `[parameters.LEG]`: any names, plain values.
fn legs(table: &DeTable<'_>, judge: &mut Judge<'_>) {
    for (at, leg) in table {
        let name = at.get_ref().as_ref();
        let dotted = format!("{}.{name}", schema::PARAMETERS);
        if !schema::LEGS.contains(&name) {
            let near = nearest(name, schema::LEGS.iter().copied()).map(|near| format!("nearest: {near}; "));
            let hint = format!("{}one of {}", near.unwrap_or_default(), schema::LEGS.join(", "));
            judge.mistake(at.span(), &dotted, &format!("`{dotted}` is no leg of a flow"), Some(hint));
            continue;
        }
        let DeValue::Table(leg) = leg.get_ref() else {
            let what = format!("`{dotted}` is {}, and must be a table", value::article(leg.get_ref()));
            judge.mistake(at.span(), &dotted, &what, None);
            continue;
        };
        for (at, value) in leg {
            value::parameter(&format!("{dotted}.{}", at.get_ref()), value, judge);
        }
    }
}

/// Says that a key is unknown, and which was probably meant.
fn unknown(at: &At<'_>, section: &str, judge: &mut Judge<'_>) {
    if judge.is_full() {
        return judge.mistake(at.span(), "", "", None);
    }
    let name = at.get_ref().as_ref();
    let dotted = if section.is_empty() { name.to_owned() } else { format!("{section}.{name}") };
    let meant = meant(name, section).map(|near| format!("did you mean `{near}`?"));
    judge.mistake(at.span(), &dotted, &format!("unknown key `{dotted}`"), meant);
}

/// The dotted key that is most like `name` in `section`: a slip of the finger there, the same name in another table
/// (`scope`), or what registration documents call it (`client_id`, `token_endpoint`).
fn meant(name: &str, section: &str) -> Option<String> {
    let dot = |section: &str, key: &str| if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
    if section.is_empty() && name.len() <= 64 {
        let plain = name.strip_suffix("_endpoint").map(|name| format!("endpoints_{name}"));
        let plain = plain.as_deref().unwrap_or(name);
        let moved =
            schema::SECTIONS.iter().flat_map(|section| section.keys.iter().map(move |key| (section.name, key.name)));
        let mut same = moved.filter(|(section, key)| *key == plain || format!("{section}_{key}") == plain);
        if let Some((section, key)) = same.next() {
            return Some(dot(section, key));
        }
    }
    let siblings: Vec<&str> = match schema::find(section) {
        Some(section) => section.keys.iter().map(|key| key.name).collect(),
        None => top_names().collect(),
    };
    if let Some(near) = nearest(name, siblings) {
        return Some(dot(section, near));
    }
    let elsewhere = schema::SECTIONS.iter().find(|other| other.keys.iter().any(|key| key.name == name));
    let top = schema::TOP.iter().find(|key| key.name == name).map(|key| key.name.to_owned());
    top.or_else(|| elsewhere.map(|other| dot(other.name, name)))
}

fn top_names() -> impl Iterator<Item = &'static str> {
    let tables = schema::SECTIONS.iter().map(|section| section.name);
    schema::TOP.iter().map(|key| key.name).chain(tables).chain([schema::PARAMETERS])
}
