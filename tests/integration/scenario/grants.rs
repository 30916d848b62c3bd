//! The grants of a scenario's provider that nobody has to approve, and what a profile needs to ask for them.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use grantty::profile::{Profile, SecretReference};
use grantty::protocol::exchange::Request;
use grantty::protocol::secret::Secret;
use serde_json::{Value, json};
use toml::Table;

use super::provider::{json_of, table};
use super::{token, world};

/// The refresh token that a profile starts from.
pub const SPENT: &str = "tGzv3JOkF0XG5Qx2TlKWIA-8xLOxBtZp8_2YotnFZFEjr1zCsicMWpAA";

/// When the person of these tokens signed in.
const SIGNED_IN: u64 = world::START.unix - 3600;

/// What the grant type adds to an answer, or the error that the provider refuses the request with.
pub fn grant(request: &Request) -> Option<Result<Grant, &'static str>> {
    let sent = |name: &str| request.form.iter().find(|(key, _)| key == name).map(|(_, value)| value.reveal());
    let all = |names: &[&str]| names.iter().all(|name| sent(name).is_some_and(|value| !value.is_empty()));
    let (needs, grant): (&[&str], Grant) = match sent("grant_type")? {
        "refresh_token" => (&["refresh_token"], Grant { refresh_token: true, id_token: true, ..Grant::default() }),
        "client_credentials" => (&[], Grant::default()),
        "urn:ietf:params:oauth:grant-type:token-exchange" => {
            let issued = sent("requested_token_type").unwrap_or("urn:ietf:params:oauth:token-type:access_token");
            (&["subject_token", "subject_token_type"], Grant { issued: Some(issued.to_owned()), ..Grant::default() })
        }
        "urn:ietf:params:oauth:grant-type:jwt-bearer" => (&["assertion"], Grant::default()),
        "password" => (&["username", "password"], Grant { refresh_token: true, ..Grant::default() }),
        _ => return None,
    };
    let scope = sent("scope").map(str::to_owned);
    let known = sent("refresh_token").is_none_or(|token| token == SPENT);
    Some(match (all(needs), known) {
        (false, _) => Err("invalid_request"),
        (true, false) => Err("invalid_grant"),
        (true, true) => Ok(Grant { scope, ..grant }),
    })
}

/// What an answer has.
#[derive(Clone, Default)]
pub struct Grant {
    scope: Option<String>,
    refresh_token: bool,
    id_token: bool,
    issued: Option<String>,
}

impl Grant {
    /// The members of the answer; `fresh` are those of any good one.
    pub fn members(self, mut fresh: Value) -> Value {
        let members = fresh.as_object_mut().expect("an object");
        if !self.refresh_token {
            members.shift_remove("refresh_token");
        }
        if !self.id_token {
            members.shift_remove("id_token");
        }
        if let Some(scope) = self.scope {
            members.insert("scope".to_owned(), scope.into());
        }
        if let Some(issued) = self.issued {
            members.insert("issued_token_type".to_owned(), json!(issued));
        }
        fresh
    }
}

/// What the ID Token of a refresh is about: the sign-in was long ago.
pub fn refreshed(about: token::About) -> token::About {
    token::About { auth_time: Some(SIGNED_IN), nonce: None, ..about }
}

/// Profile keys without which a grant cannot be asked for, unless the scenario sets keys of that section itself.
pub fn usual(set: &[String]) -> Vec<String> {
    let has = |part: &str| set.iter().any(|line| line.starts_with(part));
    let is = |flow: &str| set.iter().any(|line| line == &format!("flow={flow}"));
    let sections: [(&str, &str, &[&str]); 5] = [
        ("refresh", "refresh.token", &[]),
        ("client-credentials", "client.", &["client.auth=client_secret_basic", "client.secret=s3cret-of-the-client"]),
        (
            "token-exchange",
            "exchange.subject",
            &[
                "exchange.subject_token=sUbj3ct-t0ken-of-ann",
                "exchange.subject_token_type=urn:ietf:params:oauth:token-type:access_token",
            ],
        ),
        ("jwt-bearer", "jwt_bearer.", &["jwt_bearer.assertion=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln"]),
        ("password", "password.", &["password.username=ann", "password.password=pa55-of-ann"]),
    ];
    let lines = sections.iter().filter(|(flow, own, _)| is(flow) && !has(own)).flat_map(|(.., lines)| lines.iter());
    let token = (is("refresh") && !has("refresh.token")).then(|| format!("refresh.token={SPENT}"));
    lines.map(|line| (*line).to_owned()).chain(token).collect()
}

/// Gives a profile that refreshes the ID Token of the sign-in; `[id_token_before]` patches it, `false` leaves it out.
pub fn with_token_before(scenario: &Table, profile: &mut Profile, issuer: String) {
    let patch = scenario.get("id_token_before");
    if profile.flow.word() != "refresh" || patch.is_some_and(|patch| patch.as_bool() == Some(false)) {
        return;
    }
    let about = token::About {
        issuer,
        client_id: profile.client.id.clone(),
        nonce: Some("n-0S6_WzA2Mj-of-the-sign-in".to_owned()),
        auth_time: Some(SIGNED_IN),
        ..token::About::default()
    };
    let text = token::id_token(&patch.map(table).unwrap_or_default(), &about, SIGNED_IN + 5);
    profile.refresh.id_token = Some(SecretReference::Literal(Secret::new(text)));
}

/// Where the claims of the assertion that was sent are not the expected ones.
pub fn differences(expect: &Table, world: &world::ScriptedWorld) -> Vec<String> {
    let Some(expected) = expect.get("assertion").map(table) else { return Vec::new() };
    let forms = world.requests.iter().rev().flat_map(|request| &request.form);
    let sent = forms.filter(|(name, _)| name == "assertion").map(|(_, assertion)| assertion.reveal()).next();
    let claims = sent.and_then(|sent| BASE64URL.decode(sent.split('.').nth(1)?).ok());
    let claims: Value = claims.and_then(|claims| serde_json::from_slice(&claims).ok()).unwrap_or_default();
    let wrong = expected.iter().filter(|(name, value)| claims.get(name.as_str()) != Some(&json_of(value)));
    wrong.map(|(name, _)| format!("the assertion's {name} is {:?}", claims.get(name))).collect()
}
