//! The authorization endpoint of a scenario's provider: it reads what a browser opens, and answers it rightly except
//! for what the file says.

use std::time::Duration;

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use grantty::protocol::authorize::{Place, ResponseMode, ResponseType};
use grantty::protocol::exchange::Request;
use grantty::protocol::time::Now;
use serde_json::{Value, json};
use toml::Table;
use url::Url;

use super::backchannel::claims;
use super::provider::{json_of, number, table};
use super::token;

/// Names and values, in the order of the wire.
pub type Pairs = Vec<(String, String)>;

/// The code of every scenario.
pub const CODE: &str = "SplxlOBeZQQYbYS6WxSbIA-8xLOxBtZp8_tGzv3JOkF";

/// What it remembers between the legs of one attempt.
pub struct Authorization {
    scenario: Table,
    client_id: String,
    issuer: String,
    pushed: Vec<(String, Pairs, Duration)>,
    /// What the newest request asked for.
    asked: Option<Pairs>,
    /// The code that it will take, and for what.
    issued: Option<Pairs>,
    /// The claims of each request object.
    pub objects: Vec<Value>,
}

/// A redirect on its way through a browser.
pub struct Redirect {
    /// Where to.
    pub uri: Url,
    /// Where in it the parameters stand.
    pub place: Place,
    /// The parameters.
    pub parameters: Pairs,
}

impl Authorization {
    /// Nobody came yet.
    pub fn new(scenario: &Table, client_id: &str, issuer: &str) -> Self {
        Self {
            scenario: scenario.clone(),
            client_id: client_id.to_owned(),
            issuer: issuer.to_owned(),
            pushed: Vec::new(),
            asked: None,
            issued: None,
            objects: Vec::new(),
        }
    }

    fn patch(&self, section: &str) -> Table {
        self.scenario.get(section).map(table).unwrap_or_default()
    }

    /// Keeps a pushed request: its name, and for how long.
    pub fn push(&mut self, request: &Request, now: Duration) -> (String, u64) {
        let pairs = request.form.iter().map(|(name, value)| (name.clone(), value.reveal().to_owned())).collect();
        let name = format!("urn:ietf:params:oauth:request_uri:{}", self.pushed.len() + 1);
        self.pushed.push((name.clone(), pairs, now + Duration::from_secs(60)));
        (name, 60)
    }

    /// What an address asks for, once what was pushed and what was signed stand in its place (RFC 9126, RFC 9101).
    fn asked_by(&mut self, url: &Url, now: Duration) -> Option<Pairs> {
        let mut pairs: Pairs = url.query_pairs().into_owned().collect();
        if let Some(uri) = value(&pairs, "request_uri") {
            let kept = self.pushed.iter().find(|(name, _, until)| name == uri && *until >= now)?;
            pairs.clone_from(&kept.1);
        }
        let Some(object) = value(&pairs, "request") else { return Some(pairs) };
        let claims = claims(object);
        let members = claims.as_object().expect("claims are an object").clone();
        self.objects.push(claims);
        let words = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Some(
            members
                .iter()
                .flat_map(|(name, value)| match value {
                    Value::Array(all) if name == "resource" => {
                        all.iter().map(|one| (name.clone(), words(one))).collect()
                    }
                    one => vec![(name.clone(), words(one))],
                })
                .collect(),
        )
    }

    /// The redirect that answers the address somebody opened; nothing when the provider shows an error page instead.
    pub fn answer(&mut self, (url, opened): (&Url, Duration), now: Now) -> Option<Redirect> {
        let asked = self.asked_by(url, opened)?;
        self.asked = Some(asked.clone());
        let response_type = ResponseType::from_name(value(&asked, "response_type")?)?;
        let mode = match value(&asked, "response_mode") {
            Some(name) => ResponseMode::from_name(name)?,
            None => ResponseMode::usual(response_type),
        };
        let patch = self.patch("authorization");
        let parameters = changed(self.parameters(response_type, &asked, now), &patch);
        if value(&parameters, "code").is_some() {
            self.issued = Some(asked.clone());
        }
        let jarm = self.patch("jarm");
        let is_jwt = jarm.get("instead").and_then(toml::Value::as_bool).unwrap_or(mode.is_jwt());
        let parameters = if is_jwt { self.signed(&parameters, &jarm, now) } else { parameters };
        let place = match patch.get("place").map(|place| place.as_str().expect("a word")) {
            None => mode.place(response_type),
            Some("query") => Place::Query,
            Some("fragment") => Place::Fragment,
            Some("form") => Place::Form,
            Some(other) => panic!("unknown place {other:?}"),
        };
        Some(Redirect { uri: Url::parse(value(&asked, "redirect_uri")?).expect("an address"), place, parameters })
    }

