//! What a text may mean to somebody who decodes it: JSON strings, URLs, forms, HTML and base64.

use super::needle::is_digit;
use crate::protocol::jose::base64url;

/// Shorter runs of digits are words, and hold no secret that is searched for.
const RUN: usize = 10;

/// Every text that this one may stand for, one decoding further.
pub(super) fn readings(text: &str) -> impl Iterator<Item = String> {
    let escaped = text.contains('\\').then(|| json(text));
    let percent = text.contains('%').then(|| percent(text));
    let form = text.contains('+').then(|| self::percent(&text.replace('+', " ")));
    let html = text.contains('&').then(|| html(text));
    [escaped, percent, form, html].into_iter().flatten().chain(base64(text))
}

/// The text with every `\u0041`, `\/` and the like undone.
fn json(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('\\') {
        out.push_str(before);
        let unit = behind.strip_prefix('u').and_then(|digits| u32::from_str_radix(digits.get(..4)?, 16).ok());
        let mut chars = behind.chars();
        let (meant, length) = match (unit, chars.next()) {
            (Some(unit), _) => (char::from_u32(unit), 5),
            (None, Some('n')) => (Some('\n'), 1),
            (None, Some('r')) => (Some('\r'), 1),
            (None, Some('t')) => (Some('\t'), 1),
            (None, Some(other)) => (Some(other), other.len_utf8()),
            (None, None) => (None, 0),
        };
        out.extend(meant);
        rest = &behind[length..];
    }
    out + rest
}

/// The text with every `%41` undone.
fn percent(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, behind)) = rest.split_first() {
        let digits = behind.get(..2).filter(|_| byte == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let meant = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        out.push(meant.unwrap_or(byte));
        rest = if meant.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The text with the references undone that escape HTML.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let meant = behind.split_once(';').and_then(|(name, behind)| Some((reference(name)?, behind)));
        out.push(meant.map_or('&', |(meant, _)| meant));
        rest = meant.map_or(behind, |(_, behind)| behind);
    }
    out + rest
}

fn reference(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => {
            let number = name.strip_prefix('#')?;
            let hexadecimal = number.strip_prefix(['x', 'X']).map(|digits| u32::from_str_radix(digits, 16));
            char::from_u32(hexadecimal.unwrap_or_else(|| number.parse()).ok()?)
        }
    }
}

/// Every run of base64 digits, decoded from each of the four places at which it may really begin.
fn base64(text: &str) -> impl Iterator<Item = String> {
    let runs = text.split(|c| !is_digit(c)).filter(|run| run.len() >= RUN);
    let begun = runs.flat_map(|run| (0..4).map(|start| &run[start..]));
    begun.filter_map(base64url::decode_lenient).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encoding_is_read() {
        let read = |text: &str, meant: &str| {
            assert!(readings(text).any(|reading| reading.contains(meant)), "{text}");
        };
        read(r"a\u0041\/\n\q\u00", "aA/\nqu00");
        read("%41%62c%zz%4", "Abc%zz%4");
        read("a+b%2Bc", "a b+c");
        read("&#x41;&#66;&amp;&none;& &lt;", "AB&&none;& <");
        read("x/aHVudGVyMi1odW50ZXIy=", "hunter2-hunter2");
        assert_eq!(readings("nothing to read, ä").count(), 0);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".{0,60}", odd in r"[\\u%&#;x0-9a-zé]{0,40}") {
            let _all = readings(&text).chain(readings(&odd)).count();
        }
    }
}
