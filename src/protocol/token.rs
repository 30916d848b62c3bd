//! The token endpoint (RFC 6749 §5.1 and §5.2), whatever the grant.

mod assertion;
mod credentials;
mod entropy;
mod grant;
mod header;
mod lifetime;
mod request;
mod scope;

use super::answer::{self, ErrorChecks, OAuthError};
use super::check::{Check, Finding, Report, rfc};
use super::exchange::Response;
use super::json::Json;
use super::secret::Secret;
use super::text;
use super::time::Now;
pub use assertion::Assertion;
pub use grant::Grant;
pub use request::{
    CIBA_GRANT, CODE_GRANT, Common, DEVICE_GRANT, Exchange, ciba_request, client_credentials_request, code_request,
    device_request, exchange_request, jwt_bearer_request, password_request, refresh_request,
};

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
    &grant::NO_REFRESH_TOKEN,
    &grant::ISSUED_TOKEN_TYPE,
    &grant::PASSWORD_GRANT,
];

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
    /// `issued_token_type`: what a token exchange issued (RFC 8693 §2.2.1).
    pub issued_token_type: Option<String>,
    /// When the answer was there.
    pub received: Now,
    /// Names of the members that are none of these.
    pub extra: Vec<String>,
}

/// Judges an answer. There is always a value: what cannot be used is [`TokenAnswer::Broken`].
pub fn judge(object: &Json, response: &Response, expected: &Expected<'_>) -> Report<TokenAnswer> {
    let due = expected.openid.then_some("an ID Token, since openid was asked for");
    judge_by(object, response, &Due { id_token: due, ..Due::of(expected.scope) })
}

/// Judges the answer to a grant that nobody has to approve; `scope` is what was asked for.
pub fn judge_grant(object: &Json, response: &Response, scope: &[String], grant: Grant<'_>) -> Report<TokenAnswer> {
    let exchanged = matches!(grant, Grant::TokenExchange { .. });
    let due = Due { without_id_token: grant.without_id_token(), exchanged, ..Due::of(scope) };
    let mut report = judge_by(object, response, &due);
    report.findings.extend(match &report.value {
        Some(TokenAnswer::Error(error)) => grant.about_error(error),
        _ => grant.about_tokens(object),
    });
    report
}

fn judge_by(object: &Json, response: &Response, due: &Due<'_>) -> Report<TokenAnswer> {
    if let Some(error) = answer::oauth_error(object, response) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: answer::CODES_AT_TOKEN };
        return Report::new(Some(TokenAnswer::Error(error)), answer::judge_error(object, &checks));
    }
    let mut findings = Vec::new();
    let members = Members::judge(object, due, &mut findings);
    findings.push(header::cache_control(response));
    findings.push(entropy::judge(object));
    Report::new(Some(members.answer(object, response.received, "token endpoint's answer")), findings)
}

/// Judges tokens that came by themselves, in the body of a push (OpenID CIBA Core §10.3.1): the members of an answer
/// without its header, since there it is the provider that asks. There is always a value, and never an error: a push
/// that tells of one has a form of its own (§12).
pub fn pushed(object: &Json, received: Now, expected: &Expected<'_>) -> Report<TokenAnswer> {
    let due = Due { id_token: Some("an ID Token, which every push of tokens has"), ..Due::of(expected.scope) };
    let mut findings = Vec::new();
    let members = Members::judge(object, &due, &mut findings);
    findings.push(entropy::judge(object));
    Report::new(Some(members.answer(object, received, "push")), findings)
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

/// What has to come, and what need not.
struct Due<'a> {
    scope: &'a [String],
    /// Why an ID Token has to be there.
    id_token: Option<&'a str>,
    /// Why none need be there.
    without_id_token: &'a str,
    /// Whether it is a token exchange, which may issue what is no access token (RFC 8693 §2.2.1).
    exchanged: bool,
}

impl<'a> Due<'a> {
    const fn of(scope: &'a [String]) -> Self {
        Self { scope, id_token: None, without_id_token: "none came, and openid was not asked for", exchanged: false }
    }
}

