//! The first tab beside its prompt: the stages, the worst rows, the polls.

use ratatui::layout::Rect;

use super::canvas::{Canvas, List, Panel};
use crate::flow::Pace;
use crate::profile::Flow;
use crate::protocol::ciba::Delivery;
use crate::record::{Run, StepState};
use crate::tui::cursor::Extent;
use crate::tui::ending;
use crate::tui::layout::{self, Pane};
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::screen::{RunScreen, eyes};
use crate::tui::text::{Piece, Pieces, theirs};
use crate::tui::theme::Role;
use crate::tui::timeline::Moment;
use crate::tui::{again, visits, words};

/// The stages.
pub fn steps(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let steps = screen.steps();
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
    let mut panel = Panel::new("Checks", model.pane() == Pane::Findings).joined(layout::is_below(model, frame));
    panel.title.push(Piece::gap(2));
    panel.title.extend(ending::counts(screen.run.counts(), frame.width < 34));
    list(Listing { model, pane: Pane::Findings, frame }, &panel, canvas, |at| {
        let finding = &screen.run.checks[screen.worst[at]].finding;
        (vec![marks::verdict(finding.verdict), Piece::new(Role::Text, format!(" {}", finding.check.id))], Vec::new())
    });
}

/// Polls and notifications, newest first: when each poll was due, when it went, and what came.
pub fn polls(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new(polls_title(screen), model.pane() == Pane::Polls).joined(layout::is_below(model, frame));
    if let Some(waiting) = &screen.run.waiting {
        let words = match waiting.pace {
            Pace::AwaitsPing => "on ping".to_owned(),
            _ => format!("every {} s", words::whole_seconds(waiting.interval)),
        };
        panel = panel.right(vec![Piece::new(Role::Dim, words)]);
    }
    list(Listing { model, pane: Pane::Polls, frame }, &panel, canvas, |at| match screen.timeline[at] {
        Moment::Poll(at) => poll(screen, model, (at, frame.width > 64)),
        Moment::Visit(at) => {
            visits::notification(&screen.run.visits[at], &screen.run, (model.privacy, frame.width > 64))
        }
    });
    if screen.timeline.is_empty() {
        let words = if screen.is_live() { "none yet" } else { "none" };
        let row = Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width.saturating_sub(4), height: 1 };
        canvas.row(row, &[Piece::new(Role::Dim, words)]);
    }
}

fn polls_title(screen: &RunScreen) -> &'static str {
    match (screen.run.flow, screen.profile.ciba.mode) {
        (Flow::Ciba, Delivery::Ping) => "Polls and notifications",
        (Flow::Ciba, Delivery::Push) => "Notifications",
        _ => "Polls",
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
    let (early, planned) = rhythm(&screen.run, at);
    let gap = Piece::new(
        if early { Role::Warn } else { Role::Text },
        format!("{:>9}", format!("+{}", words::precise(poll.gap))),
    );
    let planned = Piece::new(Role::Dim, planned);
    let again = if again::is_again(&screen.run, poll.exchange) { again::MARK } else { "" };
    let number = Piece::new(Role::Dim, format!("{:<3}", format!("{}{again}", poll.n)));
    let mut line = vec![number, gap, planned, Piece::gap(1)];
    line.extend(theirs(role, &poll.answer, eyes(&screen.run, model.privacy)));
    if !again.is_empty() && wide {
        line.push(Piece::new(Role::Dim, "  again, with a nonce"));
    }
    if early && wide {
        line.push(Piece::new(Role::Warn, "  ! early"));
    }
    let every = || Piece::new(Role::Dim, format!("every {} s", words::whole_seconds(poll.interval)));
    // Where the answer takes all the room, the mark alone stands where nothing covers it.
    let mark = || Piece::new(Role::Warn, "!");
    (line, if wide { vec![every()] } else { early.then(mark).into_iter().collect() })
}

/// Whether a poll was sent too early, and what it was to wait for: a time, a ping, or somebody's key before the ping.
fn rhythm(run: &Run, at: usize) -> (bool, String) {
    let poll = &run.polls[at];
    let on_ping = run.backchannel.as_ref().is_some_and(|asked| asked.delivery == Delivery::Ping);
    if poll.pinged {
        (false, " for a ping ".to_owned())
    } else if on_ping && !run.polls[..at].iter().any(|before| before.pinged) {
        (poll.gap < poll.interval, " by hand    ".to_owned())
    } else {
        (poll.gap < poll.planned, format!(" of {:<8}", words::precise(poll.planned)))
    }
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
