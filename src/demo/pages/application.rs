//! The pages of the authorization endpoint.

use super::{BUTTONS, Page, escape, form, html, scopes};
use crate::demo::answer::Answer;
use crate::demo::keys::sha256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

/// Sends the only form of its page.
const SUBMIT: &str = "document.forms[0].submit()";

/// Which application asks a person, and for what.
pub(in crate::demo) struct Application {
    pub client: String,
    /// Where it listens.
    pub at: String,
    pub scope: String,
    pub person: String,
}

/// "Allow or deny?"
pub(in crate::demo) fn allow_application(page: &Page, request_id: &str, asked: &Application) -> Answer {
    let body = format!(
        "<h1>Allow {}?</h1><p>You are <b>{}</b>. The application at <code>{}</code> asks for access. Allow it only if \
         you started this yourself.</p>{}{}{BUTTONS}</form>",
        escape(&asked.client),
        escape(&asked.person),
        escape(&asked.at),
        scopes(&asked.scope),
        form(page, "/decision", &[("request_id", request_id)])
    );
    html(200, "Allow access?", page, &body)
}

/// "The application asked in a way that cannot be answered."
pub(in crate::demo) fn cannot_answer(page: &Page, why: &str) -> Answer {
    let body = format!(
        "<h1 id=error>This request cannot be answered</h1><p class=note role=alert>{}</p><p>The application that sent \
         you here has to be put right. It is not told, because it is not certain whose request this is.</p>",
        escape(why)
    );
    html(400, "Request refused", page, &body)
}

/// A page that sends these fields to the client (Form Post Response Mode 1.0 §2).
pub(in crate::demo) fn submit(to: &str, source: &str, fields: &[(&str, String)]) -> Answer {
    let mut body = format!("<h1>Back to the application</h1><form method=post action=\"{}\">", escape(to));
    for (name, value) in fields {
        let _ = write!(body, "<input type=hidden name=\"{}\" value=\"{}\">", escape(name), escape(value));
    }
    let _ = write!(body, "<button id=continue>Continue</button></form><script>{SUBMIT}</script>");
    let (base, csrf) = (String::new(), String::new());
    let mut answer = html(200, "Back to the application", &Page { base, csrf, fault: None, leads_to: None }, &body);
    let script = STANDARD.encode(sha256(SUBMIT.as_bytes()));
    let policy = format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'sha256-{}'; form-action {source}; base-uri \
         'none'; frame-ancestors 'none'",
        STANDARD.encode(sha256(super::STYLE.as_bytes()))
    );
    answer.set("content-security-policy", policy);
    answer
}
