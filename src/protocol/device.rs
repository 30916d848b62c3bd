//! The device authorization endpoint (RFC 8628 §3.1 and §3.2).

mod address;
mod code;
mod pace;

use std::time::Duration;

use url::Url;

use super::answer::{self, ErrorChecks, OAuthError, Seconds};
use super::check::{Check, Report, rfc};
use super::client_auth::{self, Client};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::pkce::Pkce;
use super::secret::Secret;
use super::time::Now;

pub use address::Address;

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
    &pace::EXPIRES_IN,
    &pace::INTERVAL,
    &ERROR,
    &ERROR_CHARSET,
];

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
    /// Lifetime of both codes, capped.
    pub expires_in: Duration,
    /// Whether the server said so; otherwise it is our own limit.
    pub expires_in_stated: bool,
    /// Time between two polls, as it is kept: at least one second.
    pub interval: Duration,
    /// Whether the server said so; otherwise it is the default of five seconds.
    pub interval_stated: bool,
    /// When the answer was there: the lifetime counts from here.
    pub received: Now,
}

/// Asks for codes.
pub fn request(endpoint: Url, client: &Client, fields: &Fields<'_>) -> Request {
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
        add("code_challenge", pkce.challenge.clone());
        add("code_challenge_method", pkce.method.to_owned());
    }
    client_auth::extend(&mut form, fields.extra);
    client_auth::apply(client, Request::post(Purpose::DeviceAuthorization, endpoint, form))
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
    let pace = pace::judge(object, &mut findings);
    let granted = device_code.map(|device_code| DeviceAuthorization {
        device_code,
        user_code,
        verification_uri: addresses.plain,
        verification_uri_complete: addresses.complete,
        expires_in: pace.expires_in,
        expires_in_stated: pace.expires_in_stated,
        interval: pace.interval,
        interval_stated: pace.interval_stated,
        received: response.received,
    });
    findings.push(code::reuse(granted.as_ref(), context.previous));
    let usable = granted.filter(|it| {
        !it.user_code.is_empty() || it.verification_uri.is_some() || it.verification_uri_complete.is_some()
    });
    Report::new(usable.map(Initiation::Granted), findings)
}
