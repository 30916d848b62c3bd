//! What every JSON answer is judged by, whichever endpoint it comes from: status, type, redirect, body.
//!
//! Decoding is lenient and judging is strict: JSON under any content type is read, so is a form, and every breach
//! leaves its row. No status and no header keeps the body from being looked at.

mod body;
mod excerpt;
mod oauth_error;
mod retry_after;
mod seconds;

use url::Url;

use super::check::{Check, Finding, Report, Spec, core, oidc_discovery, rfc};
use super::exchange::{BodyEnd, Response, TransportError};
use super::json::Json;

pub(super) use oauth_error::{CODES_AT_DEVICE, CODES_AT_TOKEN, ErrorChecks, judge_error};
pub use oauth_error::{OAuthError, challenge_error, is_registered, oauth_error};
pub use retry_after::{http_date, retry_after};
pub(super) use seconds::Seconds;

/// An endpoint as the subject of checks: the same five rules under its own name and clause.
#[derive(Debug)]
pub struct Subject {
    /// The first part of its check ids.
    pub name: &'static str,
    /// The status is the one of the endpoint.
    pub status: Check,
    /// The media type.
    pub content_type: Check,
    /// Has a row only when a redirect came.
    pub redirect: Check,
    /// The body is one object.
    pub json: Check,
    /// No member twice.
    pub duplicate: Check,
    /// Registered media types of the answer, the usual one first.
    types: &'static [&'static str],
    /// The statuses of a regular refusal.
    refusals: &'static [u16],
}

/// A [`Subject`]: `subject!("token", rfc!(6749, "5.1"), refusals: [400, 401], types: ["application/json"])`.
/// With `stops`, a member that came twice ends the run.
macro_rules! subject {
    ($name:literal, $spec:expr, refusals: [$($status:literal),*], types: [$($media:literal),+], stops) => {
        Subject {
            duplicate: duplicate_rule(concat!($name, ".duplicate")).stops(),
            ..subject!($name, $spec, refusals: [$($status),*], types: [$($media),+])
        }
    };
    ($name:literal, $spec:expr, refusals: [$($status:literal),*], types: [$($media:literal),+]) => {
        Subject {
            name: $name,
            duplicate: duplicate_rule(concat!($name, ".duplicate")),
            ..rules(
                [concat!($name, ".status"), concat!($name, ".content_type"), concat!($name, ".redirect"),
                 concat!($name, ".json")],
                $spec,
                &[$($media),+],
                &[$($status),*],
            )
        }
    };
}

/// The rules of a subject whose ids the macro has spelled.
pub(crate) const fn rules(
    [status, content_type, redirect, json]: [&'static str; 4],
    spec: Spec,
    types: &'static [&'static str],
    refusals: &'static [u16],
) -> Subject {
    Subject {
        name: "",
        status: Check::must(status, "the status is the one of the endpoint", spec),
        content_type: Check::should(content_type, "the answer says that it is JSON", spec),
        redirect: Check::must(redirect, "the endpoint answers itself", rfc!(9700, "4.12")),
        json: Check::must(json, "the body is one JSON object", spec),
        duplicate: duplicate_rule(""),
        types,
        refusals,
    }
}

/// The rule about members that came twice.
pub(crate) const fn duplicate_rule(id: &'static str) -> Check {
    Check::must(id, "no member comes twice", rfc!(8259, "4"))
}

/// Provider metadata.
pub static DISCOVERY: Subject = subject!(
    "discovery", oidc_discovery!("4.2", "ProviderConfigurationResponse"),
    refusals: [], types: ["application/json"], stops);

/// The provider's keys.
pub static JWKS: Subject = subject!(
    "jwks", rfc!(7517, "5"), refusals: [], types: ["application/json", "application/jwk-set+json"], stops);

/// The device authorization endpoint.
pub static DEVICE: Subject = subject!(
    "device", rfc!(8628, "3.2"), refusals: [400, 401], types: ["application/json"]);

/// The token endpoint, whatever the grant.
pub static TOKEN: Subject = subject!(
    "token", rfc!(6749, "5.1"), refusals: [400, 401], types: ["application/json"]);

/// The userinfo endpoint.
pub static USERINFO: Subject = subject!(
    "userinfo", core!("5.3.2", "UserInfoResponse"), refusals: [], types: ["application/json"], stops);

