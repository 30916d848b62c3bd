//! Where everything is: one pure function of the model, which `update` (pages, wrapping) and `view` share.
//!
//! ```text
//!   header      1 row, and a banner where there is something to beware of
//!   ┌ left ───┐┌ right ─────────────┐     at least 80x24: panes side by side
//!   ├ below ──┤├ below ─────────────┤     smaller: only the pane that has the keys
//!   └─────────┘└────────────────────┘     stacked panes share the row between them
//!   hints       1 row
//! ```

use ratatui::layout::{Rect, Size};

use super::axes;
use super::banner;
use super::entry::Entry;
use super::model::Model;
use super::prompt;
use super::qr::Qr;
use super::qr_room;
use super::screen::{RunScreen, Tab};
use super::text::Piece;
use super::theme::Role;
use crate::profile::Flow;

/// Less than this cannot be used.
pub const LEAST: Size = Size { width: 30, height: 8 };

/// Less than this folds to one pane.
const ROOMY: Size = Size { width: 80, height: 24 };

/// A part of the screen that can have the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pane {
    /// The list of profiles.
    Profiles,
    /// The profile under the cursor.
    Profile,
    /// What the person must do, or how it ended.
    Prompt,
    /// The polls.
    Polls,
    /// The authorization request and its answer.
    Parameters,
    /// Who reached the listener.
    Visits,
    /// The stages.
    Steps,
    /// The worst rows.
    Findings,
    /// The tokens.
    Tokens,
    /// How the token under the cursor came out that was judged by itself.
    Axes,
    /// The claims of the token under the cursor.
    Claims,
    /// All tokens side by side.
    Beside,
    /// Every row.
    Rows,
    /// The row under the cursor.
    Row,
    /// Every exchange.
    Exchanges,
    /// The exchange under the cursor.
    Message,
}

impl Pane {
    /// How many there are.
    pub const COUNT: usize = 16;

    /// Whether its content can be filtered or searched.
    pub const fn is_filtered(self) -> bool {
        matches!(self, Self::Profiles | Self::Claims | Self::Beside | Self::Rows | Self::Exchanges | Self::Message)
    }

    /// Whether a pane beside it shows what its cursor is on.
    pub const fn leads(self) -> bool {
        matches!(self, Self::Profiles | Self::Tokens | Self::Rows | Self::Exchanges)
    }

    /// Whether it is a text without lines to choose.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Profile | Self::Prompt | Self::Row | Self::Message)
    }
}

/// The bands of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands {
    /// One row.
    pub header: Rect,
    /// One row below it, where there is something to beware of.
    pub banner: Option<Rect>,
    /// The panes.
    pub body: Rect,
    /// One row.
    pub hints: Rect,
    /// Whether only one pane is shown.
    pub folded: bool,
}

/// The bands, unless the screen is too small for any.
pub fn bands(model: &Model, size: Size) -> Option<Bands> {
    if size.width < LEAST.width || size.height < LEAST.height {
        return None;
    }
    let row = |y, height| Rect::new(0, y, size.width, height);
    let banner = u16::from(banner::is_up(model));
    Some(Bands {
        header: row(0, 1),
        banner: (banner > 0).then(|| row(1, 1)),
        body: row(1 + banner, size.height - 2 - banner),
        hints: row(size.height - 1, 1),
        folded: size.width < ROOMY.width || size.height < ROOMY.height,
    })
}

/// Whether a frame stands below another one.
pub fn is_below(model: &Model, frame: Rect) -> bool {
    frame.y > 1 + u16::from(banner::is_up(model))
}

/// The panes that are seen, with their frames.
pub fn panes(model: &Model, size: Size) -> Vec<(Pane, Rect)> {
    let Some(bands) = bands(model, size) else { return Vec::new() };
    if bands.folded || model.zoom {
        return judged(model, model.pane(), bands.body);
    }
    match model.run() {
        None => {
            // Names of profiles are longer than those of stages and tokens.
            let (list, detail) = split(bands.body, list_width(model, bands.body.width));
            vec![(Pane::Profiles, list), (Pane::Profile, detail)]
        }
        Some(screen) => match screen.tab {
            Tab::Flow => flow(model, screen, bands.body),
            Tab::Tokens if screen.compares => vec![(Pane::Beside, bands.body)],
            Tab::Tokens => {
                // Tokens of the front channel say so behind their names.
                let more = match screen.tokens.iter().find(|token| token.front) {
                    Some(_) if screen.tokens.iter().any(|token| !token.is_used()) => 6,
                    Some(_) => 3,
                    None => 0,
                };
                let (list, detail) = split(bands.body, columns(bands.body).0.width + more);
                [vec![(Pane::Tokens, list)], judged(model, Pane::Claims, detail)].concat()
            }
            Tab::Checks => {
                let detail = (bands.body.height / 2).clamp(9, 14);
                let (rows, row) = stacked(bands.body, bands.body.height - detail + 1);
                vec![(Pane::Rows, rows), (Pane::Row, row)]
            }
            Tab::Wire => beside(bands.body, Pane::Exchanges, Pane::Message),
        },
    }
}

