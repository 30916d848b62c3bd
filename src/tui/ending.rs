//! How a run ended, line by line: why, whose side it is, and what to do now.

use super::brought;
use super::copying;
use super::marks;
use super::prompt::Sight;
use super::screen::eyes;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::explain;
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::ciba::Delivery;
use crate::record::{Counts, Run};

/// Columns of the labels.
pub const LABEL: usize = 9;

/// The lines of a run that is over; none while it is live.
pub fn lines(sight: Sight<'_>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let Some(outcome) = &run.outcome else { return Vec::new() };
    let eyes = eyes(run, sight.privacy);
    let told = explain::outcome(run);
    let mut first = vec![
        marks::outcome(outcome, run.counts().fail > 0),
        Piece::new(Role::Strong, format!(" {}", words::ending(run))),
    ];
    let exit = Piece::new(Role::Dim, format!("   exit code {}", run.exit_code().unwrap_or_default()));
    // A number alone on a line of its own would be a riddle.
    if text::width(&first) + exit.width() <= sight.width {
        first.push(exit);
    }
    let mut lines = vec![first, Vec::new()];
    let is_well = matches!(outcome, Outcome::Tokens) && run.counts().fail + run.counts().warn == 0;
    let next = words::next_step(&told.next, sight.screen.profile.source.path().is_some());
    let next = if copying::cause(sight.screen).is_some() { next } else { words::without_exchange(&next) };
    for (name, words) in [("why", told.why.as_str()), ("whose", told.whose), ("next", &next)] {
        // Where all is well there is no side to look for a fault on.
        let is_idle = words.is_empty() || is_well && name == "whose";
        if !is_idle {
            lines.push([vec![label(name)], theirs(Role::Text, words, eyes)].concat());
        }
    }
    lines.push(Vec::new());
    let came = brought::lines(sight);
    if !came.is_empty() {
        lines.extend(came);
        lines.push(Vec::new());
    }
    lines.push(took(run));
    lines.push([vec![label("checks")], counts(run.counts(), false)].concat());
    if run.keep_going {
        lines.push(vec![label("mark"), Piece::new(Role::Warn, "! it went past checks that would have stopped it")]);
    }
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}

fn took(run: &Run) -> Pieces {
    let ended = run.ended.unwrap_or(run.started);
    let time = words::precise(ended.mono.saturating_sub(run.started.mono));
    let exchanges = words::count(run.exchanges.len(), "exchange");
    let more = match run.flow {
        Flow::Code | Flow::Logout => words::count(run.visit_count, "visit"),
        Flow::Device => words::count(run.polls.len(), "poll"),
        Flow::Ciba => came(run),
        _ => return vec![label("took"), Piece::new(Role::Text, format!("{time}, {exchanges}"))],
    };
    vec![label("took"), Piece::new(Role::Text, format!("{time}, {exchanges}, {more}"))]
}

/// What a backchannel authentication was decided by: polls, notifications, or both.
fn came(run: &Run) -> String {
    let polls = words::count(run.polls.len(), "poll");
    let notifications = words::count(run.visit_count, "notification");
    match run.backchannel.as_ref().map(|asked| asked.delivery) {
        Some(Delivery::Push) => notifications,
        Some(Delivery::Ping) => format!("{polls}, {notifications}"),
        _ if run.visit_count > 0 => format!("{polls}, {notifications}"),
        _ => polls,
    }
}

/// How many rows of each verdict: `✘ 1  ! 2  ✔ 38  – 6`, or `✘1 !2 ✔38 –6`.
pub fn counts(counts: Counts, narrow: bool) -> Pieces {
    let each = [
        (Verdict::Fail, counts.fail),
        (Verdict::Warn, counts.warn),
        (Verdict::Pass, counts.pass),
        (Verdict::Skip, counts.skip),
    ];
    let mut pieces = Vec::new();
    for (verdict, count) in each {
        let (sign, role) = marks::of_verdict(verdict);
        let role = if count == 0 { Role::Dim } else { role };
        let (gap, blank) = if narrow { (" ", "") } else { ("  ", " ") };
        let gap = if pieces.is_empty() { "" } else { gap };
        pieces.push(Piece::new(role, format!("{gap}{sign}{blank}{count}")));
    }
    pieces
}
