//! Where a QR code has room: beside its text, on a screen of its own, or nowhere.

use ratatui::layout::Size;

use super::backchannel;
use super::keymap::{self, Action, Place};
use super::layout;
use super::model::Model;
use super::prompt::{self, Sight};
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

/// A QR code that has room, with the words below it.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// Its modules.
    pub code: &'a Modules,
    /// What it is not to be taken for, line by line.
    pub caption: &'static [&'static str],
}

impl Picture<'_> {
    /// Columns and rows, with the caption.
    pub fn size(&self) -> Size {
        let code = self.code.size();
        Size { height: code.height + rows(self.caption), ..code }
    }
}

/// Beside a message to compare, a code would be taken for the way to approve it.
const CAPTION: [&str; 2] = ["endpoint to register,", "not for approving"];

const fn caption(screen: &RunScreen) -> &'static [&'static str] {
    if matches!(screen.run.flow, Flow::Ciba) { &CAPTION } else { &[] }
}

fn rows(caption: &[&str]) -> u16 {
    u16::try_from(caption.len()).unwrap_or(u16::MAX)
}

/// The QR code of a screen for that room, with its caption.
fn fitting(screen: &RunScreen, room: Size) -> Option<Picture<'_>> {
    let qr = screen.qr.as_ref().filter(|_| is_asked(screen))?;
    let caption = caption(screen);
    let code = qr.fitting(room.width, room.height.checked_sub(rows(caption))?)?;
    Some(Picture { code, caption })
}

/// The QR code that fills a screen but for its last row, and the text beside it.
pub fn filling<'a>(model: &Model, screen: &'a RunScreen, size: Size) -> Option<(Picture<'a>, Vec<Pieces>)> {
    let height = size.height.checked_sub(1)?;
    let picture = fitting(screen, Size::new(size.width.checked_sub(NARROW)?, height))?;
    let sight = model.sight(screen, usize::from(size.width - picture.size().width - 3));
    // A zoom shows everything: an address that would be cut is worth more than its picture.
    let below = height - (height - picture.size().height) / 2;
    let is_whole = |lines: &Vec<Pieces>| lines.len() <= usize::from(below);
    let lines = match screen.run.flow {
        Flow::Device => Some(prompt::lines(sight, None)),
        Flow::Ciba => [sight.is_tall, false]
            .into_iter()
            .map(|is_tall| backchannel::beside_qr(Sight { is_tall, ..sight }))
            .find(is_whole),
        _ => Some(prompt::lines(sight, None)).filter(is_whole),
    };
    Some((picture, lines?))
}

/// The QR code of a pane that has this room inside its frame, and the text beside it or in its place.
pub fn pane<'a>(model: &Model, screen: &'a RunScreen, inside: Size) -> (Option<Picture<'a>>, Vec<Pieces>) {
    let lines = |width: u16, hint| prompt::lines(model.sight(screen, usize::from(width)), hint);
    let picture = fitting(screen, Size { width: inside.width.saturating_sub(layout::PROMPT_TEXT), ..inside });
    let beside = picture.map(|picture| (picture, lines(inside.width - picture.size().width - 2, None)));
    // What has to be told and compared now comes before what is registered once.
    let is_welcome = |picture: &Picture<'_>, text: &[Pieces]| {
        screen.run.flow != Flow::Ciba || text.len() <= usize::from(picture.code.size().height + BELOW)
    };
    match beside.filter(|(picture, text)| is_welcome(picture, text)) {
        Some((picture, text)) => (Some(picture), text),
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
    let height = least.height + rows(caption(screen));
    if filling(model, screen, model.size).is_some() {
        let zoom = keymap::key_of(&[Place::Any], Action::Zoom);
        return Some(match screen.run.flow {
            Flow::Ciba => format!("of the endpoint to register: {zoom} shows it"),
            _ => format!("pane too small: needs {}x{height}, {zoom} zooms", least.width),
        });
    }
    is_needed.then(|| format!("screen too small: needs {}x{}", least.width + NARROW, height + 1))
}
