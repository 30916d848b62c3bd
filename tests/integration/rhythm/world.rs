//! A World around a random server: it presses keys, falls asleep, sets its clock, and judges every poll by what the
//! server had asked for, in arithmetic of its own.

use std::net::SocketAddr;
use std::time::Duration;

use grantty::flow::{BindError, Event, Heard, Network, Opening, Question, World};
use grantty::profile::SecretReference;
use grantty::protocol::authorize::Place;
use grantty::protocol::exchange::{Purpose, Request, Response, TransportError};
use grantty::protocol::listener::{Receive, Source, Visit, VisitKind};
use grantty::protocol::secret::Secret;
use grantty::protocol::time::Now;
use url::Url;

use super::clock::{Clock, Random};
use super::server::{self, Means, Server};

/// The outside of one run, and what came of it.
pub struct JudgingWorld<'c> {
    clock: &'c Clock,
    random: Random,
    server: Server,
    /// Nobody presses keys, nothing sleeps, no clock is set.
    quiet: bool,
    /// How far somebody has set the wall clock, in seconds.
    set: i64,
    /// When the codes came and when they die.
    pub codes: Option<(Duration, Duration)>,
    /// The least time between two polls that the server's answers allow by now.
    floor: Duration,
    /// No poll before that moment.
    not_before: Duration,
    /// When each poll was sent.
    pub sent: Vec<Duration>,
    /// What the last answer asked for.
    pub last: Means,
    /// What speaks for an early poll.
    permit: Permit,
    /// How many polls were early on purpose.
    pub early: usize,
    /// How long the machine slept through an alarm, at most.
    pub overslept: Duration,
    in_flight: bool,
    interval: Duration,
    /// The pings of a server that says when to poll.
    pings: Option<Pings>,
    /// How many polls somebody wanted before a ping came.
    pub by_hand: usize,
    /// What must not have happened, as sentences.
    pub wrong: Vec<String>,
}

/// An early poll needs both: a key that asked for it, and a row that says so.
#[derive(Default)]
struct Permit {
    on_purpose: bool,
    marked: bool,
}

/// What a server that pings is owed.
#[derive(Default)]
struct Pings {
    /// When the first came, and whether it was followed.
    first: Option<(Duration, bool)>,
    /// Whether somebody wants a poll right now.
    pressed: bool,
}

impl<'c> JudgingWorld<'c> {
    /// The outside of a run whose server pings when it likes to, once or more, or never.
    pub fn pinging(seed: u64, clock: &'c Clock) -> Self {
        Self { pings: Some(Pings::default()), ..Self::any(seed, clock) }
    }

    /// Whether the server says when to poll.
    pub const fn is_pinged(&self) -> bool {
        self.pings.is_some()
    }

    /// Whether a ping was followed.
    pub fn is_waived(&self) -> bool {
        self.pings.as_ref().is_some_and(|pings| matches!(pings.first, Some((_, true))))
    }

    /// A poll that a ping calls for, or that comes before one.
    fn judge_called(&mut self, now: Duration) -> bool {
        let Some(pings) = &mut self.pings else { return false };
        match &mut pings.first {
            Some((at, followed @ false)) => {
                *followed = true;
                if now != *at && !pings.pressed && self.overslept.is_zero() {
                    self.wrong.push(format!("a ping at {at:?} is followed at {now:?}"));
                }
                true
            }
            Some(_) => false,
            None => {
                self.by_hand += 1;
                if !pings.pressed {
                    self.wrong.push(format!("a poll at {now:?}, before any ping"));
                }
                false
            }
        }
    }

    /// The outside of a run with one of the thousand servers.
    pub fn any(seed: u64, clock: &'c Clock) -> Self {
        let mut random = Random::new(seed);
        let server = Server::any(&mut random);
        Self { quiet: random.percent(25), ..Self::new(server, random, clock) }
    }

    /// A server that only says `authorization_pending`, in a world where nothing else happens.
    pub fn calm(interval: u64, expires_in: u64, after: Duration, clock: &'c Clock) -> Self {
        let server = Server { interval: Some(interval), expires_in, rough: false, calm: Some(after) };
        Self { quiet: true, ..Self::new(server, Random::new(interval), clock) }
    }

    fn new(server: Server, random: Random, clock: &'c Clock) -> Self {
        Self {
            clock,
            random,
            floor: Duration::from_secs(server.interval.unwrap_or(5)),
            server,
            quiet: false,
            set: 0,
            codes: None,
            not_before: Duration::ZERO,
            sent: Vec::new(),
            last: Means::Pending,
            permit: Permit::default(),
            early: 0,
            overslept: Duration::ZERO,
            in_flight: false,
            interval: Duration::ZERO,
            pings: None,
            by_hand: 0,
            wrong: Vec::new(),
        }
    }

    /// Holds a poll that is about to be sent against what the server asked for.
    fn judge_poll(&mut self) {
        let now = self.clock.now();
        let (received, expires_at) = self.codes.expect("codes come before polls");
        let due = self.sent.last().map_or(received, |last| *last) + self.floor;
        let is_called = self.judge_called(now);
        let early = !is_called && (now < due || now < self.not_before);
        if early && !(self.permit.marked && self.permit.on_purpose) {
            self.wrong.push(format!("poll at {now:?}, due at {due:?}, not before {:?}", self.not_before));
        }
        if self.sent.is_empty() && self.quiet && self.pings.is_none() && now != due {
            self.wrong.push(format!("the first poll at {now:?} instead of {due:?}"));
        }
        if now >= expires_at {
            self.wrong.push(format!("poll at {now:?}, after expiry at {expires_at:?}"));
        }
        if self.last == Means::End {
            self.wrong.push("a poll after the end".to_owned());
        }
        self.early += usize::from(early);
        self.permit.marked = false;
        self.sent.push(now);
    }

