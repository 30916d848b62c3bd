//! The authorization response (RFC 6749 §4.1.2): what came back through the browser, judged whole.

use super::answer::OAuthError;
use super::authorize::{Place, ResponseType};
use super::check::{Check, Finding, Report, difference, rfc};
use super::exchange::{Request, Value};
use super::redirect::Visit;
use super::secret::Secret;

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&REDIRECT_URI];

static REDIRECT_URI: Check =
    Check::must("authorization.redirect_uri", "redirect_uri is the same at both legs", rfc!(6749, "4.1.3"));

/// What the answer is held against.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// The `state` that was sent, if one was.
    pub state: Option<&'a str>,
    /// The discovered issuer; empty when there is none.
    pub issuer: &'a str,
    /// Whether the metadata promise `iss` in the answer (RFC 9207 §3).
    pub iss_promised: bool,
    /// What was asked for.
    pub response_type: ResponseType,
    /// Where the answer was asked to stand.
    pub place: Place,
    /// Whether it was asked for as a signed JWT.
    pub jarm: bool,
}

/// An answer as it reached us.
#[derive(Clone, Copy, Debug)]
pub struct Came<'a> {
    /// The parameters beside a JWT, or all of them.
    pub parameters: &'a [(String, Value)],
    /// Where they stood.
    pub place: Place,
    /// The parameters inside a JWT, when one came; without a value when nothing in it may be believed.
    pub signed: Option<Option<&'a [(String, Value)]>>,
}

/// What came of the authorization request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// What was asked for, or some of it.
    Granted(Box<Granted>),
    /// An OAuth error.
    Refused(OAuthError),
    /// Neither, as a sentence.
    Nothing(String),
}

/// What came through the front channel.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Granted {
    /// `code`
    pub code: Option<Secret>,
    /// `id_token`
    pub id_token: Option<Secret>,
    /// `access_token`
    pub access_token: Option<Secret>,
    /// `token_type`
    pub token_type: Option<String>,
    /// `expires_in`
    pub expires_in: Option<u64>,
    /// `scope`
    pub scope: Option<String>,
    /// Names of the parameters that no rule knows.
    pub extra: Vec<String>,
}

/// Our own conduct: the `redirect_uri` of the token request is that of the authorization request (RFC 6749 §4.1.3).
pub fn same_redirect_uri(sent: &str, redemption: &Request) -> Finding {
    let again = redemption.form.iter().find(|(name, _)| name == "redirect_uri").map(|(_, value)| value.reveal());
    let again = again.unwrap_or("absent");
    match difference(sent, again) {
        None => REDIRECT_URI.pass(sent, again),
        Some(place) => REDIRECT_URI.warn(sent, format!("{again} ({place}), as the profile has it")),
    }
}

/// Judges the answer that was taken.
pub fn judge(_came: &Came<'_>, _expected: &Expected<'_>) -> Report<Answer> {
    Report::new(None, Vec::new())
}

/// The rows of an answer that was not taken: what is wrong with its `state`, and the error it claims.
pub fn not_taken(_visit: &Visit, _state: Option<&str>) -> Vec<Finding> {
    Vec::new()
}
