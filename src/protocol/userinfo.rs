//! The userinfo endpoint (OIDC Core 1.0 §5.3).

use url::Url;

use super::answer;
use super::check::{Check, Finding, Report, core, difference};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::secret::Secret;

/// The subject of the claims.
pub static SUB: Check =
    Check::must("userinfo.sub", "sub is the one of the ID Token", core!("5.3.2", "UserInfoResponse")).stops();

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&SUB];

/// Asks with the token in the header, never in the address.
pub fn request(endpoint: Url, access_token: &Secret) -> Request {
    let header = Secret::new(format!("Bearer {}", access_token.reveal()));
    Request::get(Purpose::Userinfo, endpoint).with_header("authorization", Value::Secret("authorization", header))
}

/// The whole of an answer: what all answers have in common, then the claims.
pub fn read(response: &Response, expected_sub: Option<&str>) -> Report<Json> {
    let mut common = answer::read(response, &answer::USERINFO);
    match common.value.take().filter(|object| answer::oauth_error(object, response).is_none()) {
        Some(object) if response.status == 200 => {
            let mut own = judge(&object, expected_sub);
            common.findings.append(&mut own.findings);
            Report::new(own.value, common.findings)
        }
        _ => {
            common.findings.push(SUB.skip("there are no claims to look at"));
            common
        }
    }
}

/// Judges the claims. They are given back even when they belong to somebody else: whoever shows them says so.
pub fn judge(object: &Json, expected_sub: Option<&str>) -> Report<Json> {
    Report::new(Some(object.clone()), vec![sub(object, expected_sub)])
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
