//! The provider of a scenario: everything right, except what the file says.

use std::collections::VecDeque;

use grantty::profile::Profile;
use grantty::protocol::authorize::ResponseType;
use grantty::protocol::ciba::Delivery;
use grantty::protocol::client_auth::AuthMethod;
use grantty::protocol::exchange::{Purpose, Request};
use grantty::protocol::listener::Incoming;
use grantty::protocol::time::Now;
use serde_json::{Value, json};
use toml::Table;

use super::answers::{Answer, answer};
use super::authorization::Authorization;
use super::backchannel::Backchannel;
use super::peers::Peers;
use super::proofs::Proofs;
use super::{acts, grants, keyset, token};

/// The refresh token of every scenario.
const REFRESH_TOKEN: &str = "8xLOxBtZp8-5c0OtQ3bZ2kHVqvP7gTqVbQh1wGm3jSE";

/// A provider with a script.
pub struct Provider {
    scenario: Table,
    client_id: String,
    polls: VecDeque<Table>,
    last_poll: Table,
    key_fetches: usize,
    /// How often a request was pushed.
    pushes: usize,
    /// Its authorization endpoint, and what it remembers.
    pub authorization: Authorization,
    /// Its backchannel authentication endpoint, and what it remembers.
    pub backchannel: Backchannel,
    proofs: Proofs,
    peers: Peers,
}

