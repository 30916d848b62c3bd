//! The JSON object of a notification.

use std::borrow::Cow;

use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::json::{self, Json};

pub(super) static BODY: Check = Check::must(
    "notification.body",
    "the body is a JSON object, each member of it once",
    ciba!("10.2, §10.3", "rfc.section.10.2"),
);

/// Reads the object; the row says what came instead, or what stands twice.
pub(super) fn read(bytes: &[u8]) -> (Option<Json>, Finding) {
    let expected = "a JSON object, each member of it once";
    let parsed = match json::parse(bytes) {
        Ok(parsed) => parsed,
        Err(_) if bytes.is_empty() => return (None, BODY.fail(expected, "no body")),
        Err(error) => return (None, BODY.fail(expected, format!("no JSON: {error}"))),
    };
    let Some(members) = parsed.value.as_object() else {
        return (None, BODY.fail(expected, parsed.value.kind()));
    };
    let finding = match parsed.duplicates.first() {
        None => BODY.pass(expected, counted(members.len())),
        // The values are nobody's business here: one may be a token.
        Some(twice) => BODY.fail(expected, format!("{} stands twice", twice.path)),
    };
    (Some(parsed.value), finding)
}

fn counted(members: usize) -> Cow<'static, str> {
    if members == 1 { "an object of 1 member".into() } else { format!("an object of {members} members").into() }
}

/// The object in a text that a person copied from somewhere: from its first brace to its last.
pub(super) fn pasted(text: &str) -> &str {
    match (text.find('{'), text.rfind('}')) {
        (Some(start), Some(end)) if start < end => &text[start..=end],
        _ => text.trim(),
    }
}
