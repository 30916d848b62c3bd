//! Layers: what lies on top of a screen, how large it is, and what its lines are.

use ratatui::layout::{Rect, Size};

use super::about;
use super::copying;
use super::cursor::Extent;
use super::keymap::{self, Binding};
use super::model::{Layer, Model};
use super::possible;
use crate::profile::Flow;

/// The rows of the help: every key that is heard on the screen below.
pub fn help(model: &Model) -> Vec<&'static Binding> {
    keymap::heard(&possible::below(model))
}

/// How many lines a layer has.
pub fn lines(model: &Model) -> usize {
    match &model.layer {
        Some(Layer::Help(_)) => help(model).len(),
        Some(Layer::Runs(_)) => model.runs.len(),
        Some(Layer::Copy(_)) => copying::items(model).len(),
        Some(Layer::Flows(_)) => FLOWS.len(),
        Some(Layer::About(about, _)) => about::lines(about, model, about_width(model.size)).len(),
        Some(Layer::Answer(answering)) => answering.lines(model, answer_width(model.size)).len(),
        Some(Layer::Ask(_)) | None => 0,
    }
}

/// The flows that can be run, as they are offered.
pub const FLOWS: [Flow; 3] = [Flow::Code, Flow::Device, Flow::Ciba];

/// Columns of an explanation, where the screen has them.
const ABOUT: usize = 72;

/// Columns of an explanation's text on a screen of that size.
pub fn about_width(size: Size) -> usize {
    ABOUT.min(usize::from(size.width)) - 4
}

/// Columns of the box for an answer, where the screen has them.
const ANSWER: u16 = 60;

/// Columns of its text on a screen of that size.
pub fn answer_width(size: Size) -> usize {
    usize::from(ANSWER.min(size.width).saturating_sub(4))
}

/// The frame of the layer on top, in the middle of the screen.
pub fn frame(model: &Model, size: Size) -> Rect {
    let lines = u16::try_from(lines(model)).unwrap_or(u16::MAX);
    let (width, height) = match &model.layer {
        Some(Layer::Help(_)) => (76, lines.saturating_add(2)),
        Some(Layer::Runs(_) | Layer::About(..)) => (72, lines.saturating_add(2)),
        Some(Layer::Copy(_) | Layer::Flows(_)) => (48, lines.saturating_add(2)),
        Some(Layer::Answer(_)) => (ANSWER, lines.saturating_add(2)),
        _ => (56, 5),
    };
    let (width, height) = (width.min(size.width), height.min(size.height.saturating_sub(2)));
    Rect::new((size.width - width) / 2, (size.height - height) / 2, width, height)
}

/// How long the layer on top is and how much of it is seen.
pub fn extent(model: &Model) -> Extent {
    Extent { lines: lines(model), height: usize::from(frame(model, model.size).height.saturating_sub(2)).max(1) }
}
