//! The backchannel authentication endpoint of a scenario's provider, and what it sends to the notification endpoint:
//! everything right, except for what the file says.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use grantty::profile::Profile;
use grantty::protocol::ciba::Delivery;
use grantty::protocol::exchange::Request;
use grantty::protocol::listener::{Incoming, Source};
use serde_json::{Value, json};
use toml::Table;
use url::Url;

use super::answers::body_of;
use super::authorization::{Pairs, value};
use super::provider::{json_of, number, table};

/// What the provider calls a request: 256 bits.
pub const AUTH_REQ_ID: &str = "qV3hT0rZ8x-cN5yKb1Wm7PdLsEoJf6uGi2aXk9RwQvM";

/// Where notifications go when nothing is registered.
const PATH: &str = "/ciba/notification";

/// What it remembers of the newest request.
pub struct Backchannel {
    scenario: Table,
    delivery: Delivery,
    /// The path of the registered endpoint.
    path: String,
    /// What was asked for, out of the signed object too.
    asked: Pairs,
    requests: usize,
    /// The claims of each signed request.
    pub objects: Vec<Value>,
}

impl Backchannel {
    /// Nobody asked yet.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        let registered =
            profile.ciba.notification_endpoint.as_deref().map(|text| Url::parse(text).expect("an address"));
        Self {
            scenario: scenario.clone(),
            delivery: profile.ciba.mode,
            path: registered.map_or_else(|| PATH.to_owned(), |url| url.path().to_owned()),
            asked: Pairs::new(),
            requests: 0,
            objects: Vec::new(),
        }
    }

    fn patch(&self, section: &str) -> Table {
        self.scenario.get(section).map(table).unwrap_or_default()
    }

    /// Takes a request; its answer, with the status and the patch of it.
    pub fn ask(&mut self, request: &Request) -> (Value, u16, Table) {
        self.requests += 1;
        self.asked = request.form.iter().map(|(name, value)| (name.clone(), value.reveal().to_owned())).collect();
        if let Some(object) = value(&self.asked, "request") {
            let claims = claims(object);
            let words = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let members = claims.as_object().expect("claims are an object");
            self.asked = members.iter().map(|(name, value)| (name.clone(), words(value))).collect();
            self.objects.push(claims);
        }
        let patch = self.newest_patch();
        if let Some(error) = patch.get("error") {
            return (json!({ "error": json_of(error) }), 400, patch);
        }
        let asked = value(&self.asked, "requested_expiry").and_then(|text| text.parse::<u64>().ok());
        let body = json!({ "auth_req_id": AUTH_REQ_ID, "expires_in": asked.unwrap_or(600), "interval": 5 });
        (body, 200, patch)
    }

    fn newest_patch(&self) -> Table {
        let again = self.requests > 1 && self.scenario.contains_key("ciba_again");
        self.patch(if again { "ciba_again" } else { "ciba" })
    }

    /// The id as it was handed out.
    pub fn auth_req_id(&self) -> String {
        let patch = self.newest_patch();
        let other = patch.get("json").and_then(|json| json.get("auth_req_id")).map(json_of);
        other.and_then(|id| id.as_str().map(str::to_owned)).unwrap_or_else(|| AUTH_REQ_ID.to_owned())
    }

    /// The words that stand for our secrets in what strangers send.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let bearer = value(&self.asked, "client_notification_token").unwrap_or_default().to_owned();
        vec![("{bearer}", bearer), ("{auth_req_id}", self.auth_req_id())]
    }

    /// The section that says how the provider notifies us, in the modes in which it does.
    pub const fn section(&self) -> Option<&'static str> {
        match self.delivery {
            Delivery::Poll => None,
            Delivery::Ping => Some("ping"),
            Delivery::Push => Some("push"),
        }
    }

    /// When and how often the provider comes, counted from the codes; whether it comes before its own answer.
    pub fn comes(&self) -> Option<(Duration, i64, bool)> {
        let patch = self.patch(self.section()?);
        let flag = |name: &str| patch.get(name).and_then(toml::Value::as_bool).unwrap_or_default();
        let after = Duration::from_secs_f64(patch.get("after").and_then(number).unwrap_or(20.0));
        let times = patch.get("times").map_or(1, |times| times.as_integer().expect("a number"));
        (!flag("never")).then_some((after, times, flag("before_answer")))
    }

    /// CIBA §10.2, §10.3, §12: what the provider posts. `tokens` are those of a push.
    pub fn notification(&self, tokens: Value) -> Incoming {
        let patch = self.patch(self.section().expect("a mode that notifies"));
        let mut body = match (self.delivery, patch.get("error")) {
            (Delivery::Push, Some(error)) => json!({ "error": json_of(error) }),
            (Delivery::Push, None) => tokens,
            _ => json!({}),
        };
        body["auth_req_id"] = self.auth_req_id().into();
        Incoming { body: body_of(body, &patch), ..self.raw(&toml::Value::Table(patch)) }
    }

    /// Who comes before the answer to the request.
    pub fn early(&self) -> Vec<Incoming> {
        let all = self.strangers();
        let early = |stranger: &&toml::Value| stranger.get("before_answer").is_some();
        all.iter().filter(early).map(|stranger| self.raw(stranger)).collect()
    }

    /// Who comes later, and when.
    pub fn late(&self) -> Vec<(Duration, Incoming)> {
        let all = self.strangers();
        let late = all.iter().filter(|stranger| stranger.get("before_answer").is_none());
        late.flat_map(|stranger| {
            let times = stranger.get("times").map_or(1, |times| times.as_integer().expect("a number"));
            let at = Duration::from_secs_f64(stranger.get("at").and_then(number).expect("when"));
            (0..times).map(move |_| (at, self.raw(stranger)))
        })
        .collect()
    }

    fn strangers(&self) -> Vec<toml::Value> {
        self.scenario.get("notifications").map(|all| all.as_array().expect("an array").clone()).unwrap_or_default()
    }

    /// A notification as the file has it; what the file does not say is right, and a ping.
    fn raw(&self, stranger: &toml::Value) -> Incoming {
        let text = |name: &str| stranger.get(name).map(|text| text.as_str().expect("text").to_owned());
        if let Some(text) = text("pasted") {
            let (method, headers, body) = (String::new(), Vec::new(), Vec::new());
            return Incoming { source: Source::Pasted, method, target: text, headers, body };
        }
        let mut headers = vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("authorization".to_owned(), "Bearer {bearer}".to_owned()),
        ];
        for (name, value) in stranger.get("headers").map(table).unwrap_or_default() {
            headers.retain(|(known, _)| *known != name);
            headers.push((name, value.as_str().expect("header values are text").to_owned()));
        }
        Incoming {
            source: Source::Listener(([127, 0, 0, 1], 50_002).into()),
            method: text("method").unwrap_or_else(|| "POST".to_owned()),
            target: text("target").unwrap_or_else(|| self.path.clone()),
            headers,
            body: text("body").unwrap_or_else(|| r#"{"auth_req_id":"{auth_req_id}"}"#.to_owned()).into_bytes(),
        }
    }
}

/// The claims of a signed object.
pub fn claims(object: &str) -> Value {
    let payload = object.split('.').nth(1).and_then(|part| BASE64URL.decode(part).ok()).expect("a JWS");
    serde_json::from_slice(&payload).expect("claims are JSON")
}
