//! Tokens of our own making: any header and any content under one secret, so that only the header is at fault.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};

use crate::protocol::jose::base64url::encode;

pub(super) const OCTETS: [u8; 32] = *b"0123456789abcdef0123456789abcdeF";

/// The secret as a JWK.
pub(super) fn jwk() -> String {
    format!(r#"{{"kty":"oct","k":"{}"}}"#, encode(&OCTETS))
}

/// A token under [`OCTETS`] by `dir` and `A256GCM`, whatever its header says.
pub(super) fn seal(header: &str, content: &[u8]) -> String {
    seal_with(&OCTETS, header, content)
}

/// The same under another key.
pub(super) fn seal_with(octets: &[u8], header: &str, content: &[u8]) -> String {
    let header = encode(header.as_bytes());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, octets).expect("a key"));
    let mut text = content.to_vec();
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut text).expect("sealed");
    format!("{header}..{}.{}.{}", encode(&[7; 12]), encode(&text), encode(tag.as_ref()))
}

/// The header without anything special, and `more` members.
pub(super) fn header(more: &str) -> String {
    format!(r#"{{"alg":"dir","enc":"A256GCM"{more}}}"#)
}
