//! All tokens side by side.

use ratatui::layout::Rect;

use super::canvas::{Canvas, Panel};
use super::flow::{Listing, list};
use super::hints;
use crate::tui::beside::{Line, NAME, Relation, WORD};
use crate::tui::claims;
use crate::tui::layout::Pane;
use crate::tui::model::Model;
use crate::tui::outline::{Part, Place};
use crate::tui::pretty::{Look, head};
use crate::tui::screen::{RunScreen, eyes};
use crate::tui::text::{Piece, Pieces, cut, theirs, width};
use crate::tui::theme::Role;
use crate::tui::tokens::TokenItem;
use crate::tui::words;

/// Columns of the names of tokens, where each value has its own line.
const TOKENS: usize = 22;

/// Draws them, the names of the tokens above their columns.
pub fn draw(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let Some(screen) = model.run() else { return };
    let beside = &screen.beside;
    let filter = screen.filter(Pane::Beside).unwrap_or_default();
    let conflicts = match beside.conflicts {
        0 => vec![Piece::new(Role::Pass, "no conflicts")],
        count => vec![Piece::new(Role::Warn, format!("≠ {}", words::count(count, "conflict")))],
    };
    let right = if filter.is_empty() { conflicts } else { hints::filter(model, filter) };
    let mut panel = Panel::new("Side by side", model.pane() == Pane::Beside).right(right);
    panel.title.extend(heads(screen, usize::from(frame.width)));
    let room = usize::from(frame.width.saturating_sub(4));
    let painter =
        Painter { screen, look: Look { eyes: eyes(&screen.run, model.privacy), privacy: model.privacy }, room };
    list(Listing { model, pane: Pane::Beside, frame }, &panel, canvas, |at| painter.line(&beside.lines[at]));
}

/// The names of the tokens, each above its column where they have columns.
fn heads(screen: &RunScreen, room: usize) -> Pieces {
    let names = screen.beside.columns.iter().filter_map(|at| screen.tokens.get(*at)).map(TokenItem::label);
    let Some(column) = screen.beside.wide else {
        let names: Vec<String> = names.collect();
        return vec![Piece::new(Role::Dim, format!("  {}", names.join("  ")))];
    };
    let mut line = vec![Piece::gap(NAME.saturating_sub("Side by side".len()))];
    for (n, name) in names.enumerate() {
        if n > 0 {
            line.push(Piece::gap(column.saturating_sub(width(&line[line.len() - 1..]))));
        }
        line.extend(cut(&[Piece::new(Role::Strong, name)], column.saturating_sub(1)));
    }
    cut(&line, room.saturating_sub(WORD))
}

struct Painter<'a> {
    screen: &'a RunScreen,
    look: Look<'a>,
    room: usize,
}

impl Painter<'_> {
    fn line(&self, line: &Line) -> (Pieces, Pieces) {
        match line {
            Line::Told(pieces) => (pieces.clone(), Vec::new()),
            Line::Row(claim) => {
                let mut left = Vec::new();
                for (column, at) in claim.cells.iter().enumerate() {
                    if let (Some(at), true) = (at, left.is_empty()) {
                        left = self.name(column, *at, Some(claim.relation));
                    }
                }
                let each = self.screen.beside.wide.unwrap_or(self.room);
                for (column, at) in claim.cells.iter().enumerate() {
                    let value = at.map_or_else(|| vec![Piece::new(Role::Dim, "·")], |at| self.value(column, at));
                    left.extend(padded(&value, each));
                }
                (left, word(claim.relation))
            }
            Line::Value { columns, at, relation } => {
                let column = columns.first().copied().unwrap_or_default();
                let mut left = self.name(column, *at, *relation);
                left.extend(padded(&[Piece::new(Role::Dim, self.names(columns))], TOKENS));
                left.extend(self.value(column, *at));
                (left, relation.map(word).unwrap_or_default())
            }
        }
    }

    /// The sign and the name; blanks where the line above has them.
    fn name(&self, column: usize, at: u32, relation: Option<Relation>) -> Pieces {
        let Some(relation) = relation else { return vec![Piece::gap(NAME)] };
        let (sign, _, role) = relation.mark();
        let name = self.find(column, at).map(|(name, _)| theirs(Role::Name, &head(&name, NAME), self.look.eyes));
        let sign = vec![Piece::new(role, sign), Piece::gap(1)];
        padded(&[sign, name.unwrap_or_default()].concat(), NAME)
    }

    fn value(&self, column: usize, at: u32) -> Pieces {
        let Some((name, value)) = self.find(column, at) else { return Vec::new() };
        claims::value(&name, value, None, self.look)
    }

    fn find(&self, column: usize, at: u32) -> Option<(std::borrow::Cow<'_, str>, &crate::protocol::json::Json)> {
        let token = self.screen.tokens.get(*self.screen.beside.columns.get(column)?)?;
        Place { part: Part::Claims, steps: vec![at] }.find(token)
    }

    fn names(&self, columns: &[usize]) -> String {
        let all = &self.screen.beside.columns;
        if columns.len() > 1 && columns.len() == all.len() {
            return "all".to_owned();
        }
        let label = |column: &usize| Some(self.screen.tokens.get(*all.get(*column)?)?.label());
        columns.iter().filter_map(label).collect::<Vec<_>>().join("+")
    }
}

fn word(relation: Relation) -> Pieces {
    let (_, word, role) = relation.mark();
    if word.is_empty() { Vec::new() } else { vec![Piece::new(role, word)] }
}

/// A text in a column, with a blank behind it.
fn padded(pieces: &[Piece], column: usize) -> Pieces {
    let mut line = cut(pieces, column.saturating_sub(1));
    line.push(Piece::gap(column.saturating_sub(width(&line))));
    line
}
