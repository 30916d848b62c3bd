//! What can be copied, and where Enter leads from the line under the cursor.

use super::claims;
use super::layout::Pane;
use super::model::{Model, Privacy};
use super::screen::{RunScreen, Tab, eyes};
use super::text::Piece;
use crate::explain;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::Purpose;
use crate::record::{Row, report};

/// A thing to copy. Its text is made when it is wanted: a report takes longer than a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Thing {
    /// The user code.
    Code,
    /// The verification address.
    Address,
    /// The address that holds the code.
    Complete,
    /// A token, by its place in the list.
    Token(usize),
    /// The claims of a token.
    Claims(usize),
    /// The claim under the cursor.
    Claim,
    /// A row, by its place in the run.
    Row(usize),
    /// The address of the exchange under the cursor.
    Url,
    /// The exchange as it stands on the screen.
    Message,
    /// The report, masked.
    Report,
}

impl Thing {
    /// What it is.
    pub fn what(self, screen: &RunScreen) -> String {
        let token = |at: usize| screen.tokens.get(at).map_or("token", |token| token.name);
        match self {
            Self::Code => "the user code".to_owned(),
            Self::Address | Self::Url => "the address".to_owned(),
            Self::Complete => "the complete address".to_owned(),
            Self::Token(at) => format!("the {}", token(at)),
            Self::Claims(at) => format!("the claims of {}", token(at)),
            Self::Claim => "the claim".to_owned(),
            Self::Row(_) => "the row".to_owned(),
            Self::Message => "the exchange".to_owned(),
            Self::Report => "the report, masked".to_owned(),
        }
    }

    /// Its text.
    pub fn text(self, screen: &RunScreen) -> Option<String> {
        let codes = screen.run.prompt.as_ref().map(|prompt| &prompt.authorization);
        match self {
            Self::Code => codes.map(|codes| codes.user_code.clone()),
            Self::Address => codes?.verification_uri.as_ref().map(|uri| uri.text.clone()),
            Self::Complete => codes?.verification_uri_complete.as_ref().map(|uri| uri.text.clone()),
            Self::Token(at) => screen.tokens.get(at)?.text.as_ref().map(|text| text.reveal().to_owned()),
            Self::Claims(at) => screen.tokens.get(at)?.claims.as_ref().map(crate::protocol::json::Json::pretty),
            Self::Claim => claim(screen),
            Self::Row(at) => screen.run.checks.get(at).map(|row| row_text(row, screen)),
            Self::Url => screen.exchange().map(|exchange| exchange.request.url.to_string()),
            Self::Message => Some(document(screen)),
            Self::Report => Some(report_text(screen)),
        }
    }
}

/// What `y` copies: the thing under the cursor.
pub fn current(model: &Model) -> Option<Thing> {
    let screen = model.run()?;
    match screen.pane() {
        Pane::Tokens => token(screen),
        Pane::Claims if screen.raw => token(screen),
        Pane::Claims => screen.claim().map(|_| Thing::Claim),
        Pane::Rows | Pane::Row => screen.row_index().map(Thing::Row),
        Pane::Findings => screen.worst.get(screen.cursor(Pane::Findings).at).copied().map(Thing::Row),
        Pane::Exchanges => screen.exchange().map(|_| Thing::Url),
        Pane::Message => screen.exchange().map(|_| Thing::Message),
        _ => (screen.is_live() && screen.run.prompt.is_some()).then_some(Thing::Code),
    }
}

/// What the copy menu offers.
pub fn items(model: &Model) -> Vec<Thing> {
    let Some(screen) = model.run() else { return Vec::new() };
    let mut items = Vec::new();
    if let Some(prompt) = &screen.run.prompt {
        let codes = &prompt.authorization;
        items.push(Thing::Code);
        items.extend(codes.verification_uri.as_ref().map(|_| Thing::Address));
        items.extend(codes.verification_uri_complete.as_ref().map(|_| Thing::Complete));
    }
    for (at, token) in screen.tokens.iter().enumerate() {
        items.extend(token.text.as_ref().map(|_| Thing::Token(at)));
        items.extend(token.claims.as_ref().map(|_| Thing::Claims(at)));
    }
    if !screen.is_live() {
        items.push(Thing::Report);
    }
    items
}

