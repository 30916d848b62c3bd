//! What a notification is by its members, and whether the mode that was asked for has such ones.

use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::ciba::Delivery;
use crate::protocol::json::Json;

pub(super) static MEMBERS: Check = Check::must(
    "notification.members",
    "the members are those of a ping or of a push",
    ciba!("10.2, §10.3", "rfc.section.10.2"),
);
pub(super) static MODE: Check =
    Check::must("notification.mode", "it is a notification of our delivery mode", ciba!("5"));

/// A notification by its members.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// `auth_req_id` alone (§10.2).
    Ping,
    /// Tokens (§10.3.1).
    Push,
    /// An error (§12); whether tokens stand beside it.
    PushError { has_tokens: bool },
    /// None of these: the members beside `auth_req_id`.
    Odd(Vec<String>),
}

impl Shape {
    /// Looks at an object. `null`, and an empty error beside tokens, are nothing, as at the token endpoint.
    pub fn of(object: &Json) -> Self {
        let is_there = |name| object.get(name).is_some_and(|member| *member != Json::Null);
        let has_tokens = is_there("access_token") || is_there("id_token");
        let is_empty = object.get("error").and_then(Json::as_str) == Some("");
        if is_there("error") && !(has_tokens && is_empty) {
            return Self::PushError { has_tokens };
        }
        if has_tokens {
            return Self::Push;
        }
        let members = object.as_object().unwrap_or_default().iter().map(|(name, _)| name);
        let others: Vec<String> = members.filter(|name| *name != "auth_req_id").cloned().collect();
        if others.is_empty() { Self::Ping } else { Self::Odd(others) }
    }

    /// The rows about its members and its mode.
    pub fn findings(&self, delivery: Delivery) -> [Finding; 2] {
        [self.members(delivery), self.mode(delivery)]
    }

    fn members(&self, delivery: Delivery) -> Finding {
        let expected = match delivery {
            Delivery::Push => "auth_req_id, and either tokens or an error",
            Delivery::Ping | Delivery::Poll => "auth_req_id alone",
        };
        match self {
            Self::Odd(others) => MEMBERS.fail(expected, format!("beside auth_req_id: {}", listed(others))),
            Self::PushError { has_tokens: true } => MEMBERS.fail(expected, "an error, and tokens beside it"),
            Self::Ping => MEMBERS.pass("auth_req_id alone", "auth_req_id alone"),
            Self::Push => MEMBERS.pass("auth_req_id and tokens", "auth_req_id and tokens"),
            Self::PushError { has_tokens: false } => MEMBERS.pass("auth_req_id and an error", "auth_req_id, error"),
        }
    }

    fn mode(&self, delivery: Delivery) -> Finding {
        let expected = match delivery {
            Delivery::Poll => "no notification: ciba.mode is poll",
            Delivery::Ping => "a ping: ciba.mode is ping",
            Delivery::Push => "tokens or an error: ciba.mode is push",
        };
        let came = match self {
            Self::Ping => "a ping",
            Self::Push => "tokens, as in push mode",
            Self::PushError { .. } => "an error, as in push mode",
            Self::Odd(_) if delivery == Delivery::Poll => "a notification",
            Self::Odd(_) => return MODE.skip("its members are those of no mode"),
        };
        let remark = "the client is registered for another mode at the provider";
        match (delivery, self) {
            (Delivery::Ping, Self::Ping) | (Delivery::Push, Self::Push | Self::PushError { .. }) => {
                MODE.pass(expected, came)
            }
            // Nobody asked, and nothing is lost: the tokens are polled for.
            (Delivery::Poll, _) => MODE.warn(expected, format!("{came}: {remark}")),
            _ => MODE.fail(expected, format!("{came}: {remark}")),
        }
    }
}

/// The first few names.
fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    let first = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(MOST) {
        0 => first,
        more => format!("{first} and {more} more"),
    }
}
