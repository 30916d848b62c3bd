//! The deterministic vectors of the RFCs, a round trip through our own verifier by each algorithm and each form of key,
//! and what is said of keys that are none.

use aws_lc_rs::encoding::{AsDer, EcPrivateKeyRfc5915Der, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::*;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::{jws, jwt};

const CLAIMS: &str = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
/// RFC 7515 A.2.1.
const RSA_PUBLIC: &str = r#""kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB""#;
const RSA_PRIVATE: &str = r#""d":"Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ","p":"4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc","q":"uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc","dp":"BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0","dq":"h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU","qi":"IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U""#;
const RSA_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
/// RFC 7515 A.3.1.
const EC_PRIVATE: &str = r#"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
/// RFC 8037 A.1.
const ED_PRIVATE: &str = r#"{"kty":"OKP","crv":"Ed25519","d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;

fn signer(text: &str, alg: Option<&str>) -> Result<Signer, String> {
    Signer::from_text(&Secret::new(text), alg)
}

fn rsa_private(more: &str) -> String {
    format!("{{{RSA_PUBLIC},{RSA_PRIVATE}{more}}}")
}

fn decoded(text: &str) -> Vec<u8> {
    base64url::decode(text).expect(text)
}

/// Checks with the public part, as a provider would.
fn verify(signer: &Signer, token: &Secret) {
    let (text, signature) = token.reveal().rsplit_once('.').expect("three parts");
    let alg = Algorithm::from_name(signer.alg()).expect("a known algorithm");
    let made = decoded(signature);
    match (signer.public_jwk(), &*signer.pair) {
        (Some(public), _) => {
            assert_eq!(jws::verify(alg, &Jwk::read(&public, 1), text.as_bytes(), &made), Ok(()), "{signer:?}");
        }
        (None, Pair::Secret(secret)) => {
            assert_eq!(jws::verify_secret(alg, secret, text.as_bytes(), &made), Ok(()), "{signer:?}");
        }
        _ => panic!("a key pair without a public part"),
    }
}

fn signs(signer: &Signer) {
    verify(signer, &signer.sign(&[("typ", "JWT".into())], &json::object([("sub", "x".into())])));
}

#[test]
fn rfc_7515_and_7520_and_8037_come_out_byte_for_byte() {
    let hs256 =
        r#"{"kty":"oct","k":"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow"}"#;
    let token =
        signer(hs256, None).expect("a key").compact("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", &decoded(CLAIMS));
    assert!(token.reveal().ends_with(".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    let token = signer(&rsa_private(""), None).expect("a key").compact(r#"{"alg":"RS256"}"#, &decoded(CLAIMS));
    assert_eq!(token.reveal(), format!("eyJhbGciOiJSUzI1NiJ9.{CLAIMS}.{RSA_SIGNATURE}"));

    let ed = signer(ED_PRIVATE, None).expect("a key").compact(r#"{"alg":"EdDSA"}"#, b"Example of Ed25519 signing");
    assert_eq!(
        ed.reveal(),
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    );

    // RFC 7520 §4.4, whose header is in our own order.
    let key = r#"{"kty":"oct","kid":"018c0ae5-4d9b-471b-bfd6-eef314bc7037","use":"sig","alg":"HS256","k":"hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg"}"#;
    let payload = "SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4";
    let mac = signer(key, None).expect("a key");
    let header = mac.sign(&[], &Json::Null).reveal().split('.').next().map(decoded).expect("a header");
    let token = mac.compact(std::str::from_utf8(&header).expect("text"), &decoded(payload));
    assert!(token.reveal().ends_with(".s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0"), "{}", token.reveal());
}

#[test]
fn every_algorithm_signs_what_our_verifier_takes() {
    let mut names = Vec::new();
    let keys =
        [rsa_private(""), EC_PRIVATE.to_owned(), ED_PRIVATE.to_owned(), r#"{"kty":"oct","k":"AAECAw"}"#.to_owned()];
    for text in keys {
        let first = signer(&text, None).expect("a key");
        for name in first.algs() {
            let bound = signer(&text, Some(name)).expect(name);
            assert_eq!((bound.alg(), &bound.with_alg(name)), (name, &Ok(bound.clone())));
            signs(&bound);
            names.push(name);
        }
    }
    assert_eq!(
        names,
        ["RS256", "PS256", "RS384", "PS384", "RS512", "PS512", "ES256", "EdDSA", "Ed25519", "HS256", "HS384", "HS512"]
    );
    let secret = Signer::from_secret(&Secret::new("s3cret"), Some("HS512")).expect("a secret");
    assert_eq!((secret.alg(), secret.algs(), secret.public_jwk()), ("HS512", vec!["HS512"], None));
    signs(&secret);
}

fn pem(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let lines: Vec<&str> = text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\r\n"))
}

#[test]
fn pem_of_each_kind_and_curve_signs() {
    for (curve, alg) in
        [(Curve::P256, "ES256"), (Curve::P384, "ES384"), (Curve::P521, "ES512"), (Curve::Secp256k1, "ES256K")]
    {
        let pair = EcdsaKeyPair::generate(pair::ecdsa(curve)).expect("a key");
        let pkcs8 = pem("PRIVATE KEY", pair.to_pkcs8v1().expect("DER").as_ref());
        let sec1: EcPrivateKeyRfc5915Der<'_> = pair.private_key().as_der().expect("DER");
        let parameters = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n";
        for text in [pkcs8, parameters.to_owned() + &pem("EC PRIVATE KEY", sec1.as_ref())] {
            let signer = signer(&text, None).expect(alg);
            assert_eq!((signer.alg(), signer.algs(), signer.kid()), (alg, vec![alg], None));
            signs(&signer);
        }
    }
    let ed = Ed25519KeyPair::generate().expect("a key");
    signs(&signer(&pem("PRIVATE KEY", ed.to_pkcs8v1().expect("DER").as_ref()), None).expect("Ed25519"));
    signs(&signer(&pem("PRIVATE KEY", ed.to_pkcs8().expect("DER").as_ref()), Some("Ed25519")).expect("version 2"));
    let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
    let pkcs8: Pkcs8V1Der<'_> = rsa.as_der().expect("DER");
    signs(&signer(&pem("PRIVATE KEY", pkcs8.as_ref()), Some("PS512")).expect("PKCS#8"));
    // PKCS#8 wraps PKCS#1: 26 octets of version, algorithm and lengths stand in front of it.
    signs(&signer(&pem("RSA PRIVATE KEY", &pkcs8.as_ref()[26..]), None).expect("PKCS#1"));
}

#[test]
fn kid_and_alg_of_the_jwk_hold_and_a_given_alg_holds_more() {
    let text = rsa_private(r#","kid":"k1","alg":"PS256","use":"sig","key_ops":["sign"]"#);
    let own = signer(&text, None).expect("a key");
    assert_eq!((own.alg(), own.kid(), own.algs()), ("PS256", Some("k1"), vec!["PS256"]));
    assert_eq!(own.with_alg("RS256"), Err("the key is bound to PS256, so it does not sign with RS256".to_owned()));
    let given = signer(&text, Some("RS512")).expect("a key");
    assert_eq!((given.alg(), given.algs()), ("RS512", vec!["RS512"]));
    let edwards = signer(ED_PRIVATE, Some("EdDSA")).expect("a key");
    assert_eq!(edwards.algs(), ["EdDSA", "Ed25519"]);
    let token = own.sign(&[("typ", "JWT".into())], &json::object([]));
    let header = jwt::read(token.reveal()).header.expect("a header").to_string();
    assert_eq!(header, r#"{"alg":"PS256","kid":"k1","typ":"JWT"}"#);
    let set = format!(r#"{{"keys":[{text}]}}"#);
    assert_eq!(signer(&set, None).expect("a key").kid(), Some("k1"));
    assert_eq!(format!("{own:?}"), "Signer(PS256, kid Some(\"k1\"))");
}

#[test]
fn what_is_wrong_with_a_key_is_said_without_the_key() {
    let public = format!("{{{RSA_PUBLIC}}}");
    let short_d = EC_PRIVATE.replace(r#""d":"jpsQ"#, r#""d":"AAAQ"#);
    let two = format!(r#"{{"keys":[{EC_PRIVATE},{ED_PRIVATE}]}}"#);
    let without_p = format!("{{{RSA_PUBLIC},{}}}", RSA_PRIVATE.split(",\"p\"").next().expect("d"));
    let twisted = rsa_private("").replace(r#""dp":"B"#, r#""dp":"C"#);
    let cut = pem("PRIVATE KEY", &[1; 200]).replace("-----END", "");
    let locked =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA\n-----END RSA PRIVATE KEY-----";
    for (text, alg, needle) in [
        ("", None, "is empty"),
        ("correct horse", None, "neither a JWK"),
        ("{\"kty\":", None, "not JSON"),
        (&public, None, "only the public part of a key: d is missing"),
        (&two, None, "a set of 2 keys"),
        (&without_p, None, "lacks p, q, dp, dq, qi"),
        (&twisted, None, "do not belong together"),
        (&short_d, None, "does not belong to its x and y"),
        (&rsa_private(r#","use":"enc""#), None, "its use is \"enc\""),
        (&rsa_private(r#","key_ops":["verify"]"#), None, "do not name sign"),
        (&rsa_private(r#","d":"AA""#), None, "stands twice"),
        (&rsa_private(""), Some("ES256"), "ES256 needs a key of type EC P-256, this is RSA"),
        (EC_PRIVATE, Some("ES384"), "ES384 needs a key of type EC P-384, this is EC P-256"),
        (EC_PRIVATE, Some("es256"), "ES256 is probably meant"),
        (EC_PRIVATE, Some("none"), "no algorithm that grantty signs with"),
        (r#"{"kty":"OKP","crv":"Ed448","d":"AA","x":"AA"}"#, None, "Ed448 is not understood"),
        (&ED_PRIVATE.replace("nWGx", "nWGy"), None, "d of the JWK does not belong to its x"),
        (r#"{"kty":"oct","k":7}"#, None, "k of the JWK is a number"),
        (r#"{"kty":"oct","k":"a+b"}"#, None, "k of the JWK is not base64url"),
        (&pem("PUBLIC KEY", &[1; 40]), None, "only the public part"),
        (&pem("CERTIFICATE", &[1; 40]), None, "a certificate"),
        (&pem("ENCRYPTED PRIVATE KEY", &[1; 40]), None, "encrypted"),
        (locked, None, "encrypted"),
        (&pem("OPENSSH PRIVATE KEY", &[1; 40]), None, "ssh-keygen"),
        (&pem("PRIVATE KEY", &[1; 40]), None, "no key that grantty signs with"),
        (&pem("EC PRIVATE KEY", &[1; 40]), None, "no EC key"),
        (&pem("RSA PRIVATE KEY", &[1; 40]), None, "no RSA key"),
        (&pem("DH PARAMETERS", &[1; 40]), None, "no private key stands in this PEM"),
        (&cut, None, "cut off"),
        ("-----BEGIN PRIVATE KEY-----\n%%\n-----END PRIVATE KEY-----", None, "not base64"),
    ] {
        let sentence = signer(text, alg).expect_err(needle);
        assert!(sentence.contains(needle), "{sentence:?} lacks {needle:?}");
        for private in ["jpsQ", "nWGx", "nWGy", "Eq5xp", "4BzEE", "AQEB", "horse"] {
            assert!(!sentence.contains(private), "{sentence}");
        }
    }
    assert!(Signer::from_secret(&Secret::new(""), None).is_err());
    assert!(Signer::from_secret(&Secret::new("s"), Some("RS256")).is_err());
}

#[test]
fn a_private_number_without_its_zero_octets_is_read() {
    // An EC key whose d begins with a zero octet, written by somebody who drops it.
    let pair = loop {
        let pair = EcdsaKeyPair::generate(pair::ecdsa(Curve::P256)).expect("a key");
        let der: EcPrivateKeyRfc5915Der<'_> = pair.private_key().as_der().expect("DER");
        if der.as_ref()[7] == 0 {
            break pair;
        }
    };
    let der: EcPrivateKeyRfc5915Der<'_> = pair.private_key().as_der().expect("DER");
    let public = Pair::Ec(Curve::P256, pair).public_jwk().expect("a public part").to_string();
    let d = base64url::encode(&der.as_ref()[8..39]);
    let text = public.replace(r#""kty""#, &format!(r#""d":"{d}","kty""#));
    signs(&signer(&text, None).expect("a key"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", inner in "[A-Za-z0-9+/]{0,80}", d in "[A-Za-z0-9_-]{0,50}") {
        let _ = signer(&text, None);
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY"] {
            let _ = signer(&format!("-----BEGIN {label}-----\n{inner}\n-----END {label}-----"), None);
        }
        for key in [EC_PRIVATE, ED_PRIVATE] {
            let (before, _) = key.split_once("\"d\":").expect("d");
            let _ = signer(&format!("{before}\"d\":\"{d}\",\"x\":\"{d}\"}}"), None);
        }
    }
}
