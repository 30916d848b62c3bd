//! Key sets with one fault each.

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::json;

const X: &str = "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU";
const Y: &str = "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0";
const ED: &str = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

fn report(text: &str) -> Report<KeySet> {
    judge(&json::parse(text.as_bytes()).expect(text).value)
}

fn row<'r>(report: &'r Report<KeySet>, id: &str) -> &'r Finding {
    report.findings.iter().find(|row| row.check.id == id).expect(id)
}

fn ec(kid: &str, more: &str) -> String {
    format!(r#"{{"kty":"EC","kid":"{kid}","crv":"P-256","x":"{X}","y":"{Y}"{more}}}"#)
}

fn set(keys: &[String]) -> Report<KeySet> {
    report(&format!(r#"{{"keys":[{}]}}"#, keys.join(",")))
}

#[test]
fn a_good_set_passes_every_check() {
    let good = set(&[ec("a", r#","use":"sig","alg":"ES256""#)]);
    assert!(good.findings.iter().all(|row| row.verdict == Verdict::Pass), "{:#?}", good.findings);
    let judged = good.findings.iter().map(|row| row.check.id).chain(["jwks.transport"]);
    assert!(CHECKS.iter().map(|check| check.id).eq(judged));
}

#[test]
fn what_is_no_set_is_told() {
    crate::covers!("JWK-12");
    for text in ["{}", "[]", r#"{"keys":{}}"#, r#"{"keys":null}"#] {
        let none = report(text);
        assert_eq!((row(&none, "jwks.form").verdict, none.value), (Verdict::Fail, None), "{text}");
        assert_eq!(none.findings.len(), CHECKS.len() - 1, "the other checks are skipped, not hidden");
    }
    for text in [r#"{"keys":[]}"#, r#"{"keys":[7,"x"]}"#, r#"{"keys":[{}]}"#] {
        assert_eq!(row(&report(text), "jwks.form").verdict, Verdict::Fail, "{text}");
    }
}

#[test]
fn two_keys_of_one_kid_fail_unless_their_types_differ() {
    crate::covers!("JWK-05");
    let twice = set(&[ec("a", ""), ec("b", ""), ec("a", "")]);
    assert_eq!(row(&twice, "jwks.kid_duplicate").verdict, Verdict::Fail);
    assert_eq!(row(&twice, "jwks.kid_duplicate").observed, "key 1 «a» shares its kid: keys 1, 3");
    let okp = format!(r#"{{"kty":"OKP","kid":"a","crv":"Ed25519","x":"{ED}"}}"#);
    assert_eq!(row(&set(&[ec("a", ""), okp]), "jwks.kid_duplicate").verdict, Verdict::Warn);
}

#[test]
fn a_leaked_key_is_told_without_its_value() {
    crate::covers!("JWK-09");
    let leak = set(&[ec("a", r#","d":"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI""#)]);
    let private = row(&leak, "jwks.private");
    assert_eq!(private.verdict, Verdict::Fail);
    assert!(private.observed.contains("key 1 «a»: d") && !format!("{leak:?}").contains("jpsQ"));
    assert_eq!(row(&set(&[r#"{"kty":"oct","k":"AAAA"}"#.into()]), "jwks.private").verdict, Verdict::Fail);
}

#[test]
fn an_unknown_type_beside_a_known_one_is_grey() {
    crate::covers!("JWK-11");
    let mixed = set(&[r#"{"kty":"AKP","alg":"SLH-DSA-SHA2-128s","pub":"AAAA"}"#.into(), ec("a", "")]);
    assert_eq!(row(&mixed, "jwks.understood").verdict, Verdict::Skip);
    assert!(mixed.findings.iter().all(|row| row.verdict != Verdict::Fail));
    assert_eq!(mixed.value.expect("a set").candidates(None, Algorithm::Es256).len(), 1);
}

#[test]
fn faults_of_keys_have_their_own_rows() {
    crate::covers!("JWK-08", "JWK-10", "JWK-13");
    let weak = format!(r#"{{"kty":"RSA","n":"{}","e":"AQAB"}}"#, "_".repeat(171));
    let off = format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}","y":"{X}"}}"#);
    let padded = format!(r#"{{"kty":"EC","crv":"P-256","x":"{X}=","y":"{Y}"}}"#);
    let bad = set(&[weak.replace(&"_".repeat(171), &format!("{}8", "_".repeat(170))), off, padded]);
    for id in ["jwks.weak", "jwks.curve", "jwks.base64"] {
        assert_eq!(row(&bad, id).verdict, Verdict::Fail, "{id}");
    }
    assert_eq!(row(&bad, "jwks.base64").observed, "key 3: x: padding at offset 43");
}

#[test]
fn a_kid_is_opaque() {
    crate::covers!("JWK-18");
    let kid = format!("../../etc/passwd' OR 1=1 \\u001b[2J{}", "k".repeat(1 << 20));
    let odd = set(&[ec(&kid, "")]);
    let kids = &row(&odd, "jwks.kid_duplicate").observed;
    assert!(kids.len() < 1000 && !kids.contains('\u{1b}'), "{kids}");
    let set = odd.value.expect("a set");
    assert_eq!(set.of_kid(Some(&kid.replace("\\u001b", "\u{1b}"))).len(), 1);
    assert_eq!(set.of_kid(Some("../../etc/passwd")).len(), 0);
}

#[test]
fn ten_thousand_keys_make_a_handful_of_rows() {
    let many: Vec<String> = (0..10_000).map(|n| format!(r#"{{"kty":"X{n}","kid":"a"}}"#)).collect();
    assert!(set(&many).findings.len() < 30);
}

#[test]
fn keys_over_clear_text_fail_except_on_this_machine() {
    crate::covers!("JWK-20");
    let cases = [
        ("https://op.example/jwks", Verdict::Pass),
        ("http://op.example/jwks", Verdict::Fail),
        ("http://127.0.0.1:8080/jwks", Verdict::Warn),
        ("http://[::1]/jwks", Verdict::Warn),
        ("http://localhost/jwks", Verdict::Warn),
        ("http://localhost.example/jwks", Verdict::Fail),
        ("ftp://127.0.0.1/jwks", Verdict::Fail),
    ];
    for (address, verdict) in cases {
        assert_eq!(transport(&Url::parse(address).expect(address)).verdict, verdict, "{address}");
    }
}
