//! OAuth errors: their members, where else they may stand, and how they are judged.

use crate::protocol::check::{Check, Finding};
use crate::protocol::exchange::Response;
use crate::protocol::json::Json;
use crate::protocol::text;

use url::Url;

use super::seconds::Seconds;

/// What a server said when it refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuthError {
    /// The code; when it is not a string, its JSON text.
    pub error: String,
    /// `error_description`
    pub description: Option<String>,
    /// `error_uri`
    pub uri: Option<String>,
    /// `interval`, which some servers send beside `slow_down`.
    pub interval: Option<u64>,
    /// The status it came with.
    pub status: u16,
    /// Every `WWW-Authenticate` header, as text.
    pub challenges: Vec<String>,
}

impl OAuthError {
    /// An error that came through the browser, whose texts are parameters: no status and no challenge goes with it.
    pub fn of_browser(text: impl Fn(&str) -> Option<String>) -> Option<Self> {
        Some(Self {
            error: text("error")?,
            description: text("error_description"),
            uri: text("error_uri"),
            interval: None,
            status: 0,
            challenges: Vec::new(),
        })
    }
}

/// Codes of the token endpoint: RFC 6749 §5.2, RFC 8628 §3.5 and CIBA §11, RFC 8707 §2, RFC 9396 §5, RFC 9449 §5 and §8.
pub(crate) const CODES_AT_TOKEN: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "authorization_pending",
    "slow_down",
    "access_denied",
    "expired_token",
    "invalid_target",
    "invalid_authorization_details",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// Codes of the device authorization endpoint: RFC 8628 §3.2 points to RFC 6749 §5.2.
pub(crate) const CODES_AT_DEVICE: &[&str] = &[
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
    "invalid_target",
    "invalid_authorization_details",
];

/// Codes of the backchannel authentication endpoint: CIBA §13, and what RFC 8707 §2, RFC 9396 §5 and RFC 9449 §5 and
/// §8 add for every endpoint that takes their parameters.
pub(crate) const CODES_AT_CIBA: &[&str] = &[
    "invalid_request",
    "invalid_scope",
    "expired_login_hint_token",
    "unknown_user_id",
    "unauthorized_client",
    "missing_user_code",
    "invalid_user_code",
    "invalid_binding_message",
    "invalid_client",
    "access_denied",
    "invalid_target",
    "invalid_authorization_details",
    "invalid_dpop_proof",
    "use_dpop_nonce",
];

/// Whether a code is registered for the token endpoint.
pub fn is_registered(code: &str) -> bool {
    CODES_AT_TOKEN.contains(&code)
}

/// The two rules about an error, and the codes that its endpoint may use.
pub(crate) struct ErrorChecks {
    pub code: &'static Check,
    pub charset: &'static Check,
    pub registered: &'static [&'static str],
}

/// The OAuth error in an object, whatever its status was. `null` and the empty string beside a token are none.
pub fn oauth_error(object: &Json, response: &Response) -> Option<OAuthError> {
    let member = object.get("error")?;
    let nothing = matches!(member, Json::Null) || member.as_str() == Some("") && object.get("access_token").is_some();
    if nothing {
        return None;
    }
    let text = |name| object.get(name).and_then(Json::as_str).map(str::to_owned);
    Some(OAuthError {
        error: member.as_str().map_or_else(|| member.to_string(), str::to_owned),
        description: text("error_description"),
        uri: text("error_uri"),
        interval: Seconds::of(object, "interval").value(),
        status: response.status,
        challenges: challenges(response),
    })
}

fn challenges(response: &Response) -> Vec<String> {
    let named = |key: &str| key.eq_ignore_ascii_case("www-authenticate");
    response.headers.iter().filter(|(key, _)| named(key)).map(|(_, value)| value.clone()).collect()
}

/// Judges the error members of an object that has an `error`.
pub(crate) fn judge_error(object: &Json, checks: &ErrorChecks) -> Vec<Finding> {
    let expected = "a code that is registered for this endpoint, as a string";
    let code = match object.get("error") {
        None => return Vec::new(),
        Some(Json::String(code)) if checks.registered.contains(&code.as_str()) => checks.code.pass(expected, code),
        Some(Json::String(code)) if code.is_empty() => checks.code.fail(expected, "an empty string"),
        Some(Json::String(code)) => checks.code.fail(expected, format!("{} (not registered here)", short(code, 80))),
        Some(other) => checks.code.fail(expected, format!("{}: {}", other.kind(), short(&other.to_string(), 200))),
    };
    vec![code, charset(object, checks.charset)]
}

