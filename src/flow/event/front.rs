//! The front channel, as data: what is opened in a browser, where the answer is awaited, and how long.

use std::net::SocketAddr;
use std::time::Duration;

use url::Url;

use crate::protocol::authorize::Place;
use crate::protocol::exchange::Value;

/// Where answers are awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listening {
    /// As it is sent at both legs.
    pub redirect_uri: String,
    /// What is bound; empty when the answer can only be pasted.
    pub addresses: Vec<SocketAddr>,
    /// Where in the redirect the answer was asked to stand.
    pub place: Place,
}

/// The authorization request, ready to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorization {
    /// The whole address.
    pub url: Url,
    /// The endpoint without parameters of ours.
    pub endpoint: Url,
    /// What the address carries.
    pub sent: Vec<(String, Value)>,
    /// What is asked for: the same, or what was signed or pushed in its place.
    pub parameters: Vec<(String, Value)>,
    /// When what was pushed expires, on the monotonic clock.
    pub pushed_until: Option<Duration>,
    /// Whether the parameters went as a signed request object.
    pub signed: bool,
    /// When the wait began, on the monotonic clock.
    pub since: Duration,
    /// When it ends.
    pub until: Duration,
}

/// What became of the wish for a browser. Nobody can know whether a window opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Somebody was asked to open the address; a sentence.
    Asked(String),
    /// Nobody could be asked; a sentence that says what to do instead.
    Failed(String),
    /// The address is only shown, as was wished.
    NotWanted,
}

impl Opening {
    /// The sentence either way; none when nobody was to be asked.
    pub fn asked(&self) -> Option<Result<&str, &str>> {
        match self {
            Self::Asked(sentence) => Some(Ok(sentence)),
            Self::Failed(sentence) => Some(Err(sentence)),
            Self::NotWanted => None,
        }
    }
}
