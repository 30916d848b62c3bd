//! A defect of ours: the terminal is given back, the message is readable, the exit code says whose fault it was.
//!
//! The hook prints nothing while the workbench is on the screen: a panic in a run's task must not tear down a screen
//! that goes on living. It is kept, and told when the terminal is back. What is told is where, and as much of the
//! message as was written by who wrote the program: the rest may be a server's text, or a secret.

use std::io::Write as _;
use std::panic::{self, AssertUnwindSafe, PanicHookInfo};
use std::sync::Mutex;

use super::terminal;
use crate::cli::exit;
use crate::io::secrets::known::{self, Known};
use crate::protocol::text;

/// What panicked, until it can be told.
static KEPT: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Replaces the default hook.
pub fn install() {
    panic::set_hook(Box::new(|info| {
        if let Ok(mut kept) = KEPT.lock() {
            kept.push(sentence(info));
        }
    }));
}

/// Runs the program; a panic that reaches this point ends it with the code for a defect.
pub fn guard(program: impl FnOnce() -> u8) -> u8 {
    let ended = panic::catch_unwind(AssertUnwindSafe(program));
    terminal::give_back();
    let told = take();
    for sentence in &told {
        let _gone = writeln!(std::io::stderr(), "{sentence}");
    }
    if !told.is_empty() {
        let _gone = writeln!(std::io::stderr(), "{REPORT}");
    }
    ended.unwrap_or(exit::DEFECT)
}

/// What to do with it. No secret and no server's text is in it, so that it can be sent as it stands.
const REPORT: &str = concat!(
    "grantty: please send these lines to whoever gave you this program, with what you did before; it is grantty ",
    env!("GRANTTY_VERSION"),
);

/// What panicked since the last call.
pub fn take() -> Vec<String> {
    KEPT.lock().map(|mut kept| std::mem::take(&mut *kept)).unwrap_or_default()
}

fn sentence(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|at| format!(" at {}:{}", at.file(), at.line())).unwrap_or_default();
    let payload = info.payload();
    let said = match payload.downcast_ref::<&str>() {
        // Compiled in: nothing was put into it.
        Some(text) => (*text).to_owned(),
        None => payload
            .downcast_ref::<String>()
            .map_or_else(|| "no message".to_owned(), |text| ours(text, known::at_once())),
    };
    format!("grantty: this is a defect in grantty{place}: {}", text::shown_short(&said, 300))
}

/// Longer words are values and no words.
const LONGEST_WORD: usize = 20;

/// The part of a message that was put together at run time which reads like a sentence: what follows its first mark is
/// a value, and what is no word is one too.
fn ours(message: &str, known: Option<Known>) -> String {
    // A panic must wait for nobody, so a list that is being written cannot be asked.
    let Some(known) = known else { return "…".to_owned() };
    let redacted = known.redact(message);
    if numbers(&redacted) {
        return redacted;
    }
    let head = redacted.split([':', ';', '"', '\'', '`', '\n']).next().unwrap_or_default();
    let is_word = |word: &str| {
        word.len() <= LONGEST_WORD && word.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, ',' | '.' | '-'))
    };
    let mut said: Vec<&str> =
        head.split_whitespace().map(|word| if is_word(word) || word == known::MASK { word } else { "…" }).collect();
    if head.len() < redacted.len() {
        said.push("…");
    }
    said.dedup_by(|later, earlier| *later == "…" && *earlier == "…");
    said.join(" ")
}

/// Messages of the language itself that hold numbers and nothing else.
const OF_NUMBERS: [&str; 4] = [
    "index out of bounds: the len is # but the index is #",
    "range start index # out of range for slice of length #",
    "range end index # out of range for slice of length #",
    "slice index starts at # but ends at #",
];

fn numbers(message: &str) -> bool {
    let mut shape = String::new();
    for c in message.chars() {
        match c {
            c if c.is_ascii_digit() && shape.ends_with('#') => {}
            c if c.is_ascii_digit() => shape.push('#'),
            c => shape.push(c),
        }
    }
    OF_NUMBERS.contains(&shape.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_program_says_is_told() {
        crate::covers!("SEC-03");
        for (message, told) in [
            (
                "index out of bounds: the len is 3 but the index is 12",
                "index out of bounds: the len is 3 but the index is 12",
            ),
            ("a free port: Os { code: 98, message: \"hunter2\" }", "a free port …"),
            ("a registered client", "a registered client"),
            ("called `Result::unwrap()` on an `Err` value: \"hunter2\"", "called …"),
            (
                "byte index 1 is not a char boundary; it is inside 'é' of `étoken`",
                "byte index … is not a char boundary …",
            ),
            ("bad eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2ln here", "bad … here"),
            ("bad token aGVsbG8gd29ybGQgaGVsbG8 1234 x9 here\nand this", "bad token … here …"),
        ] {
            assert_eq!(ours(message, Some(Known::default())), told);
        }
    }

    #[test]
    fn a_secret_is_not_told_even_where_it_is_a_word() {
        crate::covers!("SEC-03");
        let mut known = Known::default();
        known.learn("correcthorse");
        known.learn("91234567");
        let ours = |message| ours(message, Some(known.clone()));
        assert_eq!(ours("no client has correcthorse here"), "no client has ‹secret› here");
        assert_eq!(
            ours("slice index starts at 91234567 but ends at 1"),
            "slice index starts at ‹secret› but ends at …"
        );
        assert_eq!(super::ours("anything", None), "…", "while a secret is learnt, a message is not judged");
    }
}
