//! Revocation (RFC 7009): a token is given up. That it worked is nothing the answer says.

#[cfg(test)]
mod tests;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError, judge_error, oauth_error, retry_after};
use super::check::{Check, Finding, Report, rfc};
use super::exchange::{Purpose, Request, Response};
use super::introspection::{Introspection, token_form};
use super::secret::Secret;
use super::time::in_words;

static ERROR: Check = Check::must("revocation.error", "the error is a registered code", rfc!(7009, "2.2.1"));
static ERROR_CHARSET: Check =
    Check::should("revocation.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));

/// What introspection says afterwards.
pub static EFFECT: Check = Check::should("revocation.effect", "the token is inactive afterwards", rfc!(7009, "2.2"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&ERROR, &ERROR_CHARSET, &EFFECT];

/// RFC 7009 §2.2.1, and RFC 6749 §5.2 that it points to.
const CODES: &[&str] = &["unsupported_token_type", "invalid_request", "invalid_client", "unauthorized_client"];

/// What the provider said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Revocation {
    /// 200: the token is invalid now, or it never was one.
    Accepted,
    /// An OAuth error.
    Refused(OAuthError),
    /// It cannot now, and the token has to be thought of as alive: a sentence.
    Later(String),
}

/// Gives a token up (RFC 7009 §2.1).
pub fn request(endpoint: Url, (token, hint): (&Secret, Option<&str>), extra: &[(String, String)]) -> Request {
    Request::post(Purpose::Revocation, endpoint, token_form(token, hint, extra))
}

/// The whole of an answer that was asked for at an address. There is no value when nothing of it can be used.
pub fn read(asked: &Url, response: &Response) -> Report<Revocation> {
    let common = answer::read_from(asked, response, &answer::REVOCATION);
    let mut findings = common.findings;
    let error = common.value.as_ref().and_then(|object| oauth_error(object, response));
    if let (Some(object), Some(error)) = (&common.value, error) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: CODES };
        findings.extend(judge_error(object, &checks));
        answer::replace(&mut findings, unsupported(response, &error));
        return Report::new(Some(Revocation::Refused(error)), findings);
    }
    match response.status {
        200 => {
            accepted(&mut findings);
            Report::new(Some(Revocation::Accepted), findings)
        }
        503 => Report::new(Some(Revocation::Later(later(response))), findings),
        _ => Report::new(None, findings),
    }
}

/// The body of a 200 is ignored, whatever it is (RFC 7009 §2.2), and the 200 says little.
fn accepted(findings: &mut [Finding]) {
    let subject = &answer::REVOCATION;
    for check in [&subject.content_type, &subject.json, &subject.duplicate] {
        answer::replace(findings, Some(check.skip("the body of a 200 is ignored")));
    }
    let observed = "200, which proves nothing: a token that the provider never knew is answered in the same way";
    answer::replace(findings, Some(subject.status.pass("200", observed)));
}

/// A refusal by the kind of the token is regular, and says that the token lives on.
fn unsupported(response: &Response, error: &OAuthError) -> Option<Finding> {
    let is_regular = error.error == "unsupported_token_type" && response.status == 400;
    is_regular.then(|| {
        let observed = "400 with unsupported_token_type: the provider does not revoke tokens of this kind, and this \
                        one lives until it expires";
        answer::REVOCATION.status.pass("200, or 400 with an OAuth error", observed)
    })
}

/// RFC 7009 §2.2.1: the token is thought of as alive, and another attempt may follow.
fn later(response: &Response) -> String {
    let again = match retry_after(response) {
        Some(Ok(wait)) => format!("it asks to try again in {}", in_words(wait.as_secs())),
        Some(Err(junk)) => format!("it says when to try again, and nobody can read it: {junk}"),
        None => "it does not say when to try again".to_owned(),
    };
    format!("the provider cannot revoke now (503), and {again}; the token is still alive")
}

/// The row about what introspection says after a 200.
pub fn effect(introspection: Option<&Introspection>) -> Finding {
    let expected = "active: false";
    match introspection {
        Some(Introspection::Answered { active: Some(false), .. }) => {
            EFFECT.pass(expected, "active: false; whether it was active before, nobody asked")
        }
        Some(Introspection::Answered { active: Some(true), .. }) => {
            EFFECT.warn(expected, "active: true; it may take a while until all of the provider knows")
        }
        Some(Introspection::Answered { active: None, .. }) => EFFECT.skip("introspection does not say active"),
        Some(Introspection::Refused(_) | Introspection::Unauthorized(_)) => {
            EFFECT.skip("this client may not introspect, so nobody here knows what came of it")
        }
        None => EFFECT.skip("introspection brought nothing that could be read"),
    }
}
