//! What came in, for tests that ask "did another request come?".

use super::clock::Moment;
use super::errand::Sent;
use super::form::Form;
use super::kept::Kept;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// More lines than this are not kept: a demo may run for weeks.
const MOST: usize = 20_000;

/// Fields whose values are secrets.
const SECRET: &[&str] = &[
    "client_secret",
    "client_assertion",
    "code",
    "device_code",
    "auth_req_id",
    "client_notification_token",
    "id_token_hint",
    "login_hint_token",
    "code_verifier",
    "refresh_token",
    "token",
    "access_token",
    "subject_token",
    "actor_token",
    "assertion",
    "password",
    "csrf",
];

/// One request that arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it arrived, in milliseconds since 1970.
    pub unix_ms: u64,
    /// When it arrived, in milliseconds since the provider started (a clock nobody sets).
    pub mono_ms: u64,
    /// `GET`, `POST`, ...
    pub method: String,
    /// The path without the query. Requests to the second origin start with `/stranger`.
    pub path: String,
    /// Form fields (of query and body); secrets are replaced by `***`.
    pub form: Vec<(String, String)>,
    /// The status of the answer; 0 while there is none, and for good if the connection was closed instead.
    pub status: u16,
}

/// The lines so far, shared with the thread that serves.
#[derive(Debug, Default)]
pub(super) struct Log {
    arrived: Mutex<Lines>,
    sent: Mutex<Vec<Sent>>,
    /// `None`: nobody wants them.
    kept: Mutex<Option<Vec<Kept>>>,
}

#[derive(Debug, Default)]
struct Lines {
    lines: Vec<Line>,
    dropped: usize,
}

impl Log {
    /// Writes a line down; its number, for `answered`.
    pub fn arrived(&self, at: Moment, method: &str, path: &str, form: &[&Form]) -> usize {
        let form = form.iter().flat_map(|f| &f.0).map(|(name, value)| (name.clone(), shown(name, value))).collect();
        let Moment { unix_ms, mono_ms } = at;
        let mut log = self.lock();
        if log.lines.len() >= MOST {
            log.lines.drain(..MOST / 2);
            log.dropped += MOST / 2;
        }
        log.lines.push(Line { unix_ms, mono_ms, method: method.to_owned(), path: path.to_owned(), form, status: 0 });
        log.dropped + log.lines.len() - 1
    }

    /// Completes a line.
    pub fn answered(&self, number: usize, status: u16) {
        let mut log = self.lock();
        let dropped = log.dropped;
        if let Some(line) = number.checked_sub(dropped).and_then(|at| log.lines.get_mut(at)) {
            line.status = status;
        }
    }

    /// A copy of all lines.
    pub fn lines(&self) -> Vec<Line> {
        self.lock().lines.clone()
    }

    /// Writes down a notification that was sent.
    pub fn sent(&self, sent: Sent) {
        let mut all = self.lock_sent();
        if all.len() >= MOST {
            all.clear();
        }
        all.push(sent);
    }

    /// A copy of all notifications.
    pub fn notifications(&self) -> Vec<Sent> {
        self.lock_sent().clone()
    }

    /// Keeps every request from now on as it comes, secrets and all.
    pub fn start_keeping(&self) {
        self.lock_kept().get_or_insert_default();
    }

    /// Keeps one, if somebody wants them.
    pub fn keep(&self, kept: impl FnOnce() -> Kept) {
        if let Some(all) = self.lock_kept().as_mut() {
            all.push(kept());
        }
    }

    /// A copy of all that were kept.
    pub fn kept(&self) -> Vec<Kept> {
        self.lock_kept().clone().unwrap_or_default()
    }

    fn lock_kept(&self) -> MutexGuard<'_, Option<Vec<Kept>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_sent(&self) -> MutexGuard<'_, Vec<Sent>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, Lines> {
        self.arrived.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn shown(name: &str, value: &str) -> String {
    if SECRET.contains(&name) { "***".to_owned() } else { value.to_owned() }
}
