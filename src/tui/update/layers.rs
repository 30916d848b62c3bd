//! What lies on top of a screen: help, runs, things to copy, questions.

use super::{acts, runs, tokens};
use crate::tui::about;
use crate::tui::copying;
use crate::tui::cursor::Cursor;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::layering::{self, help, help_lines};
use crate::tui::model::{Layer, Model, Question, Shown};

/// Opens the list of runs at the one that is shown, or at the newest.
pub fn open_runs(model: &mut Model) {
    let shown = model.runs.iter().rev().position(|screen| model.shown == Shown::Run(screen.id));
    model.layer = Some(Layer::Runs(Cursor { at: shown.unwrap_or_default(), top: 0 }));
}

/// Opens the flows of the profile under the cursor, at its own one.
pub fn open_flows(model: &mut Model) {
    let own = model.profiles.current().map(|entry| entry.flow);
    let at = layering::FLOWS.iter().position(|flow| Some(*flow) == own).unwrap_or_default();
    model.layer = Some(Layer::Flows(Cursor { at, top: 0 }));
}

/// One action while a layer has the keys.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::Close => model.layer = None,
        Action::Choose => return choose(model),
        other => {
            if let Some(step) = acts::step(other, model) {
                let extent = layering::extent(model);
                if let Some(Layer::About(_, cursor)) = &mut model.layer {
                    cursor.scroll(step, extent);
                    return Vec::new();
                }
                if let Some(cursor) = cursor(model) {
                    cursor.step(step, extent);
                }
            }
        }
    }
    Vec::new()
}

fn choose(model: &mut Model) -> Vec<Effect> {
    let Some(layer) = model.layer.take() else { return Vec::new() };
    match layer {
        Layer::Help(cursor) => {
            let lines = help_lines(model);
            let row = lines.get(clamped(cursor, lines.len())).map(|line| line.row);
            let action = row.and_then(|at| help(model).get(at).map(|row| row.action));
            action.map(|action| acts::act(model, action)).unwrap_or_default()
        }
        Layer::Runs(cursor) => {
            let at = clamped(cursor, model.runs.len());
            if let Some(screen) = model.runs.iter().rev().nth(at) {
                model.shown = Shown::Run(screen.id);
                model.zoom = false;
            }
            Vec::new()
        }
        Layer::Copy(cursor) => {
            let items = copying::items(model);
            acts::copy(model, items.get(clamped(cursor, items.len())).copied())
        }
        Layer::Flows(cursor) => {
            let flow = layering::FLOWS[clamped(cursor, layering::FLOWS.len())];
            runs::start(model, Some(flow))
        }
        Layer::About(about, _) => {
            let clause = model.run().and_then(|screen| about::clause(&about, screen));
            clause.and_then(|url| url::Url::parse(url).ok()).map(Effect::Open).into_iter().collect()
        }
        Layer::Ask(Question::Cancel(id)) => runs::cancel(model, id),
        Layer::Acts(offers, cursor) => tokens::choose(model, offers.get(clamped(cursor, offers.len()))),
        Layer::Ask(Question::Quit) => vec![Effect::Quit],
        Layer::Ask(Question::Act(act, _)) => tokens::start(model, act),
        // Its keys are letters, and heard elsewhere.
        Layer::Answer(_) | Layer::Look(_) => Vec::new(),
    }
}

fn clamped(cursor: Cursor, count: usize) -> usize {
    cursor.at.min(count.saturating_sub(1))
}

fn cursor(model: &mut Model) -> Option<&mut Cursor> {
    match model.layer.as_mut()? {
        Layer::Help(cursor)
        | Layer::Runs(cursor)
        | Layer::Copy(cursor)
        | Layer::Flows(cursor)
        | Layer::Acts(_, cursor)
        | Layer::About(_, cursor) => Some(cursor),
        Layer::Ask(_) | Layer::Answer(_) | Layer::Look(_) => None,
    }
}
