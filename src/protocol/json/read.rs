//! Reading [`Json`] as RFC 8259 has it, with the place of what is wrong and every member that stands twice.

use std::collections::HashMap;
use std::fmt;

use super::{Duplicate, Json, Number};

/// Deeper nesting than this is refused: nothing in the protocol needs it, and recursion must end.
const DEEPEST: usize = 64;
/// Members that stand twice are noted up to here, so that a text made of nothing else stays cheap.
const MOST_DUPLICATES: usize = 1000;
/// A name is cut to so many characters in the path of a duplicate.
const LONGEST_STEP: usize = 100;
/// The values of duplicates are kept as long as they are not more than so many times the text.
const MOST_COPIED: usize = 4;
/// Objects up to here are compared by pairs, which costs less than hashing.
const FEW: usize = 16;
/// Numbers of so many characters are in range when they have no exponent.
const LONGEST_FINITE: usize = 300;

/// Why some bytes are not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// What was found or missing.
    pub what: &'static str,
    /// Byte offset of the fault.
    pub offset: usize,
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at line {}, column {}", self.what, self.line, self.column)
    }
}

/// A value and the duplicates found in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The value.
    pub value: Json,
    /// Every member name that came twice.
    pub duplicates: Vec<Duplicate>,
}

/// Reads one JSON text (RFC 8259), refusing what the RFC refuses: a byte-order mark, trailing bytes, `NaN`,
/// lone surrogates, invalid UTF-8, and nesting deeper than 64.
pub fn parse(bytes: &[u8]) -> Result<Parsed, SyntaxError> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return Err(located(bytes, error.valid_up_to(), "a byte that is not UTF-8")),
    };
    let mut reader = Reader { text, at: 0, depth: 0, duplicates: Vec::new(), copied: 0 };
    match reader.document() {
        Ok(value) => {
            // Found when their object ended; told in the order in which they stand in the text.
            reader.duplicates.sort_by_key(|(offset, _)| *offset);
            let duplicates = reader.duplicates.into_iter().map(|(_, duplicate)| duplicate).collect();
            Ok(Parsed { value, duplicates })
        }
        Err(what) => Err(located(bytes, reader.at, what)),
    }
}

