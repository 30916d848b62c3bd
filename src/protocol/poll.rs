//! One poll of the token endpoint: what its answer means for the next one (RFC 8628 §3.5).

use super::answer::{self, OAuthError};
use super::check::{Check, Finding, ciba, rfc};
use super::exchange::{BodyEnd, Response, TransportError};
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
/// Whether another poll fits before time is over.
pub static EXPIRY: Check = Check::should("poll.expiry", "the next poll comes before time is over", rfc!(8628, "3.5"));
/// What a poll brings that a ping called for.
pub static PING: Check = Check::should("poll.ping", "the poll after a ping brings the decision", ciba!("10.2"));
/// Our own pace.
pub static RHYTHM: Check = Check::must("poll.rhythm", "no two polls were closer than the interval", rfc!(8628, "3.5"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&EARLY, &THROTTLE, &NETWORK, &RETRY_AFTER, &EXPIRY, &PING, &RHYTHM];

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
///
/// An answer that was cut off is a fault of the network, and the polling goes on, unless its status says that it held
/// the tokens: then the code is spent.
pub fn classify(response: &Response, answer: Option<TokenAnswer>) -> PollAnswer {
    let cut_off = matches!(response.end, BodyEnd::Short(_)) && response.status >= 400;
    let busy = cut_off || is_busy(response.status);
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

/// Statuses of a server, or of a gateway before it, that may answer later.
const fn is_busy(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
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
            Self::RetryLater { status } if is_busy(*status) => format!("{status}, ask later"),
            Self::RetryLater { status } => format!("{status}, cut off"),
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

/// What the poll brought that a ping called for.
pub fn judge_ping(came: &PollAnswer) -> Finding {
    let is_decided = !matches!(came, PollAnswer::Pending | PollAnswer::SlowDown { .. } | PollAnswer::RetryLater { .. });
    PING.judge(is_decided, "tokens, or an error that ends it", came.word())
}

/// The row about `Retry-After`, when there is one.
pub fn judge_retry_after(response: &Response) -> Option<Finding> {
    let expected = "seconds, or an HTTP date";
    Some(match answer::retry_after(response)? {
        Ok(wait) => RETRY_AFTER.pass(expected, format!("wait {}", in_words(wait.as_secs()))),
        Err(junk) => RETRY_AFTER.warn(expected, junk),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{response, with};
    use crate::protocol::check::Verdict::{Pass, Warn};
    use crate::protocol::token::{self, Expected};

    fn polled(status: u16, body: &str) -> PollAnswer {
        let response = response(status, body);
        let object = answer::read(&response, &answer::TOKEN).value;
        let expected = Expected { scope: &[], openid: false };
        classify(&response, object.and_then(|object| token::judge(&object, &response, &expected).value))
    }

    fn error(status: u16, code: &str) -> PollAnswer {
        polled(status, &format!(r#"{{"error":{code:?}}}"#))
    }

    #[test]
    fn content_decides_whatever_the_status() {
        crate::covers!("POL-18", "TOK-01");
        for status in [200, 400, 401, 403, 428, 429, 503] {
            assert_eq!(error(status, "authorization_pending"), PollAnswer::Pending);
            assert_eq!(error(status, "slow_down"), PollAnswer::SlowDown { interval: None });
        }
        let named = polled(200, r#"{"error":"slow_down","interval":10}"#);
        assert_eq!(named, PollAnswer::SlowDown { interval: Some(10) });
    }

    #[test]
    fn terminal_errors_end_it_each_in_its_own_way() {
        crate::covers!("POL-07", "POL-08", "POL-09", "POL-10");
        assert!(matches!(error(400, "access_denied"), PollAnswer::Denied(_)));
        assert!(matches!(error(400, "expired_token"), PollAnswer::Expired(_)));
        assert!(matches!(error(503, "access_denied"), PollAnswer::Denied(_)));
        for code in ["invalid_request", "invalid_grant", "invalid_client", "made_up"] {
            assert!(matches!(error(400, code), PollAnswer::Refused(_)), "{code}");
        }
        assert!(matches!(polled(400, r#"{"error":{"code":1}}"#), PollAnswer::Refused(_)));
    }

    #[test]
    fn a_busy_server_is_asked_again() {
        crate::covers!("POL-13", "POL-14");
        for status in [429, 502, 503, 504] {
            for body in ["", "<html>", "{}", r#"{"error":"temporarily_unavailable"}"#] {
                assert_eq!(polled(status, body), PollAnswer::RetryLater { status }, "{status} {body}");
            }
        }
        for (value, expected) in [("20", Pass), ("Sun, 06 Nov 1994 08:50:07 GMT", Pass), ("soon", Warn)] {
            let answer = with(response(503, ""), "retry-after", value);
            assert_eq!(judge_retry_after(&answer).map(|finding| finding.verdict), Some(expected), "{value}");
        }
        assert_eq!(judge_retry_after(&response(503, "")), None);
    }

    #[test]
    fn half_an_answer_ends_it_only_when_it_held_the_tokens() {
        crate::covers!("POL-12", "TOK-26");
        for (status, goes_on) in [(400, true), (500, true), (200, false), (307, false)] {
            let mut half = response(status, r#"{"error":"authorization_pen"#);
            half.end = BodyEnd::Short(Some(40));
            assert_eq!(classify(&half, None) == PollAnswer::RetryLater { status }, goes_on, "{status}");
        }
    }

    #[test]
    fn what_cannot_be_read_ends_it() {
        crate::covers!("POL-19", "POL-26");
        for (status, body) in [(200, "<html>"), (200, ""), (500, ""), (400, "{}"), (404, "no"), (307, "")] {
            assert!(matches!(polled(status, body), PollAnswer::Broken(_)), "{status} {body}");
        }
        let spent = polled(200, r#"{"id_token":"e30.e30.x","token_type":"Bearer"}"#);
        assert!(matches!(spent, PollAnswer::Unusable { id_token: Some(_), .. }));
        assert!(matches!(polled(200, "{}"), PollAnswer::Unusable { id_token: None, .. }));
        let won = polled(200, r#"{"access_token":"a","token_type":"Bearer"}"#);
        assert!(matches!(won, PollAnswer::Tokens(_)) && won.word() == "tokens");
    }
}
