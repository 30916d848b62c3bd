//! A text in which no token is known by its look or its surroundings: all of it is one opaque token.

use super::scan::QUOTES;
use super::{Pasted, names};

/// Shorter lines are not those of a wrapped token.
const NARROWEST: usize = 16;

/// Takes the text as one token.
pub(super) fn take(text: &str, pasted: &mut Pasted) {
    let bare = text.trim_matches(|c: char| QUOTES.contains(c) || c.is_whitespace());
    if bare.is_empty() {
        return pasted.find(None, text);
    }
    if bare.len() < text.len() {
        pasted.remark("quotes around it");
    }
    if is_wrapped(bare) {
        pasted.remark(format!("{} line breaks inside it", bare.matches('\n').count()));
        return pasted.find(None, &bare.replace('\n', ""));
    }
    let dots = bare.strip_suffix('…').or_else(|| bare.strip_suffix("...").filter(|rest| !rest.ends_with('.')));
    if let Some(rest) = dots.filter(|rest| !rest.is_empty()) {
        pasted.remark("cut short: it ends in dots, and its rest is missing");
        return pasted.find(None, rest);
    }
    if bare.contains(char::is_whitespace) {
        pasted.remark("white space inside it, left as it is: no known form of a token has any");
    }
    pasted.find(None, bare);
}

/// Whether its lines are alike but the last, as a window breaks them; of several tokens a line each, none is shorter.
fn is_wrapped(text: &str) -> bool {
    let Some((_, last)) = text.rsplit_once('\n') else { return false };
    let width = text.lines().next().unwrap_or_default().len();
    let body = text.len() - last.len();
    let alike = text[..body].lines().all(|line| line.len() == width);
    width >= NARROWEST && alike && last.len() < width && text.bytes().all(|b| b == b'\n' || names::is_token_byte(b))
}

/// A JWT with blanks in it, as copied from a PDF: joined when there is nothing else in the text.
pub(super) fn without_blanks(text: &str) -> Option<String> {
    let first = text.split_whitespace().next()?;
    let dots = |text: &str| text.bytes().filter(|byte| *byte == b'.').count();
    let all_fit = text.bytes().all(|byte| byte.is_ascii_whitespace() || names::is_token_byte(byte));
    let is_jwt = names::begins_as_object(first) && dots(first) < 2 && matches!(dots(text), 2 | 4);
    (all_fit && is_jwt && text.contains([' ', '\t'])).then(|| text.split_whitespace().collect())
}
