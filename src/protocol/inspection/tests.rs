//! Tokens of every kind, and things that are none.

use super::*;
use crate::protocol::jose::base64url;
use crate::protocol::logout_token::EVENT;
use crate::protocol::signed::sample::*;

fn against() -> Against<'static> {
    Against { keys: keys(), ..Against::nothing(now()) }
}

fn judged(token: &Secret, against: &Against<'_>) -> (Inspection, Vec<Finding>) {
    let report = judge(token, against);
    (report.value.expect("there is always something to show"), report.findings)
}

fn kind_of(header: &str, payload: &str) -> Option<Kind> {
    judged(&sign(header, payload.as_bytes()), &against()).0.kind
}

#[test]
fn the_kind_is_told_from_typ_and_then_from_the_claims() {
    let es = r#"{"alg":"ES256","kid":"ec"}"#;
    let typed = |typ: &str| kind_of(&format!(r#"{{"alg":"ES256","typ":"{typ}"}}"#), r#"{"nonce":"n"}"#);
    assert_eq!(typed("at+jwt"), Some(Kind::AccessToken));
    assert_eq!(typed("application/logout+JWT"), Some(Kind::LogoutToken));
    assert_eq!(typed("dpop+jwt"), Some(Kind::Jwt));
    assert_eq!(typed("JWT"), Some(Kind::IdToken));
    for (payload, kind) in [
        (format!(r#"{{"events":{{"{EVENT}":{{}}}},"sub":"x"}}"#), Kind::LogoutToken),
        (r#"{"nonce":"n"}"#.into(), Kind::IdToken),
        (r#"{"at_hash":"x","scope":"a"}"#.into(), Kind::IdToken),
        (r#"{"auth_time":1,"aud":"a","sub":"s"}"#.into(), Kind::IdToken),
        (r#"{"auth_time":1,"aud":"a","sub":"s","scope":"a"}"#.into(), Kind::AccessToken),
        (r#"{"scp":["a"]}"#.into(), Kind::AccessToken),
        (r#"{"client_id":"a"}"#.into(), Kind::AccessToken),
        (r#"{"typ":"Bearer","nonce":"n"}"#.into(), Kind::AccessToken),
        (r#"{"typ":"Refresh","nonce":"n"}"#.into(), Kind::Jwt),
        (r#"{"sub":"x"}"#.into(), Kind::Jwt),
        (r#"{"broken":"#.into(), Kind::Jwt),
        ("plain text".into(), Kind::Jws),
    ] {
        assert_eq!(kind_of(es, &payload), Some(kind), "{payload}");
    }
    for word in Kind::words() {
        assert_eq!(Kind::from_word(word).map(Kind::word), Some(word));
    }
}

#[test]
fn an_expectation_makes_it_an_id_token_but_not_the_access_token_itself() {
    let es = r#"{"alg":"ES256","kid":"ec"}"#;
    let access = sign(r#"{"alg":"ES256","kid":"ec","typ":"at+jwt"}"#, br#"{"scope":"a"}"#);
    let beside = Against { access_token: Some(&access), nonce: Some("n"), ..against() };
    assert_eq!(judged(&sign(es, br#"{"sub":"x"}"#), &beside).0.kind, Some(Kind::IdToken));
    assert_eq!(judged(&access, &beside).0.kind, Some(Kind::AccessToken));
    let asked = Against { kind: Some(Kind::LogoutToken), ..beside };
    assert_eq!(judged(&access, &asked).0.kind, Some(Kind::LogoutToken));
    let opaque = Secret::new("8xLOxBtZp8");
    assert_eq!(judged(&opaque, &beside).0.kind, None);
    let (_, rows) = judged(&sign(es, br#"{"sub":"x","nonce":"other"}"#), &beside);
    assert!(failed(&rows).contains(&"id_token.nonce"));
}

#[test]
fn another_kind_than_the_one_asked_for_is_red() {
    crate::covers!("IDT-39");
    let asked = Against { kind: Some(Kind::IdToken), ..against() };
    for typ in ["at+jwt", "logout+jwt", "dpop+jwt"] {
        let token = sign(&format!(r#"{{"alg":"ES256","kid":"ec","typ":"{typ}"}}"#), b"{}");
        assert!(failed(&judged(&token, &asked).1).contains(&"id_token.typ"), "{typ}");
    }
}

#[test]
fn an_opaque_token_is_no_failure_and_a_broken_one_is() {
    crate::covers!("IDT-34", "IDT-36");
    for opaque in ["2YotnFZFEjr1zCsicMWpAA", "ya29.a0AfH6SMB", "gho_16C7e42F292c6912E7710c838347Ae178B4a"] {
        let (value, rows) = judged(&Secret::new(opaque), &against());
        assert_eq!((value.kind, rows.len(), rows[0].check.id), (None, 1, "jwt.form"), "{opaque}");
        assert_eq!(rows[0].verdict, Verdict::Skip);
        assert!(rows[0].observed.starts_with("opaque: "));
        let asked = Against { kind: Some(Kind::AccessToken), ..against() };
        assert_eq!(failed(&judged(&Secret::new(opaque), &asked).1), [""; 0]);
        let asked = Against { kind: Some(Kind::IdToken), ..against() };
        assert_eq!(failed(&judged(&Secret::new(opaque), &asked).1)[0], "id_token.form");
    }
    let good = sign(r#"{"alg":"ES256","kid":"ec"}"#, b"{}").reveal().to_owned();
    let cut = good.rsplit_once('.').expect("parts").0.to_owned();
    for broken in ["a.b.c".to_owned(), "1.2.3.4".into(), cut, format!("{good}.x"), String::new(), "{}".into()] {
        assert!(!failed(&judged(&Secret::new(broken.clone()), &against()).1).is_empty(), "{broken}");
    }
}

#[test]
fn prose_and_bytes_are_no_opaque_token() {
    for text in ["hello world this is no token", "zwei\nZeilen", "schlüssel", "\u{1}\u{2}"] {
        let (value, rows) = judged(&Secret::new(text), &against());
        assert_eq!((value.kind, failed(&rows)), (None, vec!["jwt.form"]), "{text}");
        assert!(row(&rows, "jwt.form").observed.starts_with("no token: "));
    }
    assert_eq!(failed(&judged(&Secret::new("odd|but:visible\"ASCII"), &against()).1), [""; 0]);
}

#[test]
fn a_signature_that_fits_is_not_called_bad_where_the_token_is_refused() {
    crate::covers!("IDT-27");
    let token = sign(r#"{"alg":"ES256","kid":"ec","crit":["foo"],"foo":1}"#, br#"{"sub":"x"}"#);
    let (value, rows) = judged(&token, &against());
    assert_eq!((value.signature.word(), failed(&rows)), ("refused", vec!["jwt.crit"]));
    assert_eq!(value.axes.signature.verdict, Verdict::Fail);
    assert_eq!(value.axes.signature.sentence, "fits, but must not be accepted: crit");
}

#[test]
fn a_refresh_token_is_for_its_issuer_alone() {
    let client = [MacKey::of_secret(&Secret::new("the secret of the client, long enough"))];
    let given = [MacKey { label: "the secret given".into(), ..MacKey::of_secret(&Secret::new("another")) }];
    let own = Against { macs: &client, audience: Some("me"), alg: Some("RS256"), ..against() };
    for typ in ["Refresh", "Offline"] {
        let claims = format!(r#"{{"typ":"{typ}","aud":"https://op.example","scope":"a"}}"#);
        let token = mac(b"a key of the realm", r#"{"alg":"HS512","kid":"realm"}"#, claims.as_bytes());
        for against in [own, Against { macs: &[], ..own }] {
            let (value, rows) = judged(&token, &against);
            assert_eq!((value.kind, value.signature), (Some(Kind::Jwt), SignatureState::Unchecked));
            assert_eq!(failed(&rows), [""; 0], "{typ}");
            for rule in ["jwt.signature", "jwt.alg_confusion", "jwt.key"] {
                assert_eq!(row(&rows, rule).observed, "a refresh token, for its issuer's eyes only");
            }
        }
        assert!(failed(&judged(&token, &Against { macs: &given, ..own }).1).contains(&"jwt.signature"));
    }
    let plain = mac(b"a key", r#"{"alg":"HS256"}"#, br#"{"scope":"a"}"#);
    let called = judge_refresh_token(&plain, &own);
    assert_eq!((failed(&called.findings), called.value.expect("read").kind), (vec![], Some(Kind::Jwt)));
}

#[test]
fn a_proof_is_checked_with_the_key_it_brings_and_nothing_else_is() {
    let jwk = r#"{"kty":"EC","crv":"P-256","x":"X","y":"Y"}"#;
    let public = crate::protocol::json::parse(jwk_of_sample().as_bytes()).expect("JSON").value.to_string();
    let claims = format!(r#"{{"jti":"x","htm":"POST","htu":"{ISSUER}/token","iat":{NOW}}}"#);
    let signed = |typ: &str| sign(&format!(r#"{{"typ":"{typ}","alg":"ES256","jwk":{public}}}"#), claims.as_bytes());
    let none = Against { keys: Keys::NotGiven, ..against() };
    let (value, rows) = judged(&signed("dpop+jwt"), &none);
    assert_eq!((value.signature, failed(&rows)), (SignatureState::Verified, vec![]));
    assert_eq!(value.axes.signature.sentence, "verified by the key it brings along (DPoP proof)");
    assert_eq!(row(&rows, "jwt.embedded_key").verdict, Verdict::Pass);
    let token = Secret::new("a");
    let beside = judged(&signed("dpop+jwt"), &Against { access_token: Some(&token), ..none }).1;
    assert_eq!(failed(&beside), ["dpop.ath"]);
    for (header, against) in [("JWT", none), ("at+jwt", none), ("DPoP+jwt", none)] {
        let (value, rows) = judged(&signed(header), &against);
        assert_eq!(value.signature, SignatureState::NoKey, "{header}");
        assert!(rows.iter().any(|row| row.check.id.ends_with(".embedded_key") && row.verdict == Verdict::Warn));
    }
    let changed = Secret::new(signed("dpop+jwt").reveal().replacen('.', ".e", 1));
    assert_ne!(judged(&changed, &none).0.signature, SignatureState::Verified);
    let other = sign(&format!(r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{jwk}}}"#), br#"{"jti":"x"}"#);
    assert_ne!(judged(&other, &none).0.signature, SignatureState::Verified);
}

/// The public key that samples are signed with.
fn jwk_of_sample() -> String {
    jwk(&EC, "")
}

#[test]
fn a_side_says_what_is_missing() {
    let (value, _) = judged(&sign(r#"{"alg":"ES256","kid":"ec"}"#, br#"{"iss":"x","aud":"y"}"#), &against());
    assert!(value.axes.times.sentence.starts_with("no exp; "), "{}", value.axes.times.sentence);
    let claims = value.axes.claims.sentence;
    assert!(claims.ends_with(" rows hold, the others are not judged: no issuer, no audience given"), "{claims}");
    let (value, _) = judged(&sign(r#"{"alg":"ES256","kid":"other"}"#, b"{}"), &against());
    assert!(value.axes.signature.sentence.starts_with("key not found: the set offers "));
}

#[test]
fn a_payload_that_is_no_json_is_amber_by_itself_and_red_for_a_kind() {
    crate::covers!("IDT-36");
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, b"plain text");
    let (value, rows) = judged(&token, &against());
    assert_eq!((value.kind, value.signature), (Some(Kind::Jws), SignatureState::Verified));
    assert_eq!((failed(&rows), row(&rows, "jwt.json").verdict), (vec![], Verdict::Warn));
    for kind in [Kind::IdToken, Kind::AccessToken, Kind::LogoutToken, Kind::Jwt] {
        let (_, rows) = judged(&token, &Against { kind: Some(kind), ..against() });
        assert_eq!(failed(&rows), [format!("{}.json", kind.word())]);
    }
    let (_, rows) = judged(&token, &Against { audience: Some("me"), ..against() });
    assert_eq!(failed(&rows), ["jwt.json"], "something of no audience is not for us");
    for payload in [b"42".as_slice(), b"[]", b"plain text", &[0xff]] {
        let called = sign(r#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#, payload);
        assert_eq!(failed(&judged(&called, &against()).1), ["jwt.json"], "it calls itself a JWT");
    }
}

#[test]
fn without_a_key_nothing_is_called_verified_and_nothing_fails() {
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, br#"{"sub":"x"}"#);
    for kind in [None, Some(Kind::AccessToken), Some(Kind::Jwt)] {
        let (value, rows) = judged(&token, &Against { keys: Keys::NotGiven, kind, ..against() });
        assert_eq!((failed(&rows), value.signature), (vec![], SignatureState::NoKey), "{kind:?}");
        assert_eq!((value.axes.signature.verdict, value.key), (Verdict::Skip, None));
        assert_eq!(value.axes.signature.sentence, "no key: no key given");
    }
    let none = sign(r#"{"alg":"none"}"#, br#"{"sub":"x"}"#);
    let (value, rows) = judged(&none, &Against { keys: Keys::NotGiven, ..against() });
    assert_eq!((value.signature, value.axes.signature.verdict), (SignatureState::Bad, Verdict::Fail));
    assert_eq!(failed(&rows), ["jwt.alg", "jwt.signature"]);
}

#[test]
fn a_kept_id_token_is_judged_by_what_is_known() {
    let week_old = NOW - 7 * 86_400;
    let claims =
        format!(r#"{{"iss":"{ISSUER}","aud":"grantty","sub":"x","exp":{},"iat":{week_old},"nonce":"n"}}"#, NOW + 300);
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, claims.as_bytes());
    let (value, rows) = judged(&token, &against());
    assert_eq!((failed(&rows), of(&rows, Verdict::Warn)), (vec![], vec![]));
    assert_eq!((value.kind, value.signature), (Some(Kind::IdToken), SignatureState::Verified));
    assert_eq!(row(&rows, "id_token.iss").observed, format!("no issuer to compare with; iss is {ISSUER}"));
    let known = Against { issuer: Some("https://other"), client_id: Some("other"), ..against() };
    assert_eq!(failed(&judged(&token, &known).1), ["id_token.iss", "id_token.aud",]);
}

#[test]
fn our_client_id_is_no_audience_of_an_access_token() {
    let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, br#"{"aud":"https://api.example.com","scope":"a"}"#);
    let ours = Against { client_id: Some("grantty"), registered_alg: Some("PS256"), ..against() };
    assert_eq!(failed(&judged(&token, &ours).1), [""; 0]);
    let named = Against { audience: Some("https://other.example.com"), ..ours };
    assert_eq!(failed(&judged(&token, &named).1), ["access_token.aud"]);
}

#[test]
fn the_sides_are_kept_apart() {
    let header = r#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#;
    let expired = format!(r#"{{"iss":"x","exp":{}}}"#, NOW - 3600);
    let (value, _) = judged(&sign(header, expired.as_bytes()), &against());
    let axes = value.axes;
    assert_eq!((axes.form.verdict, axes.form.sentence.as_str()), (Verdict::Pass, "3 parts"));
    assert_eq!((axes.signature.verdict, axes.signature.sentence.as_str()), (Verdict::Pass, "verified by ec"));
    assert_eq!((axes.algorithm.verdict, axes.algorithm.sentence.as_str()), (Verdict::Pass, "ES256"));
    assert_eq!(axes.times.verdict, Verdict::Fail);
    assert!(axes.times.sentence.starts_with("jwt.exp: expired: "));
    assert_eq!(axes.claims.verdict, Verdict::Pass);
    let weak = sign(r#"{"alg":"ES256","kid":"ec","crit":["x"]}"#, b"{}");
    let (value, _) = judged(&weak, &against());
    assert_eq!((value.axes.algorithm.verdict, value.axes.signature.verdict), (Verdict::Fail, Verdict::Fail));
}

#[test]
fn that_nothing_was_agreed_on_is_no_doubt_about_a_token_by_itself() {
    for (kind, id) in [(Kind::LogoutToken, "logout_token.alg_expected"), (Kind::IdToken, "id_token.alg_expected")] {
        let token = sign(r#"{"alg":"ES256","kid":"ec"}"#, br#"{"sub":"x"}"#);
        let verdict = |alg| {
            let (_, rows) = judged(&token, &Against { kind: Some(kind), alg, ..against() });
            row(&rows, id).verdict
        };
        assert_eq!(
            (verdict(None), verdict(Some("ES256")), verdict(Some("RS256"))),
            (Verdict::Skip, Verdict::Pass, Verdict::Fail)
        );
    }
}

#[test]
fn an_encrypted_token_that_cannot_be_opened_is_told() {
    let header = base64url::encode(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let token = Secret::new(format!("{header}.AA.AA.AA.AA"));
    let (value, rows) = judged(&token, &against());
    assert_eq!((value.kind, value.signature, value.inner), (Some(Kind::Jwt), SignatureState::Unchecked, None));
    assert!(rows.iter().any(|row| row.check.id == "jwt.encryption" && row.verdict == Verdict::Skip));
}

#[test]
fn an_encrypted_token_is_opened_and_the_inner_one_is_judged() {
    crate::covers!("IDT-41");
    let keys = opening();
    let open = Against { decryption_keys: &keys, ..against() };
    let signed = sign(r#"{"alg":"ES256","kid":"ec","typ":"at+jwt"}"#, br#"{"sub":"x"}"#);
    let sealed = seal(signed.reveal());
    let (value, rows) = judged(&sealed, &open);
    assert_eq!((value.kind, value.signature), (Some(Kind::AccessToken), SignatureState::Verified));
    assert_eq!((value.inner.as_ref(), &value.token), (Some(&signed), &sealed));
    assert!(value.outer.expect("both headers are shown").get("enc").is_some());
    assert!(value.decoded.header_text("typ").is_some());
    assert!(rows[0].check.id.starts_with("jwe."), "the opening is told first");
    let encryption = row(&rows, "access_token.encryption");
    assert_eq!(encryption.verdict, Verdict::Pass);
    assert!(encryption.observed.starts_with("dir and A128GCM, opened with "), "{}", encryption.observed);

    // Two JWEs, one in the other; and to have opened a token proves nothing of who wrote it.
    let twice = seal(sealed.reveal());
    assert_eq!(judged(&twice, &open).0.signature, SignatureState::Verified);
    let unsigned = sign(r#"{"alg":"none"}"#, br#"{"sub":"x"}"#);
    let (value, rows) = judged(&seal(unsigned.reveal()), &open);
    assert_eq!(value.signature, SignatureState::Bad);
    assert!(failed(&rows).contains(&"jwt.signature"));
    let (value, rows) = judged(&seal(&format!(r#"{{"exp":{}}}"#, NOW - 100)), &open);
    assert_eq!((value.kind, value.signature), (Some(Kind::Jwt), SignatureState::Unchecked));
    assert!(failed(&rows).contains(&"jwt.exp"));
    let five = (0..5).fold(signed, |token, _| seal(token.reveal()));
    let (value, rows) = judged(&five, &open);
    assert_eq!(value.signature, SignatureState::Unchecked);
    assert_eq!(row(&rows, "jwt.encryption").verdict, Verdict::Skip, "the innermost is still shut");
}

#[test]
fn a_text_that_was_encrypted_is_told_to_be_opened_and_by_which_key() {
    let keys = opening();
    let open = Against { decryption_keys: &keys, ..against() };
    let (value, rows) = judged(&seal("hello, only text"), &open);
    assert_eq!((value.kind, value.inner.as_ref().map(Secret::reveal)), (None, Some("hello, only text")));
    assert_eq!(failed(&rows), ["jwe.cty"], "the header promises a token");
    assert!(row(&rows, "jwt.encryption").observed.starts_with("dir and A128GCM, opened with "));
    assert!(row(&rows, "jwt.form").observed.starts_with("16 bytes of text that is neither a token nor claims"));
}

#[test]
fn what_was_asked_for_is_asked_of_encrypted_claims_too() {
    let keys = opening();
    let open = Against { decryption_keys: &keys, ..against() };
    let sealed = seal(r#"{"sub":"x"}"#);
    let asked = |kind| Against { kind: Some(kind), ..open };
    for (against, id) in [
        (Against { nonce: Some("n"), ..open }, "id_token.form"),
        (asked(Kind::IdToken), "id_token.form"),
        (asked(Kind::AccessToken), "access_token.form"),
    ] {
        assert!(failed(&judged(&sealed, &against).1).contains(&id), "{id}");
    }
    let (value, rows) = judged(&seal("opaque"), &open);
    assert_eq!((value.kind, value.inner), (None, Some(Secret::new("opaque"))));
    assert!(value.outer.is_some());
    assert_eq!(failed(&rows), ["jwe.cty"], "the rows of the opening are told of a text that is no token as well");
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_and_none_is_verified(
        text in ".{0,120}",
        header in "(\\{\"alg\":\"(ES256|HS256|none|x)\"(,\"kid\":\"ec\")?\\}|.{0,40})",
        payload in ".{0,60}",
        signature in "[A-Za-z0-9_-]{0,90}",
    ) {
        let encode = |text: &str| base64url::encode(text.as_bytes());
        let shaped = format!("{}.{}.{signature}", encode(&header), encode(&payload));
        for text in [text, shaped] {
            for kind in [None, Some(Kind::IdToken), Some(Kind::AccessToken), Some(Kind::LogoutToken), Some(Kind::Jws)] {
                let report = judge(&Secret::new(text.clone()), &Against { kind, ..against() });
                let value = report.value.expect("there is always something to show");
                proptest::prop_assert!(value.signature != SignatureState::Verified);
                proptest::prop_assert!(value.axes.signature.verdict != Verdict::Pass);
            }
        }
    }
}
