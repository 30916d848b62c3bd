//! The poll loop: wait, ask, read, until the person has decided or the time is over. Every grant that polls uses it;
//! in one of them (CIBA's ping mode) the provider says when.

use std::time::Duration;

use super::exchange::{Answer, Conversation};
use super::rhythm::{Next, Rhythm};
use super::visitors::Visitors;
use super::{Event, Expiry, Heard, Outcome, Poll, Waiting, World};
use crate::protocol::answer;
use crate::protocol::check::Finding;
use crate::protocol::exchange::Request;
use crate::protocol::listener::VisitKind;
use crate::protocol::pace::Pace;
use crate::protocol::poll::{self as checks, PollAnswer};
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::protocol::token::{self, Expected, TokenSet};

/// The most time one poll may take: above the thirty seconds that a provider may hold it (CIBA §10).
const POLL_TIMEOUT: Duration = Duration::from_secs(35);

/// A poll that is under way when the codes expire may still win, for that long.
const GRACE: Duration = Duration::from_secs(5);

/// A provider that says `slow_down` that often in a row to a client that keeps its pace is wrong about it.
const THROTTLED: u32 = 3;

/// What is polled for.
pub struct Grant<'a> {
    /// The scopes asked for.
    pub scope: &'a [String],
    /// Whether an ID Token is due.
    pub openid: bool,
    /// How long it may be polled for, and how often.
    pub pace: Pace,
    /// When that was there.
    pub received: Now,
    /// Who is heard meanwhile, where the provider may come by itself.
    pub visitors: Option<&'a mut Visitors>,
    /// Whether its ping is awaited.
    pub on_ping: bool,
}

/// The end of polling that brought something.
pub struct Granted {
    /// The exchange that brought it.
    pub exchange: usize,
    /// The tokens, when they are usable.
    pub tokens: Option<TokenSet>,
    /// An ID Token that came without them.
    pub id_token: Option<Secret>,
    /// What is missing, when there are no usable tokens.
    pub broken: String,
}

/// Polls until there are tokens, a terminal error, or no time left.
pub async fn until_decided<W: World>(
    grant: Grant<'_>,
    ask: &dyn Fn() -> Request,
    talk: &mut Conversation<'_, W>,
) -> Result<Granted, Outcome> {
    let (pace, received) = (grant.pace, grant.received.mono);
    let rhythm = Rhythm::new(pace.interval, pace.interval_stated, received, pace.expires_in);
    let rhythm = if grant.on_ping { rhythm.on_ping() } else { rhythm };
    let mut polling =
        Polling { grant, talk, rhythm, n: 0, last: received, told: Vec::new(), tightest: None, throttled: 0 };
    let ended = polling.run(ask).await;
    polling.tell_rhythm()?;
    ended
}

struct Polling<'g, 't, 'w, W> {
    grant: Grant<'g>,
    talk: &'t mut Conversation<'w, W>,
    rhythm: Rhythm,
    n: usize,
    /// When the poll before was sent, or the codes came.
    last: Duration,
    /// Rows already told: a hundred pending polls are one set of rows.
    told: Vec<Finding>,
    /// The gap that came closest to its interval, with that interval.
    tightest: Option<(Duration, Duration)>,
    throttled: u32,
}

