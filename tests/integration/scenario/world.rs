//! The outside of a scenario: a virtual clock, a provider out of a file, and a person who may press a key.

use std::cell::Cell;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use grantty::flow::{BindError, Event, Heard, Network, Opening, Question, World};
use grantty::profile::{Profile, SecretReference};
use grantty::protocol::exchange::{Purpose, Request, Response, TransportError, TransportKind};
use grantty::protocol::listener::{Receive, Visit};
use grantty::protocol::secret::Secret;
use grantty::protocol::time::Now;
use toml::Table;
use url::Url;

use super::answers::Answer;
use super::front::{Coming, Front};
use super::provider::Provider;

/// When every scenario starts.
pub const START: Now = Now { mono: Duration::from_secs(1000), unix: 1_763_622_000 };

/// A World that never waits.
pub struct ScriptedWorld {
    /// What happened.
    pub events: Vec<(Now, Event)>,
    /// What was asked, in order.
    pub requests: Vec<Request>,
    /// When the codes came.
    pub prompted: Option<Duration>,
    now: Now,
    /// When the machine falls asleep, counted from the codes, and for how long.
    asleep: Option<(Duration, Duration)>,
    provider: Provider,
    keys: VecDeque<(Duration, bool)>,
    /// What the person types when asked.
    answers: VecDeque<String>,
    random: u16,
    clock: Clock,
    /// The listener, the browser, and everybody who comes.
    pub front: Front,
    own: Vec<String>,
    /// Whether the profile has the provider come to us.
    is_notified: bool,
    /// Whether the person presses "poll now".
    presses: bool,
    endpoints: Vec<(String, String)>,
    /// When the person stops the run.
    stop: Option<Duration>,
    stopped: Rc<Cell<bool>>,
    /// The profile of the run.
    pub profile: Profile,
    /// How the run reaches the network.
    pub network: Option<Network>,
    /// Why it cannot, if it cannot.
    no_network: Option<String>,
}

/// What is wrong with the clocks: seconds by which the provider's is ahead, and a jump of ours.
#[derive(Clone, Copy, Default)]
struct Clock {
    ahead: f64,
    jump: Option<(Duration, f64)>,
}

