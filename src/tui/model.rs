//! Everything the screen knows. Only [`update`](super::update()) writes it.

use std::fmt;
use std::time::Duration;

use jiff::tz::TimeZone;
use ratatui::layout::Size;

use super::about::About;
use super::answering::Answering;
use super::cursor::{Cursor, Extent};
use super::entry::Entry;
use super::layout::{self, Pane};
use super::looking::Looking;
use super::profile_text;
use super::prompt::Sight;
use super::qr_room;
use super::screen::{RunScreen, Tab};
use super::theme::Theme;
use super::token_acts::{Act, Offer};
use crate::profile::Profile;
use crate::protocol::time::Now;

/// From so many rows on there is room for large things.
const TALL: u16 = 36;

/// The same of a pane that fills the screen: large letters, and the message as text below them.
const TALL_ZOOMED: u16 = 13;

/// The number of a run in this session; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub u64);

/// What the user's environment decides about looks and words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appearance {
    /// The looks; [`Theme::mono`] when `NO_COLOR` is set.
    pub theme: Theme,
    /// The folder for profiles, named when there are none.
    pub folder: String,
    /// Who the person is on this machine, for commands that lead here.
    pub user: Option<String>,
    /// What this machine was reached by over SSH: the person's browser is on another one.
    pub host: Option<String>,
}

/// The state of the whole screen.
#[derive(Clone, Debug)]
pub struct Model {
    pub(super) appearance: Appearance,
    pub(super) zone: Option<TimeZone>,
    pub(super) now: Now,
    pub(super) size: Size,
    pub(super) profiles: ProfileList,
    pub(super) runs: Vec<RunScreen>,
    pub(super) shown: Shown,
    pub(super) layer: Option<Layer>,
    pub(super) line: Option<Line>,
    pub(super) toast: Option<Toast>,
    pub(super) privacy: Privacy,
    pub(super) zoom: bool,
    pub(super) newest: u64,
}

/// The list of profiles.
#[derive(Clone, Debug, Default)]
pub struct ProfileList {
    /// All of them.
    pub entries: Vec<Entry>,
    /// What is typed to find one.
    pub filter: String,
    /// Which of the found ones.
    pub list: Cursor,
    /// How far its detail is scrolled.
    pub detail: Cursor,
    /// Whether the detail has the keys.
    pub reading: bool,
}

impl ProfileList {
    /// The entries that the filter leaves, first of all the one that is called like it.
    pub fn found(&self) -> Vec<&Entry> {
        let needle = self.filter.to_lowercase();
        let mut found: Vec<&Entry> = self.entries.iter().filter(|entry| entry.matches(&needle)).collect();
        found.sort_by_cached_key(|entry| entry.name.to_lowercase() != needle);
        found
    }

    /// The entry of a run's profile as it is now: that of the same file, else that of the same name.
    pub fn now(&self, profile: &Profile) -> Option<&Entry> {
        let named = || self.entries.iter().filter(|entry| entry.name == profile.name);
        named().find(|entry| entry.file.as_deref() == profile.source.path()).or_else(|| named().next())
    }

    /// The entry under the cursor.
    pub fn current(&self) -> Option<&Entry> {
        let found = self.found();
        found.get(self.list.at.min(found.len().saturating_sub(1))).copied()
    }
}

/// Which screen is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The list of profiles.
    Profiles,
    /// A run.
    Run(RunId),
}

/// What lies on top of a screen and has the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Layer {
    /// Every key that is heard now.
    Help(Cursor),
    /// All runs of this session.
    Runs(Cursor),
    /// Things to copy.
    Copy(Cursor),
    /// Flows that the profile under the cursor can be run with.
    Flows(Cursor),
    /// What something under the cursor is.
    About(About, Cursor),
    /// What can be done with the token under the cursor.
    Acts(Vec<Offer>, Cursor),
    /// The box that a token is pasted into.
    Look(Looking),
    /// A question that `yes` or `no` answers.
    Ask(Question),
    /// A question of a run that a person answers by typing.
    Answer(Answering),
}

/// A question before something that cannot be undone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// Cancel this run?
    Cancel(RunId),
    /// Quit though runs are live?
    Quit,
    /// Do this with the token, though?
    Act(Act, String),
}