    fn parameters(&self, response_type: ResponseType, asked: &Pairs, now: Now) -> Pairs {
        let refused = self.patch("authorization").get("error").map(|error| error.as_str().expect("text").to_owned());
        let mut all = match refused {
            Some(error) => vec![("error".to_owned(), error)],
            None => self.granted(response_type, asked, now),
        };
        all.extend(value(asked, "state").map(|state| ("state".to_owned(), state.to_owned())));
        all.push(("iss".to_owned(), self.issuer.clone()));
        all
    }

    /// What the response type promises.
    fn granted(&self, response_type: ResponseType, asked: &Pairs, now: Now) -> Pairs {
        let mut all = Pairs::new();
        let mut add = |name: &str, value: &str| all.push((name.to_owned(), value.to_owned()));
        let access_token = token::front_access_token();
        if response_type.code {
            add("code", CODE);
        }
        if response_type.token {
            add("access_token", &access_token);
            add("token_type", "Bearer");
            add("expires_in", "3600");
        }
        if response_type.id_token {
            let patch = self.patch("front_id_token");
            let about = token::About {
                issuer: self.issuer.clone(),
                client_id: self.client_id.clone(),
                access_token: response_type.token.then_some(access_token),
                code: response_type.code.then(|| CODE.to_owned()),
                state: patch.get("s_hash").and_then(|_| value(asked, "state")).map(str::to_owned),
                ..self.about()
            };
            add("id_token", &token::id_token(&patch, &about, now.unix));
        }
        all
    }

    /// JARM §2: the parameters as claims.
    fn signed(&self, parameters: &Pairs, patch: &Table, now: Now) -> Pairs {
        let mut claims: serde_json::Map<String, Value> =
            parameters.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect();
        claims.insert("iss".to_owned(), self.issuer.as_str().into());
        claims.insert("aud".to_owned(), self.client_id.as_str().into());
        claims.insert("exp".to_owned(), json!(now.unix + 120));
        let response = token::jwt(patch, Value::Object(claims), now.unix);
        let beside = patch.get("beside").map(table).unwrap_or_default();
        let beside = beside.iter().map(|(name, value)| (name.clone(), text(value)));
        std::iter::once(("response".to_owned(), response)).chain(beside).collect()
    }

    /// What an ID Token of this attempt says beside the usual.
    pub fn about(&self) -> token::About {
        let asked = |name: &str| self.asked.as_ref().and_then(|asked| value(asked, name));
        token::About {
            nonce: asked("nonce").map(str::to_owned),
            acr: asked("acr_values").and_then(|values| values.split(' ').next()).map(str::to_owned),
            ..token::About::default()
        }
    }

    /// The scope that was asked for through the front channel.
    pub fn scope(&self) -> Option<&str> {
        value(self.asked.as_ref()?, "scope")
    }

    /// Takes the code, once, with the redirect URI, the verifier and the key that belong to it.
    pub fn redeem(&mut self, request: &Request, key: Option<&str>) -> Result<(), &'static str> {
        let sent = |name: &str| request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal());
        let issued = self.issued.take().ok_or("invalid_grant")?;
        let verifier = sent("code_verifier").unwrap_or_default();
        let challenge = match value(&issued, "code_challenge_method") {
            Some("S256") => BASE64URL.encode(digest::digest(&digest::SHA256, verifier.as_bytes())),
            _ => verifier.to_owned(),
        };
        let fits = sent("grant_type") == Some("authorization_code")
            && sent("code") == Some(CODE)
            && sent("redirect_uri") == value(&issued, "redirect_uri")
            && challenge == value(&issued, "code_challenge").unwrap_or_default()
            && value(&issued, "dpop_jkt").is_none_or(|jkt| key == Some(jkt));
        if fits { Ok(()) } else { Err("invalid_grant") }
    }
}

/// The first value of that name.
pub fn value<'p>(pairs: &'p Pairs, name: &str) -> Option<&'p str> {
    pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

/// Text of a scenario: as it stands, or a long one.
fn text(value: &toml::Value) -> String {
    json_of(value).as_str().map(str::to_owned).expect("text")
}

fn changed(mut parameters: Pairs, patch: &Table) -> Pairs {
    for name in super::strings(patch.get("without")) {
        assert!(value(&parameters, &name).is_some(), "{name} is not there to be left out");
        parameters.retain(|(key, _)| *key != name);
    }
    for (name, new) in patch.get("parameters").map(table).unwrap_or_default() {
        let before = parameters.iter_mut().find(|(key, _)| *key == name);
        match (before, new.get("append")) {
            (Some((_, value)), Some(tail)) => value.push_str(tail.as_str().expect("text")),
            (Some((_, value)), None) => *value = text(&new),
            (None, _) => parameters.push((name, text(&new))),
        }
    }
    for (name, again) in patch.get("twice").map(table).unwrap_or_default() {
        parameters.push((name, text(&again)));
    }
    parameters
}

/// Seconds until the person is done.
pub fn patience(patch: &Table) -> Duration {
    Duration::from_secs_f64(patch.get("after").and_then(number).unwrap_or(20.0))
}
