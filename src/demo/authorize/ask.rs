//! An authorization request, read and judged (RFC 6749 §4.1.1, OpenID Connect Core 1.0 §3.1.2.1).

use super::mode::{Mode, Parts};
use super::source::Source;
use super::{PATIENCE_MS, Refusal, Way, redirect_uri};
use crate::demo::form::Form;
use crate::demo::scope;
use crate::demo::site::Site;

/// The values of `prompt` that are understood.
const PROMPTS: [&str; 4] = ["none", "login", "consent", "select_account"];

/// What the verifier has to fit (RFC 7636 §4.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::demo) enum Challenge {
    S256(String),
    Plain(String),
}

/// A request that can be granted.
#[derive(Clone, Debug)]
pub(in crate::demo) struct Ask {
    pub issuer: String,
    pub way: Way,
    pub parts: Parts,
    pub scope: String,
    pub nonce: Option<String>,
    pub challenge: Option<Challenge>,
    pub prompt: Vec<String>,
    pub max_age: Option<u64>,
    pub login_hint: Option<String>,
    /// The thumbprint of the key that the code is for (RFC 9449 §10).
    pub dpop_jkt: Option<String>,
    /// The person logged in for this very request.
    pub logged_in: bool,
    pub expires_ms: u64,
}

impl Ask {
    /// Judges the parameters.
    pub fn read(site: &Site, source: &Source) -> Result<Self, Refusal> {
        let form = &source.params;
        let (way, parts) = way(source)?;
        if let Some(name) = form.repeated() {
            return Err(way.refuse("invalid_request", format!("{name} comes more than once.")));
        }
        let text = |name: &str| form.get(name).map(str::to_owned);
        let ask = Self {
            issuer: site.issuer.clone(),
            parts,
            scope: scope::granted(form.get("scope")).map_err(|why| way.refuse("invalid_scope", why))?,
            nonce: text("nonce"),
            challenge: challenge(&way, form)?,
            prompt: prompt(&way, form.get("prompt").unwrap_or_default())?,
            max_age: max_age(&way, form.get("max_age"))?,
            login_hint: text("login_hint"),
            dpop_jkt: dpop_jkt(&way, form.get("dpop_jkt"))?,
            logged_in: false,
            expires_ms: site.now.mono_ms.saturating_add(PATIENCE_MS),
            way,
        };
        ask.id_token_can_be_made()?;
        Ok(ask)
    }

    fn id_token_can_be_made(&self) -> Result<(), Refusal> {
        if !self.parts.id_token {
            return Ok(());
        }
        if self.nonce.is_none() {
            let why = "An ID Token in the authorization response needs a nonce.";
            return Err(self.way.refuse("invalid_request", why));
        }
        if !self.scope.split(' ').any(|s| s == "openid") {
            return Err(self.way.refuse("invalid_scope", "An ID Token needs the scope openid."));
        }
        Ok(())
    }

    /// Whether `prompt` has that value.
    pub fn prompts(&self, value: &str) -> bool {
        self.prompt.iter().any(|p| p == value)
    }

    /// Whether a log-in of that time is good enough.
    pub fn is_fresh(&self, site: &Site, auth_time: u64) -> bool {
        let again = self.prompts("login") || self.prompts("select_account");
        let age = site.now.unix().saturating_sub(auth_time);
        self.logged_in || (!again && self.max_age.is_none_or(|most| age <= most))
    }
}

/// Where the answer goes: judged first, because everything else is told there.
fn way(source: &Source) -> Result<(Way, Parts), Refusal> {
    let form = &source.params;
    let page = |text: &str| Refusal::Page(text.to_owned());
    if form.get("client_id").is_some_and(|id| id != source.client.id) {
        return Err(page("client_id is another one inside the request."));
    }
    if form.0.iter().filter(|(name, _)| name == "redirect_uri").count() > 1 {
        return Err(page("redirect_uri comes more than once."));
    }
    let uri = form.get("redirect_uri").ok_or_else(|| page("There is no redirect_uri."))?;
    if !redirect_uri::is_registered(uri) {
        return Err(page(
            "This redirect_uri is not registered. Registered are http://127.0.0.1, http://localhost and http://[::1] \
             with any port and the path /callback or /cb.",
        ));
    }
    let known = form.get("response_type").and_then(Parts::read);
    let parts = known.unwrap_or_default();
    let mode = Mode::read(form.get("response_mode"), parts);
    let state = form.get("state").map(str::to_owned);
    let usual = Mode::usual(parts);
    let way = Way { client: source.client, redirect_uri: uri.to_owned(), mode: mode.unwrap_or(usual), state };
    match (form.get("response_type"), known, mode) {
        (None, ..) => Err(way.refuse("invalid_request", "There is no response_type.")),
        (Some(_), None, _) => Err(way.refuse("unsupported_response_type", "See response_types_supported.")),
        (.., None) => Err(way.refuse("invalid_request", "See response_modes_supported.")),
        (.., Some(mode)) if mode.carry == super::Carry::Query && parts.tokens() => {
            let way = Way { mode: Mode { carry: super::Carry::Fragment, ..mode }, ..way };
            Err(way.refuse("invalid_request", "Tokens do not travel in a query."))
        }
        _ => Ok((way, parts)),
    }
}

fn challenge(way: &Way, form: &Form) -> Result<Option<Challenge>, Refusal> {
    let method = form.get("code_challenge_method");
    let Some(text) = form.get("code_challenge") else {
        return match method {
            None => Ok(None),
            Some(_) => Err(way.refuse("invalid_request", "There is a code_challenge_method and no code_challenge.")),
        };
    };
    let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~".contains(c);
    if !(43..=128).contains(&text.len()) || !text.chars().all(unreserved) {
        return Err(way.refuse("invalid_request", "code_challenge has to be 43 to 128 unreserved characters."));
    }
    match method.unwrap_or("plain") {
        "S256" => Ok(Some(Challenge::S256(text.to_owned()))),
        "plain" => Ok(Some(Challenge::Plain(text.to_owned()))),
        _ => Err(way.refuse("invalid_request", "See code_challenge_methods_supported.")),
    }
}

fn prompt(way: &Way, text: &str) -> Result<Vec<String>, Refusal> {
    let values: Vec<String> = text.split(' ').filter(|v| !v.is_empty()).map(str::to_owned).collect();
    if values.iter().any(|value| !PROMPTS.contains(&value.as_str())) {
        return Err(way.refuse("invalid_request", "See prompt_values_supported."));
    }
    if values.len() > 1 && values.iter().any(|value| value == "none") {
        return Err(way.refuse("invalid_request", "prompt=none does not go with other values."));
    }
    Ok(values)
}

/// A SHA-256 thumbprint is 43 characters of base64url.
fn dpop_jkt(way: &Way, text: Option<&str>) -> Result<Option<String>, Refusal> {
    let thumbprint =
        |text: &str| text.len() == 43 && text.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    match text {
        Some(text) if !thumbprint(text) => {
            Err(way.refuse("invalid_request", "dpop_jkt has to be a SHA-256 thumbprint."))
        }
        text => Ok(text.map(str::to_owned)),
    }
}

fn max_age(way: &Way, text: Option<&str>) -> Result<Option<u64>, Refusal> {
    let Some(text) = text else { return Ok(None) };
    text.parse().map(Some).map_err(|_| way.refuse("invalid_request", "max_age has to be a number of seconds."))
}
