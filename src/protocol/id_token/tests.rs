//! Tokens signed here and judged whole: the makers of tokens and keys, and what holds for every token.

mod claims;
mod front;
mod header;
mod pushed;
mod signed;
mod times;

use std::sync::LazyLock;
use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::jose::algorithm::Digest;
use crate::protocol::jose::base64url;
use crate::protocol::json;
use crate::protocol::jwks::{self, KeySet};

const NOW: u64 = 1_763_622_000;
const ISSUER: &str = "https://id.example.com/realms/demo";
const ACCESS_TOKEN: &str = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";

static RSA: LazyLock<RsaKeyPair> = LazyLock::new(|| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key"));
static EC: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"));
static EC2: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"));
static ED: LazyLock<Ed25519KeyPair> = LazyLock::new(|| Ed25519KeyPair::generate().expect("a key"));
static SECRET: LazyLock<Secret> = LazyLock::new(|| Secret::new("a client secret of more than 32 bytes"));
static MACS: LazyLock<Vec<MacKey>> = LazyLock::new(|| vec![MacKey::of_secret(&SECRET)]);
static ACCESS: LazyLock<Secret> = LazyLock::new(|| Secret::new(ACCESS_TOKEN));

fn rsa_jwk(more: &str) -> String {
    let key = RSA.public_key();
    let (n, e) = (key.modulus(), key.exponent());
    let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
    format!(r#"{{"kty":"RSA","n":"{}","e":"{}"{more}}}"#, base64url::encode(n), base64url::encode(e))
}

fn ec_jwk(pair: &EcdsaKeyPair, more: &str) -> String {
    let point = pair.public_key().as_ref();
    let (x, y) = (base64url::encode(&point[1..33]), base64url::encode(&point[33..]));
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"{more}}}"#)
}

fn key_set(keys: &[String]) -> KeySet {
    let text = format!(r#"{{"keys":[{}]}}"#, keys.join(","));
    jwks::judge(&json::parse(text.as_bytes()).expect("JSON").value).value.expect("a set")
}

/// One RSA, one EC and one Ed25519 key, each with a kid.
fn usual_keys() -> KeySet {
    let ed = base64url::encode(ED.public_key().as_ref());
    key_set(&[
        rsa_jwk(r#","kid":"rsa","use":"sig","alg":"RS256""#),
        ec_jwk(&EC, r#","kid":"ec","use":"sig""#),
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"ed","x":"{ed}"}}"#),
    ])
}

fn expected() -> Expected<'static> {
    Expected {
        issuer: Some(ISSUER),
        client_id: Some("grantty"),
        registered_alg: None,
        advertised_algs: Some(vec!["RS256", "ES256", "EdDSA", "HS256"]),
        macs: &MACS,
        decryption_keys: &[],
        at_rest: false,
        nonce: None,
        access_token: Some(&ACCESS),
        max_age: None,
        acr_values: &[],
        now: Now { mono: Duration::ZERO, unix: NOW },
        skew: None,
        tolerance: 60,
        code: None,
        state: None,
        front: false,
        front_token: None,
        pushed: None,
    }
}

/// Claims without a fault, with `change` written over them: a JSON object whose `null` members remove.
fn claims(change: &str) -> String {
    let usual = format!(r#"{{"iss":"{ISSUER}","aud":"grantty","sub":"9f8e1b","exp":{},"iat":{}}}"#, NOW + 300, NOW - 1);
    let read = |text: &str| json::parse(text.as_bytes()).expect(text).value;
    let (usual, change) = (read(&usual), read(change));
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    let added = change.iter().filter(|(_, value)| *value != Json::Null);
    Json::Object(kept.chain(added).cloned().collect()).to_string()
}

fn sign(header: &str, payload: &str) -> Secret {
    let text = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let alg = json::parse(header.as_bytes()).expect(header).value;
    let random = SystemRandom::new();
    let made = match alg.get("alg").and_then(Json::as_str) {
        Some("RS256") => {
            let mut made = vec![0; RSA.public_modulus_len()];
            RSA.sign(&signature::RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut made).expect("signs");
            made
        }
        Some("ES256") => EC.sign(&random, text.as_bytes()).expect("signs").as_ref().to_vec(),
        Some("EdDSA") => ED.sign(text.as_bytes()).as_ref().to_vec(),
        Some("HS256") => hs256(SECRET.reveal().as_bytes(), &text),
        _ => Vec::new(),
    };
    Secret::new(format!("{text}.{}", base64url::encode(&made)))
}

fn hs256(secret: &[u8], text: &str) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), text.as_bytes()).as_ref().to_vec()
}

const ES256: &str = r#"{"alg":"ES256","kid":"ec"}"#;

