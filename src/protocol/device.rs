//! The device authorization endpoint (RFC 8628 §3.1 and §3.2).

mod address;
mod code;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError};
use super::check::{Check, Report, Verdict, rfc};
use super::client_auth;
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::pace::{self, Pace};
use super::pkce::Pkce;
use super::secret::Secret;
use super::time::Now;

pub use address::Address;

static EXPIRES_IN: Check = Check::must("device.expires_in", "expires_in is a lifetime", rfc!(8628, "3.2"));
static INTERVAL: Check = Check::must("device.interval", "interval can be kept", rfc!(8628, "3.2"));
static ERROR: Check = Check::must("device.error", "the error is a registered code", rfc!(6749, "5.2"));
static ERROR_CHARSET: Check =
    Check::should("device.error_charset", "error texts keep to their characters", rfc!(6749, "5.2"));

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &code::DEVICE_CODE,
    &code::USER_CODE,
    &code::USER_CODE_TEXT,
    &code::USER_CODE_ENTROPY,
    &code::CODE_REUSE,
    &address::VERIFICATION_URI,
    &address::SCHEME,
    &address::HOST,
    &address::COMPLETE,
    &EXPIRES_IN,
    &INTERVAL,
    &ERROR,
    &ERROR_CHARSET,
];

static PACE: pace::Rules = pace::Rules {
    polls_alone: true,
    expires_in: &EXPIRES_IN,
    interval: &INTERVAL,
    whose: "the codes",
    longest_interval: u64::MAX,
    out_of_range: Verdict::Fail,
};

/// What the profile wants in the request.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'a> {
    /// `scope`, joined with spaces.
    pub scope: &'a [String],
    /// `resource` (RFC 8707), one field each.
    pub resource: &'a [String],
    /// `audience`, a vendors' parameter.
    pub audience: Option<&'a str>,
    /// `acr_values`, joined with spaces.
    pub acr_values: &'a [String],
    /// `max_age`, the oldest sign-in that will do, in seconds.
    pub max_age: Option<u64>,
    /// The profile's own parameters; they take the place of fields of the same name.
    pub extra: &'a [(String, String)],
    /// A challenge, for servers that extend RFC 7636 to this grant.
    pub pkce: Option<&'a Pkce>,
}

/// What an answer is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The provider's issuer; empty when it is not known.
    pub issuer: &'a str,
    /// What an earlier run of this session got.
    pub previous: Option<&'a DeviceAuthorization>,
}

/// What came of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "there is one a run, and it is taken apart at once")]
pub enum Initiation {
    /// Codes.
    Granted(DeviceAuthorization),
    /// An OAuth error.
    Refused(OAuthError),
}

/// The codes, and how to wait for their approval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAuthorization {
    /// A bearer secret: whoever has it gets the tokens.
    pub device_code: Secret,
    /// What the person types; empty when none came but an address did.
    pub user_code: String,
    /// Where the person types it; none when it cannot be opened safely.
    pub verification_uri: Option<Address>,
    /// The address that holds the code already; only when it is safe to open and to show as a QR code.
    pub verification_uri_complete: Option<Address>,
    /// Lifetime of both codes, and how often may be asked.
    pub pace: Pace,
    /// When the answer was there: the lifetime counts from here.
    pub received: Now,
}

/// Asks for codes.
pub fn request(endpoint: Url, fields: &Fields<'_>) -> Request {
    let mut form = Vec::new();
    let mut add = |name: &str, value: String| form.push((name.to_owned(), Value::Plain(value)));
    if !fields.scope.is_empty() {
        add("scope", fields.scope.join(" "));
    }
    for resource in fields.resource {
        add("resource", resource.clone());
    }
    if let Some(audience) = fields.audience {
        add("audience", audience.to_owned());
    }
    if !fields.acr_values.is_empty() {
        add("acr_values", fields.acr_values.join(" "));
    }
    if let Some(max_age) = fields.max_age {
        add("max_age", max_age.to_string());
    }
    if let Some(pkce) = fields.pkce {
        form.push(("code_challenge".to_owned(), pkce.challenge_value()));
        form.push(("code_challenge_method".to_owned(), Value::Plain(pkce.method.to_owned())));
    }
    client_auth::extend(&mut form, fields.extra);
    Request::post(Purpose::DeviceAuthorization, endpoint, form)
}

