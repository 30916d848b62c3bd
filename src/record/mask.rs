//! Masking: known secrets leave a text in every form they could stand in, and get the same tag everywhere.
//!
//! By value, since an error text may echo a secret anywhere; and by member name, since an answer may bring a secret
//! that nobody has read yet. A JWT keeps its header and claims and loses its signature: readable, but useless.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;

/// Shorter values are not searched for in running text: they would blank out innocent words. As fields of their own
/// they are masked by type all the same.
const SHORTEST: usize = 4;

/// Member names whose string values are secrets, as answers spell them once case, `_` and `-` are gone; and their kind.
const SECRET_MEMBERS: [(&str, &str); 10] = [
    ("accesstoken", "access_token"),
    ("refreshtoken", "refresh_token"),
    ("idtoken", "id_token"),
    ("devicecode", "device_code"),
    ("clientsecret", "client_secret"),
    ("authreqid", "auth_req_id"),
    ("code", "code"),
    ("registrationaccesstoken", "registration_access_token"),
    ("clientassertion", "client_assertion"),
    ("password", "password"),
];

/// Members of a JWK that nobody but its owner may know (RFC 7518 §6): a provider that publishes them has leaked its
/// key, and a report must not spread it.
const PRIVATE_KEY_MEMBERS: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "k", "priv"];

/// Every secret of one run with its tag.
#[derive(Clone, Default)]
pub struct Masker {
    /// Value → tag.
    tags: HashMap<String, String>,
    /// How many of each kind.
    counts: HashMap<String, usize>,
    /// Text to find → what stands in its place; longest first.
    needles: Vec<(String, String)>,
}

impl std::fmt::Debug for Masker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Masker({} secrets)", self.tags.len())
    }
}

