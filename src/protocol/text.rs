//! The one sanitizer: text from outside becomes text that can be shown.
//!
//! A debugger must not hide a byte, and must not let one act. So control characters, bidi overrides, zero-width and
//! tag characters turn into visible escapes (`␛`, `\u{202e}`) instead of vanishing or reaching the terminal.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_segmentation::UnicodeSegmentation;

/// More combining marks than this on one letter are cut and counted: no script needs them, and they smear over rows.
const MARKS: usize = 8;

/// `text` with every character that would act instead of being seen replaced by a visible escape, on one line.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for cluster in text.graphemes(true) {
        cluster_into(cluster, &mut out);
    }
    Cow::Owned(out)
}

/// Like [`shown`], but cut after `most` characters with a count of what was left out.
#[must_use]
pub fn shown_short(text: &str, most: usize) -> String {
    let Some((cut, _)) = text.char_indices().nth(most) else { return shown(text).into_owned() };
    format!("{}… ({} more characters)", shown(&text[..cut]), text[cut..].chars().count())
}

/// Whether [`shown`] would have to make something visible: the ground of the hidden-text checks.
#[must_use]
pub fn hides_something(text: &str) -> bool {
    text.graphemes(true).any(|cluster| cluster.chars().any(acts) || excess_marks(cluster) > 0)
}

fn cluster_into(cluster: &str, out: &mut String) {
    let excess = excess_marks(cluster);
    let keep = cluster.chars().count() - excess;
    for c in cluster.chars().take(keep) {
        match c {
            '\u{1b}' => out.push('␛'),
            '\u{0}'..='\u{1f}' => out.push(char::from_u32(0x2400 + c as u32).unwrap_or('␀')),
            '\u{7f}' => out.push('␡'),
            c if acts(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    if excess > 0 {
        let _ = write!(out, "(+{excess} marks)");
    }
}

/// How many characters of a cluster stand above its base and the tolerated marks.
fn excess_marks(cluster: &str) -> usize {
    cluster.chars().count().saturating_sub(1 + MARKS)
}

/// Characters that change what is drawn elsewhere, or draw nothing: C0, C1, bidi controls, zero width, line and
/// paragraph separators, interlinear marks, variation selectors, tags, soft hyphen, fillers, the byte-order mark.
pub(crate) fn acts(c: char) -> bool {
    matches!(c,
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_is_borrowed() {
        assert!(matches!(shown("WDJB-MJHT"), Cow::Borrowed("WDJB-MJHT")));
        assert_eq!(shown("Größe 日本"), "Größe 日本");
    }

    #[test]
    fn what_would_act_becomes_visible() {
        assert_eq!(shown("a\u{1b}[31mb\r\n"), "a␛[31mb␍␊");
        assert_eq!(shown("good\u{202e}evil"), "good\\u{202e}evil");
        assert_eq!(shown("a\u{9b}b\u{200b}\u{e0041}"), "a\\u{9b}b\\u{200b}\\u{e0041}");
        assert!(hides_something("x\u{200d}y") && !hides_something("plain"));
    }

    #[test]
    fn two_hundred_marks_are_cut_and_counted() {
        let smear = format!("e{}", "\u{301}".repeat(200));
        assert_eq!(shown(&smear).chars().filter(|c| *c == '\u{301}').count(), MARKS);
        assert!(shown(&smear).ends_with("(+192 marks)"));
    }

    #[test]
    fn long_text_is_cut_with_a_count() {
        assert_eq!(shown_short("abcdef", 4), "abcd… (2 more characters)");
    }
}
