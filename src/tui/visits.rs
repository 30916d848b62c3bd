//! Who reached the listener: a line each, and one of them in full.

use super::marks;
use super::model::Privacy;
use super::screen::eyes;
use super::text::{self, Eyes, Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::protocol::authorize;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::listener::{Source, Visit, VisitKind};
use crate::record::{Run, VisitRow};

/// Columns of the labels.
const LABEL: usize = 10;

/// A visit on one line of `room` columns, and what stands at its right.
pub fn line(row: &VisitRow, run: &Run, privacy: Privacy, room: usize) -> (Pieces, Pieces) {
    let role = role(row);
    let eyes = eyes(run, privacy);
    let since = words::brief(row.at.mono.saturating_sub(run.started.mono));
    let way = theirs(role, &way(&row.visit), eyes);
    let column = (room * 3 / 10).clamp(13, 40);
    let way = text::cut(&way, column);
    let gap = column.saturating_sub(text::width(&way)) + 2;
    let mut line = vec![Piece::new(Role::Dim, format!("{:>7}  ", format!("+{since}")))];
    line.extend(way);
    line.push(Piece::gap(gap));
    line.push(mark(row));
    line.extend(told(row, row.visit.phrase(), eyes));
    (line, vec![status(row)])
}

/// A notification on one line beside polls: how long after the request it came, and what it is.
pub fn notification(row: &VisitRow, run: &Run, (privacy, wide): (Privacy, bool)) -> (Pieces, Pieces) {
    let since = run.backchannel.as_ref().map_or(run.started.mono, |asked| asked.authentication.received.mono);
    let since = words::precise(row.at.mono.saturating_sub(since));
    let time = Piece::new(Role::Dim, format!("{:>10}", format!("+{since}")));
    let gap = Piece::new(Role::Dim, if wide { " in all      " } else { "  " });
    let mut line = vec![mark(row), time, gap];
    let phrase = if wide { row.visit.phrase() } else { short(&row.visit) };
    line.extend(told(row, phrase, eyes(run, privacy)));
    (line, vec![status(row)])
}

/// What it is where there is little room, without what the list says already: that it is a notification.
fn short(visit: &Visit) -> &'static str {
    match visit.kind {
        VisitKind::WrongBearer => "wrong bearer token",
        VisitKind::OtherRequest => "another request",
        VisitKind::OtherMode => "another mode",
        VisitKind::PushError => "an error",
        _ => visit.phrase(),
    }
}

/// What it is, and what is wrong with it.
fn told(row: &VisitRow, phrase: &str, eyes: Eyes<'_>) -> Pieces {
    let role = role(row);
    let mut line = vec![Piece::new(role, phrase)];
    let error = || authorize::value(&row.visit.parameters, "error").filter(|_| row.visit.kind == VisitKind::PushError);
    if let Some(more) = row.telling().map(|finding| finding.observed.as_str()).or_else(error) {
        line.push(Piece::new(Role::Dim, ": "));
        line.extend(theirs(if role == Role::Dim { role } else { Role::Text }, more, eyes));
    }
    line
}

fn status(row: &VisitRow) -> Piece {
    Piece::new(Role::Dim, if row.visit.status == 0 { String::new() } else { row.visit.status.to_string() })
}

/// Whether it may be overlooked by nobody: it pretends to be an answer, or it is the provider's and broken.
pub fn is_alarming(row: &VisitRow) -> bool {
    let kind = row.visit.kind;
    let is_broken = || row.telling().is_some_and(|finding| finding.verdict == Verdict::Fail);
    matches!(kind, VisitKind::OtherState | VisitKind::NoState) || is_providers(row) && !kind.is_taken() && is_broken()
}

/// Whether it holds a secret that only the provider and we know.
pub fn is_providers(row: &VisitRow) -> bool {
    row.visit.notice.as_ref().is_some_and(|notice| notice.is_providers)
}

/// How a visit looks: what pretends to be an answer must be seen, what any browser does need not.
fn role(row: &VisitRow) -> Role {
    match row.visit.kind {
        VisitKind::Answer | VisitKind::Ping | VisitKind::Push => Role::Strong,
        VisitKind::PushError => Role::Fail,
        _ if is_alarming(row) => Role::Fail,
        kind if row.visit.is_usual() || kind.is_answer() || is_providers(row) => Role::Text,
        _ => Role::Dim,
    }
}

fn mark(row: &VisitRow) -> Piece {
    match row.visit.kind {
        VisitKind::Answer | VisitKind::Ping | VisitKind::Push => Piece::new(Role::Pass, "✔ "),
        VisitKind::PushError => Piece::new(Role::Fail, "✘ "),
        _ if is_alarming(row) => Piece::new(Role::Fail, "✘ "),
        VisitKind::Repeat | VisitKind::Late => Piece::new(Role::Warn, "! "),
        _ if is_providers(row) && row.telling().is_some() => Piece::new(Role::Warn, "! "),
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
    let mut lines = vec![[vec![mark(row)], vec![Piece::new(Role::Strong, visit.phrase())]].concat()];
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
    let mut findings: Vec<&Finding> = row.findings.iter().collect();
    findings.sort_by_key(|finding| finding.verdict);
    for finding in findings {
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
