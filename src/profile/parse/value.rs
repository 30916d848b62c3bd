//! Is a value of the kind its key wants, and what would be.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};
use url::Url;

use super::judge::Judge;
use super::schema::Kind;
use super::{ciba, code};
use crate::profile::mask::is_open;
use crate::profile::nearest::nearest;
use crate::protocol::catalogue;

/// What a value is wrong in, and what would be right.
pub(super) type Wrong = (String, Option<String>);

/// Checks one value; what is wrong with it is said, and the answer is whether it can be used.
pub(super) fn check(kind: Kind, dotted: &str, value: &Spanned<DeValue<'_>>, judge: &mut Judge<'_>) -> bool {
    let wrong = match (kind, value.get_ref()) {
        (Kind::Text, DeValue::String(text)) => line(text),
        (Kind::Prose, DeValue::String(text)) => control(text, &['\n', '\r', '\t']),
        (Kind::Authority, DeValue::String(text)) => authority(text),
        (Kind::Address, DeValue::String(text)) => line(text).or_else(|| address(text)),
        (Kind::Choice(words), DeValue::String(word)) => choice(word, words),
        (Kind::Redirect, DeValue::String(text)) => line(text).or_else(|| code::redirect_uri(text)),
        (Kind::Listen, DeValue::String(text)) => {
            line(text).or_else(|| code::listen(text, 8400).or_else(|| code::port(text)))
        }
        (Kind::ListenAnywhere, DeValue::String(text)) => line(text).or_else(|| code::listen(text, 8401)),
        (Kind::Notification, DeValue::String(text)) => {
            line(text).or_else(|| address(text)).or_else(|| ciba::notification_endpoint(text))
        }
        (Kind::ResponseType, DeValue::String(text)) => line(text).or_else(|| code::response_type(text)),
        (Kind::Number(least, most), DeValue::Integer(number)) => {
            let whole = i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX);
            let fits = (i128::from(least)..=i128::from(most)).contains(&whole);
            (!fits).then(|| (format!("is {number}, and must be from {least} to {most}"), None))
        }
        (Kind::Free, DeValue::String(_)) | (Kind::Flag, DeValue::Boolean(_)) | (Kind::Object, DeValue::Table(_)) => {
            None
        }
        (Kind::Secret, DeValue::String(text)) => text.is_empty().then(|| ("is empty".to_owned(), None)),
        (Kind::Secret, DeValue::Table(table)) => return secret(table, value.span(), dotted, judge),
        (Kind::List | Kind::Scope | Kind::Checks | Kind::Resources, DeValue::Array(list)) => {
            return items(kind, list, dotted, judge);
        }
        (Kind::Objects, DeValue::Array(list)) => list
            .iter()
            .find(|item| !item.get_ref().is_table())
            .map(|item| (format!("has {} in it, and must be a list of tables", article(item.get_ref())), None)),
        (kind, other) => Some((format!("is {}, and must be {}", article(other), wanted(kind)), instead(kind, other))),
    };
    let text = value.get_ref().as_str().unwrap_or_default();
    say(wrong.map(|wrong| unrepeated(wrong, dotted, text)), value.span(), dotted, judge)
}

/// The same mistake without the text, where that may be a secret that came here by a slip somewhere else.
fn unrepeated((what, hint): Wrong, dotted: &str, text: &str) -> Wrong {
    // A word or two letters may be part of any sentence.
    const SHORTEST: usize = 4;
    let path: Vec<String> = dotted.split('.').map(str::to_owned).collect();
    if text.len() < SHORTEST || is_open(&path, text) {
        return (what, hint);
    }
    let repeats = |hint: &String| text.split_whitespace().any(|word| word.len() >= SHORTEST && hint.contains(word));
    (what.replace(text, "…"), hint.filter(|hint| !repeats(hint)))
}

/// A free parameter: text, a number, a flag, or a list of texts that is sent once each.
pub(super) fn parameter(dotted: &str, value: &Spanned<DeValue<'_>>, judge: &mut Judge<'_>) {
    match value.get_ref() {
        DeValue::String(text) => {
            say(control(text, &['\n', '\r', '\t']), value.span(), dotted, judge);
        }
        DeValue::Integer(_) | DeValue::Boolean(_) => {}
        DeValue::Array(list) if list.iter().all(|item| item.get_ref().is_str()) => {}
        other => {
            let wrong = (format!("is {}, and must be text or a list of texts", article(other)), None);
            say(Some(wrong), value.span(), dotted, judge);
        }
    }
}

/// The type of a value with its article.
pub(super) fn article(value: &DeValue<'_>) -> String {
    let word = value.type_str();
    let an = if word.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{an} {word}")
}

fn say(wrong: Option<Wrong>, at: Range<usize>, dotted: &str, judge: &mut Judge<'_>) -> bool {
    let Some((what, hint)) = wrong else { return true };
    judge.mistake(at, dotted, &format!("`{dotted}` {what}"), hint);
    false
}

const fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Free
        | Kind::Text
        | Kind::Prose
        | Kind::Authority
        | Kind::Choice(_)
        | Kind::Redirect
        | Kind::Listen
        | Kind::ListenAnywhere
        | Kind::ResponseType => "a string",
        Kind::List | Kind::Scope | Kind::Checks | Kind::Resources => "a list of strings",
        Kind::Number(..) => "a whole number",
        Kind::Flag => "true or false",
        Kind::Address | Kind::Notification => "an http or https address",
        Kind::Secret => "a secret reference",
        Kind::Object => "a table",
        Kind::Objects => "a list of tables",
    }
}

/// The same value written as its kind wants it, where that is plain.
fn instead(kind: Kind, value: &DeValue<'_>) -> Option<String> {
    match (kind, value) {
        (Kind::Scope, DeValue::String(text)) => Some(format!(
            "write [{}]",
            text.split_whitespace().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ")
        )),
        (Kind::List | Kind::Checks | Kind::Resources, DeValue::String(text)) => Some(format!("write [\"{text}\"]")),
        (Kind::Free | Kind::Text | Kind::Choice(_), DeValue::Integer(number)) => Some(format!("write \"{number}\"")),
        (Kind::Number(..), DeValue::String(text)) if text.parse::<u64>().is_ok() => Some(format!("write {text}")),
        (Kind::Flag, DeValue::String(text)) if matches!(text.as_ref(), "true" | "false") => {
            Some(format!("write {text}"))
        }
        (Kind::ResponseType, DeValue::Array(words)) => {
            let words: Vec<&str> = words.iter().filter_map(|word| word.get_ref().as_str()).collect();
            Some(format!("write \"{}\"", words.join(" ")))
        }
        (Kind::Secret, _) => Some("such as { env = \"NAME\" } or { file = \"PATH\" }".to_owned()),
        _ => None,
    }
}

/// Not empty, no control character.
fn line(text: &str) -> Option<Wrong> {
    if text.trim().is_empty() { Some(("is empty".to_owned(), None)) } else { control(text, &[]) }
}

/// Certificates or the name of their file. Nothing at all would name the profile's folder.
fn authority(text: &str) -> Option<Wrong> {
    if text.trim().is_empty() {
        let hint = "the path of a PEM file, or its text; without the key the platform's authorities are trusted";
        return Some(("is empty".to_owned(), Some(hint.to_owned())));
    }
    control(text, &['\n', '\r', '\t'])
}

fn control(text: &str, allowed: &[char]) -> Option<Wrong> {
    let at = text.chars().position(|c| c.is_control() && !allowed.contains(&c))?;
    let code = text.chars().nth(at).map_or(0, u32::from);
    Some((format!("has a control character (U+{code:04X}) as its character {}", at + 1), None))
}

fn choice(word: &str, words: &[&str]) -> Option<Wrong> {
    if words.contains(&word) {
        return None;
    }
    let near = nearest(word, words.iter().copied()).map(|near| format!("did you mean \"{near}\"? "));
    let hint = format!("{}one of {}", near.unwrap_or_default(), words.join(", "));
    Some((format!("cannot be \"{word}\""), Some(hint)))
}

fn address(text: &str) -> Option<Wrong> {
    let wrong = |what: &str, hint: &str| Some((what.to_owned(), (!hint.is_empty()).then(|| hint.to_owned())));
    if text.contains(char::is_whitespace) {
        return wrong("has a blank in it, and must be one address", "");
    }
    match Url::parse(text) {
        Err(error) if text.contains("://") => wrong(&format!("is no address: {error}"), ""),
        Err(_) => wrong("is no address", &format!("did you mean \"https://{text}\"?")),
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            // `localhost:8080` reads as the scheme `localhost`.
            let meant = if text.contains("://") { "" } else { &*format!("did you mean \"https://{text}\"?") };
            wrong(&format!("begins with {}:, and must begin with https:// or http://", url.scheme()), meant)
        }
        Ok(url) if !url.username().is_empty() || url.password().is_some() => {
            let host = url.host_str().unwrap_or_default();
            wrong(
                &format!("has a user name in front of its host, which is {host}"),
                "leave out what stands before the @",
            )
        }
        // RFC 6749 §3.1 and §3.2, RFC 8414 §2: no endpoint and no issuer has a fragment.
        Ok(url) if url.fragment().is_some() => wrong("has a fragment", "leave out the # and what follows"),
        Ok(_) => None,
    }
}

fn items(kind: Kind, list: &DeArray<'_>, dotted: &str, judge: &mut Judge<'_>) -> bool {
    let mut good = true;
    for item in list {
        let wrong = match item.get_ref() {
            DeValue::String(text) => line(text).or_else(|| match kind {
                Kind::Scope => scope(text),
                Kind::Resources => resource(text),
                Kind::Checks => check_id(text),
                _ => None,
            }),
            other => Some((format!("has {} in it, and must be a list of strings", article(other)), None)),
        };
        let text = item.get_ref().as_str().unwrap_or_default();
        good &= say(wrong.map(|wrong| unrepeated(wrong, dotted, text)), item.span(), dotted, judge);
    }
    good
}

