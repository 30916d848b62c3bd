//! What is said on stderr while a run goes on: where to approve, and, when asked, each exchange.

mod back;
mod front;
mod ssh;

pub use back::question;
pub use front::Place;
pub use ssh::login;

use super::Output;
use crate::flow::{Event, Prompt};
use crate::profile::Flow;
use crate::record::wire::Eyes;
use crate::record::{End, Run};

/// The lines for one event.
pub fn lines(event: &Event, run: &Run, output: Output, place: &Place) -> Vec<String> {
    let eyes = Eyes { masker: &run.masker, reveal: output.reveal };
    match event {
        // A script that follows the events has the prompt among them.
        Event::Prompt(prompt) if !(output.quiet && output.events) => approve(prompt, eyes),
        Event::Backchannel(asked) if !(output.quiet && output.events) => {
            back::approve(asked, run.notes.as_deref(), eyes)
        }
        Event::Authorization(request) if output.quiet && !output.events => vec![request.url.to_string()],
        _ if output.quiet => Vec::new(),
        Event::Authorization(request) => front::open(request, run, eyes),
        Event::Opened(opening) => front::asked(opening, run, eyes, place),
        Event::NotificationEndpoint(endpoint) => back::awaited(endpoint, eyes),
        Event::Visited { .. } if run.flow == Flow::Ciba => back::came(run, eyes).into_iter().collect(),
        Event::Visited { .. } => front::visited(run, eyes).into_iter().collect(),
        Event::SlowedDown { to, .. } => vec![format!("slow_down: polling every {} s from now on", to.as_secs())],
        Event::Received { exchange, .. } | Event::Failed { exchange, .. } if output.verbose => {
            spoken(*exchange, run, eyes)
        }
        Event::Failed { exchange, .. } => spoken(*exchange, run, eyes),
        _ => Vec::new(),
    }
}

fn approve(prompt: &Prompt, eyes: Eyes<'_>) -> Vec<String> {
    let codes = &prompt.authorization;
    let mut lines = vec!["Sign in on another device:".to_owned(), address("  code", &eyes.text(&codes.user_code))];
    lines.extend(codes.verification_uri.as_ref().map(|uri| address("  address", &eyes.text(&uri.text))));
    lines.extend(codes.verification_uri_complete.as_ref().map(|uri| address("  or", &eyes.text(&uri.text))));
    lines.push(format!("  expires in {} s; approve only a code that you see here", codes.pace.expires_in.as_secs()));
    lines
}

/// A name and what can be copied from the rest of the line.
fn address(name: &str, text: &str) -> String {
    format!("{name:<10}{text}")
}

fn spoken(n: usize, run: &Run, eyes: Eyes<'_>) -> Vec<String> {
    let Some(exchange) = run.exchange(n) else { return Vec::new() };
    let request = &exchange.request;
    let came = match &exchange.end {
        End::Pending => "…".to_owned(),
        End::Answered(response) => format!("{} in {} ms", response.status, response.timings.total.as_millis()),
        End::Failed(error) => eyes.text(&error.to_string()),
    };
    vec![format!(
        "{n} {} {} {}: {came}",
        request.purpose.label(),
        request.method.word(),
        eyes.text(request.url.as_str())
    )]
}
