//! What goes out: everything that touches the world, as comparable data for `app.rs` to carry out.

use std::path::PathBuf;

use url::Url;

use super::model::RunId;
use crate::flow;
use crate::profile::{Flow, Profile};
use crate::protocol::secret::Secret;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::large_enum_variant, reason = "a handful at a time, carried out at once")]
pub enum Effect {
    /// Start a run; its events come back as [`Message::Flow`](super::Message::Flow) under this id.
    Start {
        /// The id of the new run.
        run: RunId,
        /// What to run.
        profile: Box<Profile>,
        /// Which flow of it.
        flow: Flow,
        /// How.
        options: flow::Options,
    },
    /// Drop that run's future. The model has already closed the run as cancelled; later events of it are ignored.
    Stop(RunId),
    /// Wake that run's wait for its next poll.
    PollNow {
        /// Which run.
        run: RunId,
        /// Even inside the interval.
        early: bool,
    },
    /// Hand a pasted text to that run, as if a browser or the provider had come with it.
    Paste {
        /// Which run.
        run: RunId,
        /// What was pasted: an address or its query, or the JSON of a notification.
        text: String,
    },
    /// Answer the question that the run has asked.
    Answer {
        /// Which run.
        run: RunId,
        /// What was typed; nothing when nobody will answer.
        secret: Option<Secret>,
    },
    /// Open that run's authorization request once more, pushed anew where what was pushed is gone.
    OpenAgain(RunId),
    /// Show a page in the browser.
    Open(Url),
    /// Put text where it can be pasted.
    Copy {
        /// What it is, for the sentence that reports it.
        what: String,
        /// The text; it may be a secret, since its owner asked for it.
        text: String,
    },
    /// Give the terminal back, let the person edit this file, load the profiles again and tell as
    /// [`Message::Edited`](super::Message::Edited).
    Edit(PathBuf),
    /// Give the terminal back and stop, as `ctrl+z` does.
    Suspend,
    /// Leave the program.
    Quit,
    /// Clear the terminal and draw everything again.
    Redraw,
}
