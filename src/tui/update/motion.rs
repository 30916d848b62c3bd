//! Moving in whatever pane has the keys.

use crate::tui::cursor::{Extent, Step};
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::screen::Tab;

/// Moves the cursor, or the text that has none.
pub fn step(model: &mut Model, step: Step) {
    let pane = model.pane();
    let extent = model.extent(pane);
    match (pane, model.run_mut()) {
        (Pane::Profiles, _) => {
            model.profiles.list.step(step, extent);
            model.profiles.detail = crate::tui::cursor::Cursor::default();
        }
        (_, None) => model.profiles.detail.scroll(step, extent),
        (Pane::Parameters, Some(screen)) => by_item(screen, step, extent),
        (_, Some(screen)) if is_text(pane, screen.raw) => screen.cursor_mut(pane).scroll(step, extent),
        (_, Some(screen)) => {
            screen.cursor_mut(pane).step(step, extent);
            forget(screen, pane);
        }
    }
}

/// A value may take several lines: the cursor goes from one to the next, and always stands on a first line.
fn by_item(screen: &mut crate::tui::screen::RunScreen, step: Step, extent: Extent) {
    let last = screen.parameters.items.len().saturating_sub(1);
    let mut cursor = screen.cursor(Pane::Parameters);
    let before = screen.parameters.item_at(cursor.at).unwrap_or_default();
    let item = match step {
        Step::Lines(by @ (-1 | 1)) => before.saturating_add_signed(by),
        Step::Last => last,
        other => {
            cursor.step(other, extent);
            screen.parameters.item_at(cursor.at).unwrap_or_default()
        }
    };
    let line = screen.parameters.first_line(item.min(last));
    // The first one brings its heading along.
    cursor.go(if item == 0 { 0 } else { line }, extent);
    *screen.cursor_mut(Pane::Parameters) = cursor;
}

/// What stands beside a list begins anew when another line is chosen.
fn forget(screen: &mut crate::tui::screen::RunScreen, pane: Pane) {
    let beside = match pane {
        Pane::Tokens => Pane::Claims,
        Pane::Rows => Pane::Row,
        Pane::Exchanges => Pane::Message,
        _ => return,
    };
    *screen.cursor_mut(beside) = crate::tui::cursor::Cursor::default();
}

const fn is_text(pane: Pane, raw: bool) -> bool {
    pane.is_text() || raw && matches!(pane, Pane::Claims)
}

/// The next line that the filter leaves, or that the search finds.
pub fn next_match(model: &mut Model, backwards: bool) {
    let Some(pane) = crate::tui::possible::filtered(model) else { return };
    let extent = model.extent(pane);
    let Some(screen) = model.run_mut() else {
        let by = if backwards { -1 } else { 1 };
        return model.profiles.list.step(Step::Lines(by), extent);
    };
    let raw = screen.raw && screen.tab == Tab::Tokens;
    if is_text(pane, raw) {
        let needle = screen.filter(pane).unwrap_or_default().to_lowercase();
        let from = screen.cursor(pane).at;
        if let Some(line) = screen.document.find(&needle, from, backwards) {
            let cursor = screen.cursor_mut(pane);
            cursor.at = line;
            cursor.top = line.min(extent.lines.saturating_sub(extent.height));
        }
    } else {
        let last = extent.lines.saturating_sub(1);
        let at = screen.cursor(pane).at;
        let next = if backwards {
            at.checked_sub(1).unwrap_or(last)
        } else if at >= last {
            0
        } else {
            at + 1
        };
        screen.cursor_mut(pane).go(next, extent);
    }
}
