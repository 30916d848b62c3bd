//! The backchannel, as data: who was asked to approve, what they see, and where notifications are awaited.

use std::net::SocketAddr;
use std::time::Duration;

use crate::protocol::ciba::{Authentication, Delivery};
use crate::protocol::exchange::Value;

/// Where the provider is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationEndpoint {
    /// `backchannel_client_notification_endpoint`, as it is to be registered (CIBA §4).
    pub registered: String,
    /// What is bound.
    pub addresses: Vec<SocketAddr>,
    /// Whether a provider elsewhere can reach it; else a sentence that says what a tunnel must forward.
    pub reachable: Result<(), String>,
}

/// A backchannel authentication that was granted, and is awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backchannel {
    /// The id and its pace.
    pub authentication: Authentication,
    /// What the person sees on their device as well.
    pub binding_message: Option<String>,
    /// Name and value of the hint that says who is asked, as it was sent.
    pub hint: Option<(String, Value)>,
    /// How the answer comes.
    pub delivery: Delivery,
    /// When the id expires, on the monotonic clock: counted from the moment the answer was there.
    pub expires_at: Duration,
    /// Whether the request went as a signed object.
    pub signed: bool,
}

/// What a run asks the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The parameter that is asked for, which is a secret: `user_code`.
    pub parameter: &'static str,
    /// Why it is asked, as a sentence.
    pub why: String,
}
