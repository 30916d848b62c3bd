//! What a person does with the phone, over its real page: for tests, rehearsals and demonstrations.

use super::browser::{Browser, fill, unexpected};
use std::io;

/// Opens `issuer`'s phone and allows or denies the oldest request; `false` when none waits.
pub fn answer_phone(issuer: &str, allow: bool) -> io::Result<bool> {
    let mut browser = Browser::at(issuer)?;
    // As browsers say it of a page with `Referrer-Policy: no-referrer`.
    browser.headers = "Origin: null\r\n";
    let path = format!("{}/phone", browser.base);
    let page = browser.open("GET", &path, "")?.body;
    if !page.contains("id=allow") {
        return if page.contains("id=waiting") { Ok(false) } else { Err(unexpected(&page)) };
    }
    let decision = if allow { "allow" } else { "deny" };
    let (action, body) = fill(&page, &[("decision", decision)]).ok_or_else(|| unexpected(&page))?;
    let reply = browser.open("POST", &action, &body)?;
    match reply.status {
        303 => Ok(true),
        404 => Ok(false),
        _ => Err(unexpected(&reply.body)),
    }
}
