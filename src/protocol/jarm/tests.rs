//! Answers signed here and judged whole.

use std::sync::LazyLock;
use std::time::Duration;

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::jose::base64url;
use crate::protocol::jose::signer::Signer;
use crate::protocol::json;
use crate::protocol::jwks::{self, KeySet};

const NOW: u64 = 1_763_622_000;
const ISSUER: &str = "https://id.example.com/realms/demo";
const KEY: &str = r#"{"kty":"EC","crv":"P-256","kid":"ec","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI"}"#;

static SIGNER: LazyLock<Signer> = LazyLock::new(|| Signer::from_text(&Secret::new(KEY), None).expect("a key"));
static KEYS: LazyLock<KeySet> = LazyLock::new(|| {
    let public = KEY.split(r#","d""#).next().expect("a public part");
    let set = format!(r#"{{"keys":[{public}}}]}}"#);
    jwks::judge(&json::parse(set.as_bytes()).expect("JSON").value).value.expect("a set")
});

fn expected() -> Expected<'static> {
    Expected {
        issuer: ISSUER,
        client_id: "grantty",
        macs: &[],
        decryption_keys: &[],
        registered_alg: None,
        advertised_algs: Some(vec!["ES256", "PS256"]),
        now: Now { mono: Duration::ZERO, unix: NOW },
        skew: None,
        tolerance: 60,
    }
}

/// An answer without a fault, with `change` written over it: a JSON object whose `null` members remove.
fn claims(change: &str) -> Json {
    let exp = NOW + 300;
    let usual =
        format!(r#"{{"iss":"{ISSUER}","aud":"grantty","exp":{exp},"code":"SplxlOBeZQQYbYS6WxSbIA","state":"s-1"}}"#);
    let read = |text: &str| json::parse(text.as_bytes()).expect(text).value;
    let (usual, change) = (read(&usual), read(change));
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    Json::Object(kept.chain(change.iter().filter(|(_, value)| *value != Json::Null)).cloned().collect())
}

fn judged(token: &Secret) -> Report<Jarm> {
    let report = judge(token, &Keys::Set(&KEYS), &expected());
    assert_complete(&report);
    report
}

fn of_claims(change: &str) -> Report<Jarm> {
    judged(&SIGNER.sign(&[], &claims(change)))
}

fn row<'r>(report: &'r Report<Jarm>, id: &str) -> &'r Finding {
    report.findings.iter().find(|row| row.check.id == id).expect(id)
}

fn odd(report: &Report<Jarm>, verdict: Verdict) -> Vec<&'static str> {
    report.findings.iter().filter(|row| row.verdict == verdict).map(|row| row.check.id).collect()
}

fn failed(report: &Report<Jarm>) -> Vec<&'static str> {
    odd(report, Verdict::Fail)
}

/// Whatever the token is, each check leaves its row, in the order of the catalogue.
fn assert_complete(report: &Report<Jarm>) {
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    assert_eq!(ids, CHECKS.iter().map(|check| check.id).collect::<Vec<_>>());
}

fn raw(header: &str, payload: &str, signature: &str) -> Secret {
    let part = |text: &str| base64url::encode(text.as_bytes());
    Secret::new(format!("{}.{}.{signature}", part(header), part(payload)))
}

