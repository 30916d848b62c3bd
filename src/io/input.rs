//! Texts that a person hands over: standard input, or a file. Bounded, and UTF-8 as far as it goes.

use std::io::{self, IsTerminal as _, Read as _};
use std::path::Path;

/// Nothing that holds a token is longer.
const MOST: u64 = 64 << 20;

/// Whether standard input is a terminal, where nothing was handed over.
pub fn is_terminal() -> bool {
    io::stdin().is_terminal()
}

/// Everything on standard input.
pub fn stdin() -> io::Result<String> {
    text(io::stdin().lock())
}

/// Everything in a file.
#[expect(clippy::disallowed_methods, reason = "this file reads what a person hands over")]
pub fn file(path: &Path) -> io::Result<String> {
    text(std::fs::File::open(path)?)
}

/// Whether a file of that name is there.
pub fn is_file(name: &str) -> bool {
    Path::new(name).is_file()
}

fn text(from: impl io::Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    from.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::Error::other("longer than 64 MiB"));
    }
    // A token is ASCII: whatever else stands beside it may be as it likes.
    Ok(String::from_utf8(bytes).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_read_as_far_as_it_goes() {
        assert_eq!(text(&b"eyJ\xff."[..]).expect("read"), "eyJ\u{fffd}.");
        assert!(text(io::repeat(b'a')).is_err());
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        assert!(is_file("Cargo.toml") && !is_file("src") && !is_file("eyJhbGciOiJub25lIn0.e30."));
        assert!(!is_file(&"a".repeat(100_000)), "a token may be longer than any name");
    }
}
