//! One exchange: send, judge, tell. Every request of every flow goes through here, so nothing is unrecorded.

use super::{Event, Options, Outcome, World};
use crate::profile::Profile;
use crate::protocol::answer::{self, Subject};
use crate::protocol::check::{Finding, Report};
use crate::protocol::clock::Dates;
use crate::protocol::exchange::{Request, Response, TransportError};
use crate::protocol::json::Json;
use url::Url;

/// The state that all steps of one run share.
pub struct Conversation<'w, W> {
    /// The outside.
    pub world: &'w mut W,
    tolerate: &'w [String],
    keep_going: bool,
    exchanges: usize,
    dates: Dates,
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
        Self { world, tolerate: &profile.tolerate, keep_going: options.keep_going, exchanges: 0, dates }
    }

    /// The number of the newest exchange.
    pub const fn newest(&self) -> usize {
        self.exchanges
    }

    /// Seconds that the server's clock is ahead of ours, by the `Date` of all answers so far.
    pub fn skew(&self) -> Option<i64> {
        self.dates.skew(self.world.now())
    }

    /// Sends one request; both ends of it are events.
    pub async fn send(&mut self, request: Request) -> Result<Answer, TransportError> {
        self.exchanges += 1;
        let n = self.exchanges;
        let asked = request.url.clone();
        self.world.emit(Event::Sent { exchange: n, request: request.clone() });
        match self.world.send(request).await {
            Ok(response) => {
                self.dates.note(&response);
                self.world.emit(Event::Received { exchange: n, response: response.clone() });
                Ok(Answer { n, asked, response })
            }
            Err(error) => {
                self.world.emit(Event::Failed { exchange: n, error: error.clone() });
                Err(error)
            }
        }
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
