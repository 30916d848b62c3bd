//! The listener of a scenario, the browser that is sent away and comes back, and everybody else who comes.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use grantty::flow::{BindError, Opening};
use grantty::protocol::authorize::Place;
use grantty::protocol::listener::{Incoming, Receive, Reply, Source, Visit, VisitKind};
use toml::Table;
use url::Url;

use super::authorization::{CODE, Redirect, patience, value};
use super::backchannel::Backchannel;
use super::provider::{number, table};

/// What a port of 0 becomes.
const PORT: u16 = 8400;

/// What happens next at the front door.
pub enum Coming {
    /// Somebody reaches the listener, or something is pasted.
    Visitor(Incoming),
    /// The person wants the address opened again.
    OpenAgain,
    /// The provider sends the browser back.
    Answer,
    /// The provider comes itself.
    Notification,
}

/// As long as a visitor is kept waiting whom nobody can place yet.
const PATIENCE: Duration = Duration::from_secs(5);

/// The front channel of one run.
pub struct Front {
    scenario: Table,
    door: Option<Box<dyn Receive>>,
    /// The `state` of the request that is awaited, wherever it went.
    pub state: Option<String>,
    bound: Vec<SocketAddr>,
    /// Every address that was opened, and when.
    pub opened: Vec<(Url, Duration)>,
    coming: Vec<(Duration, Coming)>,
    /// Who waits to be placed, and since when.
    held: Vec<(Duration, Incoming)>,
    /// Who was received and not told yet.
    told: VecDeque<Visit>,
    /// Whether no browser is awaited, but the provider.
    pub is_backchannel: bool,
    /// What words stand for in what strangers send.
    pub words: Vec<(&'static str, String)>,
    /// What must not have happened, as sentences.
    pub wrong: Vec<String>,
}

impl Front {
    /// Nothing bound, nobody there.
    pub fn new(scenario: &Table) -> Self {
        Self {
            scenario: scenario.clone(),
            door: None,
            state: None,
            bound: Vec::new(),
            opened: Vec::new(),
            coming: Vec::new(),
            held: Vec::new(),
            told: VecDeque::new(),
            is_backchannel: false,
            words: Vec::new(),
            wrong: Vec::new(),
        }
    }

    fn patch(&self, section: &str) -> Table {
        self.scenario.get(section).map(table).unwrap_or_default()
    }

    /// Every address on one port, unless the scenario has it taken.
    pub fn bind(&mut self, addresses: &[SocketAddr]) -> Result<Vec<SocketAddr>, BindError> {
        let listener = self.patch("listener");
        if let Some(reason) = listener.get("taken") {
            let reason = reason.as_str().expect("a phrase").to_owned();
            return Err(BindError { address: addresses[0], reason });
        }
        let count = if listener.contains_key("one_family") { 1 } else { addresses.len() };
        let with_port = |address: &SocketAddr| match address.port() {
            0 => SocketAddr::new(address.ip(), PORT),
            _ => *address,
        };
        self.bound = addresses.iter().take(count).map(with_port).collect();
        if listener.contains_key("reachable") {
            self.bound = vec![SocketAddr::from(([0, 0, 0, 0], PORT))];
        }
        Ok(self.bound.clone())
    }

    /// From now on visitors are let in; whoever waited is looked at once more.
    pub fn admit(&mut self, door: Box<dyn Receive>, now: Duration) {
        self.door = Some(door);
        for (since, incoming) in std::mem::take(&mut self.held) {
            let visit = self.receive(&incoming, (since, now));
            self.told.extend(visit);
        }
    }

    /// Somebody comes while the answer to a request is on its way.
    pub fn early(&mut self, incoming: &Incoming, now: Duration) {
        let visit = self.receive(incoming, (now, now));
        self.told.extend(visit);
    }

    /// Nobody is kept waiting for longer than our patience.
    pub fn tire(&mut self, now: Duration) {
        for (since, incoming) in std::mem::take(&mut self.held) {
            let visit = self.receive(&incoming, (since, now));
            self.told.extend(visit);
        }
    }

    /// The next who was received and not told.
    pub fn pop(&mut self) -> Option<Visit> {
        self.told.pop_front()
    }

    /// Who will come to the notification endpoint, and when.
    pub fn expect(&mut self, backchannel: &Backchannel, now: Duration) {
        if let Some((after, times, false)) = backchannel.comes() {
            (0..times).for_each(|_| self.plan(now + after, Coming::Notification));
        }
        for (at, stranger) in backchannel.late() {
            self.plan(now + at, Coming::Visitor(stranger));
        }
    }

