//! What happens in a run, as comparable data. Deadlines are absolute, so a countdown needs no events of its own.

mod ciba;
mod front;

use std::time::Duration;

pub use ciba::{Backchannel, NotificationEndpoint, Question};
pub use front::{Authorization, Listening, Opening};

use super::Outcome;
use crate::protocol::check::Finding;
use crate::protocol::device::DeviceAuthorization;
use crate::protocol::exchange::{Request, Response, TransportError, Value};
use crate::protocol::id_token::IdToken;
use crate::protocol::inspection::Inspection;
use crate::protocol::json::Json;
use crate::protocol::listener::Visit;
use crate::protocol::secret::Secret;
use crate::protocol::token::TokenSet;

/// One thing that happened. Exchanges are numbered from 1 in the order sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The run uses this secret: whoever watches must never show it.
    Learned {
        /// What it is, for its tag.
        kind: &'static str,
        /// The secret.
        secret: Secret,
    },
    /// A request is on its way.
    Sent {
        /// Its number.
        exchange: usize,
        /// The request.
        request: Request,
    },
    /// Its answer is there.
    Received {
        /// Its number.
        exchange: usize,
        /// The answer.
        response: Response,
    },
    /// No answer came.
    Failed {
        /// Its number.
        exchange: usize,
        /// Why.
        error: TransportError,
    },
    /// Checks were judged, about that exchange or about the run.
    Checked {
        /// The exchange they are about.
        exchange: Option<usize>,
        /// The rows.
        findings: Vec<Finding>,
    },
    /// Answers of the front channel are awaited.
    Listening(Listening),
    /// The authorization request is ready; once more when it had to be made anew.
    Authorization(Box<Authorization>),
    /// A browser was asked to open it.
    Opened(Opening),
    /// Somebody reached the listener, or something was pasted; with the rows of what was not taken.
    Visited {
        /// Who, and what it is.
        visit: Box<Visit>,
        /// What is wrong with it, when it looks like an answer and is not ours.
        findings: Vec<Finding>,
    },
    /// The parameters of the answer that was taken, as they are judged: out of the JWT, where they came in one.
    Callback(Vec<(String, Value)>),
    /// Tokens that came through the front channel beside a code.
    FrontTokens(TokenSet),
    /// A person is asked to approve.
    Prompt(Prompt),
    /// Notifications of the provider are awaited.
    NotificationEndpoint(NotificationEndpoint),
    /// A person is asked to approve on a device that the provider knows.
    Backchannel(Box<Backchannel>),
    /// The run has a question, and waits for its answer.
    Asked(Question),
    /// The next poll is awaited.
    Waiting(Waiting),
    /// A poll was answered, or failed.
    Polled(Poll),
    /// The interval grew because the provider said `slow_down`.
    SlowedDown {
        /// The interval before.
        from: Duration,
        /// The interval from now on.
        to: Duration,
    },
    /// "Poll now" came too soon and was refused.
    TooSoon {
        /// When a poll is allowed again, on the monotonic clock.
        until: Duration,
    },
    /// Tokens came.
    Tokens(TokenSet),
    /// An ID Token was judged.
    IdToken(Box<IdToken>),
    /// The userinfo answer was read.
    Userinfo(Json),
    /// What a token means to the provider was read.
    Introspection(Json),
    /// A token was looked into.
    Inspected(Box<Inspection>),
    /// The run is over.
    Finished(Outcome),
}

/// What the person needs to approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    /// Codes and addresses.
    pub authorization: DeviceAuthorization,
    /// When they expire, on the monotonic clock: counted from the moment the answer was there.
    pub expires_at: Duration,
}

/// A wait for the next poll.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Number of the poll to come, from 1.
    pub poll: usize,
    /// When it will be sent, on the monotonic clock.
    pub until: Duration,
    /// When it was decided.
    pub since: Duration,
    /// The interval in force.
    pub interval: Duration,
    /// Why it is that long.
    pub pace: Pace,
}

/// Why the next poll is when it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// The provider named no interval: RFC 8628 §3.5 says five seconds.
    Default,
    /// The provider named it.
    Stated,
    /// It said `slow_down` that many times.
    SlowedDown(u32),
    /// That many faults of the network or the server doubled it.
    BackedOff(u32),
    /// It asked for a longer wait once, with `Retry-After`.
    RetryAfter,
    /// The provider will say when (CIBA §10.2): the wait ends with its ping, or with the life of `auth_req_id`.
    AwaitsPing,
    /// It said so just now.
    Pinged,
    /// The wait ends with the codes' life: the next poll would come after it.
    Expiry,
}

/// One poll and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poll {
    /// Its number, from 1.
    pub n: usize,
    /// Its exchange.
    pub exchange: usize,
    /// When it was sent, on the monotonic clock.
    pub sent: Duration,
    /// How long after the one before it (or after the codes came) it was due.
    pub planned: Duration,
    /// How long after that it was really sent.
    pub gap: Duration,
    /// The interval in force when it was sent.
    pub interval: Duration,
    /// What came: `authorization_pending`, `slow_down`, `tokens`, a transport fault.
    pub answer: String,
    /// Whether a ping of the provider called for it.
    pub pinged: bool,
}
