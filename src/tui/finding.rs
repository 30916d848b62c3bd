//! One row of the checks in full: what was expected, what came, why it matters, whose it is, and where to read it.

use super::marks;
use super::model::Privacy;
use super::screen::{RunScreen, eyes};
use super::text::{Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::explain;
use crate::protocol::check::{self, Verdict};
use crate::record::Row;

/// Columns of the labels.
const LABEL: usize = 11;

/// A row, line by line.
pub fn lines(row: &Row, screen: &RunScreen, privacy: Privacy) -> Vec<Pieces> {
    let eyes = eyes(&screen.run, privacy);
    let finding = &row.finding;
    let mut lines = vec![heading(row)];
    let mut field = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push([vec![label(name)], theirs(Role::Text, text, eyes)].concat());
        }
    };
    if finding.verdict == Verdict::Skip {
        field("not judged", &finding.observed);
    } else {
        field("expected", &finding.expected);
        field("observed", &finding.observed);
    }
    if matches!(finding.verdict, Verdict::Fail | Verdict::Warn) {
        let parts = single(&finding.expected) && single(&finding.observed);
        let parts = parts.then(|| check::difference(&finding.expected, &finding.observed)).flatten();
        field("difference", parts.as_deref().unwrap_or_default());
    }
    if let Some(told) = explain::row(&screen.run, row) {
        field("why", &told.why);
        field("whose", told.whose);
        let next = words::next_step(&told.next, screen.profile.source.path().is_some());
        field("next", &if row.exchange.is_some() { next } else { words::without_exchange(&next) });
    }
    let spec = finding.check.spec;
    lines.push(vec![
        label("clause"),
        Piece::new(Role::Text, format!("{}  ", spec.clause)),
        Piece::new(Role::Link, spec.url),
    ]);
    lines
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}

fn heading(row: &Row) -> Pieces {
    let check = row.finding.check;
    let mut line = vec![
        marks::verdict(row.finding.verdict),
        Piece::new(Role::Strong, format!(" {}", check.id)),
        Piece::new(Role::Dim, format!("   {}", check.level.word())),
    ];
    if check.stop {
        line.push(Piece::new(Role::Dim, "   stops a run"));
    }
    if let Some(n) = row.exchange {
        line.push(Piece::new(Role::Dim, format!("   exchange {n}")));
    }
    line
}

/// Two values can be compared character by character; two sentences cannot.
fn single(text: &str) -> bool {
    !text.is_empty() && !text.contains(' ')
}
