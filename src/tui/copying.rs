//! What can be copied, and where Enter leads from the line under the cursor.

use super::layout::Pane;
use super::model::Model;
use super::screen::{RunScreen, Tab, eyes};
use super::text::Piece;
use crate::explain;
use crate::protocol::exchange::Purpose;
use crate::record::{Row, Wording, report};

/// A thing to copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyItem {
    /// What it is.
    pub what: &'static str,
    /// Its text.
    pub text: String,
}

impl CopyItem {
    fn new(what: &'static str, text: impl Into<String>) -> Self {
        Self { what, text: text.into() }
    }
}

/// What `y` copies: the thing under the cursor.
pub fn current(model: &Model) -> Option<CopyItem> {
    let screen = model.run()?;
    match screen.pane() {
        Pane::Tokens => token(screen),
        Pane::Claims if screen.raw => token(screen),
        Pane::Claims => claim(screen),
        Pane::Rows | Pane::Row => screen.row().map(|row| CopyItem::new("the row", row_text(row, screen))),
        Pane::Findings => finding(screen).map(|row| CopyItem::new("the row", row_text(row, screen))),
        Pane::Exchanges => {
            screen.exchange().map(|exchange| CopyItem::new("the address", exchange.request.url.as_str()))
        }
        Pane::Message => Some(CopyItem::new("the exchange", document(screen))),
        _ => code(screen),
    }
}

/// What the copy menu offers.
pub fn items(model: &Model) -> Vec<CopyItem> {
    let Some(screen) = model.run() else { return Vec::new() };
    let run = &screen.run;
    let mut items: Vec<CopyItem> = code(screen).into_iter().collect();
    if let Some(prompt) = &run.prompt {
        let codes = &prompt.authorization;
        items.extend(codes.verification_uri.as_ref().map(|uri| CopyItem::new("the address", &*uri.text)));
        items.extend(
            codes.verification_uri_complete.as_ref().map(|uri| CopyItem::new("the complete address", &*uri.text)),
        );
    }
    for item in &screen.tokens {
        let what = match item.name {
            "id_token" => ("the ID Token", "the ID Token's claims"),
            "access_token" => ("the access token", "the access token's claims"),
            "refresh_token" => ("the refresh token", "the refresh token's claims"),
            _ => ("the userinfo answer", "the userinfo claims"),
        };
        items.extend(item.text.as_ref().map(|text| CopyItem::new(what.0, text.reveal())));
        items.extend(item.claims.as_ref().map(|claims| CopyItem::new(what.1, claims.pretty())));
    }
    if run.outcome.is_some() {
        items.push(CopyItem::new("the report, masked", report_text(screen)));
    }
    items
}

/// Where Enter leads: a tab, the pane in it, and the line.
pub fn target(model: &Model) -> Option<(Tab, Pane, usize)> {
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

fn wire(exchange: usize) -> (Tab, Pane, usize) {
    (Tab::Wire, Pane::Exchanges, exchange.saturating_sub(1))
}

fn step(screen: &RunScreen) -> Option<(Tab, Pane, usize)> {
    let steps = screen.run.steps();
    let name = steps.get(screen.cursor(Pane::Steps).at)?.name;
    let purpose = match name {
        "discovery" => Purpose::Discovery,
        "keys" => Purpose::Jwks,
        "device request" => Purpose::DeviceAuthorization,
        "userinfo" => Purpose::Userinfo,
        "tokens" => return Some((Tab::Tokens, Pane::Tokens, 0)).filter(|_| !screen.tokens.is_empty()),
        _ => Purpose::Poll,
    };
    screen.run.exchanges.iter().rposition(|exchange| exchange.request.purpose == purpose).map(|at| wire(at + 1))
}

fn finding(screen: &RunScreen) -> Option<&Row> {
    screen.run.checks.get(*screen.worst.get(screen.cursor(Pane::Findings).at)?)
}

fn code(screen: &RunScreen) -> Option<CopyItem> {
    let prompt = screen.run.prompt.as_ref()?;
    Some(CopyItem::new("the user code", &*prompt.authorization.user_code)).filter(|_| screen.is_live())
}

fn token(screen: &RunScreen) -> Option<CopyItem> {
    let token = screen.token()?;
    match (&token.text, &token.claims) {
        (Some(text), _) => Some(CopyItem::new(token.name, text.reveal())),
        (None, Some(claims)) => Some(CopyItem::new(token.name, claims.pretty())),
        (None, None) => None,
    }
}

/// A claim whole and as it came, not as its row shows it.
fn claim(screen: &RunScreen) -> Option<CopyItem> {
    let (row, token) = (screen.claim()?, screen.token()?);
    let (part, path) = match row.path.strip_prefix("header:") {
        Some(path) => (token.header.as_ref()?, path),
        None => (token.claims.as_ref()?, row.path.as_str()),
    };
    let value = super::claims::at(part, path)?;
    Some(CopyItem::new("the claim", value.as_str().map_or_else(|| value.pretty(), str::to_owned)))
}

fn row_text(row: &Row, screen: &RunScreen) -> String {
    let eyes = eyes(&screen.run, super::model::Privacy::Secrets);
    let finding = &row.finding;
    let text = format!(
        "{} {}: {}\nexpected: {}\nobserved: {}\n{} {}\n",
        finding.verdict.word().to_uppercase(),
        finding.check.id,
        finding.check.title,
        finding.expected,
        finding.observed,
        finding.check.spec.clause,
        finding.check.spec.url
    );
    eyes.text(&text)
}

fn document(screen: &RunScreen) -> String {
    let line = |pieces: &Vec<Piece>| pieces.iter().map(Piece::text).collect::<String>() + "\n";
    screen.document.lines.iter().map(line).collect()
}

fn report_text(screen: &RunScreen) -> String {
    let hint = |finding: &crate::protocol::check::Finding| explain::hint(finding);
    let wording = Wording { message: explain::message(&screen.run), hint };
    report::document(&screen.run, &wording, false).pretty()
}
