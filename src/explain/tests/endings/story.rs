//! A run told event by event.

use std::time::Duration;

use url::Url;

use crate::flow::{Event, Outcome, Prompt};
use crate::profile::{Flow, Profile, Source, parse};
use crate::protocol::answer::OAuthError;
use crate::protocol::check::Finding;
use crate::protocol::client_auth::{self, AuthMethod, BasicEncoding, Client, Occasion};
use crate::protocol::device::DeviceAuthorization;
use crate::protocol::exchange::{BodyEnd, Purpose, Request, Response, Timings, TransportError, TransportKind, Value};
use crate::protocol::pace::Pace;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::record::Run;

/// A run and the moment up to which it is told.
pub struct Story {
    pub run: Run,
    pub reason: String,
    now: Now,
}

impl Story {
    pub fn new() -> Self {
        let now = Now { mono: Duration::from_secs(1000), unix: 1_763_640_000 };
        Self { run: Run::new(&profile(), Flow::Device, now), reason: String::new(), now }
    }

    /// The code flow, with nothing sent yet.
    pub fn code() -> Self {
        let now = Now { mono: Duration::from_secs(1000), unix: 1_763_640_000 };
        let profile = Profile { flow: Flow::Code, ..profile() };
        Self { run: Run::new(&profile, Flow::Code, now), reason: String::new(), now }
    }

    /// Backchannel authentication, with nothing sent yet.
    pub fn ciba() -> Self {
        let now = Now { mono: Duration::from_secs(1000), unix: 1_763_640_000 };
        let profile = Profile { flow: Flow::Ciba, ..profile() };
        Self { run: Run::new(&profile, Flow::Ciba, now), reason: String::new(), now }
    }

    /// Any other event.
    pub fn tells(mut self, event: Event) -> Self {
        self.apply(event);
        self
    }

    pub fn posts(self, purpose: Purpose, form: &[(&str, &str)]) -> Self {
        let url = Url::parse("https://id.example.com/x").expect("a URL");
        let own = |(name, value): &(&str, &str)| ((*name).to_owned(), Value::Plain((*value).to_owned()));
        self.sent(Request::post(purpose, url, form.iter().map(own).collect()))
    }

    /// This moment.
    pub const fn now(&self) -> Now {
        self.now
    }

    /// Seconds that the server's clock is ahead of ours.
    pub fn skewed(mut self, ahead: i64) -> Self {
        self.run.skew = Some(ahead);
        self
    }

    /// What is done before the end.
    pub fn moment(&self) -> Duration {
        self.now.mono
    }

    pub fn sends(self, purpose: Purpose) -> Self {
        let url = Url::parse("https://id.example.com/x").expect("a URL");
        self.sent(Request::post(purpose, url, Vec::new()))
    }

    pub fn asks(self, host: &str) -> Self {
        let url = Url::parse(&format!("http://{host}/x")).expect("a URL");
        self.sent(Request::get(Purpose::Discovery, url))
    }

    pub fn client(self, auth: AuthMethod, secret: &str, purpose: Purpose) -> Self {
        self.presents((auth, BasicEncoding::Form), secret, purpose)
    }

    pub fn raw_client(mut self, secret: &str, purpose: Purpose) -> Self {
        self.run.basic_encoding = BasicEncoding::Raw;
        self.presents((AuthMethod::ClientSecretBasic, BasicEncoding::Raw), secret, purpose)
    }

    fn presents(self, (auth, basic_encoding): (AuthMethod, BasicEncoding), secret: &str, purpose: Purpose) -> Self {
        let url = Url::parse("https://id.example.com/x").expect("a URL");
        let secret = Some(Secret::new(secret));
        let client = Client { auth, secret, basic_encoding, ..Client::public("grantty") };
        let occasion = Occasion { audience: "https://id.example.com", now: self.now, jti: "j-1" };
        self.sent(client_auth::apply(&client, Request::post(purpose, url, Vec::new()), &occasion))
    }

    pub fn answers(self) -> Self {
        self.answered(400, "")
    }

    pub fn answered(mut self, status: u16, body: &str) -> Self {
        let response = Response {
            status,
            version: "HTTP/1.1",
            headers: Vec::new(),
            body: body.as_bytes().to_vec(),
            end: BodyEnd::Whole,
            remote: None,
            peer: None,
            via: None,
            timings: Timings::default(),
            received: self.now,
        };
        let exchange = self.run.exchanges.len();
        self.apply(Event::Received { exchange, response });
        self
    }

    pub fn fails(mut self, kind: TransportKind, detail: &str) -> Self {
        let error = TransportError {
            kind,
            detail: detail.to_owned(),
            after: Duration::ZERO,
            at: self.now,
            peer: None,
            via: None,
        };
        self.reason = error.to_string();
        let exchange = self.run.exchanges.len();
        self.apply(Event::Failed { exchange, error });
        self
    }

    pub fn finds(mut self, finding: Finding) -> Self {
        let exchange = Some(self.run.exchanges.len()).filter(|n| *n > 0);
        self.apply(Event::Checked { exchange, findings: vec![finding] });
        self
    }

    pub fn prompts(mut self, life: u64) -> Self {
        let expires_in = Duration::from_secs(life);
        let authorization = DeviceAuthorization {
            device_code: Secret::new("device-code-device-code"),
            user_code: "WDJB-MJHT".to_owned(),
            verification_uri: None,
            verification_uri_complete: None,
            pace: Pace { expires_in, expires_in_stated: true, interval: Duration::from_secs(5), interval_stated: true },
            received: self.now,
        };
        self.apply(Event::Prompt(Prompt { authorization, expires_at: self.now.mono + expires_in }));
        self
    }

    pub fn after(mut self, seconds: u64) -> Self {
        self.now = self.now.after(Duration::from_secs(seconds));
        self
    }

    pub fn ends(mut self, outcome: Outcome) -> Run {
        self.apply(Event::Finished(outcome));
        self.run
    }

    pub fn sent(mut self, request: Request) -> Self {
        let exchange = self.run.exchanges.len() + 1;
        self.apply(Event::Sent { exchange, request });
        self
    }

    fn apply(&mut self, event: Event) {
        self.run.apply(self.now, event);
    }
}

pub fn error(code: &str, description: &str) -> OAuthError {
    OAuthError {
        error: code.to_owned(),
        description: (!description.is_empty()).then(|| description.to_owned()),
        uri: None,
        interval: None,
        status: 400,
        challenges: Vec::new(),
    }
}

fn profile() -> Profile {
    let text = "name = \"Test\"\nissuer = \"https://id.example.com\"\nflow = \"device\"\n[client]\nid = \"grantty\"\n";
    parse("test", text, Source::Demo).expect("a profile without mistakes").profile
}
