//! The token endpoint (RFC 6749 §5.1 and §5.2), whatever the grant.

mod credentials;
mod entropy;
mod header;
mod lifetime;
mod scope;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError};
use super::check::{Check, Finding, Report, rfc};
use super::client_auth::{self, Client};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::pkce::Pkce;
use super::secret::Secret;
use super::text;
use super::time::Now;

static ERROR: Check = Check::must("token.error", "the error is a registered code", rfc!(6749, "5.2"));
static ERROR_CHARSET: Check =
    Check::should("token.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));

static PKCE_ENFORCED: Check =
    Check::must("token.pkce_enforced", "the code is refused without its verifier", rfc!(9700, "2.1.1"));

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &ERROR,
    &ERROR_CHARSET,
    &PKCE_ENFORCED,
    &credentials::ACCESS_TOKEN,
    &credentials::CHARSET,
    &credentials::TOKEN_TYPE,
    &credentials::REFRESH_TOKEN,
    &credentials::ID_TOKEN,
    &lifetime::EXPIRES_IN,
    &lifetime::RANGE,
    &scope::SCOPE,
    &scope::MISSING,
    &scope::EXTRA,
    &header::CACHE_CONTROL,
    &entropy::ENTROPY,
];

/// The grant type of RFC 8628.
pub const DEVICE_GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The scopes of the request.
    pub scope: &'a [String],
    /// Whether an ID Token is due.
    pub openid: bool,
}

/// What came of a token request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenAnswer {
    /// Tokens that can be used.
    Tokens(Box<TokenSet>),
    /// An OAuth error, `authorization_pending` included.
    Error(OAuthError),
    /// Neither.
    Broken {
        /// An ID Token may be judged even where nothing else can be used.
        id_token: Option<Secret>,
        /// What is wrong, as a sentence.
        sentence: String,
    },
}

impl TokenAnswer {
    /// The ID Token, wherever it is.
    pub fn id_token(&self) -> Option<&Secret> {
        match self {
            Self::Tokens(tokens) => tokens.id_token.as_ref(),
            Self::Broken { id_token, .. } => id_token.as_ref(),
            Self::Error(_) => None,
        }
    }
}

/// A successful answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSet {
    /// `access_token`; none only where an ID Token alone came through the front channel.
    pub access_token: Option<Secret>,
    /// `token_type` as it came.
    pub token_type: String,
    /// `expires_in`, when a number can be read.
    pub expires_in: Option<u64>,
    /// `refresh_token`
    pub refresh_token: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// `scope`; absent means: as asked.
    pub scope: Option<String>,
    /// When the answer was there.
    pub received: Now,
    /// Names of the members that are none of these.
    pub extra: Vec<String>,
}

/// The grant type of RFC 6749 §4.1.3.
pub const CODE_GRANT: &str = "authorization_code";

/// Redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.5).
pub fn code_request(
    endpoint: Url,
    client: &Client,
    (code, redirect_uri): (&Secret, &str),
    pkce: Option<&Pkce>,
    extra: &[(String, String)],
) -> Request {
    let mut form = vec![
        ("grant_type".to_owned(), Value::Plain(CODE_GRANT.to_owned())),
        ("code".to_owned(), Value::Secret("code", code.clone())),
        ("redirect_uri".to_owned(), Value::Plain(redirect_uri.to_owned())),
    ];
    if let Some(pkce) = pkce {
        form.push(("code_verifier".to_owned(), Value::Secret("code_verifier", pkce.verifier.clone())));
    }
    client_auth::extend(&mut form, extra);
    client_auth::apply(client, Request::post(Purpose::Token, endpoint, form))
}

/// One poll: asks for the tokens of a device code.
pub fn device_request(
    endpoint: Url,
    client: &Client,
    device_code: &Secret,
    pkce: Option<&Pkce>,
    extra: &[(String, String)],
) -> Request {
    let mut form = vec![
        ("grant_type".to_owned(), Value::Plain(DEVICE_GRANT.to_owned())),
        ("device_code".to_owned(), Value::Secret("device_code", device_code.clone())),
    ];
    if let Some(pkce) = pkce {
        form.push(("code_verifier".to_owned(), Value::Secret("code_verifier", pkce.verifier.clone())));
    }
    client_auth::extend(&mut form, extra);
    client_auth::apply(client, Request::post(Purpose::Poll, endpoint, form))
}