/// Judges an answer. There is a value unless no next step can be built: without a device code nothing can be polled,
/// without a user code and an address nobody can approve.
pub fn judge(object: &Json, response: &Response, context: &Context<'_>) -> Report<Initiation> {
    if let Some(error) = answer::oauth_error(object, response) {
        let checks = ErrorChecks { code: &ERROR, charset: &ERROR_CHARSET, registered: answer::CODES_AT_DEVICE };
        return Report::new(Some(Initiation::Refused(error)), answer::judge_error(object, &checks));
    }
    let mut findings = Vec::new();
    let device_code = code::device_code(object, &mut findings);
    let user_code = code::user_code(object, &mut findings);
    let addresses = address::judge(object, context.issuer, &user_code, &mut findings);
    let (pace, rows) = pace::judge(object, &PACE);
    findings.extend(rows);
    let granted = device_code.map(|device_code| DeviceAuthorization {
        device_code,
        user_code,
        verification_uri: addresses.plain,
        verification_uri_complete: addresses.complete,
        pace,
        received: response.received,
    });
    findings.push(code::reuse(granted.as_ref(), context.previous));
    let usable = granted.filter(|it| {
        !it.user_code.is_empty() || it.verification_uri.is_some() || it.verification_uri_complete.is_some()
    });
    Report::new(usable.map(Initiation::Granted), findings)
}

