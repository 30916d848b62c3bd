//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core 1.0 §3.1.2) and its pages.
//!
//! `source` finds the parameters that count, `ask` judges them, the pages here ask the person, `grant` makes what was
//! asked for, and `reply` sends it back the way it is wanted.
//!
//! The pages have stable names for programs that drive a browser. Log-in page: `input#username` (name `username`),
//! `input#password` (name `password`), `button#log-in`. Consent page: `button#allow` and `button#deny` (name
//! `decision`, value `allow` or `deny`). Answers by form post come as a page that submits itself, with a button
//! `button#continue` where scripts do not run. A request that cannot be answered gets a page with `h1#error`.

mod ask;
mod grant;
mod mode;
mod redirect_uri;
mod reply;
mod source;

pub(super) use ask::{Ask, Challenge};
pub(super) use mode::{Carry, Mode};

use super::answer::Answer;
use super::client;
use super::form::Form;
use super::pages::{self, Application};
use super::people::{PEOPLE, Person};
use super::provider::Provider;
use super::random;
use super::request::Request;
use super::scope;
use super::site::Site;
use super::visit::Visit;
use super::wrong::{Front, Wrong};
use source::Source;

/// How long the pages of one request may be used, in milliseconds.
const PATIENCE_MS: u64 = 1_800_000;

/// Why a request is not granted.
pub(super) enum Refusal {
    /// There is nobody to tell but the person: a page.
    Page(String),
    /// The client is told.
    Back(Way, &'static str, String),
}

/// Where the answer goes, and how.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub client: &'static client::Client,
    pub redirect_uri: String,
    pub mode: Mode,
    pub state: Option<String>,
}

impl Way {
    fn refuse(&self, error: &'static str, description: impl Into<String>) -> Refusal {
        Refusal::Back(self.clone(), error, description.into())
    }
}

/// Answers a request for the endpoint or one of its pages.
pub(super) fn answer(provider: &Provider, site: &Site, request: &Request, path: &str) -> Answer {
    let visit = Visit::of(provider, site, request);
    let answer = match path {
        "/authorize/login" => log_in(provider, site, request, &visit),
        "/authorize/decision" => decide(provider, site, request, &visit),
        _ => arrive(provider, site, request, &visit),
    };
    answer.unwrap_or_else(|refusal| refused(provider, site, &visit, refusal))
}

type Step = Result<Answer, Refusal>;

fn refused(provider: &Provider, site: &Site, visit: &Visit, refusal: Refusal) -> Answer {
    match refusal {
        Refusal::Page(text) => pages::cannot_answer(&visit.page(site, "authorize"), &text),
        Refusal::Back(way, error, description) => reply::error(provider, site, &way, (error, &description)),
    }
}

