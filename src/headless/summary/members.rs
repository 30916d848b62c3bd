//! The members of an object, a line each: times as dates and in words, hostile text shown, nothing without end.

use super::{Scope, text};
use crate::explain::claims::{self, Form, Meaning};
use crate::protocol::json::{Json, Number};
use crate::protocol::time::in_words;
use crate::record::stamp;

/// More members than this are counted.
const MOST: usize = 60;
/// Longer values are cut.
const LONGEST: usize = 400;
/// Longer names are cut, and shorter ones filled up to this at most.
const NAME: usize = 30;

/// Which register says what a name means.
#[derive(Clone, Copy)]
pub(super) enum Naming<'a> {
    /// The parameters of a header.
    Header,
    /// Claims, of this issuer.
    Claims(Option<&'a str>),
}

/// The lines of an object; no other value has any.
pub(super) fn members(object: &Json, naming: Naming<'_>, scope: &Scope<'_>) -> Vec<String> {
    let Json::Object(members) = object else { return Vec::new() };
    let most = if scope.verbose { members.len() } else { MOST };
    let names = members.iter().map(|(name, _)| text::shown_short(&scope.eyes.text(name), NAME * 2));
    let width = names.clone().take(most).map(|name| name.chars().count()).max().unwrap_or(0).min(NAME);
    let mut lines: Vec<String> = names
        .zip(members)
        .take(most)
        .map(|(shown, (name, value))| format!("  {shown:width$}  {}", written(name, value, naming, scope)))
        .collect();
    if members.len() > most {
        lines.push(format!("  … and {} more, which -v and --json show", members.len() - most));
    }
    lines
}

fn written(name: &str, value: &Json, naming: Naming<'_>, scope: &Scope<'_>) -> String {
    let meaning = match naming {
        Naming::Header => claims::header(name),
        Naming::Claims(issuer) => claims::claim(name, issuer),
    };
    let value_text = scope.eyes.json(value).to_string();
    let longest = if scope.verbose { usize::MAX } else { LONGEST };
    let mut written = text::shown_short(&value_text, longest);
    if let Some(moment) = moment(value, meaning) {
        written = format!("{written}  {}", dated(moment, scope.now));
    } else if let Some(seconds) = length(value, meaning) {
        written = format!("{written}  {}", in_words(seconds));
    }
    match meaning {
        Some(meaning) if scope.verbose => format!("{written}  – {}", meaning.short),
        _ => written,
    }
}

/// A claim that is a moment (RFC 7519 §2), fractions cut off.
fn moment(value: &Json, meaning: Option<&Meaning>) -> Option<u64> {
    let number = value.as_number().filter(|_| meaning.is_some_and(|meaning| meaning.form == Form::Time))?;
    whole(number)
}

fn length(value: &Json, meaning: Option<&Meaning>) -> Option<u64> {
    let number = value.as_number().filter(|_| meaning.is_some_and(|meaning| meaning.form == Form::Seconds))?;
    whole(number)
}

fn whole(number: &Number) -> Option<u64> {
    let cut = || number.text().split_once('.').filter(|(_, rest)| !rest.contains(['e', 'E']))?.0.parse().ok();
    number.as_u64().or_else(cut)
}

/// The date, and how far away it is from now.
fn dated(unix: u64, now: u64) -> String {
    /// Beyond the year 9999 there are no dates.
    const LAST: u64 = 253_402_300_799;
    if unix > LAST {
        return "beyond every date; perhaps milliseconds".to_owned();
    }
    let away = match unix.abs_diff(now) {
        0 => "now".to_owned(),
        seconds if unix > now => format!("in {}", in_words(seconds)),
        seconds => format!("{} ago", in_words(seconds)),
    };
    format!("{}, {away}", stamp::utc(unix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::mask::Masker;
    use crate::record::wire::Eyes;

    fn lines(text: &str, verbose: bool) -> Vec<String> {
        let object = crate::protocol::json::parse(text.as_bytes()).expect("JSON").value;
        let masker = Masker::default();
        let scope = Scope { eyes: Eyes { masker: &masker, reveal: false }, verbose, now: 1_763_622_000 };
        members(&object, Naming::Claims(None), &scope)
    }

    #[test]
    fn times_are_dates_and_words() {
        let shown = lines(r#"{"sub":"ann","exp":1763622060,"iat":1763621999.5,"nbf":1e200,"auth_time":"1"}"#, false);
        assert_eq!(shown[0], "  sub        \"ann\"");
        assert_eq!(shown[1], "  exp        1763622060  2025-11-20T07:01:00Z, in 1 min");
        assert_eq!(shown[2], "  iat        1763621999.5  2025-11-20T06:59:59Z, 1 s ago");
        assert_eq!(shown[3], "  nbf        1e200");
        assert_eq!(shown[4], "  auth_time  \"1\"");
        assert!(lines(r#"{"exp":1763622060000}"#, false)[0].ends_with("beyond every date; perhaps milliseconds"));
    }

    #[test]
    fn what_is_long_is_cut_unless_everything_is_asked_for() {
        let many: Vec<String> = (0..200).map(|n| format!("\"claim{n}\":\"{}\"", "x".repeat(1000))).collect();
        let text = format!("{{{}}}", many.join(","));
        let shown = lines(&text, false);
        assert_eq!(shown.len(), MOST + 1);
        assert!(shown.iter().all(|line| line.chars().count() < 500), "{}", shown[0]);
        assert_eq!(shown[MOST], "  … and 140 more, which -v and --json show");
        assert_eq!(lines(&text, true).len(), 200);
    }

    #[test]
    fn nothing_acts_and_meanings_are_told_when_asked_for() {
        let shown = lines("{\"a\\u001b[2J\":\"\\u202e\\u0007\"}", false);
        assert!(!shown[0].contains('\u{1b}') && !shown[0].contains('\u{202e}') && !shown[0].contains('\u{7}'));
        assert!(lines(r#"{"iss":"https://id.example"}"#, true)[0].contains("  – "));
    }
}
