//! Moments as RFC 3339 text in UTC, without a time-zone database.

use crate::protocol::time::Now;

/// `2026-11-20T10:00:00Z` for seconds since 1970; the year is capped at 9999, where RFC 3339 ends.
#[must_use]
pub fn utc(unix: u64) -> String {
    const LAST: u64 = 253_402_300_799;
    let unix = unix.min(LAST);
    let (days, second) = (unix / 86_400, unix % 86_400);
    let (year, month, day) = date(days);
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z", second / 3600, second / 60 % 60, second % 60)
}

/// `2026-11-20T10:00:00.250Z`: a moment of a run that began then. The wall clock has whole seconds only, so the rest is
/// counted from the beginning on the clock that never jumps.
#[must_use]
pub fn utc_millis(began: Now, moment: Now) -> String {
    let since = moment.mono.saturating_sub(began.mono);
    let seconds = utc(began.unix.saturating_add(since.as_secs()));
    format!("{}.{:03}Z", seconds.trim_end_matches('Z'), since.subsec_millis())
}

/// The civil date of a day count since 1970-01-01, by the usual shift of the year to begin in March.
const fn date(days: u64) -> (u64, u64, u64) {
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let of_era = shifted % 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let march_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * march_month + 2) / 5 + 1;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_era + era * 400 + (month <= 2) as u64;
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_moments() {
        crate::covers!("CLK-04");
        let table = [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_763_622_000, "2025-11-20T07:00:00Z"),
            (2_147_483_648, "2038-01-19T03:14:08Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (u64::MAX, "9999-12-31T23:59:59Z"),
        ];
        for (unix, text) in table {
            assert_eq!(utc(unix), text);
        }
    }
    #[test]
    fn a_moment_within_a_run_is_counted_from_its_beginning() {
        let at = |millis, unix| Now { mono: std::time::Duration::from_millis(millis), unix };
        assert_eq!(utc_millis(at(700, 0), at(700, 0)), "1970-01-01T00:00:00.000Z");
        assert_eq!(utc_millis(at(700, 0), at(2750, 7_200)), "1970-01-01T00:00:02.050Z");
        assert_eq!(utc_millis(at(700, u64::MAX), at(1701, 0)), "9999-12-31T23:59:59.001Z");
    }
}
