//! Where a QR code has room: beside its text, on a screen of its own, or nowhere.

use ratatui::layout::Size;

use super::backchannel;
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

/// Rows that the text of a backchannel authentication may be longer than the QR code beside it.
const BELOW: u16 = 3;

/// Whether an address is to be carried to another device.
pub fn is_asked(screen: &RunScreen) -> bool {
    let registers = screen.run.notification_endpoint.is_some() && screen.run.tokens.is_none();
    screen.is_live() && (screen.run.prompt.is_some() || screen.awaited().is_some() || registers)
}

/// The QR code that fills a screen but for its last row, and the text beside it.
pub fn filling<'a>(model: &Model, screen: &'a RunScreen, size: Size) -> Option<(&'a Modules, Vec<Pieces>)> {
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen))?;
    let height = size.height.checked_sub(1)?;
    let code = qr.fitting(size.width.checked_sub(NARROW)?, height)?;
    let width = usize::from(size.width - code.size().width - 3);
    let sight = model.sight(screen, width);
    let lines = if screen.run.flow == Flow::Ciba { backchannel::beside_qr(sight) } else { prompt::lines(sight, None) };
    // A zoom shows everything: an address that would be cut is worth more than its picture.
    let below = height - (height - code.size().height) / 2;
    let is_whole = screen.run.flow == Flow::Device || lines.len() <= usize::from(below);
    is_whole.then_some((code, lines))
}

/// The QR code of a pane that has this room inside its frame, and the text beside it or in its place.
pub fn pane<'a>(model: &Model, screen: &'a RunScreen, inside: Size) -> (Option<&'a Modules>, Vec<Pieces>) {
    let lines = |width: u16, hint| prompt::lines(model.sight(screen, usize::from(width)), hint);
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen));
    let code = qr.and_then(|qr| qr.fitting(inside.width.saturating_sub(layout::PROMPT_TEXT), inside.height));
    let beside = code.map(|code| (code, lines(inside.width - code.size().width - 2, None)));
    // What has to be told and compared now comes before what is registered once.
    let is_welcome = |code: &Modules, text: &[Pieces]| {
        screen.run.flow != Flow::Ciba || text.len() <= usize::from(code.size().height + BELOW)
    };
    match beside.filter(|(code, text)| is_welcome(code, text)) {
        Some((code, text)) => (Some(code), text),
        None => (None, lines(inside.width, hint(model, screen))),
    }
}

/// Why no QR code is seen in the pane, and what helps. A browser of another machine rarely reaches this one's
/// listener, and an endpoint is registered once, so where no zoom helps only the device flow needs an excuse.
pub fn hint(model: &Model, screen: &RunScreen) -> Option<String> {
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen))?;
    let is_needed = screen.run.flow == Flow::Device;
    let Some(least) = qr.least() else {
        return is_needed.then(|| "the address is too long for a QR code".to_owned());
    };
    if filling(model, screen, model.size).is_some() {
        let zoom = keymap::key_of(&[Place::Any], Action::Zoom);
        return Some(format!("pane too small: needs {}x{}, {zoom} zooms", least.width, least.height));
    }
    let (columns, rows) = (least.width + NARROW, least.height + 1);
    is_needed.then(|| format!("screen too small: needs {columns}x{rows}"))
}
