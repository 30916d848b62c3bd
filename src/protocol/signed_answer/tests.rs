//! Answers that were encrypted to us, with a key that both sides know.

use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use url::Url;

use super::*;
use crate::protocol::answer;
use crate::protocol::answer::sample::{response, verdict, with};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::jwks::{self, KeySet};
use crate::protocol::time::Now;
use crate::protocol::userinfo;

const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;
const SHARED: [u8; 32] = *b"0f3a9c1e5b7d2468ace013579bdf8642";

/// A JWE (RFC 7516 §7.1) by a shared key: `dir` and `A256GCM`.
fn sealed(text: &str, header: &str) -> Secret {
    let header = base64url::encode(header.as_bytes());
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &SHARED).expect("a key"));
    let mut sealed = text.as_bytes().to_vec();
    let nonce = Nonce::assume_unique_for_key([7; 12]);
    let tag = key.seal_in_place_separate_tag(nonce, Aad::from(header.as_bytes()), &mut sealed).expect("it fits");
    let [iv, sealed, tag] = [&[7; 12], sealed.as_slice(), tag.as_ref()].map(base64url::encode);
    Secret::new(format!("{header}..{iv}.{sealed}.{tag}"))
}

fn ours() -> Vec<DecryptionKey> {
    let key = format!(r#"{{"kty":"oct","k":"{}"}}"#, base64url::encode(&SHARED));
    DecryptionKey::read(&Secret::new(key)).expect("a key")
}

fn provider() -> KeySet {
    let public = KEY.split(r#","d""#).next().expect("a public part");
    let set = format!(r#"{{"keys":[{public}}}]}}"#);
    jwks::judge(&json::parse(set.as_bytes()).expect("JSON").value).value.expect("a set")
}

fn signed() -> Secret {
    let claims = r#"{"iss":"https://id.example.com","aud":"grantty","sub":"ann"}"#;
    let signer = Signer::from_text(&Secret::new(KEY), None).expect("a key");
    signer.sign(&[], &json::parse(claims.as_bytes()).expect("JSON").value)
}

/// The claims of a userinfo answer and its rows.
fn judged(body: &Secret, keys: &[DecryptionKey]) -> (Option<Json>, Vec<Finding>) {
    let answer = with(response(200, body.reveal()), "content-type", "application/jwt");
    let came = open(answer::jwt(&answer).expect("a JWT"), keys);
    let set = provider();
    let signed = Expected {
        issuer: Some("https://id.example.com"),
        audience: Some("grantty"),
        registered_alg: Some("ES256"),
        advertised_algs: None,
        macs: &[],
        now: Now { mono: Duration::ZERO, unix: 1_763_622_000 },
        skew: None,
        tolerance: 60,
    };
    let expected = userinfo::Expected { sub: Some("ann"), keys: Keys::Set(&set), signed };
    let url = Url::parse("https://id.example.com/userinfo").expect("a URL");
    let report = userinfo::read(&url, &answer, Some(&came), &expected);
    (report.value, report.findings)
}

#[test]
fn what_is_signed_inside_is_judged_as_if_it_had_come_in_the_clear() {
    crate::covers!("UIN-03");
    let nested = r#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#;
    let (claims, rows) = judged(&sealed(signed().reveal(), nested), &ours());
    assert_eq!(claims.and_then(|claims| claims.get("sub").cloned()), Some(Json::String("ann".into())));
    assert!(rows.iter().all(|row| !matches!(row.verdict, Fail | Warn)), "{rows:#?}");
    assert_eq!(verdict(&rows, "jwe.decryption"), Pass);
    for id in ["userinfo_jwt.signature", "userinfo_jwt.aud", "userinfo.sub"] {
        assert_eq!(verdict(&rows, id), Pass, "{id}");
    }
    let token = signed();
    let (text, _) = token.reveal().rsplit_once('.').expect("three parts");
    let broken = format!("{text}.{}", base64url::encode(&[7; 64]));
    let (_, rows) = judged(&sealed(&broken, nested), &ours());
    assert_eq!(verdict(&rows, "userinfo_jwt.signature"), Fail, "decryption is no signature");
}

#[test]
fn claims_that_are_only_encrypted_are_read_and_nothing_vouches_for_them() {
    let (claims, rows) = judged(&sealed(r#"{"sub":"ann"}"#, r#"{"alg":"dir","enc":"A256GCM"}"#), &ours());
    assert!(claims.is_some());
    assert_eq!(verdict(&rows, "userinfo_jwt.signature"), Skip);
    assert_eq!((verdict(&rows, "userinfo_jwt.iss"), verdict(&rows, "userinfo.sub")), (Skip, Pass));
    assert!(rows.iter().all(|row| row.verdict != Fail), "{rows:#?}");
    let (_, rows) = judged(&sealed(r#"{"sub":"ann","sub":"eve"}"#, r#"{"alg":"dir","enc":"A256GCM"}"#), &ours());
    assert_eq!(verdict(&rows, "userinfo_jwt.duplicate"), Fail);
}

#[test]
fn without_a_key_nothing_inside_is_judged() {
    let body = sealed(signed().reveal(), r#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#);
    let (claims, rows) = judged(&body, &[]);
    assert!(claims.is_none());
    assert_eq!((verdict(&rows, "userinfo_jwt.signature"), verdict(&rows, "userinfo.sub")), (Skip, Skip));
    let came = open(body, &[]);
    assert!(!came.needs_keys() && open(signed(), &[]).needs_keys());
    assert!(!format!("{came:?}").contains("eyJ"), "nothing of it is in a log");
}
