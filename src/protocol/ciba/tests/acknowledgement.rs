//! The acknowledgement, member by member.

use std::time::Duration;

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

fn with(name: &str, value: &str) -> (Option<Authentication>, Vec<Finding>) {
    judged(&but(name, value), &POLL)
}

#[test]
fn a_good_acknowledgement_has_a_row_for_every_rule() {
    let (granted, findings) = with("x", "1");
    let granted = granted.expect("an id");
    let skipped = ["ciba.auth_req_id_reuse", "ciba.expiry_kept"];
    for finding in &findings {
        let expected = if skipped.contains(&finding.check.id) { Skip } else { Pass };
        assert_eq!(finding.verdict, expected, "{finding:?}");
    }
    assert_eq!(findings.len(), 8);
    assert_eq!((granted.pace.expires_in, granted.pace.interval), (Duration::from_secs(120), Duration::from_secs(2)));
    assert!(granted.auth_req_id.reveal() == ID && granted.received == response(200, "").received);
    assert!(!format!("{granted:?}{findings:?}").contains(ID));
}

#[test]
fn without_an_id_nothing_can_be_fetched() {
    crate::covers!("CIB-01");
    for value in ["", r#""""#, r#"" ""#, "7", "null", "[]"] {
        let (granted, findings) = with("auth_req_id", value);
        assert!(granted.is_none() && verdict(&findings, "ciba.auth_req_id") == Fail, "{value}");
        assert_eq!(verdict(&findings, "ciba.granted"), Skip);
        assert_eq!(findings.len(), 8, "every other rule keeps its row");
    }
}

