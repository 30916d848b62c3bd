//! A refresh judged claim by claim, and by its refresh token.

use std::time::Duration;

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;
use crate::protocol::time::Now;

/// A token with these claims; its header and signature are nobody's business here.
fn token(claims: &str) -> Secret {
    let part = |text: &str| base64url::encode(text.as_bytes());
    Secret::new(format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(claims)))
}

fn tokens(id_token: Option<Secret>, refresh_token: Option<&str>, scope: Option<&str>) -> TokenSet {
    TokenSet {
        access_token: Some(Secret::new("access")),
        token_type: "Bearer".to_owned(),
        expires_in: None,
        refresh_token: refresh_token.map(Secret::new),
        id_token,
        scope: scope.map(str::to_owned),
        issued_token_type: None,
        received: Now { mono: Duration::ZERO, unix: 0 },
        extra: Vec::new(),
    }
}

fn judged(tokens: &TokenSet, id_token: Result<&Secret, &str>, authenticated: bool) -> Vec<Finding> {
    let old = Secret::new("old");
    let scope = ["openid".to_owned(), "profile email".to_owned()];
    let findings = judge(
        tokens,
        &Before {
            refresh_token: &old,
            scope: &scope,
            id_token,
            guarded: authenticated.then_some("the client authenticates"),
        },
    );
    let ids: Vec<&str> = findings.iter().map(|finding| finding.check.id).collect();
    let all: Vec<&str> = CHECKS.iter().map(|check| check.id).collect();
    assert_eq!(ids, all, "a row for every check");
    findings
}

fn compared(old: &str, new: &str) -> Vec<Finding> {
    judged(&tokens(Some(token(new)), None, None), Ok(&token(old)), true)
}

const OLD: &str = r#"{"iss":"https://i","sub":"ann","aud":"me","auth_time":1000,"nonce":"n-1"}"#;

#[test]
fn the_same_person_at_the_same_issuer_for_the_same_client() {
    crate::covers!("REF-01", "REF-02");
    let good = compared(OLD, r#"{"iss":"https://i","sub":"ann","aud":["me"],"auth_time":1000.0}"#);
    assert!(good.iter().all(|row| matches!(row.verdict, Pass | Skip)), "{good:#?}");
    for (id, new) in [
        ("refresh.iss", r#"{"iss":"https://i/","sub":"ann","aud":"me"}"#),
        ("refresh.iss", r#"{"sub":"ann","aud":"me"}"#),
        ("refresh.sub", r#"{"iss":"https://i","sub":"bob","aud":"me"}"#),
        ("refresh.sub", r#"{"iss":"https://i","sub":7,"aud":"me"}"#),
        ("refresh.aud", r#"{"iss":"https://i","sub":"ann","aud":["me","you"]}"#),
        ("refresh.aud", r#"{"iss":"https://i","sub":"ann"}"#),
    ] {
        let findings = compared(OLD, new);
        let stops: Vec<&str> = findings.iter().filter(|row| row.stops()).map(|row| row.check.id).collect();
        assert_eq!(stops, [id], "{new}");
    }
    assert!(
        row(&compared(OLD, r#"{"iss":"https://i/","sub":"ann","aud":"me"}"#), "refresh.iss")
            .observed
            .contains("final /")
    );
}

#[test]
fn a_refresh_is_no_new_sign_in() {
    let with = |claim: &str| format!(r#"{{"iss":"https://i","sub":"ann","aud":"me",{claim}}}"#);
    let case = |id: &str, old: &str, new: &str| verdict(&compared(old, &with(new)), id);
    let old_azp = with(r#""azp":"me""#);
    for (id, old, new, expected) in [
        ("refresh.auth_time", OLD, r#""auth_time":1001"#, Fail),
        ("refresh.auth_time", OLD, r#""auth_time":"1000""#, Fail),
        ("refresh.auth_time", old_azp.as_str(), r#""auth_time":1001"#, Skip),
        ("refresh.azp", OLD, r#""azp":"me""#, Fail),
        ("refresh.azp", old_azp.as_str(), r#""azp":"me""#, Pass),
        ("refresh.azp", old_azp.as_str(), r#""azp":"you""#, Fail),
        ("refresh.azp", old_azp.as_str(), r#""x":1"#, Fail),
        ("refresh.nonce", OLD, r#""nonce":"n-1""#, Warn),
        ("refresh.nonce", OLD, r#""nonce":"n-2""#, Fail),
        ("refresh.nonce", old_azp.as_str(), r#""nonce":"n-1""#, Fail),
    ] {
        assert_eq!(case(id, old, new), expected, "{id} {new}");
    }
    let later = compared(OLD, &with(r#""auth_time":1060"#));
    assert!(row(&later, "refresh.auth_time").observed.contains("60 s later"));
}

#[test]
fn what_cannot_be_compared_says_why() {
    let bare = tokens(None, None, None);
    let skipped = |findings: &[Finding], reason: &str| {
        let rows = ["iss", "sub", "aud", "auth_time", "azp", "nonce"]
            .map(|name| row(findings, &format!("refresh.{name}")).clone());
        assert!(rows.iter().all(|row| row.verdict == Skip && row.observed.contains(reason)), "{rows:#?}");
    };
    skipped(&judged(&bare, Ok(&token(OLD)), true), "no ID Token came");
    skipped(
        &judged(&tokens(Some(token(OLD)), None, None), Err("refresh.id_token is not set"), true),
        "refresh.id_token",
    );
    skipped(&compared("7", OLD), "from before could not be read");
    skipped(&compared(OLD, "[]"), "the new ID Token could not be read");
    let sealed = base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#) + ".AA.AA.AA.AA";
    skipped(&judged(&tokens(Some(Secret::new(sealed)), None, None), Ok(&token(OLD)), true), "is encrypted");
}

#[test]
fn whichever_refresh_token_is_in_force_is_said() {
    crate::covers!("REF-03");
    let said = |refresh_token: Option<&str>| {
        let findings = judged(&tokens(None, refresh_token, None), Err("none"), true);
        let row = row(&findings, "refresh.rotation");
        assert_eq!(row.verdict, Pass);
        assert_eq!(verdict(&findings, "refresh.id_token"), Pass);
        row.observed.clone()
    };
    assert!(said(None).contains("stays in force") && said(Some("old")).contains("came back"));
    assert!(said(Some("new")).contains("spent"));
    let protected = |refresh_token: Option<&str>, authenticated: bool| {
        verdict(&judged(&tokens(None, refresh_token, None), Err("none"), authenticated), "refresh.protected")
    };
    assert_eq!([protected(Some("new"), false), protected(Some("old"), false)], [Pass, Warn]);
    assert_eq!([protected(None, false), protected(None, true)], [Warn, Skip]);
}

#[test]
fn a_refresh_widens_nothing() {
    crate::covers!("REF-07");
    let came = |scope: Option<&str>| -> Verdict {
        verdict(&judged(&tokens(None, None, scope), Err("none"), true), "refresh.scope")
    };
    assert_eq!([came(None), came(Some("email openid")), came(Some("openid admin"))], [Skip, Pass, Warn]);
}

proptest::proptest! {
    #[test]
    fn no_claim_brings_the_judge_down(old in "[-0-9a-z\"\\[\\]{}:.,]{0,20}", new in "[-0-9e.]{0,30}") {
        let with = |value: &str| format!(r#"{{"iss":{value},"sub":{value},"aud":{value},"auth_time":{value},"azp":{value},"nonce":{value}}}"#);
        compared(&with(&old), &with(&new));
        compared(&with("-9223372036854775808"), &with("9223372036854775807"));
    }
}
