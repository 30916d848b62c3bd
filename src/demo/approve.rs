//! What a person does in the browser, over the real pages: for tests, rehearsals and demonstrations.

use super::browser::{Browser, fill, unexpected};
use super::form;
use super::people::PASSWORD;
use std::io;

/// Opens `issuer`'s device page, enters the code, logs in as ann, and allows or denies.
///
/// It drives the pages as a browser does (cookie, hidden fields, forms), so it works only while they do.
pub fn approve(issuer: &str, user_code: &str, allow: bool) -> io::Result<()> {
    let mut browser = Browser::at(issuer)?;
    let start = format!("{}/device?user_code={}", browser.base, form::encode(user_code));
    let mut page = browser.open("GET", &start, "")?.body;
    let decision = if allow { "allow" } else { "deny" };
    let wanted = if allow { "id=allowed" } else { "id=denied" };
    for _ in 0..3 {
        let fields = [("user_code", user_code), ("username", "ann"), ("password", PASSWORD), ("decision", decision)];
        let (action, body) = fill(&page, &fields).ok_or_else(|| unexpected(&page))?;
        page = browser.open("POST", &action, &body)?.body;
        if page.contains(wanted) {
            return Ok(());
        }
    }
    Err(unexpected(&page))
}
