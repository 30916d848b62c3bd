use std::sync::LazyLock;
use std::time::Duration;

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, RsaKeyPair};

use super::*;
use crate::protocol::jose::algorithm::Digest;
use crate::protocol::jose::base64url;
use crate::protocol::json;
use crate::protocol::jwks;

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
        issuer: ISSUER,
        client_id: "grantty",
        registered_alg: None,
        advertised_algs: Some(vec!["RS256", "ES256", "EdDSA", "HS256"]),
        client_secret: Some(&SECRET),
        nonce: None,
        access_token: Some(&ACCESS),
        max_age: None,
        acr_values: &[],
        now: Now { mono: Duration::ZERO, unix: NOW },
        skew: None,
        tolerance: 60,
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

/// Whatever the token is, each check leaves its row, in the order of the catalogue.
fn assert_complete(report: &Report<IdToken>) {
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    assert_eq!(ids, CHECKS.iter().map(|check| check.id).collect::<Vec<_>>());
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
fn claim_faults_turn_their_row_and_no_other() {
    crate::covers!(
        "IDT-01", "IDT-02", "IDT-03", "IDT-04", "IDT-06", "IDT-07", "IDT-08", "IDT-09", "IDT-10", "IDT-11", "IDT-12",
        "IDT-13", "IDT-14", "IDT-15", "IDT-29", "IDT-44"
    );
    let cases = [
        ("id_token.iss", format!(r#"{{"iss":"{ISSUER}1"}}"#)),
        ("id_token.iss", r#"{"iss":null}"#.into()),
        ("id_token.iss", format!(r#"{{"iss":["{ISSUER}"]}}"#)),
        ("id_token.aud", r#"{"aud":"grantty1"}"#.into()),
        ("id_token.aud", r#"{"aud":null}"#.into()),
        ("id_token.aud", r#"{"aud":[]}"#.into()),
        ("id_token.aud", r#"{"aud":["grantty",7]}"#.into()),
        ("id_token.aud_untrusted", r#"{"aud":["grantty","other"]}"#.into()),
        ("id_token.azp", r#"{"azp":"other"}"#.into()),
        ("id_token.azp", r#"{"azp":["grantty"]}"#.into()),
        ("id_token.exp", format!(r#"{{"exp":{}}}"#, NOW - 360)),
        ("id_token.exp", r#"{"exp":null}"#.into()),
        ("id_token.exp", format!(r#"{{"exp":"{}"}}"#, NOW + 300)),
        ("id_token.iat", r#"{"iat":null}"#.into()),
        ("id_token.iat", format!(r#"{{"iat":{}}}"#, NOW - 7 * 86_400)),
        ("id_token.iat", format!(r#"{{"iat":{}}}"#, NOW + 86_400)),
        ("id_token.iat", format!(r#"{{"iat":"{NOW}"}}"#)),
        ("id_token.nbf", format!(r#"{{"nbf":{}}}"#, NOW + 61)),
        ("id_token.nbf", format!(r#"{{"nbf":"{NOW}"}}"#)),
        ("id_token.sub", r#"{"sub":null}"#.into()),
        ("id_token.sub", r#"{"sub":""}"#.into()),
        ("id_token.sub", r#"{"sub":17}"#.into()),
        ("id_token.sub", format!(r#"{{"sub":"{}"}}"#, "x".repeat(256))),
        ("id_token.sub", r#"{"sub":"größe"}"#.into()),
        ("id_token.at_hash", r#"{"at_hash":"77QmUPtjPfzWtF2AnpK9RQ1"}"#.into()),
        ("id_token.at_hash", r#"{"at_hash":7}"#.into()),
        ("id_token.auth_time", format!(r#"{{"auth_time":{}}}"#, NOW + 600)),
        ("id_token.auth_time", r#"{"auth_time":"today"}"#.into()),
    ];
    for (id, change) in cases {
        let report = judged(ES256, &claims(&change), &expected());
        assert_eq!(failed(&report), [id], "{change}");
        assert!(row(&report, id).stops(), "{id} protects somebody");
        assert_complete(&report);
    }
}

#[test]
fn differences_are_pointed_at() {
    let iss = judged(ES256, &claims(&format!(r#"{{"iss":"{ISSUER}/"}}"#)), &expected());
    assert!(row(&iss, "id_token.iss").observed.ends_with("(differs only by a final /)"));
    let aud = judged(ES256, &claims(r#"{"aud":"grantty1"}"#), &expected());
    assert_eq!(row(&aud, "id_token.aud").observed, "grantty1 (differs at character 8)");
}

#[test]
fn an_audience_beside_us_is_doubtful_when_azp_names_us() {
    crate::covers!("IDT-06");
    assert_eq!(of_claims("id_token.aud_untrusted", r#"{"aud":["x","grantty"],"azp":"grantty"}"#), Verdict::Warn);
    assert_eq!(of_claims("id_token.aud_untrusted", r#"{"aud":["x","grantty"],"azp":"x"}"#), Verdict::Fail);
    assert_eq!(of_claims("id_token.aud_untrusted", r#"{"aud":["grantty"]}"#), Verdict::Pass);
}

#[test]
fn nonce_is_the_one_we_sent() {
    crate::covers!("IDT-16", "IDT-17", "IDT-18");
    let sent = Expected { nonce: Some("n-0S6_WzA2Mj"), ..expected() };
    let verdict = |expected: &Expected<'_>, change: &str| {
        row(&judged(ES256, &claims(change), expected), "id_token.nonce").verdict
    };
    assert_eq!(verdict(&sent, r#"{"nonce":"n-0S6_WzA2Mj"}"#), Verdict::Pass);
    assert_eq!(verdict(&sent, r#"{"nonce":"n-0S6_WzA2Mj1"}"#), Verdict::Fail);
    assert_eq!(verdict(&sent, "{}"), Verdict::Fail);
    assert_eq!(verdict(&sent, r#"{"nonce":7}"#), Verdict::Fail);
    assert_eq!(verdict(&expected(), "{}"), Verdict::Pass);
    assert_eq!(verdict(&expected(), r#"{"nonce":"stray"}"#), Verdict::Warn);
}

#[test]
fn numbers_of_time_are_taken_as_written() {
    crate::covers!("IDT-30", "IDT-31", "IDT-32");
    let rows = |exp: &str| {
        let report = judged(ES256, &claims(&format!(r#"{{"exp":{exp}}}"#)), &expected());
        (row(&report, "id_token.exp").verdict, row(&report, "id_token.exp_range").verdict)
    };
    assert_eq!(rows("1763622300.5"), (Verdict::Pass, Verdict::Pass));
    assert_eq!(rows("1.7636223e9"), (Verdict::Pass, Verdict::Pass));
    assert_eq!(rows("1763622300000"), (Verdict::Skip, Verdict::Fail));
    assert_eq!(rows("18446744073709551616"), (Verdict::Fail, Verdict::Fail));
    assert_eq!(rows("1e300"), (Verdict::Fail, Verdict::Fail));
    assert_eq!(rows("-1"), (Verdict::Fail, Verdict::Fail));
    assert_eq!(rows("4102444800"), (Verdict::Pass, Verdict::Fail));
    let report = judged(ES256, &claims(r#"{"exp":1763622300.5}"#), &expected());
    assert!(row(&report, "id_token.exp").observed.starts_with("1763622300.5, in 5 min"));
    let huge = sign(ES256, &claims("{}").replace("1763622300", "1e400"));
    let report = judge(&huge, &Keys::Set(&usual_keys()), &expected());
    assert_eq!(failed(&report), ["id_token.json"]);
}

#[test]
fn time_rows_carry_tolerance_and_skew() {
    crate::covers!("IDT-09", "IDT-13", "CLK-01", "CLK-05");
    let expired = claims(&format!(r#"{{"exp":{}}}"#, NOW - 360));
    let observed = |skew: Option<i64>| {
        let report = judged(ES256, &expired, &Expected { skew, ..expected() });
        let row = row(&report, "id_token.exp").clone();
        assert_eq!((row.verdict, row.expected.as_str()), (Verdict::Fail, "a time to come, tolerance 60 s"));
        row.observed
    };
    assert_eq!(observed(None), "expired: 1763621640, 6 min ago; the server's clock is not known");
    assert!(observed(Some(-600)).ends_with("; would pass with a clock 10 min earlier, which is the server's"));
    assert!(observed(Some(0)).ends_with("; the server's clock agrees with ours"));
    assert!(observed(Some(30)).ends_with("; the server's clock, 30 s later, does not explain it"));
    for (offset, verdict) in [(-59, Verdict::Pass), (-60, Verdict::Fail)] {
        let exp = NOW.checked_add_signed(offset).expect("in range");
        assert_eq!(of_claims("id_token.exp", &format!(r#"{{"exp":{exp}}}"#)), verdict, "{offset}");
    }
    let early = judged(ES256, &claims(&format!(r#"{{"iat":{}}}"#, NOW + 86_400)), &expected());
    assert!(row(&early, "id_token.iat").observed.starts_with("1763708400, 1 d in the future; "));
    for (offset, verdict) in [(60, Verdict::Pass), (61, Verdict::Fail), (-360, Verdict::Pass), (-361, Verdict::Fail)] {
        let iat = NOW.checked_add_signed(offset).expect("in range");
        assert_eq!(of_claims("id_token.iat", &format!(r#"{{"iat":{iat}}}"#)), verdict, "{offset}");
    }
}

#[test]
fn auth_time_answers_max_age() {
    crate::covers!("IDT-51");
    let asked = Expected { max_age: Some(600), ..expected() };
    let verdict = |change: &str| row(&judged(ES256, &claims(change), &asked), "id_token.auth_time").verdict;
    assert_eq!(verdict("{}"), Verdict::Fail);
    assert_eq!(verdict(&format!(r#"{{"auth_time":{}}}"#, NOW - 600)), Verdict::Pass);
    assert_eq!(verdict(&format!(r#"{{"auth_time":{}}}"#, NOW - 661)), Verdict::Fail);
    assert_eq!(verdict(&format!(r#"{{"auth_time":{}}}"#, NOW + 61)), Verdict::Fail);
    assert_eq!(of_claims("id_token.auth_time", &format!(r#"{{"auth_time":{}}}"#, NOW - 86_400)), Verdict::Pass);
}

#[test]
fn acr_is_one_asked_for() {
    crate::covers!("IDT-52");
    let values = ["urn:gold".to_owned()];
    let asked = Expected { acr_values: &values, ..expected() };
    let verdict = |change: &str| row(&judged(ES256, &claims(change), &asked), "id_token.acr").verdict;
    assert_eq!(verdict(r#"{"acr":"urn:gold"}"#), Verdict::Pass);
    for odd in [r#"{"acr":"urn:bronze"}"#, r#"{"acr":""}"#, r#"{"acr":1}"#, "{}"] {
        assert_eq!(verdict(odd), Verdict::Warn, "{odd}");
    }
    assert_eq!(of_claims("id_token.acr", r#"{"acr":""}"#), Verdict::Warn);
}

#[test]
fn at_hash_takes_the_digest_of_the_algorithm() {
    crate::covers!("IDT-44", "IDT-48");
    let digest = |digest: Digest| base64url::encode(&digest.of(ACCESS_TOKEN.as_bytes())[..digest.length() / 2]);
    let verdict = |header: &str, at_hash: &str| {
        let report = judged(header, &claims(&format!(r#"{{"at_hash":"{at_hash}"}}"#)), &expected());
        let row = row(&report, "id_token.at_hash");
        (row.verdict, row.observed.clone())
    };
    assert_eq!(verdict(ES256, &digest(Digest::Sha256)).0, Verdict::Pass);
    assert!(verdict(ES256, &digest(Digest::Sha512)).1.ends_with("which is the left half of SHA-512"));
    let whole = base64url::encode(&Digest::Sha256.of(ACCESS_TOKEN.as_bytes()));
    assert!(verdict(ES256, &whole).1.ends_with("which is all of SHA-256, not its left half"));
    let ed = r#"{"alg":"EdDSA","kid":"ed"}"#;
    assert_eq!(verdict(ed, &digest(Digest::Sha512)).0, Verdict::Pass);
    assert_eq!(verdict(ed, &digest(Digest::Sha256)).0, Verdict::Skip);
    for (alg, kind) in [("ES512", Digest::Sha512), ("PS384", Digest::Sha384), ("ES256K", Digest::Sha256)] {
        assert_eq!(verdict(&format!(r#"{{"alg":"{alg}"}}"#), &digest(kind)).0, Verdict::Pass, "{alg}");
    }
    assert_eq!(verdict(r#"{"alg":"ML-DSA-44"}"#, "x").0, Verdict::Skip);
}

#[test]
fn standard_claims_have_their_types() {
    crate::covers!("IDT-53", "TRM-04");
    let odd = r#"{"email_verified":"true","updated_at":"2026-01-01","name":{},"amr":"pwd"}"#;
    let report = judged(ES256, &claims(odd), &expected());
    assert_eq!(row(&report, "id_token.claim_types").verdict, Verdict::Warn);
    assert!(row(&report, "id_token.claim_types").observed.contains("email_verified is a string, not a boolean"));
    let hidden = judged(ES256, &claims("{\"address\":{\"locality\":\"a\u{202e}b\"}}"), &expected());
    assert_eq!(row(&hidden, "id_token.hidden_text").observed, "/address/locality: a\\u{202e}b");
    assert_eq!(row(&hidden, "id_token.hidden_text").verdict, Verdict::Warn);
}

#[test]
fn unsigned_and_misspelt_algorithms_are_red() {
    crate::covers!("IDT-19", "IDT-26");
    for alg in ["none", "nOnE", "None", "rs256", "RS256 ", ""] {
        let report = judged(&format!(r#"{{"alg":"{alg}"}}"#), &claims("{}"), &expected());
        assert!(failed(&report).contains(&"id_token.alg"), "{alg:?}");
        assert_ne!(state(&report), SignatureState::Verified);
        assert!(report.value.expect("decoded").decoded.payload.is_some(), "the claims are still shown");
    }
    let none = judged(r#"{"alg":"none"}"#, &claims("{}"), &expected());
    assert_eq!((state(&none), row(&none, "id_token.signature").verdict), (SignatureState::Bad, Verdict::Fail));
    for header in ["{}", r#"{"alg":7}"#] {
        assert!(failed(&judged(header, &claims("{}"), &expected())).contains(&"id_token.alg"));
    }
}

#[test]
fn the_algorithm_is_the_one_agreed_on() {
    crate::covers!("IDT-24");
    let verdict = |registered: Option<&'static str>, advertised: Option<Vec<&'static str>>| {
        let expected = Expected { registered_alg: registered, advertised_algs: advertised, ..expected() };
        let report = judged(ES256, &claims("{}"), &expected);
        (row(&report, "id_token.alg_expected").verdict, state(&report))
    };
    assert_eq!(verdict(Some("ES256"), Some(vec!["RS256"])), (Verdict::Pass, SignatureState::Verified));
    assert_eq!(verdict(Some("PS256"), None), (Verdict::Fail, SignatureState::Bad));
    assert_eq!(verdict(None, Some(vec!["RS256"])), (Verdict::Fail, SignatureState::Bad));
    assert_eq!(verdict(None, None), (Verdict::Warn, SignatureState::Verified));
}

#[test]
fn a_mac_made_with_the_public_key_is_confusion() {
    crate::covers!("IDT-25");
    let keys = usual_keys();
    let text = |header: &str| {
        format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(claims("{}").as_bytes()))
    };
    let forge = |header: &str, secret: &[u8]| {
        let text = text(header);
        Secret::new(format!("{text}.{}", base64url::encode(&hs256(secret, &text))))
    };
    let jwk = rsa_jwk("");
    for header in [r#"{"alg":"HS256","kid":"rsa"}"#, r#"{"alg":"HS256"}"#] {
        let token = forge(header, jwk.as_bytes());
        let public_client = Expected { client_secret: None, ..expected() };
        let rs256 = Expected { registered_alg: Some("RS256"), ..expected() };
        let only_rs256 = Expected { advertised_algs: Some(vec!["RS256"]), ..expected() };
        for expected in [public_client, rs256, only_rs256] {
            let report = judge(&token, &Keys::Set(&keys), &expected);
            assert!(failed(&report).contains(&"id_token.alg_confusion"), "{header}");
            assert_ne!(state(&report), SignatureState::Verified);
        }
    }
    let by_kid = judge(&forge(r#"{"alg":"HS256","kid":"rsa"}"#, jwk.as_bytes()), &Keys::Set(&keys), &expected());
    assert!(failed(&by_kid).contains(&"id_token.alg_confusion"));
}

#[test]
fn broken_signatures_are_red_and_name_their_key() {
    crate::covers!("IDT-20", "IDT-21", "IDT-22", "IDT-40");
    for (header, key) in [
        (r#"{"alg":"RS256","kid":"rsa"}"#, "key 1 «rsa», thumbprint "),
        (ES256, "key 2 «ec», thumbprint "),
        (r#"{"alg":"HS256"}"#, "the client secret"),
    ] {
        let token = sign(header, &claims("{}"));
        let (text, made) = token.reveal().rsplit_once('.').expect("three parts");
        let turned: Vec<u8> = base64url::decode(made).expect("base64url").iter().map(|byte| byte ^ 0x5a).collect();
        let token = Secret::new(format!("{text}.{}", base64url::encode(&turned)));
        let report = judge(&token, &Keys::Set(&usual_keys()), &expected());
        assert_eq!((failed(&report), state(&report)), (vec!["id_token.signature"], SignatureState::Bad), "{header}");
        assert!(row(&report, "id_token.signature").expected.contains(key), "{:?}", row(&report, "id_token.signature"));
        let der = Secret::new(format!("{text}.MEUCIQ"));
        assert_eq!(failed(&judge(&der, &Keys::Set(&usual_keys()), &expected())), ["id_token.signature"]);
    }
}

#[test]
fn critical_extensions_are_refused() {
    crate::covers!("IDT-27", "IDT-28");
    let crit = judged(r#"{"alg":"ES256","kid":"ec","crit":["bork"]}"#, &claims("{}"), &expected());
    assert_eq!((failed(&crit), state(&crit)), (vec!["id_token.crit"], SignatureState::Bad));
    let b64 = judged(r#"{"alg":"ES256","kid":"ec","b64":false,"crit":["b64"]}"#, &claims("{}"), &expected());
    assert_eq!(failed(&b64), ["id_token.crit", "id_token.b64"]);
    for odd in [r#""crit":[]"#, r#""crit":"bork""#, r#""crit":[1]"#, r#""b64":"false""#] {
        let report = judged(&format!(r#"{{"alg":"ES256","kid":"ec",{odd}}}"#), &claims("{}"), &expected());
        assert_eq!((failed(&report).len(), state(&report)), (1, SignatureState::Bad), "{odd}");
    }
}

#[test]
fn other_kinds_of_token_are_told_apart() {
    crate::covers!("IDT-39", "JWK-17");
    let typ = |typ: &str| {
        let header = format!(r#"{{"alg":"ES256","kid":"ec","typ":{typ}}}"#);
        row(&judged(&header, &claims("{}"), &expected()), "id_token.typ").verdict
    };
    assert_eq!(
        (typ(r#""JWT""#), typ(r#""jwt""#), typ(r#""application/jwt""#)),
        (Verdict::Pass, Verdict::Pass, Verdict::Pass)
    );
    for other in [r#""at+jwt""#, r#""application/AT+JWT""#, r#""logout+jwt""#, r#""dpop+jwt""#, "7"] {
        assert_eq!(typ(other), Verdict::Fail, "{other}");
    }
    assert_eq!(typ(r#""banana""#), Verdict::Warn);
    let own = format!(r#"{{"alg":"ES256","kid":"other","jwk":{}}}"#, ec_jwk(&EC, ""));
    let report = judged(&own, &claims("{}"), &expected());
    assert_eq!(row(&report, "id_token.embedded_key").verdict, Verdict::Warn);
    assert_eq!((failed(&report), state(&report)), (vec!["id_token.key"], SignatureState::Unchecked));
}

#[test]
fn without_a_kid_the_only_key_of_the_type_is_meant() {
    crate::covers!("JWK-01", "JWK-02");
    let report = judged(r#"{"alg":"ES256"}"#, &claims("{}"), &expected());
    assert_eq!(row(&report, "id_token.key").verdict, Verdict::Pass);
    assert!(row(&report, "id_token.key").observed.ends_with("the only key of this type"));

    let two = key_set(&[ec_jwk(&EC2, ""), ec_jwk(&EC, ""), rsa_jwk("")]);
    let report = judge(&sign(r#"{"alg":"ES256"}"#, &claims("{}")), &Keys::Set(&two), &expected());
    assert_eq!((failed(&report), state(&report)), (vec![], SignatureState::Verified));
    assert!(row(&report, "id_token.key").observed.starts_with("key 2, EC P-256 of 3 by trial"));
    assert_eq!(report.value.expect("decoded").key.as_deref(), Some("key 2 of 3"));

    let enc = key_set(&[ec_jwk(&EC2, r#","use":"enc""#), ec_jwk(&EC, r#","use":"sig""#)]);
    let report = judge(&sign(r#"{"alg":"ES256"}"#, &claims("{}")), &Keys::Set(&enc), &expected());
    assert_eq!((failed(&report), state(&report)), (vec![], SignatureState::Verified));
}

#[test]
fn an_unknown_kid_is_asked_for_once_and_then_red() {
    crate::covers!("JWK-03", "JWK-04");
    let token = sign(r#"{"alg":"ES256","kid":"fresh"}"#, &claims("{}"));
    assert_eq!(unknown_kid(&token, &usual_keys()).as_deref(), Some("fresh"));
    assert_eq!(unknown_kid(&sign(ES256, &claims("{}")), &usual_keys()), None);
    assert_eq!(unknown_kid(&sign(r#"{"alg":"HS256","kid":"fresh"}"#, "{}"), &usual_keys()), None);
    assert_eq!(unknown_kid(&sign(r#"{"alg":"ES256"}"#, "{}"), &usual_keys()), None);
    let report = judge(&token, &Keys::Set(&usual_keys()), &expected());
    assert_eq!((failed(&report), state(&report)), (vec!["id_token.key"], SignatureState::Unchecked));
    assert_eq!(row(&report, "id_token.key").observed, "no such key; the set offers rsa, ec, ed");
    assert_eq!(row(&report, "id_token.signature").verdict, Verdict::Skip);
}

#[test]
fn a_shared_kid_is_settled_by_trial_not_by_order() {
    crate::covers!("JWK-05");
    let twice = key_set(&[ec_jwk(&EC2, r#","kid":"ec""#), ec_jwk(&EC, r#","kid":"ec""#)]);
    let report = judge(&sign(ES256, &claims("{}")), &Keys::Set(&twice), &expected());
    assert_eq!((row(&report, "id_token.key").verdict, state(&report)), (Verdict::Warn, SignatureState::Verified));
}

#[test]
fn a_key_for_something_else_is_red_though_it_fits() {
    crate::covers!("JWK-06", "JWK-07", "JWK-10");
    for (more, id) in [
        (r#","kid":"ec","use":"enc""#, "id_token.key_use"),
        (r#","kid":"ec","key_ops":["sign"]"#, "id_token.key_use"),
        (r#","kid":"ec","alg":"ES384""#, "id_token.key_alg"),
    ] {
        let keys = key_set(&[ec_jwk(&EC, more)]);
        let report = judge(&sign(ES256, &claims("{}")), &Keys::Set(&keys), &expected());
        assert_eq!((failed(&report), state(&report)), (vec![id], SignatureState::Bad), "{more}");
        assert_eq!(row(&report, "id_token.signature").verdict, Verdict::Pass);
    }
    let wrong_type = judged(r#"{"alg":"ES256","kid":"rsa"}"#, &claims("{}"), &expected());
    assert_eq!(failed(&wrong_type), ["id_token.key"]);
    assert!(
        row(&wrong_type, "id_token.key").observed.starts_with("ES256 needs EC P-256; found key 1 «rsa» (RSA 2048 bit)")
    );
}

#[test]
fn without_keys_the_signature_is_grey_and_the_rest_is_judged() {
    crate::covers!("JWK-15");
    let token = sign(ES256, &claims(r#"{"sub":null}"#));
    let report = judge(&token, &Keys::Unavailable("503 Service Unavailable"), &expected());
    assert_eq!((failed(&report), state(&report)), (vec!["id_token.sub"], SignatureState::Unchecked));
    assert_eq!(row(&report, "id_token.signature").observed, "not checked, keys unavailable: 503 Service Unavailable");
    assert_complete(&report);
}

#[test]
fn trying_keys_ends_at_the_budget() {
    crate::covers!("JWK-16");
    let crowd = key_set(&vec![ec_jwk(&EC2, ""); 10_000]);
    let report = judge(&sign(r#"{"alg":"ES256"}"#, &claims("{}")), &Keys::Set(&crowd), &expected());
    assert_eq!(row(&report, "id_token.signature").verdict, Verdict::Fail);
    assert_eq!(
        row(&report, "id_token.signature").observed,
        "the budget of 100 tries is spent, 9900 keys are left untried"
    );
}

#[test]
fn a_hostile_kid_is_shown_and_no_more() {
    crate::covers!("JWK-18");
    let kid = format!("../../etc/passwd\\u001b[2J{}", "k".repeat(30_000));
    let report = judged(&format!(r#"{{"alg":"ES256","kid":"{kid}"}}"#), &claims("{}"), &expected());
    let row = row(&report, "id_token.key");
    assert!(row.expected.len() < 200 && row.expected.contains('␛'), "{row:?}");
    assert_eq!(failed(&judged(r#"{"alg":"ES256","kid":7}"#, &claims("{}"), &expected())), ["id_token.key"]);
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
fn a_short_client_secret_breaks_the_rule_but_stops_nothing() {
    let short = Secret::new("short");
    let expected = Expected { client_secret: Some(&short), ..expected() };
    let report = judged(r#"{"alg":"HS256"}"#, &claims("{}"), &expected);
    let row = row(&report, "id_token.secret_length");
    assert_eq!((row.verdict, row.stops()), (Verdict::Fail, false));
    assert!(!format!("{report:?}").contains("short\""), "no row holds the secret");
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
