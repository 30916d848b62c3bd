//! How far the server's clock is from ours, by the `Date` of its answers.

use super::answer::http_date;
use super::check::{Check, Finding, Report, rfc};
use super::exchange::Response;
use super::time::{Now, in_words};

/// Seconds of difference that no judgement of a token turns on.
pub const TOLERANCE: u64 = 60;

static SKEW: Check = Check::should("clock.skew", "the server's clock agrees with ours", rfc!(9110, "6.6.1"));
static STEADY: Check = Check::should("clock.steady", "this machine's clock did not jump", rfc!(7519, "4.1.4"));

/// Every check of this file, for the catalogue.
pub static CHECKS: &[&Check] = &[&SKEW, &STEADY];

/// Seconds by which the two clocks of this machine may part: the wall clock counts whole ones, and is slewed.
const SLACK: u64 = 5;

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

/// Seconds by which our wall clock went ahead of the monotonic one between two moments; negative when it fell behind.
fn drift(began: Now, now: Now) -> i64 {
    let passed = i64::try_from(now.mono.saturating_sub(began.mono).as_secs()).unwrap_or(i64::MAX);
    let shown = i64::try_from(i128::from(now.unix) - i128::from(began.unix)).unwrap_or(i64::MAX);
    shown.saturating_sub(passed)
}

/// Whether our own wall clock, by which tokens are judged, kept its pace from the first moment of a run to the last.
pub fn steady(began: Now, ended: Now) -> Finding {
    let jump = drift(began, ended);
    let far = in_words(jump.unsigned_abs());
    let observed = match jump {
        _ if jump.unsigned_abs() <= SLACK => "it kept its pace".to_owned(),
        1.. => format!("it jumped {far} ahead during the run; countdowns and polls kept their own time"),
        _ => format!("it jumped {far} back during the run; countdowns and polls kept their own time"),
    };
    STEADY.judge(jump.unsigned_abs() <= SLACK, format!("at most {SLACK} s beside the monotonic clock"), observed)
}

/// The server's clock as all answers of a run show it.
#[derive(Clone, Debug)]
pub struct Dates {
    began: Now,
    /// By how much each answer's `Date` was ahead of a wall clock of ours that had not jumped.
    ahead: Vec<i64>,
}

impl Dates {
    /// None seen yet.
    pub const fn new(began: Now) -> Self {
        Self { began, ahead: Vec::new() }
    }

    /// Takes in one more answer.
    pub fn note(&mut self, response: &Response) {
        if let Some(ahead) = skew(response).value {
            self.ahead.push(ahead.saturating_add(drift(self.began, response.received)));
        }
    }

    /// How many answers told the time.
    pub const fn answers(&self) -> usize {
        self.ahead.len()
    }

    /// Seconds that the server is ahead of our wall clock now: the median, so that one odd answer does not count.
    pub fn skew(&self, now: Now) -> Option<i64> {
        let mut sorted = self.ahead.clone();
        sorted.sort_unstable();
        let median = sorted.get(sorted.len() / 2)?;
        Some(median.saturating_sub(drift(self.began, now)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::{response, verdict, with};
    use crate::protocol::check::Verdict::{Pass, Skip, Warn};
    use std::time::Duration;

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

    fn at(seconds: u64, jumped: i64) -> Now {
        let mono = Duration::from_secs(1000 + seconds);
        Now { mono, unix: (784_111_777 + seconds).saturating_add_signed(jumped) }
    }

    #[test]
    fn one_odd_date_does_not_count_and_a_jump_of_ours_is_taken_into_account() {
        crate::covers!("CLK-01");
        let mut dates = Dates::new(at(0, 0));
        assert_eq!(dates.skew(at(0, 0)), None);
        for (date, now) in [
            ("Sun, 06 Nov 1994 08:59:37 GMT", at(0, 0)),
            ("Sun, 06 Nov 1970 08:59:37 GMT", at(0, 0)),
            ("Sun, 06 Nov 1994 08:59:47 GMT", at(10, 3600)),
            ("never", at(10, 0)),
        ] {
            let mut response = with(response(200, "{}"), "date", date);
            response.received = now;
            dates.note(&response);
        }
        assert_eq!(dates.skew(at(20, 0)), Some(600));
        assert_eq!(dates.skew(at(20, 3600)), Some(-3000));
    }

    #[test]
    fn a_jump_of_our_own_clock_is_told() {
        crate::covers!("CLK-02");
        for (jumped, expected, words) in
            [(0, Pass, "kept"), (5, Pass, "kept"), (3600, Warn, "1 h ahead"), (-90, Warn, "1 min 30 s back")]
        {
            let finding = steady(at(0, 0), at(300, jumped));
            assert!(finding.verdict == expected && finding.observed.contains(words), "{finding:?}");
        }
        assert_eq!(steady(Now { unix: u64::MAX, ..at(0, 0) }, Now::default()).verdict, Warn);
    }
}