fn charset(object: &Json, check: &'static Check) -> Finding {
    let expected = "%x20-21 / %x23-5B / %x5D-7E only; error_uri the address of a page";
    let mut faults = Vec::new();
    for name in ["error", "error_description", "error_uri"] {
        match object.get(name) {
            Some(Json::String(text)) => {
                if let Some(c) = text.chars().find(|c| !matches!(c, ' '..='!' | '#'..='[' | ']'..='~')) {
                    faults.push(format!("{name} has U+{:04X}: {}", c as u32, short(text, 160)));
                }
            }
            None | Some(Json::Null) => {}
            Some(other) if name != "error" => faults.push(format!("{name} is {}", other.kind())),
            Some(_) => {}
        }
    }
    if let Some(uri) = object.get("error_uri").and_then(Json::as_str).filter(|uri| !is_page(uri)) {
        faults.push(format!("error_uri is not the address of a page, and is never opened: {}", short(uri, 160)));
    }
    if faults.is_empty() { check.pass(expected, "nothing else") } else { check.warn(expected, faults.join("; ")) }
}

fn is_page(uri: &str) -> bool {
    Url::parse(uri).is_ok_and(|url| matches!(url.scheme(), "https" | "http") && url.has_host())
}

/// A text made safe and short for one row.
pub(super) fn short(text: &str, most: usize) -> String {
    text::shown_short(text, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, response, verdict, with};
    use crate::protocol::check::Verdict::{Fail, Pass, Warn};
    use crate::protocol::check::rfc;

    static CODE: Check = Check::must("token.error", "t", rfc!(6749, "5.2"));
    static CHARSET: Check = Check::should("token.error_charset", "t", rfc!(6749, "5.2"));
    const CHECKS: ErrorChecks = ErrorChecks { code: &CODE, charset: &CHARSET, registered: CODES_AT_TOKEN };

    #[test]
    fn codes_and_types_are_judged() {
        crate::covers!("TOK-21", "TOK-22", "ATZ-12", "ATZ-13", "ATZ-14");
        for (body, code, charset) in [
            (r#"{"error":"invalid_grant"}"#, Pass, Pass),
            (r#"{"error":"authorization_pending"}"#, Pass, Pass),
            (r#"{"error":"invalid_target","error_description":"no such thing"}"#, Pass, Pass),
            (r#"{"error":"incorrect_device_code"}"#, Fail, Pass),
            (r#"{"error":{"code":400}}"#, Fail, Pass),
            (r#"{"error":400}"#, Fail, Pass),
            (r#"{"error":""}"#, Fail, Pass),
            (r#"{"error":"invalid_grant","error_description":"a\u001b[2Jb"}"#, Pass, Warn),
            (r#"{"error":"invalid_grant","error_description":"line\r\nline"}"#, Pass, Warn),
            (r#"{"error":"invalid_grant","error_description":"a \"quote\""}"#, Pass, Warn),
            (r#"{"error":"invalid_grant","error_description":7}"#, Pass, Warn),
            (r#"{"error":"größe"}"#, Fail, Warn),
            (r#"{"error":"invalid_grant","error_uri":"https://id.example.com/e?x=1"}"#, Pass, Pass),
            (r#"{"error":"invalid_grant","error_uri":"javascript:alert(1)"}"#, Pass, Warn),
            (r#"{"error":"invalid_grant","error_uri":"see the manual"}"#, Pass, Warn),
        ] {
            let object = object(body);
            let findings = judge_error(&object, &CHECKS);
            assert_eq!(verdict(&findings, "token.error"), code, "{body}");
            assert_eq!(verdict(&findings, "token.error_charset"), charset, "{body}");
            assert!(oauth_error(&object, &response(400, body)).is_some(), "{body}");
        }
    }

    #[test]
    fn an_error_that_says_nothing_is_none() {
        let at = |body| oauth_error(&object(body), &response(200, body));
        assert_eq!(at(r#"{"error":null,"access_token":"a"}"#), None);
        assert_eq!(at(r#"{"error":"","access_token":"a"}"#), None);
        assert_eq!(at("{}"), None);
        let error = at(r#"{"error":["a"],"error_description":"d","error_uri":"u","interval":7}"#).expect("an error");
        assert_eq!((error.error.as_str(), error.interval), (r#"["a"]"#, Some(7)));
    }

    #[test]
    fn a_challenge_is_kept_beside_the_body() {
        crate::covers!("TOK-19");
        let body = r#"{"error":"invalid_client"}"#;
        let answer = with(response(401, body), "www-authenticate", r#"Basic realm="x""#);
        let error = oauth_error(&object(body), &answer).expect("an error");
        assert_eq!((error.error.as_str(), error.status), ("invalid_client", 401));
        assert_eq!(error.challenges, [r#"Basic realm="x""#]);
    }
}