fn judged(header: &str, payload: &str, expected: &Expected<'_>) -> Report<IdToken> {
    judge(&sign(header, payload), &Keys::Set(&usual_keys()), expected)
}

/// The verdict of one check over claims that differ as given.
fn of_claims(id: &str, change: &str) -> Verdict {
    row(&judged(ES256, &claims(change), &expected()), id).verdict
}

fn row<'r>(report: &'r Report<IdToken>, id: &str) -> &'r Finding {
    report.findings.iter().find(|row| row.check.id == id).expect(id)
}

fn failed(report: &Report<IdToken>) -> Vec<&'static str> {
    report.findings.iter().filter(|row| row.verdict == Verdict::Fail).map(|row| row.check.id).collect()
}

fn state(report: &Report<IdToken>) -> SignatureState {
    report.value.as_ref().expect("decoded").signature
}

/// Whatever the token is, each check leaves its row, in the order of the catalogue; those of a push only there.
fn assert_complete(report: &Report<IdToken>) {
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    let of_push = ids.contains(&"id_token.auth_req_id");
    let due = CHECKS.iter().filter(|check| of_push || !super::pushed::is_of_push(check));
    assert_eq!(ids, due.map(|check| check.id).collect::<Vec<_>>());
}

#[test]
fn a_good_token_passes_with_each_algorithm() {
    crate::covers!("IDT-23", "IDT-05", "IDT-45");
    for (alg, kid, key) in [("RS256", "rsa", "rsa"), ("ES256", "ec", "ec"), ("EdDSA", "ed", "ed")] {
        let good =
            judged(&format!(r#"{{"alg":"{alg}","kid":"{kid}"}}"#), &claims(r#"{"aud":["grantty"]}"#), &expected());
        let odd: Vec<_> =
            good.findings.iter().filter(|row| matches!(row.verdict, Verdict::Fail | Verdict::Warn)).collect();
        assert!(odd.is_empty(), "{alg}: {odd:#?}");
        assert_complete(&good);
        let token = good.value.expect("decoded");
        assert_eq!(
            (token.signature.word(), token.key.as_deref(), token.alg.as_deref()),
            ("verified", Some(key), Some(alg))
        );
    }
    let mac = judged(r#"{"alg":"HS256"}"#, &claims("{}"), &expected());
    assert_eq!((failed(&mac), state(&mac)), (vec![], SignatureState::Verified));
    assert_eq!(mac.value.expect("decoded").key.as_deref(), Some("client secret"));
}

#[test]
fn faults_of_form_leave_every_other_row() {
    crate::covers!("IDT-33", "IDT-34", "IDT-35", "IDT-36", "IDT-37", "IDT-38");
    let good = sign(ES256, &claims("{}")).reveal().to_owned();
    let (head, rest) = good.split_once('.').expect("parts");
    let (body, made) = rest.split_once('.').expect("parts");
    let cases = [
        (format!("{head}.{body}"), "id_token.form"),
        (format!("{good}.x"), "id_token.form"),
        (format!("{good}.x.y"), "id_token.form"),
        (".".repeat(100_000), "id_token.form"),
        ("opaque".into(), "id_token.form"),
        (format!(r#"{{"payload":"{body}"}}"#), "id_token.form"),
        (format!("{head}.{body}=.{made}"), "id_token.base64"),
        (format!("{head}.{body}.{made}\n"), "id_token.base64"),
        (format!("{head}.{}.{made}", base64url::encode(b"[]")), "id_token.json"),
        (format!("{head}.{}.{made}", base64url::encode(&[0xff])), "id_token.json"),
        (format!("{head}.{}.{made}", base64url::encode(br#"{"sub":"a","sub":"b"}"#)), "id_token.duplicate"),
        (format!("{good}{}", "A".repeat(10 << 20)), "id_token.size"),
        (sign(&format!(r#"{{"alg":"ES256","x":"{}"}}"#, "x".repeat(66_000)), "{}").reveal().into(), "id_token.size"),
    ];
    for (token, id) in cases {
        let report = judge(&Secret::new(token.clone()), &Keys::Set(&usual_keys()), &expected());
        assert!(failed(&report).contains(&id), "{id} {}", &token[..token.len().min(80)]);
        assert!(row(&report, id).stops());
        assert_complete(&report);
    }
    let array = format!("{head}.{}.{made}", base64url::encode(b"[]"));
    let report = judge(&Secret::new(array), &Keys::Set(&usual_keys()), &expected());
    assert_eq!(row(&report, "id_token.exp").observed, "the payload could not be read");
}

#[test]
fn an_encrypted_token_is_explained() {
    crate::covers!("IDT-42");
    let jwe = |alg: &str| {
        let header = format!(r#"{{"alg":"{alg}","enc":"A256GCM"}}"#);
        let token = Secret::new(format!("{}.AA.AA.AA.AA", base64url::encode(header.as_bytes())));
        judge(&token, &Keys::Set(&usual_keys()), &expected())
    };
    let modern = jwe("RSA-OAEP-256");
    assert_eq!((failed(&modern), state(&modern)), (vec![], SignatureState::Unchecked));
    assert!(row(&modern, "id_token.encryption").observed.starts_with("encrypted with RSA-OAEP-256 and A256GCM"));
    assert_eq!(failed(&jwe("RSA1_5")), ["id_token.encryption"]);
    assert_complete(&modern);
}

#[test]
fn an_encrypted_token_is_opened_where_there_is_a_key() {
    crate::covers!("IDT-41");
    use crate::protocol::signed::sample::{opening, seal};
    let keys = opening();
    let open = Expected { decryption_keys: &keys, ..expected() };
    let good = sign(ES256, &claims("{}"));
    let report = judge(&seal(good.reveal()), &Keys::Set(&usual_keys()), &open);
    assert_eq!((failed(&report), state(&report)), (vec![], SignatureState::Verified));
    assert!(report.findings[0].check.id.starts_with("jwe."), "the opening is told first");
    assert!(row(&report, "id_token.encryption").observed.starts_with("dir and A128GCM, opened with "));
    let value = report.value.expect("decoded");
    assert_eq!(value.inner.as_ref(), Some(&good));
    assert_eq!(value.outer.as_ref().and_then(|outer| outer.get("alg")).and_then(Json::as_str), Some("dir"));
    assert_eq!(value.decoded.header_text("alg"), Some("ES256"));

    // To be encrypted is not to be signed.
    let unsigned = sign(r#"{"alg":"none"}"#, &claims("{}"));
    let report = judge(&seal(unsigned.reveal()), &Keys::Set(&usual_keys()), &open);
    assert_eq!(state(&report), SignatureState::Bad);
    let report = judge(&seal(&claims("{}")), &Keys::Set(&usual_keys()), &open);
    assert!(failed(&report).contains(&"id_token.form") && state(&report) != SignatureState::Verified);
    let other = seal(good.reveal()).reveal().replace("..", "..AA");
    let report = judge(&Secret::new(other), &Keys::Set(&usual_keys()), &open);
    assert_eq!(
        (state(&report), row(&report, "id_token.encryption").verdict),
        (SignatureState::Unchecked, Verdict::Skip)
    );
}

#[test]
fn what_nobody_named_is_not_compared() {
    let unknown = Expected { issuer: None, client_id: None, at_rest: true, ..expected() };
    let old = claims(&format!(r#"{{"iat":{},"nonce":"n","aud":["a","b"],"azp":"a"}}"#, NOW - 86_400));
    let report = judged(ES256, &old, &unknown);
    assert_eq!(failed(&report), [""; 0]);
    for id in ["id_token.iss", "id_token.aud", "id_token.aud_untrusted", "id_token.azp", "id_token.nonce"] {
        assert_eq!(row(&report, id).verdict, Verdict::Skip, "{id}");
    }
    let bare = judged(ES256, &claims(r#"{"iss":null,"aud":null}"#), &unknown);
    assert_eq!(failed(&bare), ["id_token.iss", "id_token.aud"]);
}

#[test]
fn ids_are_unique_and_of_one_subject() {
    let mut ids: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert!(ids.iter().all(|id| id.starts_with("id_token.")));
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), CHECKS.len());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,120}", header in ".{0,60}", payload in ".{0,60}") {
        let keys = KeySet::default();
        let shaped = format!("{}.{}.AAAA", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
        for token in [text, shaped] {
            assert_complete(&judge(&Secret::new(token), &Keys::Set(&keys), &expected()));
        }
    }

    #[test]
    fn no_claim_makes_it_panic(value in "(-?[0-9]{1,25}(\\.[0-9]{1,3})?|\"[a-z0-9]{0,9}\"|\\[\\]|\\{\\}|true|[1-9]e[0-9]{1,2})") {
        for name in ["iss", "aud", "sub", "exp", "iat", "nbf", "auth_time", "azp", "nonce", "acr", "at_hash", "amr"] {
            let payload = format!(r#"{{"{name}":{value}}}"#);
            let token = format!("{}.{}.AAAA", base64url::encode(br#"{"alg":"ES256"}"#), base64url::encode(payload.as_bytes()));
            assert_complete(&judge(&Secret::new(token), &Keys::Unavailable("none"), &expected()));
        }
    }
}
