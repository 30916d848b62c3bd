//! What is sent to a client's notification endpoint (CIBA §10.2, §10.3, §12), as it should be or not.

use super::change;
use super::members::Members;
use super::site::Site;
use super::wrong::{Edit, When, Wrong};

/// Between a wrong notification and the right one.
const PAUSE_MS: u64 = 300;

/// One notification as data.
#[derive(Clone, Copy, Debug)]
pub(super) struct Notice {
    pub method: &'static str,
    pub content_type: &'static str,
    pub bearer: Bearer,
    pub body: Body,
    pub edits: &'static [Edit],
}

/// What stands in its Authorization header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bearer {
    /// The `client_notification_token`.
    Right,
    /// With one more character.
    Longer,
    /// There is no such header.
    Missing,
}

/// What it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// That something is there to be fetched.
    Ping,
    /// The tokens.
    Tokens,
    /// That there will be none.
    Error(&'static str),
    /// This text, which says nothing.
    Text(&'static str),
}

impl Notice {
    /// A ping as it should be.
    pub const PING: Self =
        Self { method: "POST", content_type: "application/json", bearer: Bearer::Right, body: Body::Ping, edits: &[] };

    /// A push as it should be.
    pub const TOKENS: Self = Self { body: Body::Tokens, ..Self::PING };

    /// A push error payload as it should be.
    pub const fn error(code: &'static str) -> Self {
        Self { body: Body::Error(code), ..Self::PING }
    }

    /// The notification of one request, ready to be sent.
    pub fn posting(&self, site: &Site, auth_req_id: &str, token: &str, tokens: &Members) -> Posting {
        let named = Members::default().with("auth_req_id", auth_req_id);
        let mut members = match self.body {
            Body::Ping | Body::Text(_) => named,
            Body::Tokens => named.and(tokens.clone()),
            Body::Error(code) => named.with("error", code).with("error_description", meaning(code)),
        };
        let words = site.words("");
        for edit in self.edits {
            change::edit(*edit, &mut members, &words);
        }
        Posting {
            method: self.method,
            content_type: self.content_type,
            bearer: match self.bearer {
                Bearer::Right => Some(token.to_owned()),
                Bearer::Longer => Some(format!("{token}1")),
                Bearer::Missing => None,
            },
            body: if let Body::Text(text) = self.body { text.to_owned() } else { members.json() },
        }
    }
}

/// A notification as it travels.
#[derive(Clone, Debug)]
pub(super) struct Posting {
    pub method: &'static str,
    pub content_type: &'static str,
    pub bearer: Option<String>,
    pub body: String,
}

/// All that is sent when `right` should be, each with the milliseconds before it.
pub(super) fn planned(site: &Site, right: Option<Notice>) -> Vec<(u64, Notice)> {
    let wrong = |wanted: When| {
        let at = move |wrong: &Wrong| {
            if let Wrong::Notice(when, notice) = wrong { (*when == wanted).then_some(*notice) } else { None }
        };
        site.wrong().iter().filter_map(at)
    };
    let replaced = site.wrong().iter().any(|wrong| matches!(wrong, Wrong::NoNotice | Wrong::Notice(When::Instead, _)));
    let right = right.filter(|_| !replaced);
    let all = wrong(When::Before).chain(wrong(When::Instead)).chain(right).chain(wrong(When::After));
    all.enumerate().map(|(n, notice)| (if n == 0 { 0 } else { PAUSE_MS }, notice)).collect()
}

fn meaning(code: &str) -> &'static str {
    match code {
        "access_denied" => "The person said no.",
        "expired_token" => "The person did not decide in time.",
        _ => "Something went wrong.",
    }
}
