//! Masking: known secrets leave a text in every form they could stand in, and get the same tag everywhere.
//!
//! By value, since an error text may echo a secret anywhere; and by member name, since an answer may bring a secret
//! that nobody has read yet. A JWT keeps its header and claims and loses its signature: readable, but useless.

mod alone;
mod literal;

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;

/// Shorter values are not searched for in running text: they would blank out innocent words. As fields of their own
/// they are masked by type all the same.
const SHORTEST: usize = 4;

/// Shorter values may be words, `secret` among them: they are searched for only where they stand alone.
const LONG: usize = 8;

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
const MOST_BY_NAME: usize = 400;

/// The beginning by which a secret is known where a text was cut off within it.
const HEAD: usize = 16;

/// The JWT of JARM: its claims are the answer itself, code and tokens among them, so nothing of it stays readable.
const SEALED: &str = "response";

/// Every secret of one run with its tag.
#[derive(Clone, Default)]
pub struct Masker {
    /// Value → tag.
    tags: HashMap<String, String>,
    /// How many of each kind.
    counts: HashMap<String, usize>,
    /// What to find and what stands in its place; longest first.
    needles: Vec<Needle>,
}

/// One form of a secret.
#[derive(Clone)]
struct Needle {
    text: String,
    mask: String,
    /// Whether it counts only where it stands alone.
    is_short: bool,
}

impl Needle {
    fn is_in(&self, text: &str) -> bool {
        if self.is_short { alone::finds(text, &self.text) } else { text.contains(&self.text) }
    }

