//! Encrypted tokens of a scenario (RFC 7516), by a shared secret or a password, with whatever fault a file asks for.
//!
//! ```toml
//! alg = "PBES2-HS256+A128KW"   # else `dir`; always with A128GCM
//! header = { cty = "JWT" }     # members that are added or replaced; `without` leaves out
//! secret = "sixteen octets!!"  # what it is made with
//! opened_with = "…"            # what the profile has instead; false for nothing
//! text = "hello"               # what is inside instead of the token
//! packed = true                # compressed before
//! repeated = 300000            # what is inside, so many times
//! tail = "="                   # behind the last part
//! ```

use std::num::NonZeroU32;

use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::key_wrap::{AES_128, AesKek, KeyWrap as _};
use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};
use toml::Table;

use super::provider::json_of;

/// What `dir` takes: as many octets as A128GCM needs.
const SHARED: &str = "sixteen octets!!";
/// The salt of every password.
const SALT: &[u8] = b"salt of the test";
/// Rounds of PBKDF2, unless the header says otherwise.
const ROUNDS: u32 = 1000;

/// A token around `token`.
pub fn seal(patch: &Table, token: &str) -> String {
    let alg = patch.get("alg").map_or("dir", text);
    let secret = patch.get("secret").map_or(SHARED, text).as_bytes();
    let (content_key, wrapped) = match alg {
        "dir" => (secret.to_vec(), Vec::new()),
        _ => by_password(alg, secret),
    };
    let header = BASE64URL.encode(header(alg, patch).to_string());
    let iv = [7; NONCE_LEN];
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content_key).expect("16 octets"));
    let mut sealed = content(patch, token);
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::from(header.as_bytes()), &mut sealed)
        .expect("seals");
    let parts = [wrapped, iv.to_vec(), sealed, tag.as_ref().to_vec()].map(|part| BASE64URL.encode(part));
    format!("{header}.{}{}", parts.join("."), patch.get("tail").map_or("", text))
}

/// The key that the profile names.
pub fn opening(patch: &Table) -> Option<String> {
    match patch.get("opened_with") {
        Some(toml::Value::Boolean(false)) => None,
        Some(other) => Some(text(other).to_owned()),
        None => Some(patch.get("secret").map_or(SHARED, text).to_owned()),
    }
}

fn text(value: &toml::Value) -> &str {
    value.as_str().expect("text")
}

fn header(alg: &str, patch: &Table) -> Value {
    let mut header = json!({ "alg": alg, "enc": "A128GCM", "cty": "JWT" });
    let members = header.as_object_mut().expect("an object");
    if alg != "dir" {
        members.insert("p2s".to_owned(), BASE64URL.encode(SALT).into());
        members.insert("p2c".to_owned(), ROUNDS.into());
    }
    if patch.contains_key("packed") {
        members.insert("zip".to_owned(), "DEF".into());
    }
    for (name, value) in patch.get("header").and_then(toml::Value::as_table).into_iter().flatten() {
        members.insert(name.clone(), json_of(value));
    }
    for name in super::strings(patch.get("without")) {
        assert!(members.shift_remove(&name).is_some(), "{name} is not there to be left out");
    }
    header
}

/// RFC 7518 §4.8: the content key, and the same wrapped with a key out of the password.
fn by_password(alg: &str, password: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let salt = [alg.as_bytes(), &[0], SALT].concat();
    let mut wrapping = [0; 16];
    let rounds = NonZeroU32::new(ROUNDS).expect("some");
    pbkdf2::derive(pbkdf2::PBKDF2_HMAC_SHA256, rounds, &salt, password, &mut wrapping);
    let content_key = *b"key of the text!";
    let mut wrapped = [0; 24];
    let kek = AesKek::new(&AES_128, &wrapping).expect("16 octets");
    kek.wrap(&content_key, &mut wrapped).expect("wraps");
    (content_key.to_vec(), wrapped.to_vec())
}

fn content(patch: &Table, token: &str) -> Vec<u8> {
    let times =
        patch.get("repeated").and_then(toml::Value::as_integer).map_or(1, |n| usize::try_from(n).expect("some"));
    let plain = patch.get("text").map_or(token, text).repeat(times).into_bytes();
    if patch.contains_key("packed") { miniz_oxide::deflate::compress_to_vec(&plain, 9) } else { plain }
}
