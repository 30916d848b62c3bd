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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{response, with};

    #[test]
    fn dates_are_read_whatever_their_year() {
        crate::covers!("CLK-04");
        assert_eq!(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("Mon, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Tue, 19 Jan 2038 03:14:08 GMT"), Some(2_147_483_648));
        assert_eq!(http_date("Fri, 01 Jan 9999 00:00:00 GMT").map(|at| at > 253_000_000_000), Some(true));
        for junk in [
            "",
            "GMT",
            "yesterday",
            "Sun, 06 Nov 1994",
            "Wed, 31 Dec 1969 23:59:59 GMT",
            "Sun, 99 Foo 1994 08:49:37 GMT",
        ] {
            assert_eq!(http_date(junk), None, "{junk}");
        }
    }

    #[test]
    fn seconds_a_date_and_junk() {
        let at = |value| retry_after(&with(response(503, ""), "retry-after", value));
        assert_eq!(at(""), None);
        assert_eq!(at("20"), Some(Ok(Duration::from_secs(20))));
        assert_eq!(at("Sun, 06 Nov 1994 08:50:07 GMT"), Some(Ok(Duration::from_secs(30))));
        assert_eq!(at("Sun, 06 Nov 1994 08:00:00 GMT"), Some(Ok(Duration::ZERO)));
        assert_eq!(at("soon"), Some(Err("soon".to_owned())));
        assert_eq!(at("-1"), Some(Err("-1".to_owned())));
        assert!(at("99999999999999999999999").is_some_and(|wait| wait.is_ok()));
    }

    #[test]
    fn a_date_counts_from_the_servers_own_clock() {
        let late = with(response(503, ""), "date", "Sun, 06 Nov 1994 09:49:37 GMT");
        let late = with(late, "retry-after", "Sun, 06 Nov 1994 09:49:47 GMT");
        assert_eq!(retry_after(&late), Some(Ok(Duration::from_secs(10))));
    }

    proptest::proptest! {
        #[test]
        fn no_text_brings_the_dates_down(text in "\\PC{0,40}") {
            let _ = (http_date(&text), http_date(&format!("{text}GMT")));
        }
    }
}
