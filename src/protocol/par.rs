//! Pushed authorization requests (RFC 9126).

mod kept;

use std::time::Duration;

use url::Url;

use super::answer::{ErrorChecks, OAuthError, judge_error, oauth_error};
use super::authorization;
use super::check::{Check, Finding, Report, rfc};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;

/// The provider takes pushed requests only, and the profile forbids to push.
pub static REQUIRED: Check =
    Check::must("par.required", "the request is pushed where the provider requires it", rfc!(9126, "5")).stops();
static ERROR: Check = Check::must("par.error", "the error is a registered code", rfc!(9126, "2.3"));
static ERROR_CHARSET: Check =
    Check::should("par.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&REQUIRED, &kept::REQUEST_URI, &kept::EXPIRES_IN, &ERROR, &ERROR_CHARSET];

/// What only the token endpoint says: about the client and its proof of possession (RFC 6749 §5.2, RFC 9449 §10.1).
const OF_THE_CLIENT: [&str; 3] = ["invalid_client", "invalid_dpop_proof", "use_dpop_nonce"];

/// The errors of both endpoints may come (RFC 9126 §2.3).
const CODES: &[&str] = &{
    let mut all = [OF_THE_CLIENT[0]; OF_THE_CLIENT.len() + authorization::CODES.len()];
    let mut at = 0;
    while at < all.len() {
        all[at] =
            if at < OF_THE_CLIENT.len() { OF_THE_CLIENT[at] } else { authorization::CODES[at - OF_THE_CLIENT.len()] };
        at += 1;
    }
    all
};

/// The row about a provider that takes pushed requests only.
pub fn required(is_required: bool, may_push: bool) -> Finding {
    let expected = "pushed where the metadata say require_pushed_authorization_requests";
    match (is_required, may_push) {
        (true, false) => REQUIRED.fail(expected, "required, and code.par is \"never\""),
        (true, true) => REQUIRED.pass(expected, "required, and pushed"),
        (false, _) => REQUIRED.pass(expected, "not required"),
    }
}

/// What came of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pushed {
    /// The request is kept at the provider.
    Accepted {
        /// What stands for it in the authorization request.
        request_uri: String,
        /// How long it is kept.
        expires_in: Duration,
    },
    /// An OAuth error.
    Refused(OAuthError),
}

/// Pushes a request, whichever way its parameters go.
pub fn request(endpoint: Url, parameters: Vec<(String, Value)>) -> Request {
    Request::post(Purpose::Par, endpoint, parameters)
}