/// A request as it comes from the client, through the browser.
fn arrive(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Step {
    let form = if request.method == "POST" { &request.form } else { &request.query };
    let source = Source::find(provider, site, form)?;
    let ask = Ask::read(site, &source)?;
    scripted(site, &source, &ask)?;
    let id = random::token();
    let mut state = provider.state();
    state.forget(site.now.mono_ms);
    state.asks.insert(id.clone(), ask.clone());
    drop(state);
    proceed(provider, site, visit, &id, &ask)
}

/// Whether a pushed request could be granted, were it made now, and the key its code would be for.
pub(super) fn judge(site: &Site, client: &'static client::Client, params: &Form) -> Result<Option<String>, Refusal> {
    Ok(Ask::read(site, &Source::given(site, client, params, true)?)?.dpop_jkt)
}

/// What the fault says before anybody is asked.
fn scripted(site: &Site, source: &Source, ask: &Ask) -> Result<(), Refusal> {
    let only_pushed = site.wrong().iter().any(|wrong| matches!(wrong, Wrong::Front(Front::PushedOnly)));
    if (only_pushed || ask.way.client.par) && !source.pushed {
        return Err(ask.way.refuse("invalid_request", "The request has to be pushed first (RFC 9126)."));
    }
    for wrong in site.wrong() {
        match wrong {
            Wrong::Front(Front::Refuse(error)) => return Err(ask.way.refuse(error, "This error comes on purpose.")),
            Wrong::Front(Front::Page) => {
                let note = "redirect_uri_mismatch: this redirect_uri is not registered for the client.";
                return Err(Refusal::Page(note.to_owned()));
            }
            _ => {}
        }
    }
    Ok(())
}

/// The page that comes next, or the answer if none is needed.
fn proceed(provider: &Provider, site: &Site, visit: &Visit, id: &str, ask: &Ask) -> Step {
    let person = visit.session.person.filter(|(_, auth_time)| ask.is_fresh(site, *auth_time));
    let consents = &visit.session.consents;
    let consented = consents.iter().any(|(id, had)| *id == ask.way.client.id && scope::covers(had, &ask.scope));
    match person {
        None if ask.prompts("none") => Err(ask.way.refuse("login_required", "Nobody is logged in here.")),
        Some(_) if ask.prompts("none") && !consented => {
            Err(ask.way.refuse("consent_required", "The person has not allowed this before."))
        }
        Some(person) if ask.prompts("none") => Ok(finish(provider, site, ask, person)),
        None => Ok(visit.keep(site, log_in_page(site, visit, id, ask, ""))),
        Some((person, _)) => Ok(visit.keep(site, consent_page(site, visit, id, (ask, person)))),
    }
}

fn log_in(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Step {
    let (id, mut ask) = open(provider, site, request, visit)?;
    let text = |name| request.form.get(name).unwrap_or_default();
    let Some(person) = Person::log_in(text("username"), text("password")) else {
        return Ok(visit.keep(site, log_in_page(site, visit, &id, &ask, pages::NOBODY)));
    };
    let visit = visit.logged_in(provider, person, site.now.unix());
    ask.logged_in = true;
    provider.state().asks.insert(id.clone(), ask.clone());
    proceed(provider, site, &visit, &id, &ask)
}

fn decide(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Step {
    let (id, ask) = open(provider, site, request, visit)?;
    let Some(person) = visit.session.person.filter(|(_, auth_time)| ask.is_fresh(site, *auth_time)) else {
        return Ok(visit.keep(site, log_in_page(site, visit, &id, &ask, "Please log in first.")));
    };
    let allowed = match request.form.get("decision") {
        Some("allow") => true,
        Some("deny") => false,
        _ => return proceed(provider, site, visit, &id, &ask),
    };
    let mut state = provider.state();
    state.asks.remove(&id);
    if !allowed {
        return Err(ask.way.refuse("access_denied", "The person said no."));
    }
    if let Some(session) = state.sessions.get_mut(&visit.cookie) {
        let consent = (ask.way.client.id, ask.scope.clone());
        if !session.consents.contains(&consent) {
            session.consents.push(consent);
        }
    }
    drop(state);
    Ok(finish(provider, site, &ask, person))
}

fn finish(provider: &Provider, site: &Site, ask: &Ask, person: (&'static Person, u64)) -> Answer {
    reply::success(provider, site, &ask.way, grant::make(provider, site, ask, person))
}

/// The request that a form of our pages is about.
fn open(provider: &Provider, site: &Site, request: &Request, visit: &Visit) -> Result<(String, Ask), Refusal> {
    let gone =
        || Refusal::Page("This page was too old or not yours. Please start again in the application.".to_owned());
    let id = request.form.get("request_id").ok_or_else(gone)?;
    let state = provider.state();
    let ask = state.asks.get(id).filter(|ask| ask.issuer == site.issuer && ask.expires_ms > site.now.mono_ms);
    match ask {
        Some(ask) if visit.sent(request) => Ok((id.to_owned(), ask.clone())),
        _ => Err(gone()),
    }
}

fn log_in_page(site: &Site, visit: &Visit, id: &str, ask: &Ask, note: &str) -> Answer {
    let hint = ask.login_hint.as_deref().unwrap_or(PEOPLE[0].username);
    pages::log_in(&page(site, visit, ask), ("request_id", id), hint, note)
}

fn consent_page(site: &Site, visit: &Visit, id: &str, (ask, person): (&Ask, &Person)) -> Answer {
    let application = Application {
        client: format!("{} ({})", ask.way.client.name, ask.way.client.id),
        at: redirect_uri::origin(&ask.way.redirect_uri).to_owned(),
        scope: ask.scope.clone(),
        person: person.name(),
    };
    pages::allow_application(&page(site, visit, ask), id, &application)
}

/// The forms of these pages end at the client, which the page's policy has to let happen.
fn page(site: &Site, visit: &Visit, ask: &Ask) -> pages::Page {
    let leads_to = Some(redirect_uri::form_source(&ask.way.redirect_uri).to_owned());
    pages::Page { leads_to, ..visit.page(site, "authorize") }
}
