//! One octet changed anywhere, one octet less, or another key: nothing opens, and nothing panics.

use super::*;
use crate::protocol::jose::base64url;

/// One token of every way to carry the key and to encrypt the content.
const KINDS: [(&str, &str); 8] = [
    ("RSA-OAEP", "A128GCM"),
    ("RSA-OAEP-512", "A256CBC-HS512"),
    ("ECDH-ES", "A128CBC-HS256"),
    ("ECDH-ES+A192KW", "A192GCM"),
    ("dir", "A192CBC-HS384"),
    ("A192KW", "A256GCM"),
    ("A256GCMKW", "A128CBC-HS256"),
    ("PBES2-HS256+A128KW", "A128GCM"),
];
const PARTS: [&str; 5] = ["header", "encrypted key", "iv", "ciphertext", "tag"];

/// The token with one of its parts, decoded, turned.
fn with_part(token: &str, part: usize, turn: impl Fn(&mut Vec<u8>)) -> String {
    let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
    let mut octets = base64url::decode(&parts[part]).expect("base64url");
    turn(&mut octets);
    parts[part] = base64url::encode(&octets);
    parts.join(".")
}

fn is_shut(token: &str, keys: &[DecryptionKey]) -> bool {
    let unsealed = unseal(&Secret::new(token), keys);
    assert_eq!(unsealed.findings.len(), CHECKS.len());
    let red = unsealed.findings.iter().any(|row| row.verdict == Verdict::Fail);
    red && unsealed.inner.is_none() && unsealed.key.is_none()
}

#[test]
fn no_changed_octet_opens() {
    crate::covers!("IDT-41");
    for (alg, enc) in KINDS {
        let vector = vectors::named(alg, enc);
        let keys = keys(&vector.key);
        for (part, name) in PARTS.iter().enumerate() {
            let length = base64url::decode(vector.token.split('.').nth(part).expect("five parts")).expect("sane").len();
            for at in (0..length).step_by(7).chain(length.checked_sub(1)) {
                for mask in [0x01, 0x80] {
                    let bent = with_part(&vector.token, part, |octets| octets[at] ^= mask);
                    assert!(is_shut(&bent, &keys), "{alg} {enc}: {name} at {at} with {mask}");
                }
            }
        }
    }
}

#[test]
fn every_length_is_exact() {
    for (alg, enc) in KINDS {
        let vector = vectors::named(alg, enc);
        let keys = keys(&vector.key);
        for (part, name) in PARTS.iter().enumerate().skip(1) {
            let shorter = with_part(&vector.token, part, |octets| octets.truncate(octets.len().saturating_sub(1)));
            let longer = with_part(&vector.token, part, |octets| octets.push(0));
            assert!(is_shut(&longer, &keys), "{alg} {enc}: {name} longer");
            let is_empty = shorter == vector.token;
            assert!(is_empty || is_shut(&shorter, &keys), "{alg} {enc}: {name} shorter");
            let none = with_part(&vector.token, part, Vec::clear);
            assert!(is_empty || is_shut(&none, &keys), "{alg} {enc}: no {name}");
        }
    }
    let short = with_part(&vectors::named("dir", "A128GCM").token, 4, |tag| tag.truncate(12));
    let unsealed = open(&short, &vectors::named("dir", "A128GCM").key);
    assert!(row(&unsealed, "jwe.decryption").observed.ends_with("the tag has 12 bytes where 16 are due"));
}

#[test]
fn a_key_that_fits_is_not_blamed_for_what_was_changed() {
    let said = |token: &str, key: &str| row(&open(token, key), "jwe.decryption").observed.clone();
    let changed = |vector: &vectors::Vector| with_part(&vector.token, 3, |octets| octets[0] ^= 1);
    for (alg, enc) in KINDS {
        let is_known = !["dir", "ECDH-ES"].contains(&alg);
        let vector = vectors::named(alg, enc);
        let said = said(&changed(&vector), &vector.key);
        assert_eq!(said.contains("the key is right"), is_known, "{alg}: {said}");
        assert!(said.contains("the tag does not fit"), "{alg}: {said}");
    }
}

#[test]
fn another_key_opens_nothing() {
    let all = vectors::of_matrix();
    for (alg, enc) in KINDS {
        let vector = vectors::named(alg, enc);
        let kid_less = |key: &str| key.replace("\"kid\":", "\"note\":");
        let own = kid_less(&vector.key);
        for other in all.iter().map(|other| kid_less(&other.key)).filter(|other| *other != own) {
            assert!(is_shut(&vector.token, &keys(&other)), "{alg} {enc}");
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]

    #[test]
    fn never_panics(
        at in 0_usize..8,
        part in 0_usize..5,
        junk in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..90),
        text in ".{0,60}",
    ) {
        let vector = vectors::named(KINDS[at].0, KINDS[at].1);
        let keys = keys(&vector.key);
        let bent = with_part(&vector.token, part, |octets| junk.clone_into(octets));
        proptest::prop_assert!(is_shut(&bent, &keys) || bent == vector.token);
        let cut: String = vector.token.chars().take(junk.len() * 9).collect();
        proptest::prop_assert!(is_shut(&cut, &keys) || cut == vector.token);
        unseal(&Secret::new(text.as_str()), &keys);
        let _ = DecryptionKey::read(&Secret::new(format!("{{{text}")));
        let _ = DecryptionKey::read(&Secret::new(format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END ", base64url::encode(&junk))));
    }

    #[test]
    fn a_header_of_anything_is_refused_or_understood(
        name in "[a-z0-9]{1,4}",
        value in proptest::sample::select(&["1", "-1", "1e300", "null", "\"\"", "\"AA\"", "[]", "{}", "true", "[\"b64\"]"]),
        member in proptest::sample::select(&["alg", "enc", "zip", "crit", "kid", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "cty"]),
        alg in proptest::sample::select(&["dir", "ECDH-ES", "A128GCMKW", "PBES2-HS256+A128KW", "RSA-OAEP", "A128KW"]),
    ) {
        let header = format!(r#"{{"{member}":{value},"{name}x":{value},"a":1,"x":{{"alg":1}},"enc2":2{}{}}}"#,
            if member == "alg" { String::new() } else { format!(r#","alg":"{alg}""#) },
            if member == "enc" { "" } else { r#","enc":"A256GCM""# });
        unseal(&Secret::new(sealer::seal(&header, b"{}")), &keys(&sealer::jwk()));
    }
}

#[test]
fn a_wrapped_key_of_another_length_is_not_even_tried() {
    let vector = vectors::named("A192KW", "A256GCM");
    let long = with_part(&vector.token, 1, |octets| octets.resize(700_000, 0));
    let said = row(&open(&long, &vector.key), "jwe.decryption").observed.clone();
    assert!(said.ends_with("the encrypted key has 700000 bytes where 40 are due"), "{said}");
}
