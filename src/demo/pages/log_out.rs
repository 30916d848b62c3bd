//! The pages of a logout.

use super::{Page, escape, form, html};
use crate::demo::answer::Answer;

/// "Do you want to log out?"
pub(in crate::demo) fn log_out(page: &Page, client: Option<&str>, carried: &[(&str, &str)]) -> Answer {
    let who = client.map_or_else(String::new, |name| format!("<p><b>{}</b> asks for it.</p>", escape(name)));
    let body = format!(
        "<h1>Log out?</h1>{who}<p>You will have to log in again here.</p>{}<div class=row><button id=allow \
         name=decision value=allow>Log out</button><button id=deny name=decision value=deny class=plain>Stay logged \
         in</button></div></form>",
        form(page, "/decision", carried)
    );
    html(200, "Log out?", page, &body)
}

/// "That is done."
pub(in crate::demo) fn logged_out(page: &Page) -> Answer {
    html(200, "Logged out", page, "<h1 id=logged-out>You are logged out</h1><p>You can close this page.</p>")
}
