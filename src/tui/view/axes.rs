//! Above the claims: how each side of a token came out that was judged by itself.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use crate::tui::axes;
use crate::tui::model::Model;

/// Draws the strip.
pub fn draw(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let inside = canvas.panel(frame, &Panel::new("Judged", false));
    canvas.text(inside, 0, &axes::lines(screen, model.privacy, usize::from(inside.width)));
}
