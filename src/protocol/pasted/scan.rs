//! One pass over a text for tokens: behind the name of a parameter, behind a scheme, or by their own look.
//!
//! Every step moves on past what it read, so that no text takes more than a few looks at each of its bytes.

use super::run::{self, Run};
use super::{Pasted, names};

/// Marks that stand around a token without meaning anything.
pub(super) const QUOTES: &str = "\"'`“”‘’„‚«»‹›<>";

/// Takes every token out of a text whose lines are clean. Whether there was one.
pub(super) fn tokens(text: &str, pasted: &mut Pasted) -> bool {
    let before = pasted.tokens.len();
    let mut scan = Scan { text, line: 0, told: 0, span: None, pasted };
    let mut at = 0;
    while at < text.len() {
        match text.as_bytes()[at] {
            b'\n' => {
                scan.line = at + 1;
                at += 1;
            }
            byte if is_word_byte(byte) => at = scan.word(at),
            _ => at += 1,
        }
    }
    let found = scan.pasted.tokens.len() > before;
    if found {
        scan.gap(text.len());
    }
    found
}

const fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

struct Scan<'a> {
    text: &'a str,
    /// Where the present line begins.
    line: usize,
    /// Up to where all text has been accounted for.
    told: usize,
    /// Where the words before the next token begin.
    span: Option<usize>,
    pasted: &'a mut Pasted,
}

impl Scan<'_> {
    /// Reads the word at `at` and what belongs to it; where to go on.
    fn word(&mut self, at: usize) -> usize {
        let end = at + count(&self.text[at..], is_word_byte);
        let word = self.text[at..end].trim_start_matches('-');
        // `Authorization` belongs to the very next word, or to nothing.
        let from = self.span.take().unwrap_or(at);
        let taken = if names::begins_as_object(word) {
            return self.jwt(end - word.len());
        } else if word.eq_ignore_ascii_case("authorization") {
            self.span = Some(at);
            None
        } else if let Some(after) = self.after_scheme(word, end) {
            self.schemed(from, after)
        } else {
            names::carrier(word).and_then(|name| self.named(from, end, name))
        };
        taken.unwrap_or(end)
    }

    /// A token by its look. A path goes on behind a token that is one of its segments.
    fn jwt(&mut self, at: usize) -> usize {
        let in_path = self.text[..at].ends_with('/');
        let of = if in_path { |byte| names::is_token_byte(byte) && byte != b'/' } else { names::is_token_byte };
        let run = run::read(self.text, self.line, at, of);
        if names::is_jwt_like(&run.token) || run.cut {
            self.found(None, at, &run);
        }
        self.passed(&run)
    }

    /// Where the value of a scheme begins, if the word is one.
    fn after_scheme(&self, word: &str, end: usize) -> Option<usize> {
        let rest = &self.text[end..];
        let white = rest.len() - rest.trim_start().len();
        let white = if white == 0 && rest.starts_with("%20") { 3 } else { white };
        (names::is_scheme(word) && white > 0).then_some(end + white)
    }

    fn schemed(&mut self, from: usize, at: usize) -> Option<usize> {
        let at = at + self.quote(at);
        let run = run::read(self.text, self.line, at, run::is_value_byte);
        let first = run.token.split(['=', ':']).next().unwrap_or_default();
        let is_alone = || self.text[run.end..].chars().all(is_mark) && !run.token.is_empty();
        let is_token = names::begins_as_object(&run.token) || names::is_secret_like(&run.token) || is_alone();
        if names::carrier(first).is_some() || run.token.starts_with(['$', '{']) || !is_token {
            return None;
        }
        self.before(from, at);
        self.found(None, from, &run);
        Some(self.passed(&run))
    }

    /// `name=value`, `name: value`, `"name":"value"`, `name => value`.
    fn named(&mut self, from: usize, end: usize, name: &'static str) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let closing = count(&self.text[end..], |byte| matches!(byte, b'"' | b'\'' | b'`' | b'\\' | b']'));
        let separator = end + closing + count(&self.text[end + closing..], |byte| byte == b' ');
        let sign = *bytes.get(separator).filter(|byte| matches!(byte, b'=' | b':'))?;
        let mut at = separator + 1 + usize::from(bytes.get(separator + 1) == Some(&b'>'));
        at += count(&self.text[at..], |byte| byte.is_ascii_whitespace());
        at += usize::from(bytes.get(at) == Some(&b'\\'));
        let quote = self.quote(at);
        at += quote;
        let mut run = run::read(self.text, self.line, at, run::is_value_byte);
        let is_prose = sign == b':' && quote == 0 && names::is_word(&run.token);
        let is_placeholder = run.token.starts_with(['$', '{', '[']) || self.text[..at].ends_with('<');
        let decoded = if sign == b'=' { without_percent(&run.token) } else { None };
        let is_decoded = decoded.is_some();
        run.token = decoded.unwrap_or(run.token);
        if is_prose || is_placeholder || names::is_scheme(&run.token) || !names::is_believable(name, &run.token) {
            return None;
        }
        if is_decoded {
            self.pasted.remark("percent-encoded");
        }
        self.before(from, at);
        self.found(Some(name), from, &run);
        Some(self.passed(&run))
    }

    /// The length of an opening quote.
    fn quote(&self, at: usize) -> usize {
        self.text[at..].chars().next().filter(|c| QUOTES.contains(*c)).map_or(0, char::len_utf8)
    }

    /// Says which words stood before a token.
    fn before(&mut self, from: usize, at: usize) {
        let words = self.text[from..at].split(is_mark).filter(|word| !word.is_empty());
        let words: Vec<&str> = words.take(3).collect();
        self.pasted.remark(format!("`{}` before it", words.join(" ")));
    }

    fn found(&mut self, name: Option<&str>, from: usize, run: &Run) {
        self.gap(from);
        self.told = run.end;
        run.tell(self.pasted);
        self.pasted.find(name, &run.token);
    }

    /// Says what stands between two tokens, or around one.
    fn gap(&mut self, to: usize) {
        let between = &self.text[self.told.min(to)..to];
        if !between.trim_matches(is_mark).is_empty() {
            self.pasted.remark("other text around it");
        } else if between.contains(|c| QUOTES.contains(c)) {
            self.pasted.remark("quotes around it");
        }
    }

    /// Where to go on behind what was read.
    fn passed(&mut self, run: &Run) -> usize {
        self.line = run.line;
        run.end.max(self.told)
    }
}

fn is_mark(c: char) -> bool {
    c.is_whitespace() || QUOTES.contains(c) || ",;&\\".contains(c)
}

fn count(text: &str, of: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| of(*byte)).count()
}

/// Percent-decoded, if there is something to decode. A plus stays one: in a token it is no space.
fn without_percent(text: &str) -> Option<String> {
    let hex = |at: &[u8]| Some((char::from(*at.first()?).to_digit(16)? << 4) | char::from(*at.get(1)?).to_digit(16)?);
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut changed) = (0, false);
    while at < bytes.len() {
        let read = (bytes[at] == b'%').then(|| hex(&bytes[at + 1..])).flatten().and_then(|n| u8::try_from(n).ok());
        changed |= read.is_some();
        out.push(read.unwrap_or(bytes[at]));
        at += if read.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).ok().filter(|_| changed)
}
