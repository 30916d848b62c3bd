//! The characters of one token, over the line breaks that a narrow window or a mail put into it.

use super::{Pasted, names};

/// The lengths of whole signatures: HMAC, ECDSA, `EdDSA`, and RSA of the usual sizes.
const SIGNATURES: [usize; 12] = [43, 64, 86, 128, 152, 171, 176, 256, 342, 512, 683, 1366];

/// What was read.
pub(super) struct Run {
    /// The token, joined.
    pub(super) token: String,
    /// Where it ends.
    pub(super) end: usize,
    /// Where its last line begins.
    pub(super) line: usize,
    /// Whether dots stand for its rest.
    pub(super) cut: bool,
    breaks: usize,
    full_stop: bool,
    dots: usize,
    /// The width of its lines, while they are alike.
    width: Option<usize>,
}

/// Bytes of a value that is not in quotes.
pub(super) const fn is_value_byte(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(byte, b'"' | b'\'' | b'`' | b'&' | b'#' | b';' | b',' | b'}' | b']' | b')' | b'<' | b'>' | b'\\')
}

/// Reads a token that begins at `at`, on the line that begins at `line`.
pub(super) fn read(text: &str, line: usize, at: usize, of: fn(u8) -> bool) -> Run {
    let mut run =
        Run { token: String::new(), end: at, line, cut: false, breaks: 0, full_stop: false, dots: 0, width: None };
    loop {
        let length = text[run.end..].bytes().take_while(|byte| of(*byte)).count();
        let part = &text[run.end..run.end + length];
        run.dots += part.bytes().filter(|byte| *byte == b'.').count();
        run.token.push_str(part);
        run.end += length;
        let width = run.end - run.line;
        run.width = if run.breaks == 0 { Some(width) } else { run.width.filter(|w| *w == width) };
        if !run.goes_on(text) {
            break;
        }
        run.breaks += 1;
        run.end += 1;
        run.line = run.end;
    }
    run.trim(text);
    run
}

impl Run {
    /// Whether the next line is more of it. A word too many would break a good signature.
    fn goes_on(&self, text: &str) -> bool {
        let Some(rest) = text[self.end..].strip_prefix('\n') else { return false };
        let length = rest.bytes().take_while(|byte| names::is_token_byte(*byte)).count();
        let (word, after) = rest.split_at(length);
        let ends_there =
            after.is_empty() || !after.starts_with([' ', ':', '\t', '@', '(', '[', '{', '?', '!', '#', '%']);
        if !names::begins_as_object(&self.token) || word.is_empty() || !ends_there {
            return false;
        }
        let is_word = names::is_word(word);
        let begins_another = self.dots >= 2 && names::begins_as_object(word) && word.contains('.');
        let is_filled = self.breaks > 0 && self.width.is_some_and(|width| word.len() <= width);
        match self.dots {
            _ if begins_another => false,
            0 | 1 => !is_word || is_filled || word.starts_with('.'),
            _ if is_filled => true,
            2 if self.token.ends_with('.') => word.len() >= names::WORD,
            2 if self.has_whole_signature() => false,
            _ => !is_word,
        }
    }

    fn has_whole_signature(&self) -> bool {
        let signature = self.token.rsplit('.').next().unwrap_or_default();
        SIGNATURES.contains(&signature.trim_end_matches('=').len())
    }

    /// Without the dots of an ellipsis, or the full stop of a sentence.
    fn trim(&mut self, text: &str) {
        if let Some(rest) = text[self.end..].strip_prefix('…') {
            self.end = text.len() - rest.len();
            self.cut = true;
        } else if self.token.ends_with("...") && !self.token.starts_with('.') {
            self.token.truncate(self.token.trim_end_matches('.').len());
            self.cut = true;
        } else if names::begins_as_object(&self.token) && self.dots == 3 && self.token.ends_with('.') {
            self.token.pop();
            self.full_stop = true;
        }
    }

    /// Says what was left out of it.
    pub(super) fn tell(&self, pasted: &mut Pasted) {
        if self.breaks > 0 {
            let s = if self.breaks == 1 { "" } else { "s" };
            pasted.remark(format!("{} line break{s} inside it", self.breaks));
        }
        if self.full_stop {
            pasted.remark("a full stop after it");
        }
        if self.cut {
            pasted.remark("cut short: it ends in dots, and its rest is missing");
        } else if names::is_shortened(&self.token) {
            pasted.remark("shortened: three dots stand for its middle");
        }
    }
}
