//! Where a QR code has room: beside its text, on a screen of its own, or nowhere.

use ratatui::layout::Size;

use super::keymap::{self, Action, Place};
use super::layout;
use super::model::Model;
use super::prompt;
use super::qr::Modules;
use super::screen::RunScreen;
use super::text::Pieces;
use crate::profile::Flow;

/// Columns that the code and the addresses need beside a QR code that fills the screen.
const NARROW: u16 = 23;

/// Whether the person is asked to go somewhere.
pub fn is_asked(screen: &RunScreen) -> bool {
    screen.is_live() && (screen.run.prompt.is_some() || screen.awaited().is_some())
}

/// The QR code that fills a screen but for its last row, and the text beside it.
pub fn filling<'a>(model: &Model, screen: &'a RunScreen, size: Size) -> Option<(&'a Modules, Vec<Pieces>)> {
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen))?;
    let height = size.height.checked_sub(1)?;
    let code = qr.fitting(size.width.checked_sub(NARROW)?, height)?;
    let width = usize::from(size.width - code.size().width - 3);
    let lines = prompt::lines(model.sight(screen, width), None);
    // A zoom shows everything: an address that would be cut is worth more than its picture.
    let below = height - (height - code.size().height) / 2;
    let is_whole = screen.run.flow != Flow::Code || lines.len() <= usize::from(below);
    is_whole.then_some((code, lines))
}

/// The QR code of a pane that has this room inside its frame, and the text beside it or in its place.
pub fn pane<'a>(model: &Model, screen: &'a RunScreen, inside: Size) -> (Option<&'a Modules>, Vec<Pieces>) {
    let lines = |width: u16, hint| prompt::lines(model.sight(screen, usize::from(width)), hint);
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen));
    match qr.and_then(|qr| qr.fitting(inside.width.saturating_sub(layout::PROMPT_TEXT), inside.height)) {
        Some(code) => (Some(code), lines(inside.width - code.size().width - 2, None)),
        None => (None, lines(inside.width, hint(model, screen))),
    }
}

/// Why no QR code is seen in the pane, and what helps. A browser of another machine rarely reaches this one's
/// listener, so where no zoom helps the code flow needs no excuse.
pub fn hint(model: &Model, screen: &RunScreen) -> Option<String> {
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen))?;
    let is_code = screen.run.flow == Flow::Code;
    let Some(least) = qr.least() else {
        return (!is_code).then(|| "the address is too long for a QR code".to_owned());
    };
    if filling(model, screen, model.size).is_some() {
        let zoom = keymap::key_of(&[Place::Any], Action::Zoom);
        return Some(format!("pane too small: needs {}x{}, {zoom} zooms", least.width, least.height));
    }
    let (columns, rows) = (least.width + NARROW, least.height + 1);
    (!is_code).then(|| format!("screen too small: needs {columns}x{rows}"))
}
