//! What is done with each visitor: who is let in, and what page they get.

use super::RedirectUri;
use super::visit::{Source, Visit, VisitKind};
use crate::protocol::authorize::Place;

/// A request as the listener read it, or a pasted text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// Whence it came.
    pub source: Source,
    /// The method; empty for what was pasted.
    pub method: String,
    /// Path and query as the request line has them; for what was pasted, the text.
    pub target: String,
    /// Header fields in the order received.
    pub headers: Vec<(String, String)>,
    /// The body, up to the limit.
    pub body: Vec<u8>,
}

/// Decides about visitors of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The path of `redirect_uri`.
    pub path: String,
    /// The values of `Host` by which we are known.
    pub hosts: Vec<String>,
    /// The `state` that was sent; none when the profile takes it away.
    pub state: Option<String>,
    /// Where the answer was asked to stand.
    pub place: Place,
    /// Whether an answer with another `state` is taken: the run goes past what would stop it.
    pub lenient: bool,
    /// Whether one was taken.
    pub taken: bool,
    /// Whether the wait is over.
    pub over: bool,
}

/// What a visit is, and what is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reception {
    /// The evidence.
    pub visit: Visit,
    /// The answer.
    pub reply: Reply,
}

/// What goes back to a visitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// Header fields, all of ours.
    pub headers: Vec<(&'static str, String)>,
    /// The page; nothing of a visitor's stands in it.
    pub body: &'static str,
}

impl Door {
    /// A door for one attempt.
    pub fn new(uri: &RedirectUri, port: Option<u16>, state: Option<String>, place: Place) -> Self {
        let mut hosts = vec![uri.host.clone()];
        if let Some(port) = port {
            hosts.extend(["127.0.0.1", "localhost", "[::1]"].map(|name| format!("{name}:{port}")));
        }
        Self { path: uri.path.clone(), hosts, state, place, lenient: false, taken: false, over: false }
    }

    /// The same, which takes an answer with another `state`, or not.
    #[must_use]
    pub fn lenient(self, lenient: bool) -> Self {
        Self { lenient, ..self }
    }

    /// Looks at one visitor. The first answer that is ours is taken, and only that one.
    pub fn receive(&mut self, incoming: &Incoming) -> Reception {
        let visit = Visit {
            source: incoming.source,
            method: incoming.method.clone(),
            path: incoming.target.clone(),
            kind: VisitKind::Elsewhere,
            place: self.place,
            parameters: Vec::new(),
            status: 404,
        };
        Reception { visit, reply: Reply { status: 404, headers: Vec::new(), body: "" } }
    }
}
