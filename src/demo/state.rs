//! What a provider remembers: grants, tokens, sessions.

use super::authorize::Ask;
use super::ciba::Pending;
use super::code::Code;
use super::dpop;
use super::par::Pushed;
use super::people::Person;
use super::polling::{Decision, Polling};
use super::site::Site;
use super::{random, token};
use serde_json::{Map, Value};
use std::collections::{HashMap, HashSet};

/// One device authorization.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub issuer: String,
    pub client: String,
    pub scope: String,
    /// `code_challenge`, always S256.
    pub challenge: Option<String>,
    pub user_code: String,
    /// The user code as the client was told it, which a fault may have changed.
    pub told: String,
    pub polling: Polling,
}

/// What an access token stands for.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub issuer: String,
    pub client: String,
    pub scope: String,
    /// `None`: the client stands for itself (RFC 6749 §4.4).
    pub person: Option<&'static Person>,
    pub auth_time: u64,
    /// Who acts for the person (RFC 8693 §4.1).
    pub actor: Option<String>,
    /// Where it is to be used; empty: at the userinfo endpoint.
    pub audience: Vec<String>,
    /// What kind of token an exchange says it is (RFC 8693 §2.2.1).
    pub issued_token_type: Option<&'static str>,
    /// `x5t#S256` of the certificate without which its tokens are worth nothing (RFC 8705 §3.1).
    pub certificate: Option<String>,
    /// What the ID token repeats of the authorization request.
    pub nonce: Option<String>,
    pub expires_ms: u64,
    /// The thumbprint of the key it is bound to (RFC 9449 §6).
    pub key: Option<String>,
    /// All tokens of one approval: a refresh token used twice ends them.
    pub family: String,
}

impl Access {
    /// What a person approved, outside of the authorization endpoint: it has no nonce.
    pub fn new(site: &Site, client: &str, scope: &str, (person, auth_time): (&'static Person, u64)) -> Self {
        Self { person: Some(person), auth_time, ..Self::of_client(site, client, scope) }
    }

    /// What a client may do for itself.
    pub fn of_client(site: &Site, client: &str, scope: &str) -> Self {
        Self {
            issuer: site.issuer.clone(),
            client: client.to_owned(),
            scope: scope.to_owned(),
            person: None,
            auth_time: site.now.unix(),
            actor: None,
            audience: Vec::new(),
            issued_token_type: None,
            certificate: None,
            nonce: None,
            expires_ms: site.now.mono_ms.saturating_add(token::LIFE * 1000),
            key: None,
            family: random::token(),
        }
    }

    /// The `token_type` of its access token.
    pub fn token_type(&self) -> &'static str {
        if self.key.is_some() { "DPoP" } else { "Bearer" }
    }

    /// The `cnf` of its access token: what whoever shows it has to have (RFC 7800 §3.1).
    pub fn confirmation(&self) -> Option<Value> {
        let mut members = Map::new();
        for (name, thumbprint) in [("jkt", &self.key), ("x5t#S256", &self.certificate)] {
            if let Some(thumbprint) = thumbprint {
                members.insert(name.to_owned(), thumbprint.as_str().into());
            }
        }
        (!members.is_empty()).then_some(Value::Object(members))
    }

    /// The `sub` of its tokens.
    pub fn subject(&self) -> &str {
        self.person.map_or(self.client.as_str(), |person| person.sub)
    }

    /// Whether its scope has that value.
    pub fn has(&self, wanted: &str) -> bool {
        self.scope.split(' ').any(|value| value == wanted)
    }
}

/// One browser.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    pub csrf: String,
    pub person: Option<(&'static Person, u64)>,
    /// How often a code was wrong: RFC 8628 §5.1 wants guessing to be slow.
    pub misses: u32,
    /// What this person allowed before: clients and the scope each may have.
    pub consents: Vec<(&'static str, String)>,
}

/// Everything. What is old is forgotten when something new comes.
#[derive(Debug, Default)]
pub(super) struct State {
    /// By device code.
    pub grants: HashMap<String, Grant>,
    /// By access token.
    pub access: HashMap<String, Access>,
    /// By refresh token.
    pub refresh: HashMap<String, Access>,
    /// Refresh tokens that were exchanged, with their family.
    pub spent: HashMap<String, String>,
    /// Authorization requests that a browser is at, by the number its pages have.
    pub asks: HashMap<String, Ask>,
    /// Pushed ones, by `request_uri`.
    pub pushed: HashMap<String, Pushed>,
    /// By authorization code.
    pub codes: HashMap<String, Code>,
    /// Backchannel authentication requests, by `auth_req_id` as the client was told it.
    pub backchannel: HashMap<String, Pending>,
    /// Tokens known beforehand that were revoked: issuer, client and token (see `fixed`).
    pub ended: HashSet<(String, String, String)>,
    /// Client assertions that came, and until when (in seconds since 1970) they would count.
    pub assertions: HashMap<String, u64>,
    /// Proofs of possession and their nonces.
    pub dpop: dpop::Memory,
    /// By cookie.
    pub sessions: HashMap<String, Session>,
    /// Issuers whose next key set has the signing key (see `Keys::Stale`).
    pub fresh_keys: HashSet<String>,
}

/// Expired things are kept so long, to be told apart from unknown ones.
const MEMORY_MS: u64 = 600_000;

/// More of a kind are not kept.
const MOST: usize = 10_000;

impl State {
    /// The grant of a user code as somebody may have typed it; open ones first.
    pub fn find(&mut self, issuer: &str, user_code: &str) -> Option<&mut Grant> {
        let typed = canonical(user_code);
        let fits = |g: &Grant| g.issuer == issuer && (g.told == user_code || canonical(&g.user_code) == typed);
        let mut found: Vec<&mut Grant> = self.grants.values_mut().filter(|g| fits(g)).collect();
        found.sort_by_key(|g| (matches!(g.polling.decision, Decision::Open), g.polling.expires_ms));
        found.pop()
    }

    /// Forgets what nobody can ask for any more.
    pub fn forget(&mut self, now_ms: u64) {
        self.grants.retain(|_, grant| grant.polling.expires_ms.saturating_add(MEMORY_MS) > now_ms);
        self.backchannel.retain(|_, pending| pending.polling.expires_ms.saturating_add(MEMORY_MS) > now_ms);
        self.access.retain(|_, access| access.expires_ms > now_ms);
        self.asks.retain(|_, ask| ask.expires_ms > now_ms);
        self.pushed.retain(|_, pushed| pushed.expires_ms.saturating_add(MEMORY_MS) > now_ms);
        self.codes.retain(|_, code| code.expires_ms.saturating_add(MEMORY_MS) > now_ms);
        // Thousands of each come from a program, which will not miss the old ones.
        if self.sessions.len() > MOST {
            self.sessions.clear();
        }
        if self.backchannel.len() > MOST {
            self.backchannel.clear();
        }
        if self.asks.len().max(self.pushed.len()).max(self.codes.len()) > MOST {
            self.asks.clear();
            self.pushed.clear();
            self.codes.clear();
        }
        if self.refresh.len().max(self.spent.len()) > MOST {
            self.refresh.clear();
            self.spent.clear();
        }
    }

    /// Ends all tokens of one approval.
    pub fn revoke(&mut self, family: &str) {
        self.access.retain(|_, access| access.family != family);
        self.refresh.retain(|_, access| access.family != family);
    }
}

/// Capital letters and digits only: people type spaces, lower case, and any kind of dash.
fn canonical(user_code: &str) -> String {
    user_code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}
