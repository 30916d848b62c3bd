//! The screen of one run: the run itself, where the cursors are, and what is dear to compute.

mod claims;
mod front;
mod tab;

use std::time::Duration;

pub use tab::{Tab, is_in_browser};

use super::beside::Beside;
use super::cursor::Cursor;
use super::document::Document;
use super::front_channel::Parameters;
use super::layout::Pane;
use super::model::{Privacy, RunId};
use super::outline::{Folding, Outline};
use super::qr::Qr;
use super::text::Eyes;
use super::timeline::{self, Moment};
use super::tokens::{self, TokenItem};
use super::{finding, qr, steps, wire};
use crate::flow::Event;
use crate::profile::Profile;
use crate::protocol::check::Verdict;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::record::{Exchange, Row, Run, Step};

/// The claims of which token, how old, for which eyes, and folded how often.
type ClaimsKey = (usize, u64, Privacy, u64);

/// Where the profile of a run is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The list.
    Listed,
    /// It was made for this run, with a token in it.
    Made,
}

/// A run on the screen.
#[derive(Clone, Debug)]
pub struct RunScreen {
    /// Its number.
    pub id: RunId,
    /// What it runs, to run it again.
    pub profile: Box<Profile>,
    /// What happened.
    pub run: Run,
    /// The open tab.
    pub tab: Tab,
    /// Which pane of each tab has the keys.
    focus: [usize; 4],
    /// Where each pane's cursor is.
    cursors: [Cursor; Pane::COUNT],
    /// What each pane is filtered by.
    filters: [String; Pane::COUNT],
    /// The one verdict that the checks are narrowed to.
    pub only: Option<Verdict>,
    /// Whether tokens are shown as they came.
    pub raw: bool,
    /// Whether all tokens are seen side by side.
    pub compares: bool,
    /// All tokens side by side.
    pub beside: Beside,
    /// What that was made from: how old, for which eyes, how wide, filtered by what.
    beside_key: Option<(u64, Privacy, usize, String)>,
    /// What of the claims was folded by hand.
    pub folding: Folding,
    /// Where its profile is from.
    pub origin: Origin,
    /// The QR code of the prompt, or of the notification endpoint.
    pub qr: Option<Qr>,
    /// Polls and notifications, newest first.
    pub timeline: Vec<Moment>,
    /// Whether the question that the run asks was answered: the run has not heard it yet.
    pub answered: bool,
    /// The request of the front channel and its answer.
    pub parameters: Parameters,
    /// The tokens, read.
    pub tokens: Vec<TokenItem>,
    /// Counts how often they were read.
    read: u64,
    /// The lines of the chosen token.
    pub claims: Outline,
    /// What they were made from, and what they were filtered by.
    claims_key: Option<(ClaimsKey, String)>,
    /// Every row of the run, by index, worst first.
    pub worst: Vec<usize>,
    /// Those that the filters leave.
    pub rows: Vec<usize>,
    /// Exchanges that the filter leaves, by index.
    pub exchanges: Vec<usize>,
    /// The chosen exchange, or the chosen token as it came.
    pub document: Document,
    /// The key that the run proves its requests with, as a JWK: its tokens are bound to it.
    pub dpop_key: Option<Secret>,
    /// Counts events, so that documents know when they are old.
    pub(super) age: u64,
}

impl RunScreen {
    /// The screen of a run that begins.
    pub fn new(id: RunId, profile: Box<Profile>, run: Run) -> Self {
        Self {
            id,
            profile,
            run,
            tab: Tab::Flow,
            focus: [0; 4],
            cursors: [Cursor::default(); Pane::COUNT],
            filters: std::array::from_fn(|_| String::new()),
            only: None,
            raw: false,
            compares: false,
            beside: Beside::default(),
            beside_key: None,
            folding: Folding::default(),
            origin: Origin::Listed,
            qr: None,
            timeline: Vec::new(),
            answered: false,
            parameters: Parameters::default(),
            tokens: Vec::new(),
            read: 0,
            claims: Outline::default(),
            claims_key: None,
            worst: Vec::new(),
            rows: Vec::new(),
            exchanges: Vec::new(),
            document: Document::default(),
            dpop_key: None,
            age: 0,
        }
    }

    /// Whether it has not ended.
    pub const fn is_live(&self) -> bool {
        self.run.outcome.is_none()
    }

    /// Whether its profile was made for this run.
    pub fn is_made(&self) -> bool {
        self.origin == Origin::Made
    }

