//! What lies on top: help, runs, things to copy, questions.

use ratatui::layout::Rect;

use super::canvas::{Canvas, List, Panel};
use super::header;
use crate::profile::Flow;
use crate::tui::about;
use crate::tui::copying;
use crate::tui::cursor::{Cursor, Extent};
use crate::tui::keymap::Place;
use crate::tui::layering;
use crate::tui::model::{Layer, Model, Question};
use crate::tui::screen::RunScreen;
use crate::tui::text::{Piece, Pieces};
use crate::tui::theme::Role;
use crate::tui::token_acts::Offer;
use crate::tui::words;

/// What looking into a token without a profile is called, and the box for it.
pub const LOOK: &str = "Look into a token";

/// Draws the layer on top, if there is one.
pub fn draw(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let Some(layer) = &model.layer else { return };
    let frame = layering::frame(model, area.as_size());
    canvas.clear(frame);
    match layer {
        Layer::Help(cursor) => {
            let lines = layering::help_lines(model);
            let inside = canvas.panel(frame, &Panel::new("Keys that are heard here", true));
            list(inside, *cursor, lines.len(), canvas, |at| (lines[at].pieces.clone(), Vec::new()));
        }
        Layer::Runs(cursor) => {
            let inside = canvas.panel(frame, &Panel::new("Runs of this session", true));
            let runs: Vec<&RunScreen> = model.runs.iter().rev().collect();
            list(inside, *cursor, runs.len(), canvas, |at| run(model, runs[at]));
        }
        Layer::Copy(cursor) => {
            let items = copying::items(model);
            let inside = canvas.panel(frame, &Panel::new("Copy", true));
            let Some(screen) = model.run() else { return };
            list(inside, *cursor, items.len(), canvas, |at| {
                (vec![Piece::new(Role::Text, items[at].what(screen))], Vec::new())
            });
        }
        Layer::Flows(cursor) => {
            let title = model.profiles.current().map_or(String::new(), |entry| format!("Start {} with", entry.name));
            let inside = canvas.panel(frame, &Panel::new(title, true));
            list(inside, *cursor, layering::FLOWS.len(), canvas, |at| flow(model, layering::FLOWS[at]));
        }
        Layer::Acts(offers, cursor) => {
            let name = model.run().and_then(|screen| screen.token()).map_or("token", |token| token.name);
            let inside = canvas.panel(frame, &Panel::new(format!("With the {name}"), true));
            list(inside, *cursor, offers.len(), canvas, |at| offer(&offers[at]));
        }
        other => boxed(model, other, frame, canvas),
    }
}

/// A layer that is a text.
fn boxed(model: &Model, layer: &Layer, frame: Rect, canvas: &mut Canvas<'_>) {
    match layer {
        Layer::About(about, cursor) => {
            let inside = canvas.panel(frame, &Panel::new(about::title(about), true));
            canvas.text(inside, cursor.top, &about::lines(about, model, usize::from(inside.width)));
        }
        Layer::Look(looking) => {
            let inside = canvas.panel(frame, &Panel::new(LOOK, true));
            canvas.text(inside, 0, &looking.lines(model, usize::from(inside.width)));
        }
        Layer::Ask(question) => ask(model, question, frame, canvas),
        Layer::Answer(answering) => {
            let inside = canvas.panel(frame, &Panel::new(answering.title(model), true));
            canvas.text(inside, 0, &answering.lines(model, usize::from(inside.width)));
        }
        Layer::Help(_) | Layer::Runs(_) | Layer::Copy(_) | Layer::Flows(_) | Layer::Acts(..) => {}
    }
}

fn list(
    inside: Rect,
    cursor: Cursor,
    lines: usize,
    canvas: &mut Canvas<'_>,
    line: impl FnMut(usize) -> (Pieces, Pieces),
) {
    let extent = Extent { lines, height: usize::from(inside.height) };
    canvas.list(inside, List { extent, cursor, keys: true, leads: false }, line);
}

/// An act, and what stands against it.
fn offer(offer: &Offer) -> (Pieces, Pieces) {
    let role = if offer.refused.is_some() { Role::Dim } else { Role::Text };
    let against = match (&offer.refused, &offer.warning) {
        (Some(why), _) => Piece::new(Role::Dim, why),
        (None, Some(warning)) => Piece::new(Role::Warn, format!("! {warning}")),
        (None, None) => Piece::gap(0),
    };
    (vec![Piece::new(role, offer.act.say())], vec![against])
}

/// A flow by its word, and whether it is the profile's own.
fn flow(model: &Model, flow: Flow) -> (Pieces, Pieces) {
    let own = model.profiles.current().is_some_and(|entry| entry.flow == flow);
    let left = vec![Piece::new(Role::Text, format!("{:<19}", flow.word())), Piece::new(Role::Dim, flow.about())];
    (left, vec![Piece::new(Role::Dim, if own { "its own" } else { "" })])
}

fn run(model: &Model, screen: &RunScreen) -> (Pieces, Pieces) {
    let run = &screen.run;
    let what = if screen.is_bare_look() { LOOK.to_owned() } else { format!("{} ▸ {}", run.profile, run.flow.word()) };
    let name = Piece::new(Role::Text, format!("{:<3}{what}", screen.id.0));
    let ago = words::relative(run.started.unix, model.now);
    (vec![name, Piece::new(Role::Dim, format!("   {ago}"))], header::state(screen, model))
}

fn ask(model: &Model, question: &Question, frame: Rect, canvas: &mut Canvas<'_>) {
    let words = match question {
        Question::Cancel(id) => {
            let name = model.run_of(*id).map_or("this run", |screen| screen.run.profile.as_str());
            let lost = match model.run_of(*id).map(|screen| screen.run.flow) {
                Some(Flow::Code | Flow::Logout) => "Nobody is awaited any more.",
                Some(Flow::Ciba) => "The person may still be asked.",
                Some(Flow::Device) => "Its codes are given up.",
                _ => "What was sent may still be done.",
            };
            format!("Cancel {name}? {lost}")
        }
        Question::Act(act, warning) => format!("{}? {warning}.", act.say()),
        Question::Quit => format!("Quit? {} still live.", verb(model.live_runs().count())),
    };
    let inside = canvas.panel(frame, &Panel::new("Sure?", true));
    canvas.text(inside, 0, &[vec![Piece::new(Role::Strong, words)], Vec::new(), layering::keys(Place::Ask)]);
}

fn verb(count: usize) -> String {
    format!("{} {}", words::count(count, "run"), if count == 1 { "is" } else { "are" })
}
