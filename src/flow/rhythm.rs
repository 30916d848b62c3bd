//! The rhythm of polling: when the next poll is due, and why. Shared by every grant that polls.
//!
//! Four rules that clients like to break (RFC 8628 §3.5): wait before the first poll; `slow_down` adds five seconds
//! for good; a fault of the network doubles the interval and polling goes on; nothing is sent after expiry.
//!
//! ```text
//!   codes came          sent  answered
//!       │◄── interval ──►│·····│◄─────── interval ───────►│ …            │ expiry: nothing is sent after it
//! ```

use std::time::Duration;

use super::event::Pace;
use crate::protocol::time::seconds;

/// What `slow_down` adds (RFC 8628 §3.5).
const SLOW_DOWN: Duration = Duration::from_secs(5);

/// The gap is counted from the sending of a poll, since a provider may hold it for long (CIBA §7.3). But a provider
/// counts from its arrival: up to this much of the answer time is added, so that a slow connection never makes the
/// next poll early.
const ARRIVAL: Duration = Duration::from_secs(1);

/// Pace and deadline of one poll loop. All sums saturate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    interval: Duration,
    pace: Pace,
    slowed: u32,
    backed_off: u32,
    /// From when the next gap is counted.
    anchor: Duration,
    /// When the last answer was there, or was given up.
    ended: Duration,
    /// Not before that moment, once.
    once: Option<Duration>,
    /// Whether the provider says when to poll first.
    awaits_ping: bool,
    /// When it said so, until that poll is sent.
    pinged: Option<Duration>,
    expires_at: Duration,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Poll at that moment.
    Poll(Duration),
    /// The codes expire first: wait until then and stop.
    Expire(Duration),
}

impl Rhythm {
    /// The rhythm of codes that came at `received`.
    pub fn new(interval: Duration, stated: bool, received: Duration, expires_in: Duration) -> Self {
        Self {
            interval,
            pace: if stated { Pace::Stated } else { Pace::Default },
            slowed: 0,
            backed_off: 0,
            anchor: received,
            ended: received,
            once: None,
            awaits_ping: false,
            pinged: None,
            expires_at: received.saturating_add(expires_in),
        }
    }

    /// The same, which polls as soon as the provider pings and not before (CIBA §10.2), unless somebody wants it to.
    #[must_use]
    pub const fn on_ping(self) -> Self {
        Self { awaits_ping: true, ..self }
    }

    /// The provider pinged: the next poll is due at once, whatever the interval says. From that poll on the rhythm is
    /// the usual one.
    pub const fn ping(&mut self, at: Duration) {
        if self.awaits_ping {
            self.pinged = Some(at);
        }
    }

    /// Whether a ping calls for the next poll.
    pub const fn is_pinged(&self) -> bool {
        self.pinged.is_some()
    }

    /// Whether nothing is due before a ping comes.
    pub const fn awaits_ping(&self) -> bool {
        self.awaits_ping && self.pinged.is_none()
    }

    /// The interval in force.
    pub const fn interval(&self) -> Duration {
        self.interval
    }

    /// When the codes expire.
    pub const fn expires_at(&self) -> Duration {
        self.expires_at
    }

    /// When the next poll is allowed, whether or not the codes live that long: the interval is over then, and so is
    /// the wait that the provider asked for.
    pub fn allowed_at(&self) -> Duration {
        let due = self.anchor.saturating_add(self.interval);
        self.once.map_or(due, |once| once.max(due))
    }

    /// Whether it is the provider's wish to wait, and not the interval, that the next poll waits for.
    pub fn waits_once(&self) -> bool {
        self.once.is_some_and(|once| once > self.anchor.saturating_add(self.interval))
    }

    /// What comes next.
    pub fn next(&self) -> Next {
        let due = match self.pinged {
            Some(at) => at,
            None if self.awaits_ping => self.expires_at,
            None => self.allowed_at(),
        };
        if due >= self.expires_at { Next::Expire(self.expires_at) } else { Next::Poll(due) }
    }

    /// Why it comes then.
    pub fn pace(&self) -> Pace {
        match self.next() {
            Next::Expire(_) if self.awaits_ping() => Pace::AwaitsPing,
            Next::Expire(_) => Pace::Expiry,
            Next::Poll(_) if self.is_pinged() => Pace::Pinged,
            Next::Poll(_) if self.waits_once() => Pace::RetryAfter,
            Next::Poll(_) => self.pace,
        }
    }

    /// A poll was sent and answered (or given up) at these moments: the next gap counts from here.
    pub fn polled(&mut self, sent: Duration, ended: Duration) {
        self.awaits_ping = self.awaits_ping();
        self.pinged = None;
        self.anchor = sent.saturating_add(ended.saturating_sub(sent).min(ARRIVAL));
        self.ended = ended;
        self.once = None;
    }

    /// The provider said `slow_down`, perhaps with an interval of its own: the longer of both, for good.
    pub fn slow_down(&mut self, returned: Option<u64>) {
        let own = self.interval.saturating_add(SLOW_DOWN);
        self.interval = returned.map_or(own, |given| own.max(seconds(given)));
        self.slowed = self.slowed.saturating_add(1);
        self.pace = Pace::SlowedDown(self.slowed);
    }