    /// Takes in what happened.
    pub fn apply(&mut self, now: Now, event: Event) {
        let encode = match event {
            Event::Prompt(_) | Event::Authorization(_) | Event::NotificationEndpoint(_) => true,
            Event::Asked(_) => {
                self.answered = false;
                false
            }
            Event::Learned { kind: "dpop_key", ref secret } => {
                self.dpop_key = Some(secret.clone());
                false
            }
            _ => false,
        };
        let awaited = self.awaited().is_some();
        let concerns_tokens = tokens::concerns(&event);
        self.run.apply(now, event);
        self.age += 1;
        if encode {
            self.qr = qr::of(&self.run);
        }
        self.timeline = if is_in_browser(self.run.flow) { Vec::new() } else { timeline::of(&self.run) };
        if awaited && self.awaited().is_none() {
            // What came stands first, and is what one wants to see now.
            *self.cursor_mut(Pane::Parameters) = Cursor::default();
        }
        if concerns_tokens {
            self.tokens = tokens::of(&self.run, &self.tokens);
            self.read += 1;
        }
        self.worst = (0..self.run.checks.len()).collect();
        self.worst.sort_by_key(|at| self.run.checks[*at].finding.verdict);
        let focused = Tab::Flow.panes(self.run.flow)[self.focus[Tab::Flow as usize]];
        if self.run.outcome.is_some() && focused == Pane::Polls {
            self.focus[Tab::Flow as usize] = 0;
        }
    }

    /// Computes anew what depends on filters, folds and privacy.
    pub fn refresh(&mut self, privacy: Privacy, width: usize) {
        let needle = self.filters[Pane::Rows as usize].to_lowercase();
        let keep = |at: &usize| self.keeps_row(&self.run.checks[*at], &needle);
        self.rows = self.worst.iter().copied().filter(keep).collect();
        let needle = self.filters[Pane::Exchanges as usize].to_lowercase();
        let found = |at: &usize| wire::matches(&self.run.exchanges[*at], &needle);
        self.exchanges = (0..self.run.exchanges.len()).filter(found).collect();
        match self.tab {
            Tab::Tokens if self.compares => self.refresh_beside(privacy, width),
            Tab::Tokens => self.refresh_token(privacy, width),
            Tab::Wire => self.refresh_exchange(privacy, width),
            Tab::Checks => self.refresh_row(privacy, width),
            Tab::Flow => self.refresh_parameters(privacy, width),
        }
    }

    fn refresh_exchange(&mut self, privacy: Privacy, width: usize) {
        let Some(exchange) = self.exchange() else {
            self.document = Document::default();
            return;
        };
        let key = (2, exchange.n, self.age, privacy, width);
        if self.document.key != Some(key) {
            self.document = Document::new(key, wire::lines(exchange, &self.run, privacy), width);
        }
    }

    fn refresh_row(&mut self, privacy: Privacy, width: usize) {
        let (Some(index), Some(row)) = (self.row_index(), self.row()) else {
            self.document = Document::default();
            return;
        };
        let key = (3, index, self.age, privacy, width);
        if self.document.key != Some(key) {
            self.document = Document::new(key, finding::lines(row, self, privacy), width);
        }
    }

    fn keeps_row(&self, row: &Row, needle: &str) -> bool {
        let finding = &row.finding;
        self.only.is_none_or(|only| finding.verdict == only)
            && [finding.check.id, finding.check.title, finding.check.spec.clause, &finding.observed]
                .iter()
                .any(|text| text.to_lowercase().contains(needle))
    }

