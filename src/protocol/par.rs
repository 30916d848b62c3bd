//! Pushed authorization requests (RFC 9126).

use std::time::Duration;

use url::Url;

use super::answer::OAuthError;
use super::check::{Check, Finding, Report, rfc};
use super::client_auth::{self, Client};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;

/// The provider takes pushed requests only, and the profile forbids to push.
pub static REQUIRED: Check =
    Check::must("par.required", "the request is pushed where the provider requires it", rfc!(9126, "5")).stops();

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&REQUIRED];

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
pub fn request(endpoint: Url, client: &Client, parameters: Vec<(String, Value)>) -> Request {
    client_auth::apply(client, Request::post(Purpose::Par, endpoint, parameters))
}

/// Judges the answer. There is no value when nothing in it can be used.
pub fn judge(_object: &Json, _response: &Response) -> Report<Pushed> {
    Report::new(None, Vec::new())
}