/// The judged members of a success.
struct Members {
    access_token: Option<Secret>,
    token_type: Option<String>,
    expires_in: Option<u64>,
    refresh_token: Option<Secret>,
    id_token: Option<Secret>,
    scope: Option<String>,
}

impl Members {
    fn judge(object: &Json, due: &Due<'_>, findings: &mut Vec<Finding>) -> Self {
        Self {
            access_token: credentials::access_token(object, findings),
            token_type: credentials::token_type(object, due.exchanged, findings),
            expires_in: lifetime::judge(object, findings),
            scope: scope::judge(object, due.scope, findings),
            refresh_token: credentials::refresh_token(object, findings),
            id_token: credentials::id_token(object, due.id_token, due.without_id_token, findings),
        }
    }

    /// What they are good for; `place` is where they came, for the sentence of what they are not.
    fn answer(self, object: &Json, received: Now, place: &str) -> TokenAnswer {
        let missing = match (&self.access_token, &self.token_type) {
            (Some(_), Some(_)) => None,
            (None, _) => Some("access_token"),
            (_, None) => Some("token_type"),
        };
        if let Some(name) = missing {
            let sentence = format!("The {place} has no {name} that can be used.");
            return TokenAnswer::Broken { id_token: self.id_token, sentence };
        }
        TokenAnswer::Tokens(Box::new(TokenSet {
            access_token: self.access_token,
            token_type: self.token_type.unwrap_or_default(),
            expires_in: self.expires_in,
            refresh_token: self.refresh_token,
            id_token: self.id_token,
            scope: self.scope,
            issued_token_type: grant::issued(object),
            received,
            extra: extra(object),
        }))
    }
}

