//! base64url without padding (RFC 7515 §2): the strict reading that judges and the lenient one that only shows.

use std::fmt;

use base64::Engine as _;
use base64::alphabet;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, URL_SAFE_NO_PAD};

/// Reads what is left after [`decode_lenient`] has mapped and dropped characters.
const FORGIVING: GeneralPurpose = GeneralPurpose::new(
    &alphabet::URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// Why a text is not base64url, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Byte offset of the fault.
    pub offset: usize,
    /// What stands there.
    pub what: &'static str,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at offset {}", self.what, self.offset)
    }
}

/// The bytes, if every character is of the alphabet and no bit is left over.
pub fn decode(text: &str) -> Result<Vec<u8>, Fault> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| fault(text))
}

/// What kept a text from being decoded.
fn fault(text: &str) -> Fault {
    if let Some(offset) = text.bytes().position(|byte| !is_symbol(byte)) {
        return Fault { offset, what: foreign(text.as_bytes()[offset]) };
    }
    let what = if text.len() % 4 == 1 { "one character too many" } else { "unused bits that are not zero" };
    Fault { offset: text.len().saturating_sub(1), what }
}

/// What the writer probably meant, for showing beside the fault: never for judging.
pub fn decode_lenient(text: &str) -> Option<Vec<u8>> {
    let mut symbols: Vec<u8> = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'+' => symbols.push(b'-'),
            b'/' => symbols.push(b'_'),
            b'=' | b' ' | b'\t' | b'\r' | b'\n' => {}
            symbol if is_symbol(symbol) => symbols.push(symbol),
            _ => return None,
        }
    }
    if symbols.len() % 4 == 1 {
        symbols.pop();
    }
    FORGIVING.decode(symbols).ok()
}

/// The text of some bytes.
pub fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

const fn is_symbol(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

const fn foreign(byte: u8) -> &'static str {
    match byte {
        b'=' => "padding",
        b'+' | b'/' => "a character of standard base64",
        b' ' | b'\t' | b'\r' | b'\n' => "white space",
        _ => "a character outside the alphabet",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_named_with_their_offset() {
        crate::covers!("IDT-35", "JWK-13");
        let cases = [
            ("eyJh=", 4, "padding"),
            ("ab+d", 2, "a character of standard base64"),
            ("ab/d", 2, "a character of standard base64"),
            ("ab d", 2, "white space"),
            ("abcd\n", 4, "white space"),
            ("abé", 2, "a character outside the alphabet"),
            ("abcde", 4, "one character too many"),
            ("ab", 1, "unused bits that are not zero"),
        ];
        for (text, offset, what) in cases {
            assert_eq!(decode(text), Err(Fault { offset, what }), "{text:?}");
        }
    }

    #[test]
    fn the_lenient_reading_shows_what_was_meant() {
        assert_eq!(decode("-_8"), Ok(vec![0xfb, 0xff]));
        assert_eq!(decode_lenient("+/8="), Some(vec![0xfb, 0xff]));
        assert_eq!(decode_lenient("-\r\n_9"), Some(vec![0xfb, 0xff]));
        assert_eq!(decode_lenient("a\u{1b}b"), None);
    }
}
