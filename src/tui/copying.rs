//! What can be copied, and where Enter leads from the line under the cursor.

use url::form_urlencoded;

use super::layout::Pane;
use super::model::{Model, Privacy};
use super::screen::{RunScreen, Tab, eyes, is_in_browser};
use super::sign_in;
use super::steps;
use super::text::Piece;
use super::timeline::Moment;
use crate::explain;
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::authorize::Place;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::{Purpose, Value};
use crate::protocol::text;
use crate::record::{Row, Run, report};

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
    /// The value of the claim under the cursor.
    Claim,
    /// The JSON Pointer to it.
    Pointer,
    /// It as JSON, with its name.
    ClaimJson,
    /// The header of a token, by its place in the list.
    Header(usize),
    /// A row, by its place in the run.
    Row(usize),
    /// The address of the exchange under the cursor.
    Url,
    /// The exchange as it stands on the screen.
    Message,
    /// The authorization request's address.
    Authorization,
    /// Where it returns to.
    RedirectUri,
    /// The command that carries the listener's port to another machine.
    Ssh,
    /// The answer of the front channel.
    Callback,
    /// The parameter under the cursor.
    Parameter,
    /// The notification endpoint.
    Endpoint,
    /// The binding message.
    BindingMessage,
    /// `auth_req_id`, masked unless everything is shown.
    AuthReqId,
    /// Who is asked.
    Hint,
    /// The address that the profile's notes name.
    Noted,
    /// The report, masked.
    Report,
}

impl Thing {
    /// What it is.
    pub fn what(self, screen: &RunScreen) -> String {
        let token = |at: usize| screen.tokens.get(at).map_or("token".to_owned(), super::tokens::TokenItem::label);
        match self {
            Self::Code => "the user code".to_owned(),
            Self::Address | Self::Url => "the address".to_owned(),
            Self::Complete => "the complete address".to_owned(),
            Self::Token(at) => format!("the {}", token(at)),
            Self::Claims(at) => format!("the claims of {}", token(at)),
            Self::Claim => "the value of the claim".to_owned(),
            Self::Pointer => "the JSON Pointer to the claim".to_owned(),
            Self::ClaimJson => "the claim as JSON".to_owned(),
            Self::Header(at) => format!("the header of {}", token(at)),
            Self::Row(_) => "the row".to_owned(),
            Self::Message => "the exchange".to_owned(),
            Self::Authorization => "the address to open".to_owned(),
            Self::RedirectUri => "the redirect URI".to_owned(),
            Self::Ssh => "the ssh command".to_owned(),
            Self::Callback => "the answer as it came".to_owned(),
            Self::Parameter => {
                screen.parameter().map_or("the parameter".to_owned(), |item| text::shown_short(&item.name, 40))
            }
            Self::Endpoint => "the notification endpoint".to_owned(),
            Self::BindingMessage => "the binding message".to_owned(),
            Self::AuthReqId => "the auth_req_id".to_owned(),
            Self::Hint => {
                let name = screen.run.backchannel.as_ref().and_then(|asked| asked.hint.as_ref()).map(|(name, _)| name);
                format!("the {}", name.map_or("hint", String::as_str))
            }
            Self::Noted => "the notes' address".to_owned(),
            Self::Report => "the report, masked".to_owned(),
        }
    }

