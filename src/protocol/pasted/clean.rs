//! What copying puts between characters: invisible ones, colours of a terminal, entities of a page.

use std::borrow::Cow;

use super::{Pasted, names};
use crate::protocol::text::acts;

/// Without characters that cannot be seen, line breaks and tabs excepted, and without terminal colours.
pub(super) fn visible<'a>(text: &'a str, pasted: &mut Pasted) -> Cow<'a, str> {
    let hidden = |c: char| acts(c) && !matches!(c, '\n' | '\r' | '\t');
    if !text.contains(hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let (mut count, mut kinds): (usize, Vec<String>) = (0, Vec::new());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' && chars.next_if_eq(&'[').is_some() {
            while chars.next_if(|c| matches!(c, '0'..='9' | ';' | '?')).is_some() {}
            chars.next_if(char::is_ascii_alphabetic);
            pasted.remark("colours of a terminal in it");
        } else if hidden(c) {
            count += 1;
            let kind = format!("U+{:04X}", u32::from(c));
            if kinds.len() < 3 && !kinds.contains(&kind) {
                kinds.push(kind);
            }
        } else {
            out.push(c);
        }
    }
    if count > 0 {
        let s = if count == 1 { "" } else { "s" };
        pasted.remark(format!("{count} invisible character{s} in it ({})", kinds.join(", ")));
    }
    Cow::Owned(out)
}

/// The entities that can stand in or around a token, its quotes and its address.
const ENTITIES: [(&str, char); 20] = [
    ("&quot;", '"'),
    ("&#34;", '"'),
    ("&#x22;", '"'),
    ("&apos;", '\''),
    ("&#39;", '\''),
    ("&#x27;", '\''),
    ("&amp;", '&'),
    ("&#38;", '&'),
    ("&#x26;", '&'),
    ("&lt;", '<'),
    ("&gt;", '>'),
    ("&nbsp;", ' '),
    ("&#160;", ' '),
    ("&#46;", '.'),
    ("&#x2E;", '.'),
    ("&#61;", '='),
    ("&#x3D;", '='),
    ("&#43;", '+'),
    ("&#47;", '/'),
    ("&#x2F;", '/'),
];

/// With the entities of HTML read.
pub(super) fn without_entities<'a>(text: &'a str, pasted: &mut Pasted) -> Cow<'a, str> {
    let entity = |at: &str| {
        ENTITIES.iter().find(|(entity, _)| at.get(..entity.len()).is_some_and(|s| s.eq_ignore_ascii_case(entity)))
    };
    if !text.match_indices('&').any(|(at, _)| entity(&text[at..]).is_some()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (read, length) = entity(rest).map_or(('&', 1), |(entity, read)| (*read, entity.len()));
        out.push(read);
        rest = &rest[length..];
    }
    out.push_str(rest);
    pasted.remark("entities of HTML in it");
    Cow::Owned(out)
}

/// The lines without what mails, shells and indentation put at their ends.
pub(super) fn lines<'a>(text: &'a str, pasted: &mut Pasted) -> Cow<'a, str> {
    if !text.contains(['\n', '\r']) && !text.starts_with(['>', '|']) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let text = text.replace("\r\n", "\n");
    let mut all = text.split(['\n', '\r']).peekable();
    let mut soft = false;
    while let Some(line) = all.next() {
        let mut line = line.trim();
        while let Some(rest) = line.strip_prefix(['>', '|']) {
            line = rest.trim_start();
            pasted.remark("marks of a quotation before its lines");
        }
        if let Some(rest) = line.strip_suffix('\\') {
            line = rest.trim_end();
            pasted.remark("a backslash at the end of a line");
        }
        let is_token = soft || line.split(' ').any(names::begins_as_object);
        let next = all.peek().map_or("", |next| next.trim_start());
        soft = is_token && is_soft_break(line, next);
        if soft {
            line = &line[..line.len() - 1];
            pasted.remark("line ends of quoted-printable in it");
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str(line);
    }
    Cow::Owned(out)
}

/// Whether a token goes on in the next line of a mail in quoted-printable (RFC 2045 §6.7), which has lines of up to 76
/// characters. Padding ends a part of a token, or the token.
fn is_soft_break(line: &str, next: &str) -> bool {
    const LINES: std::ops::RangeInclusive<usize> = 60..=76;
    let goes_on = next.bytes().next().is_some_and(|byte| names::is_token_byte(byte) && !matches!(byte, b'.' | b'='));
    LINES.contains(&line.len())
        && line.ends_with('=')
        && !line.ends_with("==")
        && goes_on
        && !names::begins_as_object(next)
}
