//! One exchange as a text: what was sent, what came, over which connection, and the rows about it.

mod connection;
pub mod sent;

use super::again;
use super::marks;
use super::model::Privacy;
use super::pretty::Look;
use super::screen::eyes;
use super::text::{Piece, Pieces, theirs};
use super::theme::Role;
use super::words;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::{BodyEnd, Request, Response, TransportError, Value};
use crate::protocol::json;
use crate::protocol::peer::Peer;
use crate::record::{End, Exchange, Run};

/// Of a body, so much is searched at each key.
const SEARCHED: usize = 64 << 10;

/// Whether `needle` (in lower case) stands in what the list shows of an exchange, or in its answer.
pub fn matches(exchange: &Exchange, needle: &str) -> bool {
    let request = &exchange.request;
    let line = format!("{} {} {} {}", request.purpose.label(), request.method.word(), request.url, status(exchange));
    line.to_lowercase().contains(needle) || answer_has(exchange, needle)
}

fn answer_has(exchange: &Exchange, needle: &str) -> bool {
    let End::Answered(answer) = &exchange.end else { return false };
    let body = String::from_utf8_lossy(&answer.body[..answer.body.len().min(SEARCHED)]);
    let headers = answer.headers.iter().any(|(name, value)| format!("{name}: {value}").to_lowercase().contains(needle));
    headers || body.to_lowercase().contains(needle)
}

/// The status, or what stands in its place.
pub fn status(exchange: &Exchange) -> String {
    match &exchange.end {
        End::Pending => "…".to_owned(),
        End::Answered(response) => response.status.to_string(),
        End::Failed(_) => "none".to_owned(),
    }
}

/// The proxy that an exchange went through, without credentials.
pub fn via(exchange: &Exchange) -> Option<&str> {
    match &exchange.end {
        End::Pending => None,
        End::Answered(response) => response.via.as_deref(),
        End::Failed(error) => error.via.as_deref(),
    }
}

/// The worst verdict about an exchange.
pub fn worst(run: &Run, n: usize) -> Option<Verdict> {
    run.checks.iter().filter(|row| row.exchange == Some(n)).map(|row| row.finding.verdict).min()
}

/// An exchange, line by line.
pub fn lines(exchange: &Exchange, run: &Run, privacy: Privacy) -> Vec<Pieces> {
    let look = Look { eyes: eyes(run, privacy), privacy };
    let mut lines = findings(exchange, run, look);
    if let Some(told) = again::told(run, exchange.n) {
        lines.extend([vec![Piece::new(Role::Active, told)], Vec::new()]);
    }
    request(&exchange.request, look, &mut lines);
    lines.extend(sent::lines(&exchange.request, look));
    lines.push(Vec::new());
    match &exchange.end {
        End::Pending => lines.push(vec![Piece::new(Role::Active, "◐ waiting for the answer")]),
        End::Answered(answer) => response(answer, look, &mut lines),
        End::Failed(error) => failure(error, look, &mut lines),
    }
    lines.extend(peer(exchange).map(|peer| connection::lines(peer, exchange.sent, look.eyes)).into_iter().flatten());
    lines
}

fn peer(exchange: &Exchange) -> Option<&Peer> {
    match &exchange.end {
        End::Pending => None,
        End::Answered(response) => response.peer.as_deref(),
        End::Failed(error) => error.peer.as_deref(),
    }
}

/// The red and amber rows, first: they are what one came for.
fn findings(exchange: &Exchange, run: &Run, look: Look<'_>) -> Vec<Pieces> {
    let mine = run.checks.iter().filter(|row| row.exchange == Some(exchange.n));
    let bad = mine.filter(|row| matches!(row.finding.verdict, Verdict::Fail | Verdict::Warn));
    let mut lines: Vec<Pieces> = bad
        .map(|row| {
            let finding = &row.finding;
            let mut line =
                vec![marks::verdict(finding.verdict), Piece::new(Role::Strong, format!(" {}  ", finding.check.id))];
            line.extend(theirs(Role::Text, &finding.observed, look.eyes));
            line
        })
        .collect();
    if !lines.is_empty() {
        lines.push(Vec::new());
    }
    lines
}

