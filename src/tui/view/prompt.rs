//! What the person must do, with the QR code beside it; and how the run ended.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::prompt;
use crate::tui::qr_room::{self, Picture};
use crate::tui::text::Piece;
use crate::tui::theme::Role;

/// The pane.
pub fn draw(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let inside = canvas.panel(frame, &Panel::new(prompt::title(screen), model.pane() == Pane::Prompt));
    let top = screen.cursor(Pane::Prompt).top;
    let (picture, lines) = qr_room::pane(model, screen, inside.as_size());
    let mut text = inside;
    if let Some(picture) = picture {
        let beside = picture.size().width + 2;
        place(picture, inside, canvas);
        text = Rect { x: inside.x + beside, width: inside.width - beside, ..inside };
    }
    canvas.text(text, top, &lines);
}

/// The whole screen for the QR code, with the code to compare beside or below it. False when there is none.
pub fn fill(model: &Model, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    let Some(screen) = model.run() else { return false };
    let Some((picture, lines)) = qr_room::filling(model, screen, area.as_size()) else { return false };
    let room = Rect { height: area.height.saturating_sub(1), ..area };
    let size = picture.size();
    let y = (room.height - size.height) / 2;
    place(picture, Rect { y, ..room }, canvas);
    let text = Rect { x: size.width + 2, width: room.width - size.width - 3, y, height: room.height - y };
    canvas.text(text, 0, &lines);
    true
}

/// The code, and its caption in the middle below it.
fn place(picture: Picture<'_>, at: Rect, canvas: &mut Canvas<'_>) {
    canvas.qr(at, picture.code);
    let code = picture.code.size();
    for (y, words) in (at.y + code.height..).zip(picture.caption) {
        let words = Piece::new(Role::Dim, words);
        let margin = usize::from(code.width).saturating_sub(words.width()) / 2;
        canvas.row(Rect { y, width: code.width, height: 1, ..at }, &[Piece::gap(margin), words]);
    }
}
