//! Which key is taken, and what its owner bound it to.

use super::sealer::{OCTETS, header, jwk, seal, seal_with};
use super::*;
use crate::protocol::jose::algorithm::Digest;
use crate::protocol::jose::base64url::encode;

fn set(keys: &[String]) -> String {
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

/// A secret of 32 octets, all `octet`, with more members.
fn oct(octet: u8, more: &str) -> String {
    format!(r#"{{"kty":"oct","k":"{}"{more}}}"#, encode(&[octet; 32]))
}

fn right(more: &str) -> String {
    format!(r#"{{"kty":"oct","k":"{}"{more}}}"#, encode(&OCTETS))
}

#[test]
fn without_a_key_nothing_is_judged() {
    let unsealed = unseal(&Secret::new(seal(&header(""), b"{}")), &[]);
    assert!(failed(&unsealed).is_empty());
    assert_eq!(row(&unsealed, "jwe.decryption").observed, "there is no decryption key, so nothing inside is judged");
    assert_eq!(verdict(&unsealed, "jwe.key"), Verdict::Skip);
}

#[test]
fn the_kid_chooses() {
    let keys = set(&[oct(1, r#","kid":"a""#), right(r#","kid":"b""#)]);
    let named = open(&seal(&header(r#","kid":"b""#), b"{}"), &keys);
    assert_eq!(named.key.as_deref(), Some("key 2 «b», secret of 32 bytes"));
    let wrong = open(&seal(&header(r#","kid":"a""#), b"{}"), &keys);
    assert_eq!((inner(&wrong), failed(&wrong)), (None, vec!["jwe.decryption"]), "another key is not even tried");
    let unknown = open(&seal(&header(r#","kid":"c""#), b"{}"), &keys);
    assert_eq!(failed(&unknown), ["jwe.key"]);
    let number = open(&seal(&header(r#","kid":7"#), b"{}"), &keys);
    assert_eq!(failed(&number), ["jwe.key"]);
    let nameless = open(&seal(&header(r#","kid":"c""#), b"{}"), &jwk());
    assert!(row(&nameless, "jwe.key").observed.starts_with("no key of ours has this kid, but one without any"));
    assert_eq!(inner(&nameless), Some("{}"));
}

#[test]
fn without_kid_every_suitable_key_is_tried() {
    let all: Vec<String> = (1..=9).map(|octet| oct(octet, "")).chain([right("")]).collect();
    let unsealed = open(&seal(&header(""), b"{}"), &set(&all));
    assert_eq!(unsealed.key.as_deref(), Some("key 10, secret of 32 bytes"));
    assert_eq!(row(&unsealed, "jwe.key").observed, "the token names no kid, so all 10 suitable keys are tried");
    let many: Vec<String> = (0..150).map(|octet| oct(octet, "")).chain([right("")]).collect();
    let unsealed = open(&seal(&header(""), b"{}"), &set(&many));
    assert_eq!((inner(&unsealed), failed(&unsealed)), (None, vec!["jwe.decryption"]));
    assert_eq!(row(&unsealed, "jwe.key").observed, "the token names no kid, so 100 of 151 suitable keys are tried");
    assert!(row(&unsealed, "jwe.decryption").observed.ends_with("and 95 more"));
}

#[test]
fn a_password_is_not_tried_with_every_key_at_full_work() {
    let part = encode(&[1; 24]);
    let costly = r#"{"alg":"PBES2-HS256+A128KW","enc":"A256GCM","p2s":"AAAAAAAAAAAAAA","p2c":400000}"#;
    let token = format!("{}.{part}.{}.AAAA.{}", encode(costly.as_bytes()), encode(&[1; 12]), encode(&[1; 16]));
    let all: Vec<String> = (0..90).map(|octet| oct(octet, "")).collect();
    let unsealed = open(&token, &set(&all));
    assert!(row(&unsealed, "jwe.key").observed.ends_with("3 of 90 suitable keys are tried"));
}

#[test]
fn what_the_owner_bound_a_key_to_is_respected() {
    let token = seal(&header(""), b"{}");
    for (more, says) in [
        (r#","use":"sig""#, "its use is \"sig\""),
        (r#","key_ops":["encrypt"]"#, "its key_ops do not name decrypt"),
        (r#","alg":"A256KW""#, "its alg is \"A256KW\""),
    ] {
        let unsealed = open(&token, &right(more));
        assert_eq!((inner(&unsealed), failed(&unsealed)), (None, vec!["jwe.key"]), "{more}");
        assert!(row(&unsealed, "jwe.key").observed.ends_with(says), "{}", row(&unsealed, "jwe.key").observed);
    }
    for more in [r#","use":"enc""#, r#","key_ops":["decrypt"]"#, r#","alg":"dir""#, r#","alg":"A256GCM""#] {
        assert_eq!(inner(&open(&token, &right(more))), Some("{}"), "{more}");
    }
}

#[test]
fn the_type_of_a_key_decides_what_it_may_be_used_for() {
    for vector in vectors::of_matrix().iter().filter(|vector| vector.key.starts_with('{')) {
        let token = seal(&header(""), b"{}");
        let unsealed = open(&token, &vector.key);
        assert_eq!(inner(&unsealed), None);
        let id = if vector.key.contains("oct") { "jwe.decryption" } else { "jwe.key" };
        assert_eq!(failed(&unsealed), [id], "{}", vector.name);
    }
}

#[test]
fn a_secret_that_is_text_is_taken_by_its_digest_as_well() {
    let text = "a client secret of people";
    let by_digest = seal_with(&Digest::Sha256.of(text.as_bytes()), &header(""), b"{}");
    let unsealed = open(&by_digest, text);
    assert_eq!((inner(&unsealed), unsealed.key.as_deref()), (Some("{}"), Some("shared secret, 25 bytes")));
    assert!(row(&unsealed, "jwe.decryption").observed.contains("(its SHA-256 digest)"));
    let exact = std::str::from_utf8(&OCTETS).expect("letters");
    assert_eq!(inner(&open(&seal(&header(""), b"{}"), exact)), Some("{}"));
    let octets = format!(r#"{{"kty":"oct","k":"{}"}}"#, encode(text.as_bytes()));
    let unsealed = open(&by_digest, &octets);
    assert!(row(&unsealed, "jwe.decryption").observed.ends_with("the secret has 25 bytes where 32 are due"));
}

#[test]
fn a_secret_that_can_be_guessed_is_amber() {
    let short = "hunter2";
    let token = seal_with(&Digest::Sha256.of(short.as_bytes()), &header(""), b"{}");
    assert_eq!(row(&open(&token, short), "jwe.weak").observed, "the secret has 7 bytes, fewer than 16");
    let alike = seal_with(&[9; 32], &header(""), b"{}");
    assert_eq!(row(&open(&alike, &oct(9, "")), "jwe.weak").observed, "all octets of the secret are alike");
    assert_eq!(verdict(&open(&seal(&header(""), b"{}"), &jwk()), "jwe.weak"), Verdict::Pass);
}
