//! The userinfo endpoint (OIDC Core 1.0 §5.3).

use url::Url;

use super::answer;
use super::check::{Check, Finding, Report, core, difference};
use super::claims;
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::secret::Secret;

/// The subject of the claims.
pub static SUB: Check =
    Check::must("userinfo.sub", "sub is the one of the ID Token", core!("5.3.2", "UserInfoResponse")).stops();

static CLAIM_TYPES: Check = claims::types_rule("userinfo.claim_types");
static HIDDEN_TEXT: Check = claims::hidden_text_rule("userinfo.hidden_text");

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&SUB, &CLAIM_TYPES, &HIDDEN_TEXT];

/// Asks with the token in the header, never in the address.
pub fn request(endpoint: Url, access_token: &Secret) -> Request {
    let header = Secret::new(format!("Bearer {}", access_token.reveal()));
    Request::get(Purpose::Userinfo, endpoint).with_header("authorization", Value::Secret("authorization", header))
}

/// The whole of an answer that was asked for at an address: what all answers have in common, then the claims.
pub fn read(asked: &Url, response: &Response, expected_sub: Option<&str>) -> Report<Json> {
    let mut common = answer::read_from(asked, response, &answer::USERINFO);
    match common.value.take().filter(|object| answer::oauth_error(object, response).is_none()) {
        Some(object) if response.status == 200 => {
            let mut own = judge(&object, expected_sub);
            common.findings.append(&mut own.findings);
            Report::new(own.value, common.findings)
        }
        _ => {
            common.findings.extend(CHECKS.iter().map(|check| check.skip("there are no claims to look at")));
            common
        }
    }
}

/// Judges the claims. They are given back even when they belong to somebody else: whoever shows them says so.
pub fn judge(object: &Json, expected_sub: Option<&str>) -> Report<Json> {
    let types = claims::types(&CLAIM_TYPES, object);
    let hidden = claims::hidden_text(&HIDDEN_TEXT, [object]);
    Report::new(Some(object.clone()), vec![sub(object, expected_sub), types, hidden])
}

fn sub(object: &Json, expected: Option<&str>) -> Finding {
    let wanted = expected.unwrap_or("a non-empty string");
    match (object.get("sub"), expected) {
        (None, _) => SUB.fail(wanted, "missing"),
        (Some(Json::String(sub)), _) if sub.is_empty() => SUB.fail(wanted, "an empty string"),
        (Some(Json::String(sub)), Some(expected)) => match difference(expected, sub) {
            None => SUB.pass(expected, sub),
            Some(how) => SUB.fail(expected, format!("{sub} ({how})")),
        },
        (Some(Json::String(sub)), None) => SUB.skip(format!("there is no ID Token to compare with; sub is {sub}")),
        (Some(other), _) => SUB.fail(wanted, format!("{}: {other}", other.kind())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, response, verdict, with};
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

    #[test]
    fn sub_is_the_one_of_the_id_token() {
        crate::covers!("UIN-01", "UIN-02");
        for (body, expected_sub, expected) in [
            (r#"{"sub":"ann"}"#, Some("ann"), Pass),
            (r#"{"sub":"anninvalid"}"#, Some("ann"), Fail),
            (r#"{"sub":"Ann"}"#, Some("ann"), Fail),
            ("{}", Some("ann"), Fail),
            ("{}", None, Fail),
            (r#"{"sub":""}"#, None, Fail),
            (r#"{"sub":7}"#, Some("7"), Fail),
            (r#"{"sub":"ann"}"#, None, Skip),
        ] {
            let report = judge(&object(body), expected_sub);
            assert_eq!(verdict(&report.findings, "userinfo.sub"), expected, "{body}");
            assert_eq!(report.findings[0].stops(), expected == Fail);
        }
    }

    #[test]
    fn a_jwt_and_an_error_leave_their_rows() {
        crate::covers!("UIN-04");
        let url = Url::parse("https://id.example.com/userinfo").expect("a URL");
        let read = |response: &Response| read(&url, response, Some("ann"));
        let jwt = with(response(200, "eyJhbGciOiJub25lIn0.e30."), "content-type", "application/jwt");
        let report = read(&jwt);
        assert!(report.value.is_none() && verdict(&report.findings, "userinfo.sub") == Skip);
        assert_eq!(verdict(&report.findings, "userinfo.content_type"), Warn);
        let refused = read(&response(401, r#"{"error":"invalid_token"}"#));
        assert!(refused.value.is_none() && verdict(&refused.findings, "userinfo.status") == Fail);
        let good = read(&response(200, r#"{"sub":"ann"}"#));
        assert!(good.value.is_some() && good.findings.iter().all(|finding| finding.verdict == Pass));
        for (location, expected) in [("/me", Warn), ("https://evil.example/userinfo", Fail)] {
            let elsewhere = read(&with(response(307, ""), "location", location));
            assert_eq!(verdict(&elsewhere.findings, "userinfo.redirect"), expected, "{location}");
        }
    }

    #[test]
    fn claims_are_judged_like_those_of_a_token() {
        crate::covers!("UIN-08");
        let odd =
            judge(&object(r#"{"sub":"ann","email_verified":"true","address":{"locality":"x\u202ey"}}"#), Some("ann"));
        assert_eq!(verdict(&odd.findings, "userinfo.claim_types"), Warn);
        let hidden = odd.findings.iter().find(|row| row.check.id == "userinfo.hidden_text").expect("a row");
        assert_eq!((hidden.verdict, hidden.observed.as_str()), (Warn, r"/address/locality: x\u{202e}y"));
    }

    #[test]
    fn the_token_stands_in_the_header() {
        let url = Url::parse("https://id.example.com/userinfo").expect("a URL");
        let request = request(url, &Secret::new("abc"));
        assert_eq!(request.secrets().next().map(|(_, secret)| secret.reveal()), Some("Bearer abc"));
        assert_eq!(request.url.as_str(), "https://id.example.com/userinfo");
    }
}
