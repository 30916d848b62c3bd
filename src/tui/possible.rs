//! What can be done now: the hints show it, and a key that means something else does nothing.

use super::keymap::{Action, Place};
use super::layout::{self, Pane};
use super::model::{Layer, Line, Model};
use super::qr_room;
use super::screen::{RunScreen, Tab};
use super::{about, beside, copying, token_acts};
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::record::Run;

/// The places that hear keys now, nearest first.
pub fn places(model: &Model) -> Vec<Place> {
    match model.line {
        Some(Line::Filter { .. }) => return vec![Place::Line],
        Some(Line::Paste { .. }) => return vec![Place::Paste],
        None => {}
    }
    match model.layer {
        Some(Layer::Help(_)) => vec![Place::Help, Place::Any],
        Some(Layer::Runs(_)) => vec![Place::Runs, Place::Any],
        Some(Layer::Copy(_)) => vec![Place::Copy, Place::Any],
        Some(Layer::Flows(_)) => vec![Place::Flows, Place::Any],
        Some(Layer::About(..)) => vec![Place::About, Place::Any],
        Some(Layer::Acts(..)) => vec![Place::Acts, Place::Any],
        Some(Layer::Ask(_)) => vec![Place::Ask, Place::Any],
        // Every letter is part of what is typed.
        Some(Layer::Answer(_)) => vec![Place::Answer],
        Some(Layer::Look(_)) => vec![Place::Look],
        None => below(model),
    }
}

/// The places of the screen itself, whatever lies on top.
pub fn below(model: &Model) -> Vec<Place> {
    let Some(screen) = model.run() else { return vec![Place::List, Place::Any] };
    let tab = match screen.tab {
        Tab::Flow => match screen.run.flow {
            Flow::Code | Flow::Logout => Place::SignIn,
            Flow::Ciba => Place::Backchannel,
            Flow::Device => Place::Flow,
            _ => Place::Alone,
        },
        Tab::Tokens => Place::Tokens,
        Tab::Checks => Place::Checks,
        Tab::Wire => Place::Wire,
    };
    vec![tab, Place::Run, Place::Any]
}

/// Whether an action would do something on the screen itself.
pub fn possible(model: &Model, action: Action) -> bool {
    let Some(screen) = model.run() else { return possible_in_list(model, action) };
    let run = &screen.run;
    let live = screen.is_live();
    match action {
        Action::Cancel => live,
        Action::PollNow | Action::PollEarly => screen.polls(),
        Action::OpenAgain => screen.awaited().is_some(),
        Action::Paste => screen.takes_paste(),
        Action::Explain => about::under_cursor(model).is_some(),
        Action::Browser => live && screen.page().is_some(),
        Action::Again => !live,
        Action::Flows => false,
        Action::KeepGoing => !live && !run.keep_going && stopped(run),
        Action::LookInto | Action::Acts => screen.tab == Tab::Tokens && token_acts::token(screen).is_some(),
        Action::Copy => copying::current(model).is_some(),
        Action::CopyMenu => !copying::items(model).is_empty(),
        Action::Follow => copying::target(model).is_some() || about::under_cursor(model).is_some(),
        Action::Exchange => copying::cause(screen).is_some(),
        Action::Fold => !screen.compares && !screen.raw && screen.claims.fold(screen.claim_line()).is_some(),
        Action::FoldAll | Action::UnfoldAll => !screen.compares && !screen.raw && screen.claims.folds(),
        Action::Raw => !screen.compares && screen.token().is_some(),
        Action::Beside => beside::compared(&screen.tokens).next().is_some(),
        Action::Clause => screen.row().is_some(),
        Action::Edit => screen.profile.source.path().is_some(),
        Action::Zoom => zooms(model, screen),
        Action::Filter => filtered(model).is_some(),
        Action::NextMatch | Action::PreviousMatch => filtered(model).is_some_and(|pane| is_filtered(model, pane)),
        _ => true,
    }
}

/// Whether a check of the stop class ended the run, or kept it from its last requests.
fn stopped(run: &Run) -> bool {
    matches!(run.outcome, Some(Outcome::Rejected { .. })) || run.checks.iter().any(|row| row.finding.stops())
}

/// Whether a zoom changes anything: where only one pane is seen, a QR code must have room.
fn zooms(model: &Model, screen: &RunScreen) -> bool {
    let is_folded = layout::bands(model, model.size).is_some_and(|bands| bands.folded);
    let fills = || screen.pane() == Pane::Prompt && qr_room::filling(model, screen, model.size).is_some();
    model.zoom || !is_folded || fills()
}

fn possible_in_list(model: &Model, action: Action) -> bool {
    match action {
        Action::Start | Action::Flows => model.profiles.current().is_some_and(|entry| entry.profile.is_ok()),
        Action::Edit => model.profiles.current().is_some_and(|entry| entry.file.is_some()),
        Action::Runs => !model.runs.is_empty(),
        Action::Zoom | Action::LookInto | Action::Acts => false,
        Action::Filter => !model.profiles.entries.is_empty(),
        Action::NextMatch | Action::PreviousMatch => !model.profiles.filter.is_empty(),
        _ => true,
    }
}

/// The pane that a filter typed now would narrow.
pub fn filtered(model: &Model) -> Option<Pane> {
    match (model.pane(), model.tab()) {
        (Pane::Profile, _) => Some(Pane::Profiles),
        (pane, _) if pane.is_filtered() => Some(pane),
        (_, Some(Tab::Tokens)) => Some(Pane::Claims),
        (_, Some(Tab::Checks)) => Some(Pane::Rows),
        _ => None,
    }
}

fn is_filtered(model: &Model, pane: Pane) -> bool {
    model.filter(pane).is_some_and(|filter| !filter.is_empty())
}
