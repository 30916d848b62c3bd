//! What polls of a device code (RFC 8628 §3.5) and of a backchannel request (CIBA §11) have in common: pace, expiry,
//! and what the person decided.

use super::answer::Answer;
use super::change;
use super::people::Person;
use super::site::Site;
use super::wrong::{Http, Poll, Wrong};

/// A poll may come so much too early: timers and networks are not exact.
const TOLERANCE_MS: u64 = 50;

/// What `slow_down` adds (RFC 8628 §3.5).
const SLOWER_MS: u64 = 5000;

/// What the person has decided.
#[derive(Clone, Copy, Debug)]
pub(super) enum Decision {
    Open,
    Allowed {
        person: &'static Person,
        auth_time: u64,
    },
    Denied,
    /// The tokens are out.
    Used,
}

/// How far the polls of one request are.
#[derive(Clone, Debug)]
pub(super) struct Polling {
    /// The parameter that polls name it by.
    pub parameter: &'static str,
    pub expires_ms: u64,
    /// The least time between two polls; zero where a fault told another interval than this provider's.
    pub interval_ms: u64,
    pub last_ms: Option<u64>,
    pub polls: u32,
    pub decision: Decision,
}

impl Polling {
    /// Nothing is decided, nobody has polled; `life` and `interval` are seconds.
    pub fn new(site: &Site, parameter: &'static str, life: u64, interval: u64) -> Self {
        Self {
            parameter,
            expires_ms: site.now.mono_ms.saturating_add(life.saturating_mul(1000)),
            interval_ms: interval.saturating_mul(1000),
            last_ms: None,
            polls: 0,
            decision: Decision::Open,
        }
    }

    /// Whether the person has not decided.
    pub fn is_undecided(&self) -> bool {
        matches!(self.decision, Decision::Open)
    }

    /// Whether the person may still decide.
    pub fn is_open(&self, site: &Site) -> bool {
        self.is_undecided() && site.now.mono_ms < self.expires_ms
    }

    /// Counts a poll. What the fault has it told, or the seconds by which the truth is late.
    pub fn scripted(&mut self, site: &Site, user_code: &str) -> Result<u64, Answer> {
        self.polls = self.polls.saturating_add(1);
        match change::poll(site.wrong(), self.polls) {
            Some(Poll::Late(seconds)) => Ok(seconds),
            None => Ok(0),
            Some(told) => {
                self.last_ms = Some(site.now.mono_ms);
                Err(self.told(site, told, user_code))
            }
        }
    }

    fn told(&mut self, site: &Site, told: Poll, user_code: &str) -> Answer {
        let words = site.words(user_code);
        let mut answer = pending();
        match told {
            Poll::Told(status, text) => change::http(Http::Body(status, text), &mut answer, &words),
            Poll::SlowDown => answer = self.slow_down(),
            Poll::Pending(http) => change::http(http, &mut answer, &words),
            Poll::Unavailable(retry_after) => {
                change::http(Http::Page(503), &mut answer, &words);
                answer.set("retry-after", retry_after);
            }
            Poll::Late(_) => {}
        }
        let waits = matches!(told, Poll::SlowDown | Poll::Told(400, change::PENDING));
        if site.now.mono_ms >= self.expires_ms && waits { self.expired() } else { answer }
    }

    /// Whether the poll keeps the pace and is in time.
    pub fn in_time(&mut self, site: &Site) -> Result<(), Answer> {
        let now = site.now.mono_ms;
        let earliest = self.last_ms.map_or(0, |last| last.saturating_add(self.interval_ms));
        self.last_ms = Some(now);
        if now >= self.expires_ms {
            return Err(self.expired());
        }
        if now.saturating_add(TOLERANCE_MS) < earliest {
            return Err(self.slow_down());
        }
        Ok(())
    }

    /// Who allowed it, and when; from now on it is used.
    pub fn take(&mut self) -> Result<(&'static Person, u64), Answer> {
        match self.decision {
            Decision::Open => Err(pending()),
            Decision::Denied => Err(Answer::error(400, "access_denied", "The person said no.")),
            Decision::Used => {
                Err(Answer::error(400, "invalid_grant", &format!("This {} was used before.", self.parameter)))
            }
            Decision::Allowed { person, auth_time } => {
                self.decision = Decision::Used;
                Ok((person, auth_time))
            }
        }
    }

    fn slow_down(&mut self) -> Answer {
        self.interval_ms = self.interval_ms.saturating_add(SLOWER_MS);
        Answer::error(400, "slow_down", "That was too early: wait five seconds longer from now on.")
    }

    fn expired(&self) -> Answer {
        Answer::error(400, "expired_token", &format!("The {} is too old.", self.parameter))
    }
}

fn pending() -> Answer {
    Answer::error(400, "authorization_pending", "The person has not decided yet.")
}

/// The seconds that a fault lets codes live.
pub(super) fn life(site: &Site) -> Option<u64> {
    site.wrong().iter().find_map(|wrong| if let Wrong::Life(seconds) = wrong { Some(*seconds) } else { None })
}
