//! The last row: the tabs, and what can be done now. Everything here comes from the keymap.

use ratatui::layout::Rect;

use super::canvas::Canvas;
use crate::record::Counts;
use crate::tui::about;
use crate::tui::keymap::{self, Action, Binding, Place};
use crate::tui::layout;
use crate::tui::model::{Layer, Line, Model, Privacy};
use crate::tui::possible::{places, possible};
use crate::tui::screen::{RunScreen, Tab};
use crate::tui::text::{self, Piece, Pieces, theirs, width};
use crate::tui::theme::Role;
use crate::tui::words;

/// Draws the row.
pub fn draw(model: &Model, row: Rect, canvas: &mut Canvas<'_>) {
    match (&model.toast, &model.line) {
        (Some(toast), None) => return remark(&toast.text, row, canvas),
        // What is being typed is never covered.
        (Some(toast), Some(_)) if row.y > 0 => remark(&toast.text, Rect { y: row.y - 1, ..row }, canvas),
        _ => {}
    }
    let help = hint(&places(model), Action::Help);
    let used = canvas.right(Rect { width: row.width.saturating_sub(1), ..row }, &help);
    let room = Rect { width: row.width.saturating_sub(used + 3), ..row };
    let mut line = line(model, row.width < 72);
    let free = usize::from(room.width).saturating_sub(width(&line));
    for row in fitting(&rows(model), free) {
        line.push(Piece::gap(2));
        line.extend(told(row));
    }
    canvas.row(room, &line);
}

/// The rows that have room, in their order; what matters most is given room first.
fn fitting(rows: &[&'static Binding], mut free: usize) -> Vec<&'static Binding> {
    let mut ranked: Vec<usize> = (0..rows.len()).collect();
    ranked.sort_by_key(|at| rank(rows[*at].action));
    let mut chosen = ranked;
    chosen.retain(|at| {
        let needed = width(&told(rows[*at])) + 2;
        let fits = needed <= free;
        free -= if fits { needed } else { 0 };
        fits
    });
    chosen.sort_unstable();
    chosen.into_iter().map(|at| rows[at]).collect()
}

/// What one must find, what is useful, and what the help tells as well.
const fn rank(action: Action) -> u8 {
    match action {
        Action::Cancel | Action::PollNow => 0,
        Action::NextPane | Action::Paste => 1,
        Action::Browser => 2,
        Action::CopyMenu | Action::Runs => 4,
        _ => 3,
    }
}

/// A remark, whole: what does not fit takes rows from the panes above, for the while that it stays.
fn remark(text: &str, row: Rect, canvas: &mut Canvas<'_>) {
    const MOST: usize = 3;
    let lines = text::wrap(&[Piece::new(Role::Toast, text)], usize::from(row.width.saturating_sub(2)));
    let lines = &lines[..lines.len().min(MOST)];
    let rows = u16::try_from(lines.len()).unwrap_or(1).min(row.y + 1);
    for (y, line) in (row.bottom() - rows..row.bottom()).zip(lines) {
        let row = Rect { y, ..row };
        canvas.clear(row);
        canvas.tint(row, Role::Toast);
        canvas.row(row, &[&[Piece::new(Role::Toast, " ")][..], line].concat());
        canvas.tint(row, Role::Toast);
    }
}

/// What begins the row: the line being typed, or the tabs.
fn line(model: &Model, narrow: bool) -> Pieces {
    let cursor = Piece::new(Role::Active, "▏");
    match &model.line {
        Some(Line::Filter { pane, .. }) => {
            let text = model.filter(*pane).unwrap_or_default();
            return vec![Piece::new(Role::Key, " / "), Piece::new(Role::Strong, text), cursor];
        }
        Some(Line::Paste { text, .. }) => {
            let is_notification = model.run().is_some_and(RunScreen::awaits_notification);
            let (what, seen) = if is_notification {
                (" notification ", words::count(text.chars().count(), "character"))
            } else {
                (" address ", pasted(text, model))
            };
            return vec![Piece::new(Role::Key, what), Piece::new(Role::Strong, seen), cursor];
        }
        None => {}
    }
    match (&model.layer, model.run()) {
        (None, Some(screen)) => tabs(screen, narrow),
        _ => Vec::new(),
    }
}

/// What was pasted so far: its values are secrets, unless everything is shown.
fn pasted(text: &str, model: &Model) -> String {
    const SEEN: usize = 40;
    let open = model.privacy == Privacy::Open;
    let end = text.find(['?', '#', '=']).map_or(text.len(), |at| at + 1);
    let shown = if open { text } else { &text[..end] };
    let first = shown.chars().take(SEEN).collect::<String>();
    let rest = text.chars().count() - first.chars().count();
    if rest == 0 { first } else { format!("{first}… {rest} more") }
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
    // Where only one pane is seen, the way to the others comes first; elsewhere they are all there.
    let folded = !on_top && layout::bands(model, model.size).is_some_and(|bands| bands.folded);
    let shown = |row: &&Binding| {
        row.short.is_some()
            && row.action != Action::Help
            && (folded || row.action != Action::NextPane)
            && if on_top { row.place == here[0] && leads(model, row.action) } else { possible(model, row.action) }
    };
    let mut rows = keymap::of(&here, |action| on_top || possible(model, action));
    rows.retain(shown);
    rows.sort_by_key(|row| row.action != Action::NextPane);
    rows
}

/// Whether a layer's key leads somewhere: not everything that is explained has a clause.
fn leads(model: &Model, action: Action) -> bool {
    match (&model.layer, model.run()) {
        (Some(Layer::About(about, _)), Some(screen)) if action == Action::Choose => {
            about::clause(about, screen).is_some()
        }
        _ => true,
    }
}

fn hint(places: &[Place], action: Action) -> Pieces {
    keymap::heard(places).into_iter().find(|row| row.action == action).map(told).unwrap_or_default()
}

fn told(row: &Binding) -> Pieces {
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
