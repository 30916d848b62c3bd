//! One visitor of the place where redirects are awaited, as evidence.

use std::net::SocketAddr;

use super::belonging::is_sealed;
use crate::protocol::authorize::Place;
use crate::protocol::exchange::Value;

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
        );
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
    /// Not HTTP, or beyond the limits.
    Unreadable,
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
        }
    }

    /// Whether it looks like an answer of a provider, taken or not.
    pub const fn is_answer(self) -> bool {
        matches!(self, Self::Answer | Self::OtherState | Self::NoState | Self::Reload | Self::Repeat | Self::Late)
    }
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