    /// A browser opens the address; the first time, everybody else sets out as well.
    pub fn open(&mut self, url: &Url, now: Duration) -> Opening {
        if self.opened.is_empty() {
            self.set_out(now);
        }
        self.opened.push((url.clone(), now));
        let patch = self.patch("authorization");
        let which = patch.get("opening").map_or(1, |which| which.as_integer().expect("a number"));
        if i64::try_from(self.opened.len()) == Ok(which) && !patch.contains_key("never") {
            self.plan(now + patience(&patch), Coming::Answer);
        }
        let browser = self.patch("browser");
        match browser.get("failed").map(|sentence| sentence.as_str().expect("a sentence")) {
            Some(sentence) => Opening::Failed(sentence.to_owned()),
            None if browser.contains_key("not_wanted") => Opening::NotWanted,
            None => Opening::Asked("firefox was asked".to_owned()),
        }
    }

    /// Strangers, and the person's own key.
    fn set_out(&mut self, now: Duration) {
        let again = self.scenario.get("open_again").map(|times| times.as_array().expect("seconds").clone());
        for at in again.into_iter().flatten() {
            let at = Duration::from_secs_f64(number(&at).expect("seconds"));
            self.plan(now + at, Coming::OpenAgain);
        }
        let visits = self.scenario.get("visits").map(|visits| visits.as_array().expect("visits").clone());
        for visit in visits.into_iter().flatten() {
            let at = Duration::from_secs_f64(visit.get("at").and_then(number).expect("when"));
            let times = visit.get("times").map_or(1, |times| times.as_integer().expect("a number"));
            for _ in 0..times {
                self.plan(now + at, Coming::Visitor(raw(&visit)));
            }
        }
    }

    /// In the order of their times; what was planned first comes first.
    fn plan(&mut self, at: Duration, what: Coming) {
        let place = self.coming.partition_point(|(time, _)| *time <= at);
        self.coming.insert(place, (at, what));
    }

    /// What happens next, if it happens before `deadline`.
    pub fn next(&mut self, deadline: Duration) -> Option<(Duration, Coming)> {
        let is_due = self.coming.first().is_some_and(|(at, _)| *at < deadline);
        is_due.then(|| self.coming.remove(0))
    }

    /// The newest address, and when it was opened.
    pub fn newest(&self) -> (&Url, Duration) {
        self.opened.last().map(|(url, at)| (url, *at)).expect("something was opened")
    }

    /// The browser follows the redirect, or the person pastes it.
    pub fn redirected(&mut self, redirect: Option<Redirect>, now: Duration) {
        let Some(redirect) = redirect else { return };
        let text = encoded(&redirect);
        let whole = match redirect.place {
            Place::Fragment => format!("{}#{text}", redirect.uri),
            _ => with_query(redirect.uri.as_str(), &text),
        };
        if self.patch("authorization").contains_key("pasted") {
            return self.coming.insert(0, (now, Coming::Visitor(pasted(&whole))));
        }
        let from = self.source();
        let target = redirect.uri[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
        let steps = match redirect.place {
            Place::Query => vec![get(from, &with_query(&target, &text), &redirect.uri)],
            Place::Form | Place::Body => vec![post(from, &target, &text, &redirect.uri)],
            // The page of ours posts what only the browser sees.
            Place::Fragment => vec![
                get(from, &target, &redirect.uri),
                post(from, &with_query(&target, "grantty_fragment=1"), &text, &redirect.uri),
            ],
        };
        for step in steps.into_iter().rev() {
            self.coming.insert(0, (now, Coming::Visitor(step)));
        }
    }

    fn source(&self) -> Source {
        Source::Listener(SocketAddr::new(self.bound.first().expect("a listener").ip(), 50_000))
    }

    /// Somebody comes, or is brought once more; a browser follows where it is sent. Nothing for whom nobody can place.
    pub fn receive(&mut self, incoming: &Incoming, (since, now): (Duration, Duration)) -> Option<Visit> {
        let incoming = self.filled(incoming);
        let door = self.door.as_mut().expect("nobody comes before the door is open");
        let Some(reception) = door.receive(&incoming, now < since + PATIENCE) else {
            self.held.push((since, incoming));
            return None;
        };
        self.judge(&reception.reply, incoming.source);
        let location = reception.reply.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("location"));
        if let Some((_, location)) = location.filter(|_| reception.visit.kind == VisitKind::Answer) {
            let (method, target) = ("GET".to_owned(), location.clone());
            let next = Incoming { method, target, body: Vec::new(), ..incoming };
            self.coming.insert(0, (now, Coming::Visitor(next)));
        }
        Some(reception.visit)
    }