/// Judges the answer. There is no value when nothing in it can be used: nobody is sent away with a request that the
/// provider does not keep.
pub fn judge(object: &Json, response: &Response) -> Report<Pushed> {
    if let Some(error) = oauth_error(object, response) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: CODES };
        return Report::new(Some(Pushed::Refused(error)), judge_error(object, &checks));
    }
    let mut findings = Vec::new();
    let request_uri = kept::request_uri(object, &mut findings);
    let expires_in = kept::expires_in(object, &mut findings);
    let accepted = request_uri.zip(expires_in);
    let value = accepted.map(|(request_uri, expires_in)| Pushed::Accepted { request_uri, expires_in });
    Report::new(value, findings)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, response, row, verdict};
    use crate::protocol::answer::{self, TOKEN};
    use crate::protocol::check::Verdict::{Fail, Pass, Warn};

    const URI: &str = "urn:ietf:params:oauth:request_uri:bwc4JK-ESC0w8acc191e-Y1LTC2";

    fn judged(body: &str) -> Report<Pushed> {
        judge(&object(body), &response(201, body))
    }

    #[test]
    fn an_answer_as_it_should_be_is_kept() {
        let report = judged(&format!(r#"{{"request_uri":"{URI}","expires_in":60}}"#));
        assert!(report.findings.iter().all(|finding| finding.verdict == Pass), "{:?}", report.findings);
        let accepted = Pushed::Accepted { request_uri: URI.to_owned(), expires_in: Duration::from_secs(60) };
        assert_eq!(report.value, Some(accepted));
    }

    #[test]
    fn the_status_is_201_and_200_is_doubtful() {
        crate::covers!("PAR-01");
        let body = format!(r#"{{"request_uri":"{URI}","expires_in":60}}"#);
        let status = |status| verdict(&answer::read(&response(status, &body), &answer::PAR).findings, "par.status");
        assert_eq!((status(201), status(200), status(202), status(500)), (Pass, Warn, Fail, Fail));
        let error = r#"{"error":"invalid_request"}"#;
        let refused = |status| verdict(&answer::read(&response(status, error), &answer::PAR).findings, "par.status");
        assert_eq!((refused(400), refused(201), refused(200), refused(413)), (Pass, Warn, Warn, Warn));
        // Elsewhere 201 is none.
        assert_eq!(verdict(&answer::read(&response(201, &body), &TOKEN).findings, "token.status"), Fail);
    }

    #[test]
    fn without_a_usable_request_uri_nobody_is_sent_away() {
        crate::covers!("PAR-01");
        for value in ["", r#""request_uri":"","#, r#""request_uri":7,"#, r#""request_uri":"urn:a b","#] {
            let report = judged(&format!(r#"{{{value}"expires_in":60}}"#));
            assert_eq!(verdict(&report.findings, "par.request_uri"), Fail, "{value}");
            assert_eq!(report.value, None, "{value}");
        }
    }

    #[test]
    fn lifetimes_are_hostile_numbers() {
        crate::covers!("PAR-01");
        for (value, colour, seconds) in [
            ("600", Pass, Some(600)),
            ("0", Fail, None),
            ("-1", Fail, None),
            (r#""0""#, Fail, None),
            (r#""90""#, Warn, Some(90)),
            ("90.5", Warn, Some(91)),
            ("18446744073709551615", Warn, Some(u64::MAX)),
            ("1e300", Warn, Some(u64::MAX)),
            (r#""soon""#, Fail, Some(60)),
            ("null", Fail, Some(60)),
            ("", Fail, Some(60)),
        ] {
            let member = if value.is_empty() { String::new() } else { format!(r#","expires_in":{value}"#) };
            let report = judged(&format!(r#"{{"request_uri":"{URI}"{member}}}"#));
            assert_eq!(verdict(&report.findings, "par.expires_in"), colour, "{value}");
            let kept = report.value.map(|pushed| match pushed {
                Pushed::Accepted { expires_in, .. } => expires_in.as_secs(),
                Pushed::Refused(error) => panic!("{error:?}"),
            });
            assert_eq!(kept, seconds, "{value}");
        }
    }

    #[test]
    fn a_refusal_is_judged_by_the_codes_of_both_endpoints() {
        for code in authorization::CODES.iter().chain(&["invalid_client"]) {
            let report = judged(&format!(r#"{{"error":"{code}"}}"#));
            assert_eq!(verdict(&report.findings, "par.error"), Pass, "{code}");
            assert!(matches!(report.value, Some(Pushed::Refused(_))));
        }
        let body = format!(r#"{{"error":"no_luck","error_description":"a\u001bb","request_uri":"{URI}"}}"#);
        let report = judged(&body);
        assert_eq!(verdict(&report.findings, "par.error"), Fail);
        assert_eq!(verdict(&report.findings, "par.error_charset"), Warn);
        assert!(matches!(report.value, Some(Pushed::Refused(_))));
    }

    #[test]
    fn a_provider_that_takes_nothing_else_is_not_asked_another_way() {
        crate::covers!("PAR-03");
        assert!(required(true, false).stops());
        assert_eq!((required(true, true).verdict, required(false, false).verdict), (Pass, Pass));
        assert_eq!(row(&[required(true, false)], "par.required").verdict, Fail);
    }
}
