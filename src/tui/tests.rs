//! State, keys, state; and the screens as pictures.

mod answers;
mod ciba;
mod code;
mod inspections;
mod keys;
mod large;
mod logout;
mod screens;
mod security;
mod terminal;
mod tokens;
mod trial;
mod user_code;
mod ways;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use super::{Effect, Message, Model, update, view};
use crate::protocol::time::Now;

/// Presses keys at `now`: words are typed letter by letter, `<ret>`, `<esc>`, `<c-d>` are keys.
pub fn press(model: &mut Model, now: Now, keys: &str) -> Vec<Effect> {
    let mut effects = Vec::new();
    for word in keys.split(' ') {
        for key in typed(word) {
            effects.extend(update(model, now, Message::Key(key)));
        }
    }
    effects
}

fn typed(word: &str) -> Vec<KeyEvent> {
    let Some(name) = word.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')) else {
        return word.chars().map(|letter| KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)).collect();
    };
    let plain = |code| vec![KeyEvent::new(code, KeyModifiers::NONE)];
    match name {
        "ret" => plain(KeyCode::Enter),
        "esc" => plain(KeyCode::Esc),
        "tab" => plain(KeyCode::Tab),
        "space" => plain(KeyCode::Char(' ')),
        "bs" => plain(KeyCode::Backspace),
        other => {
            let letter = other.strip_prefix("c-").and_then(|rest| rest.chars().next()).expect("a control key");
            vec![KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)]
        }
    }
}

/// Draws the model on a screen of that size.
pub fn drawn(model: &Model, (width, height): (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a test terminal");
    terminal.draw(|frame| view(model, frame)).expect("a frame").buffer.clone()
}

/// What a person reads on it.
pub fn read(model: &Model, size: (u16, u16)) -> String {
    let buffer = drawn(model, size);
    let line = |y| (0..size.0).map(|x| buffer[(x, y)].symbol()).collect::<String>().trim_end().to_owned();
    (0..size.1).map(line).collect::<Vec<_>>().join("\n")
}
