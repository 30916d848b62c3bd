//! `--set key=value`: one key of a profile, from the command line, before anything is judged.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::mistake::{Mistake, SET};
use super::parse::schema::{self, Kind};

/// Puts `key=value` into the tree. The value is TOML when it reads as what the key wants, else the text as it stands.
pub(super) fn apply<'t>(root: &mut DeTable<'t>, setting: &'t str) -> Result<(), Mistake> {
    let wrong =
        |what: &str| Mistake::of_file(format!("--set {what}"), Some("--set key=value, such as --set device.pkce=S256"));
    let Some((key, text)) = setting.split_once('=') else {
        return Err(wrong(&format!("\"{setting}\" has no =")));
    };
    let Some(path) = path(key) else { return Err(wrong(&format!("\"{key}\" is no key"))) };
    let value = value(&path, text);
    put(root, &path, value).map_err(|at| wrong(&format!("{key}: `{at}` is no table")))
}

/// The parts of a dotted key as TOML reads them.
fn path(key: &str) -> Option<Vec<String>> {
    if key.contains(['\n', '\r', '#', '[', '{']) {
        return None;
    }
    let alone = format!("{} = 0", key.trim());
    let root = DeTable::parse(&alone).ok()?;
    let mut path = Vec::new();
    let mut table = Some(root.get_ref());
    while let Some((key, value)) = table.and_then(|table| table.iter().next()) {
        path.push(key.get_ref().to_string());
        table = value.get_ref().as_table();
    }
    Some(path)
}

fn value<'t>(path: &[String], text: &'t str) -> DeValue<'t> {
    let plain = || DeValue::String(text.into());
    let parsed = DeValue::parse(text.trim()).ok().map(|value| unplaced(value.into_inner()));
    let Some(parsed) = parsed else { return words(path, text).unwrap_or_else(plain) };
    let wants_text = match schema::at(path).map(|key| key.kind) {
        Some(
            Kind::Free
            | Kind::Text
            | Kind::Prose
            | Kind::Authority
            | Kind::Address
            | Kind::Notification
            | Kind::Choice(_)
            | Kind::Redirect
            | Kind::Listen
            | Kind::ListenAnywhere
            | Kind::ResponseType,
        ) => true,
        Some(Kind::Secret) => !parsed.is_table(),
        Some(_) => false,
        None => path.first().is_some_and(|first| first == schema::PARAMETERS) && !parsed.is_array(),
    };
    // `--set client.id=0123` and `--set client.id=true` mean the text.
    if wants_text && !parsed.is_str() { plain() } else { parsed }
}

/// Bare words where a list is wanted: `--set "request.scope=openid profile"`.
fn words<'t>(path: &[String], text: &'t str) -> Option<DeValue<'t>> {
    let kind = schema::at(path)?.kind;
    if !matches!(kind, Kind::List | Kind::Scope | Kind::Resources) || text.trim_start().starts_with('[') {
        return None;
    }
    let item = |word: &'t str| Spanned::new(SET, DeValue::String(word.into()));
    Some(DeValue::Array(text.split_whitespace().map(item).collect::<DeArray<'t>>()))
}

/// The same value with its places forgotten: offsets into the option are none into the file.
fn unplaced(value: DeValue<'_>) -> DeValue<'_> {
    match value {
        DeValue::Array(list) => {
            DeValue::Array(list.into_iter().map(|item| Spanned::new(SET, unplaced(item.into_inner()))).collect())
        }
        DeValue::Table(table) => {
            let entry = |(key, value): (Spanned<_>, Spanned<_>)| {
                (Spanned::new(SET, key.into_inner()), Spanned::new(SET, unplaced(value.into_inner())))
            };
            DeValue::Table(table.into_iter().map(entry).collect())
        }
        plain => plain,
    }
}

/// Sets the value at `path`; answers with the part of the path that stands in the way.
fn put<'t>(table: &mut DeTable<'t>, path: &[String], value: DeValue<'t>) -> Result<(), String> {
    let Some((name, rest)) = path.split_first() else { return Ok(()) };
    let key = Spanned::new(SET, name.clone().into());
    if rest.is_empty() {
        // Removed first, so that the key counts as the option's and not as the file's.
        table.remove(name.as_str());
        table.insert(key, Spanned::new(SET, value));
        return Ok(());
    }
    let entry = table.entry(key).or_insert_with(|| Spanned::new(SET, DeValue::Table(DeTable::new())));
    match entry.get_mut() {
        DeValue::Table(inner) => put(inner, rest, value),
        _ => Err(name.clone()),
    }
}
