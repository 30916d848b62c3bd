//! A profile's text without the secrets that somebody wrote into it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use super::parse::schema::{self, Kind};
use super::parse::syntax;

/// What stands where a secret stood: still TOML.
const MASKED: &str = "\"(masked)\"";

/// Names that promise a secret, wherever they stand.
const NAMES: [&str; 8] = ["secret", "password", "token", "assertion", "key", "pin", "user_code", "authorization"];

/// The text with every literal secret replaced. References (`{ env = … }`) stay.
pub fn masked(text: &str) -> String {
    let bare = syntax::without_mark(text);
    let mark = text.len() - bare.len();
    let (root, errors) = syntax::read(bare);
    let mut spans = Vec::new();
    collect(root.get_ref(), &mut Vec::new(), &mut spans);
    spans.retain(|span| span.start < span.end && bare.get(span.clone()).is_some());
    spans.sort_by_key(|span| span.start);
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for span in spans.into_iter().map(|span| span.start + mark..span.end + mark) {
        if span.start >= from {
            out.push_str(&text[from..span.start]);
            out.push_str(MASKED);
            from = span.end;
        }
    }
    out.push_str(&text[from..]);
    if errors.is_empty() { out } else { by_line(&out) }
}

/// The spans of all literal values whose key is a secret's or sounds like one.
fn collect(table: &DeTable<'_>, path: &mut Vec<String>, spans: &mut Vec<Range<usize>>) {
    for (key, value) in table {
        path.push(key.get_ref().to_string());
        let secret = match schema::at(path) {
            Some(_) if is_proxy_with_credentials(path, value.get_ref()) => true,
            Some(key) => key.kind == Kind::Secret,
            // What a reference says is where the secret is.
            None if is_reference(path) => false,
            None => {
                sounds_secret(key.get_ref())
                    && path.first().is_none_or(|first| schema::find(first).is_none_or(|s| s.name != "endpoints"))
            }
        };
        match value.get_ref() {
            DeValue::String(_) | DeValue::Integer(_) if secret => spans.push(value.span()),
            DeValue::Array(list) if secret => {
                spans.extend(list.iter().filter(|item| item.get_ref().is_str()).map(toml::Spanned::span));
            }
            DeValue::Table(inner) if path.len() < 32 => collect(inner, path, spans),
            _ => {}
        }
        path.pop();
    }
}

/// `client.secret.keyring` and its kin.
fn is_reference(path: &[String]) -> bool {
    let Some((name, parent)) = path.split_last() else { return false };
    let is_source = ["env", "file", "command", "keyring", "ask"].contains(&name.as_str());
    is_source && schema::at(parent).is_some_and(|key| key.kind == Kind::Secret)
}

/// A proxy's address may have a password before its host.
fn is_proxy_with_credentials(path: &[String], value: &DeValue<'_>) -> bool {
    path == ["tls", "proxy"] && value.as_str().is_some_and(|address| address.contains('@'))
}

fn sounds_secret(name: &str) -> bool {
    let name = name.to_lowercase();
    NAMES.iter().any(|part| name.contains(part))
}

/// For a text that is no TOML, line by line: what stands behind the `=` of a name that sounds like a secret goes, with
/// all that follows an opened multi-line string.
fn by_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut open: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let end = &line[line.trim_end_matches(['\n', '\r']).len()..];
        let body = &line[..line.len() - end.len()];
        if let Some(quote) = open {
            open = if body.contains(quote) { None } else { open };
            out.push_str("(masked)");
        } else if let Some((key, value)) = body.split_once('=').filter(|(key, value)| hides(key, value)) {
            open = ["\"\"\"", "'''"].into_iter().find(|quote| value.matches(quote).count() == 1);
            out.extend([key, "= ", MASKED]);
        } else {
            out.push_str(body);
        }
        out.push_str(end);
    }
    out
}

/// Whether a line of broken text may carry a secret: not when it is an address or a reference that closes.
fn hides(key: &str, value: &str) -> bool {
    let value = value.trim();
    let harmless = value == MASKED || value.starts_with("\"http") || (value.starts_with('{') && value.ends_with('}'));
    sounds_secret(key) && !key.trim_start().starts_with('#') && !harmless
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literal_secrets_go_and_references_stay() {
        let text = "\u{feff}[client]\r\nid = \"a\"\r\nsecret = 'hunter2' # mine\r\n[password]\npassword = { env = \"P\" }\n\
                    [refresh]\ntoken = { keyring = \"main\" }\n[tls]\nproxy = \"http://ann:hunter2@p:1\"\n\
                    [parameters.token]\nclient_secret = \"\"\"hun\nter2\"\"\"\nui = \"de\"\n";
        let masked = masked(text);
        assert!(!masked.contains("hunter2") && !masked.contains("ter2"), "{masked}");
        assert!(masked.starts_with("\u{feff}[client]\r\nid = \"a\"\r\nsecret = \"(masked)\" # mine\r\n"), "{masked}");
        assert!(masked.contains("{ env = \"P\" }") && masked.contains("{ keyring = \"main\" }"), "{masked}");
        assert!(masked.contains("ui = \"de\""), "{masked}");
        assert_eq!(super::masked(&masked), masked);
    }

    #[test]
    fn a_broken_text_shows_no_secret_either() {
        for text in [
            "[client\nsecret = \"hunter2\n",
            "secret = \"\"\"\nhunter2\n",
            "client.secret = hunter2",
            "x = [\n[client]\nsecret = 'hunter2'",
        ] {
            assert!(!masked(text).contains("hunter2"), "{}", masked(text));
        }
    }

    #[test]
    fn addresses_of_endpoints_are_no_secrets() {
        let text = "[endpoints]\ntoken = \"https://id.example/token\"\n";
        assert_eq!(masked(text), text);
    }
}
