//! Keys of known chance against the vectors of the RFCs, the way out as a JWK and back in, and every algorithm through
//! our own verifier.

use std::sync::LazyLock;

use aws_lc_rs::signature::PqdsaKeyPair;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::protocol::jose::algorithm::{Algorithm, MlDsa};
use crate::protocol::jose::base64url;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::jws;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;

/// RFC 7517 A.2, the private half of the key that RFC 7638 §3.1 takes the thumbprint of; in the order that is ours.
const RSA: &str = r#"{"e":"AQAB","kty":"RSA","n":"0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw","d":"X4cTteJY_gn4FYPsXB8rdXix5vwsg1FLN5E3EaG6RJoVH-HLLKD9M7dx5oo7GURknchnrRweUkC7hT5fJLM0WbFAKNLWY2vv7B6NqXSzUvxT0_YSfqijwp3RTzlBaCxWp4doFk5N2o8Gy_nHNKroADIkJ46pRUohsXywbReAdYaMwFs9tv8d_cPVY3i07a3t8MN6TNwm0dSawm9v47UiCl3Sk5ZiG7xojPLu4sbg1U2jx4IBTNBznbJSzFHK66jT8bgkuqsk0GjskDJk19Z4qwjwbsnn4j2WBii3RL-Us2lGVkY8fkFzme1z0HbIkfz0Y6mqnOYtqc0X4jfcKoAC8Q","p":"83i-7IvMGXoMXCskv73TKr8637FiO7Z27zv8oj6pbWUQyLPQBQxtPVnwD20R-60eTDmD2ujnMt5PoqMrm8RfmNhVWDtjjMmCMjOpSXicFHj7XOuVIYQyqVWlWEh6dN36GVZYk93N8Bc9vY41xy8B9RzzOGVQzXvNEvn7O0nVbfs","q":"3dfOR9cuYq-0S-mkFLzgItgMEfFzB2q3hWehMuG0oCuqnb3vobLyumqjVZQO1dIrdwgTnCdpYzBcOfW5r370AFXjiWft_NGEiovonizhKpo9VVS78TzFgxkIdrecRezsZ-1kYd_s1qDbxtkDEgfAITAG9LUnADun4vIcb6yelxk","dp":"G4sPXkc6Ya9y8oJW9_ILj4xuppu0lzi_H7VTkS8xj5SdX3coE0oimYwxIi2emTAue0UOa5dpgFGyBJ4c8tQ2VF402XRugKDTP8akYhFo5tAA77Qe_NmtuYZc3C3m3I24G2GvR5sSDxUyAN2zq8Lfn9EUms6rY3Ob8YeiKkTiBj0","dq":"s9lAH9fggBsoFR8Oac2R_E2gw282rT2kGOAhvIllETE1efrA6huUUvMfBcMpn8lqeW6vzznYY5SSQF7pMdC_agI3nG8Ibp1BUb0JUiraRNqUfLhcQb_d9GF4Dh7e74WbRsobRonujTYN1xCaP6TO61jvWrX-L18txXw494Q_cgk","qi":"GyM_p6JrXySiz1toFgKbWV-JdI3jQ4ypu9rbMWx3rQJBfmt0FoYzgUIZEVFEcOqwemRN81zoDAaa-Bk0KWNGDjJHZDdDmFhW3AN7lI-puxk_mHZGJ11rxyR8O55XLSe3SPmRfKwZI6yU24ZxvQKFYItdldUKGzO6Ia6zTKhAVRU","kid":"2011-04-29","alg":"RS256"}"#;
/// RFC 7515 A.3.1 and A.4.1: the number, and the key that grows out of it.
const P256: (&str, &str) = (
    "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI",
    r#"{"crv":"P-256","kty":"EC","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
);
const P521: (&str, &str) = (
    "AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C",
    r#"{"crv":"P-521","kty":"EC","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
);
/// RFC 8037 A.1 and A.2.
const ED25519: (&str, &str) = (
    "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    r#"{"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
);
const ALL: [&str; 15] = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "ML-DSA-44",
    "ML-DSA-65",
    "ML-DSA-87",
];

