//! The third tab: every row, and the one under the cursor in full.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use super::flow::{Listing, list};
use super::{hints, wire};
use crate::tui::ending;
use crate::tui::layout::{self, Pane};
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::text::{Piece, cut, width};
use crate::tui::theme::Role;

/// The table.
pub fn rows(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let mut panel = Panel::new("Checks", model.pane() == Pane::Rows);
    panel.title.push(Piece::gap(2));
    panel.title.extend(ending::counts(screen.run.counts(), false));
    let filter = screen.filter(Pane::Rows).unwrap_or_default();
    let only = screen.only.map_or("all", |only| only.word());
    panel.right = vec![Piece::new(Role::Dim, format!("{only} ▾  failed first"))];
    if !filter.is_empty() {
        panel.right = hints::filter(model, filter);
    }
    let room = usize::from(frame.width.saturating_sub(4));
    let ids = screen.rows.iter().map(|at| screen.run.checks[*at].finding.check.id.len()).max().unwrap_or_default();
    let id = ids.min(room * 2 / 5);
    list(Listing { model, pane: Pane::Rows, frame }, &panel, canvas, |at| {
        let check = screen.run.checks[screen.rows[at]].finding.check;
        let verdict = screen.run.checks[screen.rows[at]].finding.verdict;
        let name = cut(&[Piece::new(Role::Text, check.id)], id);
        let gap = Piece::gap(id.saturating_sub(width(&name)) + 2);
        let mut line = vec![marks::verdict(verdict), Piece::gap(1), marks::verdict_word(verdict), Piece::gap(2)];
        line.extend(name);
        line.push(gap);
        line.push(Piece::new(Role::Dim, check.title));
        let clause = if room > 90 { vec![Piece::new(Role::Dim, check.spec.clause)] } else { Vec::new() };
        (line, clause)
    });
    if screen.rows.is_empty() {
        let words = if screen.run.checks.is_empty() { "nothing was judged yet" } else { "no row matches" };
        let row = Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width.saturating_sub(4), height: 1 };
        canvas.row(row, &[Piece::new(Role::Dim, words)]);
    }
}

/// The row under the cursor.
pub fn row(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let title = model.run().and_then(|screen| screen.row()).map_or("", |row| row.finding.check.title);
    let panel = Panel::new(title, model.pane() == Pane::Row).joined(layout::is_below(model, frame));
    wire::document(model, Pane::Row, frame, &panel, canvas);
}
