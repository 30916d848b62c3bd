//! Key choice and signatures.

use super::*;

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
        let public_client = Expected { macs: &[], ..expected() };
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
    assert_eq!((failed(&report), state(&report)), (vec!["id_token.key"], SignatureState::KeyNotFound));
    assert_eq!(
        row(&report, "id_token.key").observed,
        "no such key; the set offers rsa, ec, ed; the signature fits key 2 «ec», only the kid does not"
    );
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
        assert_eq!((failed(&report), state(&report)), (vec![id], SignatureState::Refused), "{more}");
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
fn a_short_client_secret_breaks_the_rule_but_stops_nothing() {
    let short = Secret::new("short");
    let macs = [MacKey::of_secret(&short)];
    let expected = Expected { macs: &macs, ..expected() };
    let (header, payload) = (r#"{"alg":"HS256"}"#, claims("{}"));
    let text = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let token = Secret::new(format!("{text}.{}", base64url::encode(&hs256(b"short", &text))));
    let report = judge(&token, &Keys::Set(&usual_keys()), &expected);
    let row = row(&report, "id_token.secret_length");
    assert_eq!((row.verdict, row.stops()), (Verdict::Fail, false));
    assert!(!format!("{report:?}").contains("short\""), "no row holds the secret");
}
