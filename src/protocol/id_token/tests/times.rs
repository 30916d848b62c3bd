//! Times: numbers as written, tolerance, the evidence of the server's clock.

use super::*;

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
    let good = judged(ES256, &claims("{}"), &Expected { skew: Some(3600), ..expected() });
    let good = row(&good, "id_token.exp");
    assert!(good.verdict == Verdict::Pass, "our clock decides: {good:?}");
    assert!(good.observed.ends_with("; would fail with a clock 1 h later, which is the server's"), "{good:?}");
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
