//! The page of the phone.

use super::{Page, escape, form, html, scopes, warning};
use crate::demo::answer::Answer;
use std::fmt::Write as _;

/// A page with nothing to decide looks again after so many seconds; one with something leaves the person in peace.
const REFRESH_S: &str = "2";
const REFRESH_WAITING_S: &str = "20";

/// A request as the person sees it.
pub(in crate::demo) struct Asking {
    pub request_id: String,
    pub client: String,
    pub person: String,
    pub scope: String,
    pub message: Option<String>,
    pub seconds_left: u64,
}

/// "Somebody asks: allow or deny?"
pub(in crate::demo) fn phone(page: &Page, note: (u16, &str), waiting: &[Asking], decided: &[String]) -> Answer {
    let (status, note) = note;
    let count = match waiting.len() {
        0 => "Nothing waits for you.".to_owned(),
        1 => "One request waits for you.".to_owned(),
        n => format!("{n} requests wait for you."),
    };
    let mut body = format!("<h1>Your phone</h1>{}<p id=waiting role=status>{count}</p>", warning(note));
    for (n, asking) in waiting.iter().enumerate() {
        body.push_str(&request(page, asking, n));
    }
    if !decided.is_empty() {
        let list: String = decided.iter().fold(String::new(), |mut list, one| {
            let _ = write!(list, "<li>{}</li>", escape(one));
            list
        });
        let _ = write!(body, "<h2>Decided</h2><ul id=decided>{list}</ul>");
    }
    let _ = write!(body, "<p><a href=\"{}\">Look again</a></p>", escape(&page.base));
    let mut answer = html(status, "Your phone", page, &body);
    let refresh = if waiting.is_empty() { REFRESH_S } else { REFRESH_WAITING_S };
    answer.set("refresh", format!("{refresh}; url={}", page.base));
    answer
}

fn request(page: &Page, asking: &Asking, n: usize) -> String {
    // Ids are unique in a page: the oldest request has the plain ones.
    let suffix = if n == 0 { String::new() } else { format!("-{}", n + 1) };
    let message = match &asking.message {
        Some(message) => format!(
            "<p>It says it shows you this message. Compare it: if it shows another one, deny.</p><p id=message{suffix} \
             class=\"code large\">{}</p>",
            escape(message)
        ),
        None => "<p>It sent no message to compare.</p>".to_owned(),
    };
    format!(
        "<section class=request><h2>{}</h2><p>asks for access as <b>{}</b>. Allow it only if you started this \
         yourself.</p>{message}{}<p>Time left: {} s</p>{}<div class=row><button id=allow{suffix} name=decision \
         value=allow>Allow</button><button id=deny{suffix} name=decision value=deny class=plain>Deny</button></div>\
         </form></section>",
        escape(&asking.client),
        escape(&asking.person),
        scopes(&asking.scope),
        asking.seconds_left,
        form(page, "", &[("request_id", &asking.request_id)])
    )
}
