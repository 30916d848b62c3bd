//! Secrets known by what they are called: an answer may bring one that nobody has read yet.

use super::needle::{Needle, Reach};
use super::{LONG, Masker, forms, literal};
use crate::protocol::jose::base64url;
use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;

/// Member names whose string values are secrets, as answers spell them once case, `_` and `-` are gone; and their kind.
const SECRET_MEMBERS: [(&str, &str); 12] = [
    ("accesstoken", "access_token"),
    ("refreshtoken", "refresh_token"),
    ("idtoken", "id_token"),
    ("devicecode", "device_code"),
    ("clientsecret", "client_secret"),
    ("authreqid", "auth_req_id"),
    ("clientnotificationtoken", "client_notification_token"),
    ("loginhinttoken", "login_hint_token"),
    ("idtokenhint", "id_token_hint"),
    ("registrationaccesstoken", "registration_access_token"),
    ("clientassertion", "client_assertion"),
    ("password", "password"),
];

/// Members of a JWK that nobody but its owner may know (RFC 7518 §6): a provider that publishes them has leaked its
/// key, and a report must not spread it.
const PRIVATE_KEY_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];

/// Most values that are learned by their names alone: a hostile answer must not make every text slow to mask. What a
/// flow uses is learned beyond that.
pub(super) const MOST_BY_NAME: usize = 400;

/// Longer ones are not searched: whoever has a token of that size looks at nothing but its size.
const LONGEST: usize = 256 << 10;

impl Masker {
    /// Remembers what an answer calls a secret, before anybody has judged it.
    pub fn learn_body(&mut self, body: &[u8]) {
        let text = String::from_utf8_lossy(body);
        if let Ok(parsed) = json::parse(body) {
            self.learn_members(&parsed.value);
        } else {
            for (name, value) in url::form_urlencoded::parse(body) {
                self.learn_member(&name, &value);
            }
            for (name, value) in literal::pairs(&text) {
                self.learn_member(name, &unescaped(value).unwrap_or_else(|| value.to_owned()));
            }
        }
        self.learn_spellings(&text);
    }

    /// Some servers write `=` and `+` as `\u003d` and `\u002B`, and whoever reads that has the secret.
    fn learn_spellings(&mut self, text: &str) {
        let escaped = literal::literals(text).map(|(_, literal)| literal).filter(|literal| literal.contains('\\'));
        for spelled in escaped.take(MOST_BY_NAME) {
            let Some(meant) = unescaped(spelled).filter(|meant| self.finds(meant)) else { continue };
            let masked = Json::String(self.mask(&meant)).to_string();
            let reach = if spelled.chars().count() < LONG { Reach::Alone } else { Reach::Anywhere };
            self.add(Needle::new(spelled.to_owned(), &masked[1..masked.len() - 1], reach));
        }
        self.sort();
    }

    /// Remembers the secrets in a secret: the private members of a key, and what a JWT calls so.
    pub(super) fn learn_inside(&mut self, value: &str) {
        if value.len() > LONGEST {
            return;
        }
        let is_object = value.trim_start().starts_with('{').then(|| value.as_bytes().to_vec());
        let parts = forms::jwt(value).map_or("", |(readable, _)| readable).split('.');
        let parts: Vec<Vec<u8>> = parts.filter_map(|part| base64url::decode(part).ok()).chain(is_object).collect();
        for parsed in parts.iter().filter_map(|part| json::parse(part).ok()) {
            self.learn_members(&parsed.value);
        }
    }

    /// Remembers what an object calls a secret.
    pub fn learn_object(&mut self, object: &Json) {
        self.learn_members(object);
    }

    fn learn_members(&mut self, value: &Json) {
        match value {
            Json::Object(members) => {
                let is_key = value.get("kty").is_some();
                for (name, member) in members {
                    match member {
                        Json::String(text) => {
                            self.learn_member(name, text);
                            if is_key {
                                self.learn_key_member(name, text);
                            }
                        }
                        Json::Array(primes) if is_key && name == "oth" => self.learn_primes(primes),
                        Json::Array(elements) => {
                            elements.iter().filter_map(Json::as_str).for_each(|text| self.learn_member(name, text));
                            self.learn_members(member);
                        }
                        other => self.learn_members(other),
                    }
                }
            }
            Json::Array(elements) => elements.iter().for_each(|element| self.learn_members(element)),
            _ => {}
        }
    }

    fn learn_member(&mut self, name: &str, value: &str) {
        let folded: String = name.chars().filter(|c| *c != '_' && *c != '-').flat_map(char::to_lowercase).collect();
        let kind = SECRET_MEMBERS.iter().find(|(known, _)| *known == folded).map(|(_, kind)| *kind);
        if let Some(kind) = kind.filter(|_| self.tags.len() < MOST_BY_NAME) {
            self.learn(kind, &Secret::new(value));
        }
    }

    /// The further primes of an RSA key (RFC 7518 §6.3.2.7): no member of theirs is public.
    fn learn_primes(&mut self, primes: &[Json]) {
        let members = primes.iter().take(MOST_BY_NAME).flat_map(|prime| prime.as_object().unwrap_or_default());
        for text in members.filter_map(|(_, value)| value.as_str()).take(MOST_BY_NAME) {
            self.learn("private_key", &Secret::new(text));
        }
    }

    fn learn_key_member(&mut self, name: &str, value: &str) {
        if PRIVATE_KEY_MEMBERS.contains(&name) && self.tags.len() < MOST_BY_NAME {
            self.learn("private_key", &Secret::new(value));
        }
    }
}

/// What a string literal means, where it is a whole one.
fn unescaped(literal: &str) -> Option<String> {
    let parsed = json::parse(format!("\"{literal}\"").as_bytes()).ok()?;
    parsed.value.as_str().map(str::to_owned)
}
