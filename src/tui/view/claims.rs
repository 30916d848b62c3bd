//! The second tab: the tokens, and the claims of the one under the cursor.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use super::flow::{Listing, list};
use super::{hints, wire};
use crate::protocol::inspection::Kind;
use crate::protocol::json::Json;
use crate::tui::claims::{self, ClaimRow};
use crate::tui::layout::Pane;
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::outline::WIDEST;
use crate::tui::text::{Piece, Pieces, cut, width};
use crate::tui::theme::Role;
use crate::tui::tokens::{NOT_READABLE, TokenItem};
use crate::tui::words;

/// The tokens at the left.
pub fn tokens(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let panel = Panel::new("Tokens", model.pane() == Pane::Tokens);
    list(Listing { model, pane: Pane::Tokens, frame }, &panel, canvas, |at| {
        let token = &screen.tokens[at];
        (vec![Piece::new(Role::Text, token.label())], vec![life(token, model)])
    });
    if screen.tokens.is_empty() {
        let row = Rect { x: frame.x + 2, y: frame.y + 1, width: frame.width.saturating_sub(4), height: 1 };
        canvas.row(row, &[Piece::new(Role::Dim, if screen.is_live() { "none came yet" } else { "none" })]);
    }
}

/// What is left of a token, or what it is.
fn life(token: &TokenItem, model: &Model) -> Piece {
    match (token.left(model.now), &token.claims) {
        _ if !token.is_used() => Piece::new(Role::Warn, "not used"),
        _ if token.is_spent() => Piece::new(Role::Warn, "spent"),
        (Some(0), _) => Piece::new(Role::Warn, "expired"),
        (Some(left), _) => Piece::new(Role::Strong, words::clock(std::time::Duration::from_secs(left))),
        (None, None) if token.outer.is_some() => Piece::new(Role::Dim, "encrypted"),
        // A signature over something else has no claims, and is whole all the same.
        (None, None) if token.name == Kind::Jws.word() => Piece::new(Role::Dim, "no claims"),
        (None, None) if token.header.is_some() => Piece::new(Role::Warn, NOT_READABLE),
        (None, None) => Piece::new(Role::Dim, "opaque"),
        (None, Some(claims)) => {
            let count = claims.as_object().map_or(0, <[(String, Json)]>::len);
            Piece::new(Role::Dim, words::count(count, "claim"))
        }
    }
}

/// The claims at the right, or the token as it came.
pub fn claims(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let keys = model.pane() == Pane::Claims;
    let Some(token) = screen.token() else {
        let inside = canvas.panel(frame, &Panel::new("Claims", keys));
        let words = if screen.is_live() { "Tokens appear here as soon as they come." } else { "No token came." };
        canvas.text(inside, 0, &[vec![Piece::new(Role::Dim, words)]]);
        return;
    };
    let filter = screen.filter(Pane::Claims).unwrap_or_default();
    let right = if filter.is_empty() { verdict(token) } else { hints::filter(model, filter) };
    let panel = Panel::new(token.label(), keys).right(right);
    if screen.raw {
        wire::document(model, Pane::Claims, frame, &panel, canvas);
    } else if screen.claims.is_empty() {
        let inside = canvas.panel(frame, &panel);
        canvas.text(inside, 0, &opaque(token, filter));
    } else {
        let name = screen.claims.widest().clamp(8, usize::from(frame.width * 3 / 8).clamp(8, WIDEST));
        let room = usize::from(frame.width.saturating_sub(6));
        list(Listing { model, pane: Pane::Claims, frame }, &panel, canvas, |at| {
            claim(&claims::row(token, &screen.run, (&screen.claims, at), model.privacy), model, (name, room))
        });
    }
}

fn verdict(token: &TokenItem) -> Pieces {
    let is = |words: &str| token.verdict.starts_with(words);
    let role = if is("verified") {
        Role::Pass
    } else if is("bad") || is("refused") || is("wrong key") {
        Role::Fail
    } else if is("key not found") || is("ambiguous") || !token.is_used() {
        Role::Warn
    } else {
        Role::Dim
    };
    vec![Piece::new(role, &token.verdict)]
}

fn opaque(token: &TokenItem, filter: &str) -> Vec<Pieces> {
    let line = |words: String| vec![Piece::new(Role::Dim, words)];
    match &token.text {
        _ if !filter.is_empty() => vec![line("No claim matches the filter.".to_owned())],
        Some(text) => vec![
            vec![Piece::new(Role::Text, "An opaque token: it means something to the provider only.")],
            Vec::new(),
            line(crate::record::mask::summary(text)),
        ],
        None => vec![line("No claims.".to_owned())],
    }
}

/// Name, value, meaning; the verdict at the right.
fn claim(row: &ClaimRow, model: &Model, (name_width, room): (usize, usize)) -> (Pieces, Pieces) {
    if row.name.first().is_some_and(|piece| piece.role() == Role::Title) {
        return ([vec![Piece::gap(1)], row.name.clone()].concat(), Vec::new());
    }
    let fold = match row.fold {
        Some(true) => "-",
        Some(false) => "+",
        None => " ",
    };
    let mut name = vec![Piece::gap(2 * row.depth), Piece::new(Role::Dim, fold)];
    name.extend(row.name.iter().cloned());
    let mut line = cut(&name, name_width);
    line.push(Piece::gap(name_width.saturating_sub(width(&line)) + 1));
    let free = room.saturating_sub(name_width + 1);
    let column = (free * 3 / 10).clamp(10, 26).max(width(&row.value)).min(free);
    let words = meaning(row, model, free.saturating_sub(column + 2));
    let value = cut(&row.value, column);
    let gap = column.saturating_sub(width(&value));
    line.extend(value);
    line.push(Piece::gap(gap + 2));
    line.push(Piece::new(Role::Dim, words));
    (line, row.verdict.map(marks::verdict).into_iter().collect())
}

/// What a claim means, as long as it can be said in that many columns; the value comes first.
fn meaning(row: &ClaimRow, model: &Model, room: usize) -> String {
    let Some(moment) = row.moment else {
        return if room < row.about.len().min(8) { String::new() } else { row.about.to_owned() };
    };
    let relative = words::relative(moment, model.now);
    let Some(date) = words::date(moment, model.zone.as_ref()) else { return "no calendar has this moment".to_owned() };
    let both = format!("{date}  {relative}");
    if both.len() <= room { both } else { relative }
}
