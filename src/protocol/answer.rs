//! What every JSON answer is judged by, whichever endpoint it comes from: status, type, redirect, body.
//!
//! Decoding is lenient and judging is strict: JSON under any content type is read, so is a form, and every breach
//! leaves its row. No status and no header keeps the body from being looked at.

mod body;
mod challenge;
mod excerpt;
mod oauth_error;
mod retry_after;
#[cfg(test)]
pub(crate) mod sample;
mod seconds;

use url::Url;

use super::check::{Check, Finding, Report, Spec, ciba, core, oidc_discovery, rfc};
use super::exchange::{BodyEnd, Response, TransportError};
use super::json::Json;
use super::secret::Secret;

pub(super) use challenge::challenge_of;
pub(super) use oauth_error::{CODES_AT_CIBA, CODES_AT_DEVICE, CODES_AT_TOKEN, ErrorChecks, judge_error};
pub use oauth_error::{OAuthError, is_registered, oauth_error};
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
    /// The status of success.
    success: u16,
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
        success: 200,
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

/// The backchannel authentication endpoint.
pub static CIBA: Subject = subject!(
    "ciba", ciba!("7.3"), refusals: [400, 401, 403], types: ["application/json"]);

/// The pushed authorization request endpoint.
pub static PAR: Subject =
    Subject { success: 201, ..subject!("par", rfc!(9126, "2.2"), refusals: [400, 401], types: ["application/json"]) };

/// The token endpoint, whatever the grant.
pub static TOKEN: Subject = subject!(
    "token", rfc!(6749, "5.1"), refusals: [400, 401], types: ["application/json"]);

/// The userinfo endpoint.
pub static USERINFO: Subject = subject!(
    "userinfo", core!("5.3.2", "UserInfoResponse"), refusals: [], types: ["application/json"], stops);

/// The introspection endpoint. RFC 7662 has one refusal of its own: a client that may not ask.
pub static INTROSPECTION: Subject = subject!(
    "introspection", rfc!(7662, "2.2"), refusals: [400, 401], types: ["application/json"]);

/// The revocation endpoint. Only its refusals have a body that counts.
pub static REVOCATION: Subject = subject!(
    "revocation", rfc!(7009, "2.2"), refusals: [400, 401], types: ["application/json"]);

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
    &CIBA.status,
    &CIBA.content_type,
    &CIBA.redirect,
    &CIBA.json,
    &CIBA.duplicate,
    &PAR.status,
    &PAR.content_type,
    &PAR.redirect,
    &PAR.json,
    &PAR.duplicate,
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
    &INTROSPECTION.status,
    &INTROSPECTION.content_type,
    &INTROSPECTION.redirect,
    &INTROSPECTION.json,
    &INTROSPECTION.duplicate,
    &REVOCATION.status,
    &REVOCATION.content_type,
    &REVOCATION.redirect,
    &REVOCATION.json,
    &REVOCATION.duplicate,
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
    findings.push(json(response, subject, &read));
    findings.push(duplicate(subject, &read));
    Report::new(read.object, findings)
}

/// What a server refused with, in the body or, as a resource does it (RFC 6750 §3), in a challenge.
pub fn refusal(response: &Response) -> Option<OAuthError> {
    let in_body = body::read(response).object.and_then(|object| oauth_error(&object, response));
    in_body.or_else(|| challenge::error(response))
}

/// The JWT that an answer consists of: by its content type, then by its look. What is JSON under any type is none.
pub fn jwt(response: &Response) -> Option<Secret> {
    if body::read(response).form != body::Form::Jwt {
        return None;
    }
    Some(Secret::new(String::from_utf8_lossy(response.body.trim_ascii())))
}

