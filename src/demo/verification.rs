//! What the person does in the browser: enter the code, log in, compare, decide (RFC 8628 §3.3).

use super::answer::Answer;
use super::client;
use super::pages::{self, Consent};
use super::people::Person;
use super::polling::Decision;
use super::provider::Provider;
use super::request::Request;
use super::site::Site;
use super::state::Grant;
use super::visit::Visit;

/// Wrong codes one browser may enter before it has to start again.
const MISSES: u32 = 20;

/// Answers a request for one of the pages.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request, path: &str) -> Answer {
    let visit = Visit::of(provider, site, request);
    if request.method == "GET" || request.method == "HEAD" {
        let code = request.query.get("user_code").unwrap_or_default();
        return visit.keep(site, pages::enter(&page(site, &visit), code, ""));
    }
    if request.method != "POST" {
        return Answer::text(405, "Not with this method.\n");
    }
    if !visit.sent(request) {
        let note = "This page was too old or not yours. Please enter the code again.";
        return visit.keep(site, pages::enter(&page(site, &visit), "", note));
    }
    let answer = match path {
        "/device/login" => log_in(provider, site, request, &visit),
        "/device/decision" => decide(provider, site, request, &visit),
        _ => look_up(provider, site, request, &visit),
    };
    answer.unwrap_or_else(|answer| answer)
}

/// A page or, as an error, the page that comes instead.
type Page = Result<Answer, Answer>;

fn look_up(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Page {
    let grant = open_grant(provider, site, request, visit)?;
    let page = page(site, visit);
    Ok(match visit.session.person {
        Some((person, _)) if request.form.get("again").is_none() => pages::consent(&page, &consent(&grant, person)),
        _ => log_in_page(&page, &grant, ""),
    })
}

fn log_in(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Page {
    let grant = open_grant(provider, site, request, visit)?;
    let text = |name| request.form.get(name).unwrap_or_default();
    let Some(person) = Person::log_in(text("username"), text("password")) else {
        return Err(log_in_page(&page(site, visit), &grant, pages::NOBODY));
    };
    let visit = visit.logged_in(provider, person, site.now.unix());
    Ok(visit.keep(site, pages::consent(&page(site, &visit), &consent(&grant, person))))
}

fn decide(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Page {
    let grant = open_grant(provider, site, request, visit)?;
    let page = page(site, visit);
    let Some((person, auth_time)) = visit.session.person else {
        return Err(log_in_page(&page, &grant, "Please log in first."));
    };
    let decision = match request.form.get("decision") {
        Some("allow") => Decision::Allowed { person, auth_time },
        Some("deny") => Decision::Denied,
        _ => return Err(pages::consent(&page, &consent(&grant, person))),
    };
    if let Some(grant) = provider.state().find(&site.issuer, &grant.told) {
        grant.polling.decision = decision;
    }
    Ok(pages::result(&page, matches!(decision, Decision::Allowed { .. })))
}

/// The grant that was typed in, or the page that says why there is none to decide about.
fn open_grant(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Result<Grant, Answer> {
    let page = page(site, visit);
    let typed = request.form.get("user_code").unwrap_or_default();
    let mut state = provider.state();
    let misses = state.sessions.get(&visit.cookie).map_or(0, |session| session.misses);
    if misses >= MISSES {
        return Err(pages::too_many(&page));
    }
    let problem = match state.find(&site.issuer, typed) {
        None => "This code is not known here. Please compare it with the one on the device.",
        Some(grant) if site.now.mono_ms >= grant.polling.expires_ms => {
            "This code has expired. Please start again on the device."
        }
        Some(grant) if !matches!(grant.polling.decision, Decision::Open) => {
            "This code was used before. Please start again on the device."
        }
        Some(grant) => return Ok(grant.clone()),
    };
    if let Some(session) = state.sessions.get_mut(&visit.cookie) {
        session.misses += 1;
    }
    Err(pages::enter(&page, typed, problem))
}

fn consent(grant: &Grant, person: &'static Person) -> Consent {
    let client = format!("{} ({})", client::name(&grant.client), grant.client);
    Consent { code: grant.told.clone(), client, scope: grant.scope.clone(), person: person.name() }
}

fn log_in_page(page: &pages::Page, grant: &Grant, note: &str) -> Answer {
    pages::log_in(page, ("user_code", &grant.told), "ann", note)
}

fn page(site: &Site, visit: &Visit) -> pages::Page {
    visit.page(site, "device")
}
