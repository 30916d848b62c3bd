//! `Retry-After` and the dates of HTTP.

use std::time::Duration;

use jiff::fmt::rfc2822::DateTimeParser;

use crate::protocol::exchange::Response;
use crate::protocol::time::seconds;

/// An HTTP date (`Sun, 06 Nov 1994 08:49:37 GMT`) in seconds since 1970. A wrong day of the week is not our concern.
pub fn http_date(text: &str) -> Option<u64> {
    static DATES: DateTimeParser = DateTimeParser::new().relaxed_weekday(true);
    let text = text.trim();
    if text.len() > 64 || !text.ends_with("GMT") {
        return None;
    }
    let stamp = DATES.parse_timestamp(text).ok()?;
    u64::try_from(stamp.as_second()).ok()
}

/// How long the server wants us to wait, as seconds or as a date (counted from the server's own `Date` when it has
/// one, so that two clocks do not mix, else from its arrival); junk comes back as it was.
pub fn retry_after(response: &Response) -> Option<Result<Duration, String>> {
    let value = response.header("retry-after")?.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Ok(seconds(value.parse().unwrap_or(u64::MAX))));
    }
    let Some(until) = http_date(value) else { return Some(Err(value.to_owned())) };
    let from = response.header("date").and_then(http_date).unwrap_or(response.received.unix);
    Some(Ok(seconds(until.saturating_sub(from))))
}