impl Masker {
    /// Remembers a secret; the same value keeps its first tag.
    pub fn learn(&mut self, kind: &str, secret: &Secret) {
        let value = secret.reveal();
        if value.is_empty() || self.tags.contains_key(value) {
            return;
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let tag = format!("‹{kind}#{count}›");
        self.tags.insert(value.to_owned(), tag.clone());
        if value.chars().count() < SHORTEST {
            return;
        }
        for (needle, mask) in forms(value, &tag) {
            if !self.needles.iter().any(|(known, _)| *known == needle) {
                self.needles.push((needle, mask));
            }
        }
        self.needles.sort_by_key(|(needle, _)| std::cmp::Reverse(needle.len()));
    }

    /// Remembers what an answer calls a secret, before anybody has judged it.
    pub fn learn_body(&mut self, body: &[u8]) {
        match json::parse(body) {
            Ok(parsed) => self.learn_members(&parsed.value),
            Err(_) => {
                for (name, value) in url::form_urlencoded::parse(body) {
                    self.learn_member(&name, &value);
                }
            }
        }
    }

    /// The tag of a secret, if it is known.
    pub fn tag(&self, secret: &Secret) -> Option<&str> {
        self.tags.get(secret.reveal()).map(String::as_str)
    }

    /// `text` without any known secret.
    pub fn mask(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for (needle, mask) in &self.needles {
            if out.contains(needle.as_str()) {
                out = out.replace(needle.as_str(), mask);
            }
        }
        out
    }

    /// Whether a known secret stands in `text` in any form.
    pub fn finds(&self, text: &str) -> bool {
        self.needles.iter().any(|(needle, _)| text.contains(needle.as_str()))
    }

    fn learn_members(&mut self, value: &Json) {
        match value {
            Json::Object(members) => {
                let is_key = value.get("kty").is_some();
                for (name, member) in members {
                    match member {
                        Json::String(text) if is_key => self.learn_key_member(name, text),
                        Json::String(text) => self.learn_member(name, text),
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
        if let Some((_, kind)) = SECRET_MEMBERS.iter().find(|(known, _)| *known == folded) {
            self.learn(kind, &Secret::new(value));
        }
    }

    fn learn_key_member(&mut self, name: &str, value: &str) {
        if PRIVATE_KEY_MEMBERS.contains(&name) {
            self.learn("private_key", &Secret::new(value));
        }
    }
}

/// What a token is called in public: `eyJh…(1204 chars)` for a JWT, whose beginning says nothing, else the length.
pub fn summary(secret: &Secret) -> String {
    let start = if secret.reveal().starts_with("eyJ") { secret.reveal().get(..4).unwrap_or_default() } else { "" };
    format!("{start}…({} chars)", secret.chars())
}

/// Every form in which a secret may stand in a text, with what replaces it.
fn forms(value: &str, tag: &str) -> Vec<(String, String)> {
    if let Some((readable, signature)) = jwt(value) {
        // The signature alone is hidden too, since a text may quote the third part without the others.
        let rest = (signature.len() >= SHORTEST).then(|| (signature.to_owned(), tag.to_owned()));
        return std::iter::once((value.to_owned(), format!("{readable}.{tag}"))).chain(rest).collect();
    }
    let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let escaped = Json::String(value.to_owned()).to_string();
    let mut forms =
        vec![value.to_owned(), encoded.replace('+', "%20"), encoded, escaped[1..escaped.len() - 1].to_owned()];
    forms.push(value.replace('/', "\\/"));
    for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
        forms.push(engine.encode(value));
    }
    forms.into_iter().map(|form| (form, tag.to_owned())).collect()
}

/// A compact JWS: what may stay readable, and its signature.
fn jwt(value: &str) -> Option<(&str, &str)> {
    let (readable, signature) = value.rsplit_once('.')?;
    (value.starts_with("eyJ") && readable.matches('.').count() == 1).then_some((readable, signature))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masker(secrets: &[(&str, &str)]) -> Masker {
        let mut masker = Masker::default();
        for (kind, value) in secrets {
            masker.learn(kind, &Secret::new(*value));
        }
        masker
    }

    #[test]
    fn a_secret_leaves_in_every_form() {
        crate::covers!("TOK-30", "SEC-10");
        let masker = masker(&[("client_secret", "p%&+ =/?~")]);
        for form in ["p%&+ =/?~", "p%25%26%2B+%3D%2F%3F%7E", "cCUmKyA9Lz9+", "p%&+ =\\/?~"] {
            assert_eq!(masker.mask(&format!("a {form} b")), "a ‹client_secret#1› b", "{form}");
        }
    }

    #[test]
    fn the_same_value_keeps_its_tag_and_others_get_their_own() {
        let masker = masker(&[("device_code", "abcdef"), ("device_code", "ghijkl"), ("device_code", "abcdef")]);
        assert_eq!(masker.mask("abcdef ghijkl abcdef"), "‹device_code#1› ‹device_code#2› ‹device_code#1›");
    }

    #[test]
    fn a_jwt_keeps_header_and_claims_and_loses_its_signature() {
        crate::covers!("SEC-09");
        let masker = masker(&[("id_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")]);
        let text = masker.mask("{\"id_token\":\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl\"}");
        assert_eq!(text, "{\"id_token\":\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.‹id_token#1›\"}");
        assert_eq!(masker.mask("signature c2lnbmF0dXJl"), "signature ‹id_token#1›");
    }

    #[test]
    fn an_answer_is_searched_by_member_name_whatever_its_spelling() {
        let mut masker = Masker::default();
        masker.learn_body(br#"{"error":"x","detail":{"accessToken":"abcdef12"}}"#);
        masker.learn_body(b"refresh_token=xyzxyz&scope=a");
        assert_eq!(masker.mask("abcdef12 xyzxyz"), "‹access_token#1› ‹refresh_token#1›");
    }

    #[test]
    fn a_leaked_private_key_is_not_spread() {
        let mut masker = Masker::default();
        masker.learn_body(br#"{"keys":[{"kty":"RSA","n":"publicpart","d":"privatepart"}]}"#);
        assert_eq!(masker.mask("publicpart privatepart"), "publicpart ‹private_key#1›");
    }

    #[test]
    fn a_summary_shows_a_length_and_no_part_of_an_opaque_token() {
        crate::covers!("SEC-06");
        assert_eq!(summary(&Secret::new("tGzv3JOkF0XG5Qx2TlKWIA")), "…(22 chars)");
        assert_eq!(summary(&Secret::new("eyJhbGciOiJub25lIn0.e30.")), "eyJh…(24 chars)");
    }

    proptest::proptest! {
        #[test]
        fn no_learned_secret_survives_masking(secret in "[a-zA-Z0-9+/=_~.-]{8,40}", before in ".{0,20}", after in ".{0,20}") {
            let knowing = masker(&[("access_token", &secret)]);
            let text = knowing.mask(&format!("{before}{secret}{after}"));
            proptest::prop_assert!(!knowing.finds(&text));
        }
    }
}
