//! How long the phases of an exchange may take.

use std::time::Duration;

use crate::flow::Network;
use crate::protocol::exchange::{Purpose, Request};

/// The limits of the phases. The whole is limited by [`Request::timeout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name, connection and TLS handshake.
    pub connect: Duration,
    /// The header of the answer, counted from the start.
    pub first_byte: Duration,
    /// The same for a poll, which some providers answer late on purpose.
    pub first_byte_of_poll: Duration,
    /// What a profile says in place of both.
    pub first_byte_wanted: Option<Duration>,
    /// How long an unused connection may be used again. Servers often close theirs after five seconds, which is also
    /// the usual pause between polls: a poll must not meet a connection that is just being closed.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(15),
            first_byte_of_poll: Duration::from_secs(35),
            first_byte_wanted: None,
            idle: Duration::from_secs(3),
        }
    }
}

impl Limits {
    /// The same with what a profile says. More time to connect takes none from the answer: both are counted from the
    /// start, and the shorter limit would be the only one in force.
    pub(super) fn of(self, network: &Network) -> Self {
        let connect = network.connect_timeout.unwrap_or(self.connect);
        let more = connect.saturating_sub(self.connect);
        Self {
            connect,
            first_byte: self.first_byte.saturating_add(more),
            first_byte_of_poll: self.first_byte_of_poll.saturating_add(more),
            first_byte_wanted: network.first_byte_timeout,
            ..self
        }
    }

    /// Whoever grants a request more than the usual time grants it to the first byte as well.
    pub(super) fn first_byte(&self, request: &Request) -> Duration {
        if let Some(wanted) = self.first_byte_wanted {
            return wanted.min(request.timeout);
        }
        let usual = if request.purpose == Purpose::Poll { self.first_byte_of_poll } else { self.first_byte };
        if request.timeout > Request::TIMEOUT { request.timeout } else { usual.min(request.timeout) }
    }
}

/// A limit in words.
pub(super) fn in_seconds(time: Duration) -> String {
    match time.subsec_millis() {
        0 => format!("{} s", time.as_secs()),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}
