//! The first row: what runs, against whom, how the clocks differ, and how far it is.

use ratatui::layout::Rect;
use url::Url;

use super::canvas::Canvas;
use super::layers;
use crate::protocol::clock::TOLERANCE;
use crate::record::Skew;
use crate::tui::marks;
use crate::tui::model::{Model, Privacy};
use crate::tui::screen::{RunScreen, eyes};
use crate::tui::text::{Eyes, Piece, Pieces, theirs, width};
use crate::tui::theme::Role;
use crate::tui::{wire, words};

/// A part of the left side: forms of it, the longest first, and how soon it goes where room is short.
struct Part {
    forms: Vec<Pieces>,
    goes: u8,
}

impl Part {
    fn new(goes: u8, gap: usize, forms: impl IntoIterator<Item = Pieces>) -> Self {
        let forms = forms.into_iter().map(|form| [vec![Piece::gap(gap)], form].concat()).collect();
        Self { forms, goes }
    }
}

/// Draws the row.
pub fn draw(model: &Model, row: Rect, canvas: &mut Canvas<'_>) {
    let right = right(model);
    let used = canvas.right(Rect { width: row.width.saturating_sub(1), ..row }, &right);
    let brand = Piece::new(Role::Brand, " grantty ");
    let room = usize::from(row.width.saturating_sub(used + 2)).saturating_sub(brand.width());
    let line = [vec![brand], fitting(&left(model), room)].concat();
    canvas.row(Rect { width: row.width.saturating_sub(used + 1), ..row }, &line);
}

/// What fits of the parts, in their order: the most important has its choice first.
fn fitting(parts: &[Part], mut room: usize) -> Pieces {
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|at| parts[*at].goes);
    let mut chosen: Vec<&[Piece]> = vec![&[]; parts.len()];
    for at in order {
        if let Some(form) = parts[at].forms.iter().find(|form| width(form) <= room) {
            room -= width(form);
            chosen[at] = form;
        }
    }
    chosen.concat()
}

fn left(model: &Model) -> Vec<Part> {
    let mut parts = model.run().map_or_else(|| in_list(model), |screen| in_run(screen, model));
    match model.privacy {
        Privacy::Secrets => {}
        Privacy::Person => parts.push(Part::new(1, 3, [vec![Piece::new(Role::Masked, "private")]])),
        Privacy::Open => parts.push(Part::new(1, 3, [vec![Piece::new(Role::Warn, "! secrets shown")]])),
    }
    parts
}

fn in_list(model: &Model) -> Vec<Part> {
    let count = words::count(model.profiles.entries.len(), "profile");
    vec![Part::new(0, 2, [vec![Piece::new(Role::Strong, count)]])]
}

fn in_run(screen: &RunScreen, model: &Model) -> Vec<Part> {
    let run = &screen.run;
    let eyes = eyes(run, model.privacy);
    let name = if screen.is_bare_look() {
        vec![Piece::new(Role::Strong, layers::LOOK)]
    } else {
        let flow = Piece::new(Role::Strong, format!(" ▸ {}", run.flow.word()));
        [theirs(Role::Strong, &run.profile, eyes), vec![flow]].concat()
    };
    let mut parts = vec![Part::new(0, 2, [name]), Part::new(3, 3, provider(screen, eyes))];
    parts.extend(run.skew(model.now).map(clock));
    parts
}

/// Against whom, and through whom the newest request went.
fn provider(screen: &RunScreen, eyes: Eyes<'_>) -> Vec<Pieces> {
    let host = host(screen.run.issuer.as_deref()).map(|host| theirs(Role::Dim, &host, eyes)).unwrap_or_default();
    let via =
        |proxy: &str| [host.clone(), vec![Piece::new(Role::Dim, " via ")], theirs(Role::Text, proxy, eyes)].concat();
    // Where it is from stands with each exchange.
    let proxy = screen.run.exchanges.iter().rev().find_map(wire::via);
    let long = proxy.map(|proxy| via(proxy.split(' ').next().unwrap_or_default()));
    let forms = long.into_iter().chain(proxy.map(|_| via("a proxy"))).chain([host.clone()]);
    forms.filter(|form| !form.is_empty()).collect()
}

/// How far the provider's clock is from ours. Less than three answers are a guess.
fn clock(skew: Skew) -> Part {
    let told = words::skew(skew.ahead, skew.is_estimate());
    // Within a tolerance no judgement turns on it.
    if skew.ahead.unsigned_abs() > TOLERANCE {
        return Part::new(2, 3, [vec![Piece::new(Role::Warn, format!("! {told}"))]]);
    }
    Part::new(4, 3, [vec![Piece::new(Role::Dim, told)]])
}

fn host(issuer: Option<&str>) -> Option<String> {
    let url = Url::parse(issuer?).ok()?;
    let host = url.host_str()?.to_owned();
    Some(url.port().map_or(host.clone(), |port| format!("{host}:{port}")))
}

fn right(model: &Model) -> Pieces {
    let live = model.live_runs().count();
    let others = live - usize::from(model.run().is_some_and(RunScreen::is_live));
    let mut pieces = model.run().map(|screen| state(screen, model)).unwrap_or_default();
    if others > 0 {
        let words = if model.run().is_some() {
            format!("+{others} live   ")
        } else {
            format!("◐ {}", words::count(others, "run"))
        };
        pieces.insert(0, Piece::new(Role::Active, words));
    }
    pieces
}

/// How far a run is: a sign, a word, and the time that counts.
pub fn state(screen: &RunScreen, model: &Model) -> Pieces {
    let run = &screen.run;
    if let Some(outcome) = &run.outcome {
        let mark = marks::outcome(outcome, run.counts().fail > 0);
        let role = mark.role();
        let left = screen.tokens.iter().find_map(|token| token.left(model.now)).filter(|left| *left > 0);
        let left = left.map(|left| format!("  {}", words::clock(std::time::Duration::from_secs(left))));
        return vec![
            mark,
            Piece::new(role, format!(" {}", outcome.kind())),
            Piece::new(Role::Strong, left.unwrap_or_default()),
        ];
    }
    if run.asked.is_some() {
        return vec![Piece::new(Role::Warn, "! asks you")];
    }
    match screen.deadline().filter(|_| run.tokens.is_none()) {
        Some(deadline) => {
            let left = words::clock(deadline.saturating_sub(model.now.mono));
            vec![Piece::new(Role::Active, "◐ waiting "), Piece::new(Role::Strong, left)]
        }
        None => vec![Piece::new(Role::Active, "◐ running")],
    }
}
