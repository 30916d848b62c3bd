//! What happened while a decision was awaited, newest first: polls, and whoever came to the notification endpoint.

use std::cmp::Reverse;

use crate::record::Run;

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// A poll, by its place in the run.
    Poll(usize),
    /// A visit, by its place among those that are kept.
    Visit(usize),
}

/// Everything that happened. Of one instant the ping stands below the poll that it called for.
pub fn of(run: &Run) -> Vec<Moment> {
    let polls = run.polls.iter().enumerate().rev().map(|(at, poll)| (poll.sent, Moment::Poll(at)));
    let visits = run.visits.iter().enumerate().rev().map(|(at, row)| (row.at.mono, Moment::Visit(at)));
    let mut all: Vec<_> = polls.chain(visits).collect();
    all.sort_by_key(|(at, _)| Reverse(*at));
    all.into_iter().map(|(_, moment)| moment).collect()
}
