//! The backchannel authentication endpoint (CIBA §7): a request about a person who decides elsewhere, and its
//! acknowledgement.

mod acknowledgement;
mod ahead;
mod auth_req_id;
mod delivery;
mod outgoing;
mod parameters;
mod refusal;
mod signed;
#[cfg(test)]
mod tests;

use url::Url;

use super::answer::{self, OAuthError};
use super::check::{Check, Report};
use super::exchange::{Purpose, Request, Response, Value};
use super::json::Json;
use super::pace::Pace;
use super::secret::Secret;
use super::time::Now;

pub use ahead::{Ahead, judge_request};
pub use delivery::Delivery;
pub use outgoing::unusual;
pub use parameters::{Fields, HINTS, Hint, parameters};
pub use refusal::asked_again;
pub use signed::{choose_alg, judge_signed, signed};

/// Every check of this file and its sub files, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &ahead::HINT,
    &ahead::SCOPE,
    &ahead::DELIVERY_MODE,
    &ahead::ACR_VALUES,
    &ahead::REQUEST_ALG,
    &outgoing::CLIENT_NOTIFICATION_TOKEN,
    &outgoing::BINDING_MESSAGE,
    &outgoing::USER_CODE,
    &outgoing::REQUESTED_EXPIRY,
    &signed::REQUEST_OBJECT,
    &refusal::GRANTED,
    &refusal::ERROR,
    &refusal::ERROR_CHARSET,
    &refusal::ERROR_STATUS,
    &auth_req_id::AUTH_REQ_ID,
    &auth_req_id::CHARSET,
    &auth_req_id::ENTROPY,
    &auth_req_id::REUSE,
    &acknowledgement::EXPIRES_IN,
    &acknowledgement::INTERVAL,
    &acknowledgement::EXPIRY_KEPT,
];

/// What an answer is judged against.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// How the tokens will come: in push mode nobody polls, and `interval` means nothing.
    pub delivery: Delivery,
    /// `requested_expiry` as it was sent.
    pub requested_expiry: Option<u64>,
    /// What an earlier run of this session got.
    pub previous: Option<&'a Authentication>,
}

/// What came of the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initiation {
    /// The provider asks the person.
    Granted(Authentication),
    /// An OAuth error.
    Refused(OAuthError),
}

/// A request that the provider took, and how to wait for its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authentication {
    /// `auth_req_id`: whoever is this client and has it gets the tokens.
    pub auth_req_id: Secret,
    /// How long it lives, and how often may be asked.
    pub pace: Pace,
    /// When the answer was there: the lifetime counts from here.
    pub received: Now,
}

/// Asks the provider to ask the person; the form is what [`parameters()`] or [`signed()`] made.
pub fn request(endpoint: Url, form: Vec<(String, Value)>) -> Request {
    Request::post(Purpose::BackchannelAuthentication, endpoint, form)
}

/// Judges an answer. There is a value unless no next step can be built: without an `auth_req_id` nothing can be
/// fetched, and no notification can be told from another's.
pub fn judge(object: &Json, response: &Response, context: &Context<'_>) -> Report<Initiation> {
    if let Some(error) = answer::oauth_error(object, response) {
        let findings = refusal::judge(object, &error);
        return Report::new(Some(Initiation::Refused(error)), findings);
    }
    acknowledgement::judge(object, response, context).map(Initiation::Granted)
}

/// Whether an object is worth judging as such an answer: it comes with success, or says something that only such an
/// answer says. The JSON of a gateway is none, and lacks nothing.
pub fn is_answer(object: &Json, response: &Response) -> bool {
    let telling = ["error", "auth_req_id"];
    (200..300).contains(&response.status) || telling.iter().any(|name| object.get(name).is_some())
}
