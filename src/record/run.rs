//! A run as far as it has come: the fold of its events.

mod visits;

use std::time::Duration;

use super::mask::Masker;
use crate::flow::{
    Authorization, Backchannel, Event, Listening, NotificationEndpoint, Opening, Outcome, Poll, Prompt, Question,
    Waiting,
};
use crate::profile::{Flow, Profile};
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::client_auth::BasicEncoding;
use crate::protocol::clock::Dates;
use crate::protocol::exchange::{BodyEnd, Purpose, Request, Response, TransportError, Value};
use crate::protocol::id_token::IdToken;
use crate::protocol::inspection::Inspection;
use crate::protocol::json::Json;
use crate::protocol::listener::Visit;
use crate::protocol::time::Now;
use crate::protocol::token::TokenSet;

/// Most bytes of bodies that are kept whole: a provider may answer polls for hours, a mebibyte each.
const KEPT: usize = 32 << 20;

/// Longer claims are not searched for secrets: whoever has a token of that size looks at nothing but its size.
const LONGEST_LEARNED: usize = 256 << 10;

/// What is left of a poll's answer beyond that.
const BEGINNING: usize = 1 << 10;

/// One run of one flow, from its first request to its outcome.
#[derive(Clone, Debug)]
pub struct Run {
    /// The profile's name.
    pub profile: String,
    /// The profile's title.
    pub title: String,
    /// The flow.
    pub flow: Flow,
    /// The issuer, as the profile has it.
    pub issuer: Option<String>,
    /// The scopes that are asked for.
    pub scope: Vec<String>,
    /// What the profile notes for people: often, how somebody or their device is reached.
    pub notes: Option<String>,
    /// How id and secret are encoded before Basic.
    pub basic_encoding: BasicEncoding,
    /// Whether it goes on past stop-class failures.
    pub keep_going: bool,
    /// When it started.
    pub started: Now,
    /// When it ended.
    pub ended: Option<Now>,
    /// Every exchange, in the order sent.
    pub exchanges: Vec<Exchange>,
    /// Every row, in the order judged.
    pub checks: Vec<Row>,
    /// Where answers of the front channel are awaited.
    pub listening: Option<Listening>,
    /// The authorization request as it was opened last.
    pub authorization: Option<Authorization>,
    /// What became of the wish for a browser.
    pub opening: Option<Opening>,
    /// Who came to the listener, or what was pasted; the oldest are let go beyond a thousand.
    pub visits: Vec<VisitRow>,
    /// How many visits there were in all.
    pub visit_count: usize,
    /// The parameters of the answer that was taken, as they were judged.
    pub callback: Option<Vec<(String, Value)>>,
    /// Tokens that came through the front channel beside a code.
    pub front_tokens: Option<TokenSet>,
    /// The ID Token among them, judged.
    pub front_id_token: Option<IdToken>,
    /// What the person was asked.
    pub prompt: Option<Prompt>,
    /// Where notifications of the provider are awaited.
    pub notification_endpoint: Option<NotificationEndpoint>,
    /// The backchannel authentication that is awaited.
    pub backchannel: Option<Backchannel>,
    /// What the run asks the person, until there is news.
    pub asked: Option<Question>,
    /// The wait for the next poll, while there is one.
    pub waiting: Option<Waiting>,
    /// The polls so far.
    pub polls: Vec<Poll>,
    /// When a refused "poll now" would be allowed.
    pub too_soon: Option<Duration>,
    /// The tokens.
    pub tokens: Option<TokenSet>,
    /// The judged ID Token.
    pub id_token: Option<IdToken>,
    /// The userinfo claims.
    pub userinfo: Option<Json>,
    /// What a token means to the provider.
    pub introspection: Option<Json>,
    /// The tokens that were looked into.
    pub inspections: Vec<Inspection>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Seconds the provider's clock is ahead of ours, by all answers so far.
    pub skew: Option<i64>,
    /// What all answers say of the provider's clock.
    dates: Dates,
    /// Knows every secret of the run.
    pub masker: Masker,
    /// How many bytes of visits the masker was given.
    learned_bytes: usize,
}

/// How far the provider's clock is from ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Skew {
    /// Seconds that it is ahead of ours; negative when it is behind.
    pub ahead: i64,
    /// How many answers say so.
    pub answers: usize,
}

impl Skew {
    /// Answers from which on it is an estimate: one or two of them may be a cache, or one machine of many.
    pub const ENOUGH: usize = 3;