/// Names of the members that no rule here knows. `auth_req_id` stands in every push, and is judged where that came in.
fn extra(object: &Json) -> Vec<String> {
    const KNOWN: [&str; 8] = [
        "access_token",
        "token_type",
        "expires_in",
        "refresh_token",
        "id_token",
        "scope",
        "auth_req_id",
        "issued_token_type",
    ];
    let members = object.as_object().unwrap_or_default().iter();
    members.map(|(name, _)| name).filter(|name| !KNOWN.contains(&name.as_str())).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{object, response, row, verdict, with};
    use crate::protocol::check::Finding;
    use crate::protocol::check::Verdict::{self, Fail, Pass, Skip, Warn};

    /// Checks that have a row only where there is an error, a probe, or their grant.
    const ELSEWHERE: [&str; 6] = [
        "token.error",
        "token.error_charset",
        "token.pkce_enforced",
        "token.no_refresh_token",
        "token.issued_token_type",
        "token.password_grant",
    ];

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
            (r#""dPOP""#, Pass),
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
    fn pushed_tokens_are_judged_without_a_header_and_always_with_an_id_token() {
        crate::covers!("CIB-25");
        let received = response(200, "").received;
        let judged = |object: &Json| pushed(object, received, &Expected { scope: &[], openid: false });
        let good = judged(&but("auth_req_id", r#""1c266114-a1be-4252-8ad1-04986c5b9ac1""#));
        assert!(good.findings.iter().all(|row| matches!(row.verdict, Pass | Skip)), "{:?}", good.findings);
        assert!(good.findings.iter().all(|row| row.check.id != "token.cache_control"));
        assert!(set(good.value.expect("always a value")).expect("tokens").extra.is_empty());
        let without = judged(&but("id_token", ""));
        assert_eq!(verdict(&without.findings, "token.id_token"), Fail);
        assert!(matches!(without.value, Some(TokenAnswer::Tokens(_))));
        let Some(TokenAnswer::Broken { id_token, sentence }) = judged(&but("access_token", "")).value else {
            panic!("nothing can be used");
        };
        assert!(id_token.is_some());
        assert_eq!(sentence, "The push has no access_token that can be used.");
    }

    fn granted(grant: Grant<'_>, object: &Json) -> (TokenAnswer, Vec<Finding>) {
        let scope = ["openid".to_owned(), "profile".to_owned()];
        let report = judge_grant(object, &response(200, ""), &scope, grant);
        (report.value.expect("always a value"), report.findings)
    }

    const EXCHANGE: Grant<'_> = Grant::TokenExchange { requested: None };

    #[test]
    fn an_exchange_says_what_it_issued() {
        crate::covers!("EXT-06");
        let saml = r#""urn:ietf:params:oauth:token-type:saml2""#;
        for (value, expected) in [
            ("", Fail),
            ("7", Fail),
            (r#""""#, Fail),
            (r#""access token""#, Fail),
            (saml, Pass),
            (r#""https://id.example.com/types/ticket""#, Pass),
        ] {
            let findings = granted(EXCHANGE, &but("issued_token_type", value)).1;
            assert_eq!(verdict(&findings, "token.issued_token_type"), expected, "{value}");
        }
        let jwt = Grant::TokenExchange { requested: Some("urn:ietf:params:oauth:token-type:jwt") };
        assert_eq!(verdict(&granted(jwt, &but("issued_token_type", saml)).1, "token.issued_token_type"), Warn);
        let (answer, _) = granted(EXCHANGE, &but("issued_token_type", saml));
        let tokens = set(answer).expect("tokens");
        assert_eq!(tokens.issued_token_type.as_deref(), Some("urn:ietf:params:oauth:token-type:saml2"));
        assert!(tokens.extra.is_empty());
    }

    #[test]
    fn what_is_no_access_token_is_of_no_type_and_only_an_exchange_may_say_so() {
        crate::covers!("EXT-06");
        for (grant, kind, issued, expected) in [
            (EXCHANGE, "N_A", "saml2", Pass),
            (EXCHANGE, "n_a", "id_token", Pass),
            (EXCHANGE, "N_A", "access_token", Warn),
            (EXCHANGE, "mac", "access_token", Fail),
            (Grant::ClientCredentials, "N_A", "saml2", Fail),
        ] {
            let Json::Object(mut members) = but("token_type", &format!("{kind:?}")) else { unreachable!("an object") };
            let issued = format!("urn:ietf:params:oauth:token-type:{issued}");
            members.push(("issued_token_type".to_owned(), issued.as_str().into()));
            let (answer, findings) = granted(grant, &Json::Object(members));
            assert_eq!(verdict(&findings, "token.token_type"), expected, "{kind} {issued}");
            assert_eq!(set(answer).is_some(), expected != Fail, "{kind} {issued}");
        }
    }

    #[test]
    fn a_grant_without_a_person_owes_no_id_token() {
        let grants = [Grant::Refresh, Grant::ClientCredentials, EXCHANGE, Grant::JwtBearer, Grant::Password];
        for grant in grants {
            let findings = granted(grant, &but("id_token", "")).1;
            assert_eq!(row(&findings, "token.id_token").verdict, Skip, "{grant:?}");
            assert!(!row(&findings, "token.id_token").observed.contains("openid was not asked"), "{grant:?}");
        }
        let findings = granted(Grant::ClientCredentials, &but("refresh_token", "")).1;
        assert_eq!(verdict(&findings, "token.no_refresh_token"), Pass);
        assert_eq!(verdict(&granted(Grant::ClientCredentials, &but("x", "1")).1, "token.no_refresh_token"), Warn);
    }

    #[test]
    fn passwords_are_better_refused() {
        let refused = |code: &str| granted(Grant::Password, &object(&format!(r#"{{"error":{code:?}}}"#))).1;
        assert_eq!(verdict(&refused("unsupported_grant_type"), "token.password_grant"), Pass);
        assert_eq!(verdict(&refused("invalid_grant"), "token.password_grant"), Skip);
        assert_eq!(verdict(&granted(Grant::Password, &but("x", "1")).1, "token.password_grant"), Warn);
        assert!(granted(Grant::JwtBearer, &object(r#"{"error":"invalid_grant"}"#)).1.len() == 2);
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