/// Judges an answer. There is always a value: what cannot be used is [`TokenAnswer::Broken`].
pub fn judge(object: &Json, response: &Response, expected: &Expected<'_>) -> Report<TokenAnswer> {
    if let Some(error) = answer::oauth_error(object, response) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: answer::CODES_AT_TOKEN };
        return Report::new(Some(TokenAnswer::Error(error)), answer::judge_error(object, &checks));
    }
    let mut findings = Vec::new();
    let access_token = credentials::access_token(object, &mut findings);
    let token_type = credentials::token_type(object, &mut findings);
    let expires_in = lifetime::judge(object, &mut findings);
    let scope = scope::judge(object, expected.scope, &mut findings);
    let refresh_token = credentials::refresh_token(object, &mut findings);
    let id_token = credentials::id_token(object, expected.openid, &mut findings);
    findings.push(header::cache_control(response));
    findings.push(entropy::judge(object));
    let received = response.received;
    let answer = match (access_token, token_type) {
        (Some(access_token), Some(token_type)) => TokenAnswer::Tokens(Box::new(TokenSet {
            access_token: Some(access_token),
            token_type,
            expires_in,
            refresh_token,
            id_token,
            scope,
            received,
            extra: extra(object),
        })),
        (None, _) => broken(id_token, "The token endpoint's answer has no access_token that can be used."),
        (_, None) => broken(id_token, "The token endpoint's answer has no token_type that can be used."),
    };
    Report::new(Some(answer), findings)
}

/// Judges what a code brought that was redeemed wrongly on purpose; `sent` says how.
pub fn pkce_enforced(sent: &str, answer: Option<&TokenAnswer>) -> Finding {
    let expected = "invalid_grant";
    match answer {
        Some(TokenAnswer::Error(error)) if matches!(error.error.as_str(), "invalid_grant" | "invalid_request") => {
            PKCE_ENFORCED.pass(expected, format!("{} for {sent}", error.error))
        }
        Some(TokenAnswer::Error(error)) => {
            PKCE_ENFORCED.skip(format!("refused for another reason: {}", text::shown_short(&error.error, 80)))
        }
        Some(TokenAnswer::Tokens(_)) => PKCE_ENFORCED.fail(expected, format!("tokens for {sent}")),
        Some(TokenAnswer::Broken { .. }) | None => PKCE_ENFORCED.skip("the answer is neither tokens nor an error"),
    }
}

/// Whether an object is worth judging as a token answer: it comes with success, or says something that only such an
/// answer says. The JSON of a gateway (`{"message":"Too Many Requests"}`) is none, and lacks nothing.
pub fn is_answer(object: &Json, response: &Response) -> bool {
    let telling = ["error", "access_token", "id_token"];
    (200..300).contains(&response.status) || telling.iter().any(|name| object.get(name).is_some())
}

fn broken(id_token: Option<Secret>, sentence: &str) -> TokenAnswer {
    TokenAnswer::Broken { id_token, sentence: sentence.to_owned() }
}