#[test]
fn a_lifetime_is_read_and_capped() {
    crate::covers!("CIB-02", "CIB-05");
    let year = 366 * 24 * 3600;
    for (value, expected, seconds, stated) in [
        ("600", Pass, 600, true),
        ("", Fail, 900, false),
        ("0", Fail, 900, false),
        ("-1", Fail, 900, false),
        (r#""soon""#, Fail, 900, false),
        (r#""600""#, Warn, 600, true),
        ("31622401", Warn, year, true),
        ("1e30", Warn, year, true),
    ] {
        let (granted, findings) = with("expires_in", value);
        let pace = granted.expect("an id").pace;
        assert_eq!(verdict(&findings, "ciba.expires_in"), expected, "{value}");
        assert_eq!((pace.expires_in.as_secs(), pace.expires_in_stated), (seconds, stated), "{value}");
    }
    assert!(row(&with("expires_in", "").1, "ciba.expires_in").observed.contains("the run ends after 15 min"));
}

#[test]
fn an_interval_is_kept_or_doubted() {
    crate::covers!("CIB-05");
    for (value, expected, seconds) in [
        ("", Pass, 5),
        ("31", Pass, 31),
        ("0", Fail, 1),
        ("-5", Fail, 1),
        ("null", Warn, 5),
        (r#""7""#, Warn, 7),
        ("120", Warn, 120),
    ] {
        let (granted, findings) = with("interval", value);
        assert_eq!(verdict(&findings, "ciba.interval"), expected, "{value}");
        assert_eq!(granted.expect("an id").pace.interval.as_secs(), seconds, "{value}");
    }
    for (interval, expected) in [("21600", Pass), ("21601", Warn)] {
        let long = object(&format!(r#"{{"auth_req_id":"{ID}","expires_in":86400,"interval":{interval}}}"#));
        assert_eq!(verdict(&judged(&long, &POLL).1, "ciba.interval"), expected, "{interval}");
    }
}

#[test]
fn nobody_keeps_an_interval_in_push_mode() {
    let push = Context { delivery: Delivery::Push, ..POLL };
    for (value, observed) in [("", "absent"), ("0", "0: ignored in push mode"), ("[]", "[]: ignored in push mode")] {
        let findings = judged(&but("interval", value), &push).1;
        let found = row(&findings, "ciba.interval");
        assert_eq!((found.verdict, found.observed.as_str()), (Pass, observed));
    }
}

#[test]
fn an_id_of_odd_characters_is_used_as_it_came() {
    crate::covers!("CIB-03");
    for odd in [
        "GmRhmhcxhwAzkoEqiMEg+DnyEysNkuNhszIySk9eS",
        "GmRhmhcxhwAzkoEqiMEg DnyEysNkuNhszIySk9eS",
        "größeGmRhmhcxhwAzkoEqiMEg",
    ] {
        let (granted, findings) = with("auth_req_id", &format!("{odd:?}"));
        assert_eq!(verdict(&findings, "ciba.auth_req_id_charset"), Warn, "{odd}");
        assert_eq!(granted.expect("an id").auth_req_id.reveal(), odd);
    }
}

#[test]
fn an_id_that_can_be_guessed_is_doubted() {
    crate::covers!("CIB-04");
    for (id, expected, observed) in [
        (ID, Pass, "about 246 bits"),
        ("1c266114-a1be-4252-8ad1-04986c5b9ac1", Warn, "about 128 bits"),
        ("GmRhmhcxhwAzkoEqiMEg", Warn, "about 120 bits, fewer than it must have"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Warn, "about 0 bits, fewer than it must have"),
    ] {
        let findings = with("auth_req_id", &format!("{id:?}")).1;
        let found = row(&findings, "ciba.auth_req_id_entropy");
        assert_eq!((found.verdict, found.observed.as_str()), (expected, observed), "{id}");
    }
}

#[test]
fn an_id_that_comes_again_is_noticed() {
    let first = with("x", "1").0.expect("an id");
    let again = Context { previous: Some(&first), ..POLL };
    assert_eq!(verdict(&judged(&but("x", "1"), &again).1, "ciba.auth_req_id_reuse"), Warn);
    let other = but("auth_req_id", r#""another-GmRhmhcxhwAzkoEqiMEg""#);
    assert_eq!(verdict(&judged(&other, &again).1, "ciba.auth_req_id_reuse"), Pass);
}

#[test]
fn a_lifetime_other_than_asked_is_told_with_both_numbers() {
    crate::covers!("CIB-13");
    let asked = Context { requested_expiry: Some(120), ..POLL };
    for (value, expected, observed) in [
        ("120", Pass, "asked 120 s, got 120 s"),
        (r#""120""#, Pass, "asked 120 s, got 120 s"),
        ("300", Warn, "asked 120 s, got 300 s"),
        (r#""300""#, Warn, "asked 120 s, got 300 s"),
        ("", Skip, "the answer states no lifetime"),
    ] {
        let findings = judged(&but("expires_in", value), &asked).1;
        let found = row(&findings, "ciba.expiry_kept");
        assert_eq!((found.verdict, found.observed.as_str()), (expected, observed), "{value}");
    }
    assert_eq!(verdict(&with("expires_in", "300").1, "ciba.expiry_kept"), Skip);
}

proptest::proptest! {
    #[test]
    fn no_answer_brings_the_judge_down(text in "\\PC{0,60}", number in -1.0e300..1.0e300, which in 0usize..5) {
        let name = ["auth_req_id", "expires_in", "interval", "error", "error_description"][which];
        for value in [format!("{:?}", text.replace(|c: char| !c.is_ascii_graphic(), "")), format!("{number}"), "null".to_owned()] {
            if let Ok(parsed) = crate::protocol::json::parse(value.as_bytes()) {
                let Json::Object(mut members) = but(name, "") else { unreachable!("it is an object") };
                members.push((name.to_owned(), parsed.value));
                let answer = Json::Object(members);
                for delivery in Delivery::ALL {
                    let _ = judge(&answer, &response(400, ""), &Context { delivery, requested_expiry: Some(1), previous: None });
                }
            }
        }
        let Json::Object(mut members) = but("auth_req_id", "") else { unreachable!("it is an object") };
        members.push(("auth_req_id".to_owned(), Json::String(text)));
        let _ = judged(&Json::Object(members), &POLL);
    }
}