fn request(request: &Request, look: Look<'_>, lines: &mut Vec<Pieces>) {
    let mut first = vec![Piece::new(Role::Strong, format!("→ {} ", request.method.word()))];
    first.extend(theirs(Role::Link, request.url.as_str(), look.eyes));
    lines.push(first);
    lines.extend(request.headers.iter().map(|(name, value)| field(name, ": ", secret_or(value, look))));
    if !request.form.is_empty() {
        lines.push(Vec::new());
        lines.extend(request.form.iter().map(|(name, value)| field(name, " = ", secret_or(value, look))));
    }
}

fn secret_or(value: &Value, look: Look<'_>) -> Pieces {
    match value {
        Value::Secret(..) if !look.eyes.reveal => vec![Piece::new(Role::Masked, look.eyes.value(value))],
        value => theirs(Role::String, value.reveal(), look.eyes),
    }
}

fn field(name: &str, between: &str, value: Pieces) -> Pieces {
    let mut line = vec![Piece::gap(2), Piece::new(Role::Name, name), Piece::new(Role::Dim, between)];
    line.extend(value);
    line
}

fn response(response: &Response, look: Look<'_>, lines: &mut Vec<Pieces>) {
    let size = format!("  {}  {}", response.version, words::bytes(response.body.len()));
    let mut first = vec![Piece::new(Role::Strong, format!("← {}", response.status)), Piece::new(Role::Dim, size)];
    first.extend(response.remote.map(|remote| Piece::new(Role::Dim, format!("  from {remote}"))));
    lines.push(first);
    lines.extend(connection::via(response.via.as_deref(), look.eyes));
    lines.extend(response.peer.as_deref().map(connection::summary));
    lines.push(connection::phases(&response.timings, response.peer.is_some()));
    for (name, value) in &response.headers {
        lines.push(field(name, ": ", theirs(Role::String, &look.eyes.header(name, value), look.eyes)));
    }
    lines.push(Vec::new());
    body(response, look, lines);
    if let Some(cut) = cut(response) {
        lines.push(vec![Piece::new(Role::Warn, format!("! {cut}"))]);
    }
}

fn body(response: &Response, look: Look<'_>, lines: &mut Vec<Pieces>) {
    if response.body.is_empty() {
        lines.push(vec![Piece::new(Role::Dim, "no body")]);
    } else if let Ok(parsed) = json::parse(&response.body) {
        lines.extend(look.lines(&parsed.value));
    } else {
        let text = look.eyes.text(&String::from_utf8_lossy(&response.body));
        lines.extend(text.lines().map(|line| theirs(Role::String, line, look.eyes)));
    }
}

fn cut(response: &Response) -> Option<String> {
    match response.end {
        BodyEnd::Whole => None,
        BodyEnd::OverLimit(limit) => Some(format!("reading stopped at the limit of {}", words::bytes(limit))),
        BodyEnd::Shed(all) => Some(format!("the beginning of {}; the rest was let go", words::bytes(all))),
        BodyEnd::Short(Some(promised)) => Some(format!("the body ended early: {promised} bytes were promised")),
        BodyEnd::Short(None) => Some("the body ended early".to_owned()),
    }
}

fn failure(error: &TransportError, look: Look<'_>, lines: &mut Vec<Pieces>) {
    let phrase = format!("✘ {} ", error.kind.phrase());
    lines.push(vec![
        Piece::new(Role::Fail, phrase),
        Piece::new(Role::Dim, format!("after {}", words::precise(error.after))),
    ]);
    if !error.detail.is_empty() {
        lines.push([vec![Piece::gap(2)], theirs(Role::Text, &error.detail, look.eyes)].concat());
    }
    lines.extend(connection::via(error.via.as_deref(), look.eyes));
}
