//! Times, sizes and paces as people read them.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::flow::{Expiry, Outcome, Pace, Waiting};
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::ciba::Delivery;
use crate::protocol::time::{Now, in_words};
use crate::record::Run;

/// From here on nobody reads hours: a hundred of them.
const LONG: u64 = 360_000;

/// `m:ss` or `h:mm:ss`; part of a second counts as a whole one, so that a countdown ends at zero.
pub fn clock(left: Duration) -> String {
    let secs = whole_seconds(left);
    if secs >= LONG {
        return in_words(secs);
    }
    let (hours, minutes, secs) = (secs / 3600, secs / 60 % 60, secs % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{secs:02}") } else { format!("{minutes:02}:{secs:02}") }
}

/// Seconds, rounded up.
pub fn whole_seconds(time: Duration) -> u64 {
    time.as_secs().saturating_add(u64::from(time.subsec_nanos() > 0))
}

/// `5.00 s`, `142 ms`.
pub fn precise(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis} ms"),
        millis => format!("{}.{:02} s", millis / 1000, millis % 1000 / 10),
    }
}

/// `142ms`, `2.4s`: for narrow columns.
pub fn brief(time: Duration) -> String {
    match time.as_millis() {
        millis @ 0..1000 => format!("{millis}ms"),
        millis @ 1000..100_000 => format!("{}.{}s", millis / 1000, millis % 1000 / 100),
        millis => format!("{}s", millis / 1000),
    }
}

