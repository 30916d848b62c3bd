//! What a person does with a logout address, and where the browser goes then: for tests, rehearsals and demonstrations.

use super::browser::{Browser, fill, unexpected};
use std::io;

/// Opens a logout address and confirms. The browser follows the way back, if there is one; the status and the page it
/// ends at.
pub fn log_out(address: &str) -> io::Result<(u16, String)> {
    let mut browser = Browser::at(address)?;
    let start = browser.path_of(address).ok_or_else(|| io::Error::other("the address has no path"))?;
    let page = browser.open("GET", start, "")?;
    let (action, body) = fill(&page.body, &[("decision", "allow")]).ok_or_else(|| unexpected(&page.body))?;
    let reply = browser.open("POST", &action, &body)?;
    let Some(location) = reply.location else { return Ok((reply.status, reply.body)) };
    let mut browser = Browser::at(&location)?;
    let path = browser.path_of(&location).ok_or_else(|| io::Error::other("the redirect has no path"))?.to_owned();
    let reply = browser.open("GET", &path, "")?;
    Ok((reply.status, reply.body))
}