    /// No usable answer came: poll half as often from now on. The gap counts from the end of the trouble, since a
    /// time-out that lasted longer than the interval must not be followed by the next poll at once.
    pub fn back_off(&mut self) {
        self.anchor = self.ended;
        self.interval = self.interval.saturating_mul(2);
        self.backed_off = self.backed_off.saturating_add(1);
        self.pace = Pace::BackedOff(self.backed_off);
    }

    /// The provider asked for a longer wait, once; it counts from its answer (RFC 9110 §10.2.3).
    pub const fn wait_once(&mut self, wait: Duration) {
        self.once = Some(self.ended.saturating_add(wait));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn s(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    #[test]
    fn the_first_poll_waits_one_interval_from_the_answer() {
        let rhythm = Rhythm::new(s(5), false, s(100), s(600));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(105)), Pace::Default));
    }

    #[test]
    fn slow_down_adds_five_seconds_for_good_and_never_shortens() {
        crate::covers!("POL-02", "POL-03", "POL-04");
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        for _ in 0..10 {
            rhythm.slow_down(None);
        }
        assert_eq!(rhythm.interval(), s(55));
        rhythm.slow_down(Some(7));
        assert_eq!(rhythm.interval(), s(60));
        rhythm.slow_down(Some(90));
        assert_eq!((rhythm.interval(), rhythm.pace()), (s(90), Pace::SlowedDown(12)));
    }

    #[test]
    fn a_long_answer_counts_from_sending_and_a_short_one_from_its_end() {
        crate::covers!("POL-15");
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        rhythm.polled(s(5), s(35));
        assert!(matches!(rhythm.next(), Next::Poll(at) if at <= s(35)), "a held poll may be followed at once");
        rhythm.polled(s(40), s(40) + Duration::from_millis(300));
        assert_eq!(rhythm.next(), Next::Poll(s(45) + Duration::from_millis(300)));
    }

    #[test]
    fn retry_after_is_honoured_once_and_only_when_it_is_longer() {
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        rhythm.polled(s(5), s(5));
        rhythm.wait_once(s(20));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(25)), Pace::RetryAfter));
        rhythm.polled(s(25), s(25));
        rhythm.wait_once(s(2));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(30)), Pace::Stated));
    }

    #[test]
    fn retry_after_counts_from_the_answer_and_binds_whoever_presses_a_key() {
        crate::covers!("POL-13");
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        rhythm.polled(s(5), s(35));
        rhythm.back_off();
        rhythm.wait_once(s(20));
        assert_eq!((rhythm.next(), rhythm.pace(), rhythm.allowed_at()), (Next::Poll(s(55)), Pace::RetryAfter, s(55)));
        rhythm.polled(s(55), s(55));
        assert!(!rhythm.waits_once() && rhythm.allowed_at() == s(65));
    }

    #[test]
    fn after_a_fault_the_doubled_interval_counts_from_its_end() {
        crate::covers!("POL-11");
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        rhythm.polled(s(5), s(40));
        rhythm.back_off();
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(50)), Pace::BackedOff(1)));
        rhythm.polled(s(50), s(51));
        assert_eq!((rhythm.next(), rhythm.interval()), (Next::Poll(s(61)), s(10)), "it stays doubled");
    }

    #[test]
    fn a_ping_is_followed_at_once_and_the_rhythm_is_the_usual_one_then() {
        crate::covers!("CIB-20");
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600)).on_ping();
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Expire(s(600)), Pace::AwaitsPing));
        rhythm.polled(s(7), s(7));
        assert_eq!(rhythm.pace(), Pace::AwaitsPing, "a poll by hand takes no ping away");
        rhythm.ping(s(8));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(8)), Pace::Pinged), "the interval is waived");
        rhythm.polled(s(8), s(8));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Poll(s(13)), Pace::Stated));
        rhythm.ping(s(9));
        assert_eq!(rhythm.next(), Next::Poll(s(13)), "a second ping waives nothing");
    }

    #[test]
    fn a_ping_after_expiry_or_in_poll_mode_is_none() {
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600)).on_ping();
        rhythm.ping(s(600));
        assert_eq!(rhythm.next(), Next::Expire(s(600)));
        let mut rhythm = Rhythm::new(s(5), true, s(0), s(600));
        rhythm.ping(s(1));
        assert_eq!((rhythm.next(), rhythm.is_pinged()), (Next::Poll(s(5)), false));
    }

    #[test]
    fn nothing_is_due_after_expiry_and_nothing_overflows() {
        let mut rhythm = Rhythm::new(s(400), true, s(0), s(300));
        assert_eq!((rhythm.next(), rhythm.pace()), (Next::Expire(s(300)), Pace::Expiry));
        for _ in 0..200 {
            rhythm.back_off();
        }
        rhythm.slow_down(Some(u64::MAX));
        rhythm.polled(Duration::MAX, Duration::MAX);
        assert_eq!(rhythm.next(), Next::Expire(s(300)));
    }
}
