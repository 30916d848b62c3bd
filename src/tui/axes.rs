//! The sides of a judged token in a few lines: all signs at a glance, then what is to be said of those that matter.

use super::marks;
use super::model::Privacy;
use super::screen::{RunScreen, eyes};
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use crate::protocol::check::Verdict;
use crate::protocol::inspection::{Axes, Axis};

/// Lines that one side may take.
const MOST: usize = 2;

/// The lines about the token under the cursor; none where it was not judged by itself.
pub fn lines(screen: &RunScreen, privacy: Privacy, width: usize) -> Vec<Pieces> {
    let Some(axes) = screen.token().and_then(|token| token.axes.as_ref()) else { return Vec::new() };
    let named = named(axes);
    let mut signs = Vec::new();
    for (name, axis) in named {
        let (sign, role) = marks::of_verdict(axis.verdict);
        signs.extend([Piece::new(role, sign), Piece::new(role, name), Piece::gap(1)]);
    }
    let mut lines = vec![signs];
    for (name, axis) in named.into_iter().filter(|(name, axis)| matters(name, axis)) {
        let (sign, role) = marks::of_verdict(axis.verdict);
        let mut line = vec![Piece::new(role, sign), Piece::new(Role::Label, format!(" {name:<10}"))];
        line.extend(theirs(Role::Text, &axis.sentence, eyes(&screen.run, privacy)));
        lines.extend(told(&line, width));
    }
    lines
}

/// Wrapped, and what is too long is cut.
fn told(line: &[Piece], width: usize) -> Vec<Pieces> {
    let mut lines = text::wrap(line, width);
    if lines.len() > MOST {
        lines.truncate(MOST);
        if let Some(last) = lines.last_mut() {
            last.push(Piece::new(Role::Dim, " …"));
            *last = text::cut(last, width);
        }
    }
    lines
}

const fn named(axes: &Axes) -> [(&'static str, &Axis); 5] {
    [
        ("form", &axes.form),
        ("signature", &axes.signature),
        ("algorithm", &axes.algorithm),
        ("claims", &axes.claims),
        ("times", &axes.times),
    ]
}

/// What is known of the signature is always said; of the others what is wrong.
fn matters(name: &str, axis: &Axis) -> bool {
    name == "signature" || matches!(axis.verdict, Verdict::Fail | Verdict::Warn)
}