/// The line that is typed into.
#[derive(Clone, PartialEq, Eq)]
pub enum Line {
    /// A filter, which works while it is typed.
    Filter {
        /// Whose filter.
        pane: Pane,
        /// What it was before, to go back to.
        before: String,
    },
    /// What a run is handed: the redirected address, or a notification.
    Paste {
        /// Which run.
        run: RunId,
        /// What is there so far: it holds a code or tokens.
        text: String,
    },
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Filter { pane, .. } => write!(f, "Filter({pane:?})"),
            Self::Paste { run, text } => write!(f, "Paste({run:?}, {} bytes)", text.len()),
        }
    }
}

/// A remark at the bottom, for a while.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// What it says.
    pub text: String,
    /// Until when, on the monotonic clock.
    pub until: Duration,
}

/// How much is hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Privacy {
    /// Secrets and tokens.
    #[default]
    Secrets,
    /// And what says who the person is.
    Person,
    /// Nothing.
    Open,
}

impl Model {
    /// A screen with the list of profiles.
    pub fn new(profiles: Vec<Entry>, appearance: Appearance, now: Now) -> Self {
        Self {
            appearance,
            zone: None,
            now,
            size: Size::new(80, 24),
            profiles: ProfileList { entries: profiles, ..ProfileList::default() },
            runs: Vec::new(),
            shown: Shown::Profiles,
            layer: None,
            line: None,
            toast: None,
            privacy: Privacy::default(),
            zoom: false,
            newest: 0,
        }
    }

    /// The runs that have not ended.
    pub fn live_runs(&self) -> impl Iterator<Item = RunId> {
        self.runs.iter().filter(|screen| screen.is_live()).map(|screen| screen.id)
    }

    /// When the picture changes by itself, on the monotonic clock: the next whole second of a countdown that is seen,
    /// or the end of a remark. Nothing means: sleep until something happens.
    pub fn next_wake(&self) -> Option<Duration> {
        let now = self.now.mono;
        let toast = self.toast.as_ref().map(|toast| toast.until);
        let counted = self.run().and_then(|screen| screen.next_second(self.now));
        toast.into_iter().chain(counted).min().map(|at| at.max(now))
    }

    /// The run that is shown.
    pub(super) fn run(&self) -> Option<&RunScreen> {
        match self.shown {
            Shown::Run(id) => self.run_of(id),
            Shown::Profiles => None,
        }
    }

    pub(super) fn run_of(&self, id: RunId) -> Option<&RunScreen> {
        self.runs.iter().find(|screen| screen.id == id)
    }

    pub(super) fn run_mut(&mut self) -> Option<&mut RunScreen> {
        match self.shown {
            Shown::Run(id) => self.runs.iter_mut().find(|screen| screen.id == id),
            Shown::Profiles => None,
        }
    }

    /// The pane that has the keys.
    pub(super) fn pane(&self) -> Pane {
        match self.run() {
            Some(screen) => screen.pane(),
            None if self.profiles.reading => Pane::Profile,
            None => Pane::Profiles,
        }
    }

    /// How long a pane's content is, and how much of it fits.
    pub(super) fn extent(&self, pane: Pane) -> Extent {
        let height = layout::rows_of(self, pane);
        let width = usize::from(layout::columns_of(self, pane));
        let lines = match (pane, self.run()) {
            (Pane::Profiles, _) => self.profiles.found().len(),
            (Pane::Profile, _) => self.profiles.current().map_or(0, |entry| profile_text::lines(entry, width).len()),
            (Pane::Prompt, Some(screen)) => {
                let inside = Size::new(layout::columns_of(self, pane), height);
                qr_room::pane(self, screen, inside).1.len()
            }
            (_, Some(screen)) => screen.lines(pane),
            _ => usize::from(height),
        };
        Extent { lines, height: usize::from(height) }
    }

    /// What a run's prompt or ending is told with.
    pub(super) const fn sight<'a>(&'a self, screen: &'a RunScreen, width: usize) -> Sight<'a> {
        let is_tall = self.size.height >= if self.zoom { TALL_ZOOMED } else { TALL };
        Sight { screen, now: self.now, privacy: self.privacy, appearance: &self.appearance, width, is_tall }
    }

    /// The text that a pane is filtered by, if it can be.
    pub(super) fn filter(&self, pane: Pane) -> Option<&str> {
        match (pane, self.run()) {
            (Pane::Profiles, _) => Some(&self.profiles.filter),
            (_, Some(screen)) => screen.filter(pane),
            _ => None,
        }
    }

    /// The tab that is open.
    pub(super) fn tab(&self) -> Option<Tab> {
        self.run().map(|screen| screen.tab)
    }
}