static ANSWER: Check = Check::must("http.answer", "an answer came", rfc!(9110, "3.4"));
static TRUNCATED: Check = Check::must("http.truncated", "the body is complete", rfc!(9112, "8"));
static BODY_LIMIT: Check = Check::must("http.body_limit", "the body is below the limit", rfc!(8259, "9"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &ANSWER,
    &TRUNCATED,
    &BODY_LIMIT,
    &DISCOVERY.status,
    &DISCOVERY.content_type,
    &DISCOVERY.redirect,
    &DISCOVERY.json,
    &DISCOVERY.duplicate,
    &JWKS.status,
    &JWKS.content_type,
    &JWKS.redirect,
    &JWKS.json,
    &JWKS.duplicate,
    &DEVICE.status,
    &DEVICE.content_type,
    &DEVICE.redirect,
    &DEVICE.json,
    &DEVICE.duplicate,
    &TOKEN.status,
    &TOKEN.content_type,
    &TOKEN.redirect,
    &TOKEN.json,
    &TOKEN.duplicate,
    &USERINFO.status,
    &USERINFO.content_type,
    &USERINFO.redirect,
    &USERINFO.json,
    &USERINFO.duplicate,
];

/// A request that stayed without an answer.
pub fn transport(error: &TransportError) -> Finding {
    ANSWER.fail("an HTTP answer", error.to_string())
}

/// Reads the object out of an answer and judges what all answers have in common.
///
/// A redirect to an absolute address counts as one to another origin; [`read_from`] can tell.
pub fn read(response: &Response, subject: &'static Subject) -> Report<Json> {
    judged(None, response, subject)
}

/// [`read`] for a caller who knows where the request went, so that a redirect within the origin is told apart.
pub fn read_from(asked: &Url, response: &Response, subject: &'static Subject) -> Report<Json> {
    judged(Some(asked), response, subject)
}

fn judged(asked: Option<&Url>, response: &Response, subject: &'static Subject) -> Report<Json> {
    let mut findings = vec![ANSWER.pass("an HTTP answer", format!("{} {}", response.version, response.status))];
    findings.extend(ends(response));
    if (300..400).contains(&response.status) {
        findings.push(redirect(asked, response, subject));
    }
    let read = body::read(response);
    let error = read.object.as_ref().and_then(|object| oauth_error(object, response));
    findings.push(status(response, subject, error.as_ref()));
    findings.push(content_type(response, subject, &read));
    findings.push(json(subject, &read));
    findings.push(duplicate(subject, &read));
    Report::new(read.object, findings)
}

fn ends(response: &Response) -> [Finding; 2] {
    let size = format!("{} bytes", response.body.len());
    let whole = || TRUNCATED.pass("all of the body", &size);
    let below = || BODY_LIMIT.pass("a body below the limit", &size);
    match response.end {
        BodyEnd::Whole => [whole(), below()],
        BodyEnd::OverLimit(limit) => [
            TRUNCATED.skip("reading stopped at the limit"),
            BODY_LIMIT.fail(format!("at most {limit} bytes"), "more than that; the rest was not read"),
        ],
        BodyEnd::Short(promised) => {
            let expected = promised.map_or_else(|| "all of the body".to_owned(), |all| format!("{all} bytes"));
            [TRUNCATED.fail(expected, format!("the connection ended after {size}")), below()]
        }
    }
}

fn redirect(asked: Option<&Url>, response: &Response, subject: &'static Subject) -> Finding {
    let check = &subject.redirect;
    let expected = "an answer from the endpoint itself; redirects are not followed";
    let Some(location) = response.header("location") else {
        return check.fail(expected, format!("{} without a Location", response.status));
    };
    let observed = format!("{} to {location}", response.status);
    let target = match asked {
        Some(asked) => asked.join(location).ok(),
        None => Url::parse(location).ok(),
    };
    let same = match (asked, target) {
        (Some(asked), Some(target)) => asked.origin() == target.origin(),
        (None, None) => !location.starts_with("//"),
        _ => false,
    };
    match (same, asked) {
        (true, _) => check.warn(expected, format!("{observed}, on the same origin")),
        (false, Some(_)) => check.fail(expected, format!("{observed}, another origin")),
        (false, None) => check.fail(expected, observed),
    }
}

fn status(response: &Response, subject: &'static Subject, error: Option<&OAuthError>) -> Finding {
    let (check, status) = (&subject.status, response.status);
    let later = response.header("retry-after").map(|value| format!(", Retry-After: {value}")).unwrap_or_default();
    let named = error.map(|error| format!(" with the OAuth error {}", error.error)).unwrap_or_default();
    let observed = format!("{status}{named}{later}");
    let may_refuse = !subject.refusals.is_empty();
    let expected = if may_refuse { "200, or 400 or 401 with an OAuth error" } else { "200" };
    match status {
        200 if error.is_none() => check.pass(expected, observed),
        200 => check.warn(expected, observed),
        _ if subject.refusals.contains(&status) && error.is_some() => check.pass(expected, observed),
        429 if may_refuse => check.warn(expected, observed),
        503 if may_refuse && !later.is_empty() => check.warn(expected, observed),
        400..500 if may_refuse && error.is_some() => check.warn(expected, observed),
        _ => check.fail(expected, observed),
    }
}

fn content_type(response: &Response, subject: &'static Subject, read: &body::Read) -> Finding {
    let check = &subject.content_type;
    let expected = subject.types.join(" or ");
    if response.body.is_empty() {
        return check.skip("there is no body");
    }
    let media = response.media_type();
    let observed = media.as_deref().unwrap_or("no content type");
    let right = media.as_deref().is_some_and(|media| subject.types.contains(&media));
    match read.form {
        body::Form::Urlencoded => check.warn(expected, format!("{observed}; the body is a form, it was decoded")),
        body::Form::Jwt => check.warn(expected, format!("{observed}; the body is a JWT")),
        body::Form::Json if !right => {
            check.warn(expected, format!("{observed}; the body was read as JSON all the same"))
        }
        _ => check.judge(right, expected, observed),
    }
}

fn json(subject: &'static Subject, read: &body::Read) -> Finding {
    let check = &subject.json;
    match (&read.fault, read.form) {
        (Some(body::Fault::Unread(reason)), _) => check.skip(reason),
        (Some(body::Fault::Broken(what)), _) => check.fail("one JSON object", what),
        (None, body::Form::Urlencoded) => check.warn("one JSON object", "a form; it was decoded"),
        (None, _) => check.pass("one JSON object", "one JSON object"),
    }
}

fn duplicate(subject: &'static Subject, read: &body::Read) -> Finding {
    let check = &subject.duplicate;
    if read.object.is_none() {
        return check.skip("there is no object");
    }
    if read.duplicates.is_empty() {
        return check.pass("no member twice", "none came twice");
    }
    let all: Vec<String> = read.duplicates.iter().take(8).map(excerpt::duplicate).collect();
    check.fail("no member twice", all.join("; "))
}
