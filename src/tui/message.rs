//! What comes in: keys, sizes, events of runs, and what became of effects.

use std::path::PathBuf;

use crossterm::event::KeyEvent;
use jiff::tz::TimeZone;

use super::entry::Entry;
use super::model::RunId;
use crate::flow::Event;
use crate::protocol::time::Now;

/// One thing that the screen must take in.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "taken in one by one, never kept")]
pub enum Message {
    /// A key was pressed (releases are ignored).
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The terminal has this many columns and rows.
    Resize(u16, u16),
    /// A second of a visible countdown has passed; the moment itself comes with every message.
    Tick,
    /// Something happened in a run.
    Flow {
        /// Which run.
        run: RunId,
        /// When, on the run's own clock.
        now: Now,
        /// What.
        event: Event,
    },
    /// What became of [`Effect::Open`](super::Effect::Open): a sentence either way.
    Opened(Result<String, String>),
    /// What was copied, and which way: a sentence.
    Copied(String),
    /// The profiles as they are now.
    ProfilesLoaded(Vec<Entry>),
    /// What became of [`Effect::Edit`](super::Effect::Edit); the profiles were loaded again before.
    Edited {
        /// The file.
        file: PathBuf,
        /// Whether it changed, or why it was not edited.
        told: Result<bool, String>,
    },
    /// The local time zone; UTC until it is known, because looking it up is slow the first time.
    TimeZone(TimeZone),
    /// A remark for the bottom of the screen.
    Notice(String),
}
