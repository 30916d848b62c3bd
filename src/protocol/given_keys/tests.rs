//! Keys in every form that people have them in.

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::jose::jwk::PublicKey;

/// One EC key of P-256 in four forms, made for these tests.
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----
MIIBgzCCASmgAwIBAgIUW8ozE9zhhsCRHFBkeI/FI+s244wwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMZ3JhbnR0eSB0ZXN0MB4XDTI2MTEyMDIyMzcyMloXDTQ2MTEx
NTIyMzcyMlowFzEVMBMGA1UEAwwMZ3JhbnR0eSB0ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE8sG1GOvbzXSxHeGe+smGyky9fi3ZlnQTaenWlxdxGljJxWXE
G1t3w9cw/7YG0HcEt/7qksovxYMWqDSF1adLYaNTMFEwHQYDVR0OBBYEFIH5Pbc7
2QIgAw0I6pwihS1hLdG6MB8GA1UdIwQYMBaAFIH5Pbc72QIgAw0I6pwihS1hLdG6
MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSAAwRQIhAPfunC0FAe66JH91
5ZE/tIoTwQdfjvorUXj6VcLgTDm1AiB1aYbaPUFp4fwtePGpm3LbNC9sPtV3M/Lw
osWgnYzAVA==
-----END CERTIFICATE-----";
const PUBLIC: &str = "-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8sG1GOvbzXSxHeGe+smGyky9fi3Z
lnQTaenWlxdxGljJxWXEG1t3w9cw/7YG0HcEt/7qksovxYMWqDSF1adLYQ==
-----END PUBLIC KEY-----";
const COMPRESSED: &str = "-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgAD8sG1GOvbzXSxHeGe+smGyky9fi3Z
lnQTaenWlxdxGlg=
-----END PUBLIC KEY-----";
const PKCS8: &str = "-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+4eIsSwTFVp7W+kv
CXeLXarhymu+7Bj8UdudNFRHBGuhRANCAATywbUY69vNdLEd4Z76yYbKTL1+LdmW
dBNp6daXF3EaWMnFZcQbW3fD1zD/tgbQdwS3/uqSyi/FgxaoNIXVp0th
-----END PRIVATE KEY-----";
const SEC1: &str = "-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPuHiLEsExVae1vpLwl3i12q4cprvuwY/FHbnTRURwRroAoGCCqGSM49
AwEHoUQDQgAE8sG1GOvbzXSxHeGe+smGyky9fi3ZlnQTaenWlxdxGljJxWXEG1t3
w9cw/7YG0HcEt/7qksovxYMWqDSF1adLYQ==
-----END EC PRIVATE KEY-----";

fn given(text: &str) -> GivenKeys {
    read(&Secret::new(text), "the key file").expect(text)
}

fn refused(text: &str) -> String {
    read(&Secret::new(text), "the key file").expect_err(text)
}

fn row(given: &GivenKeys, id: &str) -> Finding {
    given.findings.iter().find(|row| row.check.id == id).expect(id).clone()
}

#[test]
fn one_key_in_every_form_is_one_key() {
    let bare = PUBLIC.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let expected = given(PUBLIC).set.keys[0].key.clone();
    assert_eq!(expected.to_string(), "EC P-256");
    let params = format!("-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n{SEC1}");
    for text in [CERTIFICATE, PKCS8, SEC1, &bare, &params, &format!("\u{feff}\n{PUBLIC}\n")] {
        let read = given(text);
        assert_eq!((read.set.keys.len(), &read.set.keys[0].key), (1, &expected), "{text}");
        assert!(read.findings.iter().all(|row| row.verdict != Verdict::Fail), "{text}");
    }
    assert_eq!(given(&format!("{PUBLIC}\n{CERTIFICATE}")).set.keys.len(), 2);
}

#[test]
fn a_set_is_read_with_its_secrets_apart() {
    let set = r#"{"keys":[{"kty":"oct","kid":"m","alg":"HS256","k":"c2VjcmV0LXZhbHVl"},
        {"kty":"OKP","crv":"Ed25519","kid":"e","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
         "d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"},{"kty":"oct"},7]}"#;
    let read = given(set);
    assert_eq!((read.macs.len(), read.macs[0].label.as_str()), (1, "the key file, key 1 «m»"));
    assert_eq!(read.macs[0].octets.as_slice(), b"secret-value");
    let key = &read.set.keys[0];
    assert_eq!((key.position, key.unusable()), (2, None));
    assert!(matches!(key.key, PublicKey::Ed25519(_)) && key.faults.is_empty());
    let private = row(&read, "jwks.private");
    assert_eq!(private.verdict, Verdict::Skip);
    assert!(private.observed.contains("of key 2 only the public half"), "{}", private.observed);
    let form = row(&read, "jwks.form");
    assert_eq!(
        (form.verdict, form.observed.as_str()),
        (Verdict::Fail, "key 3: k is missing or no string; element 4 is a number")
    );
    let shown = format!("{read:?}");
    assert!(!shown.contains("nWGxne") && !shown.contains("c2VjcmV0") && !shown.contains("secret-value"));
}

#[test]
fn a_secret_alone_is_a_set_without_public_keys() {
    let read = given(r#"{"kty":"oct","k":"c2VjcmV0LXZhbHVl"}"#);
    assert_eq!((read.macs.len(), read.set.keys.len()), (1, 0));
    assert_eq!(row(&read, "jwks.form").observed, "1 shared secret");
    assert!(read.findings.iter().all(|row| row.verdict != Verdict::Fail));
}

#[test]
fn weak_and_broken_keys_are_judged_as_in_a_set() {
    crate::covers!("JWK-08", "JWK-10", "JWK-13");
    let short = "_".repeat(172);
    let weak = given(&format!(r#"{{"kty":"RSA","n":"{short}","e":"AQAB"}}"#));
    assert_eq!(row(&weak, "jwks.weak").verdict, Verdict::Fail);
    let off = given(r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#);
    assert_eq!(row(&off, "jwks.curve").verdict, Verdict::Fail);
    let padded = given(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="}"#);
    assert_eq!(row(&padded, "jwks.base64").verdict, Verdict::Fail);
}

#[test]
fn what_is_no_key_is_said_without_a_word_of_it() {
    let cases = [
        (" \n", "the key is empty"),
        ("hunter2", "neither a JWK"),
        ("{\"kty\"", "not JSON"),
        (r#"{"kty":"RSA","kty":"EC"}"#, "/kty stands twice"),
        (r#"{"keys":7}"#, "keys is a number"),
        (r#"{"sub":"x"}"#, "neither a JWK Set nor a JWK"),
        (COMPRESSED, "in compressed form"),
        ("-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----", "no key stands in this PEM"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----", "give the public key instead"),
        ("-----BEGIN PUBLIC KEY-----\nAAAA", "cut off"),
    ];
    for (text, why) in cases {
        let told = refused(text);
        assert!(told.contains(why) && !told.contains("hunter2"), "{text}: {told}");
    }
    assert_eq!(row(&given(r#"{"keys":[]}"#), "jwks.form").verdict, Verdict::Fail);
}

proptest::proptest! {
    #[test]
    fn never_panics(text in ".{0,120}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..80)) {
        let _ = read(&Secret::new(&text), "x");
        let body = STANDARD.encode(&bytes);
        for label in ["PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE", "PRIVATE KEY"] {
            let _ = read(&Secret::new(format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----")), "x");
        }
    }
}
