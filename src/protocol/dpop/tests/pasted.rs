//! Proofs of others: the example of the RFC, and what can be wrong with one.

use super::*;
use crate::protocol::check::Report;
use crate::protocol::plain_jwt::{self, Keys, PlainJwt, SignatureState};
use crate::protocol::signed::sample::{EC, jwk, merged, nothing, of, row, sign};

/// RFC 9449 §4.1.
const EXAMPLE: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

const USUAL: &str = r#"{"jti":"a","htm":"GET","htu":"https://api.example.com/x","iat":1562262616}"#;

fn judged(proof: &Secret, access_token: Option<&str>) -> Report<PlainJwt> {
    let token = access_token.map(Secret::new);
    let expected = plain_jwt::Expected { now: now(), ..nothing() };
    let read = crate::protocol::jose::jwt::read(proof.reveal());
    plain_jwt::judge_beside((proof, read), &Keys::NotGiven, &expected, token.as_ref())
}

/// A proof of the sample's key, with changed claims.
fn made(header: &str, change: &str) -> Secret {
    let header = merged(&format!(r#"{{"typ":"dpop+jwt","alg":"ES256","jwk":{}}}"#, jwk(&EC, "")), header);
    sign(&header, merged(USUAL, change).as_bytes())
}

/// The rows about proofs that are of that verdict.
fn rows(report: &Report<PlainJwt>, verdict: Verdict) -> Vec<&'static str> {
    of(&report.findings, verdict).into_iter().filter(|id| id.starts_with("dpop.")).collect()
}

#[test]
fn the_example_of_the_rfc_holds() {
    let report = judged(&Secret::new(EXAMPLE), None);
    assert_eq!((rows(&report, Verdict::Fail), rows(&report, Verdict::Warn)), (vec![], vec![]));
    assert_eq!(rows(&report, Verdict::Skip), ["dpop.ath"]);
    let key = &row(&report.findings, "dpop.jwk").observed;
    assert!(key.contains("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"), "RFC 9449 §6.1: {key}");
    assert_eq!(report.value.expect("decoded").signature, SignatureState::Verified);
    let shown = ["dpop.htm", "dpop.htu", "dpop.nonce"]
        .map(|id| row(&judged(&made("{}", r#"{"nonce":"n-1"}"#), None).findings, id).observed.clone());
    assert_eq!(shown, ["GET", "https://api.example.com/x", "n-1"]);
}

#[test]
fn each_fault_of_a_proof_has_its_row() {
    for (header, change, id) in [
        ("{}", r#"{"jti":null}"#, "dpop.jti"),
        ("{}", r#"{"htm":null}"#, "dpop.htm"),
        ("{}", r#"{"htu":null}"#, "dpop.htu"),
        ("{}", r#"{"htu":"https://api.example.com/x?y=1"}"#, "dpop.htu"),
        ("{}", r#"{"htu":"https://api.example.com/x#y"}"#, "dpop.htu"),
        ("{}", r#"{"htu":"https://ann@api.example.com/x"}"#, "dpop.htu"),
        ("{}", r#"{"htu":"/x"}"#, "dpop.htu"),
        ("{}", r#"{"iat":null}"#, "dpop.iat"),
        ("{}", r#"{"iat":"now"}"#, "dpop.iat"),
        ("{}", r#"{"nonce":"a b"}"#, "dpop.nonce"),
        ("{}", r#"{"ath":7}"#, "dpop.ath"),
        (r#"{"jwk":null}"#, "{}", "dpop.jwk"),
        (r#"{"jwk":{"kty":"oct","k":"AAAA"}}"#, "{}", "dpop.jwk"),
        (r#"{"jwk":{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}}"#, "{}", "dpop.jwk"),
        (r#"{"alg":"HS256"}"#, "{}", "dpop.proof_alg"),
        (r#"{"alg":"none"}"#, "{}", "dpop.proof_alg"),
    ] {
        assert_eq!(rows(&judged(&made(header, change), None), Verdict::Fail), [id], "{header} {change}");
    }
    for (change, id) in [
        (r#"{"htm":"get"}"#, "dpop.htm"),
        (r#"{"htu":"https://API.example.com:443/x"}"#, "dpop.htu"),
        (r#"{"iat":1562262000}"#, "dpop.iat"),
        (r#"{"iat":1562262800}"#, "dpop.iat"),
    ] {
        let report = judged(&made("{}", change), None);
        assert_eq!((rows(&report, Verdict::Warn), rows(&report, Verdict::Fail)), (vec![id], vec![]), "{change}");
    }
}

#[test]
fn a_private_key_in_a_proof_is_red_and_not_shown() {
    let report = judged(&made(&format!(r#"{{"jwk":{KEY}}}"#), "{}"), None);
    let key = row(&report.findings, "dpop.jwk");
    assert!(key.verdict == Verdict::Fail && key.observed.starts_with("it has d:"), "{key:?}");
    assert!(report.findings.iter().all(|row| !row.observed.contains("jpsQ")));
}

#[test]
fn ath_is_compared_when_the_access_token_is_given() {
    for (change, expected) in [
        (format!(r#"{{"ath":"{ATH}"}}"#), Verdict::Pass),
        (r#"{"ath":"x"}"#.to_owned(), Verdict::Fail),
        ("{}".to_owned(), Verdict::Fail),
    ] {
        assert_eq!(row(&judged(&made("{}", &change), Some(TOKEN)).findings, "dpop.ath").verdict, expected, "{change}");
    }
}

#[test]
fn only_a_proof_has_rows_of_proofs() {
    let other = made(r#"{"typ":"JWT"}"#, "{}");
    assert!(judged(&other, None).findings.iter().all(|row| !row.check.id.starts_with("dpop.")));
    let broken = Secret::new(format!("{}.AAAA.", EXAMPLE.split('.').next().expect("a header")));
    let report = judged(&broken, None);
    assert_eq!(rows(&report, Verdict::Skip).len(), 6);
}