    /// The panes of the open tab.
    pub const fn panes(&self) -> &'static [Pane] {
        match self.tab {
            Tab::Tokens if self.compares => &[Pane::Beside],
            tab => tab.panes(self.run.flow),
        }
    }

    /// The pane that has the keys.
    pub fn pane(&self) -> Pane {
        self.panes()[self.focus[self.tab as usize] % self.panes().len()]
    }

    /// Gives the keys to another pane of the tab.
    pub const fn turn(&mut self, forward: bool) {
        let count = self.panes().len();
        let focus = &mut self.focus[self.tab as usize];
        *focus = (*focus + if forward { 1 } else { count - 1 }) % count;
    }

    /// Opens a tab and gives the keys to one of its panes.
    pub fn go(&mut self, tab: Tab, pane: Pane) {
        self.tab = tab;
        self.compares &= pane == Pane::Beside;
        self.focus[tab as usize] = self.panes().iter().position(|each| *each == pane).unwrap_or_default();
    }

    /// At its end, a run about one token shows what came, or else how it ended.
    pub fn show_what_came(&mut self) {
        match self.tab {
            Tab::Flow if !self.tokens.is_empty() => self.go(Tab::Tokens, Pane::Tokens),
            Tab::Tokens if self.tokens.is_empty() => self.go(Tab::Flow, Pane::Prompt),
            _ => {}
        }
    }

    /// A pane's cursor.
    pub const fn cursor(&self, pane: Pane) -> Cursor {
        self.cursors[pane as usize]
    }

    /// A pane's cursor, to move it.
    pub const fn cursor_mut(&mut self, pane: Pane) -> &mut Cursor {
        &mut self.cursors[pane as usize]
    }

    /// A pane's filter, if it has one.
    pub fn filter(&self, pane: Pane) -> Option<&str> {
        pane.is_filtered().then(|| self.filters[pane as usize].as_str())
    }

    /// A pane's filter, to change it.
    pub const fn filter_mut(&mut self, pane: Pane) -> &mut String {
        &mut self.filters[pane as usize]
    }

    /// How many lines a pane has.
    pub fn lines(&self, pane: Pane) -> usize {
        match pane {
            Pane::Steps => self.steps().len(),
            Pane::Findings => self.worst.len(),
            Pane::Polls => self.timeline.len(),
            Pane::Parameters => self.parameters.lines.len(),
            Pane::Visits => self.run.visits.len(),
            Pane::Tokens => self.tokens.len(),
            Pane::Claims if self.raw => self.document.lines.len(),
            Pane::Claims => self.claims.len(),
            Pane::Beside => self.beside.lines.len(),
            Pane::Rows => self.rows.len(),
            Pane::Exchanges => self.exchanges.len(),
            Pane::Message | Pane::Row => self.document.lines.len(),
            Pane::Profiles | Pane::Profile | Pane::Prompt | Pane::Axes => 0,
        }
    }

    /// The row under the cursor of the checks, by its place in the run.
    pub fn row_index(&self) -> Option<usize> {
        self.rows.get(self.cursor(Pane::Rows).at.min(self.rows.len().saturating_sub(1))).copied()
    }

    /// The row under the cursor of the checks.
    pub fn row(&self) -> Option<&Row> {
        self.run.checks.get(self.row_index()?)
    }

    /// The exchange under the cursor of the wire.
    pub fn exchange(&self) -> Option<&Exchange> {
        let at = self.cursor(Pane::Exchanges).at.min(self.exchanges.len().saturating_sub(1));
        self.run.exchanges.get(*self.exchanges.get(at)?)
    }

    /// The stages of the run.
    pub fn steps(&self) -> Vec<Step> {
        steps::of(self)
    }

    /// When the wait for the person ends, on the monotonic clock.
    pub fn deadline(&self) -> Option<Duration> {
        let run = &self.run;
        let codes = run.prompt.as_ref().map(|prompt| prompt.expires_at);
        let asked = run.backchannel.as_ref().map(|backchannel| backchannel.expires_at);
        codes.or(asked).or_else(|| self.awaited().map(|wait| wait.until))
    }

    /// When the next whole second of a countdown begins that this screen shows.
    pub fn next_second(&self, now: Now) -> Option<Duration> {
        let next = |until: Duration| {
            let left = until.checked_sub(now.mono).filter(|left| !left.is_zero())?;
            let part = Duration::from_nanos(u64::from(left.subsec_nanos()));
            Some(now.mono.saturating_add(if part.is_zero() { Duration::from_secs(1) } else { part }))
        };
        if self.is_live() {
            let expiry = self.deadline().and_then(next);
            let poll = self.run.waiting.and_then(|waiting| next(waiting.until));
            // One phase for all: two would wake twice a second. The poll itself is an event.
            return expiry.or(poll);
        }
        let seen = self.tab == Tab::Tokens && !self.tokens.is_empty();
        let counts = self.tokens.iter().any(|token| token.left(now).is_some_and(|left| left > 0));
        (seen || counts).then(|| now.mono.saturating_add(Duration::from_secs(1)))
    }
}

/// What may be read of a run's texts.
pub fn eyes(run: &Run, privacy: Privacy) -> Eyes<'_> {
    Eyes { masker: &run.masker, reveal: privacy == Privacy::Open }
}
