//! Which request a notification is about.

use super::bearer::{other, same};
use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;

pub(super) static AUTH_REQ_ID: Check = Check::must(
    "notification.auth_req_id",
    "auth_req_id is the one of our request",
    ciba!("10.2, §10.3", "rfc.section.10.2"),
);

/// Whose request it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    /// Ours.
    Ours,
    /// That of another one: where it differs.
    Other(String),
    /// It has one, and ours is not known yet.
    TooEarly,
    /// It has none: what stands in its place.
    Missing(String),
}

impl Identity {
    /// Compares it with the one that the provider gave us.
    pub fn of(object: &Json, ours: Option<&Secret>) -> Self {
        let came = match object.get("auth_req_id") {
            None => return Self::Missing("absent".to_owned()),
            Some(Json::String(text)) if text.is_empty() => return Self::Missing("an empty string".to_owned()),
            Some(Json::String(text)) => text,
            Some(other) => return Self::Missing(other.kind().to_owned()),
        };
        match ours {
            None => Self::TooEarly,
            Some(ours) if same(came, ours) => Self::Ours,
            Some(ours) => Self::Other(other(came, ours)),
        }
    }

    /// Its row.
    pub fn finding(&self, ours: Option<&Secret>) -> Finding {
        let expected = match ours {
            Some(ours) => format!("the one of our request, of {} characters", ours.chars()),
            None => "the one of our request".to_owned(),
        };
        match self {
            Self::Ours => AUTH_REQ_ID.pass(expected, "the same"),
            Self::Other(what) | Self::Missing(what) => AUTH_REQ_ID.fail(expected, what),
            // The answer may only be slow, and then this one was right.
            Self::TooEarly => AUTH_REQ_ID.warn(expected, "no request of ours is answered yet, so it cannot be known"),
        }
    }
}