/// The row about the content type where an answer may come as a JWT of the type `media`: in place of the common one,
/// when that does not say it.
pub(super) fn jwt_type(
    response: &Response,
    subject: &'static Subject,
    media: &str,
    (came, is_due): (bool, bool),
) -> Option<Finding> {
    let check = &subject.content_type;
    let named = response.media_type();
    let observed = named.as_deref().unwrap_or("no content type");
    match (came, is_due) {
        (true, true) => Some(check.judge(observed == media, media, format!("{observed}; the body is a JWT"))),
        (true, false) => {
            let expected = format!("{}: no signed answer was asked for", subject.types.join(" or "));
            Some(check.warn(expected, format!("{observed}; the body is a JWT")))
        }
        (false, true) if response.status == 200 && !response.body.is_empty() => Some(
            check.warn(format!("{media}, since a signed answer is due"), format!("{observed}; the body is no JWT")),
        ),
        (false, _) => None,
    }
}

/// Puts a row in the place of that of the same check.
pub(super) fn replace(findings: &mut [Finding], row: Option<Finding>) {
    let Some(row) = row else { return };
    if let Some(old) = findings.iter_mut().find(|finding| finding.check.id == row.check.id) {
        *old = row;
    }
}

fn ends(response: &Response) -> [Finding; 2] {
    let size = format!("{} bytes", response.body.len());
    let whole = || TRUNCATED.pass("all of the body", &size);
    let below = || BODY_LIMIT.pass("a body below the limit", &size);
    match response.end {
        BodyEnd::Whole | BodyEnd::Shed(_) => [whole(), below()],
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
    let challenges = match challenge::described(response) {
        Some(challenges) if matches!(status, 401 | 403) => format!(", WWW-Authenticate: {challenges}"),
        _ => String::new(),
    };
    let observed = format!("{status}{named}{later}{challenges}");
    let may_refuse = !subject.refusals.is_empty();
    let success = subject.success;
    let denies = subject.refusals.contains(&403);
    let refused = match (may_refuse, denies) {
        (true, false) => ", 400 with an OAuth error, or 401 with invalid_client",
        (true, true) => ", 400 with an OAuth error, 401 with invalid_client, or 403 with access_denied",
        (false, _) => "",
    };
    let expected = format!("{success}{refused}");
    let is = |code: &str| error.is_some_and(|error| error.error == code);
    match status {
        _ if status == success && error.is_none() => check.pass(expected, observed),
        // Whoever reads the body by what it is can go on with a 200 as well.
        _ if status == success || status == 200 => check.warn(expected, observed),
        // RFC 6749 §5.2 gives 401 to invalid_client alone; every other refusal is a 400.
        401 if may_refuse && error.is_some() && !is("invalid_client") => check.warn(expected, observed),
        // CIBA §13 gives 403 to access_denied alone.
        403 if denies && error.is_some() && !is("access_denied") => check.warn(expected, observed),
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
    if read.object.is_none() && is_busy(subject, response) {
        return check.skip(format!("{} need not come with JSON: {observed}", response.status));
    }
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

/// Whether it is a busy server, or the gateway before it, that answers: it owes no JSON, only the status counts.
fn is_busy(subject: &'static Subject, response: &Response) -> bool {
    !subject.refusals.is_empty() && matches!(response.status, 429 | 502 | 503 | 504)
}

fn json(response: &Response, subject: &'static Subject, read: &body::Read) -> Finding {
    let check = &subject.json;
    if response.body.is_empty() && response.status != 200 && subject.refusals.is_empty() {
        return check.skip(format!("no body came with {}", response.status));
    }
    match (&read.fault, read.form) {
        (Some(body::Fault::Broken(what)), _) if is_busy(subject, response) => {
            check.skip(format!("{} need not come with JSON: {what}", response.status))
        }
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

#[cfg(test)]
mod tests {
    use super::sample::{response, row, verdict, with};
    use super::*;
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
    use crate::protocol::exchange::TransportKind;
    use std::time::Duration;

    const PENDING: &str = r#"{"error":"authorization_pending"}"#;

    #[test]
    fn a_regular_answer_passes_everything() {
        let report = read(&response(200, r#"{"a":1}"#), &TOKEN);
        assert!(report.findings.iter().all(|finding| finding.verdict == Pass), "{:#?}", report.findings);
        assert!(report.value.is_some());
    }

    #[test]
    fn a_status_is_judged_with_the_error_beside_it() {
        crate::covers!("TOK-01", "TOK-23", "POL-18", "DEV-19", "DEV-20", "DSC-07");
        let table = [
            (200, PENDING, Warn),
            (400, PENDING, Pass),
            (401, r#"{"error":"invalid_client"}"#, Pass),
            (401, PENDING, Warn),
            (403, PENDING, Warn),
            (428, PENDING, Warn),
            (429, "", Warn),
            (400, r#"{"message":"no"}"#, Fail),
            (404, "<html>", Fail),
            (500, PENDING, Fail),
            (502, "", Fail),
            (503, "", Fail),
            (201, "{}", Fail),
            (302, "", Fail),
        ];
        for (status, body, expected) in table {
            let report = read(&response(status, body), &TOKEN);
            assert_eq!(verdict(&report.findings, "token.status"), expected, "{status} {body}");
        }
        let busy = with(response(503, ""), "retry-after", "20");
        let report = read(&busy, &TOKEN);
        assert_eq!(verdict(&report.findings, "token.status"), Warn);
        assert!(row(&report.findings, "token.status").observed.contains("Retry-After: 20"));
        assert_eq!(verdict(&read(&busy, &DISCOVERY).findings, "discovery.status"), Fail);
        assert_eq!(verdict(&read(&response(400, PENDING), &USERINFO).findings, "userinfo.status"), Fail);
    }

    #[test]
    fn json_is_read_under_any_type() {
        crate::covers!("DSC-08", "JWK-21");
        for (media, expected) in [
            ("application/json", Pass),
            ("Application/JSON; charset=UTF-8", Pass),
            ("text/html", Warn),
            ("text/plain", Warn),
            ("application/jwk-set+json", Warn),
            ("", Warn),
        ] {
            let report = read(&with(response(200, "{}"), "content-type", media), &DISCOVERY);
            assert_eq!(verdict(&report.findings, "discovery.content_type"), expected, "{media}");
            assert!(report.value.is_some() && verdict(&report.findings, "discovery.json") == Pass);
        }
        let keys = with(response(200, "{}"), "content-type", "application/jwk-set+json");
        assert_eq!(verdict(&read(&keys, &JWKS).findings, "jwks.content_type"), Pass);
    }

    #[test]
    fn a_form_becomes_an_object() {
        crate::covers!("TOK-02");
        let body = "access_token=gho_16C7e42F&scope=repo%2Cgist&expires_in=3600&token_type=bearer";
        for media in ["application/x-www-form-urlencoded; charset=utf-8", "text/plain", ""] {
            let report = read(&with(response(200, body), "content-type", media), &TOKEN);
            assert_eq!(verdict(&report.findings, "token.content_type"), Warn);
            let object = report.value.expect("a form");
            assert_eq!(object.get("scope").and_then(Json::as_str), Some("repo,gist"));
            assert!(object.get("expires_in").is_some_and(|value| value.as_number().is_some()));
        }
        let error = with(response(200, "error=slow_down&interval=10"), "content-type", "");
        let object = read(&error, &TOKEN).value.expect("a form");
        assert_eq!(
            oauth_error(&object, &error).map(|error| (error.error, error.interval)),
            Some(("slow_down".to_owned(), Some(10)))
        );
    }

    #[test]
    fn a_page_is_shown_by_its_title_and_its_beginning() {
        crate::covers!("TOK-03", "NET-11");
        let page = "<!DOCTYPE html><html><head><title>\n Sign in\u{1b}[2J </title></head><body>x</body></html>";
        let report = read(&with(response(200, page), "content-type", "text/html"), &TOKEN);
        let observed = &row(&report.findings, "token.json").observed;
        assert!(observed.contains("Sign in␛[2J") && observed.contains("<!DOCTYPE"), "{observed}");
        assert_eq!(verdict(&report.findings, "token.duplicate"), Skip);
        assert!(report.value.is_none());
    }

    #[test]
    fn a_busy_server_owes_no_json() {
        crate::covers!("POL-13", "POL-14");
        for status in [429, 502, 503, 504] {
            let page = with(response(status, "<html>busy</html>"), "content-type", "text/html");
            let findings = read(&page, &TOKEN).findings;
            assert_eq!(verdict(&findings, "token.json"), Skip, "{status}");
            assert_eq!(verdict(&findings, "token.content_type"), Skip, "{status}");
            assert!(row(&findings, "token.json").observed.contains("busy"));
            assert_eq!(verdict(&read(&page, &DISCOVERY).findings, "discovery.json"), Fail, "{status}");
        }
    }

    #[test]
    fn broken_json_is_located() {
        crate::covers!("DSC-10", "TOK-27", "NET-13");
        let deep = "[".repeat(200);
        for body in
            ["", "  ", "{\"a\":", "{\"a\":NaN}", "{\"a\":1e400}", "{} x", "{\"a\":\"\\ud800\"}", "[1]", "null", &deep]
        {
            let report = read(&response(200, body), &DISCOVERY);
            assert_eq!(verdict(&report.findings, "discovery.json"), Fail, "{body}");
            assert!(report.value.is_none());
        }
        let report = read(&response(200, "{\n  \"a\": ?\n}"), &DISCOVERY);
        assert!(row(&report.findings, "discovery.json").observed.contains("line 2, column 8"));
        let marked = read(&response(200, "\u{feff}{\"a\":1}"), &DISCOVERY);
        assert!(verdict(&marked.findings, "discovery.json") == Fail && marked.value.is_some());
    }

    #[test]
    fn a_coding_that_nobody_asked_for_is_named() {
        crate::covers!("NET-13");
        let json = |answer: Response| row(&read(&answer, &TOKEN).findings, "token.json").clone();
        let packed = json(with(response(200, "\u{1f}\u{8}packed"), "content-encoding", "gzip"));
        assert!(packed.verdict == Fail && packed.observed.contains("Content-Encoding gzip"), "{packed:?}");
        let mut wide = with(response(200, ""), "content-type", "application/json; charset=\"UTF-16\"");
        wide.body = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(json(wide.clone()).observed.contains("charset utf-16"));
        wide.headers.clear();
        wide.body.splice(0..0, [0xff, 0xfe]);
        assert!(json(wide).observed.contains("UTF-16"));
        let fine = json(with(response(200, "{}"), "content-encoding", "identity"));
        assert_eq!(fine.verdict, Pass);
    }

    #[test]
    fn broken_bodies_give_no_token_away() {
        for body in [
            r#"{"access_token":"s3cr3t-value","x":}"#,
            r#"{"access_token" : "s3cr3t-value"#,
            r#"{"a":1,"device_code":"s3cr3t-value",}"#,
            "<html>access_token=s3cr3t-value&x=1",
            r#"{"refresh_token":"s3cr3t-value","refresh_token":"s3cr3t-value","ok":1}"#,
        ] {
            let report = read(&response(200, body), &TOKEN);
            assert!(!format!("{:?}", report.findings).contains("s3cr3t"), "{body}: {:?}", report.findings);
        }
    }

    #[test]
    fn a_member_that_came_twice_is_named_with_both_values() {
        crate::covers!("DSC-11");
        let body = r#"{"issuer":"https://a.example","issuer":"https://evil.example"}"#;
        let report = read(&response(200, body), &DISCOVERY);
        let found = row(&report.findings, "discovery.duplicate");
        assert!(found.stops() && found.observed.contains("https://a.example") && found.observed.contains("evil"));
        let token = read(&response(200, r#"{"scope":"a","scope":"b"}"#), &TOKEN);
        let found = row(&token.findings, "token.duplicate");
        assert!(found.verdict == Fail && !found.stops());
    }

    #[test]
    fn a_redirect_is_shown_and_never_an_answer() {
        crate::covers!("DSC-09", "TOK-24", "TOK-25", "POL-26", "JWK-20", "NET-06");
        let asked = Url::parse("https://id.example.com/token").expect("a URL");
        for (location, expected) in [
            ("https://evil.example/token", Fail),
            ("//evil.example/token", Fail),
            ("http://id.example.com/token", Fail),
            ("https://id.example.com/token/", Warn),
            ("/other", Warn),
            ("", Fail),
        ] {
            for status in [301, 302, 307, 308] {
                let report = read_from(&asked, &with(response(status, ""), "location", location), &TOKEN);
                assert_eq!(verdict(&report.findings, "token.redirect"), expected, "{location}");
                assert!(row(&report.findings, "token.redirect").observed.contains(location));
                assert_eq!(verdict(&report.findings, "token.status"), Fail);
            }
        }
        let unknown = read(&with(response(307, ""), "location", "//evil.example/"), &TOKEN);
        assert_eq!(verdict(&unknown.findings, "token.redirect"), Fail);
        assert!(read(&response(200, "{}"), &TOKEN).findings.iter().all(|it| it.check.id != "token.redirect"));
    }

    #[test]
    fn half_a_body_is_not_read() {
        crate::covers!("TOK-26", "DSC-28", "NET-03");
        let mut short = response(200, r#"{"access_token":"a"}"#);
        short.end = BodyEnd::Short(Some(500));
        let report = read(&short, &TOKEN);
        assert!(report.value.is_none() && verdict(&report.findings, "http.truncated") == Fail);
        assert!(row(&report.findings, "http.truncated").expected.contains("500"));
        assert_eq!(verdict(&report.findings, "token.json"), Skip);
        short.end = BodyEnd::OverLimit(1 << 20);
        let report = read(&short, &TOKEN);
        assert!(report.value.is_none() && verdict(&report.findings, "http.body_limit") == Fail);
    }

    #[test]
    fn a_jwt_is_told_apart_from_rubbish() {
        crate::covers!("UIN-04");
        let jwt = with(response(200, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0."), "content-type", "application/jwt");
        let report = read(&jwt, &USERINFO);
        assert_eq!(verdict(&report.findings, "userinfo.content_type"), Warn);
        assert_eq!(verdict(&report.findings, "userinfo.json"), Skip);
    }

    #[test]
    fn a_transport_fault_is_a_row_with_its_kind() {
        let kind = TransportKind::Tls;
        let error = TransportError {
            kind,
            detail: "expired".to_owned(),
            after: Duration::ZERO,
            at: response(0, "").received,
            peer: None,
            via: None,
        };
        let finding = transport(&error);
        assert!(finding.verdict == Fail && finding.observed.contains("TLS"));
    }

    #[test]
    fn ids_are_spelled_by_the_macro() {
        assert_eq!(DISCOVERY.duplicate.id, "discovery.duplicate");
        assert!(DISCOVERY.duplicate.stop && JWKS.duplicate.stop && USERINFO.duplicate.stop && !TOKEN.duplicate.stop);
        assert_eq!(CHECKS.len(), 48);
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_bring_a_reader_down(
            status in 100u16..600,
            body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
            media in "[ -~]{0,30}",
        ) {
            let mut any = with(response(status, ""), "content-type", &media);
            any.body = body;
            for subject in [&DISCOVERY, &CIBA, &TOKEN, &USERINFO] {
                let report = read(&any, subject);
                if let Some(object) = report.value {
                    let _ = oauth_error(&object, &any);
                }
            }
        }

        #[test]
        fn no_text_brings_the_excerpt_down(text in "\\PC{0,60}(<title|access_token|eyJ)?\\PC{0,60}", location in "\\PC{0,40}") {
            let any = with(with(response(302, &text), "location", &location), "www-authenticate", &text);
            let _ = read(&any, &TOKEN);
        }
    }
}
