//! How far the server's clock is from ours, by the `Date` of its answers.

use super::answer::http_date;
use super::check::{Check, Report, rfc};
use super::exchange::Response;

/// Seconds of difference that no judgement of a token turns on.
pub const TOLERANCE: u64 = 60;

static SKEW: Check = Check::should("clock.skew", "the server's clock agrees with ours", rfc!(9110, "6.6.1"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&SKEW];

/// Seconds that the server is ahead of us; negative when it is behind.
pub fn skew(response: &Response) -> Report<i64> {
    let Some(date) = response.header("date") else {
        return Report::new(None, vec![SKEW.skip("the answer has no Date")]);
    };
    let Some(theirs) = http_date(date) else {
        return Report::new(None, vec![SKEW.skip(format!("the Date is not an HTTP date: {date}"))]);
    };
    let reading = response.timings.total.saturating_sub(response.timings.first_byte);
    let ours = response.received.unix.saturating_sub(reading.as_secs());
    let ahead = i64::try_from(i128::from(theirs) - i128::from(ours)).unwrap_or(i64::MAX);
    let expected = format!("at most {TOLERANCE} s apart");
    let observed = match ahead {
        0 => "no difference".to_owned(),
        1.. => format!("the server is {} s ahead of this machine", ahead.unsigned_abs()),
        _ => format!("the server is {} s behind this machine", ahead.unsigned_abs()),
    };
    Report::new(Some(ahead), vec![SKEW.judge(ahead.unsigned_abs() <= TOLERANCE, expected, observed)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{response, verdict, with};
    use crate::protocol::check::Verdict::{Pass, Skip, Warn};

    #[test]
    fn the_date_of_an_answer_tells_the_difference() {
        crate::covers!("CLK-01", "CLK-03");
        for (date, ahead, expected) in [
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(0), Pass),
            ("Sun, 06 Nov 1994 08:50:00 GMT", Some(23), Pass),
            ("Sun, 06 Nov 1994 08:59:37 GMT", Some(600), Warn),
            ("Sun, 06 Nov 1994 08:39:37 GMT", Some(-600), Warn),
            ("", None, Skip),
            ("now", None, Skip),
        ] {
            let report = skew(&with(response(200, "{}"), "date", date));
            assert_eq!((report.value, verdict(&report.findings, "clock.skew")), (ahead, expected), "{date}");
        }
    }
}