    /// No page of ours sends a browser away from here, lets another site read it, or may be kept.
    fn judge(&mut self, reply: &Reply, source: Source) {
        if source == Source::Pasted {
            return;
        }
        if self.is_backchannel {
            return self.judge_notified(reply);
        }
        let header = |name: &str| {
            reply.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
        };
        let has = |name: &str, part: &str| header(name).is_some_and(|value| value.contains(part));
        if !has("cache-control", "no-store")
            || !has("referrer-policy", "no-referrer")
            || !has("content-security-policy", "default-src 'none'")
        {
            self.wrong.push(format!("a reply has the headers {:?}", reply.headers));
        }
        if reply.headers.iter().any(|(name, _)| name.to_ascii_lowercase().starts_with("access-control")) {
            self.wrong.push("a reply lets other sites read it".to_owned());
        }
        if header("location").is_some_and(|to| !to.starts_with("/grantty/done/") || to.contains('?')) {
            self.wrong.push(format!("a reply leads to {:?}", header("location")));
        }
    }

    /// CIBA §10.2, §10.3.1: no redirection, and nothing in the body.
    fn judge_notified(&mut self, reply: &Reply) {
        let mut headers = reply.headers.iter();
        let is_kept = !headers.any(|(name, value)| name.eq_ignore_ascii_case("cache-control") && value == "no-store");
        let leads = reply.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("location"));
        if is_kept || leads || (300..400).contains(&reply.status) || !reply.body.is_empty() {
            self.wrong.push(format!("a notification is answered with {reply:?}"));
        }
    }

    /// `{state}` and `{code}` stand for those of the run, and a visitor without a `host` comes by the right name.
    fn filled(&self, incoming: &Incoming) -> Incoming {
        let newest = self.opened.last().map(|(url, _)| url.query_pairs().into_owned().collect());
        let asked: Vec<(String, String)> = newest.unwrap_or_default();
        let state = value(&asked, "state").or(self.state.as_deref());
        let fill = |text: &str| {
            let text = text.replace("{state}", state.unwrap_or_default()).replace("{code}", CODE);
            self.words.iter().fold(text, |text, (word, meaning)| text.replace(word, meaning))
        };
        let mut headers: Vec<(String, String)> =
            incoming.headers.iter().map(|(name, value)| (name.clone(), fill(value))).collect();
        let port = self.bound.first().map_or(PORT, SocketAddr::port);
        if incoming.source != Source::Pasted && !headers.iter().any(|(name, _)| name == "host") {
            headers.push(("host".to_owned(), format!("127.0.0.1:{port}")));
        }
        headers.retain(|(_, value)| !value.is_empty());
        let body = match std::str::from_utf8(&incoming.body) {
            Ok(text) => fill(text).into_bytes(),
            Err(_) => incoming.body.clone(),
        };
        let source = if incoming.source == Source::Pasted { Source::Pasted } else { self.source() };
        Incoming { source, target: fill(&incoming.target), headers, body, method: incoming.method.clone() }
    }

    /// Nothing is awaited any more.
    pub fn over(&mut self) {
        if let Some(door) = &mut self.door {
            door.over();
        }
    }

    /// Whether anybody could still come.
    pub fn is_open(&self) -> bool {
        self.door.is_some()
    }
}

fn encoded(redirect: &Redirect) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(&redirect.parameters).finish()
}

fn with_query(target: &str, query: &str) -> String {
    let mark = if target.contains('?') { '&' } else { '?' };
    format!("{target}{mark}{query}")
}

fn pasted(text: &str) -> Incoming {
    let (method, headers) = (String::new(), Vec::new());
    Incoming { source: Source::Pasted, method, target: text.to_owned(), headers, body: Vec::new() }
}

fn host(uri: &Url) -> Vec<(String, String)> {
    vec![("host".to_owned(), uri[url::Position::BeforeHost..url::Position::AfterPort].to_owned())]
}

fn get(source: Source, target: &str, uri: &Url) -> Incoming {
    Incoming { source, method: "GET".to_owned(), target: target.to_owned(), headers: host(uri), body: Vec::new() }
}

fn post(source: Source, target: &str, form: &str, uri: &Url) -> Incoming {
    let mut headers = host(uri);
    headers.push(("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()));
    Incoming { headers, method: "POST".to_owned(), body: form.as_bytes().to_vec(), ..get(source, target, uri) }
}

/// A stranger as the file has it.
fn raw(visit: &toml::Value) -> Incoming {
    let text = |name: &str| visit.get(name).map(|text| text.as_str().expect("text").to_owned());
    if let Some(text) = text("pasted") {
        return pasted(&text);
    }
    let headers = visit.get("headers").map(table).unwrap_or_default();
    Incoming {
        source: Source::Listener(SocketAddr::from(([127, 0, 0, 1], 50_001))),
        method: text("method").unwrap_or_else(|| "GET".to_owned()),
        target: text("target").unwrap_or_else(|| "/callback".to_owned()),
        headers: headers.iter().map(|(name, value)| (name.clone(), value.as_str().expect("text").to_owned())).collect(),
        body: text("body").unwrap_or_default().into_bytes(),
    }
}
