//! Short secrets, that may be words: they are found only where they stand alone, never as a part of a word or a name.

/// What stands between a value and the text around it, on either side.
const BETWEEN: &str = "\"'`“”‘’«»‹›=&#,;|()[]{}<>\\…";
/// What ends a sentence or a clause: no part of the word before it, if nothing is joined to it.
const ENDING: [char; 4] = ['.', ':', '!', '?'];

/// `text` with `mask` for every `needle` that stands alone in it.
pub(super) fn replace(text: &str, needle: &str, mask: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for at in places(text, needle) {
        out.push_str(&text[done..at]);
        out.push_str(mask);
        done = at + needle.len();
    }
    out.push_str(&text[done..]);
    out
}

/// Whether `needle` stands alone anywhere in `text`.
pub(super) fn finds(text: &str, needle: &str) -> bool {
    places(text, needle).next().is_some()
}

fn places<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(needle)
        .map(|(at, _)| at)
        .filter(move |&at| is_before(&text[..at], needle) && is_behind(&text[at + needle.len()..]))
}

fn is_between(c: char) -> bool {
    c.is_whitespace() || BETWEEN.contains(c)
}

/// `password:demo` names a value; a number behind a colon may be a port.
fn is_before(before: &str, needle: &str) -> bool {
    let is_number = || needle.bytes().all(|byte| byte.is_ascii_digit());
    before.chars().next_back().is_none_or(|c| is_between(c) || (c == ':' && !is_number()))
}

fn is_behind(behind: &str) -> bool {
    let rest = behind.trim_start_matches(ENDING);
    rest.chars().next().is_none_or(is_between)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_value_is_found() {
        for text in
            ["demo", "\"demo\"", "p=demo&q=1", "no demo!", "bad: demo.", "\\\"demo\\\"", "<b>demo</b>", "p:demo"]
        {
            assert!(finds(text, "demo"), "{text}");
            assert!(!finds(&replace(text, "demo", "‹x›"), "demo"), "{text}");
        }
        for text in ["mine-demo", "demo.form", "demos", "/demo/", "a_demo", "demo.example", "https://demo"] {
            assert!(!finds(text, "demo"), "{text}");
            assert_eq!(replace(text, "demo", "‹x›"), text);
        }
        assert!(!finds("http://127.0.0.1:1234", "1234"), "a port is no value");
    }

    #[test]
    fn several_in_a_row_leave_together() {
        assert_eq!(replace("demo demo, demo-x", "demo", "‹x›"), "‹x› ‹x›, demo-x");
    }
}
