//! What is said on stderr while a run goes on: where to approve, and, when asked, each exchange.

use super::Output;
use crate::flow::{Event, Prompt};
use crate::record::wire::Eyes;
use crate::record::{End, Run};

/// The lines for one event.
pub fn lines(event: &Event, run: &Run, output: Output) -> Vec<String> {
    let eyes = Eyes { masker: &run.masker, reveal: output.reveal };
    match event {
        // A script that follows the events has the prompt among them.
        Event::Prompt(prompt) if !(output.quiet && output.events) => approve(prompt, eyes),
        _ if output.quiet => Vec::new(),
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
    let address = |name: &str, uri: &str| format!("{name:<10}{}", eyes.text(uri));
    let mut lines = vec!["Sign in on another device:".to_owned(), address("  code", &codes.user_code)];
    lines.extend(codes.verification_uri.as_ref().map(|uri| address("  address", &uri.text)));
    lines.extend(codes.verification_uri_complete.as_ref().map(|uri| address("  or", &uri.text)));
    lines.push(format!("  expires in {} s; approve only a code that you see here", codes.expires_in.as_secs()));
    lines
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
