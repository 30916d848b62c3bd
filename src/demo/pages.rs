//! The web pages: plain HTML that works without scripts, in the dark too, and loads nothing.

use super::answer::Answer;
use super::keys::sha256;
use super::people::{PASSWORD, PEOPLE};
use super::site::Site;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;

mod application;
mod log_out;
mod phone;

pub(super) use application::{Application, allow_application, cannot_answer, submit};
pub(super) use log_out::{log_out, logged_out};
pub(super) use phone::{Asking, phone};

const STYLE: &str = include_str!("pages.css");

/// What every page of a visit needs.
pub(super) struct Page {
    /// The path of the forms.
    pub base: String,
    pub csrf: String,
    /// The sentence of the fault this issuer has.
    pub fault: Option<&'static str>,
    /// Where forms of this page may end besides here, as a content security policy names it.
    pub leads_to: Option<String>,
}

/// Said to a wrong name or password.
pub(super) const NOBODY: &str = "Nobody has this name and password.";

/// What a person consents to.
pub(super) struct Consent {
    pub code: String,
    pub client: String,
    pub scope: String,
    pub person: String,
}

/// "Enter the code of your device."
pub(super) fn enter(page: &Page, code: &str, note: &str) -> Answer {
    let lead = if code.is_empty() {
        "Enter the code that your device shows."
    } else {
        "Is this the code that your device shows? Go on only if you started this yourself."
    };
    let body = format!(
        "<h1>Connect a device</h1>{}<p>{lead}</p>{}<label>Code<input class=code name=user_code value=\"{}\" \
         autocomplete=off autocapitalize=characters spellcheck=false autofocus required></label>\
         <button>Continue</button></form>",
        warning(note),
        form(page, "", &[]),
        escape(code)
    );
    html(if note.is_empty() { 200 } else { 400 }, "Connect a device", page, &body)
}

/// "Who are you?"
pub(super) fn log_in(page: &Page, about: (&str, &str), name: &str, note: &str) -> Answer {
    let people: Vec<String> = PEOPLE.iter().map(|p| format!("<kbd>{}</kbd>", escape(p.username))).collect();
    let body = format!(
        "<h1>Log in</h1>{}<p>This is a demonstration: log in as {}, the password is <kbd>{PASSWORD}</kbd>.</p>{}\
         <label>Name<input id=username name=username value=\"{}\" autocomplete=off autocapitalize=none \
         required></label><label>Password<input id=password type=password name=password value=\"\" autocomplete=off \
         autofocus required></label><button id=log-in>Log in</button></form>",
        warning(note),
        people.join(", "),
        form(page, "/login", &[about]),
        escape(name)
    );
    html(if note.is_empty() { 200 } else { 403 }, "Log in", page, &body)
}

/// "Allow or deny?"
pub(super) fn consent(page: &Page, consent: &Consent) -> Answer {
    let body = format!(
        "<h1>Allow {}?</h1><p>You are <b>{}</b>. The device that shows this code asks for access:</p>\
         <p class=code>{}</p><p>Compare it. If the device in front of you shows another code, or none, then somebody \
         else is asking: deny.</p>{}{}{BUTTONS}</form>{}<button class=link name=again \
         value=1>Somebody else wants to log in</button></form>",
        escape(&consent.client),
        escape(&consent.person),
        escape(&consent.code),
        scopes(&consent.scope),
        form(page, "/decision", &[("user_code", &consent.code)]),
        form(page, "", &[("user_code", &consent.code)])
    );
    html(200, "Allow access?", page, &body)
}

/// What every consent page ends with.
const BUTTONS: &str = "<div class=row><button id=allow name=decision value=allow>Allow</button><button id=deny \
                       name=decision value=deny class=plain>Deny</button></div>";

fn scopes(scope: &str) -> String {
    let mut list = String::new();
    for scope in scope.split(' ') {
        let _ = write!(list, "<li><code>{}</code> {}</li>", escape(scope), meaning(scope));
    }
    format!("<ul>{list}</ul>")
}

/// "That is done."
pub(super) fn result(page: &Page, allowed: bool) -> Answer {
    let body = if allowed {
        "<h1 id=allowed>Access allowed</h1><p>You can close this page and go back to your device.</p>"
    } else {
        "<h1 id=denied>Access denied</h1><p>Your device gets no access. You can close this page.</p>"
    };
    html(200, "Done", page, body)
}

/// "You are guessing."
pub(super) fn too_many(page: &Page) -> Answer {
    html(429, "Too many codes", page, "<h1>Too many wrong codes</h1><p>Please close the browser and start again.</p>")
}

/// The page at the issuer's own address.
pub(super) fn front(site: &Site) -> Answer {
    let body = format!(
        "<h1>A provider for demonstrations</h1><p>Issuer <code>{0}</code></p><ul><li><a \
         href=\"{0}/.well-known/openid-configuration\">Metadata</a></li><li><a href=\"{0}/jwks\">Keys</a></li>\
         <li><a href=\"{0}/device\">Connect a device</a></li><li><a href=\"{0}/phone\">The phone</a></li></ul><p>It runs on this computer alone and forgets \
         everything when it stops.</p>",
        escape(&site.issuer)
    );
    let (base, csrf, fault) = (String::new(), String::new(), site.fault.map(|fault| fault.sentence));
    html(200, "Demo provider", &Page { base, csrf, fault, leads_to: None }, &body)
}

fn form(page: &Page, path: &str, hidden: &[(&str, &str)]) -> String {
    let mut form = format!("<form method=post action=\"{}{path}\">", escape(&page.base));
    for (name, value) in [&[("csrf", page.csrf.as_str())], hidden].concat() {
        let _ = write!(form, "<input type=hidden name=\"{name}\" value=\"{}\">", escape(value));
    }
    form
}

fn warning(note: &str) -> String {
    if note.is_empty() { String::new() } else { format!("<p class=note role=alert>{}</p>", escape(note)) }
}

fn meaning(scope: &str) -> &'static str {
    match scope {
        "openid" => "know who you are",
        "profile" => "see your name",
        "email" => "see your email address",
        "offline_access" => "keep access while you are away",
        "api" => "use the example API",
        _ => "",
    }
}

/// A page of this status and title.
fn html(status: u16, title: &str, page: &Page, body: &str) -> Answer {
    let fault = page
        .fault
        .map_or_else(String::new, |s| format!("<footer>This issuer misbehaves on purpose: {}</footer>", escape(s)));
    let text = format!(
        "<!doctype html><html lang=en><head><meta charset=utf-8><meta name=viewport content=\"width=device-width, \
         initial-scale=1\"><meta name=color-scheme content=\"light dark\"><title>{title}</title><style>{STYLE}</style>\
         </head><body><main>{body}</main>{fault}</body></html>\n"
    );
    let mut answer = Answer::text(status, &text);
    answer.set("content-type", "text/html; charset=utf-8");
    answer.set("cache-control", "no-store");
    answer.set("content-security-policy", policy(page.leads_to.as_deref().unwrap_or_default()));
    answer.set("referrer-policy", "no-referrer");
    answer.set("x-frame-options", "DENY");
    answer
}

/// Nothing but this very style sheet and forms to this origin, or to where the form's answer redirects: browsers look
/// at that too.
fn policy(leads_to: &str) -> String {
    let style = STANDARD.encode(sha256(STYLE.as_bytes()));
    let forms = format!("'self' {leads_to}");
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; form-action {}; base-uri 'none'; frame-ancestors 'none'",
        forms.trim_end()
    )
}

/// Text as it may stand in HTML and in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Line breaks and other controls would be changed by a browser on the way back.
            c if c.is_control() => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
