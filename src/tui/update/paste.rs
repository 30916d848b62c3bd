//! Pasting what did not reach the listener: a redirected address, or a notification.

use super::{look, remark};
use crate::tui::effect::Effect;
use crate::tui::model::{Line, Model};
use crate::tui::screen::{RunScreen, Tab};

/// Longer texts are not taken: no answer is that long.
const LONGEST: usize = 256 << 10;

/// What a redirected address has at least one of.
const SIGNS: [&str; 5] = ["code=", "error=", "state=", "response=", "id_token="];

/// What a notification has.
const NOTIFICATION: &str = "auth_req_id";

/// Opens the line for it.
pub fn open(model: &mut Model) {
    if let Some(run) = model.run().map(|screen| screen.id) {
        model.line = Some(Line::Paste { run, text: String::new() });
    }
}

/// Pasted text while no line is open: what the run waits for is handed over at once, else it may be a token.
pub fn outright(model: &mut Model, pasted: &str) -> Vec<Effect> {
    let waits = |model: &Model| {
        model.layer.is_none() && model.run().is_some_and(|screen| screen.tab == Tab::Flow && screen.takes_paste())
    };
    if !waits(model) {
        look::paste(model, pasted);
        return Vec::new();
    }
    if model.run().is_some_and(RunScreen::awaits_notification) {
        if pasted.contains(NOTIFICATION) {
            return hand_over(model, pasted.to_owned());
        }
        remark(model, "what was pasted is no notification: it has no auth_req_id");
        return Vec::new();
    }
    if !SIGNS.iter().any(|sign| pasted.contains(sign)) {
        remark(model, "what was pasted is no redirected address: it has neither code, error, state nor response");
        return Vec::new();
    }
    hand_over(model, pasted.to_owned())
}

/// Hands the text of the line to its run.
pub fn hand_over(model: &mut Model, text: String) -> Vec<Effect> {
    let Some(screen) = model.run() else { return Vec::new() };
    let run = screen.id;
    if text.trim().is_empty() {
        return Vec::new();
    }
    if !screen.takes_paste() {
        remark(model, "nothing is awaited any more");
        return Vec::new();
    }
    if text.len() > LONGEST {
        remark(model, "that is too long to be an answer");
        return Vec::new();
    }
    vec![Effect::Paste { run, text }]
}

/// The line with more in it; what would be too long is left out.
pub fn add(text: &mut String, more: &str) {
    if text.len() + more.len() <= LONGEST + 1 {
        text.push_str(more);
    }
}