    /// Whether enough answers agree on it.
    pub const fn is_estimate(self) -> bool {
        self.answers >= Self::ENOUGH
    }
}

/// A request and what became of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// Its number, from 1.
    pub n: usize,
    /// When it was sent.
    pub sent: Now,
    /// What was sent.
    pub request: Request,
    /// What became of it.
    pub end: End,
}

/// What became of a request.
#[derive(Clone, Debug)]
pub enum End {
    /// It is under way.
    Pending,
    /// It was answered.
    Answered(Response),
    /// It was not.
    Failed(TransportError),
}

/// A visit, with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitRow {
    /// Its number, from 1.
    pub n: usize,
    /// When it came.
    pub at: Now,
    /// Who, and what it is.
    pub visit: Visit,
    /// The rows of an answer that was not taken.
    pub findings: Vec<Finding>,
}

/// A finding and the exchange it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The exchange, when it is about one.
    pub exchange: Option<usize>,
    /// The finding.
    pub finding: Finding,
}

/// How many rows of each colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Failed.
    pub fail: usize,
    /// Warned.
    pub warn: usize,
    /// Passed.
    pub pass: usize,
    /// Not judged.
    pub skip: usize,
}

impl Run {
    /// A run that has not sent anything yet.
    pub fn new(profile: &Profile, flow: Flow, now: Now) -> Self {
        Self {
            profile: profile.name.clone(),
            title: profile.title.clone(),
            flow,
            issuer: profile.issuer.clone(),
            scope: profile.request.scope.clone(),
            notes: profile.notes.clone(),
            basic_encoding: profile.client.basic_encoding,
            keep_going: false,
            started: now,
            ended: None,
            exchanges: Vec::new(),
            checks: Vec::new(),
            listening: None,
            authorization: None,
            opening: None,
            visits: Vec::new(),
            visit_count: 0,
            callback: None,
            front_tokens: None,
            front_id_token: None,
            prompt: None,
            notification_endpoint: None,
            backchannel: None,
            asked: None,
            waiting: None,
            polls: Vec::new(),
            too_soon: None,
            tokens: None,
            id_token: None,
            userinfo: None,
            introspection: None,
            inspections: Vec::new(),
            outcome: None,
            skew: None,
            dates: Dates::new(now),
            masker: Masker::default(),
            learned_bytes: 0,
        }
    }

    /// Takes in what happened at `now`.
    pub fn apply(&mut self, now: Now, event: Event) {
        // The run waits for the answer alone: whatever else happens, it has it, or goes on without.
        self.asked = None;
        match event {
            Event::Learned { kind, secret } => self.masker.learn(kind, &secret),
            Event::Sent { exchange, request } => self.sent(exchange, request, now),
            Event::Received { exchange, response } => self.received(exchange, response),
            Event::Failed { exchange, error } => self.close(exchange, End::Failed(error)),
            Event::Checked { exchange, findings } => {
                self.checks.extend(findings.into_iter().map(|finding| Row { exchange, finding }));
            }
            Event::Prompt(prompt) => {
                self.masker.learn("device_code", &prompt.authorization.device_code);
                self.prompt = Some(prompt);
            }
            Event::NotificationEndpoint(endpoint) => self.notification_endpoint = Some(endpoint),
            Event::Backchannel(backchannel) => {
                self.masker.learn("auth_req_id", &backchannel.authentication.auth_req_id);
                self.learn_parameters(backchannel.hint.as_slice());
                self.backchannel = Some(*backchannel);
            }
            Event::Asked(question) => self.asked = Some(question),
            Event::Listening(listening) => self.listening = Some(listening),
            Event::Authorization(authorization) => {
                // What is in a request object is known before the object itself.
                self.learn_parameters(&authorization.parameters);
                self.learn_parameters(&authorization.sent);
                self.authorization = Some(*authorization);
            }
            Event::Opened(opening) => self.opening = Some(opening),
            Event::Visited { visit, findings } => self.visited(*visit, findings, now),
            Event::Callback(parameters) => {
                self.learn_parameters(&parameters);
                self.callback = Some(parameters);
            }
            Event::FrontTokens(tokens) => {
                self.learn_tokens(&tokens);
                self.front_tokens = Some(tokens);
            }
            Event::Waiting(waiting) => self.waiting = Some(waiting),
            Event::Polled(poll) => self.polls.push(poll),
            Event::SlowedDown { .. } => {}
            Event::TooSoon { until } => self.too_soon = Some(until),
            Event::Tokens(tokens) => {
                self.learn_tokens(&tokens);
                self.tokens = Some(tokens);
            }
            Event::IdToken(token) => self.judged(*token),
            Event::Userinfo(claims) => self.userinfo = Some(claims),
            Event::Introspection(claims) => self.introspection = Some(claims),
            Event::Inspected(inspection) => {
                // A claim may be a token or a code, as in a signed authorization response.
                let claims = &inspection.decoded.payload_bytes;
                if claims.len() <= LONGEST_LEARNED {
                    self.masker.learn_body(claims);
                }
                self.inspections.push(*inspection);
            }
            Event::Finished(outcome) => self.finished(outcome, now),
        }
    }

