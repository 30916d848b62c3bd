//! What a run asks a person: the box opens by itself, and goes with the question.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::remark;
use crate::tui::answering::Answering;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::model::{Layer, Model, RunId, Shown};

/// Opens the box of the run that is shown, unless something else is being done; closes one whose question is over.
pub fn settle(model: &mut Model) {
    let asks = |id: RunId| model.run_of(id).is_some_and(|screen| screen.run.asked.is_some() && !screen.answered);
    if let Some(Layer::Answer(answering)) = &model.layer {
        if !asks(answering.run) || model.shown != Shown::Run(answering.run) {
            model.layer = None;
        }
        return;
    }
    let Shown::Run(shown) = model.shown else { return };
    if asks(shown) && model.layer.is_none() && model.line.is_none() {
        model.layer = Some(Layer::Answer(Answering::new(shown)));
    }
}

/// One key while the box is open.
pub fn key(model: &mut Model, key: KeyEvent, meant: Option<Action>) -> Vec<Effect> {
    match meant {
        Some(Action::Choose) => return send(model, true),
        Some(Action::Close) => return send(model, false),
        _ => {}
    }
    let Some(Layer::Answer(answering)) = &mut model.layer else { return Vec::new() };
    match (meant, key.code) {
        (Some(Action::Erase), _) => answering.erase(),
        (Some(Action::Clear), _) => answering.clear(),
        (_, KeyCode::Char(letter)) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            paste(model, letter.encode_utf8(&mut [0; 4]));
        }
        _ => {}
    }
    Vec::new()
}

/// Pasted text goes into the box.
pub fn paste(model: &mut Model, pasted: &str) {
    if let Some(Layer::Answer(answering)) = &mut model.layer
        && !answering.add(pasted)
    {
        remark(model, "that is longer than any secret");
    }
}

/// Hands the answer over, or that there will be none. Nothing of it stays here.
fn send(model: &mut Model, wanted: bool) -> Vec<Effect> {
    let Some(Layer::Answer(answering)) = model.layer.take() else { return Vec::new() };
    let run = answering.run;
    let secret = answering.answer();
    if wanted && secret.is_none() {
        // The box opens again by itself.
        remark(model, "nothing was typed yet; esc gives no answer, and the run ends");
        return Vec::new();
    }
    if let Some(screen) = model.runs.iter_mut().find(|screen| screen.id == run) {
        screen.answered = true;
    }
    vec![Effect::Answer { run, secret: secret.filter(|_| wanted) }]
}