/// `87 B`, `1.2 kB`, `3.4 MB`.
pub fn bytes(count: usize) -> String {
    match count {
        0..1000 => format!("{count} B"),
        1000..1_000_000 => format!("{}.{} kB", count / 1000, count % 1000 / 100),
        _ => format!("{}.{} MB", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

/// A phrase as the beginning of a sentence.
pub fn capital(phrase: &str) -> String {
    let mut letters = phrase.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// `1 poll`, `2 polls`.
pub fn count(number: usize, one: &str) -> String {
    format!("{number} {one}{}", if number == 1 { "" } else { "s" })
}

/// A moment of the wall clock: `2026-11-20 13:00:00 +01:00`; nothing when no calendar has it.
pub fn date(unix: u64, zone: Option<&TimeZone>) -> Option<String> {
    let moment = Timestamp::from_second(i64::try_from(unix).ok()?).ok()?;
    let local = moment.to_zoned(zone.cloned().unwrap_or(TimeZone::UTC));
    Some(local.strftime("%Y-%m-%d %H:%M:%S %:z").to_string())
}

/// `in 4 h 59 min`, `12 s ago`, `now`.
pub fn relative(unix: u64, now: Now) -> String {
    match (unix.checked_sub(now.unix), now.unix.checked_sub(unix)) {
        (Some(0), _) => "now".to_owned(),
        (Some(ahead), _) => format!("in {}", in_words(ahead)),
        (None, behind) => format!("{} ago", in_words(behind.unwrap_or_default())),
    }
}

/// The provider's clock against ours: `clock ±0 s`, `clock 10 min behind`; with `≈` where too few answers say so. A
/// `Date` has whole seconds, so one of them says nothing.
pub fn skew(ahead: i64, is_estimate: bool) -> String {
    let about = if is_estimate { "" } else { "≈" };
    let far = in_words(ahead.unsigned_abs());
    match ahead {
        -1..=1 => format!("clock {about}±{far}"),
        2.. => format!("clock {about}{far} ahead"),
        _ => format!("clock {about}{far} behind"),
    }
}

/// The interval in force and why it is that long.
pub fn pace(waiting: &Waiting) -> String {
    let every = format!("every {} s", whole_seconds(waiting.interval));
    let times = |count: u32| if count == 1 { "once".to_owned() } else { format!("{count} times") };
    match waiting.pace {
        Pace::Default => format!("{every}: the provider named none"),
        Pace::Stated => format!("{every}, as the provider said"),
        Pace::SlowedDown(count) => format!("{every}: the provider said slow_down {}", times(count)),
        Pace::BackedOff(count) => format!("{every}: doubled {}, no usable answer came", times(count)),
        Pace::RetryAfter => format!("{every}; this once later: the provider sent Retry-After"),
        Pace::AwaitsPing => format!("{every} by hand; the provider pings when it is time"),
        Pace::Pinged => "now: the provider pinged".to_owned(),
        Pace::Expiry => format!("{every}: the next poll would come after time is over"),
    }
}

/// A next step without the key that edits the profile's file, where the profile has none.
pub fn next_step(next: &str, has_file: bool) -> String {
    let next = on_screen(next);
    if has_file { next } else { without(&next, "e edits the profile") }
}

/// Options of the command line, with what takes their place in the workbench: longer phrases stand first.
const OPTIONS: [(&str, &str); 9] = [
    ("with --decryption-key or client.decryption_key", "as client.decryption_key in the profile"),
    ("with --issuer or --jwks", "with a profile that has the issuer, or as inspect.jwks in the profile"),
    ("one key with --key", "one key as inspect.key"),
    ("a shared secret with --secret", "a shared secret as inspect.secret"),
    ("with --at", "as inspect.at in the profile"),
    ("with --key", "as inspect.key in the profile"),
    ("with --secret", "as inspect.secret in the profile"),
    ("with --jwks", "as inspect.jwks in the profile"),
    ("with --issuer", "with a profile that has the issuer"),
];

/// A sentence without options of the command line: here the profile has them.
fn on_screen(next: &str) -> String {
    OPTIONS.iter().fold(next.to_owned(), |text, (option, here)| text.replace(option, here))
}

/// A next step without the key that shows the exchange, where there is none to show.
pub fn without_exchange(next: &str) -> String {
    without(next, "w shows the exchange")
}

/// A sentence of keys without one of them.
fn without(next: &str, key: &str) -> String {
    let rest = next.replace(&format!(", {key}"), "").replace(&format!("{key}, "), "");
    rest.replace(&format!(" {key}."), "")
}

/// How a run ended, or that it has not, in a few words.
pub fn ending(run: &Run) -> String {
    match &run.outcome {
        Some(Outcome::Tokens) => with_failures("Tokens came", run),
        Some(Outcome::Done) => with_failures(done(run), run),
        Some(Outcome::Rejected { check }) => format!("Stopped: {check} failed"),
        Some(Outcome::Refused(error)) => format!("The provider refused: {}", error.error),
        Some(Outcome::Denied(_)) => "The person said no".to_owned(),
        Some(Outcome::Expired(how)) => expired(run, how).to_owned(),
        Some(Outcome::Unreachable { request, .. }) => format!("No answer to the {request}"),
        Some(Outcome::Broken { .. }) => "No next step is possible".to_owned(),
        Some(Outcome::Cancelled) => "Cancelled".to_owned(),
        Some(Outcome::Invalid { .. }) if failed(run, "loopback.bind") => {
            "The redirect cannot be listened to".to_owned()
        }
        Some(Outcome::Invalid { .. }) if failed(run, "notification.bind") => {
            "Notifications cannot be listened to".to_owned()
        }
        Some(Outcome::Invalid { .. }) => "The profile cannot be run".to_owned(),
        None => "Under way".to_owned(),
    }
}

/// What was done in a run that brings no tokens.
fn done(run: &Run) -> &'static str {
    match (run.flow, run.inspections.len()) {
        (Flow::Inspect, 1) => "The token was looked into",
        (Flow::Inspect, _) => "The tokens were looked into",
        (Flow::Logout, _) if run.callback.is_some() => "The person came back",
        (Flow::Logout, _) => "The person was sent to the provider",
        _ => "Asked and answered",
    }
}

fn with_failures(ended: &str, run: &Run) -> String {
    match run.counts().fail {
        0 => ended.to_owned(),
        failed => format!("{ended}, and {} failed", count(failed, "check")),
    }
}

/// Who did not come in time, or did not decide.
fn expired(run: &Run, how: &Expiry) -> &'static str {
    let delivery = run.backchannel.as_ref().map(|asked| asked.delivery);
    match (run.flow, delivery, how) {
        (Flow::Code | Flow::Logout, ..) => "Nobody came back in time",
        (Flow::Device, ..) => "The codes expired",
        (Flow::Ciba, Some(Delivery::Ping), Expiry::Counted) if !run.polls.iter().any(|poll| poll.pinged) => {
            "No ping came in time"
        }
        (Flow::Ciba, Some(Delivery::Push), Expiry::Counted) => "No tokens were brought in time",
        _ => "Nobody decided in time",
    }
}

fn failed(run: &Run, check: &str) -> bool {
    run.checks.iter().any(|row| row.finding.check.id == check && row.finding.verdict == Verdict::Fail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countdowns_end_at_zero() {
        assert_eq!(clock(Duration::from_secs(581)), "09:41");
        assert_eq!(clock(Duration::from_millis(1)), "00:01");
        assert_eq!(clock(Duration::ZERO), "00:00");
        assert_eq!(clock(Duration::from_secs(17_952)), "4:59:12");
        assert_eq!(clock(Duration::from_secs(400 * 86_400)), "400 d");
    }

    #[test]
    fn moments_are_told_twice() {
        let now = Now { unix: 1_763_622_012, ..Now::default() };
        assert_eq!(relative(1_763_622_000, now), "12 s ago");
        assert_eq!(relative(1_763_640_000, now), "in 4 h 59 min");
        assert_eq!(date(1_763_640_000, None).as_deref(), Some("2025-11-20 12:00:00 +00:00"));
        assert_eq!(date(u64::MAX, None), None);
        assert_eq!(relative(u64::MAX, now).split(' ').next(), Some("in"));
    }

    #[test]
    fn keys_that_do_nothing_are_not_named() {
        assert_eq!(without_exchange("Look. w shows the exchange, R runs again."), "Look. R runs again.");
        assert_eq!(without_exchange("Look. r runs again, w shows the exchange."), "Look. r runs again.");
        assert_eq!(without_exchange("Look. w shows the exchange."), "Look.");
        assert_eq!(next_step("Look. e edits the profile.", false), "Look.");
    }

    #[test]
    fn no_option_of_the_command_line_is_named_on_the_screen() {
        assert_eq!(
            next_step("Give the issuer's keys with --issuer or --jwks, one key with --key.", false),
            "Give the issuer's keys with a profile that has the issuer, or as inspect.jwks in the profile, one key as \
             inspect.key."
        );
        let files = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/faults"));
        #[expect(clippy::disallowed_methods, reason = "reads what is in the repository")]
        let texts = std::fs::read_dir(files).expect("rules").map(|file| file.expect("a file").path());
        for path in texts {
            #[expect(clippy::disallowed_methods, reason = "reads what is in the repository")]
            let text = std::fs::read_to_string(&path).expect("text");
            for next in text.lines().filter_map(|line| line.strip_prefix("next = ")) {
                let told = next_step(next, true);
                let named = ["--issuer", "--jwks", "--key", "--secret", "--at", "--decryption-key"];
                assert!(!named.iter().any(|option| told.contains(option)), "{}: {told}", path.display());
            }
        }
    }

    #[test]
    fn the_interval_is_told_with_its_reason() {
        crate::covers!("DEV-06", "POL-02", "POL-03", "POL-11");
        let said = |reason, secs| pace_of(reason, Duration::from_secs(secs));
        assert_eq!(said(Pace::Default, 5), "every 5 s: the provider named none");
        assert_eq!(said(Pace::SlowedDown(1), 10), "every 10 s: the provider said slow_down once");
        assert_eq!(said(Pace::SlowedDown(10), 55), "every 55 s: the provider said slow_down 10 times");
        assert_eq!(said(Pace::BackedOff(2), 20), "every 20 s: doubled 2 times, no usable answer came");
        assert_eq!(said(Pace::Expiry, 55), "every 55 s: the next poll would come after time is over");
    }

    fn pace_of(reason: Pace, interval: Duration) -> String {
        pace(&Waiting { poll: 1, until: interval, since: Duration::ZERO, interval, pace: reason })
    }

    #[test]
    fn the_longest_durations_are_no_trouble() {
        assert!(!clock(Duration::MAX).is_empty() && !precise(Duration::MAX).is_empty());
        assert_eq!((bytes(87), bytes(1_204), bytes(3_456_789)), ("87 B".into(), "1.2 kB".into(), "3.4 MB".into()));
    }
}
