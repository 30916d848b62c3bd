//! The beginning of a body that could not be read, with nothing in it that is nobody's business.

use crate::protocol::json::{Duplicate, Json, SyntaxError};

/// Bytes of a body that a row shows.
const SHOWN: usize = 240;

/// Members whose values are never shown.
const SENSITIVE: [&str; 9] = [
    "access_token",
    "refresh_token",
    "id_token",
    "device_code",
    "client_secret",
    "auth_req_id",
    "code_verifier",
    "password",
    "assertion",
];

/// What is wrong with a body, and how it begins.
pub(super) fn unreadable(error: &SyntaxError, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let begins = begins(&text);
    match title(&text) {
        Some(title) => format!("an HTML page titled “{title}”; it begins: {begins}"),
        None if looks_like_html(&text) => format!("an HTML page without a title; it begins: {begins}"),
        None => format!("{error}; the body begins: {begins}"),
    }
}

/// A member that came twice, with both values unless they are secret.
pub(super) fn duplicate(duplicate: &Duplicate) -> String {
    let name = duplicate.path.rsplit('/').next().unwrap_or_default();
    let value = |value: &Json| match value {
        Json::String(text) if SENSITIVE.contains(&name) => format!("‹{} characters›", text.chars().count()),
        other => super::oauth_error::short(&other.to_string(), 120),
    };
    format!("{}: first {}, then {}", duplicate.path, value(&duplicate.first), value(&duplicate.second))
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html") || start.starts_with("<head")
}

/// The text of the first `<title>`.
fn title(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let open = lower.find("<title")?;
    let start = open + lower[open..].find('>')? + 1;
    let end = start + lower[start..].find("</title")?;
    let words: Vec<&str> = text[start..end].split_whitespace().collect();
    Some(super::oauth_error::short(&words.join(" "), 120))
}

fn begins(text: &str) -> String {
    let mut start: String = text.chars().take(SHOWN).collect();
    for name in SENSITIVE {
        start = masked(&start, name);
    }
    let cut = text.chars().count() > SHOWN;
    if cut { start + "…" } else { start }
}

/// Replaces what follows a sensitive name (`"name": "…"` or `name=…`) up to its end.
fn masked(text: &str, name: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(name) {
        let after = at + name.len();
        let gap = rest[after..].len() - rest[after..].trim_start_matches(['"', '\'', ':', '=', ' ', '\\']).len();
        let value = &rest[after + gap..];
        let ends = value.find(['"', '\'', '&', ',', '}', ' ', '<', '\n']).unwrap_or(value.len());
        out.push_str(&rest[..after + gap]);
        out.push_str(if gap > 0 && ends > 0 { "‹masked›" } else { &value[..ends] });
        rest = &value[ends..];
    }
    out + rest
}