/// RFC 6749 §3.3: printable ASCII without blank, quotation mark and backslash.
fn scope(word: &str) -> Option<Wrong> {
    if word.contains(' ') {
        return Some((format!("has \"{word}\" as one word"), instead(Kind::Scope, &DeValue::String(word.into()))));
    }
    let bad = word.chars().find(|c| !matches!(c, '\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}'))?;
    Some((format!("has {bad:?} in a scope word, which RFC 6749 §3.3 does not allow"), None))
}

/// The id of a check that there is.
fn check_id(text: &str) -> Option<Wrong> {
    if catalogue().any(|check| check.id == text) {
        return None;
    }
    let near = nearest(text, catalogue().map(|check| check.id)).map(|id| format!("did you mean \"{id}\"?"));
    Some((format!("has \"{text}\", which is no check"), near))
}

/// RFC 8707 §2: an absolute URI without a fragment.
fn resource(text: &str) -> Option<Wrong> {
    match Url::parse(text) {
        Ok(url) if url.fragment().is_none() => None,
        Ok(_) => Some(("has a resource with a fragment, which RFC 8707 §2 does not allow".to_owned(), None)),
        Err(_) => Some((format!("has \"{text}\", which is no absolute URI (RFC 8707 §2)"), None)),
    }
}

const SOURCES: [&str; 5] = ["env", "file", "command", "keyring", "ask"];

/// `{ env = … }` and its kin: exactly one key. Nothing of a value is repeated, it may be the secret itself.
fn secret(table: &DeTable<'_>, at: Range<usize>, dotted: &str, judge: &mut Judge<'_>) -> bool {
    let mut entries = table.iter();
    let (Some((key, value)), None) = (entries.next(), entries.next()) else {
        let what = format!("has {} keys, and must have one", table.len());
        return say(Some((what, Some(format!("one of {}", SOURCES.join(", "))))), at, dotted, judge);
    };
    let name = key.get_ref().as_ref();
    let wrong = match (name, value.get_ref()) {
        ("env", DeValue::String(name)) => environment(name),
        ("file", DeValue::String(path)) => line(path),
        ("keyring", DeValue::String(entry)) => line(entry),
        ("ask", DeValue::Boolean(true)) => None,
        ("ask", DeValue::Boolean(false)) => {
            Some(("is asked for with `ask = false`".to_owned(), Some("write { ask = true }".to_owned())))
        }
        ("command", DeValue::Array(words)) => command(words),
        ("command", DeValue::String(_)) => Some((
            "has a string as its `command`, and must have a list of words".to_owned(),
            Some("such as { command = [\"op\", \"read\", \"op://vault/item\"] }; no shell reads it".to_owned()),
        )),
        ("command", other) => {
            Some((format!("has {} as its `command`, and must have a list of words", article(other)), None))
        }
        ("ask", other) => Some((format!("has {} as its `ask`, and must have true", article(other)), None)),
        ("env" | "file" | "keyring", other) => {
            Some((format!("has {} as its `{name}`, and must have a string", article(other)), None))
        }
        _ => {
            let near = nearest(name, SOURCES).map(|near| format!("did you mean `{near}`? "));
            let hint = format!("{}one of {}", near.unwrap_or_default(), SOURCES.join(", "));
            return say(Some((format!("cannot come from `{name}`"), Some(hint))), key.span(), dotted, judge);
        }
    };
    say(wrong, value.span(), dotted, judge)
}

/// A program and its arguments, which may be anything but the program's name empty.
fn command(words: &DeArray<'_>) -> Option<Wrong> {
    let all: Option<Vec<&str>> = words.iter().map(|word| word.get_ref().as_str()).collect();
    match all.as_deref() {
        None => Some(("has a `command` with something other than strings in it".to_owned(), None)),
        Some([] | ["", ..]) => Some(("has a `command` without a program".to_owned(), None)),
        Some(words) => words.iter().find_map(|word| control(word, &['\n', '\t'])),
    }
}

/// A name as shells accept it; a value put here by mistake is not repeated.
fn environment(name: &str) -> Option<Wrong> {
    if let Some(bare) = name.strip_prefix('$').filter(|bare| environment(bare).is_none()) {
        return Some((
            "names its environment variable with a $".to_owned(),
            Some(format!("write {{ env = \"{bare}\" }}")),
        ));
    }
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good = name.chars().all(letter) && !name.starts_with(|c: char| c.is_ascii_digit()) && !name.is_empty();
    let hint = "letters, digits and _, and no digit first".to_owned();
    (!good).then(|| ("has an `env` that is no name of an environment variable".to_owned(), Some(hint)))
}
