//! Events as JSON lines, for scripts that follow a run while it happens.

use std::time::Duration;

use super::report::{self, Wording, back, front};
use super::run::{Row, Run};
use super::wire::Eyes;
use crate::flow::{Event, Poll, Waiting};
use crate::profile::Flow;
use crate::protocol::exchange::{Request, Response, TransportError};
use crate::protocol::json::{Json, object};

/// The line of one event, for events that have one; `run` has already taken it in.
pub fn line(at: Duration, event: &Event, run: &Run, wording: &Wording, reveal: bool) -> Option<Json> {
    let eyes = Eyes { masker: &run.masker, reveal };
    let (name, members) = match event {
        Event::Sent { exchange, request } => ("sent", sent(*exchange, request, eyes)),
        Event::Received { exchange, response } => ("received", received(*exchange, response)),
        Event::Failed { exchange, error } => ("received", failed(*exchange, error, eyes)),
        Event::Checked { exchange, findings } => {
            let rows = findings.iter().map(|finding| Row { exchange: *exchange, finding: finding.clone() });
            ("checked", object([("checks", rows.map(|row| report::check(&row, wording, eyes)).collect())]))
        }
        Event::Prompt(prompt) => ("prompt", report::prompt(prompt, eyes)),
        Event::Waiting(wait) => ("waiting", waiting(wait, run)),
        Event::Polled(poll) => ("polled", polled(poll, eyes)),
        Event::SlowedDown { from, to } => {
            ("slowed_down", object([("from_s", from.as_secs().into()), ("interval_s", to.as_secs().into())]))
        }
        Event::Listening(listening) => ("listening", front::listening(listening)),
        Event::Opened(opening) => ("opened", front::opened(opening, run, eyes)),
        // The newest of the run's visits is this one: the run has taken it in.
        Event::Visited { .. } if run.flow == Flow::Ciba => {
            ("notification", front::visit(run.visits.last()?, run, wording, eyes))
        }
        Event::Visited { .. } => ("callback", front::visit(run.visits.last()?, run, wording, eyes)),
        Event::FrontTokens(tokens) => {
            let members = [("channel", "front".into()), ("tokens", report::token_set(tokens, None, eyes))];
            ("tokens", object(members))
        }
        Event::NotificationEndpoint(endpoint) => ("listening", back::listening(endpoint, eyes)),
        Event::Backchannel(asked) => ("prompt", back::prompt(asked, eyes)),
        Event::Asked(question) => ("asked", back::asked(question, eyes)),
        Event::Authorization(_)
        | Event::Callback(_)
        | Event::Learned { .. }
        | Event::TooSoon { .. }
        | Event::IdToken(_)
        | Event::Userinfo(_) => return None,
        Event::Introspection(claims) => ("introspection", object([("introspection", eyes.json(claims))])),
        Event::Inspected(one) => ("inspected", object([("inspection", report::inspected::inspection(one, eyes))])),
        Event::Tokens(tokens) => ("tokens", object([("tokens", report::token_set(tokens, None, eyes))])),
        Event::Finished(_) => ("finished", object([("outcome", report::outcome(run, wording, eyes))])),
    };
    let t_ms = at.saturating_sub(run.started.mono);
    let mut line = vec![("t_ms".to_owned(), t_ms.into()), ("event".to_owned(), name.into())];
    if let Json::Object(more) = members {
        line.extend(more);
    }
    Some(Json::Object(line))
}

fn waiting(waiting: &Waiting, run: &Run) -> Json {
    object([
        ("until_ms", waiting.until.saturating_sub(run.started.mono).into()),
        ("interval_s", waiting.interval.as_secs().into()),
        ("poll", waiting.poll.into()),
        ("why", back::pace(waiting.pace).into()),
    ])
}

fn polled(poll: &Poll, eyes: Eyes<'_>) -> Json {
    object([
        ("n", poll.n.into()),
        ("gap_ms", poll.gap.into()),
        ("interval_s", poll.interval.as_secs().into()),
        ("answer", eyes.text(&poll.answer).into()),
        ("pinged", poll.pinged.into()),
        ("exchange", poll.exchange.into()),
    ])
}

fn sent(exchange: usize, request: &Request, eyes: Eyes<'_>) -> Json {
    object([
        ("exchange", exchange.into()),
        ("label", request.purpose.label().into()),
        ("method", request.method.word().into()),
        ("url", eyes.text(request.url.as_str()).into()),
    ])
}

fn received(exchange: usize, response: &Response) -> Json {
    object([
        ("exchange", exchange.into()),
        ("status", u64::from(response.status).into()),
        ("bytes", response.body.len().into()),
        ("total_ms", response.timings.total.into()),
    ])
}

fn failed(exchange: usize, error: &TransportError, eyes: Eyes<'_>) -> Json {
    let detail = eyes.text(&error.to_string());
    object([("exchange", exchange.into()), ("error", detail.into()), ("total_ms", error.after.into())])
}