/// Whether an object is worth judging as such an answer: it comes with success, or says something that only such an
/// answer says. The JSON of a gateway is none, and lacks nothing.
pub fn is_answer(object: &Json, response: &Response) -> bool {
    let telling = ["error", "device_code", "user_code"];
    (200..300).contains(&response.status) || telling.iter().any(|name| object.get(name).is_some())
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::protocol::answer::sample::{object, response, row, verdict};
    use crate::protocol::check::Finding;
    use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

    const ISSUER: &str = "https://id.example.com/realms/demo";

    /// A good answer with one member set to a JSON text, or removed when that is empty.
    fn but(name: &str, value: &str) -> Json {
        let mut members = vec![
            ("device_code", r#""GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS""#),
            ("user_code", r#""WDJB-MJHT""#),
            ("verification_uri", r#""https://id.example.com/device""#),
            ("verification_uri_complete", r#""https://id.example.com/device?user_code=WDJB-MJHT""#),
            ("expires_in", "1800"),
            ("interval", "5"),
        ];
        members.retain(|(key, _)| *key != name);
        if !value.is_empty() {
            members.push((name, value));
        }
        let members: Vec<String> = members.into_iter().map(|(key, value)| format!("{key:?}:{value}")).collect();
        object(&format!("{{{}}}", members.join(",")))
    }

    fn judged(object: &Json, previous: Option<&DeviceAuthorization>) -> (Option<DeviceAuthorization>, Vec<Finding>) {
        let context = Context { issuer: ISSUER, previous };
        let report = judge(object, &response(200, ""), &context);
        let granted = report.value.map(|value| match value {
            Initiation::Granted(granted) => granted,
            Initiation::Refused(error) => panic!("refused: {error:?}"),
        });
        (granted, report.findings)
    }

    fn with(name: &str, value: &str) -> (Option<DeviceAuthorization>, Vec<Finding>) {
        judged(&but(name, value), None)
    }

    #[test]
    fn a_good_answer_has_a_row_for_every_rule() {
        let (granted, findings) = with("x", "1");
        for check in CHECKS.iter().filter(|check| !check.id.starts_with("device.error")) {
            let expected = if check.id == "device.code_reuse" { Skip } else { Pass };
            assert_eq!(verdict(&findings, check.id), expected, "{}", check.id);
        }
        let granted = granted.expect("codes");
        assert_eq!(granted.pace.expires_in, Duration::from_secs(1800));
        assert!(
            granted.pace.expires_in_stated
                && granted.pace.interval_stated
                && granted.verification_uri_complete.is_some()
        );
        assert!(!format!("{granted:?}{findings:?}").contains("GmRhmhcx"));
    }

    #[test]
    fn without_a_device_code_there_is_nothing_to_poll() {
        crate::covers!("DEV-01");
        for value in ["", r#""""#, "7", "null", "[]"] {
            let (granted, findings) = with("device_code", value);
            assert!(granted.is_none() && verdict(&findings, "device.device_code") == Fail, "{value}");
            assert_eq!(findings.len(), CHECKS.len() - 2);
        }
    }

    #[test]
    fn without_a_user_code_the_address_must_do() {
        crate::covers!("DEV-02");
        for value in ["", r#""""#, "7"] {
            let (granted, findings) = with("user_code", value);
            assert!(granted.is_some_and(|granted| granted.user_code.is_empty()));
            assert_eq!(verdict(&findings, "device.user_code"), Fail);
            assert_eq!(verdict(&findings, "device.user_code_text"), Skip);
        }
        let neither = object(r#"{"device_code":"abc","expires_in":60}"#);
        assert!(judged(&neither, None).0.is_none());
    }

    #[test]
    fn a_user_code_is_read_and_typed_by_a_person() {
        crate::covers!("DEV-17", "DEV-18");
        let long = format!("{:?}", "A".repeat(10_000));
        for code in
            ["\"WDJB\\u202eMJHT\"", "\"WD\\u200bJB\"", "\"WD\\u001b[2J\"", "\"WD\\nJB\"", "\"\u{405}DJBMJHT\"", &long]
        {
            assert_eq!(verdict(&with("user_code", code).1, "device.user_code_text"), Warn, "{code}");
        }
        for (code, expected) in
            [("123456", Warn), ("1234567", Pass), ("ABCD", Warn), ("AAAAAAAA", Warn), ("BDWP-HQPK", Pass)]
        {
            let findings = with("user_code", &format!("{code:?}")).1;
            assert_eq!(verdict(&findings, "device.user_code_entropy"), expected, "{code}");
        }
    }

    #[test]
    fn codes_that_come_again_are_noticed() {
        crate::covers!("DEV-18");
        let first = with("x", "1").0.expect("codes");
        let findings = judged(&but("user_code", r#""BDWP-HQPK""#), Some(&first)).1;
        let found = row(&findings, "device.code_reuse");
        assert!(
            found.verdict == Warn && found.observed.contains("device_code") && !found.observed.contains("user_code")
        );
        let other = r#"{"device_code":"b","user_code":"BDWP-HQPK","verification_uri":"https://id.example.com/device"}"#;
        assert_eq!(verdict(&judged(&object(other), Some(&first)).1, "device.code_reuse"), Pass);
    }

    #[test]
    fn the_old_name_of_the_address_is_known() {
        crate::covers!("DEV-03");
        let old =
            object(r#"{"device_code":"a","user_code":"BDWP-HQPK","verification_url":"https://id.example.com/d"}"#);
        let (granted, findings) = judged(&old, None);
        assert_eq!(verdict(&findings, "device.verification_uri"), Warn);
        assert!(granted.is_some_and(|granted| granted.verification_uri.is_some()));
        for value in ["", "7", r#""""#] {
            let (granted, findings) = with("verification_uri", value);
            assert_eq!(verdict(&findings, "device.verification_uri"), Fail);
            assert!(granted.is_some_and(|granted| granted.verification_uri.is_none()));
        }
    }

    #[test]
    fn only_addresses_that_are_safe_are_given_out() {
        crate::covers!("DEV-09", "DEV-10", "DEV-12", "DSC-18");
        for address in [
            "javascript:alert(1)",
            "file:///etc/passwd",
            "data:text/html,x",
            "vscode://x/y",
            "-a",
            "--renderer-cmd-prefix=xterm",
            "http://id.example.com/device",
            "https://id.example.com@evil.example/",
            "id.example.com/device",
        ] {
            let (granted, findings) = with("verification_uri", &format!("{address:?}"));
            let found = row(&findings, "device.verification_uri_scheme");
            assert!(found.verdict == Fail && found.observed.contains(address), "{found:?}");
            assert!(granted.is_some_and(|granted| granted.verification_uri.is_none()));
            let (granted, findings) = with("verification_uri_complete", &format!("{address:?}"));
            assert_eq!(verdict(&findings, "device.verification_uri_complete"), Fail, "{address}");
            assert!(granted.is_some_and(|granted| granted.verification_uri_complete.is_none()));
        }
        let local = with("verification_uri", r#""http://127.0.0.1:9/device""#);
        assert_eq!(verdict(&local.1, "device.verification_uri_scheme"), Pass);
    }

    #[test]
    fn hosts_are_compared() {
        crate::covers!("DEV-13", "DEV-14");
        let foreign = r#""https://microsoft.example/devicelogin""#;
        assert_eq!(verdict(&with("verification_uri", foreign).1, "device.verification_uri_host"), Warn);
        for (address, expected) in [
            ("https://evil.example/device?user_code=WDJB-MJHT", Fail),
            ("https://id.example.com/device?user_code=wdjbmjht", Pass),
            ("https://id.example.com/device/WDJB-MJHT", Pass),
            ("https://id.example.com/device#WDJB-MJHT", Pass),
            ("https://id.example.com/device", Warn),
        ] {
            let (granted, findings) = with("verification_uri_complete", &format!("{address:?}"));
            assert_eq!(verdict(&findings, "device.verification_uri_complete"), expected, "{address}");
            assert_eq!(granted.expect("codes").verification_uri_complete.is_some(), expected == Pass);
        }
        assert_eq!(verdict(&with("verification_uri_complete", "").1, "device.verification_uri_complete"), Skip);
        assert_eq!(verdict(&with("verification_uri_complete", "7").1, "device.verification_uri_complete"), Fail);
    }

    #[test]
    fn a_lifetime_is_read_and_capped() {
        crate::covers!("DEV-04", "DEV-05");
        let year = 366 * 24 * 3600;
        for (value, expected, seconds, stated) in [
            ("600", Pass, 600, true),
            ("", Fail, 900, false),
            ("0", Fail, 900, false),
            ("-1", Fail, 900, false),
            ("null", Fail, 900, false),
            (r#""600""#, Warn, 600, true),
            ("600.5", Warn, 601, true),
            ("1e30", Fail, year, true),
            ("18446744073709551616", Fail, year, true),
        ] {
            let (granted, findings) = with("expires_in", value);
            let granted = granted.expect("codes");
            assert_eq!(verdict(&findings, "device.expires_in"), expected, "{value}");
            assert_eq!(
                (granted.pace.expires_in.as_secs(), granted.pace.expires_in_stated),
                (seconds, stated),
                "{value}"
            );
        }
    }

    #[test]
    fn an_interval_is_never_below_a_second() {
        crate::covers!("DEV-06", "DEV-07", "DEV-08");
        for (value, expected, seconds, stated) in [
            ("", Pass, 5, false),
            ("31", Pass, 31, true),
            ("0", Fail, 1, false),
            ("-5", Fail, 1, false),
            ("null", Warn, 5, false),
            ("true", Fail, 5, false),
            (r#""7""#, Warn, 7, true),
            ("2.5", Warn, 3, true),
            ("0.2", Warn, 1, true),
            ("1000000000", Fail, 1_000_000_000, true),
            ("1800", Fail, 1800, true),
            ("1799", Pass, 1799, true),
        ] {
            let (granted, findings) = with("interval", value);
            let granted = granted.expect("codes");
            assert_eq!(verdict(&findings, "device.interval"), expected, "{value}");
            assert_eq!((granted.pace.interval.as_secs(), granted.pace.interval_stated), (seconds, stated), "{value}");
        }
        assert!(row(&with("interval", "").1, "device.interval").observed.contains("5 s, the default"));
        assert!(row(&with("interval", "1000000000").1, "device.interval").observed.contains("no time for a poll"));
    }

    #[test]
    fn a_refusal_is_an_answer() {
        crate::covers!("DEV-19");
        for (status, code, expected) in
            [(400, "unauthorized_client", Pass), (200, "invalid_scope", Pass), (400, "nope", Fail)]
        {
            let object = object(&format!(r#"{{"error":{code:?}}}"#));
            let report = judge(&object, &response(status, ""), &Context { issuer: ISSUER, previous: None });
            assert_eq!(verdict(&report.findings, "device.error"), expected);
            assert!(matches!(report.value, Some(Initiation::Refused(error)) if error.error == code));
        }
    }

    #[test]
    fn the_json_of_a_gateway_is_no_answer() {
        let lost = object(r#"{"message":"no such route"}"#);
        assert!(!is_answer(&lost, &response(404, "")) && is_answer(&lost, &response(200, "")));
        assert!(is_answer(&but("x", "1"), &response(404, "")));
    }

    #[test]
    fn the_request_has_its_fields_once() {
        let url = Url::parse("https://id.example.com/device").expect("a URL");
        let (scope, resource) = (["openid".to_owned(), "a b".to_owned()], ["https://api.example.com".to_owned()]);
        let pkce = Pkce::s256([7; 32]);
        let fields = Fields {
            scope: &scope,
            resource: &resource,
            audience: Some("x"),
            acr_values: &[],
            max_age: Some(300),
            extra: &[("audience".to_owned(), "y".to_owned())],
            pkce: Some(&pkce),
        };
        let sent = request(url, &fields);
        let body = sent.body().expect("a form");
        let expected = format!(
            "scope=openid+a+b&resource=https%3A%2F%2Fapi.example.com&max_age=300&code_challenge={}&code_challenge_method=S256&audience=y",
            pkce.challenge
        );
        assert_eq!(body.reveal(), expected);
    }

    proptest::proptest! {
        #[test]
        fn no_answer_brings_the_judge_down(text in "\\PC{0,60}", number in -1.0e300..1.0e300, which in 0usize..6) {
            let names = ["device_code", "user_code", "verification_uri", "verification_uri_complete", "expires_in", "interval"];
            for value in [format!("{:?}", text.replace(|c: char| !c.is_ascii_graphic(), "")), format!("{number}"), "null".to_owned()] {
                if let Ok(parsed) = crate::protocol::json::parse(value.as_bytes()) {
                    let Json::Object(mut members) = but(names[which], "") else { unreachable!("it is an object") };
                    members.push((names[which].to_owned(), parsed.value));
                    let _ = judged(&Json::Object(members), None);
                }
            }
            let Json::Object(mut members) = but("user_code", "") else { unreachable!("it is an object") };
            members.push(("user_code".to_owned(), Json::String(text)));
            let _ = judged(&Json::Object(members), None);
        }
    }
}