    /// What an answer means for the polls to come.
    fn learn(&mut self, means: Means, came: &Result<Response, TransportError>) {
        self.last = means;
        match means {
            Means::SlowDown(named) => {
                let own = self.floor + Duration::from_secs(5);
                self.floor = named.map_or(own, |seconds| own.max(Duration::from_secs(seconds)));
            }
            Means::Fault => self.floor *= 2,
            Means::Pending | Means::End => {}
        }
        let wait = Duration::from_secs(came.as_ref().ok().and_then(server::retry_after).unwrap_or_default());
        // After trouble the doubled interval counts from its end, not from the sending of a poll that timed out.
        let rest = if means == Means::Fault { self.floor } else { Duration::ZERO };
        self.not_before = self.clock.now() + wait.max(rest);
    }

    async fn exchange(&mut self, request: &Request) -> Result<Response, TransportError> {
        if matches!(request.purpose, Purpose::DeviceAuthorization | Purpose::BackchannelAuthentication) {
            let after = self.random.millis(3000);
            self.clock.until(self.clock.now() + after).await;
            let now = self.clock.now();
            self.codes = Some((now, now + Duration::from_secs(self.server.expires_in)));
            return Ok(if self.is_pinged() { self.server.id() } else { self.server.codes() });
        }
        assert_eq!(request.purpose, Purpose::Poll);
        self.judge_poll();
        let answer = self.server.poll(request.timeout, &mut self.random);
        self.clock.until(self.clock.now() + answer.after).await;
        self.learn(answer.means, &answer.came);
        answer.came
    }
}

/// A ping that came after the first, as a door has it, or as a careless one would.
const KINDS: [VisitKind; 2] = [VisitKind::Repeat, VisitKind::Ping];

fn visit(kind: VisitKind) -> Visit {
    Visit {
        source: Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_000))),
        method: "POST".to_owned(),
        path: "/ciba/notification".to_owned(),
        kind,
        place: Place::Body,
        parameters: Vec::new(),
        status: 204,
        notice: None,
    }
}

impl World for JudgingWorld<'_> {
    fn now(&self) -> Now {
        let mono = self.clock.now();
        Now { mono, unix: (1_763_622_000 + mono.as_secs()).saturating_add_signed(self.set) }
    }

    fn random(&mut self) -> [u8; 32] {
        [7; 32]
    }

    fn emit(&mut self, event: Event) {
        match event {
            Event::Checked { findings, .. } => {
                self.permit.marked |= findings.iter().any(|finding| finding.check.id == "poll.early");
            }
            Event::Waiting(waiting) => {
                if waiting.interval < self.interval.max(self.floor) {
                    self.wrong.push(format!("the interval shrank to {:?}", waiting.interval));
                }
                self.interval = waiting.interval;
            }
            _ => {}
        }
    }

    async fn send(&mut self, request: Request) -> Result<Response, TransportError> {
        assert!(!std::mem::replace(&mut self.in_flight, true), "two requests in flight");
        let came = self.exchange(&request).await;
        self.in_flight = false;
        let now = self.now();
        came.map(|response| Response { received: now, ..response }).map_err(|error| TransportError { at: now, ..error })
    }

    async fn heard(&mut self, deadline: Duration) -> Heard {
        let now = self.clock.now();
        if !self.quiet && self.random.percent(10) {
            self.set += i64::try_from(self.random.between(0, 7200)).expect("small") - 3600;
        }
        let left = u64::try_from(deadline.saturating_sub(now).as_millis()).expect("small");
        if let Some(pings) = &mut self.pings {
            pings.pressed = false;
            if left > 0 && self.random.percent(if pings.first.is_none() { 60 } else { 10 }) {
                let at = now + self.random.millis((left - 1).min(60_000));
                self.clock.until(at).await;
                let first = self.pings.as_mut().expect("it pings").first.get_or_insert((at, false));
                let kind = if first.0 == at { VisitKind::Ping } else { KINDS[usize::from(self.random.percent(50))] };
                return Heard::Visit(Box::new(visit(kind)));
            }
        }
        if !self.quiet && left > 0 && self.random.percent(20) {
            let pressed = now + self.random.millis(left - 1);
            self.clock.until(pressed).await;
            self.permit.on_purpose = self.random.percent(25);
            if let Some(pings) = &mut self.pings {
                pings.pressed = true;
            }
            return Heard::PollNow { early: self.permit.on_purpose };
        }
        let nap = if !self.quiet && self.random.percent(3) { self.random.millis(1_200_000) } else { Duration::ZERO };
        self.overslept = self.overslept.max(nap);
        self.clock.until(deadline + nap).await;
        self.permit.on_purpose = false;
        Heard::Deadline
    }

    async fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        Ok(addresses.to_vec())
    }

    fn admit(&mut self, _door: Box<dyn Receive>) {}

    async fn open(&mut self, _url: &Url) -> Opening {
        Opening::NotWanted
    }

    async fn ask(&mut self, _question: Question) -> Option<Secret> {
        None
    }

    async fn close(&mut self) -> Vec<Visit> {
        Vec::new()
    }

    fn network(&mut self, _: &Network) -> Result<(), String> {
        Ok(())
    }

    async fn secret(&mut self, _: &'static str, _: &SecretReference) -> Result<Secret, String> {
        Err("there are none here".to_owned())
    }
}
