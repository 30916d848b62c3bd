//! Where visitors are received, one at a time, and wait to be told to the run.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore};

use super::seats::SEATS;
use crate::io::clock;
use crate::protocol::authorize::Place;
use crate::protocol::listener::{Incoming, Receive, Reply, Source, Visit, VisitKind};

/// Most visitors that wait to be told. Further ones are answered and forgotten, but for the answer.
const MOST: usize = 1024;

/// Most bytes of theirs.
const MOST_BYTES: usize = 8 << 20;

/// Most visitors that are kept waiting for another door: half of the seats, so that the others serve whoever comes
/// meanwhile. Further ones are judged at once, as if their time were over.
const MOST_HELD: usize = SEATS / 2;

/// The desk of one run.
pub struct Desk {
    state: Mutex<State>,
    /// Somebody came.
    news: Notify,
    /// Another door is there, or none will be.
    opened: Notify,
    /// Chairs of those who are kept waiting.
    chairs: Semaphore,
}

impl Default for Desk {
    fn default() -> Self {
        let (state, news, opened) = (Mutex::default(), Notify::new(), Notify::new());
        Self { state, news, opened, chairs: Semaphore::new(MOST_HELD) }
    }
}

/// What becomes of a request.
enum Received {
    /// It is answered, and told.
    Reply(Reply),
    /// Whoever decides does not know yet whose it is.
    NotYet,
    /// Nobody is let in.
    Closed,
}

#[derive(Default)]
struct State {
    door: Option<Box<dyn Receive>>,
    queue: VecDeque<Visit>,
    bytes: usize,
    /// Who came when the wait was over.
    late: Vec<Visit>,
    /// Since when a browser is on its way to a page of ours, on the monotonic clock.
    page_owed: Option<Duration>,
}

impl Desk {
    /// From now on visitors are received as this door says.
    pub fn open(&self, door: Box<dyn Receive>) {
        self.state().door = Some(door);
        self.opened.notify_waiters();
    }

    /// Looks at a request and says what is answered; the visit is told. One that nobody can place yet is kept waiting
    /// until another door is there, but not for longer than `patience`.
    pub async fn receive(&self, incoming: &Incoming, patience: Duration) -> Option<Reply> {
        let until = clock::now().mono.saturating_add(patience);
        let chair = self.chairs.try_acquire().ok();
        loop {
            let opened = self.opened.notified();
            tokio::pin!(opened);
            opened.as_mut().enable();
            match self.look(incoming, chair.is_some() && clock::now().mono < until) {
                Received::Reply(reply) => return Some(reply),
                Received::Closed => return None,
                Received::NotYet => tokio::select! {
                    () = opened => {}
                    () = clock::sleep_until(until) => {}
                },
            }
        }
    }

    fn look(&self, incoming: &Incoming, patient: bool) -> Received {
        let mut state = self.state();
        let Some(door) = state.door.as_mut() else { return Received::Closed };
        let Some(reception) = door.receive(incoming, patient) else { return Received::NotYet };
        if (300..400).contains(&reception.reply.status) {
            state.page_owed = Some(clock::now().mono);
        } else if reception.visit.kind == VisitKind::Done {
            state.page_owed = None;
        }
        state.keep(reception.visit);
        self.news.notify_one();
        Received::Reply(reception.reply)
    }

    /// The same for what needs no reply: the visit alone.
    pub fn look_at(&self, incoming: &Incoming) -> Option<Visit> {
        self.state().door.as_mut()?.receive(incoming, false).map(|reception| reception.visit)
    }

    /// Notes one whose request could not be read, with a word of ours on what it was.
    pub fn note(&self, source: Source, what: &'static str, status: u16) {
        let visit = Visit {
            source,
            method: String::new(),
            path: what.to_owned(),
            kind: VisitKind::Unreadable,
            place: Place::Query,
            parameters: Vec::new(),
            status,
            notice: None,
        };
        self.state().keep(visit);
        self.news.notify_one();
    }

    /// The next visit, as soon as there is one.
    pub async fn next(&self) -> Visit {
        loop {
            let news = self.news.notified();
            if let Some(visit) = self.pop() {
                return visit;
            }
            news.await;
        }
    }

    /// Waits until there is one, and leaves it.
    pub async fn arrival(&self) {
        loop {
            let news = self.news.notified();
            if !self.state().queue.is_empty() {
                return;
            }
            news.await;
        }
    }

    /// The next visit, if there is one.
    pub fn pop(&self) -> Option<Visit> {
        let mut state = self.state();
        let visit = state.queue.pop_front()?;
        state.bytes -= visit.weight();
        Some(visit)
    }

    /// The wait is over, also for those who are kept waiting: they are told so.
    pub fn over(&self) {
        if let Some(door) = self.state().door.as_mut() {
            door.over();
        }
        self.opened.notify_waiters();
    }

    /// How many visitors are being looked at or kept waiting.
    #[cfg(test)]
    pub fn held(&self) -> usize {
        MOST_HELD - self.chairs.available_permits()
    }

    /// Whether a body may come in chunks.
    pub fn takes_chunked(&self) -> bool {
        self.state().door.as_ref().is_some_and(|door| door.takes_chunked())
    }

    /// Since when a browser is on its way to a page of ours; nothing when none is.
    pub fn page_owed(&self) -> Option<Duration> {
        self.state().page_owed
    }

    /// Waits until no page is owed.
    pub async fn last_page(&self) {
        loop {
            let news = self.news.notified();
            if self.page_owed().is_none() {
                return;
            }
            news.await;
        }
    }

    /// Everybody who was not told.
    pub fn drain(&self) -> Vec<Visit> {
        let mut state = self.state();
        state.bytes = 0;
        let mut visits: Vec<Visit> = state.queue.drain(..).collect();
        visits.append(&mut state.late);
        visits
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A defect while one visitor was received is no reason to turn the others away.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn keep(&mut self, visit: Visit) {
        let weight = visit.weight();
        let is_over = self.door.as_ref().is_some_and(|door| door.is_over());
        let has_room = self.queue.len() + self.late.len() < MOST && self.bytes + weight <= MOST_BYTES;
        if !visit.kind.is_taken() && !has_room {
            return;
        }
        self.bytes += weight;
        if is_over {
            self.late.push(visit);
        } else {
            self.queue.push_back(visit);
        }
    }
}
