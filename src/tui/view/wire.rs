//! The fourth tab: every exchange, and the one under the cursor as it went over the wire.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use super::flow::{Listing, list};
use super::hints;
use crate::protocol::check::Verdict;
use crate::record::{End, Exchange};
use crate::tui::document::holds;
use crate::tui::layout::Pane;
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::screen::RunScreen;
use crate::tui::text::{Piece, Pieces};
use crate::tui::theme::Role;
use crate::tui::{again, wire, words};

/// The exchanges at the left.
pub fn exchanges(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Exchanges", model.pane() == Pane::Exchanges);
    let filter = screen.filter(Pane::Exchanges).unwrap_or_default();
    if !filter.is_empty() {
        panel.right = hints::filter(model, filter);
    }
    list(Listing { model, pane: Pane::Exchanges, frame }, &panel, canvas, |at| {
        line(screen, &screen.run.exchanges[screen.exchanges[at]], frame.width > 28)
    });
}

fn line(screen: &RunScreen, exchange: &Exchange, wide: bool) -> (Pieces, Pieces) {
    let mark = match (wire::worst(&screen.run, exchange.n), &exchange.end) {
        (_, End::Pending) => Piece::new(Role::Active, "◐"),
        (_, End::Failed(_)) => Piece::new(Role::Fail, "✘"),
        (Some(verdict), _) => marks::verdict(verdict),
        (None, _) => Piece::new(Role::Dim, "·"),
    };
    let again = if again::is_again(&screen.run, exchange.n) { again::MARK } else { "" };
    let number = Piece::new(Role::Dim, format!("{:<3}", format!("{}{again}", exchange.n)));
    let left = vec![number, mark, Piece::new(Role::Text, format!(" {}", exchange.request.purpose.label()))];
    let time = match &exchange.end {
        End::Pending => String::new(),
        End::Answered(response) => words::brief(response.timings.total),
        End::Failed(error) => words::brief(error.after),
    };
    let mut right = vec![Piece::new(Role::Text, wire::status(exchange))];
    if wide {
        right.push(Piece::new(Role::Dim, format!("{time:>7}")));
    }
    (left, right)
}

/// The exchange at the right.
pub fn message(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Exchange", model.pane() == Pane::Message);
    if let Some(exchange) = screen.exchange() {
        panel.title = vec![Piece::new(Role::Title, format!("{}  {}", exchange.n, exchange.request.purpose.label()))];
        let worst = wire::worst(&screen.run, exchange.n).filter(|worst| matches!(worst, Verdict::Fail | Verdict::Warn));
        panel.right = worst.map(marks::verdict_word).into_iter().collect();
    }
    let filter = screen.filter(Pane::Message).unwrap_or_default();
    if !filter.is_empty() {
        panel.right = hints::filter(model, filter);
    }
    document(model, Pane::Message, frame, &panel, canvas);
}

/// The part of the laid-out document that is seen, with what a search found made visible.
pub fn document(model: &Model, pane: Pane, frame: Rect, panel: &Panel, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let inside = canvas.panel(frame, panel);
    let lines = &screen.document.lines;
    let top = screen.cursor(pane).top.min(lines.len().saturating_sub(usize::from(inside.height)));
    canvas.text(inside, top, lines);
    let needle = screen.filter(pane).unwrap_or_default().to_lowercase();
    for (y, line) in (inside.y..inside.bottom()).zip(&lines[top..]) {
        if holds(line, &needle) {
            canvas.tint(Rect { y, height: 1, ..inside }, Role::Found);
        }
    }
}
