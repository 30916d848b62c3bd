//! The derivations that have numbers of their own in the RFCs.

use super::agreement::{Purpose, agree, derive};
use super::*;
use crate::protocol::json;
use crate::protocol::secret::Secret;

fn ephemeral(header: &str) -> Ephemeral {
    let header = json::parse(header.as_bytes()).expect("JSON").value;
    match Recipe::read(KeyManagement::EcdhEs(None), &header) {
        Ok(Recipe::Agreement { epk, .. }) => epk,
        other => panic!("{other:?}"),
    }
}

fn agreed(key: &str, epk: &Ephemeral, purpose: &Purpose<'_>) -> Result<Zeroizing<Vec<u8>>, String> {
    let key = DecryptionKey::read(&Secret::new(key)).expect("a key").remove(0);
    let Numbers::Curve(curve, numbers) = key.numbers() else { panic!("{key:?}") };
    agree(*curve, numbers, epk, purpose)
}

/// RFC 7518 appendix C.
#[test]
fn the_key_of_alice_and_bob() {
    let epk = ephemeral(
        r#"{"epk":{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}}"#,
    );
    let bob = r#"{"kty":"EC","crv":"P-256","x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ","y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck","d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#;
    let purpose = Purpose { algorithm: "A128GCM", producer: b"Alice", recipient: b"Bob", length: 16 };
    let key = agreed(bob, &epk, &purpose).expect("agreed");
    assert_eq!(base64url::encode(&key), "VqqN6vgjbSBcIijNcacQGg");
}

/// RFC 8037 A.6, with the private number of RFC 7748 §6.1.
#[test]
fn the_shared_secret_of_x25519() {
    let epk = ephemeral(r#"{"epk":{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}}"#);
    let bob = r#"{"kty":"OKP","crv":"X25519","kid":"Bob","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#;
    let shared = "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742";
    let octet = |at: usize| u8::from_str_radix(&shared[at..at + 2], 16).expect("hexadecimal");
    let shared: Vec<u8> = (0..shared.len()).step_by(2).map(octet).collect();
    let purpose = Purpose { algorithm: "A128GCM", producer: b"", recipient: b"", length: 16 };
    assert_eq!(agreed(bob, &epk, &purpose).expect("agreed"), derive(&shared, &purpose));
}

/// A point of small order would make the shared secret known to everybody.
#[test]
fn a_point_of_small_order_agrees_on_nothing() {
    let zero = base64url::encode(&[0; 32]);
    let epk = ephemeral(&format!(r#"{{"epk":{{"kty":"OKP","crv":"X25519","x":"{zero}"}}}}"#));
    let bob = r#"{"kty":"OKP","crv":"X25519","x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08","d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#;
    let purpose = Purpose { algorithm: "A128GCM", producer: b"", recipient: b"", length: 16 };
    assert!(agreed(bob, &epk, &purpose).expect_err("refused").contains("no point of X25519"));
}

/// RFC 3394 §4.1, §4.3 and §4.6.
#[test]
fn keys_unwrap_in_all_three_sizes() {
    let hex = |text: &str| -> Vec<u8> {
        (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect()
    };
    let kek: Vec<u8> = (0..32).collect();
    let cases = [
        (Size::A128, "1FA68B0A8112B447AEF34BD8FB5A7B829D3E862371D2CFE5", "00112233445566778899AABBCCDDEEFF"),
        (Size::A192, "96778B25AE6CA435F92B5B97C050AED2468AB8A17AD84E5D", "00112233445566778899AABBCCDDEEFF"),
        (
            Size::A256,
            "28C9F404C4B810F4CBCCB35CFB87F8263F5786E2D80ED326CBC7F0E71A99F43BFB988B9B7A02DD21",
            "00112233445566778899AABBCCDDEEFF000102030405060708090A0B0C0D0E0F",
        ),
    ];
    for (size, wrapped, key) in cases {
        let found = wrap::unwrap(size, &kek[..size.octets()], &hex(wrapped)).expect("unwraps");
        assert_eq!(*found, hex(key), "{size:?}");
        for at in 0..hex(wrapped).len() {
            let mut bent = hex(wrapped);
            bent[at] ^= 1;
            assert!(wrap::unwrap(size, &kek[..size.octets()], &bent).is_err(), "{size:?} at {at}");
        }
    }
    for length in [0, 8, 16, 23] {
        assert!(wrap::unwrap(Size::A128, &kek[..16], &vec![0; length]).is_err(), "{length}");
    }
}
