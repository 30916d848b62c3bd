//! The header: algorithms, critical extensions, kinds of token.

use super::*;

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
    assert_eq!(verdict(Some("PS256"), None), (Verdict::Fail, SignatureState::Refused));
    assert_eq!(verdict(None, Some(vec!["RS256"])), (Verdict::Fail, SignatureState::Refused));
    assert_eq!(verdict(None, None), (Verdict::Warn, SignatureState::Verified));
}

#[test]
fn critical_extensions_are_refused() {
    crate::covers!("IDT-27", "IDT-28");
    let crit = judged(r#"{"alg":"ES256","kid":"ec","crit":["bork"]}"#, &claims("{}"), &expected());
    assert_eq!((failed(&crit), state(&crit)), (vec!["id_token.crit"], SignatureState::Refused));
    let b64 = judged(r#"{"alg":"ES256","kid":"ec","b64":false,"crit":["b64"]}"#, &claims("{}"), &expected());
    assert_eq!(failed(&b64), ["id_token.crit", "id_token.b64"]);
    for odd in [r#""crit":[]"#, r#""crit":"bork""#, r#""crit":[1]"#, r#""b64":"false""#] {
        let report = judged(&format!(r#"{{"alg":"ES256","kid":"ec",{odd}}}"#), &claims("{}"), &expected());
        assert_eq!((failed(&report).len(), state(&report)), (1, SignatureState::Refused), "{odd}");
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
    assert_eq!((failed(&report), state(&report)), (vec!["id_token.key"], SignatureState::KeyNotFound));
}