    /// Its text.
    pub fn text(self, screen: &RunScreen, model: &Model) -> Option<String> {
        let run = &screen.run;
        let codes = screen.run.prompt.as_ref().map(|prompt| &prompt.authorization);
        match self {
            Self::Code => codes.map(|codes| codes.user_code.clone()),
            Self::Address => codes?.verification_uri.as_ref().map(|uri| uri.text.clone()),
            Self::Complete => codes?.verification_uri_complete.as_ref().map(|uri| uri.text.clone()),
            Self::Token(at) => screen.tokens.get(at)?.text.as_ref().map(|text| text.reveal().to_owned()),
            Self::Claims(at) => screen.tokens.get(at)?.claims.as_deref().map(crate::protocol::json::Json::pretty),
            Self::Claim => claim(screen),
            Self::Pointer => screen.chosen().and_then(|(at, place)| Some(place.pointer(screen.tokens.get(at)?))),
            Self::ClaimJson => claim_json(screen),
            Self::Header(at) => screen.tokens.get(at)?.header.as_deref().map(crate::protocol::json::Json::pretty),
            Self::Row(at) => screen.run.checks.get(at).map(|row| row_text(row, screen)),
            Self::Url => screen.exchange().map(|exchange| exchange.request.url.to_string()),
            Self::Message => Some(document(screen)),
            Self::Authorization => run.authorization.as_ref().map(|request| request.url.to_string()),
            Self::RedirectUri => run.listening.as_ref().map(|listening| listening.redirect_uri.clone()),
            Self::Ssh => sign_in::ssh(run.listening.as_ref(), &model.appearance, model.privacy),
            Self::Callback => callback(screen, model.privacy),
            Self::Parameter => screen.parameter().map(|item| item.value.reveal().to_owned()),
            Self::Endpoint => run.notification_endpoint.as_ref().map(|endpoint| endpoint.registered.clone()),
            Self::BindingMessage => run.backchannel.as_ref()?.binding_message.clone(),
            Self::AuthReqId => {
                let id = run.backchannel.as_ref()?.authentication.auth_req_id.clone();
                Some(eyes(run, model.privacy).value(&Value::Secret("auth_req_id", id)))
            }
            Self::Hint => {
                let (_, value) = run.backchannel.as_ref()?.hint.as_ref()?;
                Some(eyes(run, model.privacy).value(value))
            }
            Self::Noted => screen.noted().map(String::from),
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
        Pane::Claims | Pane::Beside => screen.chosen().map(|_| Thing::Claim),
        Pane::Rows | Pane::Row => screen.row_index().map(Thing::Row),
        Pane::Findings => screen.worst.get(screen.cursor(Pane::Findings).at).copied().map(Thing::Row),
        Pane::Exchanges => screen.exchange().map(|_| Thing::Url),
        Pane::Message => screen.exchange().map(|_| Thing::Message),
        Pane::Parameters => screen.parameter().map(|_| Thing::Parameter),
        _ if screen.awaited().is_some() => Some(Thing::Authorization),
        _ if screen.run.flow == Flow::Ciba => backchannel(screen).into_iter().next().filter(|_| screen.is_live()),
        _ => (screen.is_live() && screen.run.prompt.is_some()).then_some(Thing::Code),
    }
}

/// What the copy menu offers.
pub fn items(model: &Model) -> Vec<Thing> {
    let Some(screen) = model.run() else { return Vec::new() };
    let mut items = of_tokens(screen);
    items.extend(front_channel(screen));
    if let Some(prompt) = &screen.run.prompt {
        let codes = &prompt.authorization;
        items.push(Thing::Code);
        items.extend(codes.verification_uri.as_ref().map(|_| Thing::Address));
        items.extend(codes.verification_uri_complete.as_ref().map(|_| Thing::Complete));
    }
    items.extend(backchannel(screen));
    for at in 0..screen.tokens.len() {
        items.extend(of_token(screen, at).filter(|thing| !items.contains(thing)).collect::<Vec<_>>());
    }
    if !screen.is_live() {
        items.push(Thing::Report);
    }
    items
}

/// On the tab of the tokens, the claim under the cursor and its token stand first.
fn of_tokens(screen: &RunScreen) -> Vec<Thing> {
    if screen.tab != Tab::Tokens {
        return Vec::new();
    }
    let chosen = screen.chosen().filter(|_| matches!(screen.pane(), Pane::Claims | Pane::Beside));
    let mut items = match chosen {
        Some(_) if !screen.raw || screen.compares => vec![Thing::Claim, Thing::Pointer, Thing::ClaimJson],
        _ => Vec::new(),
    };
    let at = chosen.map(|(at, _)| at).or_else(|| screen.token_index());
    items.extend(at.into_iter().flat_map(|at| of_token(screen, at)));
    items
}

fn of_token(screen: &RunScreen, at: usize) -> impl Iterator<Item = Thing> {
    let token = screen.tokens.get(at);
    let text = token.and_then(|token| token.text.as_ref()).map(|_| Thing::Token(at));
    let claims = token.and_then(|token| token.claims.as_ref()).map(|_| Thing::Claims(at));
    let header = token.and_then(|token| token.header.as_ref()).map(|_| Thing::Header(at));
    text.into_iter().chain(claims).chain(header)
}

/// What is registered where, compared and asked; what one most likely wants stands first.
fn backchannel(screen: &RunScreen) -> Vec<Thing> {
    let run = &screen.run;
    let mut items: Vec<Thing> = run.notification_endpoint.iter().map(|_| Thing::Endpoint).collect();
    if let Some(asked) = &run.backchannel {
        items.extend(asked.binding_message.as_ref().map(|_| Thing::BindingMessage));
        items.push(Thing::AuthReqId);
        items.extend(asked.hint.as_ref().map(|_| Thing::Hint));
        items.extend(screen.noted().map(|_| Thing::Noted));
    }
    if run.flow == Flow::Ciba && screen.pane() == Pane::Parameters {
        items.extend(screen.parameter().map(|_| Thing::Parameter));
    }
    items
}

fn front_channel(screen: &RunScreen) -> Vec<Thing> {
    let run = &screen.run;
    let mut items = Vec::new();
    items.extend(run.authorization.as_ref().map(|_| Thing::Authorization));
    items.extend(run.listening.as_ref().map(|_| Thing::RedirectUri));
    let is_bound = run.listening.as_ref().is_some_and(|listening| !listening.addresses.is_empty());
    items.extend((is_bound && screen.is_live()).then_some(Thing::Ssh));
    items.extend(screen.answer().map(|_| Thing::Callback));
    if is_in_browser(run.flow) && screen.pane() == Pane::Parameters {
        items.extend(screen.parameter().map(|_| Thing::Parameter));
    }
    items
}

/// The answer as one address, its secrets as tags unless they are on the screen anyway.
fn callback(screen: &RunScreen, privacy: Privacy) -> Option<String> {
    let visit = &screen.answer()?.visit;
    let eyes = eyes(&screen.run, privacy);
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let pair = |(name, value): &(String, Value)| match value {
        Value::Secret(..) if !eyes.reveal => format!("{}={}", encoded(name), eyes.value(value)),
        value => format!("{}={}", encoded(name), encoded(&eyes.text(value.reveal()))),
    };
    let pairs = visit.parameters.iter().map(pair).collect::<Vec<_>>().join("&");
    let base = screen.run.listening.as_ref()?.redirect_uri.as_str();
    Some(match visit.place {
        Place::Query => format!("{base}{}{pairs}", if base.contains('?') { '&' } else { '?' }),
        Place::Fragment => format!("{base}#{pairs}"),
        Place::Form | Place::Body => pairs,
    })
}

fn token(screen: &RunScreen) -> Option<Thing> {
    let at = screen.token_index()?;
    Some(if screen.tokens[at].text.is_some() { Thing::Token(at) } else { Thing::Claims(at) })
}

/// A claim whole and as it came, not as its row shows it.
fn claim(screen: &RunScreen) -> Option<String> {
    let (token, place) = screen.chosen()?;
    let (_, value) = place.find(screen.tokens.get(token)?)?;
    Some(value.as_str().map_or_else(|| value.pretty(), str::to_owned))
}

/// A claim with its name, as a member of an object; an element of an array as it is.
fn claim_json(screen: &RunScreen) -> Option<String> {
    let (token, place) = screen.chosen()?;
    let (name, value) = place.find(screen.tokens.get(token)?)?;
    let is_element = place.is_element(screen.tokens.get(token)?);
    let member = || crate::protocol::json::Json::Object(vec![(name.into_owned(), value.clone())]);
    Some(if is_element { value.pretty() } else { member().pretty() })
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

/// The exchange behind the end of a run, if it has one: what came through the browser is no exchange of ours.
pub fn cause(screen: &RunScreen) -> Option<Target> {
    let run = &screen.run;
    let last = || run.exchanges.last().map(|exchange| exchange.n);
    let exchange = match run.outcome.as_ref()? {
        Outcome::Rejected { check } => run.checks.iter().rev().find(|row| stops(row, check))?.exchange,
        Outcome::Unreachable { .. } => last(),
        Outcome::Tokens if run.counts().fail + run.counts().warn == 0 => last(),
        Outcome::Tokens => worst(screen),
        _ if ended_in_the_browser(run) => None,
        _ => worst(screen).or_else(|| run.polls.last().map(|poll| poll.exchange)).or_else(last),
    };
    exchange.map(wire)
}

fn stops(row: &Row, check: &str) -> bool {
    row.finding.check.id == check && row.finding.verdict == Verdict::Fail
}

/// The exchange of a row of the worst verdict.
fn worst(screen: &RunScreen) -> Option<usize> {
    let mut rows = screen.worst.iter().map(|at| &screen.run.checks[*at]).peekable();
    let worst = rows.peek()?.finding.verdict;
    let is_bad = worst <= Verdict::Warn;
    rows.take_while(|row| is_bad && row.finding.verdict == worst).find_map(|row| row.exchange)
}

/// Whether the person was sent away and no code was redeemed after that.
fn ended_in_the_browser(run: &Run) -> bool {
    let redeemed = run.exchanges.iter().any(|exchange| exchange.request.purpose == Purpose::Token);
    run.authorization.is_some() && !redeemed
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
        Pane::Polls => match screen.moment()? {
            Moment::Poll(at) => Some(wire(screen.run.polls.get(at)?.exchange)),
            Moment::Visit(_) => None,
        },
        Pane::Steps if on_sign_in(screen) => Some((Tab::Flow, Pane::Visits, 0)),
        Pane::Steps => step(screen),
        _ => None,
    }
}

fn wire(exchange: usize) -> Target {
    (Tab::Wire, Pane::Exchanges, exchange.saturating_sub(1))
}

fn on_sign_in(screen: &RunScreen) -> bool {
    screen.steps().get(screen.cursor(Pane::Steps).at).is_some_and(|step| matches!(step.name, "sign in" | "log out"))
}

fn step(screen: &RunScreen) -> Option<Target> {
    let steps = screen.steps();
    let name = steps.get(screen.cursor(Pane::Steps).at)?.name;
    match name {
        "ping" | "push" => {
            let is_taken = |moment: &Moment| match moment {
                Moment::Visit(at) => screen.run.visits[*at].visit.kind.is_taken(),
                Moment::Poll(_) => false,
            };
            return Some((Tab::Flow, Pane::Polls, screen.timeline.iter().position(is_taken).unwrap_or_default()));
        }
        "tokens" => return (!screen.tokens.is_empty()).then_some((Tab::Tokens, Pane::Tokens, 0)),
        _ => {}
    }
    let purpose = steps::purpose(name)?;
    screen.run.exchanges.iter().rposition(|exchange| exchange.request.purpose == purpose).map(|at| wire(at + 1))
}