/// Names of the members that no rule here knows.
fn extra(object: &Json) -> Vec<String> {
    const KNOWN: [&str; 6] = ["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope"];
    let members = object.as_object().unwrap_or_default().iter();
    members.map(|(name, _)| name).filter(|name| !KNOWN.contains(&name.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, response, row, verdict, with};
    use crate::protocol::check::Finding;
    use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};

    /// Checks that have a row only where there is an error, or a probe.
    const ELSEWHERE: [&str; 3] = ["token.error", "token.error_charset", "token.pkce_enforced"];

    /// A good answer with one member set to a JSON text, or removed when that is empty.
    fn but(name: &str, value: &str) -> Json {
        let mut members = vec![
            ("access_token", r#""2YotnFZFEjr1zCsicMWpAA2YotnFZFEj""#),
            ("token_type", r#""Bearer""#),
            ("expires_in", "3600"),
            ("refresh_token", r#""tGzv3JOkF0XG5Qx2TlKWIAtGzv3JOkF0""#),
            ("id_token", r#""e30.e30.c2ln""#),
            ("scope", r#""openid profile""#),
        ];
        members.retain(|(key, _)| *key != name);
        if !value.is_empty() {
            members.push((name, value));
        }
        let members: Vec<String> = members.into_iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
        object(&format!("{{{}}}", members.join(",")))
    }

    fn judged(object: &Json) -> (TokenAnswer, Vec<Finding>) {
        let scope = ["openid".to_owned(), "profile".to_owned()];
        let report = judge(object, &response(200, ""), &Expected { scope: &scope, openid: true });
        (report.value.expect("always a value"), report.findings)
    }

    fn came(id: &str, name: &str, value: &str) -> Verdict {
        verdict(&judged(&but(name, value)).1, id)
    }

    fn set(answer: TokenAnswer) -> Option<Box<TokenSet>> {
        if let TokenAnswer::Tokens(set) = answer { Some(set) } else { None }
    }

    #[test]
    fn a_good_answer_has_a_row_for_every_rule() {
        crate::covers!("TOK-29");
        let (answer, findings) = judged(&but("x_vendor", "{}"));
        for check in CHECKS.iter().filter(|check| !ELSEWHERE.contains(&check.id)) {
            assert_eq!(verdict(&findings, check.id), Pass, "{}", check.id);
        }
        assert!(!format!("{answer:?}{findings:?}").contains("2YotnFZF"));
        assert_eq!(set(answer).expect("tokens").extra, ["x_vendor"]);
    }

    #[test]
    fn without_an_access_token_nothing_is_a_success() {
        crate::covers!("TOK-04", "TOK-28", "POL-19");
        for value in ["", "null", "7", r#""""#] {
            let (answer, findings) = judged(&but("access_token", value));
            assert_eq!(verdict(&findings, "token.access_token"), Fail, "{value}");
            assert!(answer.id_token().is_some() && set(answer).is_none());
            assert_eq!(findings.len(), CHECKS.len() - ELSEWHERE.len());
        }
        let other = object(r#"{"accessToken":"a","tokenType":"Bearer"}"#);
        let findings = judged(&other).1;
        assert!(row(&findings, "token.access_token").observed.contains("did you mean accessToken"));
        assert!(row(&findings, "token.token_type").observed.contains("did you mean tokenType"));
    }

    #[test]
    fn the_type_is_known_in_any_case_and_never_assumed() {
        crate::covers!("TOK-05", "TOK-06", "TOK-07");
        for (value, expected) in [
            (r#""bEARER""#, Pass),
            (r#""dPOP""#, Warn),
            ("", Fail),
            (r#""mac""#, Fail),
            (r#""N_A""#, Fail),
            ("7", Fail),
            (r#""""#, Fail),
        ] {
            let (answer, findings) = judged(&but("token_type", value));
            assert_eq!(verdict(&findings, "token.token_type"), expected, "{value}");
            assert_eq!(set(answer).is_some(), expected != Fail, "{value}");
        }
    }

    #[test]
    fn a_lifetime_never_overflows_and_is_never_invented() {
        crate::covers!("TOK-09", "TOK-10", "TOK-11");
        for (value, kind, range, read) in [
            ("", Pass, Skip, None),
            ("3600", Pass, Pass, Some(3600)),
            ("0", Warn, Pass, Some(0)),
            (r#""3600""#, Warn, Pass, Some(3600)),
            ("3600.0", Warn, Pass, Some(3600)),
            ("-1", Fail, Skip, None),
            ("null", Fail, Skip, None),
            (r#""soon""#, Fail, Skip, None),
            ("18446744073709551615", Pass, Fail, Some(u64::MAX)),
            ("1e30", Warn, Fail, Some(u64::MAX)),
            ("3600000000", Pass, Fail, Some(3_600_000_000)),
        ] {
            let (answer, findings) = judged(&but("expires_in", value));
            assert_eq!(verdict(&findings, "token.expires_in"), kind, "{value}");
            assert_eq!(verdict(&findings, "token.expires_in_range"), range, "{value}");
            assert_eq!(set(answer).expect("tokens").expires_in, read, "{value}");
        }
    }

    #[test]
    fn scopes_are_compared_name_by_name() {
        crate::covers!("TOK-12", "TOK-13", "TOK-14", "TOK-15");
        for (value, form, missing, extra) in [
            ("", Pass, Skip, Skip),
            (r#""profile openid""#, Pass, Pass, Pass),
            (r#""openid""#, Pass, Warn, Pass),
            (r#""openid profile admin""#, Pass, Pass, Warn),
            (r#"["openid"]"#, Fail, Skip, Skip),
            (r#""openid  profile""#, Fail, Pass, Pass),
            (r#""openid \"profile\"""#, Fail, Warn, Warn),
            (r#""openid größe""#, Fail, Warn, Warn),
            (r#""""#, Warn, Warn, Pass),
        ] {
            let findings = judged(&but("scope", value)).1;
            assert_eq!(verdict(&findings, "token.scope"), form, "{value}");
            assert_eq!(verdict(&findings, "token.scope_missing"), missing, "{value}");
            assert_eq!(verdict(&findings, "token.scope_extra"), extra, "{value}");
        }
        assert!(row(&judged(&but("scope", r#""openid""#)).1, "token.scope_missing").observed.contains("profile"));
    }

    #[test]
    fn no_header_is_built_from_a_token_that_could_break_it() {
        crate::covers!("TOK-16");
        for token in ["\"a\\r\\nX: y\"", "\"a\\u0000b\"", "\"a b\"", "\"ä\""] {
            let (answer, findings) = judged(&but("access_token", token));
            assert_eq!(verdict(&findings, "token.charset"), Fail, "{token}");
            assert!(set(answer).is_none(), "{token}");
        }
        assert_eq!(came("token.charset", "access_token", r#""a|b;c""#), Warn);
        assert_eq!(came("token.charset", "refresh_token", "\"a\\nb\""), Fail);
    }

    #[test]
    fn the_other_tokens_are_texts() {
        crate::covers!("IDT-50");
        for (value, expected) in [("", Skip), ("null", Fail), (r#""""#, Fail), ("7", Fail)] {
            assert_eq!(came("token.refresh_token", "refresh_token", value), expected, "{value}");
            let due = if value.is_empty() { Fail } else { expected };
            assert_eq!(came("token.id_token", "id_token", value), due, "{value}");
        }
        let report = judge(&but("id_token", ""), &response(200, ""), &Expected { scope: &[], openid: false });
        assert_eq!(verdict(&report.findings, "token.id_token"), Skip);
        assert_eq!(verdict(&report.findings, "token.scope_missing"), Skip);
    }

    #[test]
    fn a_token_that_can_be_guessed_warns() {
        crate::covers!("TOK-17");
        let same = format!("{:?}", "a".repeat(60));
        for (token, expected) in [
            (r#""abc123""#, Warn),
            (same.as_str(), Warn),
            (r#""0123456789abcdef01234567""#, Pass),
            (r#""gho_16C7e42F292c6912E7""#, Pass),
        ] {
            assert_eq!(came("token.entropy", "access_token", token), expected, "{token}");
        }
        let findings = judged(&but("access_token", &same)).1;
        assert!(row(&findings, "token.entropy").observed.starts_with("access_token about 0 bits"));
    }

    #[test]
    fn answers_with_tokens_are_not_to_be_stored() {
        crate::covers!("TOK-18");
        for (value, expected) in [("no-store", Pass), ("private, No-Store", Pass), ("", Warn), ("no-cache", Warn)] {
            let answer = with(response(200, ""), "cache-control", value);
            let report = judge(&but("x", "1"), &answer, &Expected { scope: &[], openid: true });
            assert_eq!(verdict(&report.findings, "token.cache_control"), expected, "{value}");
        }
    }

    #[test]
    fn a_pending_answer_has_no_failing_row() {
        for code in ["authorization_pending", "slow_down", "access_denied", "expired_token", "invalid_grant"] {
            let (answer, findings) = judged(&object(&format!(r#"{{"error":{code:?}}}"#)));
            assert!(findings.iter().all(|finding| finding.verdict == Pass), "{findings:?}");
            assert!(matches!(answer, TokenAnswer::Error(error) if error.error == code));
        }
    }

    #[test]
    fn the_json_of_a_gateway_is_no_answer() {
        let busy = object(r#"{"message":"Too Many Requests"}"#);
        assert!(!is_answer(&busy, &response(429, "")) && is_answer(&busy, &response(200, "")));
        assert!(is_answer(&object(r#"{"error":"slow_down"}"#), &response(429, "")));
        assert!(is_answer(&but("x", "1"), &response(400, "")));
    }

    #[test]
    fn a_poll_carries_the_code_as_a_secret() {
        let url = Url::parse("https://id.example.com/token").expect("a URL");
        let pkce = Pkce::s256([7; 32]);
        let code = Secret::new("GmRh mhcx");
        let request =
            device_request(url, &Client::public("me"), &code, Some(&pkce), &[("x".to_owned(), "1".to_owned())]);
        let expected = format!(
            "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code&device_code=GmRh+mhcx&code_verifier={}&x=1&client_id=me",
            pkce.verifier.reveal()
        );
        assert_eq!(request.body().expect("a form").reveal(), expected);
        assert_eq!(request.secrets().count(), 2);
    }

    proptest::proptest! {
        #[test]
        fn no_answer_brings_the_judge_down(text in "\\PC{0,60}", which in 0usize..7) {
            let names = ["access_token", "token_type", "expires_in", "refresh_token", "id_token", "scope", "error"];
            for value in [Json::String(text.clone()), Json::Array(vec![Json::String(text.clone())]), Json::Null] {
                let Json::Object(mut members) = but(names[which], "") else { unreachable!("it is an object") };
                members.push((names[which].to_owned(), value));
                let _ = judged(&Json::Object(members));
            }
        }
    }
}
