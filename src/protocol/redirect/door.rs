//! What is done with each visitor: who is let in, and what page they get.

#[cfg(test)]
mod tests;

use super::belonging::{self, Belonging};
use super::pages::{self, Page};
use super::parameters;
use super::pasted::{self, Pasted};
use super::{RedirectUri, visitor};
use crate::protocol::authorize::Place;
use crate::protocol::exchange::Value;
use crate::protocol::listener::{Incoming, Receive, Reception, Reply, Source, Visit, VisitKind, cut};

/// Longer paths and methods are cut in the record of a visit.
const LONGEST_PATH: usize = 1024;

/// Decides about visitors of one run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Door {
    /// The path of `redirect_uri`.
    pub path: String,
    /// The query that `redirect_uri` has of its own; empty for none.
    pub query: String,
    /// The values of `Host` by which we are known.
    pub hosts: Vec<String>,
    /// The `state` that was sent; none when the profile takes it away.
    pub state: Option<String>,
    /// Where the answer was asked to stand.
    pub place: Place,
    /// What is taken.
    pub takes: Takes,
    /// Whether one was taken.
    pub taken: bool,
    /// Whether the wait is over.
    pub over: bool,
    /// The parameters of the one that was taken, to know it when it comes again.
    first: Vec<(String, Value)>,
}

/// What is taken for the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// An answer with our `state`.
    Ours,
    /// An answer with any `state`: the run goes past what would stop it.
    AnyAnswer,
    /// Whoever comes to the right place, as after a logout, where nothing is granted.
    AnyVisit,
}

/// What a visitor brought, once it is known what it is.
struct Brought {
    kind: VisitKind,
    place: Place,
    parameters: Vec<(String, Value)>,
    reply: Reply,
}

impl Door {
    /// A door for one attempt.
    pub fn new(uri: &RedirectUri, port: Option<u16>, state: Option<String>, place: Place) -> Self {
        let (path, query) = (uri.path.clone(), uri.query.clone());
        let hosts = uri.names(port);
        let takes = Takes::Ours;
        Self { path, query, hosts, state, place, takes, taken: false, over: false, first: Vec::new() }
    }

    /// A door for the way back from a logout. Nothing is granted there, so whoever comes to the right place is taken,
    /// and what is wrong with the `state` is for a row to say.
    pub fn after_logout(uri: &RedirectUri, port: Option<u16>, state: Option<String>) -> Self {
        Self { takes: Takes::AnyVisit, ..Self::new(uri, port, state, Place::Query) }
    }

    /// The same, which takes an answer with another `state`, or not.
    #[must_use]
    pub fn lenient(self, lenient: bool) -> Self {
        Self { takes: if lenient { Takes::AnyAnswer } else { Takes::Ours }, ..self }
    }

    /// Looks at one visitor. The first answer that is ours is taken, and only that one.
    pub fn receive(&mut self, incoming: &Incoming) -> Reception {
        let (path, query) = incoming.target.split_once('?').unwrap_or((&incoming.target, ""));
        let (path, brought) = match incoming.source {
            Source::Pasted => self.pasted(&incoming.target),
            Source::Listener(_) => (path.to_owned(), self.visitor(incoming, path, query)),
        };
        let Brought { kind, place, parameters, reply } = brought;
        let visit = Visit {
            source: incoming.source,
            method: cut(&incoming.method, LONGEST_PATH).to_owned(),
            path: cut(&path, LONGEST_PATH).to_owned(),
            kind,
            place,
            parameters,
            status: reply.status,
            notice: None,
        };
        Reception { visit, reply }
    }

    fn visitor(&mut self, incoming: &Incoming, path: &str, query: &str) -> Brought {
        if !visitor::means_us(incoming, &self.hosts) {
            return self.empty(VisitKind::OtherHost, pages::bare(421));
        }
        if !matches!(incoming.method.as_str(), "GET" | "POST") {
            // No header field answers a preflight, so the browser refuses what was to follow.
            return self.empty(VisitKind::OtherMethod, pages::bare(405));
        }
        if visitor::fetches_ahead(incoming) {
            return self.empty(VisitKind::Prefetch, pages::bare(503));
        }
        if path == self.path {
            return if incoming.method == "GET" { self.redirected(query) } else { self.posted(incoming, query) };
        }
        let page = path.strip_prefix(pages::DONE).and_then(Page::of_word);
        match page.filter(|_| incoming.method == "GET" && (self.taken || self.over)) {
            Some(page) => self.empty(VisitKind::Done, page.reply(200)),
            None => self.empty(VisitKind::Elsewhere, Page::Nothing.reply(404)),
        }
    }

