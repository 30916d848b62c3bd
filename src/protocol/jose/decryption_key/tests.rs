//! Every form a private key is kept in, and a sentence for what is none.

use super::*;

fn labels(text: &str) -> Vec<String> {
    let keys = DecryptionKey::read(&Secret::new(text)).unwrap_or_else(|why| panic!("{why}"));
    keys.iter().map(DecryptionKey::label).collect()
}

fn refused(text: &str) -> String {
    DecryptionKey::read(&Secret::new(text)).expect_err("no key")
}

const PEMS: &str = include_str!("../../../../tests/vectors/jwe/keys.pem");

/// The blocks of the file, one by one.
fn blocks() -> Vec<String> {
    PEMS.split("-----BEGIN ").skip(1).map(|block| format!("-----BEGIN {block}")).collect()
}

#[test]
fn pem_in_all_its_armours() {
    let expected = ["RSA 2048 bit", "RSA 2048 bit", "EC P-256", "EC P-256", "EC P-384", "EC P-521", "OKP X25519"];
    let singly: Vec<String> = blocks().iter().flat_map(|block| labels(block)).collect();
    assert_eq!(singly, expected.map(|kind| format!("key 1, {kind}")));
    let together: Vec<String> =
        expected.iter().enumerate().map(|(at, kind)| format!("key {}, {kind}", at + 1)).collect();
    assert_eq!(labels(PEMS), together);
}

#[test]
fn what_is_no_private_key_is_said() {
    assert_eq!(refused("  "), "the decryption key is empty");
    assert!(refused("{").contains("is not JSON"));
    assert_eq!(refused(r#"{"keys":[]}"#), "no key stands in this text");
    assert_eq!(refused(r#"{"keys":7}"#), "keys of the JWK Set is no array");
    assert!(refused(r#"{"kty":"oct"}"#).contains("k of the JWK is missing"));
    assert!(refused(r#"{"kty":"oct","k":""}"#).contains("empty"));
    assert!(refused(r#"{"kty":"oct","k":"AA","k":"AB"}"#).contains("twice"));
    assert!(refused(r#"{"kty":"OKP","crv":"X448","x":"AA","d":"AA"}"#).contains("X448"));
    let public = "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----";
    assert!(refused(public).contains("only the public part"));
    assert!(refused(&public.replace("PUBLIC KEY", "CERTIFICATE")).contains("certificate"));
    assert!(refused(&public.replace("PUBLIC KEY", "ENCRYPTED PRIVATE KEY")).contains("passphrase"));
    assert!(refused(&public.replace("PUBLIC KEY", "PRIVATE KEY")).contains("no key that grantty opens with"));
    assert!(refused(r#"[{"kty":"oct","k":"AAAA"}]"#).contains("an array of JSON"));
    assert!(refused("ssh-rsa AAAAB3NzaC1yc2E ann@example").contains("public key"));
    assert!(refused(&format!("MIIB{}", "A".repeat(200))).contains("without PEM's lines"));
    assert_eq!(labels("[no json"), ["shared secret, 8 bytes"]);
    let point = r#""kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck""#;
    assert!(refused(&format!("{{{point}}}")).contains("only the public part"));
    let other = "AEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";
    assert!(refused(&format!(r#"{{{point},"d":"{other}"}}"#)).contains("does not belong"));
}

#[test]
fn a_set_keeps_what_can_be_used() {
    let set =
        r#"{"keys":[{"kty":"XX"},{"kty":"oct","k":"AAECAwQFBgcICQoLDA0ODw","kid":"b\u001b"},{"kty":"RSA","n":"AA"}]}"#;
    assert_eq!(labels(set), ["key 2 «b␛», secret of 16 bytes"]);
}

#[test]
fn no_word_of_a_key_is_shown() {
    let keys = DecryptionKey::read(&Secret::new("hunter2hunter2hunter2")).expect("a secret");
    assert_eq!(format!("{keys:?}"), "[DecryptionKey(shared secret, 21 bytes)]");
    let why = refused(r#"{"kty":"oct","k":"hunter2!"}"#);
    assert!(!why.contains("hunter2"), "{why}");
}
