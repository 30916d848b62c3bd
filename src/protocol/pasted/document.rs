//! JSON: a token response, or whatever else has tokens among its members.

use super::{DEEPEST, Pasted, key, names, within};
use crate::protocol::json::{self, Json};
use crate::protocol::text;

/// Takes the tokens out of a JSON text. Whether it was one.
pub(super) fn read(text: &str, depth: u8, pasted: &mut Pasted) -> bool {
    if !text.starts_with(['{', '[', '"']) {
        return false;
    }
    let Some(value) = parsed(text) else { return false };
    match &value {
        Json::String(inner) if depth < DEEPEST => {
            pasted.remark("quotes around it");
            take_text(inner, depth + 1, pasted);
        }
        Json::Object(_) | Json::Array(_) if key::is_jwk(&value, pasted) => {}
        Json::Object(_) if is_serialization(&value) => {
            pasted.remark("the JSON serialization of a signed or encrypted message, not the compact one");
            pasted.find(None, text);
        }
        Json::Object(_) | Json::Array(_) => walk_all(value, depth, pasted),
        _ => return false,
    }
    true
}

/// As JSON, or as JSON whose quotes are escaped since it stood in a string.
fn parsed(text: &str) -> Option<Json> {
    let read = |text: &str| json::parse(text.as_bytes()).ok().map(|parsed| parsed.value);
    read(text).or_else(|| {
        let is_escaped = text.starts_with("{\\\"") || text.starts_with("{\\n");
        is_escaped.then(|| read(&format!("\"{text}\"")))?.and_then(|inner| read(inner.as_str()?))
    })
}

fn is_serialization(value: &Json) -> bool {
    let has = |name| value.get(name).is_some();
    has("payload") && (has("signatures") || has("signature")) || has("ciphertext")
}

fn take_text(inner: &str, depth: u8, pasted: &mut Pasted) {
    if names::is_clean(inner) { pasted.find(None, inner) } else { within(inner, depth, pasted) }
}

fn walk_all(value: Json, depth: u8, pasted: &mut Pasted) {
    let before = pasted.tokens.len();
    let mut path = None;
    walk(&value, depth, &mut Vec::new(), &mut path, pasted);
    if pasted.tokens.len() > before {
        pasted.remark(super::JSON_AROUND);
        if pasted.response.is_none() {
            pasted.response = path.and_then(|path| at(value, &path));
        }
        return;
    }
    if let Some(error) = value.get("error").and_then(Json::as_str) {
        pasted.remark(format!("an error as JSON, not a token: {}", text::shown_short(error, 80)));
        pasted.response = Some(value);
    } else if ["iss", "sub", "exp", "alg"].iter().any(|name| value.get(name).is_some()) {
        pasted.remark("claims or a header, already decoded: without the token there is no signature to verify");
    } else {
        pasted.remark("JSON without a token in it");
    }
}

/// Walks through the members. `path` is where the first object stands that has a token by name.
fn walk(value: &Json, depth: u8, here: &mut Vec<usize>, path: &mut Option<Vec<usize>>, pasted: &mut Pasted) {
    let members = value.as_object().unwrap_or_default().iter().map(|(name, member)| (names::carrier(name), member));
    let elements = value.as_array().unwrap_or_default().iter().map(|element| (None, element));
    for (n, (name, member)) in members.chain(elements).enumerate() {
        let Some(text) = member.as_str() else {
            here.push(n);
            walk(member, depth, here, path, pasted);
            here.pop();
            continue;
        };
        if name.is_some_and(|name| names::is_believable(name, text)) || names::is_jwt_like(text) {
            if name.is_some() && path.is_none() {
                *path = Some(here.clone());
            }
            take(name, text, pasted);
        } else if depth < DEEPEST && text.trim_start().starts_with('{') && text.contains("token") {
            read(text.trim(), depth + 1, pasted);
        }
    }
}

fn take(name: Option<&str>, text: &str, pasted: &mut Pasted) {
    let bare = text.trim();
    let (scheme, rest) = bare.split_once(' ').unwrap_or(("", bare));
    let token = if names::is_scheme(scheme) { rest.trim_start() } else { bare };
    if token.len() < text.len() {
        pasted.remark("white space or a scheme around it");
    }
    if names::is_shortened(token) {
        pasted.remark("shortened: three dots stand for the rest of it");
    }
    pasted.find(name, token);
}

/// The value at a path of positions.
fn at(value: Json, path: &[usize]) -> Option<Json> {
    path.iter().try_fold(value, |value, n| match value {
        Json::Object(members) => members.into_iter().nth(*n).map(|(_, member)| member),
        Json::Array(elements) => elements.into_iter().nth(*n),
        _ => None,
    })
}
