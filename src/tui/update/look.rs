//! The box that a token is pasted into.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{remark, runs};
use crate::profile::Flow;
use crate::tui::effect::Effect;
use crate::tui::keymap::Action;
use crate::tui::looking::Looking;
use crate::tui::model::{Layer, Model};
use crate::tui::screen::{RunScreen, Tab};
use crate::tui::wire::sent;

/// Opens the box: on the wire with the JWTs of ours in the exchange under the cursor, else empty.
pub fn open(model: &mut Model) {
    let mut looking = Looking::default();
    let exchange = model.run().filter(|screen| screen.tab == Tab::Wire).and_then(RunScreen::exchange);
    if let Some(sent) = exchange.map(|exchange| sent::pasted(&exchange.request)) {
        looking.paste(&sent);
    }
    model.layer = Some(Layer::Look(looking));
}

/// Pasted text opens the box, or goes into it; a newline in it presses nothing.
pub fn paste(model: &mut Model, pasted: &str) {
    if model.layer.is_none() {
        model.layer = Some(Layer::Look(Looking::default()));
    }
    if let Some(Layer::Look(looking)) = &mut model.layer
        && !looking.paste(pasted)
    {
        remark(model, "that is longer than any token");
    }
}

/// One key while the box is open.
pub fn key(model: &mut Model, key: KeyEvent, meant: Option<Action>) -> Vec<Effect> {
    let Some(Layer::Look(mut looking)) = model.layer.take() else { return Vec::new() };
    match (meant, key.code) {
        (Some(Action::Close), _) => return Vec::new(),
        (Some(Action::Choose), _) => match looking.profile(model) {
            Some(profile) => return runs::begin_with(model, profile, Flow::Inspect),
            None => remark(model, looking.why_not()),
        },
        (Some(Action::NextPane), _) => looking.turn(model, true),
        (Some(Action::PreviousPane), _) => looking.turn(model, false),
        (Some(Action::Erase), _) => looking.erase(),
        (Some(Action::Clear), _) => looking.clear(),
        (_, KeyCode::Char(letter)) if !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT) => {
            looking.add(letter);
        }
        _ => {}
    }
    model.layer = Some(Layer::Look(looking));
    Vec::new()
}