fn token(screen: &RunScreen) -> Option<Thing> {
    let at = screen.token_index()?;
    Some(if screen.tokens[at].text.is_some() { Thing::Token(at) } else { Thing::Claims(at) })
}

/// A claim whole and as it came, not as its row shows it.
fn claim(screen: &RunScreen) -> Option<String> {
    let (row, token) = (screen.claim()?, screen.token()?);
    let (part, path) = match row.path.strip_prefix("header:") {
        Some(path) => (token.header.as_ref()?, path),
        None => (token.claims.as_ref()?, row.path.as_str()),
    };
    let value = claims::at(part, path)?;
    Some(value.as_str().map_or_else(|| value.pretty(), str::to_owned))
}

fn row_text(row: &Row, screen: &RunScreen) -> String {
    let finding = &row.finding;
    let (check, spec) = (finding.check, finding.check.spec);
    let text = format!(
        "{} {}: {}\nexpected: {}\nobserved: {}\n{} {}\n",
        finding.verdict.word().to_uppercase(),
        check.id,
        check.title,
        finding.expected,
        finding.observed,
        spec.clause,
        spec.url
    );
    eyes(&screen.run, Privacy::Secrets).text(&text)
}

fn document(screen: &RunScreen) -> String {
    let line = |pieces: &Vec<Piece>| pieces.iter().map(Piece::text).collect::<String>() + "\n";
    screen.document.lines.iter().map(line).collect()
}

fn report_text(screen: &RunScreen) -> String {
    let run = &screen.run;
    report::document(run, &explain::wording(run), false).pretty()
}

/// A tab, a pane in it, and a line there.
pub type Target = (Tab, Pane, usize);

/// The exchange behind the end of a run: that of its worst row, or its last one.
pub fn cause(model: &Model) -> Option<Target> {
    let screen = model.run().filter(|screen| !screen.is_live())?;
    let rows = screen.worst.iter().map(|at| &screen.run.checks[*at]);
    let worst = rows.take_while(|row| row.finding.verdict <= Verdict::Warn).find_map(|row| row.exchange);
    let poll = screen.run.polls.last().map(|poll| poll.exchange);
    worst.or(poll).or(screen.run.exchanges.len().checked_sub(1).map(|last| last + 1)).map(wire)
}

/// Where Enter leads.
pub fn target(model: &Model) -> Option<Target> {
    let screen = model.run()?;
    match screen.pane() {
        Pane::Rows | Pane::Row => screen.row()?.exchange.map(wire),
        Pane::Findings => {
            let at = screen.cursor(Pane::Findings).at.min(screen.worst.len().checked_sub(1)?);
            Some((Tab::Checks, Pane::Rows, at))
        }
        Pane::Polls => {
            let newest = screen.run.polls.len().checked_sub(1)?;
            let at = newest - screen.cursor(Pane::Polls).at.min(newest);
            Some(wire(screen.run.polls[at].exchange))
        }
        Pane::Steps => step(screen),
        _ => None,
    }
}

fn wire(exchange: usize) -> Target {
    (Tab::Wire, Pane::Exchanges, exchange.saturating_sub(1))
}

fn step(screen: &RunScreen) -> Option<Target> {
    let steps = screen.run.steps();
    let purpose = match steps.get(screen.cursor(Pane::Steps).at)?.name {
        "discovery" => Purpose::Discovery,
        "keys" => Purpose::Jwks,
        "device request" => Purpose::DeviceAuthorization,
        "userinfo" => Purpose::Userinfo,
        "tokens" => return (!screen.tokens.is_empty()).then_some((Tab::Tokens, Pane::Tokens, 0)),
        _ => Purpose::Poll,
    };
    screen.run.exchanges.iter().rposition(|exchange| exchange.request.purpose == purpose).map(|at| wire(at + 1))
}
