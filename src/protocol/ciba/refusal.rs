//! Whether the provider takes the request, and its error when it does not (CIBA §13).

use crate::protocol::answer::{self, ErrorChecks, OAuthError};
use crate::protocol::check::{Check, Finding, Verdict, ciba, rfc};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

pub(super) static GRANTED: Check = Check::must("ciba.granted", "the provider takes the request", ciba!("7.3"));
pub(super) static ERROR: Check = Check::must("ciba.error", "the error is a registered code", ciba!("13"));
pub(super) static ERROR_CHARSET: Check =
    Check::should("ciba.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));
pub(super) static ERROR_STATUS: Check =
    Check::must("ciba.error_status", "the status is the one of the error", ciba!("13"));

/// The rows about an error.
pub(super) fn judge(object: &Json, error: &OAuthError) -> Vec<Finding> {
    let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: answer::CODES_AT_CIBA };
    let observed = match &error.description {
        Some(description) => format!("{}: {description}", error.error),
        None => error.error.clone(),
    };
    let mut findings = vec![GRANTED.fail("an auth_req_id", observed)];
    findings.extend(answer::judge_error(object, &checks));
    findings.push(status(error));
    findings
}

/// The person was asked for what the provider misses, and the request is sent once more: its refusal decides nothing.
pub fn asked_again(findings: &mut [Finding]) {
    for finding in findings.iter_mut().filter(|finding| *finding.check == GRANTED && finding.verdict == Verdict::Fail) {
        *finding = GRANTED.skip(format!("{}; asked, and sent once more", finding.observed));
    }
}

/// The row about an answer that is no error.
pub(super) fn granted(auth_req_id: Option<&Secret>) -> Finding {
    match auth_req_id {
        Some(_) => GRANTED.pass("an auth_req_id", "an auth_req_id"),
        None => GRANTED.skip("neither an auth_req_id nor an error came"),
    }
}

/// RFC 6749 §5.2 lets `invalid_client` be a 401; CIBA §13 wants it so, and a 403 for `access_denied`.
fn status(error: &OAuthError) -> Finding {
    let due = match error.error.as_str() {
        "invalid_client" => 401,
        "access_denied" => 403,
        _ => 400,
    };
    let observed = format!("{} with {}", error.status, error.error);
    ERROR_STATUS.judge(error.status == due, due.to_string(), observed)
}
