//! `error` and its words (RFC 6749 §4.1.2.1): never hidden, whatever else is wrong with the answer.

use super::seen::Seen;
use crate::protocol::answer::{ErrorChecks, OAuthError, judge_error};
use crate::protocol::check::{Check, Finding, Verdict, rfc};
use crate::protocol::json::Json;
use crate::protocol::text::shown_short;

pub(super) static ERROR: Check = Check::must("authorization.error", "the answer is no error", rfc!(6749, "4.1.2.1"));
pub(super) static ERROR_CODE: Check =
    Check::should("authorization.error_code", "the error is a registered code", rfc!(6749, "4.1.2.1"));
pub(super) static ERROR_CHARSET: Check =
    Check::should("authorization.error_charset", "error texts keep to their characters", rfc!(6749, "4.1.2.1"));

/// Codes of the authorization endpoint: RFC 6749 §4.1.2.1, OIDC Core §3.1.2.6, RFC 8707 §2, RFC 9396 §5, and OpenID
/// Connect Core Error Code `unmet_authentication_requirements` §1.
pub(in crate::protocol) const CODES: &[&str] = &[
    "invalid_request",
    "unauthorized_client",
    "access_denied",
    "unsupported_response_type",
    "invalid_scope",
    "server_error",
    "temporarily_unavailable",
    "interaction_required",
    "login_required",
    "account_selection_required",
    "consent_required",
    "invalid_request_uri",
    "invalid_request_object",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
    "invalid_target",
    "invalid_authorization_details",
    "unmet_authentication_requirements",
];

/// A provider may describe at length; the row has the beginning.
const LONGEST: usize = 400;

/// What `prompt=none` asks for where nobody is signed in (OIDC Core §3.1.2.6): news, and no fault.
const SILENT: [&str; 4] = ["interaction_required", "login_required", "account_selection_required", "consent_required"];

const CHECKS: ErrorChecks = ErrorChecks { code: &ERROR_CODE, charset: &ERROR_CHARSET, registered: CODES };

/// The rows about an error. Where the `state` is not ours, anybody may have written it, and it proves nothing.
pub(super) fn judge(seen: Seen<'_>, is_ours: bool, is_silent: bool) -> Vec<Finding> {
    let Some(error) = seen.first("error") else {
        let none = "no error came";
        return vec![ERROR.pass("no error", "none"), ERROR_CODE.skip(none), ERROR_CHARSET.skip(none)];
    };
    let texts = ["error", "error_description", "error_uri"];
    let member = |name: &str| Some((name.to_owned(), Json::String(seen.first(name)?.to_owned())));
    let mut findings = judge_error(&Json::Object(texts.into_iter().filter_map(member).collect()), &CHECKS);
    for finding in
        findings.iter_mut().filter(|finding| finding.check.id == ERROR_CODE.id && finding.verdict == Verdict::Fail)
    {
        // A code of the provider's own breaks nothing: it is shown as it came, and not mapped to a nearby one.
        *finding = ERROR_CODE.warn(finding.expected.clone(), finding.observed.clone());
    }
    let description = seen.first("error_description");
    let row = match is_ours {
        true if is_silent && SILENT.contains(&error) => {
            ERROR.pass("no error, or what prompt=none may bring", worded(error, description))
        }
        true => ERROR.fail("no error", worded(error, description)),
        false => unauthenticated(error, description),
    };
    findings.insert(0, row);
    findings
}

fn worded(error: &str, description: Option<&str>) -> String {
    let words = description.map(|text| format!(" ({text})")).unwrap_or_default();
    shown_short(&format!("{error}{words}"), LONGEST)
}

/// An error that came without our `state`.
pub(super) fn unauthenticated(error: &str, description: Option<&str>) -> Finding {
    ERROR.warn("an error with the state that was sent", format!("unauthenticated: {}", worded(error, description)))
}

/// What the server said, when it refused.
pub(super) fn of(seen: Seen<'_>) -> Option<OAuthError> {
    OAuthError::of_browser(|name| seen.first(name).map(str::to_owned))
}
