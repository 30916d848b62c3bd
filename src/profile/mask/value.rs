//! Which values of a profile may be seen.

use crate::profile::model::ProxyAddress;
use crate::profile::parse::schema::{self, Kind};

/// Names that promise a secret, where names are free.
const NAMES: [&str; 10] =
    ["secret", "password", "proxy", "certificate", "token", "assertion", "key", "pin", "user_code", "authorization"];

/// The keys of a reference: what they say is where a secret is.
const SOURCES: [&str; 5] = ["env", "file", "command", "keyring", "ask"];

/// Whether a text may be seen as the value of the key at `path`. Of a key that nobody knows it may not.
pub fn is_open(path: &[String], text: &str) -> bool {
    let Some((name, parent)) = path.split_last() else { return false };
    if let Some(key) = schema::at(path) {
        return is_open_of(key.kind, path, text) && is_public(text);
    }
    if schema::at(parent).is_some_and(|key| key.kind == Kind::Secret) {
        return SOURCES.contains(&name.as_str());
    }
    is_free(path) && !sounds_secret(name) && is_public(text)
}

fn is_open_of(kind: Kind, path: &[String], text: &str) -> bool {
    let is_one_line = !text.contains(['\n', '\r']);
    match kind {
        Kind::Secret => false,
        _ if path == ["tls", "proxy"] => ProxyAddress::new(text).is_plain(),
        // The same name stands for a secret in another table, whose header may be gone: `endpoints.token`.
        _ if path.last().is_some_and(|name| names_secret(name)) => is_one_line && text.contains("://"),
        Kind::Free | Kind::Prose | Kind::Authority => true,
        // An opened string that closes in a later one has swallowed what was between them.
        _ => is_one_line,
    }
}

/// Whether names are free at this place: parameters, and what goes out as JSON.
fn is_free(path: &[String]) -> bool {
    let of_object = |length: usize| {
        let key = path.get(..length).filter(|_| path.len() > length).and_then(schema::at);
        key.is_some_and(|key| matches!(key.kind, Kind::Object | Kind::Objects))
    };
    (path.len() == 3 && path[0] == schema::PARAMETERS) || of_object(2)
}

/// Whether some table has a secret under that name.
pub fn names_secret(name: &str) -> bool {
    schema::SECTIONS.iter().flat_map(|section| section.keys).any(|key| key.name == name && key.kind == Kind::Secret)
}

/// Whether a free name promises a secret, be it misspelt.
pub fn sounds_secret(name: &str) -> bool {
    // One slip makes a word of three letters into many others.
    const LONG: usize = 5;
    const LIKE: f64 = 0.8;
    let name = name.to_lowercase();
    let is_like = |part: &str| {
        let long = NAMES.iter().filter(|whole| whole.len() >= LONG && part.len() <= 2 * whole.len());
        long.into_iter().any(|whole| strsim::normalized_damerau_levenshtein(part, whole) >= LIKE)
    };
    NAMES.iter().any(|part| name.contains(part)) || name.split(['_', '-', '.']).any(is_like)
}

/// Whether a text is none that is a secret wherever it stands: a private key, an address with a password.
pub fn is_public(text: &str) -> bool {
    let begun = text.matches("-----BEGIN ").count();
    let certificates = text.matches("-----BEGIN CERTIFICATE-----").count();
    begun == certificates && !text.contains("PRIVATE KEY-----") && !text.split("://").skip(1).any(has_user)
}

/// Whether what follows the scheme of an address begins with a user's name.
fn has_user(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#', '"', '\'', ' ', '\n']).next().unwrap_or_default();
    authority.contains('@')
}
