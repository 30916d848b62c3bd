//! The outside of a scenario: a virtual clock, a provider out of a file, and a person who may press a key.

use std::collections::VecDeque;
use std::time::Duration;

use grantty::flow::{Event, Wake, World};
use grantty::profile::{Profile, SecretReference};
use grantty::protocol::exchange::{Purpose, Request, Response, TransportError};
use grantty::protocol::secret::Secret;
use grantty::protocol::time::Now;
use toml::Table;

use super::provider::{Answer, Provider};

/// When every scenario starts.
pub const START: Now = Now { mono: Duration::from_secs(1000), unix: 1_763_622_000 };

/// A World that never waits.
pub struct ScriptedWorld {
    /// What happened.
    pub events: Vec<(Now, Event)>,
    /// What was asked, in order.
    pub requests: Vec<Request>,
    now: Now,
    started: Now,
    provider: Provider,
    keys: VecDeque<(Duration, bool)>,
    random: u8,
}

impl ScriptedWorld {
    /// The outside of one scenario.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        let keys = scenario.get("poll_now").map(|keys| keys.as_array().expect("an array").iter().map(key).collect());
        Self {
            events: Vec::new(),
            requests: Vec::new(),
            now: START,
            started: START,
            provider: Provider::new(scenario, profile),
            keys: keys.unwrap_or_default(),
            random: 0,
        }
    }

    fn pass(&mut self, time: Duration) {
        self.move_to(self.now.mono.saturating_add(time));
    }

    fn move_to(&mut self, mono: Duration) {
        let mono = mono.max(self.now.mono);
        let unix = START.unix + (mono - START.mono).as_secs();
        self.now = Now { mono, unix };
    }
}

impl World for ScriptedWorld {
    fn now(&self) -> Now {
        self.now
    }

    fn random(&mut self) -> [u8; 32] {
        self.random += 1;
        [self.random; 32]
    }

    fn emit(&mut self, event: Event) {
        if let Event::Prompt(_) = event {
            self.started = self.now;
        }
        self.events.push((self.now, event));
    }

    async fn send(&mut self, request: Request) -> Result<Response, TransportError> {
        let answer = self.provider.answer(&request, self.now);
        let takes = answer.after().min(request.timeout);
        self.requests.push(request);
        self.pass(takes);
        match answer {
            Answer::Response(response, _) => Ok(Response { received: self.now, ..response }),
            Answer::Nothing(error, _) => Err(TransportError { at: self.now, ..error }),
        }
    }

    async fn sleep_until(&mut self, deadline: Duration) -> Wake {
        if let Some((at, early)) = self.keys.front().copied() {
            let at = self.started.mono + at;
            if at < deadline {
                self.keys.pop_front();
                self.move_to(at);
                return Wake::PollNow { early };
            }
        }
        self.move_to(deadline);
        Wake::Deadline
    }

    async fn secret(&mut self, reference: &SecretReference) -> Result<Secret, String> {
        match reference {
            SecretReference::Literal(secret) => Ok(secret.clone()),
            _ => Err("scenarios have literal secrets only".to_owned()),
        }
    }
}

/// The label of a request, as reports have it.
pub fn label(request: &Request) -> String {
    request.purpose.label().to_owned()
}

/// Whether a request is a poll.
pub fn is_poll(request: &Request) -> bool {
    request.purpose == Purpose::Poll
}

fn key(value: &toml::Value) -> (Duration, bool) {
    let at = value.get("at").and_then(super::provider::number).expect("at, in seconds");
    (Duration::from_secs_f64(at), value.get("early").and_then(toml::Value::as_bool).unwrap_or_default())
}
