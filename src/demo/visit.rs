//! A browser's visit: its cookie, and what is known of it.

use super::answer::Answer;
use super::pages;
use super::people::Person;
use super::provider::Provider;
use super::random;
use super::request::Request;
use super::site::Site;
use super::state::Session;

/// The cookie and a copy of its session.
pub(super) struct Visit {
    pub cookie: String,
    pub session: Session,
}

impl Visit {
    /// The session of the cookie, or a new one.
    pub fn of(provider: &Provider, site: &Site, request: &Request) -> Self {
        let mut state = provider.state();
        if let Some(cookie) = request.cookie(&cookie_name(site))
            && let Some(session) = state.sessions.get(cookie)
        {
            return Self { cookie: cookie.to_owned(), session: session.clone() };
        }
        let session = Session { csrf: random::token(), ..Session::default() };
        let cookie = random::token();
        state.sessions.insert(cookie.clone(), session.clone());
        Self { cookie, session }
    }

    /// The visit after a login. It has a new cookie: one that somebody planted before must not be worth anything.
    pub fn logged_in(&self, provider: &Provider, person: &'static Person, unix: u64) -> Self {
        let mut state = provider.state();
        state.sessions.remove(&self.cookie);
        let session = Session { csrf: random::token(), person: Some((person, unix)), ..Session::default() };
        let cookie = random::token();
        state.sessions.insert(cookie.clone(), session.clone());
        Self { cookie, session }
    }

    /// Whether a form came from a page of this visit.
    pub fn sent(&self, request: &Request) -> bool {
        request.form.get("csrf") == Some(self.session.csrf.as_str())
    }

    /// The answer with the cookie.
    pub fn keep(&self, site: &Site, mut answer: Answer) -> Answer {
        let name = cookie_name(site);
        answer.set("set-cookie", format!("{name}={}; Path=/; HttpOnly; SameSite=Lax", self.cookie));
        answer
    }

    /// What the pages below `path` of the issuer need.
    pub fn page(&self, site: &Site, path: &str) -> pages::Page {
        pages::Page {
            base: format!("{}/{path}", site.issuer.trim_start_matches(&site.origin)),
            csrf: self.session.csrf.clone(),
            fault: site.fault.map(|fault| fault.sentence),
            leads_to: None,
        }
    }
}

/// Cookies do not know ports: each provider needs a name of its own.
fn cookie_name(site: &Site) -> String {
    format!("grantty_demo_{}", site.origin.rsplit(':').next().unwrap_or_default())
}
