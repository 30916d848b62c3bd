//! From the model to cells. Reads only; what is dear was computed by `update`.

mod axes;
mod beside;
mod canvas;
mod checks;
mod claims;
mod flow;
mod front;
mod header;
mod hints;
mod layers;
mod profiles;
mod prompt;
mod wire;

use ratatui::Frame;
use ratatui::layout::{Rect, Size};

use super::banner;
use super::layout::{self, Pane};
use super::model::Model;
use super::text::Piece;
use super::theme::Role;
use canvas::Canvas;

/// Draws the whole screen.
pub fn view(model: &Model, frame: &mut Frame<'_>) {
    let area = frame.area();
    let mut canvas = Canvas::new(frame.buffer_mut(), &model.appearance.theme);
    screen(model, area, &mut canvas);
}

fn screen(model: &Model, area: Rect, canvas: &mut Canvas<'_>) {
    let size = area.as_size();
    let Some(bands) = layout::bands(model, size) else { return too_small(size, canvas) };
    if model.zoom && model.pane() == Pane::Prompt && prompt::fill(model, area, canvas) {
        hints::draw(model, bands.hints, canvas);
        layers::draw(model, area, canvas);
        return;
    }
    header::draw(model, bands.header, canvas);
    if let Some(row) = bands.banner {
        canvas.row(row, &banner::line(model, usize::from(row.width)).unwrap_or_default());
    }
    // The pane with the keys comes last: where frames are shared, its colour wins.
    let mut panes = layout::panes(model, size);
    panes.sort_by_key(|(pane, _)| *pane == model.pane());
    for (pane, frame) in panes {
        draw_pane(model, pane, frame, canvas);
    }
    hints::draw(model, bands.hints, canvas);
    layers::draw(model, area, canvas);
}

fn draw_pane(model: &Model, pane: Pane, frame: Rect, canvas: &mut Canvas<'_>) {
    match pane {
        Pane::Profiles => profiles::list(model, frame, canvas),
        Pane::Profile => profiles::detail(model, frame, canvas),
        Pane::Prompt => prompt::draw(model, frame, canvas),
        Pane::Polls => flow::polls(model, frame, canvas),
        Pane::Parameters => front::parameters(model, frame, canvas),
        Pane::Visits => front::visits(model, frame, canvas),
        Pane::Steps => flow::steps(model, frame, canvas),
        Pane::Findings => flow::findings(model, frame, canvas),
        Pane::Tokens => claims::tokens(model, frame, canvas),
        Pane::Axes => axes::draw(model, frame, canvas),
        Pane::Claims => claims::claims(model, frame, canvas),
        Pane::Beside => beside::draw(model, frame, canvas),
        Pane::Rows => checks::rows(model, frame, canvas),
        Pane::Row => checks::row(model, frame, canvas),
        Pane::Exchanges => wire::exchanges(model, frame, canvas),
        Pane::Message => wire::message(model, frame, canvas),
    }
}

fn too_small(size: Size, canvas: &mut Canvas<'_>) {
    let least = layout::LEAST;
    let needs = format!("needs {}x{}", least.width, least.height);
    let words = match size.width {
        0..22 => vec!["too small:".to_owned(), needs],
        _ => vec![format!("too small: {needs}"), format!("is {}x{}", size.width, size.height)],
    };
    for (y, line) in (0..size.height).zip(words) {
        canvas.row(Rect::new(0, y, size.width, 1), &[Piece::new(Role::Strong, line)]);
    }
}
