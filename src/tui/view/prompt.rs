//! What the person must do, with the QR code beside it; and how the run ended.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use crate::tui::keymap::{self, Action, Place};
use crate::tui::layout::{self, Pane};
use crate::tui::model::Model;
use crate::tui::prompt;
use crate::tui::qr::{Modules, Qr};
use crate::tui::screen::RunScreen;
use crate::tui::text::Pieces;

/// Columns that the code and the addresses need beside a QR code that fills the screen.
const NARROW: u16 = 23;

/// The pane.
pub fn draw(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let inside = canvas.panel(frame, &Panel::new(prompt::title(screen), model.pane() == Pane::Prompt));
    let top = screen.cursor(Pane::Prompt).top;
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen));
    if let Some(code) = qr.and_then(|qr| beside(qr, inside)) {
        let width = code.size().width;
        canvas.qr(inside, code);
        let text = Rect { x: inside.x + width + 2, width: inside.width - width - 2, ..inside };
        canvas.text(text, top, &lines(model, screen, usize::from(text.width), None));
    } else {
        let why = qr.map(|qr| missing(qr, model));
        canvas.text(inside, top, &lines(model, screen, usize::from(inside.width), why));
    }
}

/// The whole screen for the QR code, with the code to compare beside or below it. False when there is none.
pub fn fill(model: &Model, area: Rect, canvas: &mut Canvas<'_>) -> bool {
    let Some(screen) = model.run().filter(|screen| is_asked(screen)) else { return false };
    let room = Rect { height: area.height.saturating_sub(1), ..area };
    let Some(qr) = &screen.qr else { return false };
    let Some(code) = qr.fitting(room.width.saturating_sub(NARROW), room.height) else { return false };
    let size = code.size();
    let y = (room.height - size.height) / 2;
    canvas.qr(Rect { y, ..room }, code);
    let text = Rect { x: size.width + 2, width: room.width - size.width - 3, y, height: room.height - y };
    canvas.text(text, 0, &lines(model, screen, usize::from(text.width), None));
    true
}

/// Whether the person is asked to go somewhere.
fn is_asked(screen: &RunScreen) -> bool {
    screen.is_live() && (screen.run.prompt.is_some() || screen.awaited().is_some())
}

fn lines(model: &Model, screen: &RunScreen, width: usize, qr: Option<String>) -> Vec<Pieces> {
    prompt::lines(model.sight(screen, width), qr)
}

fn beside(qr: &Qr, inside: Rect) -> Option<&Modules> {
    qr.fitting(inside.width.saturating_sub(layout::PROMPT_TEXT), inside.height)
}

/// Why no QR code is seen, and what helps.
fn missing(qr: &Qr, model: &Model) -> String {
    let Some(least) = qr.least() else { return "the address is too long for a QR code".to_owned() };
    let (columns, rows) = (least.width + NARROW, least.height + 1);
    if model.size.width < columns || model.size.height < rows {
        return format!("screen too small: needs {columns}x{rows}");
    }
    let zoom = keymap::key_of(&[Place::Any], Action::Zoom);
    format!("pane too small: needs {}x{}, {zoom} zooms", least.width, least.height)
}