impl<W: World> Polling<'_, '_, '_, W> {
    async fn run(&mut self, ask: &dyn Fn() -> Request) -> Result<Granted, Outcome> {
        loop {
            self.n += 1;
            let planned = self.wait().await?;
            let (sent, interval) = (self.talk.world.now().mono, self.rhythm.interval());
            let pinged = self.rhythm.is_pinged();
            let gap = sent.saturating_sub(self.last);
            let left = self.rhythm.expires_at().saturating_sub(sent).saturating_add(GRACE);
            let came = self.talk.send(Request { timeout: POLL_TIMEOUT.min(left), ..ask() }).await;
            self.rhythm.polled(sent, self.talk.world.now().mono);
            self.last = sent;
            let exchange = self.talk.newest();
            let (answer, step) = match came {
                Ok(answer) => self.read(&answer, gap, pinged)?,
                Err(error) => {
                    self.tell(exchange, vec![checks::network(&error)])?;
                    self.throttled = 0;
                    self.rhythm.back_off();
                    (error.kind.phrase().to_owned(), Step::Go)
                }
            };
            self.talk.world.emit(Event::Polled(Poll {
                n: self.n,
                exchange,
                sent,
                planned,
                gap,
                interval,
                answer,
                pinged,
            }));
            self.tell_slower(interval);
            if !pinged {
                self.tightest = Some(self.tightest.map_or((gap, interval), |known| tighter(known, (gap, interval))));
            }
            match step {
                Step::Go => {}
                Step::End(ended) => return *ended,
            }
        }
    }

    /// Waits for the next poll's moment and says how long after the one before it was due.
    async fn wait(&mut self) -> Result<Duration, Outcome> {
        let mut until = self.plan()?;
        loop {
            let heard = self.talk.world.heard(until).await;
            let now = self.talk.world.now().mono;
            let planned = until.saturating_sub(self.last);
            let allowed = self.rhythm.allowed_at();
            match heard {
                // A machine that slept may wake long after: then the codes are dead, and nothing is sent.
                Heard::Deadline if now >= self.rhythm.expires_at() => return Err(Outcome::Expired(Expiry::Counted)),
                Heard::Deadline => return Ok(planned),
                Heard::PollNow { early } if now < self.rhythm.expires_at() && (early || now >= allowed) => {
                    self.mark_early(now, allowed)?;
                    return Ok(planned);
                }
                Heard::PollNow { .. } => self.talk.world.emit(Event::TooSoon { until: allowed }),
                Heard::Visit(visit) => {
                    let Some(visitors) = self.grant.visitors.as_deref_mut() else { continue };
                    let kind = visit.kind;
                    visitors.note(*visit, self.talk)?;
                    if kind == VisitKind::Ping && self.rhythm.awaits_ping() {
                        self.rhythm.ping(now);
                        until = self.plan()?;
                    }
                }
                Heard::OpenAgain => {}
            }
        }
    }

    /// Tells what is waited for, and gives its moment.
    fn plan(&mut self) -> Result<Duration, Outcome> {
        let until = match self.rhythm.next() {
            Next::Poll(at) => at,
            Next::Expire(at) => {
                self.tell_expiry()?;
                at
            }
        };
        let since = self.talk.world.now().mono;
        let (interval, pace) = (self.rhythm.interval(), self.rhythm.pace());
        self.talk.world.emit(Event::Waiting(Waiting { poll: self.n, until, since, interval, pace }));
        Ok(until)
    }

    fn mark_early(&mut self, now: Duration, allowed: Duration) -> Result<(), Outcome> {
        if now >= allowed {
            return Ok(());
        }
        let expected = if self.rhythm.waits_once() {
            "no poll before the time of Retry-After".to_owned()
        } else {
            format!("{} between polls", words(self.rhythm.interval()))
        };
        let observed = format!("polled {} too early, by hand", words(allowed.saturating_sub(now)));
        self.talk.tell(None, vec![checks::EARLY.warn(expected, observed)])
    }

    fn read(&mut self, answer: &Answer, gap: Duration, pinged: bool) -> Result<(String, Step), Outcome> {
        let response = &answer.response;
        let read = answer.read(&answer::TOKEN);
        let expected = Expected { scope: self.grant.scope, openid: self.grant.openid };
        let mut findings = read.findings;
        let judged = read.value.filter(|object| token::is_answer(object, response)).and_then(|object| {
            let report = token::judge(&object, response, &expected);
            findings.extend(report.findings);
            report.value
        });
        let came = checks::classify(response, judged);
        if pinged {
            findings.push(checks::judge_ping(&came));
        }
        let step = match came {
            PollAnswer::Pending | PollAnswer::SlowDown { .. } | PollAnswer::RetryLater { .. } => {
                findings.extend(self.keep_waiting(&came, answer, gap));
                Step::Go
            }
            PollAnswer::Tokens(ref tokens) => Step::end(Ok(Granted {
                exchange: answer.n,
                tokens: Some((**tokens).clone()),
                id_token: None,
                broken: String::new(),
            })),
            PollAnswer::Unusable { ref id_token, ref reason } => Step::end(Ok(Granted {
                exchange: answer.n,
                tokens: None,
                id_token: id_token.clone(),
                broken: reason.clone(),
            })),
            PollAnswer::Denied(ref error) => Step::end(Err(Outcome::Denied(error.clone()))),
            PollAnswer::Expired(ref error) => Step::end(Err(Outcome::Expired(Expiry::Told(error.clone())))),
            PollAnswer::Refused(ref error) => Step::end(Err(Outcome::Refused(error.clone()))),
            PollAnswer::Broken(ref reason) => Step::end(Err(Outcome::Broken { reason: reason.clone() })),
        };
        self.tell(answer.n, findings)?;
        Ok((came.word(), step))
    }

    /// Adapts the rhythm to an answer that asks to go on.
    fn keep_waiting(&mut self, came: &PollAnswer, answer: &Answer, gap: Duration) -> Vec<Finding> {
        let mut findings = Vec::new();
        match came {
            PollAnswer::SlowDown { interval } => {
                findings.extend(self.throttle(gap));
                self.rhythm.slow_down(*interval);
            }
            PollAnswer::RetryLater { .. } => {
                self.throttled = 0;
                self.rhythm.back_off();
            }
            _ => self.throttled = 0,
        }
        if let Some(Ok(wait)) = answer::retry_after(&answer.response) {
            self.rhythm.wait_once(wait);
        }
        findings.extend(checks::judge_retry_after(&answer.response));
        findings
    }

    /// `slow_down` to a client that kept its pace: the provider's fault, at its first poll or again and again.
    fn throttle(&mut self, gap: Duration) -> Option<Finding> {
        self.throttled += 1;
        let interval = self.rhythm.interval();
        let wrong = gap >= interval && (self.n == 1 || self.throttled >= THROTTLED);
        wrong.then(|| {
            let observed =
                format!("slow_down although the polls were {} apart, {} in a row", words(gap), self.throttled);
            checks::THROTTLE.warn(format!("polls {} apart are welcome", words(interval)), observed)
        })
    }

    fn tell_expiry(&mut self) -> Result<(), Outcome> {
        let stretched = self.rhythm.interval() > self.grant.pace.interval || self.rhythm.waits_once() || self.n == 1;
        if !stretched || self.rhythm.awaits_ping() {
            return Ok(());
        }
        let due = self.rhythm.allowed_at().saturating_sub(self.rhythm.expires_at());
        let observed = format!("the next poll would be {} after expiry", words(due));
        self.talk.tell(None, vec![checks::EXPIRY.warn("another poll before time is over", observed)])
    }

    /// Tells rows that were not told before in this loop.
    fn tell(&mut self, exchange: usize, findings: Vec<Finding>) -> Result<(), Outcome> {
        let fresh: Vec<Finding> = findings.into_iter().filter(|finding| !self.told.contains(finding)).collect();
        self.told.extend(fresh.iter().cloned());
        self.talk.tell(Some(exchange), fresh)
    }

    fn tell_slower(&mut self, from: Duration) {
        let to = self.rhythm.interval();
        if self.throttled > 0 && to > from {
            self.talk.world.emit(Event::SlowedDown { from, to });
        }
    }

    /// Our own conduct, judged like the provider's: the gap that came closest to its interval.
    fn tell_rhythm(&mut self) -> Result<(), Outcome> {
        let Some((gap, interval)) = self.tightest else { return Ok(()) };
        let expected = format!("polls at least {} apart", words(interval));
        let observed = format!("the tightest gap was {}", words(gap));
        let finding = if gap >= interval {
            checks::RHYTHM.pass(expected, observed)
        } else {
            checks::RHYTHM.warn(expected, observed)
        };
        self.talk.tell(None, vec![finding])
    }
}

/// Of two gaps with their intervals, the one with less room.
fn tighter(one: (Duration, Duration), other: (Duration, Duration)) -> (Duration, Duration) {
    let room = |(gap, interval): (Duration, Duration)| gap.as_secs_f64() - interval.as_secs_f64();
    if room(other) < room(one) { other } else { one }
}

enum Step {
    Go,
    End(Box<Result<Granted, Outcome>>),
}

impl Step {
    fn end(result: Result<Granted, Outcome>) -> Self {
        Self::End(Box::new(result))
    }
}

/// Seconds with two decimals.
fn words(time: Duration) -> String {
    format!("{:.2} s", time.as_secs_f64())
}
