//! An error in place of tokens (CIBA §12), and the row that says whether there is one.

use crate::protocol::answer::{ErrorChecks, OAuthError, judge_error};
use crate::protocol::check::{Check, Finding, Report, ciba};
use crate::protocol::json::Json;
use crate::protocol::text;

pub(super) static ERROR: Check =
    Check::must("notification.error", "the error is a registered code", ciba!("12", "push_error_payload"));
pub(super) static ERROR_CHARSET: Check = Check::should(
    "notification.error_charset",
    "error texts keep to their characters",
    ciba!("12", "push_error_payload"),
);
pub(super) static GRANTED: Check =
    Check::must("notification.granted", "the provider pushed tokens", ciba!("12", "push_error_payload"));

/// The codes of §12.
const CODES: &[&str] = &["access_denied", "expired_token", "transaction_failed"];

const WANTED: &str = "tokens";

/// Tokens came.
pub fn granted() -> Finding {
    GRANTED.pass(WANTED, WANTED)
}

/// Reads and judges a push that brought an error.
pub fn push_error(object: &Json) -> Report<OAuthError> {
    let member = |name: &str| match object.get(name)? {
        Json::Null => None,
        Json::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    let Some(error) = OAuthError::of_browser(member) else { return Report::empty() };
    let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: CODES };
    let mut findings = judge_error(object, &checks);
    findings.push(match error.error.as_str() {
        // The person's no, and nobody's yes, are answers: as at the token endpoint, they are no fault of anybody's.
        "access_denied" | "expired_token" => GRANTED.skip(said(&error)),
        _ => GRANTED.fail(WANTED, said(&error)),
    });
    Report::new(Some(error), findings)
}

/// The code, and what the provider says to it; else what it stands for.
fn said(error: &OAuthError) -> String {
    let code = text::shown_short(&error.error, 80);
    let meaning = match error.error.as_str() {
        "access_denied" => "the person did not approve",
        "expired_token" => "nobody approved while auth_req_id was valid",
        "transaction_failed" => "the provider met with something that kept it from finishing",
        _ => "",
    };
    match error.description.as_deref().filter(|description| !description.is_empty()).unwrap_or(meaning) {
        "" => code,
        description => format!("{code}: {description}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, row, verdict};
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

    fn pushed(text: &str) -> Report<OAuthError> {
        push_error(&object(text))
    }

    #[test]
    fn an_error_in_place_of_tokens_is_red_with_its_meaning() {
        crate::covers!("CIB-18");
        let report = pushed(r#"{"auth_req_id":"a","error":"transaction_failed"}"#);
        assert_eq!(report.value.expect("an error").error, "transaction_failed");
        let found = row(&report.findings, "notification.granted");
        assert_eq!(found.verdict, Fail);
        assert_eq!(found.observed, "transaction_failed: the provider met with something that kept it from finishing");
        assert_eq!(verdict(&report.findings, "notification.error"), Pass);
        assert_eq!(granted().verdict, Pass);
    }

    #[test]
    fn codes_and_texts_are_judged() {
        for (text, code, charset) in [
            (r#"{"error":"access_denied","error_description":"no"}"#, Pass, Pass),
            (r#"{"error":"expired_token"}"#, Pass, Pass),
            (r#"{"error":"invalid_grant"}"#, Fail, Pass),
            (r#"{"error":{"code":1}}"#, Fail, Pass),
            (r#"{"error":""}"#, Fail, Pass),
            (r#"{"error":"access_denied","error_description":"a\u001b[2Jb"}"#, Pass, Warn),
        ] {
            let report = pushed(text);
            assert_eq!(verdict(&report.findings, "notification.error"), code, "{text}");
            assert_eq!(verdict(&report.findings, "notification.error_charset"), charset, "{text}");
            let is_answer = text.contains("access_denied") || text.contains("expired_token");
            let granted = verdict(&report.findings, "notification.granted");
            assert_eq!(granted, if is_answer { Skip } else { Fail }, "{text}");
            assert!(report.value.is_some());
        }
        assert_eq!(
            row(&pushed(r#"{"error":"x","error_description":"y"}"#).findings, "notification.granted").observed,
            "x: y"
        );
        assert_eq!(pushed(r#"{"error":null,"access_token":"a"}"#), Report::empty());
    }
}
