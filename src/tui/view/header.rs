//! The first row: what runs, against whom, how the clocks differ, and how far it is.

use ratatui::layout::Rect;
use url::Url;

use super::canvas::Canvas;
use super::layers;
use crate::tui::marks;
use crate::tui::model::{Model, Privacy};
use crate::tui::screen::{RunScreen, eyes};
use crate::tui::text::{Piece, Pieces, theirs, width};
use crate::tui::theme::Role;
use crate::tui::words;

/// Draws the row.
pub fn draw(model: &Model, row: Rect, canvas: &mut Canvas<'_>) {
    let right = right(model);
    let used = canvas.right(Rect { width: row.width.saturating_sub(1), ..row }, &right);
    let room = usize::from(row.width.saturating_sub(used + 2));
    let mut line = vec![Piece::new(Role::Brand, " grantty ")];
    // What does not fit goes, the least important first.
    for part in left(model) {
        if width(&line) + width(&part) <= room {
            line.extend(part);
        }
    }
    canvas.row(Rect { width: row.width.saturating_sub(used + 1), ..row }, &line);
}

fn left(model: &Model) -> Vec<Pieces> {
    let mut parts = Vec::new();
    match model.run() {
        Some(screen) => {
            let run = &screen.run;
            let eyes = eyes(run, model.privacy);
            let mut name = vec![Piece::gap(2)];
            if screen.is_bare_look() {
                name.push(Piece::new(Role::Strong, layers::LOOK));
            } else {
                name.extend(theirs(Role::Strong, &run.profile, eyes));
                name.push(Piece::new(Role::Strong, format!(" ▸ {}", run.flow.word())));
            }
            parts.push(name);
            parts.extend(
                host(run.issuer.as_deref()).map(|host| [vec![Piece::gap(3)], theirs(Role::Dim, &host, eyes)].concat()),
            );
            parts.extend(run.skew.map(|skew| vec![Piece::gap(3), Piece::new(skew_role(skew), words::skew(skew))]));
        }
        None => parts
            .push(vec![Piece::gap(2), Piece::new(Role::Strong, words::count(model.profiles.entries.len(), "profile"))]),
    }
    match model.privacy {
        Privacy::Secrets => {}
        Privacy::Person => parts.push(vec![Piece::gap(3), Piece::new(Role::Masked, "private")]),
        Privacy::Open => parts.push(vec![Piece::gap(3), Piece::new(Role::Warn, "! secrets shown")]),
    }
    parts
}

/// A minute between two clocks is where checks begin to fail.
const fn skew_role(skew: i64) -> Role {
    if skew.unsigned_abs() > 60 { Role::Warn } else { Role::Dim }
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
