//! Tokens for tests, signed here: any header over any payload.

use std::sync::LazyLock;
use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair as _, RsaKeyPair};

use super::{Expected, Keys};
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::jose::base64url;
use crate::protocol::jose::decryption_key::DecryptionKey;
use crate::protocol::json::{self, Json};
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

pub const NOW: u64 = 1_763_622_000;
pub const ISSUER: &str = "https://id.example.com";

fn pair() -> EcdsaKeyPair {
    EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key")
}

/// The key that signs, whose kid is "ec".
pub static EC: LazyLock<EcdsaKeyPair> = LazyLock::new(pair);
/// Another one.
pub static OTHER: LazyLock<EcdsaKeyPair> = LazyLock::new(pair);
pub static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));
pub static LONG_RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa3072).expect("a key"));

/// The public half of a key, with further members: `,"kid":"ec"`.
pub fn jwk(pair: &EcdsaKeyPair, more: &str) -> String {
    let point = pair.public_key().as_ref();
    let (x, y) = (base64url::encode(&point[1..33]), base64url::encode(&point[33..]));
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"{more}}}"#)
}

pub fn rsa_jwk(pair: &RsaKeyPair, more: &str) -> String {
    let key = pair.public_key();
    let n = base64url::encode(key.modulus().big_endian_without_leading_zero());
    let e = base64url::encode(key.exponent().big_endian_without_leading_zero());
    format!(r#"{{"kty":"RSA","n":"{n}","e":"{e}"{more}}}"#)
}

pub fn set(keys: &[String]) -> KeySet {
    let text = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    jwks::judge(&json::parse(text.as_bytes()).expect("JSON").value).value.expect("a set")
}

/// The key that signs, alone.
pub static KEYS: LazyLock<KeySet> = LazyLock::new(|| set(&[jwk(&EC, r#","kid":"ec""#)]));

pub fn keys() -> Keys<'static> {
    Keys::Set(&KEYS)
}

/// Signs as `alg` of the header says; what it does not know gets an empty signature.
pub fn sign(header: &str, payload: &[u8]) -> Secret {
    let text = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let random = SystemRandom::new();
    let made = if header.contains("ES256") {
        EC.sign(&random, text.as_bytes()).expect("signs").as_ref().to_vec()
    } else if header.contains("RS256") {
        let mut made = vec![0; RSA.public_modulus_len()];
        RSA.sign(&signature::RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut made).expect("signs");
        made
    } else {
        Vec::new()
    };
    Secret::new(format!("{text}.{}", base64url::encode(&made)))
}

/// A token with a MAC.
pub fn mac(secret: &[u8], header: &str, payload: &[u8]) -> Secret {
    let text = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let made = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes());
    Secret::new(format!("{text}.{}", base64url::encode(made.as_ref())))
}

/// What [`seal`] seals with, as a client has it: a shared secret for `dir`.
pub const SEALING: &str = "sixteen octets!!";

/// A JWE around a text (RFC 7516 §5.1), with `dir` and `A128GCM`.
pub fn seal(text: &str) -> Secret {
    use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
    let header = base64url::encode(br#"{"alg":"dir","enc":"A128GCM","cty":"JWT"}"#);
    let key = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, SEALING.as_bytes()).expect("16 octets"));
    let iv = [7; NONCE_LEN];
    let mut sealed = text.as_bytes().to_vec();
    let tag = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(iv), Aad::from(header.as_bytes()), &mut sealed)
        .expect("seals");
    let part = |bytes: &[u8]| base64url::encode(bytes);
    Secret::new(format!("{header}..{}.{}.{}", part(&iv), part(&sealed), part(tag.as_ref())))
}

/// The key that opens what [`seal`] sealed.
pub fn opening() -> Vec<DecryptionKey> {
    DecryptionKey::read(&Secret::new(SEALING)).expect("a shared secret")
}

/// `usual` with `change` written over it: a JSON object whose `null` members remove.
pub fn merged(usual: &str, change: &str) -> String {
    let read = |text: &str| json::parse(text.as_bytes()).expect(text).value;
    let (usual, change) = (read(usual), read(change));
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    Json::Object(kept.chain(change.iter().filter(|(_, value)| *value != Json::Null)).cloned().collect()).to_string()
}

pub fn now() -> Now {
    Now { mono: Duration::ZERO, unix: NOW }
}

/// Nothing is known but the moment.
pub fn nothing() -> Expected<'static> {
    Expected {
        issuer: None,
        audience: None,
        registered_alg: None,
        advertised_algs: None,
        macs: &[],
        now: now(),
        skew: None,
        tolerance: 60,
    }
}

pub fn row<'r>(findings: &'r [Finding], id: &str) -> &'r Finding {
    findings.iter().find(|row| row.check.id == id).expect(id)
}

pub fn of(findings: &[Finding], verdict: Verdict) -> Vec<&'static str> {
    findings.iter().filter(|row| row.verdict == verdict).map(|row| row.check.id).collect()
}

pub fn failed(findings: &[Finding]) -> Vec<&'static str> {
    of(findings, Verdict::Fail)
}
