//! The two clocks of every judgement, as one value that callers pass in.

use std::time::Duration;

/// Seconds of tolerance in every check of a claim of time.
pub const TOLERANCE: u64 = 60;

/// A moment, on both clocks at once.
///
/// `mono` paces polls and counts expiry down; it also counts the hours of a suspended machine.
/// `unix` judges claim times (RFC 7519 §2 `NumericDate`, seconds since 1970 UTC) and may jump.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now {
    /// Time since an arbitrary start, never backwards.
    pub mono: Duration,
    /// Seconds since 1970-01-01T00:00:00Z by the wall clock.
    pub unix: u64,
}

impl Now {
    /// This moment moved by `by` on both clocks, saturating.
    #[must_use]
    pub fn after(self, by: Duration) -> Self {
        Self { mono: self.mono.saturating_add(by), unix: self.unix.saturating_add(by.as_secs()) }
    }
}

/// A server's number of seconds as a duration: capped at a hundred years, since no run lives longer
/// and the cap keeps every later sum from overflowing.
#[must_use]
pub fn seconds(count: u64) -> Duration {
    const CENTURY: u64 = 100 * 366 * 24 * 3600;
    Duration::from_secs(count.min(CENTURY))
}

/// A duration in the largest two units that fit: `12 s`, `9 min 41 s`, `4 h 59 min`, `3 d 2 h`.
#[must_use]
pub fn in_words(count: u64) -> String {
    let (days, hours, minutes, secs) = (count / 86_400, count / 3600 % 24, count / 60 % 60, count % 60);
    let pair = |a: u64, a_unit: &str, b: u64, b_unit: &str| match b {
        0 => format!("{a} {a_unit}"),
        _ => format!("{a} {a_unit} {b} {b_unit}"),
    };
    match count {
        0..=59 => format!("{secs} s"),
        60..=3599 => pair(minutes, "min", secs, "s"),
        3600..=86_399 => pair(hours, "h", minutes, "min"),
        86_400..=63_071_999 => pair(days, "d", hours, "h"),
        _ => format!("{} years", count / 31_557_600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_name_the_two_largest_units() {
        assert_eq!(in_words(12), "12 s");
        assert_eq!(in_words(581), "9 min 41 s");
        assert_eq!(in_words(17_940), "4 h 59 min");
        assert_eq!(in_words(7200), "2 h");
        assert_eq!(in_words(u64::MAX), "584542046090 years");
    }

    #[test]
    fn hostile_seconds_never_overflow() {
        let late = Now { mono: Duration::MAX, unix: u64::MAX }.after(seconds(u64::MAX));
        assert_eq!(late.unix, u64::MAX);
    }
}