    /// A `GET` of the right path.
    fn redirected(&mut self, query: &str) -> Brought {
        let parameters = parameters::decode(query.as_bytes(), &self.query);
        if self.takes == Takes::AnyVisit || parameters::is_answer(&parameters) {
            self.answered(Place::Query, parameters)
        } else {
            // Only the browser sees a fragment: the page hands it over.
            self.empty(VisitKind::Blank, Page::HandOver.reply(200))
        }
    }

    /// A `POST` to the right path: a form of the provider's, or a fragment that our page hands over.
    fn posted(&mut self, incoming: &Incoming, query: &str) -> Brought {
        if !visitor::brings_a_form(incoming) {
            return self.empty(VisitKind::Unreadable, Page::Unreadable.reply(415));
        }
        let marked = query.split('&').any(|pair| pair.split('=').next() == Some(pages::FRAGMENT));
        let parameters = parameters::decode(&incoming.body, "");
        if !parameters::is_answer(&parameters) {
            return self.empty(VisitKind::Unreadable, Page::Unreadable.reply(400));
        }
        self.answered(if marked { Place::Fragment } else { Place::Form }, parameters)
    }

    /// What a person pasted, and the path it names.
    fn pasted(&mut self, text: &str) -> (String, Brought) {
        let (path, mut brought) = match pasted::read(text, self.place, &self.query) {
            Pasted::Answer { path: Some(path), .. } if path != self.path => {
                (path, self.empty(VisitKind::Elsewhere, pages::bare(0)))
            }
            Pasted::Answer { path, place, parameters } => (path.unwrap_or_default(), self.answered(place, parameters)),
            Pasted::Junk => (String::new(), self.empty(VisitKind::Unreadable, pages::bare(0))),
        };
        brought.reply = Reply { status: 0, headers: Vec::new(), body: "" };
        (path, brought)
    }

    /// Something that looks like an answer: ours or not, the first or not, in time or not.
    fn answered(&mut self, place: Place, parameters: Vec<(String, Value)>) -> Brought {
        let belonging = match belonging::of(&parameters, self.state.as_deref()) {
            Belonging::Other | Belonging::Unknown if self.takes != Takes::Ours => Belonging::Ours,
            belonging => belonging,
        };
        let (kind, reply) = match belonging {
            _ if self.over && !self.taken => (VisitKind::Late, Page::Late.elsewhere()),
            Belonging::Other => (VisitKind::OtherState, Page::Stranger.reply(400)),
            Belonging::Unknown => (VisitKind::NoState, Page::Stranger.reply(400)),
            Belonging::Ours if self.taken && parameters == self.first => (VisitKind::Reload, Page::Before.elsewhere()),
            Belonging::Ours if self.taken => (VisitKind::Repeat, Page::Before.elsewhere()),
            Belonging::Ours => {
                self.taken = true;
                self.first.clone_from(&parameters);
                (VisitKind::Answer, closing(&parameters).elsewhere())
            }
        };
        Brought { kind, place, parameters, reply }
    }

    fn empty(&self, kind: VisitKind, reply: Reply) -> Brought {
        Brought { kind, place: self.place, parameters: Vec::new(), reply }
    }
}

impl Receive for Door {
    fn receive(&mut self, incoming: &Incoming, _patient: bool) -> Option<Reception> {
        // The `state` is known before anybody is sent away, so nobody has to wait.
        Some(Self::receive(self, incoming))
    }

    fn over(&mut self) {
        self.over = !self.taken;
    }

    fn is_over(&self) -> bool {
        self.over
    }
}

/// The page that says what came.
fn closing(parameters: &[(String, Value)]) -> Page {
    let has = |name: &str| parameters.iter().any(|(key, _)| key == name);
    if has("error") {
        Page::Error
    } else if has("access_token") || has("id_token") {
        Page::Tokens
    } else if has("code") {
        Page::Code
    } else {
        Page::Received
    }
}