impl ScriptedWorld {
    /// The outside of one scenario.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        let keys = scenario.get("poll_now").map(|keys| keys.as_array().expect("an array").iter().map(key).collect());
        Self {
            events: Vec::new(),
            requests: Vec::new(),
            prompted: None,
            now: START,
            asleep: scenario.get("asleep").map(|nap| (seconds(nap, "at"), seconds(nap, "for"))),
            provider: Provider::new(scenario, profile),
            presses: scenario.contains_key("poll_now"),
            is_notified: profile.ciba.mode.notifies(),
            keys: keys.unwrap_or_default(),
            answers: super::strings(scenario.get("answers")).into(),
            random: 0,
            clock: scenario.get("clock").map(clock).unwrap_or_default(),
            front: Front::new(scenario),
            endpoints: profile.endpoints.iter().map(|(key, url)| (format!("{key}_endpoint"), url.clone())).collect(),
            stop: scenario.get("stop").map(|_| START.mono + seconds(&toml::Value::from(scenario.clone()), "stop")),
            stopped: Rc::default(),
            profile: profile.clone(),
            network: None,
            no_network: scenario.get("network").map(|why| why.as_str().expect("a sentence").to_owned()),
            own: profile.parameters.values().flatten().map(|(name, _)| name.clone()).collect(),
        }
    }

    /// Whether the person stopped the run.
    pub fn stopped(&self) -> Rc<Cell<bool>> {
        Rc::clone(&self.stopped)
    }

    /// The claims of each request object that reached the provider.
    pub fn request_objects(&self) -> impl DoubleEndedIterator<Item = &serde_json::Value> {
        self.provider.authorization.objects.iter().chain(&self.provider.backchannel.objects)
    }

    /// Names of the parameters that the profile sets itself.
    pub fn own_parameters(&self) -> &[String] {
        &self.own
    }

    /// Whether the profile has the provider come to us.
    pub const fn is_notified(&self) -> bool {
        self.is_notified
    }

    /// Whether the person presses "poll now".
    pub const fn presses(&self) -> bool {
        self.presses
    }

    /// The address that the profile sets in place of that member.
    pub fn endpoint(&self, member: &str) -> Option<&str> {
        self.endpoints.iter().find(|(name, _)| name == member).map(|(_, url)| url.as_str())
    }

    /// Somebody comes to the front door, or the provider sends somebody there.
    fn comes(&mut self, what: Coming, at: Duration) -> Option<Visit> {
        match what {
            Coming::OpenAgain => None,
            Coming::Visitor(incoming) => self.front.receive(&incoming, (at, at)),
            Coming::Notification => {
                let incoming = self.provider.notification(self.theirs());
                self.front.receive(&incoming, (at, at))
            }
            Coming::Answer => {
                let theirs = self.theirs();
                let answer = self.provider.authorization.answer(self.front.newest(), theirs);
                self.front.redirected(answer, at);
                None
            }
        }
    }

    /// A provider, and others, may be at our door before the answer to the request is.
    fn early(&mut self) {
        let asked = self.requests.last().map(|request| request.purpose);
        if asked != Some(Purpose::BackchannelAuthentication) {
            return;
        }
        self.front.is_backchannel = true;
        self.front.words = self.provider.backchannel.words();
        let mut early = self.provider.backchannel.early();
        if let Some((_, times, true)) = self.provider.backchannel.comes() {
            early.extend((0..times).map(|_| self.provider.notification(self.theirs())));
        }
        for incoming in early {
            self.front.early(&incoming, self.now.mono);
        }
    }

    fn pass(&mut self, time: Duration) {
        self.move_to(self.now.mono.saturating_add(time));
    }

    fn move_to(&mut self, mono: Duration) {
        let mut mono = mono.max(self.now.mono);
        if let Some((_, awake)) = self.nap().filter(|(asleep, _)| *asleep < mono) {
            // A machine that sleeps misses its alarm; its monotonic clock counts the sleep.
            mono = mono.max(awake);
            self.asleep = None;
        }
        let passed = mono.saturating_sub(START.mono);
        let jumped = self.clock.jump.filter(|(at, _)| passed >= *at).map_or(0.0, |(_, by)| by);
        self.now = Now { mono, unix: shifted(START.unix + passed.as_secs(), jumped) };
    }

    /// When the machine falls asleep and when it wakes, once the codes are there.
    fn nap(&self) -> Option<(Duration, Duration)> {
        let ((at, length), prompted) = (self.asleep?, self.prompted?);
        Some((prompted + at, prompted + at + length))
    }

    /// This moment by the provider's clock, which no jump of ours moves.
    fn theirs(&self) -> Now {
        let unix = START.unix + self.now.mono.saturating_sub(START.mono).as_secs();
        Now { mono: self.now.mono, unix: shifted(unix, self.clock.ahead) }
    }
}

impl World for ScriptedWorld {
    fn now(&self) -> Now {
        self.now
    }

    fn random(&mut self) -> [u8; 32] {
        self.random += 1;
        let [low, high] = self.random.to_le_bytes();
        let mut all = [low; 32];
        // The most that any run of a scenario needs is some thousands.
        all[31] ^= high;
        all
    }

    fn emit(&mut self, event: Event) {
        if let Event::Prompt(_) = event {
            self.prompted = Some(self.now.mono);
        }
        if let Event::Backchannel(_) = event {
            self.prompted = Some(self.now.mono);
            self.front.expect(&self.provider.backchannel, self.now.mono);
        }
        if let Event::Authorization(sent) = &event {
            let state = sent.parameters.iter().find(|(name, _)| name == "state");
            self.front.state = state.map(|(_, value)| value.reveal().to_owned());
        }
        self.events.push((self.now, event));
    }

