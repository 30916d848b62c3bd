//! Key and signature: each way in which they can come out has its own state and its own words.

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::signature::KeyPair as _;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::sample::*;
use super::*;
use crate::protocol::check::Report;
use crate::protocol::given_keys;
use crate::protocol::jose::base64url;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::plain_jwt;
use crate::protocol::secret::Secret;

const CLAIMS: &[u8] = br#"{"sub":"9f8e1b"}"#;

fn came(token: &Secret, keys: &Keys<'_>, macs: &[MacKey]) -> (SignatureState, Report<Token>) {
    let report = plain_jwt::judge(token, keys, &Expected { macs, ..nothing() });
    (report.value.as_ref().expect("decoded").signature, report)
}

fn said<'r>(report: &'r Report<Token>, rule: &str) -> (Verdict, &'r str) {
    let row = row(&report.findings, rule);
    (row.verdict, row.observed.as_str())
}

#[test]
fn no_key_is_no_fault_and_nothing_is_verified() {
    for header in [r#"{"alg":"ES256","kid":"ec"}"#, r#"{"alg":"RS256"}"#, r#"{"alg":"HS256"}"#] {
        let (state, report) = came(&sign(header, CLAIMS), &Keys::NotGiven, &[]);
        assert_eq!((state.word(), failed(&report.findings)), ("no key", vec![]), "{header}");
        assert_eq!(said(&report, "jwt.signature"), (Verdict::Skip, "no key given"));
        assert_eq!(report.value.expect("decoded").key, None);
    }
    let secret = [MacKey::of_secret(&Secret::new("a secret of more than thirty-two bytes"))];
    let (state, report) = came(&sign(r#"{"alg":"ES256"}"#, CLAIMS), &Keys::NotGiven, &secret);
    assert_eq!((state, failed(&report.findings)), (SignatureState::NoKey, vec![]));
    assert_eq!(said(&report, "jwt.key").1, "no public key given: a secret checks no ES256");
}

#[test]
fn a_key_that_is_not_there_is_not_a_wrong_one() {
    crate::covers!("JWK-04");
    let others = set(&[jwk(&OTHER, r#","kid":"a""#), rsa_jwk(&RSA, r#","kid":"b""#)]);
    let (state, report) = came(&sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS), &Keys::Set(&others), &[]);
    assert_eq!((state.word(), failed(&report.findings)), ("key not found", vec!["jwt.key"]));
    assert_eq!(said(&report, "jwt.key").1, "no such key; the set offers a, b");
    assert_eq!(said(&report, "jwt.signature").0, Verdict::Skip);
    let mislabelled = set(&[jwk(&OTHER, r#","kid":"a""#), jwk(&EC, r#","kid":"b""#)]);
    let (state, report) = came(&sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS), &Keys::Set(&mislabelled), &[]);
    assert_eq!(state, SignatureState::KeyNotFound, "a key of another name is evidence, and vouches for nothing");
    assert!(said(&report, "jwt.key").1.ends_with("; the signature fits key 2 «b», only the kid does not"));
}

#[test]
fn several_keys_that_could_be_meant_are_flagged_even_when_one_fits() {
    crate::covers!("JWK-02", "JWK-05");
    let unnamed = set(&[jwk(&OTHER, ""), jwk(&EC, "")]);
    let (state, report) = came(&sign(r#"{"alg":"ES256"}"#, CLAIMS), &Keys::Set(&unnamed), &[]);
    assert_eq!((state, said(&report, "jwt.key").0), (SignatureState::Verified, Verdict::Warn));
    assert!(said(&report, "jwt.key").1.starts_with("key 2, EC P-256 of 2 by trial"));
    assert_eq!(report.value.expect("decoded").key.as_deref(), Some("key 2 of 2"));
    let twins = set(&[jwk(&OTHER, r#","kid":"ec""#), jwk(&EC, r#","kid":"ec""#)]);
    let (state, report) = came(&sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS), &Keys::Set(&twins), &[]);
    assert_eq!((state, said(&report, "jwt.key").0), (SignatureState::Verified, Verdict::Warn));
    // One key given twice leaves nothing open.
    let twice = set(&[jwk(&EC, ""), jwk(&EC, "")]);
    let (state, report) = came(&sign(r#"{"alg":"ES256"}"#, CLAIMS), &Keys::Set(&twice), &[]);
    assert_eq!((state, said(&report, "jwt.key").0), (SignatureState::Verified, Verdict::Pass));

    let third = third();
    let none = set(&[jwk(&OTHER, ""), third]);
    let (state, report) = came(&sign(r#"{"alg":"ES256"}"#, CLAIMS), &Keys::Set(&none), &[]);
    assert_eq!((state.word(), failed(&report.findings)), ("ambiguous", vec!["jwt.key", "jwt.signature"]));
    assert_eq!(said(&report, "jwt.signature").1, "none of 2 keys fits; the first: the signature does not fit the text");
}

fn third() -> String {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    jwk(&EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"), "")
}

#[test]
fn the_wrong_key_and_a_bad_signature_are_told_apart() {
    crate::covers!("IDT-20", "IDT-21");
    // Another key of the set fits: the token names the wrong one.
    let keys = set(&[jwk(&OTHER, r#","kid":"ec""#), jwk(&EC, r#","kid":"b""#)]);
    let (state, report) = came(&sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS), &Keys::Set(&keys), &[]);
    assert_eq!((state.word(), failed(&report.findings)), ("wrong key", vec!["jwt.signature"]));
    assert!(said(&report, "jwt.signature").1.ends_with("; it fits another key: key 2 «b», EC P-256"));
    // Another type of key.
    let keys = set(&[rsa_jwk(&RSA, r#","kid":"ec""#)]);
    let (state, report) = came(&sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS), &Keys::Set(&keys), &[]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::WrongKey, vec!["jwt.key"]));
    // An RSA key of another size.
    let keys = set(&[rsa_jwk(&LONG_RSA, "")]);
    let (state, report) = came(&sign(r#"{"alg":"RS256"}"#, CLAIMS), &Keys::Set(&keys), &[]);
    assert_eq!(state, SignatureState::WrongKey);
    let due = "the signature has 256 bytes where 384 are due: made with an RSA key of another size";
    assert_eq!(said(&report, "jwt.signature").1, due);
    // The key that is named, and a text that was changed.
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS).reveal().replace(".eyJ", ".eyK");
    let (state, report) = came(&Secret::new(token), &Keys::Set(&KEYS), &[]);
    assert_eq!((state.word(), said(&report, "jwt.signature").1), ("bad", "the signature does not fit the text"));
    // A key without a kid, given by hand: what of the two it is cannot be known.
    let by_hand = set(&[jwk(&OTHER, "")]);
    let (state, report) = came(&sign(r#"{"alg":"ES256"}"#, CLAIMS), &Keys::Set(&by_hand), &[]);
    assert_eq!(state, SignatureState::Bad);
    assert!(said(&report, "jwt.signature").1.ends_with(": the token was changed, or another key made it"));
}

#[test]
fn a_key_without_a_kid_is_tried_though_the_token_names_one() {
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, CLAIMS);
    let by_hand = set(&[jwk(&EC, "")]);
    let (state, report) = came(&token, &Keys::Set(&by_hand), &[]);
    assert_eq!((state, said(&report, "jwt.key").0), (SignatureState::Verified, Verdict::Warn));
    assert_eq!(said(&report, "jwt.key").1, "no key carries this kid; key 1, EC P-256 has none and fits, by trial");
    let wrong = set(&[jwk(&OTHER, "")]);
    let (state, report) = came(&token, &Keys::Set(&wrong), &[]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::Bad, vec!["jwt.key", "jwt.signature"]));
}

#[test]
fn every_secret_is_tried_and_a_weak_one_is_red() {
    crate::covers!("IDT-22");
    let key = |text: &str, kid: Option<&str>| MacKey {
        kid: kid.map(str::to_owned),
        label: format!("secret {text}"),
        ..MacKey::of_secret(&Secret::new(text))
    };
    let (good, bad) = ("one secret of more than thirty-two bytes", "two secrets of more than thirty-two bytes");
    let token = mac(good.as_bytes(), r#"{"alg":"HS256","kid":"a"}"#, CLAIMS);
    let (state, report) = came(&token, &Keys::NotGiven, &[key(bad, None), key(good, None)]);
    assert_eq!((state, said(&report, "jwt.key").0), (SignatureState::Verified, Verdict::Warn));
    let (state, report) = came(&token, &Keys::NotGiven, &[key(bad, None), key(bad, Some("a"))]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::Ambiguous, vec!["jwt.key", "jwt.signature"]));
    let (state, report) = came(&token, &Keys::NotGiven, &[key(good, Some("b"))]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::KeyNotFound, vec!["jwt.key"]));
    let (state, report) = came(&token, &Keys::NotGiven, &[key(good, Some("a"))]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::Verified, vec![]));

    let alike = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    let token = mac(alike.as_bytes(), r#"{"alg":"HS256"}"#, CLAIMS);
    let (_, report) = came(&token, &Keys::NotGiven, &[key(alike, None)]);
    assert_eq!(failed(&report.findings), ["jwt.secret_length"]);
    assert!(said(&report, "jwt.secret_length").1.starts_with("36 bytes, easily guessed: "));
    assert!(!format!("{:?}", key(good, None)).contains(&format!("{:?}", good.as_bytes())), "no log holds the octets");
}

#[test]
fn a_public_key_is_never_tried_as_a_secret() {
    crate::covers!("IDT-25");
    let public = jwk(&EC, r#","kid":"ec""#);
    let forged = mac(public.as_bytes(), r#"{"alg":"HS256","kid":"ec"}"#, CLAIMS);
    let (state, report) = came(&forged, &keys(), &[]);
    assert_ne!(state, SignatureState::Verified);
    assert_eq!(failed(&report.findings), ["jwt.alg_confusion"]);
}

#[test]
fn the_budget_holds_for_evidence_too() {
    crate::covers!("JWK-16");
    // The key that would fit stands behind the budget: were there none, it would be found.
    let mut crowd: Vec<String> = (0..10_000).map(|n| jwk(&OTHER, &format!(r#","kid":"{n}""#))).collect();
    crowd.push(jwk(&EC, r#","kid":"last""#));
    let crowd = set(&crowd);
    for (header, state, rule, words) in [
        (r#"{"alg":"ES256"}"#, SignatureState::Ambiguous, "jwt.signature", "the budget of 100 tries is spent, 9901"),
        (r#"{"alg":"ES256","kid":"7"}"#, SignatureState::Bad, "jwt.signature", "the signature does not fit the text"),
        (r#"{"alg":"ES256","kid":"x"}"#, SignatureState::KeyNotFound, "jwt.key", "no such key; the set offers 0, 1, 2"),
    ] {
        let (came, report) = came(&sign(header, CLAIMS), &Keys::Set(&crowd), &[]);
        assert_eq!(came, state, "{header}");
        assert!(said(&report, rule).1.starts_with(words), "{:?}", said(&report, rule));
        assert!(!said(&report, rule).1.contains("last"), "what lies behind the budget is not tried");
    }
}

proptest::proptest! {
    /// One character changed anywhere, and no token is accepted any more.
    #[test]
    fn nothing_that_was_changed_is_verified(place in 0usize..10_000, with in "[A-Za-z0-9_.=+-]", kid in 0usize..3) {
        let headers = [r#"{"alg":"ES256","kid":"ec"}"#, r#"{"alg":"ES256"}"#, r#"{"typ":"JWT","alg":"ES256","kid":"ec"}"#];
        let token = sign(headers[kid], CLAIMS);
        let mut text: Vec<char> = token.reveal().chars().collect();
        let place = place % text.len();
        let with = with.chars().next().expect("one character");
        proptest::prop_assume!(text[place] != with);
        text[place] = with;
        let changed = Secret::new(text.into_iter().collect::<String>());
        let report = plain_jwt::judge(&changed, &keys(), &nothing());
        let verified = report.value.is_some_and(|value| value.signature == SignatureState::Verified);
        proptest::prop_assert!(!verified);
    }
}

#[test]
fn a_public_key_given_as_a_secret_checks_no_mac() {
    crate::covers!("IDT-25");
    let jwk = rsa_jwk(&RSA, "");
    let der: PublicKeyX509Der<'_> = RSA.public_key().as_der().expect("DER");
    let lines = STANDARD.encode(der.as_ref());
    let pem = format!("-----BEGIN PUBLIC KEY-----\n{lines}\n-----END PUBLIC KEY-----");
    let set = format!(r#"{{"keys":[{jwk}]}}"#);
    for public in [pem.as_bytes(), jwk.as_bytes(), set.as_bytes(), lines.as_bytes(), der.as_ref()] {
        let octets = zeroize::Zeroizing::new(public.to_vec());
        let macs = [MacKey { octets, ..MacKey::of_secret(&Secret::new("x")) }];
        let token = mac(public, r#"{"alg":"HS256"}"#, br#"{"sub":"x"}"#);
        let report = plain_jwt::judge(&token, &Keys::NotGiven, &Expected { macs: &macs, ..nothing() });
        assert_eq!(failed(&report.findings), ["jwt.alg_confusion"]);
        assert_eq!(report.value.expect("decoded").signature, SignatureState::Bad);
    }
}

#[test]
fn a_header_that_says_something_twice_is_not_believed() {
    crate::covers!("IDT-33");
    let token = sign(r#"{"alg":"ES256","alg":"none","kid":"ec"}"#, br#"{"sub":"x"}"#);
    let report = plain_jwt::judge(&token, &keys(), &nothing());
    assert_eq!(failed(&report.findings), ["jwt.duplicate"]);
    assert_eq!(report.value.expect("decoded").signature, SignatureState::Refused);
}

#[test]
fn a_secret_is_used_only_for_what_it_is_for() {
    crate::covers!("JWK-06");
    let k = base64url::encode(&[b"0123456789abcdef", b"fedcba9876543210".as_slice()].concat());
    let given = |more: &str| given_keys::read(&Secret::new(format!(r#"{{"kty":"oct","k":"{k}"{more}}}"#)), "the key");
    let header = r#"{"alg":"HS256"}"#;
    let judged = |header: &str, more: &str| {
        let token = mac(b"0123456789abcdeffedcba9876543210", header, CLAIMS);
        came(&token, &Keys::NotGiven, &given(more).expect("a key").macs)
    };
    for more in ["", r#","use":"sig""#, r#","key_ops":["sign","verify"]"#] {
        assert_eq!(judged(header, more).0, SignatureState::Verified, "{more}");
    }
    for more in [r#","use":"enc""#, r#","key_ops":["encrypt"]"#] {
        let (state, report) = judged(header, more);
        assert_eq!((state, failed(&report.findings)), (SignatureState::Refused, vec!["jwt.key_use"]), "{more}");
    }
    let (state, report) = judged(r#"{"alg":"HS256","kid":7}"#, "");
    assert_eq!((state, said(&report, "jwt.key").1), (SignatureState::KeyNotFound, "kid is a number, not a string"));
}

#[test]
fn a_key_for_pss_checks_nothing_else() {
    let mut public = RSA.public_key().as_der().map(|der: PublicKeyX509Der<'_>| der.as_ref().to_vec()).expect("DER");
    let plain = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    let at = public.windows(plain.len()).position(|window| window == plain).expect("rsaEncryption");
    public[at + plain.len() - 1] = 0x0a;
    let set = given_keys::read(&Secret::new(STANDARD.encode(&public)), "the key").expect("a key").set;
    let token = sign(r#"{"alg":"RS256"}"#, CLAIMS);
    let (state, report) = came(&token, &Keys::Set(&set), &[]);
    assert_eq!((state, failed(&report.findings)), (SignatureState::Refused, vec!["jwt.key_alg"]));
}

#[test]
fn a_given_key_of_another_type_is_said_to_be_one() {
    let given = |text: &str| given_keys::read(&Secret::new(text), "the key given").expect("a key").set;
    for header in [r#"{"alg":"RS256","kid":"k1"}"#, r#"{"alg":"RS256"}"#] {
        let (state, report) = came(&sign(header, CLAIMS), &Keys::Set(&given(&jwk(&EC, ""))), &[]);
        let why = "an EC P-256 key cannot check RS256, which needs RSA";
        assert_eq!((state, said(&report, "jwt.key").1), (SignatureState::WrongKey, why));
    }
}

#[test]
fn a_weak_secret_that_does_not_fit_is_no_fault_of_the_token() {
    let macs = [MacKey::of_secret(&Secret::new("secret"))];
    let header = r#"{"alg":"HS256"}"#;
    let (_, other) = came(&mac(b"another one", header, CLAIMS), &Keys::NotGiven, &macs);
    assert_eq!(said(&other, "jwt.secret_length"), (Verdict::Skip, "the client secret does not fit"));
    let (_, own) = came(&mac(b"secret", header, CLAIMS), &Keys::NotGiven, &macs);
    assert_eq!(said(&own, "jwt.secret_length").0, Verdict::Fail);
}