/// The pane; above the claims of a token that was judged by itself, how it came out.
fn judged(model: &Model, pane: Pane, frame: Rect) -> Vec<(Pane, Rect)> {
    let strip = model
        .run()
        .filter(|_| pane == Pane::Claims)
        .map_or(0, |screen| axes::lines(screen, model.privacy, usize::from(frame.width.saturating_sub(4))).len());
    let height = u16::try_from(strip).unwrap_or(u16::MAX).saturating_add(2);
    if strip == 0 || height.saturating_add(LEAST_CLAIMS) > frame.height {
        return vec![(pane, frame)];
    }
    let (upper, lower) = stacked(frame, height);
    vec![(Pane::Axes, upper), (pane, lower)]
}

/// Rows that the claims keep below that, with their frame.
const LEAST_CLAIMS: u16 = 5;

/// Names of profiles with their flows beside them, as far as the screen is wide enough.
fn list_width(model: &Model, width: u16) -> u16 {
    let usual = (width * 36 / 100).clamp(27, 48);
    let most = if width < 100 { usual } else { width * 46 / 100 };
    let need = |entry: &Entry| Piece::new(Role::Text, &entry.name).width() + entry.flow.word().len() + 1;
    let needed = model.profiles.entries.iter().map(need).max().unwrap_or_default() + 4;
    usual.max(u16::try_from(needed).unwrap_or(most).min(most))
}

/// How many lines of a pane fit on the model's own screen.
pub fn rows_of(model: &Model, pane: Pane) -> u16 {
    let found = panes(model, model.size).into_iter().find(|(each, _)| *each == pane);
    found.map_or(1, |(_, frame)| frame.height.saturating_sub(2)).max(1)
}

/// How many columns of a pane there are inside its frame.
pub fn columns_of(model: &Model, pane: Pane) -> u16 {
    let found = panes(model, model.size).into_iter().find(|(each, _)| *each == pane);
    found.map_or(model.size.width, |(_, frame)| frame.width).saturating_sub(4).max(1)
}

/// A narrow pane and a wide one.
fn beside(body: Rect, left: Pane, right: Pane) -> Vec<(Pane, Rect)> {
    let (narrow, wide) = columns(body);
    vec![(left, narrow), (right, wide)]
}

fn flow(model: &Model, screen: &RunScreen, body: Rect) -> Vec<(Pane, Rect)> {
    let (left, right) = columns(body);
    let mut panes = stages(screen, left);
    match screen.run.flow {
        Flow::Code | Flow::Logout => panes.extend(front_channel(model, screen, right)),
        Flow::Ciba => panes.extend(backchannel(model, screen, right)),
        Flow::Device => {
            let (prompt, polls) = stacked(right, prompt_height(model, screen, right));
            panes.extend([(Pane::Prompt, prompt), (Pane::Polls, polls)]);
        }
        // Nobody is awaited, and nothing is polled: what came has all the room.
        _ => panes.push((Pane::Prompt, right)),
    }
    panes
}

/// What to compare, what happened, and the request; where there is no room for all, the request takes the place of
/// what happened while it has the keys.
fn backchannel(model: &Model, screen: &RunScreen, right: Rect) -> Vec<(Pane, Rect)> {
    let most = right.height.saturating_sub(LEAST_VISITS);
    let (prompt, below) = stacked(right, backchannel_height(model, screen, (right.width, most)).min(most));
    if below.height < 2 * LEAST_REQUEST + 2 {
        let lower = if screen.pane() == Pane::Parameters { Pane::Parameters } else { Pane::Polls };
        return vec![(Pane::Prompt, prompt), (lower, below)];
    }
    let (polls, request) = stacked(below, below.height / 2);
    vec![(Pane::Prompt, prompt), (Pane::Polls, polls), (Pane::Parameters, request)]
}

