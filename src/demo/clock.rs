//! Time in the provider: the only file of the room that looks at a clock or sleeps.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// A point in time on both clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Milliseconds since 1970, for claims and people.
    pub unix_ms: u64,
    /// Milliseconds since the provider started, for pace and expiry.
    pub mono_ms: u64,
}

impl Moment {
    /// Seconds since 1970.
    pub fn unix(self) -> u64 {
        self.unix_ms / 1000
    }
}

/// Both clocks, from the start of one provider.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    start: Instant,
}

impl Clock {
    #[expect(clippy::disallowed_methods, reason = "the provider is a program of its own with a clock of its own")]
    pub fn start() -> Self {
        Self { start: Instant::now() }
    }

    #[expect(clippy::disallowed_methods, reason = "the provider is a program of its own with a clock of its own")]
    pub fn now(self) -> Moment {
        let unix = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment { unix_ms: millis(unix), mono_ms: millis(self.start.elapsed()) }
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

/// A timer for an answer that is late on purpose.
#[expect(clippy::disallowed_methods, reason = "slowness is one of the faults this provider offers")]
pub(super) fn timer(time: Duration) -> tokio::time::Sleep {
    tokio::time::sleep(time)
}
