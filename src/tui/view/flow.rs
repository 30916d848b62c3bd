//! The first tab beside its prompt: the stages, the worst rows, the polls.

use ratatui::layout::Rect;

use super::canvas::{Canvas, List, Panel};
use crate::record::StepState;
use crate::tui::cursor::Extent;
use crate::tui::ending;
use crate::tui::layout::Pane;
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::screen::{RunScreen, eyes};
use crate::tui::text::{Piece, Pieces, theirs};
use crate::tui::theme::Role;
use crate::tui::words;

/// The stages.
pub fn steps(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let steps = screen.run.steps();
    let panel = Panel::new("Steps", model.pane() == Pane::Steps);
    list(Listing { model, pane: Pane::Steps, frame }, &panel, canvas, |at| {
        let step = &steps[at];
        let role = match step.state {
            StepState::Active => Role::Strong,
            StepState::Ahead | StepState::NotReached => Role::Dim,
            StepState::Done | StepState::Failed => Role::Text,
        };
        let left = vec![marks::step(step.state), Piece::new(role, format!(" {}", step.name))];
        (left, vec![Piece::new(Role::Dim, &step.detail)])
    });
}

/// The rows of the run, worst first.
pub fn findings(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Checks", model.pane() == Pane::Findings).joined(is_joined(frame));
    panel.title.push(Piece::gap(2));
    panel.title.extend(ending::counts(screen.run.counts(), frame.width < 34));
    list(Listing { model, pane: Pane::Findings, frame }, &panel, canvas, |at| {
        let finding = &screen.run.checks[screen.worst[at]].finding;
        (vec![marks::verdict(finding.verdict), Piece::new(Role::Text, format!(" {}", finding.check.id))], Vec::new())
    });
}

/// The polls, newest first: when each was due, when it went, and what came.
pub fn polls(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Polls", model.pane() == Pane::Polls).joined(is_joined(frame));
    if let Some(waiting) = &screen.run.waiting {
        let words = format!("every {} s", words::whole_seconds(waiting.interval));
        panel = panel.right(vec![Piece::new(Role::Dim, words)]);
    }
    list(Listing { model, pane: Pane::Polls, frame }, &panel, canvas, |at| {
        poll(screen, model, (screen.run.polls.len() - 1 - at, frame.width > 64))
    });
    if screen.run.polls.is_empty() {
        let words = if screen.is_live() { "none yet" } else { "none" };
        let row = Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width.saturating_sub(4), height: 1 };
        canvas.row(row, &[Piece::new(Role::Dim, words)]);
    }
}

fn poll(screen: &RunScreen, model: &Model, (at, wide): (usize, bool)) -> (Pieces, Pieces) {
    let poll = &screen.run.polls[at];
    let role = match poll.answer.as_str() {
        "authorization_pending" => Role::Text,
        "tokens" => Role::Pass,
        "slow_down" => Role::Warn,
        _ => Role::Fail,
    };
    let early = poll.gap < poll.planned;
    let gap = Piece::new(
        if early { Role::Warn } else { Role::Text },
        format!("{:>9}", format!("+{}", words::precise(poll.gap))),
    );
    let planned = Piece::new(Role::Dim, format!(" of {:<8}", words::precise(poll.planned)));
    let mut line = vec![Piece::new(Role::Dim, format!("{:<3}", poll.n)), gap, planned, Piece::gap(1)];
    line.extend(theirs(role, &poll.answer, eyes(&screen.run, model.privacy)));
    if early {
        line.push(Piece::new(Role::Warn, "  ! early"));
    }
    let every = Piece::new(Role::Dim, format!("every {} s", words::whole_seconds(poll.interval)));
    (line, if wide { vec![every] } else { Vec::new() })
}

/// Whether a frame stands below another one.
const fn is_joined(frame: Rect) -> bool {
    frame.y > 1
}

/// A pane that is a list.
#[derive(Clone, Copy, Debug)]
pub struct Listing<'a> {
    /// Whose.
    pub model: &'a Model,
    /// Which.
    pub pane: Pane,
    /// Where.
    pub frame: Rect,
}

/// Draws the frame and the lines that are seen.
pub fn list(listing: Listing<'_>, panel: &Panel, canvas: &mut Canvas<'_>, line: impl FnMut(usize) -> (Pieces, Pieces)) {
    let Some(screen) = listing.model.run() else { return };
    let inside = canvas.panel(listing.frame, panel);
    let extent = Extent { lines: screen.lines(listing.pane), height: usize::from(inside.height) };
    canvas.list(
        inside,
        List { extent, cursor: screen.cursor(listing.pane), keys: panel.keys, leads: listing.pane.leads() },
        line,
    );
}
