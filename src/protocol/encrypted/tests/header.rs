//! What a header may ask for, and what is inside.

use super::sealer::{header, jwk, seal};
use super::*;
use crate::protocol::jose::base64url::encode;

fn opened(more: &str, content: &str) -> Unsealed {
    open(&seal(&header(more), content.as_bytes()), &jwk())
}

/// A token whose header is `header`, in front of parts that nobody looks at.
fn only(header: &str) -> Unsealed {
    let part = encode(&[1; 16]);
    open(&format!("{}.{part}.{part}.{part}.{part}", encode(header.as_bytes())), &jwk())
}

#[test]
fn the_right_one_is_green_but_for_the_missing_signature() {
    let unsealed = opened("", r#"{"sub":"ann"}"#);
    assert_eq!((inner(&unsealed), failed(&unsealed)), (Some(r#"{"sub":"ann"}"#), vec![]));
    assert_eq!(row(&unsealed, "jwe.content").verdict, Verdict::Warn);
    assert!(row(&unsealed, "jwe.decryption").observed.contains("that proves no sender"));
    assert_eq!(unsealed.key.as_deref(), Some("key 1, secret of 32 bytes"));
}

#[test]
fn names_of_algorithms_are_compared_letter_by_letter() {
    for (alg, enc, id, says) in [
        ("DIR", "A256GCM", "jwe.alg", "«DIR»: dir is probably meant"),
        ("dir ", "A256GCM", "jwe.alg", "«dir »: dir is probably meant"),
        ("ECDH-1PU", "A256GCM", "jwe.alg", "«ECDH-1PU», which is not understood"),
        ("none", "A256GCM", "jwe.alg", "«none», which is not understood"),
        ("HS256", "A256GCM", "jwe.alg", "«HS256», which is not understood"),
        ("dir", "a256gcm", "jwe.enc", "«a256gcm»: A256GCM is probably meant"),
        ("dir", "A256CTR", "jwe.enc", "«A256CTR», which is not understood"),
    ] {
        let unsealed = only(&format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#));
        assert_eq!(failed(&unsealed), [id], "{alg} {enc}");
        assert!(row(&unsealed, id).observed.starts_with(says), "{}", row(&unsealed, id).observed);
        assert_eq!(verdict(&unsealed, "jwe.decryption"), Verdict::Skip);
    }
    assert_eq!(failed(&only(r#"{"alg":7,"enc":null}"#)), ["jwe.alg", "jwe.enc"]);
    assert_eq!(failed(&only(r#"{"enc":"A256GCM"}"#)), ["jwe.alg"]);
}

#[test]
fn a_critical_extension_is_red_even_if_everything_fits() {
    for crit in [r#"["b64"]"#, r#"["exp"]"#, "[]", "[1]", r#""alg""#, "null"] {
        let unsealed = opened(&format!(r#","crit":{crit}"#), "{}");
        assert_eq!((inner(&unsealed), failed(&unsealed)), (None, vec!["jwe.crit"]), "{crit}");
    }
}

#[test]
fn rounds_without_end_are_not_computed() {
    crate::covers!("IDT-43");
    let password = |p2c: &str| {
        only(&format!(r#"{{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"AAAAAAAAAAAAAA","p2c":{p2c}}}"#))
    };
    for p2c in ["1200001", "2147483648", "4294967296", "99999999999999999999999999"] {
        let unsealed = password(p2c);
        assert_eq!(failed(&unsealed), ["jwe.p2c"], "{p2c}");
        assert!(row(&unsealed, "jwe.p2c").observed.ends_with("nothing was computed"));
        assert_eq!(verdict(&unsealed, "jwe.decryption"), Verdict::Skip);
    }
    assert_eq!(verdict(&password("999"), "jwe.p2c"), Verdict::Warn);
    assert_eq!(verdict(&password("1000"), "jwe.p2c"), Verdict::Pass);
    for p2c in ["0", "-1", "1e3", "1000.0", "\"1000\"", "null"] {
        assert_eq!(failed(&password(p2c)), ["jwe.parameters"], "{p2c}");
    }
}

#[test]
fn decryption_is_no_signature() {
    crate::covers!("IDT-41");
    let signed = format!("{}.{}.AAAA", encode(br#"{"alg":"RS256"}"#), encode(br#"{"sub":"ann"}"#));
    let none = format!("{}.{}.", encode(br#"{"alg":"none"}"#), encode(br#"{"sub":"ann"}"#));
    let again = seal(&header(""), b"{}");
    let cty = r#","cty":"JWT""#;
    for (more, text, content, named) in [
        (cty, signed.as_str(), Verdict::Pass, Verdict::Pass),
        (r#","cty":"jwt""#, &signed, Verdict::Pass, Verdict::Pass),
        (r#","cty":"application/jwt""#, &signed, Verdict::Pass, Verdict::Pass),
        ("", &signed, Verdict::Pass, Verdict::Fail),
        (cty, &none, Verdict::Warn, Verdict::Pass),
        (cty, &again, Verdict::Warn, Verdict::Pass),
        ("", r#"{"sub":"ann"}"#, Verdict::Warn, Verdict::Pass),
        (cty, r#"{"sub":"ann"}"#, Verdict::Warn, Verdict::Fail),
        ("", "hello", Verdict::Warn, Verdict::Skip),
    ] {
        let unsealed = opened(more, text);
        assert_eq!(inner(&unsealed), Some(text));
        assert_eq!(
            (verdict(&unsealed, "jwe.content"), verdict(&unsealed, "jwe.cty")),
            (content, named),
            "{more} {text}"
        );
    }
    let binary = open(&seal(&header(""), &[0xff, 0xfe]), &jwk());
    assert_eq!((inner(&binary), verdict(&binary, "jwe.content")), (None, Verdict::Warn));
    assert!(binary.key.is_some());
}

#[test]
fn only_the_compact_form_is_opened() {
    let json = open(r#"{"protected":"e30","ciphertext":"AA"}"#, &jwk());
    assert_eq!(failed(&json), ["jwe.form"]);
    assert!(row(&json, "jwe.form").observed.starts_with("a JSON serialization"));
    let good = seal(&header(""), b"{}");
    for bent in [format!("{good}="), format!("{good}.AA"), format!("{good}\n"), "a.b.c".into(), String::new()] {
        assert!(failed(&open(&bent, &jwk())).contains(&"jwe.form"), "{bent:?}");
    }
    let twice = open(&seal(r#"{"alg":"dir","enc":"A256GCM","enc":"A256GCM"}"#, b"{}"), &jwk());
    assert_eq!((inner(&twice), failed(&twice)), (None, vec!["jwe.form"]));
    let long = open(&seal(&header(""), &vec![b'a'; crate::protocol::jose::jwt::TOKEN_LIMIT]), &jwk());
    assert_eq!((inner(&long), failed(&long)), (None, vec!["jwe.form"]));
}

#[test]
fn the_ephemeral_key_has_to_be_a_public_point_on_its_curve() {
    let x = encode(&[1; 32]);
    for (epk, says) in [
        ("null".to_owned(), "epk is of kty \"\""),
        (format!(r#"{{"kty":"EC","crv":"X25519","x":"{x}"}}"#), "epk is of kty \"EC\" and crv \"X25519\""),
        (format!(r#"{{"kty":"EC","crv":"secp256k1","x":"{x}","y":"{x}"}}"#), "epk is of kty"),
        (r#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#.to_owned(), "x of epk has 1 bytes where 32 are due"),
        (format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}"}}"#), "epk: y is missing"),
        (format!(r#"{{"kty":"OKP","crv":"X25519","x":"{x}","d":"{x}"}}"#), "epk holds the private part"),
    ] {
        let unsealed = only(&format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk}}}"#));
        assert_eq!(failed(&unsealed), ["jwe.parameters"], "{epk}");
        assert!(row(&unsealed, "jwe.parameters").observed.starts_with(says), "{:?}", row(&unsealed, "jwe.parameters"));
    }
    let off = format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{{"kty":"EC","crv":"P-256","x":"{x}","y":"{x}"}}}}"#);
    let parts = format!("{}..{}.AAAA.{}", encode(off.as_bytes()), encode(&[1; 12]), encode(&[1; 16]));
    let key = vectors::of_matrix().into_iter().find(|vector| vector.key.contains("P-256")).expect("P-256").key;
    let unsealed = open(&parts, &key);
    assert_eq!(failed(&unsealed), ["jwe.decryption"]);
    assert!(row(&unsealed, "jwe.decryption").observed.ends_with("epk is no point of P-256 to agree with"));
}