    async fn send(&mut self, request: Request) -> Result<Response, TransportError> {
        let answer = self.provider.answer(&request, self.theirs());
        let timeout = request.timeout;
        self.requests.push(request);
        if let Some(stop) = self.stop.filter(|stop| *stop < self.now.mono.saturating_add(answer.after().min(timeout))) {
            self.move_to(stop);
            self.stopped.set(true);
            return std::future::pending().await;
        }
        self.early();
        self.pass(answer.after().min(timeout));
        self.front.tire(self.now.mono);
        let at = self.now;
        match answer {
            Answer::Response(response, after) if after <= timeout => Ok(Response { received: at, ..response }),
            Answer::Response(..) => Err(TransportError {
                kind: TransportKind::Timeout,
                detail: String::new(),
                after: timeout,
                at,
                peer: None,
                via: None,
            }),
            Answer::Nothing(error, _) => Err(TransportError { at, ..error }),
        }
    }

    async fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        self.front.bind(addresses)
    }

    fn admit(&mut self, door: Box<dyn Receive>) {
        self.front.admit(door, self.now.mono);
    }

    async fn open(&mut self, url: &Url) -> Opening {
        self.prompted.get_or_insert(self.now.mono);
        self.front.open(url, self.now.mono)
    }

    async fn heard(&mut self, deadline: Duration) -> Heard {
        let key = self.keys.front().map(|(at, early)| (self.prompted.unwrap_or_default() + *at, *early));
        let key = key.filter(|(at, _)| *at < deadline);
        if let Some(visit) = self.front.pop() {
            return Heard::Visit(Box::new(visit));
        }
        while let Some((at, next)) = self.front.next(key.map_or(deadline, |(at, _)| at)) {
            self.move_to(at);
            if let Coming::OpenAgain = next {
                return Heard::OpenAgain;
            }
            if let Some(visit) = self.comes(next, at) {
                return Heard::Visit(Box::new(visit));
            }
        }
        if let Some((at, early)) = key {
            self.keys.pop_front();
            self.move_to(at);
            return Heard::PollNow { early };
        }
        self.move_to(deadline);
        Heard::Deadline
    }

    async fn ask(&mut self, question: Question) -> Option<Secret> {
        self.emit(Event::Asked(question));
        self.answers.pop_front().map(Secret::new)
    }

    /// Nobody waits for those who still come within the second that the listener stays.
    async fn close(&mut self) -> Vec<Visit> {
        self.front.over();
        let mut late: Vec<Visit> = std::iter::from_fn(|| self.front.pop()).collect();
        while self.front.is_open()
            && let Some((at, next)) = self.front.next(self.now.mono + Duration::from_secs(1))
        {
            late.extend(self.comes(next, at));
        }
        late
    }

    fn network(&mut self, network: &Network) -> Result<(), String> {
        self.network = Some(network.clone());
        self.no_network.clone().map_or(Ok(()), Err)
    }

    async fn secret(&mut self, _: &'static str, reference: &SecretReference) -> Result<Secret, String> {
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

fn shifted(unix: u64, by: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "scenario files hold small numbers")]
    unix.saturating_add_signed(by as i64)
}

fn clock(value: &toml::Value) -> Clock {
    let seconds =
        |value: &toml::Value, name: &str| value.get(name).and_then(super::provider::number).unwrap_or_default();
    let jump = value.get("jump").map(|jump| (Duration::from_secs_f64(seconds(jump, "at")), seconds(jump, "by")));
    Clock { ahead: seconds(value, "ahead"), jump }
}

/// A number of seconds by its name.
pub fn seconds(value: &toml::Value, name: &str) -> Duration {
    Duration::from_secs_f64(value.get(name).and_then(super::provider::number).expect("a number of seconds"))
}

fn key(value: &toml::Value) -> (Duration, bool) {
    (seconds(value, "at"), value.get("early").and_then(toml::Value::as_bool).unwrap_or_default())
}
