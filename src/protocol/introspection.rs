//! Introspection (RFC 7662), with its signed answer (RFC 9701): what a token means to the provider that issued it.

mod jwt;
mod members;
#[cfg(test)]
mod tests;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError, judge_error, oauth_error};
use super::check::{Check, Finding, Report, rfc};
use super::claims;
use super::client_auth;
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::secret::Secret;
use super::signed_answer::{self, Came, Keys};

/// The media type of a signed answer (RFC 9701 §5).
const SIGNED: &str = "application/token-introspection+jwt";

static AUTHORIZED: Check =
    Check::should("introspection.authorized", "this client may ask about tokens", rfc!(7662, "2.1"));
static ACTIVE: Check = Check::must("introspection.active", "active is true or false", rfc!(7662, "2.2"));
static ERROR: Check = Check::must("introspection.error", "the error is a registered code", rfc!(7662, "2.3"));
static ERROR_CHARSET: Check =
    Check::should("introspection.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));
static HIDDEN_TEXT: Check = claims::hidden_text_rule("introspection.hidden_text");

/// The checks of the members, signed or not.
static OF_MEMBERS: [&Check; 6] =
    [&ACTIVE, &members::INACTIVE_MEMBERS, &members::TYPES, &members::EXP, &members::NBF, &HIDDEN_TEXT];

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &AUTHORIZED,
    &ERROR,
    &ERROR_CHARSET,
    &ACTIVE,
    &members::INACTIVE_MEMBERS,
    &members::TYPES,
    &members::EXP,
    &members::NBF,
    &HIDDEN_TEXT,
];

/// Every check of an answer that is a JWT, for the catalogue.
pub static JWT_CHECKS: &[&Check] = jwt::CHECKS;

/// What may come of an unhappy question: RFC 6749 §5.2, for RFC 7662 §2.3 points there, and RFC 6750 §3.1 for a client
/// that comes with a bearer token.
const CODES: &[&str] =
    &["invalid_client", "invalid_request", "unauthorized_client", "invalid_token", "insufficient_scope"];

/// What the answer is held against.
pub struct Expected<'a> {
    /// Whether a signed answer was asked for.
    pub as_jwt: bool,
    /// The provider's keys.
    pub keys: Keys<'a>,
    /// What a signed answer is held against, and the clock for every one.
    pub signed: signed_answer::Expected<'a>,
}

/// What the provider said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Introspection {
    /// What it knows of the token.
    Answered {
        /// `active`; nothing when it is no truth value.
        active: Option<bool>,
        /// All members, those of a signed answer out of its `token_introspection`.
        members: Json,
    },
    /// It did not let this client ask: nothing was said about the token.
    Refused(OAuthError),
    /// The same without an OAuth error: a sentence.
    Unauthorized(String),
}

/// Asks about a token (RFC 7662 §2.1), for a signed answer if that is wished (RFC 9701 §4).
pub fn request(
    endpoint: Url,
    (token, hint): (&Secret, Option<&str>),
    as_jwt: bool,
    extra: &[(String, String)],
) -> Request {
    let mut request = Request::post(Purpose::Introspection, endpoint, token_form(token, hint, extra));
    if as_jwt {
        request.accept(SIGNED);
    }
    request
}

/// `token` and `token_type_hint`, with the profile's own parameters.
pub(super) fn token_form(token: &Secret, hint: Option<&str>, extra: &[(String, String)]) -> Vec<(String, Value)> {
    let mut form = vec![("token".to_owned(), Value::Secret("token", token.clone()))];
    form.extend(hint.map(|hint| ("token_type_hint".to_owned(), Value::Plain(hint.to_owned()))));
    client_auth::extend(&mut form, extra);
    form
}