    fn leave(&self, text: &str) -> String {
        if self.is_short { alone::replace(text, &self.text, &self.mask) } else { text.replace(&self.text, &self.mask) }
    }
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
        let is_sealed = kind == SEALED || (kind == "request" && self.is_inside(value));
        for (needle, mask) in if is_sealed { sealed(value, &tag) } else { forms(value, &tag) } {
            self.add(needle, mask, value.chars().count() < LONG);
        }
        self.sort();
    }

    /// Whether a known secret stands in the claims of a JWT: a plain code challenge in a request object is the verifier.
    /// One that is too short to be searched for, as a user code may be, counts where it is a whole value.
    fn is_inside(&self, value: &str) -> bool {
        let Some(claims) = value.split('.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok()) else {
            return false;
        };
        let short = |text: &str| self.tags.contains_key(text) && text.chars().count() < SHORTEST;
        let is_whole = || {
            let parsed = json::parse(&claims).ok();
            let members = parsed.as_ref().and_then(|parsed| parsed.value.as_object()).unwrap_or_default();
            members.iter().any(|(_, value)| value.as_str().is_some_and(short))
        };
        self.finds(&String::from_utf8_lossy(&claims)) || is_whole()
    }

    fn add(&mut self, text: String, mask: String, is_short: bool) {
        match self.needles.iter_mut().find(|known| known.text == text) {
            // A part of a long secret may be a short one too.
            Some(known) => known.is_short &= is_short,
            None => self.needles.push(Needle { text, mask, is_short }),
        }
    }

    fn sort(&mut self) {
        self.needles.sort_by_key(|needle| std::cmp::Reverse(needle.text.len()));
    }

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
            let is_short = spelled.chars().count() < LONG;
            self.add(spelled.to_owned(), masked[1..masked.len() - 1].to_owned(), is_short);
        }
        self.sort();
    }

    /// The tag of a secret, if it is known.
    pub fn tag(&self, secret: &Secret) -> Option<&str> {
        self.tags.get(secret.reveal()).map(String::as_str)
    }

    /// `text` without any known secret.
    pub fn mask(&self, text: &str) -> String {
        let mut out = text.to_owned();
        for needle in &self.needles {
            if needle.is_in(&out) {
                out = needle.leave(&out);
            }
        }
        if out.contains('…') { self.mask_cut(out) } else { out }
    }

    /// Long texts are cut with `…` before they come here, and the cut may go through a secret.
    fn mask_cut(&self, mut out: String) -> String {
        for Needle { text: needle, mask, .. } in &self.needles {
            let Some(head) = needle.get(..HEAD) else { continue };
            let Some(at) = out.find(head) else { continue };
            let common = shared(&out[at..], needle);
            // What of a JWT may be read stands in its mask too.
            if out[at + common..].starts_with('…') && common > shared(mask, needle) {
                out.replace_range(at..at + common, mask);
            }
        }
        out
    }

    /// Whether a known secret stands in `text` in any form.
    pub fn finds(&self, text: &str) -> bool {
        self.needles.iter().any(|needle| needle.is_in(text))
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

/// How many bytes two texts have in common at their beginnings.
fn shared(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
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
    let lower: Vec<String> = forms[1..3].iter().map(|form| in_lower_case(form)).collect();
    forms.extend(lower);
    for engine in [&STANDARD, &STANDARD_NO_PAD, &URL_SAFE, &URL_SAFE_NO_PAD] {
        forms.push(engine.encode(value));
    }
    forms.into_iter().map(|form| (form, tag.to_owned())).collect()
}

/// The same percent-encoded text with its digits in lower case, as some servers write them.
fn in_lower_case(encoded: &str) -> String {
    let mut digits = 0_u8;
    let lower = |c: char| {
        let is_digit = digits > 0;
        digits = if c == '%' { 2 } else { digits.saturating_sub(1) };
        if is_digit { c.to_ascii_lowercase() } else { c }
    };
    encoded.chars().map(lower).collect()
}

/// A JWT whose claims are secret too: whole, and its claims and signature alone.
fn sealed(value: &str, tag: &str) -> Vec<(String, String)> {
    let parts = value.split('.').skip(1).filter(|part| part.len() >= HEAD);
    std::iter::once(value).chain(parts).map(|form| (form.to_owned(), tag.to_owned())).collect()
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
        for form in ["p%&+ =/?~", "p%25%26%2B+%3D%2F%3F%7E", "p%25%26%2b%20%3d%2f%3f%7e", "cCUmKyA9Lz9+", "p%&+ =\\/?~"]
        {
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
    fn the_jwt_of_an_answer_shows_nothing_of_its_claims() {
        let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJjb2RlIjoiU3BseGwifQ.c2lnbmF0dXJlc2lnbmF0dXJl";
        let masker = masker(&[("response", jwt)]);
        let text = format!("/callback?response={jwt} and eyJjb2RlIjoiU3BseGwifQ alone");
        assert_eq!(masker.mask(&text), "/callback?response=‹response#1› and ‹response#1› alone");
    }

    #[test]
    fn a_request_object_with_a_secret_in_it_shows_nothing_of_its_claims() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"code_challenge":"canary-verifier-0123456789"}"#);
        let object = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2lnbmF0dXJl");
        let known = masker(&[("code_verifier", "canary-verifier-0123456789"), ("request", &object)]);
        assert_eq!(known.mask(&format!("?request={object}")), "?request=‹request#1›");
        let other = masker(&[("request", &object)]);
        assert!(other.mask(&object).contains(&claims), "without a secret its claims may be read");
    }

    #[test]
    fn a_user_code_of_three_digits_is_not_read_out_of_a_request_object() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"scope":"openid","user_code":"042"}"#);
        let object = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2lnbmF0dXJl");
        let known = masker(&[("user_code", "042"), ("request", &object)]);
        assert_eq!(known.mask(&object), "‹request#1›");
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
    fn an_answer_that_is_cut_off_or_broken_spreads_no_secret() {
        let mut masker = Masker::default();
        masker.learn_body(br#"{"access_token":"first-secret","refresh_token":"second-sec"#);
        masker.learn_body(br#"{"id_token" : "third-secret",}"#);
        let shown = masker.mask("first-secret second-sec third-secret");
        assert_eq!(shown, "‹access_token#1› ‹refresh_token#1› ‹id_token#1›");
    }

    #[test]
    fn a_secret_spelled_with_escapes_is_one_all_the_same() {
        let mut masker = Masker::default();
        let body = r#"{"access_token":"ab\u002Bcd\u003d\u003d","error":"no ab\u002bcd\u003d= here"}"#;
        masker.learn_body(body.as_bytes());
        let shown = r#"{"access_token":"‹access_token#1›","error":"no ‹access_token#1› here"}"#;
        assert_eq!(masker.mask(body), shown);
        assert_eq!(masker.mask("ab+cd=="), "‹access_token#1›");
    }

    #[test]
    fn a_secret_through_which_a_text_was_cut_is_masked() {
        let opaque = "0123456789".repeat(70);
        let jwt = format!("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.{}", "c2ln".repeat(200));
        let masker = masker(&[("device_code", &opaque), ("id_token", &jwt)]);
        assert_eq!(
            masker.mask(&format!("bad {}… (100 more characters)", &opaque[..596])),
            "bad ‹device_code#1›… (100 more characters)"
        );
        assert_eq!(masker.mask(&format!("{}…", &jwt[..90])), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.‹id_token#1›…");
        assert_eq!(masker.mask(&format!("{}…", &jwt[..30])), format!("{}…", &jwt[..30]));
        assert_eq!(masker.mask("0123456789012345678x…"), "0123456789012345678x…");
    }

    #[test]
    fn a_key_type_hides_no_token_and_further_primes_are_private() {
        let mut masker = Masker::default();
        masker
            .learn_body(br#"{"kty":"x","access_token":"a-token","oth":[{"r":"prime-r","d":"prime-d","t":"prime-t"}]}"#);
        assert_eq!(masker.mask("a-token prime-r"), "‹access_token#1› ‹private_key#1›");
    }

    #[test]
    fn an_answer_full_of_names_keeps_the_masker_small() {
        let all: Vec<String> = (0..60_000).map(|n| format!(r#"{{"password":"c{n:05}"}}"#)).collect();
        let mut masker = Masker::default();
        masker.learn_body(format!("[{}]", all.join(",")).as_bytes());
        assert!(masker.tags.len() <= MOST_BY_NAME);
        masker.learn("device_code", &Secret::new("what the flow uses"));
        assert_eq!(masker.mask("what the flow uses"), "‹device_code#1›");
    }

    #[test]
    fn a_summary_shows_a_length_and_no_part_of_an_opaque_token() {
        crate::covers!("SEC-06");
        assert_eq!(summary(&Secret::new("tGzv3JOkF0XG5Qx2TlKWIA")), "…(22 chars)");
        assert_eq!(summary(&Secret::new("eyJhbGciOiJub25lIn0.e30.")), "eyJh…(24 chars)");
    }

    #[test]
    fn a_short_secret_leaves_only_where_it_stands_alone() {
        let short = masker(&[("password", "demo"), ("client_secret", "secret")]);
        assert_eq!(short.mask("grant_type=password&password=demo"), "grant_type=password&password=‹password#1›");
        assert_eq!(short.mask(r#"{"p":"demo","s":"secret"}"#), r#"{"p":"‹password#1›","s":"‹client_secret#1›"}"#);
        assert_eq!(short.mask("no such password: demo."), "no such password: ‹password#1›.");
        for ours in ["grantty-demo", "/demo/token", "client_secret_basic", "demo.example", "secrets", "client.secret"] {
            assert_eq!(short.mask(ours), ours);
        }
        let long = masker(&[("password", "demodemo")]);
        assert_eq!(long.mask("xdemodemox"), "x‹password#1›x", "a long one leaves wherever it stands");
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
