//! Who reached the listener: a line each, and one of them in full.

use super::marks;
use super::model::Privacy;
use super::screen::eyes;
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::protocol::listener::{Source, Visit, VisitKind};
use crate::record::{Run, VisitRow};

/// Columns of the labels.
const LABEL: usize = 10;

/// A visit on one line of `room` columns, and what stands at its right.
pub fn line(row: &VisitRow, run: &Run, privacy: Privacy, room: usize) -> (Pieces, Pieces) {
    let role = role(&row.visit);
    let eyes = eyes(run, privacy);
    let since = words::brief(row.at.mono.saturating_sub(run.started.mono));
    let way = theirs(role, &way(&row.visit), eyes);
    let column = (room * 3 / 10).clamp(13, 40);
    let way = text::cut(&way, column);
    let gap = column.saturating_sub(text::width(&way)) + 2;
    let mut line = vec![Piece::new(Role::Dim, format!("{:>7}  ", format!("+{since}")))];
    line.extend(way);
    line.push(Piece::gap(gap));
    line.push(mark(row.visit.kind));
    line.push(Piece::new(role, row.visit.phrase()));
    if let Some(first) = row.findings.first() {
        line.push(Piece::new(Role::Dim, ": "));
        line.extend(theirs(Role::Text, &first.observed, eyes));
    }
    let status = if row.visit.status == 0 { String::new() } else { row.visit.status.to_string() };
    (line, vec![Piece::new(Role::Dim, status)])
}

/// How a visit looks: what pretends to be an answer must be seen, what any browser does need not.
fn role(visit: &Visit) -> Role {
    match visit.kind {
        VisitKind::Answer => Role::Strong,
        VisitKind::OtherState | VisitKind::NoState => Role::Fail,
        kind if visit.is_usual() || kind.is_answer() => Role::Text,
        _ => Role::Dim,
    }
}

fn mark(kind: VisitKind) -> Piece {
    match kind {
        VisitKind::Answer => Piece::new(Role::Pass, "✔ "),
        VisitKind::OtherState | VisitKind::NoState => Piece::new(Role::Fail, "✘ "),
        VisitKind::Repeat | VisitKind::Late => Piece::new(Role::Warn, "! "),
        _ => Piece::new(Role::Dim, "· "),
    }
}

/// Which way it came: `GET /callback`, or that somebody pasted it.
fn way(visit: &Visit) -> String {
    match visit.source {
        Source::Pasted => "pasted".to_owned(),
        Source::Listener(_) if visit.method.is_empty() => "no request".to_owned(),
        Source::Listener(_) => format!("{} {}", visit.method, visit.path),
    }
}

/// A visit in full.
pub fn lines(row: &VisitRow, run: &Run, privacy: Privacy) -> Vec<Pieces> {
    let eyes = eyes(run, privacy);
    let field = |name: &str, value: Pieces| [vec![label(name)], value].concat();
    let plain = |text: String| vec![Piece::new(Role::Text, text)];
    let visit = &row.visit;
    let mut lines = vec![[vec![mark(visit.kind)], vec![Piece::new(Role::Strong, visit.phrase())]].concat()];
    lines.push(field("came", plain(format!("+{}", words::precise(row.at.mono.saturating_sub(run.started.mono))))));
    if let Source::Listener(from) = visit.source {
        lines.push(field("from", plain(from.to_string())));
    }
    lines.push(field("asked", theirs(Role::Text, &way(visit), eyes)));
    if visit.status > 0 {
        lines.push(field("answered", plain(visit.status.to_string())));
    }
    if !visit.parameters.is_empty() {
        lines.push(Vec::new());
        lines.push(vec![Piece::new(Role::Label, format!("parameters {}", visit.place.phrase()))]);
    }
    for (name, value) in &visit.parameters {
        let mut line =
            [vec![Piece::gap(2)], theirs(Role::Name, name, eyes), vec![Piece::new(Role::Dim, " = ")]].concat();
        line.extend(theirs(Role::String, &eyes.value(value), eyes));
        lines.push(line);
    }
    for finding in &row.findings {
        lines.push(Vec::new());
        lines.push(vec![marks::verdict(finding.verdict), Piece::new(Role::Strong, format!(" {}", finding.check.id))]);
        lines.push(field("expected", theirs(Role::Text, &finding.expected, eyes)));
        lines.push(field("observed", theirs(Role::Text, &finding.observed, eyes)));
    }
    lines
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}