/// The whole of an answer that was asked for at an address. There is no value when nothing of it can be used.
pub fn read(asked: &Url, response: &Response, came: Option<&Came>, expected: &Expected<'_>) -> Report<Introspection> {
    let common = answer::read_from(asked, response, &answer::INTROSPECTION);
    let (mut findings, mut object) = (common.findings, common.value);
    let media = answer::jwt_type(response, &answer::INTROSPECTION, SIGNED, (came.is_some(), expected.as_jwt));
    answer::replace(&mut findings, media);
    let error = object.as_ref().and_then(|object| oauth_error(object, response));
    if let (Some(object), Some(_)) = (&object, &error) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: CODES };
        findings.extend(judge_error(object, &checks));
    }
    findings.push(authorized(response, error.as_ref()));
    if error.is_none() && matches!(response.status, 401 | 403) {
        by_status(response, &mut findings);
    }
    if let Some(came) = came {
        answer::replace(&mut findings, Some(answer::INTROSPECTION.json.skip("the body is a JWT, judged as one")));
        let (members, rows) = jwt::judge(came, &expected.keys, &expected.signed);
        findings.extend(rows);
        object = members;
    }
    if error.is_some() || response.status != 200 {
        findings.extend(OF_MEMBERS.map(|check| check.skip("the answer says nothing about the token")));
        return Report::new(refusal(response, error), findings);
    }
    let Some(members) = object else {
        findings.extend(OF_MEMBERS.map(|check| check.skip("there are no members to look at")));
        return Report::new(None, findings);
    };
    findings.extend(judge(&members, &expected.signed));
    let active = members.get("active").and_then(Json::as_bool);
    Report::new(Some(Introspection::Answered { active, members }), findings)
}

/// Judges the members.
fn judge(object: &Json, expected: &signed_answer::Expected<'_>) -> Vec<Finding> {
    let mut findings = vec![active(object)];
    findings.extend(members::judge(object, expected));
    findings.push(claims::hidden_text(&HIDDEN_TEXT, [object]));
    findings
}

/// A text that says "true" is not taken for it: whoever does lets a token pass that is not active.
fn active(object: &Json) -> Finding {
    let expected = "true or false";
    match object.get("active") {
        None => ACTIVE.fail(expected, "missing"),
        Some(Json::Bool(active)) => ACTIVE.pass(expected, active.to_string()),
        Some(other) => ACTIVE.fail(expected, format!("{}: {other}, which is not taken for either", other.kind())),
    }
}

/// What is wrong between this client and the endpoint, by name: the token has no part in it.
fn authorized(response: &Response, error: Option<&OAuthError>) -> Finding {
    let expected = "an answer about the token";
    match cause(response.status, error) {
        Some(cause) => AUTHORIZED.warn(expected, cause),
        None if response.status == 200 && error.is_none() => AUTHORIZED.pass(expected, "200"),
        None => AUTHORIZED.skip(format!("{} says nothing about it", response.status)),
    }
}

/// A refusal as of a resource (RFC 6750 §3) need not have a body: only its status counts.
fn by_status(response: &Response, findings: &mut [Finding]) {
    let subject = &answer::INTROSPECTION;
    for check in [&subject.content_type, &subject.json] {
        answer::replace(findings, Some(check.skip(format!("{} need not come with JSON", response.status))));
    }
    let status = findings.iter().find(|finding| finding.check.id == subject.status.id);
    let softened = status.map(|row| subject.status.warn(&row.expected, &row.observed));
    answer::replace(findings, softened);
}

fn cause(status: u16, error: Option<&OAuthError>) -> Option<String> {
    let code = error.map(|error| error.error.as_str());
    let why = match (status, code) {
        (_, Some("invalid_client")) => "the provider did not recognise this client: its id, secret or method is wrong",
        (_, Some("unauthorized_client")) | (403, _) => {
            "the provider knows this client and does not let it introspect: it needs that right there"
        }
        (_, Some("invalid_token" | "insufficient_scope")) => {
            "the endpoint wants a bearer token of its own, and did not accept what authorized the question"
        }
        (401, _) => "the provider wants this client to authenticate, and its credentials were not accepted",
        _ => return None,
    };
    Some(format!("{status}: {why}. Nothing was said about the token"))
}

fn refusal(response: &Response, error: Option<OAuthError>) -> Option<Introspection> {
    match (error, cause(response.status, None)) {
        (Some(error), _) => Some(Introspection::Refused(error)),
        (None, Some(cause)) => Some(Introspection::Unauthorized(cause)),
        (None, None) => None,
    }
}