    /// How many rows of each colour.
    pub fn counts(&self) -> Counts {
        self.checks.iter().fold(Counts::default(), |mut counts, row| {
            match row.finding.verdict {
                Verdict::Fail => counts.fail += 1,
                Verdict::Warn => counts.warn += 1,
                Verdict::Pass => counts.pass += 1,
                Verdict::Skip => counts.skip += 1,
            }
            counts
        })
    }

    /// The exit code, once it has ended.
    pub fn exit_code(&self) -> Option<u8> {
        self.outcome.as_ref().map(|outcome| outcome.exit_code(self.counts().fail > 0))
    }

    /// The exchange of that number.
    pub fn exchange(&self, n: usize) -> Option<&Exchange> {
        self.exchanges.get(n.checked_sub(1)?)
    }

    /// How far the provider's clock is from ours at `now`, by the `Date` of all answers so far.
    pub fn skew(&self, now: Now) -> Option<Skew> {
        Some(Skew { ahead: self.dates.skew(now)?, answers: self.dates.answers() })
    }

    fn sent(&mut self, n: usize, request: Request, now: Now) {
        for (kind, secret) in request.secrets() {
            self.masker.learn(kind, secret);
        }
        self.waiting = None;
        self.exchanges.push(Exchange { n, sent: now, request, end: End::Pending });
    }

    fn received(&mut self, n: usize, response: Response) {
        self.dates.note(&response);
        self.skew = self.dates.skew(response.received);
        self.masker.learn_body(&response.body);
        self.close(n, End::Answered(response));
        self.shed(n);
    }

    /// Lets go of the oldest answers to polls, but for their beginnings, while the bodies are too much to keep.
    fn shed(&mut self, newest: usize) {
        let length =
            |exchange: &Exchange| if let End::Answered(answer) = &exchange.end { answer.body.len() } else { 0 };
        let mut kept: usize = self.exchanges.iter().map(length).sum();
        for exchange in &mut self.exchanges {
            let is_old_poll = exchange.request.purpose == Purpose::Poll && exchange.n != newest;
            let End::Answered(answer) = &mut exchange.end else { continue };
            if kept > KEPT && is_old_poll && answer.body.len() > BEGINNING {
                let all = answer.body.len();
                kept -= all - BEGINNING;
                answer.body = answer.body[..BEGINNING].to_vec();
                answer.end = BodyEnd::Shed(all);
            }
        }
    }

    fn close(&mut self, n: usize, end: End) {
        if let Some(exchange) = n.checked_sub(1).and_then(|at| self.exchanges.get_mut(at)) {
            exchange.end = end;
        }
    }

    fn learn_tokens(&mut self, tokens: &TokenSet) {
        if let Some(token) = &tokens.access_token {
            self.masker.learn("access_token", token);
        }
        if let Some(token) = &tokens.refresh_token {
            self.masker.learn("refresh_token", token);
        }
        if let Some(token) = &tokens.id_token {
            self.masker.learn("id_token", token);
        }
    }

    fn learn_parameters(&mut self, parameters: &[(String, Value)]) {
        for (_, value) in parameters {
            if let Value::Secret(kind, secret) = value {
                self.masker.learn(kind, secret);
            }
        }
    }

    /// Beside a code one comes through the front channel first, and is the one to show until the other is there.
    fn judged(&mut self, token: IdToken) {
        if self.front_tokens.is_some() && self.tokens.is_none() {
            self.front_id_token = Some(token.clone());
        }
        self.id_token = Some(token);
    }

    fn finished(&mut self, outcome: Outcome, now: Now) {
        self.waiting = None;
        self.ended = Some(now);
        self.outcome = Some(outcome);
        self.promote();
    }
}

#[cfg(test)]
mod tests;