/// As high as its text, or as the QR code beside it.
fn backchannel_height(model: &Model, screen: &RunScreen, (width, most): (u16, u16)) -> u16 {
    let inside = Size::new(width.saturating_sub(4), most.saturating_sub(2));
    let (picture, lines) = qr_room::pane(model, screen, inside);
    let text = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2);
    picture.map_or(text, |picture| text.max(picture.size().height + 2))
}

fn stages(screen: &RunScreen, left: Rect) -> Vec<(Pane, Rect)> {
    let steps = u16::try_from(screen.steps().len()).unwrap_or(u16::MAX).saturating_add(2).min(left.height / 2);
    let (steps, findings) = stacked(left, steps);
    vec![(Pane::Steps, steps), (Pane::Findings, findings)]
}

/// What to do, the request, and the visitors, one below the other; the first is as high as it must be.
fn front_channel(model: &Model, screen: &RunScreen, right: Rect) -> Vec<(Pane, Rect)> {
    // At least a few lines each; what is left goes to the request, which is the longest. What is to be done is read
    // by scrolling where it is long.
    let request = if screen.awaited().is_some() { LEAST_REQUEST + 3 } else { LEAST_REQUEST };
    let most = right.height.saturating_sub(request + LEAST_VISITS - 2);
    let text = prompt::lines(model.sight(screen, usize::from(right.width.saturating_sub(4))), None).len();
    let text = u16::try_from(text).unwrap_or(u16::MAX).saturating_add(2);
    let room = right.height.saturating_sub(SPARE + LEAST_VISITS);
    let qr = screen.qr.as_ref().filter(|_| screen.awaited().is_some());
    let qr = qr.and_then(|qr| beside_text(qr, right.width, room.min(most)));
    // A line more than the text, where a line about the QR code will stand.
    let missing = u16::from(qr.is_none() && qr_room::hint(model, screen).is_some());
    let (prompt, below) = stacked(right, qr.map_or(text + missing, |height| height.max(text)).min(most));
    let third = (below.height / 3).clamp(LEAST_VISITS, 12);
    // Nobody comes any more: what the visitors do not need is the request's.
    let came = u16::try_from(screen.run.visits.len()).unwrap_or(u16::MAX).saturating_add(2);
    let visits = if screen.is_live() { third } else { third.min(came).max(LEAST_VISITS - 1) };
    let (parameters, visits) = stacked(below, (below.height + 1).saturating_sub(visits));
    vec![(Pane::Prompt, prompt), (Pane::Parameters, parameters), (Pane::Visits, visits)]
}

/// Rows that the request has at least, with its frame.
const LEAST_REQUEST: u16 = 5;

/// Rows that the visitors have at least, with their frame.
const LEAST_VISITS: u16 = 4;

/// Rows that the request keeps below a QR code.
const SPARE: u16 = 10;

/// As high as its text, or as its QR code where that fits above a few polls.
fn prompt_height(model: &Model, screen: &RunScreen, right: Rect) -> u16 {
    const POLLS: u16 = 5;
    const TEXT: u16 = 20;
    let most = right.height.saturating_sub(POLLS);
    if !screen.is_live() {
        let told = prompt::lines(model.sight(screen, usize::from(right.width.saturating_sub(4))), None);
        return u16::try_from(told.len()).unwrap_or(u16::MAX).saturating_add(3).min(most);
    }
    let qr = screen.qr.as_ref().filter(|_| screen.is_live()).and_then(|qr| beside_text(qr, right.width, most));
    qr.map_or(TEXT, |height| TEXT.max(height)).min(most)
}

/// The height of a frame that holds the QR code beside the text, if `most` rows and these columns allow one.
fn beside_text(qr: &Qr, columns: u16, most: u16) -> Option<u16> {
    let fitting = qr.fitting(columns.saturating_sub(PROMPT_TEXT + 4), most.saturating_sub(2))?;
    Some(fitting.size().height + 2)
}

/// Columns that the text beside a QR code needs.
pub const PROMPT_TEXT: u16 = 42;

fn columns(body: Rect) -> (Rect, Rect) {
    split(body, (body.width * 26 / 100).clamp(27, 38))
}

fn split(body: Rect, narrow: u16) -> (Rect, Rect) {
    let left = Rect { width: narrow, ..body };
    (left, Rect { x: body.x + narrow, width: body.width - narrow, ..body })
}

/// The upper part of that height and the lower one; they share one row.
fn stacked(area: Rect, height: u16) -> (Rect, Rect) {
    let height = height.min(area.height);
    let upper = Rect { height, ..area };
    let y = area.y + height.saturating_sub(1);
    (upper, Rect { y, height: area.bottom().saturating_sub(y), ..area })
}
