//! Whatever reaches a listener of ours, as data: redirects of browsers (`redirect`) and notifications of providers
//! (`notification`). Sockets know nothing of either: a [`Receive`] decides what each visitor is and gets.

pub(super) mod local;

use std::net::SocketAddr;

use super::authorize::Place;
use super::check::Finding;
use super::exchange::Value;
use super::json::Json;
use super::redirect::is_sealed;

/// Decides about the visitors of one run.
pub trait Receive: Send {
    /// Looks at one visitor. Nothing means that it is not known yet whether they are ours: they are kept waiting and
    /// brought again, to whoever decides then; when `patient` is over there is always something.
    fn receive(&mut self, incoming: &Incoming, patient: bool) -> Option<Reception>;
    /// Whether a body may come in chunks, as the HTTP clients of servers send it. Browsers never do.
    fn takes_chunked(&self) -> bool {
        false
    }
    /// From now on nobody is taken any more. Once an answer was taken, that is no news to anybody.
    fn over(&mut self);
    /// Whether the wait ended without an answer.
    fn is_over(&self) -> bool;
}

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

/// Something that reached the listener, or that a person pasted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Whence it came.
    pub source: Source,
    /// `GET`, `POST`, …; empty for a pasted address. Foreign text.
    pub method: String,
    /// The path without query. Foreign text.
    pub path: String,
    /// What it is.
    pub kind: VisitKind,
    /// Where its parameters stood.
    pub place: Place,
    /// The parameters of an answer; codes and tokens among them are secret. Empty for what is no answer.
    pub parameters: Vec<(String, Value)>,
    /// The status we answered with; 0 for what was pasted.
    pub status: u16,
    /// What a notification is worth; none for redirects.
    pub notice: Option<Box<Notice>>,
}

/// What there is to say about a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its rows.
    pub findings: Vec<Finding>,
    /// Whether it holds a secret that only the provider and we know, so that its faults are the provider's.
    pub is_providers: bool,
    /// The object of a push that was taken.
    pub pushed: Option<Json>,
}

impl Visit {
    /// How many bytes of foreign text it holds.
    pub fn weight(&self) -> usize {
        let parameters = self.parameters.iter().map(|(name, value)| name.len() + value.reveal().len());
        self.method.len() + self.path.len() + parameters.sum::<usize>()
    }

    /// Whether it is encrypted, so that nobody here can tell whose answer it is.
    pub fn is_sealed(&self) -> bool {
        self.kind == VisitKind::NoState && is_sealed(&self.parameters)
    }

    /// What it is, as a phrase for a list.
    pub fn phrase(&self) -> &'static str {
        if self.is_sealed() { "an encrypted answer" } else { self.kind.phrase() }
    }

    /// Forgets its parameters, and says so in their place.
    pub fn let_go(&mut self) {
        self.parameters = vec![("…".to_owned(), Value::Plain("let go to spare memory".to_owned()))];
    }

    /// Whether the person or a browser on its usual way makes it: nothing to remark.
    pub fn is_usual(&self) -> bool {
        let is_icon = self.kind == VisitKind::Elsewhere && self.path == "/favicon.ico";
        let is_own = self.source == Source::Pasted || is_icon;
        let is_browsers = matches!(
            self.kind,
            VisitKind::Answer | VisitKind::Reload | VisitKind::Blank | VisitKind::Done | VisitKind::Prefetch
        ) || self.kind.is_taken();
        is_own || is_browsers
    }
}

/// Whence a visit came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// A connection to the listener.
    Listener(SocketAddr),
    /// A person, by pasting.
    Pasted,
}

/// What a visit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VisitKind {
    /// The answer that is taken: the right path, and our `state`.
    Answer,
    /// It looks like an answer, and its `state` is another one.
    OtherState,
    /// It looks like an answer, and has no `state`, or none that can be seen.
    NoState,
    /// The answer that was taken, once more: the page was loaded again, or what was pasted came by itself as well.
    Reload,
    /// Another answer after one was taken.
    Repeat,
    /// An answer after the wait was over.
    Late,
    /// The right path without parameters: the page that hands over a fragment was served.
    Blank,
    /// The page that says how it ended.
    Done,
    /// Another path: `/favicon.ico`, a port scan.
    Elsewhere,
    /// Another `Host` than ours: DNS rebinding.
    OtherHost,
    /// A method that no answer has: `HEAD`, `OPTIONS`, `PUT`.
    OtherMethod,
    /// A browser that fetches ahead.
    Prefetch,
    /// Not HTTP, or beyond the limits; or no notification at all.
    Unreadable,
    /// A ping that is taken (CIBA §10.2).
    Ping,
    /// Tokens that are taken (CIBA §10.3).
    Push,
    /// An error that is taken (CIBA §12).
    PushError,
    /// A notification without our bearer token.
    WrongBearer,
    /// A notification about another request than ours.
    OtherRequest,
    /// A notification of another mode than the one that was asked for.
    OtherMode,
}

impl VisitKind {
    /// What it is, as a phrase.
    const fn phrase(self) -> &'static str {
        match self {
            Self::Answer => "the answer",
            Self::OtherState => "an answer with another state",
            Self::NoState => "an answer without state",
            Self::Reload => "the same answer again",
            Self::Repeat => "a second answer",
            Self::Late => "an answer too late",
            Self::Blank => "no parameters: asked for the fragment",
            Self::Done => "the closing page",
            Self::Elsewhere => "another path",
            Self::OtherHost => "another host name",
            Self::OtherMethod => "another method",
            Self::Prefetch => "a prefetch",
            Self::Unreadable => "not readable",
            Self::Ping => "the ping",
            Self::Push => "the tokens",
            Self::PushError => "an error instead of tokens",
            Self::WrongBearer => "a notification without our bearer token",
            Self::OtherRequest => "a notification about another request",
            Self::OtherMode => "a notification of another mode",
        }
    }

    /// Whether it is what a run waits for.
    pub const fn is_taken(self) -> bool {
        matches!(self, Self::Answer | Self::Ping | Self::Push | Self::PushError)
    }

    /// Whether it looks like an answer of a provider, taken or not.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Answer | Self::OtherState | Self::NoState | Self::Reload | Self::Repeat | Self::Late)
    }
}

/// How many came that nobody waits for, for a row.
pub(super) fn others(count: usize) -> String {
    match count {
        0 => "nobody".to_owned(),
        1 => "1 other".to_owned(),
        n => format!("{n} others"),
    }
}

/// The beginning of a text, at most that many bytes of it: what is kept of a visitor is bounded.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut end = most.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_browsers_and_the_person_do_is_nothing_to_remark() {
        let came = |kind, path: &str| Visit {
            source: Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_000))),
            method: "GET".to_owned(),
            path: path.to_owned(),
            kind,
            place: Place::Query,
            parameters: Vec::new(),
            status: 404,
            notice: None,
        };
        assert!(came(VisitKind::Elsewhere, "/favicon.ico").is_usual());
        assert!(came(VisitKind::Prefetch, "/callback").is_usual());
        assert!(came(VisitKind::Answer, "/callback").is_usual());
        assert!(!came(VisitKind::Elsewhere, "/callback2").is_usual());
        assert!(!came(VisitKind::OtherHost, "/favicon.ico").is_usual());
        let pasted = Visit { source: Source::Pasted, ..came(VisitKind::Unreadable, "") };
        assert!(pasted.is_usual());
    }
}