#[test]
fn a_good_answer_gives_its_parameters() {
    let report = of_claims(r#"{"jti":"1","iat":1763622000,"expires_in":3600,"scope":"openid","x":{}}"#);
    assert_eq!((failed(&report), odd(&report, Verdict::Warn)), (vec![], vec![]));
    let value = report.value.expect("decoded");
    assert_eq!(
        (value.signature, value.key.as_deref(), value.alg.as_deref()),
        (SignatureState::Verified, Some("ec"), Some("ES256"))
    );
    let parameters: Vec<String> =
        value.parameters.iter().map(|(name, value)| format!("{name}={}", value.reveal())).collect();
    let iss = format!("iss={ISSUER}");
    assert_eq!(parameters, [&iss, "code=SplxlOBeZQQYbYS6WxSbIA", "state=s-1", "expires_in=3600", "scope=openid"]);
    assert!(
        matches!(value.parameters[1].1, Value::Secret("code", _)) && matches!(value.parameters[2].1, Value::Plain(_))
    );
    assert_eq!(value.claimed_error, None);
    assert!(!format!("{value:?}").contains("Splx"), "no log holds the code");
}

#[test]
fn an_unsigned_answer_gives_nothing() {
    crate::covers!("JRM-01");
    for alg in ["none", "nOnE", "None"] {
        let report = judged(&raw(&format!(r#"{{"alg":"{alg}"}}"#), &claims("{}").to_string(), ""));
        assert!(failed(&report).contains(&"jarm.alg"), "{alg}");
        assert!(row(&report, "jarm.alg").stops());
        let value = report.value.expect("decoded");
        assert_ne!(value.signature, SignatureState::Verified);
        assert_eq!((value.parameters, value.claimed_error), (vec![], None));
    }
    let none = judged(&raw(r#"{"alg":"none"}"#, r#"{"error":"access_denied","error_description":"no"}"#, ""));
    assert_eq!(failed(&none)[..3], ["jarm.alg", "jarm.alg_expected", "jarm.signature"]);
    let claimed = none.value.expect("decoded").claimed_error;
    assert_eq!(claimed, Some(("access_denied".to_owned(), Some("no".to_owned()))));
}

#[test]
fn a_broken_signature_gives_nothing() {
    crate::covers!("JRM-02");
    let token = SIGNER.sign(&[], &claims("{}"));
    let (text, made) = token.reveal().rsplit_once('.').expect("three parts");
    let turned: Vec<u8> = base64url::decode(made).expect("base64url").iter().map(|byte| byte ^ 0x5a).collect();
    let report = judged(&Secret::new(format!("{text}.{}", base64url::encode(&turned))));
    assert_eq!(failed(&report), ["jarm.signature"]);
    assert!(row(&report, "jarm.signature").stops());
    let value = report.value.expect("decoded");
    assert_eq!((value.signature, value.parameters), (SignatureState::Bad, vec![]));
}

#[test]
fn issuer_audience_and_expiry_turn_their_row_and_no_other() {
    crate::covers!("JRM-03", "JRM-04", "JRM-05", "JRM-06", "JRM-07", "JRM-08");
    for (id, change) in [
        ("jarm.aud", r#"{"aud":"grantty1"}"#.to_owned()),
        ("jarm.aud", r#"{"aud":["other"]}"#.to_owned()),
        ("jarm.aud", r#"{"aud":null}"#.to_owned()),
        ("jarm.iss", format!(r#"{{"iss":"{ISSUER}/"}}"#)),
        ("jarm.iss", r#"{"iss":null}"#.to_owned()),
        ("jarm.exp", format!(r#"{{"exp":{}}}"#, NOW - 360)),
        ("jarm.exp", format!(r#"{{"exp":"{}"}}"#, NOW + 300)),
        ("jarm.exp", r#"{"exp":null}"#.to_owned()),
        ("jarm.exp", format!(r#"{{"exp":{}}}"#, (NOW + 300) * 1000)),
        ("jarm.exp", r#"{"exp":18446744073709551616}"#.to_owned()),
        ("jarm.nbf", format!(r#"{{"nbf":{}}}"#, NOW + 61)),
    ] {
        let report = of_claims(&change);
        assert_eq!(failed(&report), [id], "{change}");
        assert!(row(&report, id).stops(), "{id}");
    }
    assert!(row(&of_claims(&format!(r#"{{"exp":{}}}"#, NOW - 360)), "jarm.exp").observed.contains("6 min ago"));
    assert_eq!(failed(&of_claims(r#"{"aud":["grantty"]}"#)), Vec::<&str>::new());
}

#[test]
fn a_life_too_short_or_too_long_is_amber() {
    crate::covers!("JRM-09");
    let verdict = |ahead: i64| {
        let exp = NOW.saturating_add_signed(ahead);
        row(&of_claims(&format!(r#"{{"exp":{exp}}}"#)), "jarm.exp_range").verdict
    };
    assert_eq!([verdict(3), verdict(9), verdict(661), verdict(86_400)], [Verdict::Warn; 4]);
    assert_eq!([verdict(10), verdict(300), verdict(600)], [Verdict::Pass; 3]);
    assert_eq!([verdict(0), verdict(-30)], [Verdict::Skip; 2]);
    let skewed = Expected { skew: Some(600), ..expected() };
    let report = judge(&SIGNER.sign(&[], &claims(&format!(r#"{{"exp":{}}}"#, NOW + 900))), &Keys::Set(&KEYS), &skewed);
    let row = row(&report, "jarm.exp_range");
    assert_eq!(row.expected, "10 s to 10 min ahead, tolerance 60 s");
    assert!(
        row.observed.ends_with(": too long; would pass with a clock 10 min later, which is the server's"),
        "{row:?}"
    );
}

#[test]
fn an_encrypted_answer_is_grey_and_shows_its_header() {
    crate::covers!("JRM-12");
    let header = base64url::encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let report = judged(&Secret::new(format!("{header}.AA.AA.AA.AA")));
    assert_eq!((failed(&report), odd(&report, Verdict::Warn)), (vec![], vec![]));
    assert!(row(&report, "jarm.encryption").observed.starts_with("encrypted with RSA-OAEP-256 and A256GCM"));
    assert_eq!(row(&report, "jarm.iss").observed, "the payload is encrypted");
    let value = report.value.expect("decoded");
    assert_eq!((value.signature, value.parameters), (SignatureState::Unchecked, vec![]));
    assert_eq!(value.decoded.header_text("enc"), Some("A256GCM"));
}

#[test]
fn the_algorithm_is_the_one_agreed_on() {
    let verdict = |registered_alg, advertised_algs| {
        let expected = Expected { registered_alg, advertised_algs, ..expected() };
        let report = judge(&SIGNER.sign(&[], &claims("{}")), &Keys::Set(&KEYS), &expected);
        (row(&report, "jarm.alg_expected").verdict, report.value.expect("decoded").parameters.len())
    };
    assert_eq!(verdict(Some("ES256"), None), (Verdict::Pass, 3));
    assert_eq!(verdict(Some("PS256"), None), (Verdict::Fail, 0));
    assert_eq!(verdict(None, Some(vec!["PS256"])), (Verdict::Fail, 0));
    assert_eq!(verdict(None, None), (Verdict::Warn, 3));
}

#[test]
fn no_row_shows_a_secret_that_stands_twice() {
    let payload = claims("{}").to_string().replace(r#""state""#, r#""code":"another-code","state""#);
    let report = judged(&raw(r#"{"alg":"ES256","kid":"ec"}"#, &payload, "AA"));
    assert_eq!(row(&report, "jarm.duplicate").observed, "/code of the payload");
    assert_eq!(row(&report, "jarm.duplicate").verdict, Verdict::Fail);
    for finding in &report.findings {
        assert!(!finding.observed.contains("Splx") && !finding.observed.contains("another-code"), "{finding:?}");
    }
}

#[test]
fn without_keys_and_with_other_kinds_of_token() {
    let token = SIGNER.sign(&[("typ", "dpop+jwt".into())], &claims("{}"));
    assert_eq!(failed(&judged(&token)), ["jarm.typ"]);
    let report = judge(&SIGNER.sign(&[], &claims("{}")), &Keys::Unavailable("503"), &expected());
    assert_eq!((failed(&report), row(&report, "jarm.signature").verdict), (vec![], Verdict::Skip));
    assert_eq!(report.value.expect("decoded").parameters, []);
    assert!(judged(&Secret::new("opaque")).value.is_none());
}

#[test]
fn a_glance_sees_the_state_and_believes_nothing() {
    let state = |token: &Secret| glance(token.reveal());
    assert_eq!(state(&SIGNER.sign(&[], &claims("{}"))).as_deref(), Some("s-1"));
    assert_eq!(state(&raw(r#"{"alg":"none"}"#, r#"{"state":"x"}"#, "")).as_deref(), Some("x"));
    for odd in ["", "opaque", "a.b.c.d.e", "e30.e30.", "e30.W10."] {
        assert_eq!(glance(odd), None, "{odd:?}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in ".{0,80}", payload in "(\\{\"(exp|aud|iss|code|error|state)\":(-?[0-9]{1,22}|\"x\"|\\[\\]|null)\\})") {
        glance(&text);
        judged(&Secret::new(text));
        judged(&raw(r#"{"alg":"ES256"}"#, &payload, "AAAA"));
    }
}

#[test]
fn whatever_token_it_brings_is_secret() {
    let report = of_claims(r#"{"refresh_token":"r","id_token":"i","access_token":"a","token":"t","state":"s"}"#);
    for (name, value) in report.value.expect("decoded").parameters {
        let is_secret = matches!(value, Value::Secret(..));
        assert_eq!(is_secret, name == "code" || name.contains("token"), "{name}");
    }
}
