//! Claims: each fault turns its own row and no other.

use super::*;

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
    for wrong in [whole, format!("{}==", digest(Digest::Sha256))] {
        assert_eq!(verdict(ed, &wrong).0, Verdict::Fail, "no rule names the digest, but every rule its left half");
    }
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
