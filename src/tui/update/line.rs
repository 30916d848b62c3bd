//! The line that is typed into: a filter, whose list follows every letter, or what a run is handed.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{motion, paste};
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::layout::Pane;
use crate::tui::model::{Line, Model};
use crate::tui::possible;

/// Longer filters are not taken.
const LONGEST: usize = 200;

/// Opens the line for the pane that has the keys.
pub fn open(model: &mut Model) {
    let Some(pane) = possible::filtered(model) else { return };
    let before = model.filter(pane).unwrap_or_default().to_owned();
    model.line = Some(Line::Filter { pane, before });
}

/// One key while the line is open.
pub fn key(model: &mut Model, key: KeyEvent, meant: Option<Action>) -> Vec<Effect> {
    let Some(line) = model.line.clone() else { return Vec::new() };
    let mut text = text(model, &line);
    match (meant, line) {
        (Some(Action::Choose), line) => return done(model, &line, text),
        (Some(Action::Close), Line::Paste { .. }) => {
            model.line = None;
            return Vec::new();
        }
        (Some(Action::Close), Line::Filter { before, .. }) => text = before,
        (Some(Action::Erase), _) => drop(text.pop()),
        (Some(Action::Clear), _) => text.clear(),
        _ => match key.code {
            KeyCode::Char(letter) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                return more(model, &letter.to_string());
            }
            _ => return Vec::new(),
        },
    }
    put(model, text);
    if meant == Some(Action::Close) {
        model.line = None;
    }
    Vec::new()
}

/// Enter: the filter stays, an address is handed over.
fn done(model: &mut Model, line: &Line, text: String) -> Vec<Effect> {
    model.line = None;
    match line {
        Line::Filter { pane, .. } => {
            if pane.is_text() {
                motion::next_match(model, false);
            }
            Vec::new()
        }
        Line::Paste { .. } => paste::hand_over(model, text),
    }
}

/// What stands in the line.
fn text(model: &Model, line: &Line) -> String {
    match line {
        Line::Filter { pane, .. } => model.filter(*pane).unwrap_or_default().to_owned(),
        Line::Paste { text, .. } => text.clone(),
    }
}

/// Pasted text goes into the line; a newline in it presses nothing.
pub fn paste(model: &mut Model, pasted: &str) {
    more(model, pasted);
}

fn more(model: &mut Model, more: &str) -> Vec<Effect> {
    let Some(line) = model.line.clone() else { return Vec::new() };
    let mut text = text(model, &line);
    match line {
        Line::Filter { .. } => add(&mut text, more.lines().next().unwrap_or_default()),
        // A terminal may have broken the address into lines: whoever judges it joins them.
        Line::Paste { .. } => paste::add(&mut text, more),
    }
    put(model, text);
    Vec::new()
}

fn put(model: &mut Model, text: String) {
    match model.line.clone() {
        Some(Line::Filter { pane, .. }) => set(model, pane, text),
        Some(Line::Paste { run, .. }) => model.line = Some(Line::Paste { run, text }),
        None => {}
    }
}

fn add(text: &mut String, more: &str) {
    let room = LONGEST.saturating_sub(text.chars().count());
    text.extend(more.chars().filter(|letter| !letter.is_control()).take(room));
}

/// Sets a pane's filter.
pub fn set(model: &mut Model, pane: Pane, text: String) {
    match (pane, model.run_mut()) {
        (Pane::Profiles, _) => {
            model.profiles.filter = text;
            model.profiles.list = crate::tui::cursor::Cursor::default();
        }
        (_, Some(screen)) => {
            *screen.filter_mut(pane) = text;
            if !pane.is_text() {
                *screen.cursor_mut(pane) = crate::tui::cursor::Cursor::default();
            }
        }
        _ => {}
    }
}
