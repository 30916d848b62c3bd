//! Layers: what lies on top of a screen, how large it is, and what its lines are.

use ratatui::layout::{Rect, Size};

use super::about;
use super::copying;
use super::cursor::Extent;
use super::keymap::{self, Action, Binding, Key, Place};
use super::model::{Layer, Model, Question};
use super::possible::{self, possible};
use super::text::{self, Piece, Pieces};
use super::theme::Role;
use crate::profile::Flow;

/// The rows of the help: every key that is heard on the screen below.
pub fn help(model: &Model) -> Vec<&'static Binding> {
    keymap::heard(&possible::below(model))
}

/// A line of the help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLine {
    /// Its row of the help.
    pub row: usize,
    /// What it says.
    pub pieces: Pieces,
}

/// The help as lines: keys, words, and dim when it can do nothing now.
pub fn help_lines(model: &Model) -> Vec<HelpLine> {
    let rows = help(model);
    let labels = |row: &Binding| row.keys.iter().map(Key::label).collect::<Vec<_>>().join(" ");
    let column = rows.iter().map(|row| labels(row).chars().count()).max().unwrap_or_default();
    let width = usize::from(HELP.min(model.size.width).saturating_sub(4));
    let line = |(at, row): (usize, &&Binding)| {
        let role = if possible(model, row.action) { Role::Text } else { Role::Dim };
        // As a label, so that what continues stands below the words.
        let keys = Piece::new(Role::Label, format!("{:>column$}  ", labels(row)));
        let lines = text::wrap(&[keys, Piece::new(role, said(model, row))], width);
        lines.into_iter().map(move |pieces| HelpLine { row: at, pieces: keyed(pieces) }).collect::<Vec<_>>()
    };
    rows.iter().enumerate().flat_map(line).collect()
}

/// What begins with keys, in their role.
fn keyed(pieces: Pieces) -> Pieces {
    let keyed = |piece: Piece| if piece.role() == Role::Label { piece.with_role(Role::Key) } else { piece };
    pieces.into_iter().map(keyed).collect()
}

/// What a key does; of copying, what it copies now.
fn said(model: &Model, row: &Binding) -> String {
    let thing = || copying::current(model).zip(model.run()).map(|(thing, screen)| thing.what(screen));
    let copies = Some(row.action).filter(|action| *action == Action::Copy).and_then(|_| thing());
    copies.map_or_else(|| row.say.clone(), |what| format!("Copy {what}"))
}

/// The keys of a box, as its last line.
pub fn keys(place: Place) -> Pieces {
    let mut keys = Vec::new();
    for row in keymap::heard(&[place]).into_iter().filter(|row| row.short.is_some()) {
        let label = row.keys.first().map_or("", Key::label);
        keys.extend([Piece::new(Role::Key, label), Piece::new(Role::Text, format!(" {}   ", row.say))]);
    }
    keys
}

/// How many lines a layer has.
pub fn lines(model: &Model) -> usize {
    match &model.layer {
        Some(Layer::Help(_)) => help_lines(model).len(),
        Some(Layer::Runs(_)) => model.runs.len(),
        Some(Layer::Copy(_)) => copying::items(model).len(),
        Some(Layer::Flows(_)) => FLOWS.len(),
        Some(Layer::About(about, _)) => about::lines(about, model, about_width(model.size)).len(),
        Some(Layer::Acts(offers, _)) => offers.len(),
        Some(Layer::Look(looking)) => looking.lines(model, look_width(model.size)).len(),
        Some(Layer::Answer(answering)) => answering.lines(model, answer_width(model.size)).len(),
        Some(Layer::Ask(_)) | None => 0,
    }
}

/// The flows that can be run, as they are offered.
pub const FLOWS: [Flow; 13] = Flow::ALL;

/// Columns of the help, where the screen has them.
const HELP: u16 = 76;

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

/// Columns of the box for a token, where the screen has them.
const LOOK: u16 = 76;

/// Columns of its text on a screen of that size.
pub fn look_width(size: Size) -> usize {
    usize::from(LOOK.min(size.width).saturating_sub(4))
}

/// The frame of the layer on top, in the middle of the screen.
pub fn frame(model: &Model, size: Size) -> Rect {
    let lines = u16::try_from(lines(model)).unwrap_or(u16::MAX);
    let (width, height) = match &model.layer {
        Some(Layer::Help(_)) => (HELP, lines.saturating_add(2)),
        Some(Layer::Runs(_) | Layer::About(..)) => (72, lines.saturating_add(2)),
        Some(Layer::Flows(_) | Layer::Acts(..)) => (76, lines.saturating_add(2)),
        Some(Layer::Copy(_)) => (48, lines.saturating_add(2)),
        Some(Layer::Answer(_)) => (ANSWER, lines.saturating_add(2)),
        Some(Layer::Look(_)) => (LOOK, lines.saturating_add(2)),
        Some(Layer::Ask(Question::Act(..))) => (72, 5),
        _ => (56, 5),
    };
    let (width, height) = (width.min(size.width), height.min(size.height.saturating_sub(2)));
    Rect::new((size.width - width) / 2, (size.height - height) / 2, width, height)
}

/// How long the layer on top is and how much of it is seen.
pub fn extent(model: &Model) -> Extent {
    Extent { lines: lines(model), height: usize::from(frame(model, model.size).height.saturating_sub(2)).max(1) }
}
