//! One exchange: send, judge, tell. Every request of every flow goes through here, so nothing is unrecorded.

use super::credentials::{Credentials, Proof};
use super::peers::Peers;
use super::proofs::Proofs;
use super::{Event, Options, Outcome, World};
use crate::profile::Profile;
use crate::protocol::answer::{self, Subject};
use crate::protocol::check::{Finding, Report};
use crate::protocol::client_auth;
use crate::protocol::clock::Dates;
use crate::protocol::dpop;
use crate::protocol::exchange::{Purpose, Request, Response, TransportError};
use crate::protocol::json::Json;
use crate::protocol::peer;
use url::Url;

/// The state that all steps of one run share.
pub struct Conversation<'w, W> {
    /// The outside.
    pub world: &'w mut W,
    tolerate: &'w [String],
    keep_going: bool,
    exchanges: usize,
    dates: Dates,
    credentials: Option<Credentials>,
    /// What was said last of an assertion of ours.
    assertion: Option<Finding>,
    /// Whether it was said that no certificate can be shown without TLS.
    told_in_clear: bool,
    /// What was said of the proofs.
    proofs: Proofs,
    peers: Peers,
}

/// An answer, with what it answers.
pub struct Answer {
    /// The exchange's number, from 1.
    pub n: usize,
    /// Where the request went.
    pub asked: Url,
    /// What came.
    pub response: Response,
}

impl Answer {
    /// The object in it, judged by what all answers have in common.
    pub fn read(&self, subject: &'static Subject) -> Report<Json> {
        answer::read_from(&self.asked, &self.response, subject)
    }
}

impl<'w, W: World> Conversation<'w, W> {
    /// Nothing sent yet.
    pub fn new(world: &'w mut W, profile: &'w Profile, options: &Options) -> Self {
        let dates = Dates::new(world.now());
        Self {
            world,
            tolerate: &profile.tolerate,
            keep_going: options.keep_going,
            exchanges: 0,
            dates,
            credentials: None,
            assertion: None,
            told_in_clear: false,
            proofs: Proofs::default(),
            peers: Peers::default(),
        }
    }

    /// The number of the newest exchange.
    pub const fn newest(&self) -> usize {
        self.exchanges
    }

    /// Seconds that the server's clock is ahead of ours, by the `Date` of all answers so far.
    pub fn skew(&self) -> Option<i64> {
        self.dates.skew(self.world.now())
    }

    /// From now on requests show who sends them.
    pub fn introduce(&mut self, credentials: Credentials) {
        self.credentials = Some(credentials);
    }

    /// How requests show who sends them, once the provider is known.
    pub const fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// Sends one request as this client; both ends of it are events. A provider that demands a nonce in the proof gets
    /// it once, at once (RFC 9449 §8).
    pub async fn send(&mut self, request: Request) -> Result<Answer, TransportError> {
        let (answer, proof) = self.once(&request).await?;
        let Some(proof) = proof else { return Ok(answer) };
        let Some(challenge) = dpop::challenge(&answer.response, proof.nonce.as_deref()) else {
            self.proof_refused(&answer);
            return Ok(answer);
        };
        self.note(Some(answer.n), challenge.findings);
        if challenge.value.is_none() {
            return Ok(answer);
        }
        let (answer, _) = self.once(&request).await?;
        self.note(Some(answer.n), vec![dpop::again(&answer.response)]);
        self.proof_refused(&answer);
        Ok(answer)
    }

    /// One exchange, and the proof that the request had.
    async fn once(&mut self, request: &Request) -> Result<(Answer, Option<Proof>), TransportError> {
        let (request, proof) = self.presented(request.clone());
        self.exchanges += 1;
        let n = self.exchanges;
        let (asked, purpose) = (request.url.clone(), request.purpose);
        self.world.emit(Event::Sent { exchange: n, request: request.clone() });
        self.own(n, &request);
        match self.world.send(request).await {
            Ok(response) => {
                self.dates.note(&response);
                self.world.emit(Event::Received { exchange: n, response: response.clone() });
                if let Some(credentials) = &mut self.credentials {
                    credentials.note(&asked, &response);
                }
                self.met(n, (&asked, purpose), &response);
                if let Some(proof) = &proof {
                    let findings = self.proofs.answered(&response, proof.alg);
                    self.note(Some(n), findings);
                }
                Ok((Answer { n, asked, response }, proof))
            }
            Err(error) => {
                self.world.emit(Event::Failed { exchange: n, error: error.clone() });
                let findings = peer::judge_failure(&error, self.skew());
                self.note(Some(n), findings);
                Err(error)
            }
        }
    }

