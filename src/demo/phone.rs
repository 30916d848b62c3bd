//! The phone: where a person sees who asks through the backchannel, compares the binding message, and allows or denies.
//!
//! Everybody's phone is the page `ISSUER/phone`; each request on it says whose it is. It has stable names for programs
//! that drive a browser: the oldest request has `button#allow` and `button#deny` (name `decision`, value `allow` or
//! `deny`), the field `request_id` says which request a form is about, `#message` is the oldest one's binding message,
//! and `#waiting` says how many wait. A script needs no page:
//!
//! ```text
//! curl -f -d decision=allow ISSUER/phone                             decides the oldest request
//! curl -f -d decision=deny -d binding_message=W4SCT ISSUER/phone     the one with this message
//! ```
//!
//! The answer is 303 when something was decided, and 404 when nothing waits that fits.

use super::answer::Answer;
use super::ciba::{self, Pending};
use super::pages::{self, Asking};
use super::polling::Decision;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::State;
use super::visit::Visit;

/// So many decided requests stay on the page.
const REMEMBERED: usize = 3;

/// Answers a request for the page or one of its forms.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request) -> Answer {
    let visit = Visit::of(provider, site, request);
    match request.method.as_str() {
        "GET" | "HEAD" => list(provider, site, &visit, (200, "")),
        "POST" => decide(provider, site, request, &visit),
        _ => Answer::text(405, "Not with this method.\n"),
    }
}

fn list(provider: &Provider, site: &Site, visit: &Visit, (status, note): (u16, &str)) -> Answer {
    let state = provider.state();
    let waiting: Vec<Asking> = open(&state, site).into_iter().map(|(_, pending)| asking(site, pending)).collect();
    let decided = decided(&state, site);
    drop(state);
    let page = visit.page(site, "phone");
    visit.keep(site, pages::phone(&page, (status, note), &waiting, &decided))
}

fn decide(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Answer {
    // A browser tells where a form comes from; without that it is a script of this computer's owner.
    if !visit.sent(request) && request.origin.is_some() {
        return list(provider, site, visit, (400, "This page was too old or not yours. Please decide again."));
    }
    let allow = match request.form.get("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return list(provider, site, visit, (400, "decision has to be allow or deny.")),
    };
    let mut state = provider.state();
    let fits = |name: &str, value: Option<&str>| request.form.get(name).is_none_or(|wanted| Some(wanted) == value);
    let wanted = |pending: &Pending| {
        fits("request_id", Some(&pending.number)) && fits("binding_message", pending.ask.binding_message.as_deref())
    };
    let found = open(&state, site).into_iter().find(|(_, pending)| wanted(pending)).map(|(id, _)| id.to_owned());
    let done = found.is_some_and(|id| ciba::decide(provider, site, &mut state, (&id, allow)));
    drop(state);
    if !done {
        return list(provider, site, visit, (404, "This request is not waiting any more."));
    }
    let mut answer = Answer::text(303, if allow { "allowed\n" } else { "denied\n" });
    answer.set("location", format!("{}/phone", site.issuer.trim_start_matches(&site.origin)));
    visit.keep(site, answer)
}

/// The requests that wait for a decision, the oldest first, each with its `auth_req_id`.
fn open<'a>(state: &'a State, site: &Site) -> Vec<(&'a str, &'a Pending)> {
    let all = state.backchannel.iter().map(|(id, pending)| (id.as_str(), pending));
    let mut open: Vec<_> = all.filter(|(_, p)| p.issuer == site.issuer && p.polling.is_open(site)).collect();
    open.sort_by_key(|(_, pending)| (pending.since_ms, pending.number.as_str()));
    open
}

fn decided(state: &State, site: &Site) -> Vec<String> {
    let done = |pending: &&Pending| pending.issuer == site.issuer && !pending.polling.is_undecided();
    let mut done: Vec<&Pending> = state.backchannel.values().filter(done).collect();
    done.sort_by_key(|pending| std::cmp::Reverse(pending.since_ms));
    done.into_iter().take(REMEMBERED).map(summary).collect()
}

fn summary(pending: &Pending) -> String {
    let word = if matches!(pending.polling.decision, Decision::Denied) { "Denied" } else { "Allowed" };
    let message = pending.ask.binding_message.as_deref().unwrap_or("no message");
    format!("{word}: {message}, for {}", pending.client.name)
}

fn asking(site: &Site, pending: &Pending) -> Asking {
    Asking {
        request_id: pending.number.clone(),
        client: format!("{} ({})", pending.client.name, pending.client.id),
        person: pending.person().name(),
        scope: pending.ask.scope.clone(),
        message: pending.ask.binding_message.clone(),
        seconds_left: pending.polling.expires_ms.saturating_sub(site.now.mono_ms) / 1000,
    }
}
