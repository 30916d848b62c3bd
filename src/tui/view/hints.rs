//! The last row: the tabs, and what can be done now. Everything here comes from the keymap.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use crate::record::Counts;
use crate::tui::keymap::{self, Action, Binding, Place};
use crate::tui::model::Model;
use crate::tui::possible::{places, possible};
use crate::tui::screen::{RunScreen, Tab};
use crate::tui::text::{Piece, Pieces, theirs, width};
use crate::tui::theme::Role;

/// Draws the row.
pub fn draw(model: &Model, row: Rect, canvas: &mut Canvas<'_>) {
    if let Some(toast) = &model.toast {
        canvas.tint(row, Role::Toast);
        canvas.row(row, &[Piece::new(Role::Toast, format!(" {}", toast.text))]);
        canvas.tint(row, Role::Toast);
        return;
    }
    let help = hint(&places(model), Action::Help);
    let used = canvas.right(Rect { width: row.width.saturating_sub(1), ..row }, &help);
    let room = Rect { width: row.width.saturating_sub(used + 3), ..row };
    let mut line = line(model, row.width < 56);
    for piece in rows(model).into_iter().map(words) {
        if width(&line) + width(&piece) + 2 <= usize::from(room.width) {
            line.push(Piece::gap(2));
            line.extend(piece);
        }
    }
    canvas.row(room, &line);
}

/// What begins the row: the line being typed, or the tabs.
fn line(model: &Model, narrow: bool) -> Pieces {
    if let Some(line) = &model.line {
        let text = model.filter(line.pane).unwrap_or_default();
        return vec![Piece::new(Role::Key, " / "), Piece::new(Role::Strong, text), Piece::new(Role::Active, "▏")];
    }
    match (&model.layer, model.run()) {
        (None, Some(screen)) => tabs(screen, narrow),
        _ => Vec::new(),
    }
}

/// The four tabs; on a narrow screen only the open one has its name.
fn tabs(screen: &RunScreen, narrow: bool) -> Pieces {
    let mut pieces = Vec::new();
    for (n, tab) in Tab::ALL.into_iter().enumerate() {
        let badge = badge(screen, tab);
        let open = screen.tab == tab;
        let text =
            if narrow && !open { format!(" {}{badge} ", n + 1) } else { format!(" {} {}{badge} ", n + 1, tab.name()) };
        let role = if open { Role::Tab } else { Role::Dim };
        pieces.push(Piece::new(role, text));
    }
    pieces
}

/// What makes a tab worth opening.
fn badge(screen: &RunScreen, tab: Tab) -> String {
    match (tab, screen.run.counts()) {
        (Tab::Checks, Counts { fail: 0, warn: 0, .. }) => String::new(),
        (Tab::Checks, Counts { fail: 0, warn, .. }) => format!(" !{warn}"),
        (Tab::Checks, Counts { fail, .. }) => format!(" ✘{fail}"),
        _ => String::new(),
    }
}

/// The rows of the keymap that have a place here and would do something.
fn rows(model: &Model) -> Vec<&'static Binding> {
    let here = places(model);
    let on_top = model.layer.is_some() || model.line.is_some();
    let shown = |row: &&Binding| {
        row.short.is_some()
            && row.action != Action::Help
            && if on_top { row.place == here[0] } else { possible(model, row.action) }
    };
    keymap::of(&here, |action| on_top || possible(model, action)).into_iter().filter(shown).collect()
}

fn hint(places: &[Place], action: Action) -> Pieces {
    keymap::heard(places).into_iter().find(|row| row.action == action).map(words).unwrap_or_default()
}

fn words(row: &Binding) -> Pieces {
    let key = row.keys.first().map_or("", keymap::Key::label);
    vec![Piece::new(Role::Key, key), Piece::new(Role::Dim, format!(" {}", row.short.as_deref().unwrap_or_default()))]
}

/// Kept for titles of panes: the filter in force.
pub fn filter(model: &Model, text: &str) -> Pieces {
    let Some(screen) = model.run() else { return vec![Piece::new(Role::Key, "/ "), Piece::new(Role::Strong, text)] };
    [
        vec![Piece::new(Role::Key, "/ ")],
        theirs(Role::Strong, text, crate::tui::screen::eyes(&screen.run, model.privacy)),
    ]
    .concat()
}
