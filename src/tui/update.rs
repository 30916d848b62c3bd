//! The only writer of the model. Does nothing to the world: what is to be done comes back as effects.

mod acts;
mod answer;
mod layers;
mod line;
mod look;
mod motion;
mod paste;
mod profiles;
mod runs;
mod tokens;

use std::time::Duration;

use ratatui::layout::Size;

use super::effect::Effect;
use super::layout::{self, Pane};
use super::message::Message;
use super::model::{Layer, Model, Toast};
use super::screen::{RunScreen, Tab};
use crate::protocol::time::Now;

/// How long a remark stays.
const REMARK: Duration = Duration::from_secs(4);

/// Takes in one message at `now`.
pub fn update(model: &mut Model, now: Now, message: Message) -> Vec<Effect> {
    model.now = now;
    if model.toast.as_ref().is_some_and(|toast| toast.until <= now.mono) {
        model.toast = None;
    }
    let effects = match message {
        Message::Key(key) if key.is_release() => return Vec::new(),
        Message::Key(key) => {
            // Whoever presses a key has read the remark, and wants to see what the key does.
            model.toast = None;
            acts::key(model, key)
        }
        Message::Paste(text) if matches!(model.layer, Some(Layer::Answer(_))) => {
            answer::paste(model, &text);
            Vec::new()
        }
        Message::Paste(text) if matches!(model.layer, Some(Layer::Look(_))) => {
            look::paste(model, &text);
            Vec::new()
        }
        Message::Paste(text) if model.line.is_none() => paste::outright(model, &text),
        Message::Paste(text) => {
            line::paste(model, &text);
            Vec::new()
        }
        Message::Flow { run, now, event } => {
            runs::happened(model, run, now, event);
            Vec::new()
        }
        other => {
            told(model, other);
            Vec::new()
        }
    };
    answer::settle(model);
    refresh(model);
    effects
}

/// Messages that only change what is known.
fn told(model: &mut Model, message: Message) {
    match message {
        Message::Resize(width, height) => model.size = Size::new(width, height),
        Message::TimeZone(zone) => model.zone = Some(zone),
        Message::ProfilesLoaded(entries) => profiles::loaded(model, entries),
        Message::Edited { file, told } => profiles::edited(model, &file, told),
        Message::Opened(Ok(sentence) | Err(sentence)) | Message::Copied(sentence) | Message::Notice(sentence) => {
            remark(model, sentence);
        }
        Message::Tick | Message::Key(_) | Message::Paste(_) | Message::Flow { .. } => {}
    }
}

/// Shows a remark for a while.
fn remark(model: &mut Model, text: impl Into<String>) {
    model.toast = Some(Toast { text: text.into(), until: model.now.mono.saturating_add(REMARK) });
}

/// Computes anew what is kept for drawing, and brings every cursor back into its list.
fn refresh(model: &mut Model) {
    let privacy = model.privacy;
    let text = match model.tab() {
        Some(Tab::Tokens) if model.run().is_some_and(|screen| screen.compares) => Pane::Beside,
        Some(Tab::Tokens) => Pane::Claims,
        Some(Tab::Checks) => Pane::Row,
        Some(Tab::Flow) => Pane::Parameters,
        _ => Pane::Message,
    };
    let width = usize::from(layout::columns_of(model, text));
    if let Some(screen) = model.run_mut() {
        screen.refresh(privacy, width);
    }
    settle(model);
}

fn settle(model: &mut Model) {
    let extent = model.extent(Pane::Profiles);
    model.profiles.list.settle(extent);
    let Some(panes) = model.run().map(RunScreen::panes) else { return };
    for pane in panes {
        let extent = model.extent(*pane);
        if let Some(screen) = model.run_mut() {
            let cursor = screen.cursor_mut(*pane);
            if pane.is_text() {
                cursor.top = cursor.top.min(extent.lines.saturating_sub(extent.height));
            } else {
                cursor.settle(extent);
            }
        }
    }
}
