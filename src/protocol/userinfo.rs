//! The userinfo endpoint (OIDC Core 1.0 §5.3).

mod jwt;
#[cfg(test)]
mod tests;

use url::Url;

use super::answer;
use super::check::{Check, Finding, Report, core, difference};
use super::claims;
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::secret::Secret;
use super::signed_answer::{self, Came, Keys};

/// The subject of the claims.
pub static SUB: Check =
    Check::must("userinfo.sub", "sub is the one of the ID Token", core!("5.3.2", "UserInfoResponse")).stops();

static CLAIM_TYPES: Check = claims::types_rule("userinfo.claim_types");
static CLAIM_SOURCES: Check = claims::sources_rule("userinfo.claim_sources");
static HIDDEN_TEXT: Check = claims::hidden_text_rule("userinfo.hidden_text");

/// The checks of the claims, signed or not.
static OF_CLAIMS: [&Check; 4] = [&SUB, &CLAIM_TYPES, &CLAIM_SOURCES, &HIDDEN_TEXT];

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &OF_CLAIMS;

/// Every check of an answer that is a JWT, for the catalogue.
pub static JWT_CHECKS: &[&Check] = jwt::CHECKS;

/// What the answer is held against.
pub struct Expected<'a> {
    /// The subject of the ID Token.
    pub sub: Option<&'a str>,
    /// The provider's keys.
    pub keys: Keys<'a>,
    /// What a signed answer is held against. Where an algorithm is registered, a signed answer is due.
    pub signed: signed_answer::Expected<'a>,
}

/// How the token is sent. There is no way to put it into the address (RFC 6750 §2.3, which RFC 9700 §4.3.2 forbids).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Carrier {
    /// In the header (RFC 6750 §2.1).
    #[default]
    Bearer,
    /// In the form (RFC 6750 §2.2).
    Body,
    /// In the header, with a proof beside it (RFC 9449 §7.1).
    Dpop,
}

/// Asks with the token.
pub fn request(endpoint: Url, access_token: &Secret, carrier: Carrier) -> Request {
    let header = |scheme: &str| {
        let header = Secret::new(format!("{scheme} {}", access_token.reveal()));
        let value = Value::Secret("authorization", header);
        Request::get(Purpose::Userinfo, endpoint.clone()).with_header("authorization", value)
    };
    let mut request = match carrier {
        Carrier::Bearer => header("Bearer"),
        Carrier::Dpop => header("DPoP"),
        Carrier::Body => {
            let token = Value::Secret("access_token", access_token.clone());
            Request::post(Purpose::Userinfo, endpoint, vec![("access_token".to_owned(), token)])
        }
    };
    request.accept("application/json, application/jwt");
    request
}

/// The whole of an answer that was asked for at an address: what all answers have in common, the JWT in place of the
/// object when it came as one, then the claims.
pub fn read(asked: &Url, response: &Response, came: Option<&Came>, expected: &Expected<'_>) -> Report<Json> {
    let common = answer::read_from(asked, response, &answer::USERINFO);
    let (mut findings, mut object) = (common.findings, common.value);
    let is_due = expected.signed.registered_alg.is_some();
    let media = answer::jwt_type(response, &answer::USERINFO, "application/jwt", (came.is_some(), is_due));
    answer::replace(&mut findings, media);
    if let Some(came) = came {
        let (claims, rows) = jwt::judge(came, &expected.keys, &expected.signed);
        findings.extend(rows);
        object = claims;
    }
    let object = object.filter(|object| response.status == 200 && answer::oauth_error(object, response).is_none());
    let Some(object) = object else {
        findings.extend(OF_CLAIMS.map(|check| check.skip("there are no claims to look at")));
        return Report::new(None, findings);
    };
    let own = judge(&object, expected.sub, expected.signed.issuer);
    findings.extend(own.findings);
    Report::new(own.value, findings)
}

/// Judges the claims. They are given back even when they belong to somebody else: whoever shows them says so.
pub fn judge(object: &Json, expected_sub: Option<&str>, issuer: Option<&str>) -> Report<Json> {
    let types = claims::types(&CLAIM_TYPES, object);
    let sources = claims::sources(&CLAIM_SOURCES, issuer, object);
    let hidden = claims::hidden_text(&HIDDEN_TEXT, [object]);
    Report::new(Some(object.clone()), vec![sub(object, expected_sub), types, sources, hidden])
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