/// One key for each algorithm; the RSA algorithms share one, which takes long to make.
static SIGNERS: LazyLock<Vec<Signer>> = LazyLock::new(|| {
    let text = Secret::new(RSA.replace(r#","alg":"RS256""#, ""));
    let rsa = Signer::from_text(&text, None).expect("the key of the RFC");
    let of_lattice_or_curve = |alg: &str| Signer::generate(alg, &mut counter()).expect(alg);
    ALL.map(|alg| rsa.with_alg(alg).unwrap_or_else(|_| of_lattice_or_curve(alg))).to_vec()
});

/// Chance that says the same twice, in pieces that differ.
fn counter() -> impl FnMut() -> [u8; 32] {
    let mut count = 0;
    move || {
        count += 1;
        [count; 32]
    }
}

/// Chance that gives these octets and then zeros.
fn saying(text: &str) -> impl FnMut() -> [u8; 32] {
    let mut rest = base64url::decode(text).expect(text);
    move || {
        let mut piece = [0; 32];
        let length = rest.len().min(32);
        piece[..length].copy_from_slice(&rest[..length]);
        rest.drain(..length);
        piece
    }
}

fn read(text: &str) -> Result<Signer, String> {
    Signer::from_text(&Secret::new(text), None)
}

/// Judges a compact JWS as a provider would, by the public half.
fn verify(signer: &Signer, text: &[u8], signature: &[u8]) -> Result<(), jws::Refusal> {
    let public = signer.public_jwk().expect("a public half");
    let alg = Algorithm::from_name(signer.alg()).expect("a known algorithm");
    jws::verify(alg, &Jwk::read(&public, 1), text, signature)
}

fn signed(signer: &Signer, payload: &str) -> (Vec<u8>, Vec<u8>) {
    let token = signer.sign(&[], &Json::from(payload));
    let (text, signature) = token.reveal().rsplit_once('.').expect("three parts");
    (text.as_bytes().to_vec(), base64url::decode(signature).expect("base64url"))
}

#[test]
fn known_chance_makes_the_keys_of_the_rfcs() {
    for (alg, (number, public)) in [("ES256", P256), ("ES512", P521), ("EdDSA", ED25519), ("Ed25519", ED25519)] {
        let made = Signer::generate(alg, &mut saying(number)).expect(alg);
        assert_eq!(made.public_jwk().expect("a public half").to_string(), public, "{alg}");
        let private = made.private_jwk().expect("a private half");
        assert!(private.reveal().contains(&format!(r#","d":"{number}","alg":"{alg}"}}"#)), "{alg}");
    }
}

#[test]
fn thumbprints_of_the_rfcs() {
    let of = |signer: &Signer| signer.thumbprint().expect("a key pair has one");
    assert_eq!(of(&read(RSA).expect("RFC 7517")), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs", "RFC 7638 3.1");
    let ed = Signer::generate("EdDSA", &mut saying(ED25519.0)).expect("RFC 8037");
    assert_eq!(of(&ed), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k", "RFC 8037 A.3");
    for (alg, thumbprint) in [
        ("ML-DSA-44", "T4xl70S7MT6Zeq6r9V9fPJGVn76wfnXJ21-gyo0Gu6o"),
        ("ML-DSA-65", "Suiu29qbfuaBaR4Ats-c6XQBePB_OpAxAwcTR_0KXVM"),
    ] {
        // RFC 9964 grows its examples out of a seed of zeros.
        let lattice = Signer::generate(alg, &mut || [0; 32]).expect(alg);
        assert_eq!(of(&lattice), thumbprint, "{alg}");
    }
    // RFC 9449 prints only the public half of its key.
    let public = r#"{"kty":"EC","x":"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs","y":"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA","crv":"P-256"}"#;
    let jwk = Jwk::read(&json::parse(public.as_bytes()).expect("JSON").value, 1);
    assert_eq!(jwk.thumbprint.as_deref(), Some("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"), "RFC 9449 6.1");
}

#[test]
fn the_thumbprint_is_the_one_that_is_read_from_the_public_half() {
    for signer in &*SIGNERS {
        let public = signer.public_jwk().expect("a public half");
        assert_eq!(signer.thumbprint(), Jwk::read(&public, 1).thumbprint, "{signer:?}");
    }
    let secret = Signer::from_secret(&Secret::new("s3cret"), None).expect("a secret");
    assert_eq!((secret.thumbprint(), secret.private_jwk()), (None, None));
}

#[test]
fn a_private_jwk_is_read_again() {
    let rsa = read(RSA).expect("RFC 7517");
    assert_eq!(rsa.private_jwk().expect("a private half").reveal(), RSA);
    for signer in &*SIGNERS {
        let text = signer.private_jwk().expect("a private half");
        let again = Signer::from_text(&text, None).expect("our own JWK");
        assert_eq!((again.alg(), again.kid()), (signer.alg(), signer.kid()));
        assert_eq!((again.public_jwk(), again.private_jwk()), (signer.public_jwk(), Some(text)), "{signer:?}");
        let (text, signature) = signed(&again, "x");
        assert_eq!(verify(signer, &text, &signature), Ok(()), "{signer:?}");
    }
    let free = read(&RSA.replace(r#","alg":"RS256""#, "")).expect("a key that nobody bound");
    let again = Signer::from_text(&free.private_jwk().expect("a private half"), None).expect("our own JWK");
    assert_eq!(again.algs(), free.algs());
}

#[test]
fn rsa_is_made_once_with_2048_bit() {
    let mut drawn = 0;
    let mut random = || {
        drawn += 1;
        [7; 32]
    };
    let made = Signer::generate("PS256", &mut random).expect("a key");
    assert_eq!((made.alg(), made.algs(), made.kid(), drawn), ("PS256", vec!["PS256"], None, 0));
    let jwk = Jwk::read(&made.public_jwk().expect("a public half"), 1);
    assert_eq!((jwk.key.bits(), jwk.unusable()), (Some(2048), None));
    let again = Signer::from_text(&made.private_jwk().expect("a private half"), None).expect("our own JWK");
    let (text, signature) = signed(&again, "x");
    assert_eq!((again.alg(), verify(&made, &text, &signature)), ("PS256", Ok(())));
}

#[test]
fn numbers_out_of_range_are_drawn_again() {
    for alg in ["ES256", "ES384", "ES512", "ES256K"] {
        let pieces = Algorithm::from_name(alg).map_or(0, |alg| match alg.family() {
            Family::Ec(curve) => curve.coordinate().div_ceil(32),
            _ => 0,
        });
        for outside in [0xff, 0] {
            let mut drawn = 0;
            let mut late = || {
                drawn += 1;
                if drawn <= pieces { [outside; 32] } else { [3; 32] }
            };
            let made = Signer::generate(alg, &mut late).expect(alg);
            assert_eq!(drawn, 2 * pieces, "{alg} with {outside}");
            let plain = Signer::generate(alg, &mut || [3; 32]).expect(alg);
            assert_eq!(made.thumbprint(), plain.thumbprint(), "{alg}");
        }
        let said = Signer::generate(alg, &mut || [0xff; 32]).expect_err(alg);
        assert!(said.contains("could be made"), "{said}");
    }
}

#[test]
fn what_is_not_made_is_said() {
    for (alg, needle) in [("HS256", "shared secret"), ("none", "no algorithm"), ("es256", "ES256 is probably meant")] {
        let said = Signer::generate(alg, &mut counter()).expect_err(alg);
        assert!(said.contains(needle), "{said}");
    }
}

#[test]
fn nothing_of_a_made_key_is_shown() {
    for signer in &*SIGNERS {
        assert_eq!(format!("{signer:?}"), format!("Signer({}, kid {:?})", signer.alg(), signer.kid()));
        assert_eq!(format!("{:?}", signer.private_jwk()), "Some(Secret(…))");
    }
}

#[test]
fn ml_dsa_is_read_from_a_seed_and_from_pem() {
    let jwk =
        |seed: &str, public: &str| format!(r#"{{"kty":"AKP","alg":"ML-DSA-44","pub":"{public}","priv":"{seed}"}}"#);
    let made = Signer::generate("ML-DSA-44", &mut || [0; 32]).expect("RFC 9964");
    let public = made.public_jwk().expect("a public half");
    let public = public.get("pub").and_then(Json::as_str).expect("pub").to_owned();
    let zeros = "A".repeat(43);
    assert_eq!(read(&jwk(&zeros, &public)).expect("RFC 9964").thumbprint(), made.thumbprint());
    let other = zeros.replacen('A', "B", 1);
    for (text, needle) in [
        (jwk(&other, &public), "priv of the JWK does not belong to its pub"),
        (jwk("AAAA", &public), "priv of the JWK has 3 bytes where the seed of ML-DSA-44 has 32"),
        (jwk("", &public), "priv of the JWK is empty"),
        (public_only(&public), "priv is missing, and signing needs it"),
    ] {
        let said = read(&text).expect_err(needle);
        assert!(said.contains(needle) && !said.contains(&other), "{said}");
    }
    for parameters in MlDsa::ALL {
        let pair = PqdsaKeyPair::generate(pair::ml_dsa(parameters)).expect("a key");
        let pkcs8 = pair.to_pkcs8v1().expect("DER");
        let signer = read(&pem(pkcs8.as_ref())).expect("our own PEM");
        assert_eq!((signer.alg(), signer.algs()), (parameters.name(), vec![parameters.name()]));
        assert!(signer.private_jwk().is_some());
        let (text, signature) = signed(&signer, "x");
        assert_eq!(verify(&signer, &text, &signature), Ok(()));
    }
}

fn public_only(public: &str) -> String {
    format!(r#"{{"kty":"AKP","alg":"ML-DSA-44","pub":"{public}"}}"#)
}

fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----", STANDARD.encode(der))
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(24))]

    #[test]
    fn every_algorithm_is_verified_and_no_bent_octet_is(payload in ".{0,40}", at in 0..usize::MAX, bit in 0..8u32) {
        for signer in &*SIGNERS {
            let (mut text, mut signature) = signed(signer, &payload);
            proptest::prop_assert_eq!(verify(signer, &text, &signature), Ok(()), "{:?}", signer);
            let octet = at % signature.len();
            signature[octet] ^= 1 << bit;
            proptest::prop_assert!(verify(signer, &text, &signature).is_err(), "{:?} octet {}", signer, octet);
            signature[octet] ^= 1 << bit;
            let octet = at % text.len();
            text[octet] ^= 1 << bit;
            proptest::prop_assert!(verify(signer, &text, &signature).is_err(), "{:?} octet {}", signer, octet);
        }
    }
}
