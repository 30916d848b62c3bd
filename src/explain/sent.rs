//! What a backchannel authentication request said, read back from what was sent: with a refusal, the values that the
//! provider may have refused stand beside its word for it.

use std::time::Duration;

use super::fact::Fact;
use super::{metadata, piece};
use crate::protocol::ciba;
use crate::protocol::exchange::Purpose;
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::time::in_words;
use crate::record::{Exchange, Run};

/// The three ways of saying who is meant, of which one is sent.
const HINTS: [&str; 3] = ["login_hint", "login_hint_token", "id_token_hint"];

/// Claims that say what a hint is worth.
const TELLING: [&str; 4] = ["iss", "aud", "sub", "iat"];

const USER_CODE_SUPPORTED: &str = "backchannel_user_code_parameter_supported";

/// A message of that many letters and digits fits on every screen.
const LONGEST_PLAIN: usize = 10;

/// Seconds by which two clocks may differ.
const ABOUT: u64 = 60;

/// Parameters of the last request, whether it was signed or not.
pub(super) struct Sent<'r> {
    run: &'r Run,
    exchange: &'r Exchange,
    parameters: Vec<(String, String)>,
}

impl<'r> Sent<'r> {
    /// Reads them back.
    pub fn of(run: &'r Run) -> Option<Self> {
        let is_asking = |exchange: &&Exchange| exchange.request.purpose == Purpose::BackchannelAuthentication;
        let exchange = run.exchanges.iter().rev().find(is_asking)?;
        let form = &exchange.request.form;
        let parameters = match form.iter().find(|(name, _)| name == "request") {
            Some((_, object)) => claims(object.reveal()).unwrap_or_default(),
            None => form.iter().map(|(name, value)| (name.clone(), value.reveal().to_owned())).collect(),
        };
        Some(Self { run, exchange, parameters })
    }

    /// Name and value of the hint.
    pub fn hint(&self) -> Option<(&'static str, &str)> {
        HINTS.into_iter().find_map(|name| Some((name, self.value(name)?)))
    }

    /// What a rule may ask about it.
    pub fn facts(&self) -> Vec<Fact> {
        let is_there = |name| self.value(name).is_some();
        let lives = self.value("login_hint_token").and_then(expiry).is_some_and(|exp| exp > self.at() + ABOUT);
        let facts = [
            (is_there("user_code"), Fact::UserCodeSent),
            (!is_there("user_code"), Fact::UserCodeAbsent),
            (!is_there("binding_message"), Fact::BindingAbsent),
            (self.value("binding_message").is_some_and(is_plain), Fact::BindingPlain),
            (self.hint().is_some_and(|(name, _)| name != "login_hint"), Fact::HintIsToken),
            (self.hint().is_some_and(|(name, _)| name == "login_hint"), Fact::HintIsName),
            (lives, Fact::HintIsFresh),
        ];
        facts.into_iter().filter_map(|(is_so, fact)| is_so.then_some(fact)).collect()
    }

    /// What stands beside an error, as a sentence without its full stop.
    pub fn beside(&self, code: &str) -> Option<String> {
        match code {
            "unknown_user_id" => self.hint().map(|(name, value)| self.who(name, value)),
            "expired_login_hint_token" => {
                self.value("login_hint_token").map(|value| self.who("login_hint_token", value))
            }
            "invalid_id_token_hint" | "expired_id_token_hint" => {
                self.value("id_token_hint").map(|value| self.who("id_token_hint", value))
            }
            "missing_user_code" | "invalid_user_code" => Some(self.user_code()),
            "invalid_binding_message" => self.value("binding_message").map(|message| self.binding_message(message)),
            _ => None,
        }
    }

    /// Whether the request itself asks for a life that is no longer than that.
    pub fn asks_for_at_most(&self, life: Duration) -> bool {
        let wish = self.value("requested_expiry").and_then(|text| text.parse().ok());
        wish.is_some_and(|seconds| Duration::from_secs(seconds) <= life)
    }

    fn value(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The moment it was sent.
    fn at(&self) -> u64 {
        self.exchange.sent.unix
    }

    /// A login hint as it is, a token as what it says.
    fn who(&self, name: &str, value: &str) -> String {
        if name == "login_hint" {
            return format!("Sent: login_hint “{}”", self.foreign(value));
        }
        let Some(claims) = claims(value) else {
            return format!("Sent: {name}, {} characters that are no readable JWT", value.chars().count());
        };
        let told = |name: &&str| claims.iter().find(|(known, _)| known == name);
        let mut told: Vec<String> =
            TELLING.iter().filter_map(told).map(|(name, text)| self.claim(name, text)).collect();
        told.push(match expiry(value) {
            None => "no exp".to_owned(),
            Some(exp) if exp > self.at() => format!("exp {exp}, {} after it was sent", in_words(exp - self.at())),
            Some(exp) => format!("exp {exp}, {} before it was sent", in_words(self.at() - exp)),
        });
        format!("Sent: {name} with {}", told.join(", "))
    }

    fn claim(&self, name: &str, text: &str) -> String {
        format!("{name} {}", self.foreign(text))
    }

    /// Whether the provider had promised to take one. The code itself is told nowhere.
    fn user_code(&self) -> String {
        format!("The metadata {}", self.promise().unwrap_or_else(|| "are not known".to_owned()))
    }

    /// What the metadata say about user codes, when there are metadata.
    fn promise(&self) -> Option<String> {
        let document = metadata::of(self.run)?;
        Some(match document.get(USER_CODE_SUPPORTED) {
            None => format!("do not have {USER_CODE_SUPPORTED}, which means false"),
            Some(value) => format!("say {USER_CODE_SUPPORTED}: {}", self.foreign(&value.to_string())),
        })
    }

    /// Length and unusual characters, which no eye tells.
    fn binding_message(&self, message: &str) -> String {
        let odd =
            ciba::unusual(message).map_or_else(|| "all of them plain".to_owned(), |odd| format!("among them {odd}"));
        let length = message.chars().count();
        let plural = if length == 1 { "" } else { "s" };
        format!("Sent: {length} character{plural}, {odd}: “{}”", self.foreign(message))
    }

    fn foreign(&self, text: &str) -> String {
        piece(&self.run.masker.mask(text))
    }
}

/// What a JWT says, each claim as its text.
fn claims(token: &str) -> Option<Vec<(String, String)>> {
    let payload = jwt::read(token).payload?;
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Some(payload.as_object()?.iter().map(|(name, value)| (name.clone(), text(value))).collect())
}

/// Whether any device can show a message: nothing is left to shorten or to replace.
fn is_plain(message: &str) -> bool {
    message.len() <= LONGEST_PLAIN && message.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn expiry(token: &str) -> Option<u64> {
    jwt::read(token).payload?.get("exp")?.as_number()?.as_u64()
}
