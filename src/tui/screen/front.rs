//! What a run's screen shows of requests about a person: what is awaited, what came, and what the cursor is on.

use std::time::Duration;

use url::Url;

use super::RunScreen;
use crate::flow::{Authorization, Pace};
use crate::profile::Flow;
use crate::protocol::ciba::Delivery;
use crate::protocol::listener::VisitKind;
use crate::record::VisitRow;
use crate::tui::front_channel::{self, Item, Parameters};
use crate::tui::layout::Pane;
use crate::tui::model::Privacy;
use crate::tui::qr;
use crate::tui::timeline::Moment;

/// What the profile of a look is called that has none.
const BARE: &str = "inspect";

impl RunScreen {
    /// The authorization request, as long as its answer is awaited.
    pub fn awaited(&self) -> Option<&Authorization> {
        let run = &self.run;
        let over = run.outcome.is_some() || run.callback.is_some() || run.tokens.is_some() || self.answer().is_some();
        run.authorization.as_ref().filter(|_| !over)
    }

    /// Whether a token is looked into without any profile of somebody's.
    pub fn is_bare_look(&self) -> bool {
        self.run.flow == Flow::Inspect && self.run.profile == BARE && self.profile.source.path().is_none()
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

    /// What the cursor of the polls is on; the newest stands first.
    pub fn moment(&self) -> Option<Moment> {
        let last = self.timeline.len().checked_sub(1)?;
        self.timeline.get(self.cursor(Pane::Polls).at.min(last)).copied()
    }

    /// The notification under the cursor of the polls.
    pub fn notification(&self) -> Option<&VisitRow> {
        match self.moment()? {
            Moment::Visit(at) => self.run.visits.get(at),
            Moment::Poll(_) => None,
        }
    }

    /// Whether the provider may call, and what it would bring may be pasted instead.
    pub fn awaits_notification(&self) -> bool {
        let run = &self.run;
        let notifies = run.backchannel.as_ref().is_some_and(|asked| asked.delivery.notifies());
        run.outcome.is_none() && run.tokens.is_none() && notifies
    }

    /// Whether something may be pasted for this run.
    pub fn takes_paste(&self) -> bool {
        self.awaited().is_some() || self.awaits_notification()
    }

    /// The page that a browser may be asked to open while the person decides: where they are sent, or what the profile
    /// notes.
    pub fn page(&self) -> Option<Url> {
        match self.run.flow {
            Flow::Ciba => self.run.backchannel.as_ref().and_then(|_| self.noted()),
            _ => self.run.prompt.as_ref().and_then(qr::target),
        }
    }

    /// The first address in the profile's notes that may be opened.
    pub fn noted(&self) -> Option<Url> {
        self.profile.notes.as_ref()?.split_whitespace().find_map(|word| qr::address(Some(word)))
    }

    /// Whether the next poll can be asked for.
    pub fn polls(&self) -> bool {
        let run = &self.run;
        let asked = run.backchannel.as_ref().is_some_and(|asked| asked.delivery != Delivery::Push);
        run.outcome.is_none() && run.tokens.is_none() && (run.prompt.is_some() || asked)
    }

    /// From when on a poll by hand keeps the interval while a ping is awaited: nothing else says when the next is due.
    pub fn by_hand_from(&self) -> Option<Duration> {
        let waiting = self.run.waiting.filter(|waiting| waiting.pace == Pace::AwaitsPing)?;
        let last = self.run.polls.last().map(|poll| poll.sent);
        let arrival = || self.run.backchannel.as_ref().map(|asked| asked.authentication.received.mono);
        Some(last.or_else(arrival)?.saturating_add(waiting.interval))
    }

    /// The visit under the cursor; the newest stands first.
    pub fn visit(&self) -> Option<&VisitRow> {
        let newest = self.run.visits.len().checked_sub(1)?;
        self.run.visits.get(newest - self.cursor(Pane::Visits).at.min(newest))
    }

    /// Lays request and answer out anew, when something changed.
    pub(super) fn refresh_parameters(&mut self, privacy: Privacy, width: usize) {
        let key = Some((self.age, privacy, width));
        if self.run.flow != Flow::Device && self.parameters.key != key {
            self.parameters = Parameters { key, ..front_channel::of(&self.run, privacy, width) };
        }
    }
}
