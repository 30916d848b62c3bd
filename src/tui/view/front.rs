//! The panes of the front channel: request and answer by parameter, and who reached the listener.

use ratatui::layout::Rect;

use super::canvas::{Canvas, List, Panel};
use super::flow::{Listing, list};
use crate::tui::cursor::Extent;
use crate::tui::layout::{self, Pane};
use crate::tui::model::Model;
use crate::tui::screen::RunScreen;
use crate::tui::text::Piece;
use crate::tui::theme::Role;
use crate::tui::visits;

/// Request and answer. A value may take several lines: the cursor stands on all of them.
pub fn parameters(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let keys = model.pane() == Pane::Parameters;
    let lines = &screen.parameters.lines;
    let first = lines.first().and_then(|line| line.pieces.first()).map_or("", Piece::text);
    let title = if matches!(first, "Answer" | "Not taken") { "Answer and request" } else { "Request" };
    let inside = canvas.panel(frame, &Panel::new(title, keys).joined(layout::is_below(model, frame)));
    if lines.is_empty() {
        return nothing(inside, "not made yet", canvas);
    }
    let extent = Extent { lines: lines.len(), height: usize::from(inside.height) };
    let cursor = screen.cursor(Pane::Parameters);
    canvas.list(inside, List { extent, cursor, keys: false, leads: false }, |at| {
        (lines[at].pieces.clone(), lines[at].mark.clone())
    });
    let chosen = screen.parameters.item_at(cursor.at).filter(|_| keys);
    let mut sign = "▸";
    for (y, at) in (inside.y..inside.bottom()).zip(cursor.seen(extent)) {
        if chosen.is_some() && lines[at].item == chosen {
            let whole = Rect { x: inside.x - 1, y, width: inside.width + 2, height: 1 };
            canvas.row(Rect { width: 1, ..whole }, &[Piece::new(Role::Active, sign)]);
            canvas.tint(whole, Role::Selected);
            sign = " ";
        }
    }
}

/// The visitors, newest first.
pub fn visits(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Listener", model.pane() == Pane::Visits).joined(layout::is_below(model, frame));
    panel.title.push(Piece::new(Role::Dim, format!("  {}", screen.run.visit_count)));
    panel.right = vec![Piece::new(Role::Dim, place(screen))];
    let room = usize::from(frame.width.saturating_sub(8));
    let rows = &screen.run.visits;
    list(Listing { model, pane: Pane::Visits, frame }, &panel, canvas, |at| {
        visits::line(&rows[rows.len() - 1 - at], &screen.run, model.privacy, room)
    });
    if rows.is_empty() {
        let inside = Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width.saturating_sub(4), height: 1 };
        nothing(inside, if screen.is_live() { "nobody came yet" } else { "nobody came" }, canvas);
    }
}

/// Where it listens, as long as it does.
fn place(screen: &RunScreen) -> String {
    match &screen.run.listening {
        Some(listening) if screen.is_live() => match listening.addresses.as_slice() {
            [] => "nothing is bound".to_owned(),
            all => all.iter().map(ToString::to_string).collect::<Vec<_>>().join("  "),
        },
        Some(_) => "closed".to_owned(),
        None => String::new(),
    }
}

fn nothing(inside: Rect, words: &str, canvas: &mut Canvas<'_>) {
    canvas.row(Rect { height: 1, ..inside }, &[Piece::new(Role::Dim, words)]);
}
