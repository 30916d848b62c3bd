//! Signatures of the RFCs' appendices, our own by each algorithm, and odd ones.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, KeyPair as _, RsaEncoding, RsaKeyPair};

use super::*;
use crate::protocol::jose::base64url;
use crate::protocol::json;

fn jwk(text: &str) -> Jwk {
    Jwk::read(&json::parse(text.as_bytes()).expect(text).value, 1)
}

/// Splits a token and checks it with the algorithm of that name.
fn check(alg: &str, key: &Jwk, token: &str) -> Result<(), Refusal> {
    let (text, signature) = token.rsplit_once('.').expect("three parts");
    let algorithm = Algorithm::from_name(alg).expect(alg);
    verify(algorithm, key, text.as_bytes(), &base64url::decode(signature).expect("base64url"))
}

const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
const RSA_N: &str = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

fn es256_key() -> Jwk {
    jwk(
        r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#,
    )
}

fn rsa_key() -> Jwk {
    jwk(&format!(r#"{{"kty":"RSA","n":"{RSA_N}","e":"AQAB"}}"#))
}

fn es256_token(signature: &str) -> String {
    format!("eyJhbGciOiJFUzI1NiJ9.{CLAIMS}.{signature}")
}

const ES256_SIGNATURE: &str = "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

#[test]
fn rfc_7515_appendix_a_1_hs256() {
    let secret = "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
    let secret = base64url::decode(secret).expect("base64url");
    let text = format!("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.{CLAIMS}");
    let mac = base64url::decode("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk").expect("base64url");
    assert_eq!(verify_secret(Algorithm::Hs256, &secret, text.as_bytes(), &mac), Ok(()));
    assert_eq!(verify_secret(Algorithm::Hs256, b"other", text.as_bytes(), &mac), Err(Refusal::Mismatch));
    assert!(matches!(verify_secret(Algorithm::Hs384, &secret, b"", &mac), Err(Refusal::Length { .. })));
    assert!(matches!(verify_secret(Algorithm::Rs256, &secret, b"", &mac), Err(Refusal::KeyType { .. })));
    assert!(matches!(verify_secret(Algorithm::Hs256, b"", b"", &mac), Err(Refusal::Unusable(_))));
}

#[test]
fn rfc_7515_appendix_a_2_rs256() {
    crate::covers!("IDT-23", "IDT-20");
    let token = format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{RSA_SIGNATURE}");
    assert_eq!(check("RS256", &rsa_key(), &token), Ok(()));
    assert_eq!(check("PS256", &rsa_key(), &token), Err(Refusal::Mismatch));
    assert_eq!(check("RS512", &rsa_key(), &token), Err(Refusal::Mismatch));
    let turned = base64url::decode(RSA_SIGNATURE).expect("base64url").iter().map(|b| b ^ 0x5a).collect::<Vec<_>>();
    let turned = format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{}", base64url::encode(&turned));
    assert_eq!(check("RS256", &rsa_key(), &turned), Err(Refusal::Mismatch));
}

#[test]
fn rfc_7515_appendix_a_3_and_a_4_ecdsa() {
    assert_eq!(check("ES256", &es256_key(), &es256_token(ES256_SIGNATURE)), Ok(()));
    let p521 = jwk(
        r#"{"kty":"EC","crv":"P-521","x":"AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk","y":"ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2"}"#,
    );
    let token = "eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
    assert_eq!(check("ES512", &p521, token), Ok(()));
    assert!(matches!(check("ES256", &p521, token), Err(Refusal::KeyType { .. })));
}

#[test]
fn rfc_8037_appendix_a_4_eddsa() {
    let ed = jwk(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    let token = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
    assert_eq!(check("EdDSA", &ed, token), Ok(()));
    assert_eq!(check("Ed25519", &ed, token), Ok(()));
    assert_eq!(check("EdDSA", &ed, &token.replace("RXhh", "RXhi")), Err(Refusal::Mismatch));
    assert!(matches!(check("RS256", &ed, token), Err(Refusal::KeyType { .. })));
}

#[test]
fn odd_ecdsa_signatures_are_refused_with_their_reason() {
    crate::covers!("IDT-40", "IDT-21");
    let fixed = base64url::decode(ES256_SIGNATURE).expect("base64url");
    let (r, s) = fixed.split_at(32);
    let order = "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551";
    let order: Vec<u8> = (0..32).map(|n| u8::from_str_radix(&order[2 * n..2 * n + 2], 16).expect("hex")).collect();
    let der = [&[0x30, 0x45, 2, 0x20], r, &[2, 0x21, 0], s].concat();
    let cases = [
        ([&[0; 32], s].concat(), Refusal::Zero),
        ([r, &[0; 32]].concat(), Refusal::Zero),
        (vec![0; 64], Refusal::Zero),
        ([order.as_slice(), s].concat(), Refusal::Mismatch),
        ([r, &order].concat(), Refusal::Mismatch),
        (der, Refusal::Der),
        (fixed[..63].to_vec(), Refusal::Length { needed: 64, found: 63 }),
        (Vec::new(), Refusal::Length { needed: 64, found: 0 }),
        ([s, r].concat(), Refusal::Mismatch),
    ];
    for (signature, refusal) in cases {
        let token = es256_token(&base64url::encode(&signature));
        assert_eq!(check("ES256", &es256_key(), &token), Err(refusal));
    }
}

#[test]
fn no_public_key_reaches_an_hmac() {
    crate::covers!("IDT-25");
    for key in [rsa_key(), es256_key()] {
        let made = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, RSA_N.as_bytes()), b"text");
        assert!(matches!(verify(Algorithm::Hs256, &key, b"text", made.as_ref()), Err(Refusal::KeyType { .. })));
    }
}

#[test]
fn weak_keys_verify_nothing() {
    crate::covers!("JWK-08");
    let weak = jwk(&format!(r#"{{"kty":"RSA","n":"{RSA_N}","e":"AQ"}}"#));
    assert!(matches!(verify(Algorithm::Rs256, &weak, b"", &[0; 256]), Err(Refusal::Unusable(_))));
}

/// A public key as the set would carry it.
fn ec_jwk(curve: Curve, point: &[u8]) -> Jwk {
    let (x, y) = point[1..].split_at(curve.coordinate());
    let (name, x, y) = (curve.name(), base64url::encode(x), base64url::encode(y));
    jwk(&format!(r#"{{"kty":"EC","crv":"{name}","x":"{x}","y":"{y}"}}"#))
}

#[test]
fn each_ecdsa_algorithm_verifies_what_another_hand_signed() {
    let random = SystemRandom::new();
    for (algorithm, curve, signing) in [
        (Algorithm::Es256, Curve::P256, &signature::ECDSA_P256_SHA256_FIXED_SIGNING),
        (Algorithm::Es384, Curve::P384, &signature::ECDSA_P384_SHA384_FIXED_SIGNING),
        (Algorithm::Es512, Curve::P521, &signature::ECDSA_P521_SHA512_FIXED_SIGNING),
        (Algorithm::Es256k, Curve::Secp256k1, &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING),
    ] {
        let pair = EcdsaKeyPair::generate(signing).expect("a key");
        let made = pair.sign(&random, b"text").expect("signs");
        let key = ec_jwk(curve, pair.public_key().as_ref());
        assert_eq!(verify(algorithm, &key, b"text", made.as_ref()), Ok(()), "{algorithm:?}");
        assert_eq!(verify(algorithm, &key, b"other", made.as_ref()), Err(Refusal::Mismatch));
    }
}

#[test]
fn each_rsa_algorithm_verifies_its_own_and_no_other() {
    let random = SystemRandom::new();
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let public = pair.public_key();
    let (n, e) = (public.modulus(), public.exponent());
    let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
    let key = jwk(&format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, base64url::encode(n), base64url::encode(e)));
    let signings: [(Algorithm, &'static dyn RsaEncoding); 6] = [
        (Algorithm::Rs256, &signature::RSA_PKCS1_SHA256),
        (Algorithm::Rs384, &signature::RSA_PKCS1_SHA384),
        (Algorithm::Rs512, &signature::RSA_PKCS1_SHA512),
        (Algorithm::Ps256, &signature::RSA_PSS_SHA256),
        (Algorithm::Ps384, &signature::RSA_PSS_SHA384),
        (Algorithm::Ps512, &signature::RSA_PSS_SHA512),
    ];
    for (made_as, signing) in signings {
        let mut made = vec![0; pair.public_modulus_len()];
        pair.sign(signing, &random, b"text", &mut made).expect("signs");
        for (algorithm, _) in signings {
            let due = if algorithm == made_as { Ok(()) } else { Err(Refusal::Mismatch) };
            assert_eq!(verify(algorithm, &key, b"text", &made), due, "{made_as:?} as {algorithm:?}");
        }
    }
}

#[test]
fn each_hmac_verifies_its_own() {
    for (algorithm, kind) in [
        (Algorithm::Hs256, hmac::HMAC_SHA256),
        (Algorithm::Hs384, hmac::HMAC_SHA384),
        (Algorithm::Hs512, hmac::HMAC_SHA512),
    ] {
        let made = hmac::sign(&hmac::Key::new(kind, b"secret"), b"text");
        assert_eq!(verify_secret(algorithm, b"secret", b"text", made.as_ref()), Ok(()));
        assert_eq!(verify_secret(algorithm, b"Secret", b"text", made.as_ref()), Err(Refusal::Mismatch));
    }
}
