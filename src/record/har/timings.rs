//! How long each phase took. We know when each one ended; HAR wants lengths that add up to the whole.

use std::time::Duration;

use crate::protocol::json::{Json, object};
use crate::record::run::End;

/// Milliseconds; `None` where a phase was not passed, or nobody saw it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timings {
    dns: Option<u64>,
    /// With the TLS handshake, as HAR wants it.
    connect: Option<u64>,
    ssl: Option<u64>,
    wait: u64,
    receive: u64,
}

impl Timings {
    /// The phases of one exchange. One that failed waited all the time, for all we know.
    pub fn of(end: &End) -> Self {
        let answer = match end {
            End::Pending => return Self::default(),
            End::Failed(error) => return Self { wait: millis(error.after), ..Self::default() },
            End::Answered(answer) => answer.timings,
        };
        let mut passed = 0;
        // What ended earlier than what was before it took no time.
        let mut until = |ended: Duration| {
            let took = millis(ended).saturating_sub(passed);
            passed += took;
            took
        };
        let dns = answer.dns.map(&mut until);
        let connect = answer.connect.map(&mut until);
        let ssl = answer.tls.map(&mut until);
        let (wait, receive) = (until(answer.first_byte), until(answer.total));
        let both = connect.is_some().then(|| connect.unwrap_or(0) + ssl.unwrap_or(0)).or(ssl);
        Self { dns, connect: both, ssl, wait, receive }
    }

    /// The sum, which HAR calls the time of the entry.
    pub fn total(self) -> u64 {
        self.dns.unwrap_or(0) + self.connect.unwrap_or(0) + self.wait + self.receive
    }

    pub fn json(self) -> Json {
        let phase = |took: Option<u64>| took.map_or_else(|| Json::from(-1_i64), Json::from);
        object([
            ("blocked", phase(None)),
            ("dns", phase(self.dns)),
            ("connect", phase(self.connect)),
            ("ssl", phase(self.ssl)),
            // A request of ours is one small write: the time is not measured apart.
            ("send", 0_u64.into()),
            ("wait", self.wait.into()),
            ("receive", self.receive.into()),
        ])
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