fn located(bytes: &[u8], offset: usize, what: &'static str) -> SyntaxError {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let line = before.split(|b| *b == b'\n').count();
    SyntaxError { what, offset, line, column: offset - line_start + 1 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    /// Each with the offset after it; its path begins at the value that is being read.
    duplicates: Vec<(usize, Duplicate)>,
    /// How much of the text stands in their values by now.
    copied: usize,
}

impl<'a> Reader<'a> {
    fn document(&mut self) -> Result<Json, &'static str> {
        if self.text.starts_with('\u{feff}') {
            return Err("a byte-order mark");
        }
        self.blank();
        let value = self.value()?;
        self.blank();
        if self.peek().is_some() { Err("more text after the end of the value") } else { Ok(value) }
    }

    fn value(&mut self) -> Result<Json, &'static str> {
        match self.peek() {
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"') => self.string().map(Json::String),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b't') => self.word("true", Json::Bool(true)),
            Some(b'f') => self.word("false", Json::Bool(false)),
            Some(b'n') => self.word("null", Json::Null),
            Some(_) => Err("no JSON value"),
            None => Err("the end where a value was due"),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Json, &'static str>) -> Result<Json, &'static str> {
        if self.depth >= DEEPEST {
            return Err("nesting deeper than 64");
        }
        self.at += 1;
        self.depth += 1;
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn object(&mut self) -> Result<Json, &'static str> {
        let mut members: Vec<(String, Json)> = Vec::new();
        let (mut ends, before) = (vec![self.at], self.duplicates.len());
        self.blank();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.blank();
            if self.peek() != Some(b'"') {
                return Err("no member name");
            }
            let key = self.string()?;
            self.blank();
            if !self.take(b':') {
                return Err("no ':' after a member name");
            }
            self.blank();
            let inside = self.duplicates.len();
            let value = self.value()?;
            self.below(inside, || cut(&key));
            members.push((key, value));
            ends.push(self.at);
            self.blank();
            if self.take(b'}') {
                self.compare(&members, &ends, before);
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return Err("no ',' or '}' after a member");
            }
        }
    }

    /// Notes the members of an object that stand twice: by pairs where there are few, else by hash. `ends` are the
    /// offsets after them, behind that of the object's beginning.
    fn compare(&mut self, members: &[(String, Json)], ends: &[usize], before: usize) {
        let mut note = |earlier: usize, later: usize| {
            if self.duplicates.len() < MOST_DUPLICATES.max(before + 1) {
                let mut copy = |n: usize| {
                    self.copied += ends[n + 1] - ends[n];
                    let is_bearable = self.copied <= MOST_COPIED * self.text.len();
                    if is_bearable { members[n].1.clone() } else { Json::String("…".to_owned()) }
                };
                let (path, first, second) = (format!("/{}", cut(&members[later].0)), copy(earlier), copy(later));
                self.duplicates.push((ends[later + 1], Duplicate { path, first, second }));
            }
        };
        if members.len() <= FEW {
            for (later, (key, _)) in members.iter().enumerate() {
                if let Some(earlier) = members[..later].iter().rposition(|(earlier, _)| earlier == key) {
                    note(earlier, later);
                }
            }
            return;
        }
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(members.len());
        for (later, (key, _)) in members.iter().enumerate() {
            if let Some(earlier) = seen.insert(key, later) {
                note(earlier, later);
            }
        }
    }

    /// Puts a step in front of the paths that were noted inside a value.
    fn below(&mut self, inside: usize, step: impl Fn() -> String) {
        for (_, duplicate) in self.duplicates.get_mut(inside..).unwrap_or_default() {
            duplicate.path = format!("/{}{}", step(), duplicate.path);
        }
    }

    fn array(&mut self) -> Result<Json, &'static str> {
        let mut elements = Vec::new();
        self.blank();
        if self.take(b']') {
            return Ok(Json::Array(elements));
        }
        loop {
            self.blank();
            let inside = self.duplicates.len();
            let element = self.value()?;
            self.below(inside, || elements.len().to_string());
            elements.push(element);
            self.blank();
            if self.take(b']') {
                return Ok(Json::Array(elements));
            }
            if !self.take(b',') {
                return Err("no ',' or ']' after an element");
            }
        }
    }

    fn string(&mut self) -> Result<String, &'static str> {
        self.at += 1;
        let first = self.plain()?;
        if self.text.as_bytes()[self.at] == b'"' {
            self.at += 1;
            return Ok(first.to_owned());
        }
        let mut out = first.to_owned();
        loop {
            match self.text.as_bytes()[self.at] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => return Err("a control character inside a string"),
            }
            out.push_str(self.plain()?);
        }
    }

    /// The text up to what ends a string or stands for something else in it.
    fn plain(&mut self) -> Result<&'a str, &'static str> {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let Some(length) = special(rest) else {
            self.at = self.text.len();
            return Err("the end inside a string");
        };
        self.at = start + length;
        Ok(&self.text[start..self.at])
    }

    fn escape(&mut self) -> Result<char, &'static str> {
        let kind = self.text.as_bytes().get(self.at + 1).copied().ok_or("the end inside a string")?;
        let simple = match kind {
            b'"' | b'\\' | b'/' => char::from(kind),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode(),
            _ => return Err("an unknown escape"),
        };
        self.at += 2;
        Ok(simple)
    }

    fn unicode(&mut self) -> Result<char, &'static str> {
        let high = self.hex_unit()?;
        if !(0xd800..0xe000).contains(&high) {
            return char::from_u32(high).ok_or("a lone surrogate");
        }
        if high >= 0xdc00 || !self.text[self.at..].starts_with("\\u") {
            return Err("a lone surrogate");
        }
        let low = self.hex_unit()?;
        if !(0xdc00..0xe000).contains(&low) {
            return Err("a lone surrogate");
        }
        char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).ok_or("a lone surrogate")
    }

    /// Reads `\uXXXX` at the current place.
    fn hex_unit(&mut self) -> Result<u32, &'static str> {
        let digits = self.text.get(self.at + 2..self.at + 6).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let unit = digits.and_then(|d| u32::from_str_radix(d, 16).ok()).ok_or("a broken \\u escape")?;
        self.at += 6;
        Ok(unit)
    }

    fn number(&mut self) -> Result<Json, &'static str> {
        let start = self.at;
        self.take(b'-');
        if self.take(b'0') {
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err("a number with a leading zero");
            }
        } else if self.digits() == 0 {
            return Err("a number without digits");
        }
        if self.take(b'.') && self.digits() == 0 {
            return Err("a number without digits after its point");
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            let _sign = self.take(b'+') || self.take(b'-');
            if self.digits() == 0 {
                return Err("a number without digits in its exponent");
            }
        }
        let text = &self.text[start..self.at];
        // Only an exponent or hundreds of digits can lead beyond every range.
        if (text.len() > LONGEST_FINITE || text.contains(['e', 'E'])) && text.parse::<f64>().is_ok_and(f64::is_infinite)
        {
            self.at = start;
            return Err("a number beyond every range");
        }
        Ok(Json::Number(Number(text.to_owned())))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - start
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, &'static str> {
        if !self.text[self.at..].starts_with(word) {
            return Err("no JSON value");
        }
        self.at += word.len();
        Ok(value)
    }

    fn blank(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// A name as a step of a path: a long one only begins there, since it would stand in a thousand of them.
fn cut(name: &str) -> String {
    match name.char_indices().nth(LONGEST_STEP) {
        Some((end, _)) => format!("{}…", &name[..end]),
        None => name.to_owned(),
    }
}

/// Where the first quotation mark, backslash or control character is, eight octets at a time.
fn special(bytes: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    const fn zero(word: u64) -> u64 {
        word.wrapping_sub(ONES) & !word & HIGHS
    }
    let mut at = 0;
    while let Some(chunk) = bytes.get(at..at + 8) {
        let word = u64::from_le_bytes(chunk.try_into().expect("eight octets"));
        let control = word.wrapping_sub(ONES * 0x20) & !word & HIGHS;
        let found = zero(word ^ (ONES * 0x22)) | zero(word ^ (ONES * 0x5c)) | control;
        // A borrow can raise a false mark, but only above a true one, so the lowest is true.
        if found != 0 {
            return Some(at + found.trailing_zeros() as usize / 8);
        }
        at += 8;
    }
    let rest = bytes[at..].iter().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20));
    rest.map(|place| at + place)
}