    fn met(&mut self, n: usize, request: (&Url, Purpose), response: &Response) {
        let Some(peer) = &response.peer else { return self.met_in_clear(n, request) };
        let findings = self.peers.met(request, peer, (self.world.now(), self.skew()));
        self.note(Some(n), findings);
    }

    /// A client that is known by its certificate has nothing to show without TLS.
    fn met_in_clear(&mut self, n: usize, (url, purpose): (&Url, Purpose)) {
        let shows_certificate = self.credentials.as_ref().is_some_and(Credentials::shows_certificate);
        let is_due = url.scheme() == "http" && client_auth::authenticates(purpose);
        if shows_certificate && is_due && !self.told_in_clear {
            self.told_in_clear = true;
            self.note(Some(n), vec![peer::in_clear()]);
        }
    }

    fn presented(&mut self, request: Request) -> (Request, Option<Proof>) {
        let Some(credentials) = &self.credentials else { return (request, None) };
        let now = self.world.now();
        credentials.present(request, now, &mut || self.world.random())
    }

    /// What is to be said of what we send. Assertions are made alike, so the row of the first stands for those that are
    /// judged like it.
    fn own(&mut self, n: usize, request: &Request) {
        let now = self.world.now();
        let mut findings: Vec<Finding> = self.proofs.sent(request).into_iter().collect();
        let assertion = self.credentials.as_ref().and_then(|credentials| credentials.assertion(request, now));
        if assertion.is_some() && assertion != self.assertion {
            findings.extend(assertion.clone());
            self.assertion = assertion;
        }
        self.note(Some(n), findings);
    }

    fn proof_refused(&mut self, answer: &Answer) {
        let finding = dpop::proof_refused(&answer.response, self.skew());
        self.note(Some(answer.n), finding.into_iter().collect());
    }

    /// Sends a request whose answer is needed to go on; without one the run is over.
    pub async fn ask(&mut self, request: Request) -> Result<Answer, Outcome> {
        let label = request.purpose.label();
        match self.send(request).await {
            Ok(answer) => Ok(answer),
            Err(error) => {
                self.tell(Some(self.exchanges), vec![answer::transport(&error)])?;
                Err(Outcome::Unreachable { request: label, reason: error.to_string() })
            }
        }
    }

    /// Tells the rows of a report and hands out its value; a stop-class failure ends the run.
    pub fn report<T>(&mut self, exchange: Option<usize>, report: Report<T>) -> Result<Option<T>, Outcome> {
        self.tell(exchange, report.findings)?;
        Ok(report.value)
    }

    /// Tells rows; a stop-class failure among them ends the run, unless it keeps going.
    pub fn tell(&mut self, exchange: Option<usize>, findings: Vec<Finding>) -> Result<(), Outcome> {
        match self.note(exchange, findings) {
            Some(check) if !self.keep_going => Err(Outcome::Rejected { check }),
            _ => Ok(()),
        }
    }

    /// Tells rows and goes on whatever they say; gives the first of the stop class that failed.
    pub fn note(&mut self, exchange: Option<usize>, findings: Vec<Finding>) -> Option<&'static str> {
        if findings.is_empty() {
            return None;
        }
        let tolerate = |finding: Finding| {
            if self.tolerate.iter().any(|id| id == finding.check.id) { finding.tolerated() } else { finding }
        };
        let findings: Vec<Finding> = findings.into_iter().map(tolerate).collect();
        let stopper = findings.iter().find(|finding| finding.stops()).map(|finding| finding.check.id);
        self.world.emit(Event::Checked { exchange, findings });
        stopper
    }
}
