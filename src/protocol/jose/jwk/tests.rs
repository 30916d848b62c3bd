//! Keys of the RFCs, and keys with one fault each.

use super::*;
use crate::protocol::json;

fn key(text: &str) -> Jwk {
    Jwk::read(&json::parse(text.as_bytes()).expect(text).value, 1)
}

fn kinds(text: &str) -> Vec<FaultKind> {
    key(text).faults.iter().map(|fault| fault.kind).collect()
}

const RFC_7638_N: &str = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";

#[test]
fn thumbprint_is_that_of_the_rfc() {
    let rsa = key(&format!(r#"{{"kty":"RSA","n":"{RFC_7638_N}","e":"AQAB","alg":"RS256","kid":"2011-04-29"}}"#));
    assert_eq!(rsa.thumbprint.as_deref(), Some("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"));
    assert_eq!((rsa.faults.as_slice(), rsa.key.bits()), ([].as_slice(), Some(2048)));
    // RFC 8037 appendix A.3
    let ed = key(r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#);
    assert_eq!(ed.thumbprint.as_deref(), Some("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"));
}

#[test]
fn weak_keys_are_named_with_their_size() {
    crate::covers!("JWK-08");
    let short_n = base64url::encode(&[0xff; 128]);
    let short = key(&format!(r#"{{"kty":"RSA","n":"{short_n}","e":"AQAB"}}"#));
    assert_eq!(short.faults[0].what, "RSA of 1024 bit, fewer than 2048");
    assert!(short.unusable().is_some());
    for (e, what) in [("AQ", "RSA exponent 1: every signature fits"), ("BA", "an even RSA exponent")] {
        let weak = key(&format!(r#"{{"kty":"RSA","n":"{RFC_7638_N}","e":"{e}"}}"#));
        assert_eq!(weak.faults[0].what, what);
    }
    assert!(kinds(&format!(r#"{{"kty":"RSA","n":"{RFC_7638_N}","e":"AA"}}"#)).contains(&FaultKind::Weak));
}

#[test]
fn the_fingerprint_of_roca_is_found() {
    crate::covers!("JWK-08");
    // A power of 65537 has it by construction; a real modulus has not.
    let mut power = vec![1u8];
    for _ in 0..40 {
        let mut next = vec![0u8; 2];
        next.splice(0..0, power.iter().copied());
        let offset = next.len() - power.len();
        let mut carry = 0u16;
        for n in (0..next.len()).rev() {
            let add = if n >= offset { u16::from(power[n - offset]) } else { 0 };
            let sum = u16::from(next[n]) + add + carry;
            next[n] = u8::try_from(sum & 0xff).expect("a byte");
            carry = sum >> 8;
        }
        power = next;
    }
    assert!(material::has_roca_fingerprint(&power));
    assert!(!material::has_roca_fingerprint(&base64url::decode(RFC_7638_N).expect("base64url")));
}

#[test]
fn points_off_the_curve_are_refused() {
    crate::covers!("JWK-10");
    let x = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
    let good = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
    let ec = |crv: &str, x: &str, y: &str| format!(r#"{{"kty":"EC","crv":"{crv}","x":"{x}","y":"{y}"}}"#);
    assert_eq!(kinds(&ec("P-256", x, good)), []);
    for bad in [
        ec("P-256", x, x),
        ec("P-256", "AAAA", good),
        ec("P-384", x, good),
        ec("secp256k1", x, good),
        r#"{"kty":"OKP","crv":"Ed25519","x":"AAAA"}"#.to_owned(),
        r#"{"kty":"AKP","alg":"ML-DSA-44","pub":"AAAA"}"#.to_owned(),
    ] {
        assert_eq!(kinds(&bad), [FaultKind::Curve], "{bad}");
        assert_eq!(key(&bad).key, PublicKey::Broken);
    }
}

#[test]
fn base64_faults_have_their_offset() {
    crate::covers!("JWK-13");
    let padded = key(&format!(r#"{{"kty":"RSA","n":"{RFC_7638_N}==","e":"AQAB"}}"#));
    assert_eq!(padded.faults[0].what, "n: padding at offset 342");
    let zero = base64url::encode(&[[0].as_slice(), &base64url::decode(RFC_7638_N).expect("base64url")].concat());
    let zero = key(&format!(r#"{{"kty":"RSA","n":"{zero}","e":"AQAB"}}"#));
    assert_eq!((zero.faults[0].kind, zero.unusable()), (FaultKind::LeadingZero, None));
}

#[test]
fn private_parts_are_named_and_dropped() {
    crate::covers!("JWK-09");
    let leaked = key(r#"{"kty":"oct","k":"c2VjcmV0LXZhbHVl"}"#);
    assert_eq!((leaked.faults[0].kind, leaked.faults[0].what.as_str()), (FaultKind::Private, "k"));
    assert!(!format!("{leaked:?}").contains("c2VjcmV0"));
    let rsa = key(&format!(r#"{{"kty":"RSA","n":"{RFC_7638_N}","e":"AQAB","d":"x","p":"y"}}"#));
    assert_eq!(rsa.faults[0].what, "d, p");
}

#[test]
fn unknown_types_are_not_faults() {
    crate::covers!("JWK-11");
    for text in [r#"{"kty":"AKP","alg":"SLH-DSA-SHA2-128s","pub":"AAAA"}"#, r#"{"kty":"OKP","crv":"Ed448","x":"AAAA"}"#]
    {
        assert!(matches!(key(text).key, PublicKey::NotUnderstood(_)), "{text}");
        assert!(key(text).faults.is_empty());
    }
    assert_eq!(kinds(r#"{"kty":"AKP","pub":"AAAA"}"#), [FaultKind::Form]);
    assert_eq!(kinds(r#"{"kid":7}"#), [FaultKind::Form, FaultKind::Form]);
    assert_eq!(key("[]").key, PublicKey::Broken);
}

/// A self-signed certificate of the P-256 key below it, made for this test.
const CERTIFICATE: &str = "MIIBGzCBwaADAgECAgEBMAoGCCqGSM49BAMCMBcxFTATBgNVBAMMDGdyYW50dHkgdGVzdDAeFw0yMDAxMDEwMDAwMDBaFw00MDAxMDEwMDAwMDBaMBcxFTATBgNVBAMMDGdyYW50dHkgdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDnJxJEbwZmcy6ERTBEXBc1WaGj5TEL97clmHAHlbknsCNNYqbPX6eey9i3bhNhRMoks6edsQOiOTbBVNEXalIIwCgYIKoZIzj0EAwIDSQAwRgIhAPuQ4AwJIiJ/2i+SoiT3mIdzWs21kpcCJj2FrLLsfVElAiEA/uwOHkFfmTIBiMgUA+5ToIU1rAVibRAqIDHYRh1w7nM=";
const CERTIFIED: &str =
    r#""x":"OcnEkRvBmZzLoRFMERcFzVZoaPlMQv3tyWYcAeVuSew","y":"CNNYqbPX6eey9i3bhNhRMoks6edsQOiOTbBVNEXalII""#;
const OTHER: &str =
    r#""x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0""#;

#[test]
fn a_certificate_of_another_key_is_told() {
    crate::covers!("JWK-19");
    let with = |point: &str, x5c: &str| format!(r#"{{"kty":"EC","crv":"P-256",{point},"x5c":{x5c}}}"#);
    assert_eq!(kinds(&with(CERTIFIED, &format!(r#"["{CERTIFICATE}"]"#))), []);
    for (point, x5c) in
        [(OTHER, format!(r#"["{CERTIFICATE}"]"#)), (CERTIFIED, r#"["MAA="]"#.into()), (OTHER, "7".into())]
    {
        let odd = with(point, &x5c);
        assert_eq!(kinds(&odd), [FaultKind::Certificate], "{odd}");
        assert_eq!(key(&odd).unusable(), None, "the certificate is not what verifies");
    }
}

#[test]
fn a_point_for_which_anybody_can_sign_is_no_key() {
    let okp = |octets: [u8; 32]| format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{}"}}"#, base64url::encode(&octets));
    let with = |first: u8, middle: u8, last: u8| {
        let mut octets = [middle; 32];
        (octets[0], octets[31]) = (first, last);
        okp(octets)
    };
    let order_8 = "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o";
    // The neutral element, of which every signature made of itself and zero is one; order 2, 4 and 8; and y beyond p.
    let mut points = vec![with(1, 0, 0), with(1, 0, 0x80), with(0, 0, 0), with(0, 0, 0x80), with(0xec, 0xff, 0x7f)];
    points.extend([with(0xed, 0xff, 0x7f), with(0xee, 0xff, 0x7f)]);
    points.push(format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{order_8}"}}"#));
    for point in points {
        assert_eq!((key(&point).key, kinds(&point)), (PublicKey::Broken, vec![FaultKind::Curve]), "{point}");
    }
    let sound = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    assert_eq!(kinds(&format!(r#"{{"kty":"OKP","crv":"Ed25519","x":"{sound}"}}"#)), []);
}
