//! What a run's screen shows of the front channel: what is awaited, what came, and what the cursor is on.

use super::RunScreen;
use crate::flow::Authorization;
use crate::profile::Flow;
use crate::protocol::listener::VisitKind;
use crate::record::VisitRow;
use crate::tui::front_channel::{self, Item, Parameters};
use crate::tui::layout::Pane;
use crate::tui::model::Privacy;

impl RunScreen {
    /// The authorization request, as long as its answer is awaited.
    pub fn awaited(&self) -> Option<&Authorization> {
        let run = &self.run;
        let over = run.outcome.is_some() || run.callback.is_some() || run.tokens.is_some() || self.answer().is_some();
        run.authorization.as_ref().filter(|_| !over)
    }

    /// The answer that was taken.
    pub fn answer(&self) -> Option<&VisitRow> {
        self.run.visits.iter().rev().find(|row| row.visit.kind == VisitKind::Answer)
    }

    /// The parameter under the cursor.
    pub fn parameter(&self) -> Option<&Item> {
        let line = self.cursor(Pane::Parameters).at;
        self.parameters.items.get(self.parameters.item_at(line)?)
    }

    /// The visit under the cursor; the newest stands first.
    pub fn visit(&self) -> Option<&VisitRow> {
        let newest = self.run.visits.len().checked_sub(1)?;
        self.run.visits.get(newest - self.cursor(Pane::Visits).at.min(newest))
    }

    /// Lays request and answer out anew, when something changed.
    pub(super) fn refresh_parameters(&mut self, privacy: Privacy, width: usize) {
        let key = Some((self.age, privacy, width));
        if self.run.flow == Flow::Code && self.parameters.key != key {
            self.parameters = Parameters { key, ..front_channel::of(&self.run, privacy, width) };
        }
    }
}