impl Provider {
    /// The provider of a scenario.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        let polls: VecDeque<Table> = match scenario.get("polls") {
            Some(polls) => polls.as_array().expect("polls is an array").iter().map(table).collect(),
            // Whoever was pinged finds the decision made.
            None if profile.ciba.mode == Delivery::Ping => [r"tokens = true"].map(written).into(),
            None => [r#"error = "authorization_pending""#, "tokens = true"].map(written).into(),
        };
        let last_poll = polls.back().cloned().expect("at least one poll");
        let client_id = profile.client.id.clone();
        let authorization = Authorization::new(scenario, &client_id, &base(scenario));
        let backchannel = Backchannel::new(scenario, profile);
        let (proofs, peers) = (Proofs::new(scenario, profile), Peers::new(scenario, profile));
        let scenario = scenario.clone();
        Self {
            scenario,
            client_id,
            polls,
            last_poll,
            key_fetches: 0,
            pushes: 0,
            authorization,
            backchannel,
            proofs,
            peers,
        }
    }

    /// What it does with a request that arrives `now`.
    pub fn answer(&mut self, request: &Request, now: Now) -> Answer {
        let answer = self.proofs.refusal(request, now).unwrap_or_else(|| {
            let answer = self.act(request, now);
            self.proofs.handed_out(request, answer)
        });
        self.peers.shown(request, answer)
    }

    fn act(&mut self, request: &Request, now: Now) -> Answer {
        match request.purpose {
            Purpose::Discovery if request.url.path().contains("oauth-authorization-server") => {
                let copies = self.scenario.get("oauth_metadata").and_then(|patch| patch.get("copy")).is_some();
                let missing = (json!({ "error": "no such page" }), 404);
                let (body, status) = if copies { (metadata(&self.base()), 200) } else { missing };
                self.patched("oauth_metadata", body, status, now)
            }
            Purpose::Discovery => self.patched("discovery", metadata(&self.base()), 200, now),
            Purpose::Jwks => {
                self.key_fetches += 1;
                let again = self.key_fetches > 1 && self.scenario.contains_key("jwks_again");
                let section = if again { "jwks_again" } else { "jwks" };
                let patch = self.scenario.get(section).map(table).unwrap_or_default();
                self.patched(section, keyset::patched(&patch), 200, now)
            }
            Purpose::DeviceAuthorization => self.patched("device", device(&self.base()), 200, now),
            Purpose::BackchannelAuthentication => {
                let (body, status, patch) = self.backchannel.ask(request);
                answer(body, status, &patch, now)
            }
            Purpose::Par => self.push(request, now),
            Purpose::Poll => self.poll(now),
            Purpose::Token => self.redeem(request, now),
            Purpose::Introspection => {
                let kind = ("application/token-introspection+jwt", Some("token-introspection+jwt"));
                self.said("introspection", acts::introspected(&self.scenario, now.unix), kind, now)
            }
            Purpose::Revocation => self.patched("revocation", json!({}), 200, now),
            Purpose::Userinfo => {
                let claims = json!({ "sub": "ann", "name": "Ann", "updated_at": 1_700_000_000 });
                self.said("userinfo", claims, ("application/jwt", None), now)
            }
        }
    }

    /// An answer that may be signed.
    fn said(&self, section: &str, members: Value, kind: (&str, Option<&str>), now: Now) -> Answer {
        let patch = self.scenario.get(section).map(table).unwrap_or_default();
        let patch = acts::patch(patch, &members, kind, (&self.base(), &self.client_id, now.unix));
        answer(members, 200, &patch, now)
    }

    fn poll(&mut self, now: Now) -> Answer {
        let poll = self.polls.pop_front().unwrap_or_else(|| self.last_poll.clone());
        if poll.get("tokens").and_then(toml::Value::as_bool).unwrap_or_default() {
            let body = self.tokens(now, None);
            let patch = self.scenario.get("token").map(table).unwrap_or_default();
            return answer(body, 200, &merged(patch, poll), now);
        }
        let error = poll.get("error").map_or_else(|| json!({}), |error| json!({ "error": json_of(error) }));
        answer(error, 400, &poll, now)
    }

    /// RFC 9126: keeps the parameters, and gives them a name.
    fn push(&mut self, request: &Request, now: Now) -> Answer {
        self.pushes += 1;
        let again = self.pushes > 1 && self.scenario.contains_key("par_again");
        let patch = self.scenario.get(if again { "par_again" } else { "par" }).map(table).unwrap_or_default();
        if let Some(error) = patch.get("error") {
            return answer(json!({ "error": json_of(error) }), 400, &patch, now);
        }
        let (request_uri, expires_in) = self.authorization.push(request, now.mono);
        answer(json!({ "request_uri": request_uri, "expires_in": expires_in }), 201, &patch, now)
    }

    /// RFC 6749 §4.1.3: tokens for the code that was issued, once, to whoever knows the verifier.
    fn redeem(&mut self, request: &Request, now: Now) -> Answer {
        let patch = self.scenario.get("token").map(table).unwrap_or_default();
        if let Some(grant) = grants::grant(request) {
            let error = patch.get("error").map(json_of).or_else(|| grant.as_ref().err().map(|error| (*error).into()));
            return match (error, grant) {
                (None, Ok(grant)) => {
                    let members =
                        grant.members(self.tokens_about(now, None, grants::refreshed(self.authorization.about())));
                    answer(members, 200, &patch, now)
                }
                (error, _) => answer(json!({ "error": error }), 400, &patch, now),
            };
        }
        let careless = patch.get("careless").and_then(toml::Value::as_bool).unwrap_or_default();
        let refusal = patch
            .get("error")
            .map(json_of)
            .or_else(|| self.authorization.redeem(request, self.proofs.key()).err().map(Value::from))
            .filter(|_| !careless);
        match refusal {
            Some(error) => answer(json!({ "error": error }), 400, &patch, now),
            None => answer(self.tokens(now, None), 200, &patch, now),
        }
    }

    /// What it posts to the notification endpoint at this moment.
    pub fn notification(&self, now: Now) -> Incoming {
        let mut tokens = self.tokens(now, Some("push"));
        // The scope is no member of a push (CIBA §10.3.1).
        tokens.as_object_mut().expect("an object").shift_remove("scope");
        self.backchannel.notification(tokens)
    }

    /// Tokens that fit one another; those of a push fit its request as well. `push` is the section that patches them.
    fn tokens(&self, now: Now, push: Option<&str>) -> Value {
        self.tokens_about(now, push, self.authorization.about())
    }

    fn tokens_about(&self, now: Now, push: Option<&str>, about: token::About) -> Value {
        let json = self.scenario.get(push.unwrap_or("token")).and_then(|patch| patch.get("json"));
        let patched = json.and_then(|members| json_of(members.get("access_token")?).as_str().map(str::to_owned));
        let bound = || self.proofs.access_token(&self.base(), &self.client_id, now);
        let access_token = patched.or_else(bound).unwrap_or_else(token::access_token);
        let patch = self.scenario.get("id_token").map(table).unwrap_or_default();
        let about = token::About {
            issuer: self.base(),
            client_id: self.client_id.clone(),
            access_token: Some(access_token.clone()),
            pushed: push.map(|_| (self.backchannel.auth_req_id(), REFRESH_TOKEN.to_owned())),
            ..about
        };
        let id_token = token::id_token(&patch, &about, now.unix);
        let mut body = json!({
            "access_token": access_token, "token_type": self.proofs.token_type(), "expires_in": 3600,
            "scope": self.authorization.scope().unwrap_or("openid profile"),
            "refresh_token": REFRESH_TOKEN,
        });
        if self.authorization.scope().is_none_or(|scope| scope.split(' ').any(|word| word == "openid")) {
            body["id_token"] = id_token.into();
        }
        body
    }

    fn base(&self) -> String {
        base(&self.scenario)
    }

    fn patched(&self, section: &str, body: Value, status: u16, now: Now) -> Answer {
        let patch = self.scenario.get(section).map(table).unwrap_or_default();
        answer(body, status, &patch, now)
    }
}

