//! One poll of the token endpoint: what its answer means for the next one (RFC 8628 §3.5).

use super::answer::{self, OAuthError};
use super::check::{Check, Finding, rfc};
use super::exchange::{Response, TransportError};
use super::secret::Secret;
use super::time::in_words;
use super::token::{TokenAnswer, TokenSet};

/// Polled before the interval was over, by hand.
pub static EARLY: Check = Check::should("poll.early", "no poll comes before its time", rfc!(8628, "3.5"));
/// The server throttles although the interval was kept.
pub static THROTTLE: Check =
    Check::should("poll.throttle", "the server accepts the pace that it asked for", rfc!(8628, "3.5"));
/// A poll stayed without an answer.
pub static NETWORK: Check = Check::should("poll.network", "the poll was answered", rfc!(8628, "3.5"));
/// What `Retry-After` says.
pub static RETRY_AFTER: Check =
    Check::should("poll.retry_after", "Retry-After is a number of seconds or a date", rfc!(9110, "10.2.3"));
/// Whether another poll fits before the codes expire.
pub static EXPIRY: Check =
    Check::should("poll.expiry", "the next poll comes before the codes expire", rfc!(8628, "3.5"));
/// Our own pace.
pub static RHYTHM: Check = Check::must("poll.rhythm", "no two polls were closer than the interval", rfc!(8628, "3.5"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&EARLY, &THROTTLE, &NETWORK, &RETRY_AFTER, &EXPIRY, &RHYTHM];

/// What a poll's answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PollAnswer {
    /// Nobody has approved yet.
    Pending,
    /// Five seconds more from now on; the interval that some servers name beside it.
    SlowDown {
        /// What the server named.
        interval: Option<u64>,
    },
    /// The server is busy: ask again later.
    RetryLater {
        /// The status that said so.
        status: u16,
    },
    /// The tokens.
    Tokens(Box<TokenSet>),
    /// The person said no.
    Denied(OAuthError),
    /// The code is over.
    Expired(OAuthError),
    /// Any other OAuth error: it ends the polling.
    Refused(OAuthError),
    /// The shape of a success without usable tokens: the code is spent.
    Unusable {
        /// It may be judged all the same.
        id_token: Option<Secret>,
        /// What is missing, as a sentence.
        reason: String,
    },
    /// An answer that no next step can be built on, as a sentence.
    Broken(String),
}

/// Turns a judged answer into what it means. Terminal is every registered error; an error that nobody registered
/// ends the polling too, unless its status says that the server is only busy.
pub fn classify(response: &Response, answer: Option<TokenAnswer>) -> PollAnswer {
    let busy = matches!(response.status, 429 | 502 | 503 | 504);
    let later = PollAnswer::RetryLater { status: response.status };
    match answer {
        Some(TokenAnswer::Tokens(tokens)) => PollAnswer::Tokens(tokens),
        Some(TokenAnswer::Error(error)) => match error.error.as_str() {
            "authorization_pending" => PollAnswer::Pending,
            "slow_down" => PollAnswer::SlowDown { interval: error.interval },
            "access_denied" => PollAnswer::Denied(error),
            "expired_token" => PollAnswer::Expired(error),
            code if busy && !answer::is_registered(code) => later,
            _ => PollAnswer::Refused(error),
        },
        _ if busy => later,
        Some(TokenAnswer::Broken { id_token, sentence: reason }) if response.status == 200 => {
            PollAnswer::Unusable { id_token, reason }
        }
        _ => PollAnswer::Broken(broken(response)),
    }
}

fn broken(response: &Response) -> String {
    let what = match response.status {
        300..400 => "with a redirect, which is not followed",
        _ => "without tokens and without an OAuth error",
    };
    format!("The token endpoint answered {} {what}.", response.status)
}

impl PollAnswer {
    /// The word of a list: the OAuth error where there is one.
    pub fn word(&self) -> String {
        match self {
            Self::Pending => "authorization_pending".to_owned(),
            Self::SlowDown { .. } => "slow_down".to_owned(),
            Self::RetryLater { status } => format!("{status}, ask later"),
            Self::Tokens(_) => "tokens".to_owned(),
            Self::Denied(error) | Self::Expired(error) | Self::Refused(error) => error.error.clone(),
            Self::Unusable { .. } => "no usable tokens".to_owned(),
            Self::Broken(_) => "unreadable".to_owned(),
        }
    }
}

/// A poll that stayed without an answer: the polling goes on, with a longer interval.
pub fn network(error: &TransportError) -> Finding {
    NETWORK.warn("an answer", error.to_string())
}

/// The row about `Retry-After`, when there is one.
pub fn judge_retry_after(response: &Response) -> Option<Finding> {
    let expected = "seconds, or an HTTP date";
    Some(match answer::retry_after(response)? {
        Ok(wait) => RETRY_AFTER.pass(expected, format!("wait {}", in_words(wait.as_secs()))),
        Err(junk) => RETRY_AFTER.warn(expected, junk),
    })
}
