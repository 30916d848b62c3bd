//! What a person does with an authorization address, and what the browser does with the answer: for tests, rehearsals
//! and demonstrations.

use super::browser::{Browser, Reply, fill, unexpected};
use super::people::PASSWORD;
use std::io;

/// An authorization response that the browser holds and has not delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answered {
    /// A redirect of this status; the answer is in the query or the fragment of the address.
    Redirect {
        /// 303, unless a fault changes it.
        status: u16,
        /// The `Location`.
        location: String,
    },
    /// A page that posts a form.
    Form {
        /// Where to.
        action: String,
        /// The form, encoded.
        body: String,
    },
}

impl Answered {
    /// The address without the answer.
    pub fn redirect_uri(&self) -> &str {
        match self {
            Self::Redirect { location, .. } => location.split(['?', '#']).next().unwrap_or_default(),
            Self::Form { action, .. } => action,
        }
    }

    /// The parameters, form-encoded.
    pub fn parameters(&self) -> &str {
        match self {
            Self::Redirect { location, .. } => location.split_once(['?', '#']).map_or("", |(_, answer)| answer),
            Self::Form { body, .. } => body,
        }
    }
}

/// Opens an authorization address, logs in as ann, and allows or denies; the answer is not delivered.
///
/// It drives the pages as a browser does, so it works only while they do. A page that ends it is an error that quotes
/// the page.
pub fn authorize(address: &str, allow: bool) -> io::Result<Answered> {
    let mut browser = Browser::at(address)?;
    let start = browser.path_of(address).ok_or_else(|| io::Error::other("the address has no path"))?;
    let mut reply = browser.open("GET", start, "")?;
    let decision = if allow { "allow" } else { "deny" };
    let fields = [("username", "ann"), ("password", PASSWORD), ("decision", decision)];
    for _ in 0..5 {
        if let Some(location) = reply.location {
            let Some(path) = browser.path_of(&location) else {
                return Ok(Answered::Redirect { status: reply.status, location });
            };
            reply = browser.open("GET", path, "")?;
            continue;
        }
        let (action, body) = fill(&reply.body, &fields).ok_or_else(|| unexpected(&reply.body))?;
        if !action.starts_with('/') {
            return Ok(Answered::Form { action, body });
        }
        reply = browser.open("POST", &action, &body)?;
    }
    Err(unexpected(&reply.body))
}

/// As `authorize`, and delivers the answer to the client; the status and page the client shows in the end.
pub fn sign_in(address: &str, allow: bool) -> io::Result<(u16, String)> {
    let answered = authorize(address, allow)?;
    let mut browser = Browser::at(answered.redirect_uri())?;
    let reply = match &answered {
        Answered::Redirect { location, .. } if !location.contains('?') && location.contains('#') => {
            hand_over(&mut browser, &answered)?
        }
        Answered::Redirect { location, .. } => {
            let visited = location.split('#').next().unwrap_or_default();
            let path = browser.path_of(visited).ok_or_else(|| io::Error::other("the redirect has no path"))?.to_owned();
            browser.open("GET", &path, "")?
        }
        Answered::Form { body, .. } => {
            // The provider's pages say `Referrer-Policy: no-referrer`, so this is what a browser tells of its origin.
            browser.headers = "Origin: null\r\n";
            let path = browser.base.clone();
            browser.open("POST", &path, body)?
        }
    };
    follow(&mut browser, reply)
}

/// A fragment stays in the browser: the client's page posts it.
fn hand_over(browser: &mut Browser, answered: &Answered) -> io::Result<Reply> {
    let path = browser.base.clone();
    let page = browser.open("GET", &path, "")?;
    if page.status != 200 {
        return Ok(page);
    }
    browser.open("POST", &format!("{path}?grantty_fragment=1"), answered.parameters())
}

/// Where the client sends the browser next, on its own origin.
fn follow(browser: &mut Browser, mut reply: Reply) -> io::Result<(u16, String)> {
    browser.headers = "";
    for _ in 0..3 {
        let Some(location) = reply.location.take() else { break };
        let path = browser.path_of(&location).unwrap_or(&location).to_owned();
        if !path.starts_with('/') {
            break;
        }
        reply = browser.open("GET", &path, "")?;
    }
    Ok((reply.status, reply.body))
}