/// What client assertions may be signed with.
const ALGS: [&str; 7] = ["RS256", "ES256", "PS256", "EdDSA", "HS256", "HS384", "HS512"];

/// The provider's own address: `base`, or the usual one.
pub fn base(scenario: &Table) -> String {
    scenario.get("base").map_or("https://id.example.com", |base| base.as_str().expect("base is text")).to_owned()
}

fn metadata(base: &str) -> Value {
    let at = |path: &str| format!("{base}{path}");
    json!({
        "issuer": at(""),
        "authorization_endpoint": at("/authorize"),
        "token_endpoint": at("/token"),
        "device_authorization_endpoint": at("/device_authorization"),
        "backchannel_authentication_endpoint": at("/bc-authorize"),
        "backchannel_token_delivery_modes_supported": ["poll", "ping", "push"],
        "backchannel_authentication_request_signing_alg_values_supported": ["ES256", "PS256"],
        "backchannel_user_code_parameter_supported": true,
        "userinfo_endpoint": at("/userinfo"),
        "jwks_uri": at("/jwks"),
        "introspection_endpoint": at("/introspect"),
        "revocation_endpoint": at("/revoke"),
        "end_session_endpoint": at("/logout"),
        "userinfo_signing_alg_values_supported": ["RS256", "ES256"],
        "introspection_signing_alg_values_supported": ["RS256", "ES256"],
        "scopes_supported": ["openid", "profile", "email"],
        "pushed_authorization_request_endpoint": at("/par"),
        "authorization_response_iss_parameter_supported": true,
        "authorization_signing_alg_values_supported": ["RS256", "ES256", "PS256"],
        "request_parameter_supported": true,
        "request_object_signing_alg_values_supported": ["ES256", "RS256", "PS256"],
        "response_types_supported": ResponseType::NAMES,
        "response_modes_supported": ["query", "fragment", "form_post", "jwt", "query.jwt", "fragment.jwt", "form_post.jwt"],
        "subject_types_supported": ["public"],
        "grant_types_supported": ["authorization_code", "implicit", "urn:ietf:params:oauth:grant-type:device_code", "urn:openid:params:grant-type:ciba", "refresh_token", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:ietf:params:oauth:grant-type:jwt-bearer"],
        "id_token_signing_alg_values_supported": ["RS256", "ES256", "EdDSA", "HS256", "PS256", "ES384", "RS512"],
        "token_endpoint_auth_methods_supported": AuthMethod::ALL.map(AuthMethod::name),
        "token_endpoint_auth_signing_alg_values_supported": ALGS,
        "introspection_endpoint_auth_methods_supported": AuthMethod::ALL.map(AuthMethod::name),
        "introspection_endpoint_auth_signing_alg_values_supported": ALGS,
        "revocation_endpoint_auth_methods_supported": AuthMethod::ALL.map(AuthMethod::name),
        "revocation_endpoint_auth_signing_alg_values_supported": ALGS,
        "dpop_signing_alg_values_supported": ["ES256", "EdDSA", "PS256"],
        "code_challenge_methods_supported": ["S256"],
    })
}

fn written(text: &str) -> Table {
    text.parse().expect("TOML")
}

fn device(base: &str) -> Value {
    json!({
        "device_code": "GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS",
        "user_code": "WDJB-MJHT",
        "verification_uri": format!("{base}/device"),
        "verification_uri_complete": format!("{base}/device?user_code=WDJB-MJHT"),
        "expires_in": 600, "interval": 5,
    })
}

fn merged(mut one: Table, other: Table) -> Table {
    one.extend(other);
    one
}

/// A table of a scenario.
pub fn table(value: &toml::Value) -> Table {
    value.as_table().expect("a table").clone()
}

/// A number of seconds, whole or not.
pub fn number(value: &toml::Value) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "scenario files hold small numbers")]
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

/// A TOML value as JSON. `{ json = "null" }` stands for any JSON that TOML cannot say, `{ repeat = "k", times = 70000 }`
/// for a long text.
pub fn json_of(value: &toml::Value) -> Value {
    match value {
        toml::Value::Table(one) if one.len() == 1 && one.contains_key("json") => {
            serde_json::from_str(one["json"].as_str().expect("JSON text")).expect("JSON")
        }
        toml::Value::Table(two) if two.len() == 2 && two.contains_key("repeat") => {
            let times = two["times"].as_integer().and_then(|times| usize::try_from(times).ok()).expect("times");
            two["repeat"].as_str().expect("text").repeat(times).into()
        }
        toml::Value::Table(members) => members.iter().map(|(name, value)| (name.clone(), json_of(value))).collect(),
        toml::Value::Array(elements) => elements.iter().map(json_of).collect(),
        other => serde_json::to_value(other).expect("TOML scalars are JSON"),
    }
}
