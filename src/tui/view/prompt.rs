//! What the person must do, with the QR code beside it; and how the run ended.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::prompt;
use crate::tui::qr_room;

/// The pane.
pub fn draw(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let inside = canvas.panel(frame, &Panel::new(prompt::title(screen), model.pane() == Pane::Prompt));
    let top = screen.cursor(Pane::Prompt).top;
    let (code, lines) = qr_room::pane(model, screen, inside.as_size());
    let mut text = inside;
    if let Some(code) = code {
        let beside = code.size().width + 2;
        canvas.qr(inside, code);
        text = Rect { x: inside.x + beside, width: inside.width - beside, ..inside };
    }
    canvas.text(text, top, &lines);
}

/// The whole screen for the QR code, with the code to compare beside or below it. False when there is none.
pub fn fill(model: &Model, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    let Some(screen) = model.run() else { return false };
    let Some((code, lines)) = qr_room::filling(model, screen, area.as_size()) else { return false };
    let room = Rect { height: area.height.saturating_sub(1), ..area };
    let size = code.size();
    let y = (room.height - size.height) / 2;
    canvas.qr(Rect { y, ..room }, code);
    let text = Rect { x: size.width + 2, width: room.width - size.width - 3, y, height: room.height - y };
    canvas.text(text, 0, &lines);
    true
}
