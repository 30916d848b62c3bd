//! Access tokens signed here and judged whole.

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::signed::sample::*;

const HEADER: &str = r#"{"typ":"at+JWT","alg":"ES256","kid":"ec"}"#;
/// The claims of the example in RFC 9068 §3, at a time before they expire.
const CLAIMS: &str = r#"{"iss":"https://authorization-server.example.com/","sub":"5ba552d67","aud":"https://rs.example.com/","exp":1639528912,"iat":1618354090,"jti":"dbe39bf3a3ba4238a513f51d6e1691c4","client_id":"s6BhdRkqt3","scope":"openid profile reademail"}"#;
const ISSUED: u64 = 1_618_354_091;

fn judged(header: &str, change: &str, compared: bool) -> Report<AccessToken> {
    let now = super::super::time::Now { unix: ISSUED, ..now() };
    let expected = Expected {
        issuer: compared.then_some("https://authorization-server.example.com/"),
        audience: compared.then_some("https://rs.example.com/"),
        now,
        ..nothing()
    };
    let report = judge(&sign(header, merged(CLAIMS, change).as_bytes()), &keys(), &expected);
    let ids: Vec<&str> = report.findings.iter().map(|row| row.check.id).collect();
    assert_eq!(ids, CHECKS.iter().map(|check| check.id).collect::<Vec<_>>(), "every rule has its row");
    report
}

#[test]
fn the_example_of_the_profile_passes() {
    for typ in ["at+JWT", "at+jwt", "application/at+jwt"] {
        let report = judged(&HEADER.replace("at+JWT", typ), "{}", true);
        assert_eq!((failed(&report.findings), of(&report.findings, Verdict::Warn)), (vec![], vec![]), "{typ}");
        assert_eq!(report.value.expect("decoded").signature, SignatureState::Verified);
    }
}

#[test]
fn each_fault_turns_its_row_and_no_other() {
    for (id, change) in [
        ("iss", r#"{"iss":null}"#),
        ("iss", r#"{"iss":"https://authorization-server.example.com"}"#),
        ("aud", r#"{"aud":null}"#),
        ("aud", r#"{"aud":["https://other.example/"]}"#),
        ("exp", r#"{"exp":null}"#),
        ("exp", r#"{"exp":1618354000}"#),
        ("exp", r#"{"exp":"1639528912"}"#),
        ("exp_range", r#"{"exp":1639528912000}"#),
        ("iat", r#"{"iat":null}"#),
        ("iat", r#"{"iat":1618364090}"#),
        ("nbf", r#"{"nbf":1618364090}"#),
        ("sub", r#"{"sub":null}"#),
        ("sub", r#"{"sub":""}"#),
        ("client_id", r#"{"client_id":null}"#),
        ("client_id", r#"{"client_id":["s6BhdRkqt3"]}"#),
        ("jti", r#"{"jti":null}"#),
        ("scope", r#"{"scope":["openid","profile"]}"#),
        ("scope", r#"{"scope":"openid  profile"}"#),
        ("authentication", r#"{"auth_time":"yesterday"}"#),
        ("authentication", r#"{"acr":1}"#),
    ] {
        let report = judged(HEADER, change, true);
        assert_eq!(failed(&report.findings), [format!("access_token.{id}")], "{change}");
    }
    let amr = judged(HEADER, r#"{"amr":"pwd"}"#, true);
    assert_eq!(failed(&amr.findings), ["access_token.authentication"]);
    assert_eq!(of(&amr.findings, Verdict::Warn), ["access_token.claim_types"]);
}

#[test]
fn a_token_that_does_not_claim_the_profile_is_not_bound_by_it() {
    for header in [r#"{"alg":"ES256","kid":"ec","typ":"JWT"}"#, r#"{"alg":"ES256","kid":"ec"}"#] {
        let bare =
            r#"{"iss":null,"aud":null,"sub":null,"client_id":null,"jti":null,"iat":null,"exp":null,"scope":["a"]}"#;
        let report = judged(header, bare, false);
        assert_eq!(failed(&report.findings), [""; 0], "{header}");
        assert!(row(&report.findings, "access_token.client_id").observed.ends_with("RFC 9068 does not bind it"));
        let expired = judged(header, r#"{"exp":1618354000}"#, false);
        assert_eq!(failed(&expired.findings), ["access_token.exp"]);
        let early = judged(header, r#"{"nbf":1618364090}"#, false);
        assert_eq!(failed(&early.findings), ["access_token.nbf"]);
        let compared = judged(header, r#"{"iss":null}"#, true);
        assert_eq!(failed(&compared.findings), ["access_token.iss"]);
    }
}

#[test]
fn another_kind_of_token_is_told() {
    crate::covers!("IDT-39");
    for typ in ["logout+jwt", "dpop+jwt", "secevent+jwt"] {
        let report = judged(&HEADER.replace("at+JWT", typ), "{}", true);
        assert_eq!(failed(&report.findings), ["access_token.typ"], "{typ}");
    }
    let none = judged(r#"{"alg":"none","typ":"at+jwt"}"#, "{}", true);
    assert_eq!(none.value.expect("decoded").signature, SignatureState::Bad);
}
