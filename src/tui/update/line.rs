//! The line that a filter is typed into; the list follows every letter.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::motion;
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
    model.line = Some(Line { pane, before });
}

/// One key while the line is open.
pub fn key(model: &mut Model, key: KeyEvent, meant: Option<Action>) -> Vec<Effect> {
    let Some(line) = model.line.clone() else { return Vec::new() };
    let mut text = model.filter(line.pane).unwrap_or_default().to_owned();
    match meant {
        Some(Action::Choose) => {
            model.line = None;
            if line.pane.is_text() {
                motion::next_match(model, false);
            }
            return Vec::new();
        }
        Some(Action::Close) => {
            model.line = None;
            text = line.before;
        }
        Some(Action::Erase) => {
            text.pop();
        }
        Some(Action::Clear) => text.clear(),
        _ => match key.code {
            KeyCode::Char(letter) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
                add(&mut text, &letter.to_string());
            }
            _ => {}
        },
    }
    set(model, line.pane, text);
    Vec::new()
}

/// Pasted text goes into the line; a newline in it presses nothing.
pub fn paste(model: &mut Model, pasted: &str) {
    let Some(line) = model.line.clone() else { return };
    let mut text = model.filter(line.pane).unwrap_or_default().to_owned();
    add(&mut text, pasted.lines().next().unwrap_or_default());
    set(model, line.pane, text);
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
