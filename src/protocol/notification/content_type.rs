//! Whether a notification says that it is JSON.

use crate::protocol::check::{Check, Finding, ciba};
use crate::protocol::listener::Incoming;

pub(super) static CONTENT_TYPE: Check = Check::must(
    "notification.content_type",
    "the content type is application/json",
    ciba!("10.2, §10.3", "rfc.section.10.2"),
);

/// The row.
pub(super) fn judge(incoming: &Incoming) -> Finding {
    let mut fields = incoming.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    let expected = "application/json";
    match (fields.next(), fields.next()) {
        (None, _) => CONTENT_TYPE.fail(expected, "no Content-Type header"),
        (Some(_), Some(_)) => CONTENT_TYPE.fail(expected, "more than one Content-Type header"),
        (Some((_, value)), None) => {
            let media = value.split(';').next().unwrap_or_default().trim();
            CONTENT_TYPE.judge(media.eq_ignore_ascii_case(expected), expected, value)
        }
    }
}
