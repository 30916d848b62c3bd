//! JSON as evidence: order, duplicate members and numbers are kept exactly as written.
//!
//! `serde_json::Value` keeps the last of two equal members without a word and turns large integers into floats
//! (both measured). A debugger must show both members and every digit, so tokens, metadata and answers are read here.

use std::fmt;

mod write;

pub use write::object;

/// Deeper nesting than this is refused: nothing in the protocol needs it, and recursion must end.
const DEEPEST: usize = 64;

/// One JSON value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it was written.
    Number(Number),
    /// A string, unescaped.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object: its members in order, duplicates included.
    Object(Vec<(String, Json)>),
}

/// A number in the digits that came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number(String);

impl Number {
    /// The digits as they came.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The value, if it is a whole number that fits (`1e3` and `5.0` are whole numbers too).
    pub fn as_u64(&self) -> Option<u64> {
        self.0.parse().ok().or_else(|| {
            let float = self.as_f64();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "the range is tested just before"
            )]
            (float.fract() == 0.0 && (0.0..9.0e15).contains(&float)).then_some(float as u64)
        })
    }

    /// The nearest float; infinite when it is out of range.
    pub fn as_f64(&self) -> f64 {
        self.0.parse().unwrap_or(f64::NAN)
    }

    /// Whether it is written as an integer.
    pub fn is_integer(&self) -> bool {
        !self.0.contains(['.', 'e', 'E'])
    }
}

impl Json {
    /// The first member of that name, if this is an object that has one.
    pub fn get(&self, name: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// The members, if this is an object.
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        if let Self::Object(members) = self { Some(members) } else { None }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        if let Self::Array(elements) = self { Some(elements) } else { None }
    }

    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// Whether this is an array of strings only, or a string: its texts.
    pub fn as_strings(&self) -> Option<Vec<&str>> {
        match self {
            Self::Array(elements) => elements.iter().map(Self::as_str).collect(),
            _ => None,
        }
    }

    /// What kind of value it is, for a reader: "a string", "an array".
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// A member name that came twice in one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duplicate {
    /// Where: `/keys/0/kid`.
    pub path: String,
    /// The earlier value.
    pub first: Json,
    /// The later value.
    pub second: Json,
}

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
    let mut reader = Reader { text, at: 0, path: Vec::new(), duplicates: Vec::new() };
    let read = reader.document();
    match read {
        Ok(value) => Ok(Parsed { value, duplicates: reader.duplicates }),
        Err(what) => Err(located(bytes, reader.at, what)),
    }
}

fn located(bytes: &[u8], offset: usize, what: &'static str) -> SyntaxError {
    let before = &bytes[..offset.min(bytes.len())];
    let line_start = before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    SyntaxError { what, offset, line, column: offset - line_start + 1 }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    path: Vec<String>,
    duplicates: Vec<Duplicate>,
}

impl Reader<'_> {
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
        if self.path.len() >= DEEPEST {
            return Err("nesting deeper than 64");
        }
        self.at += 1;
        self.path.push(String::new());
        let value = read(self);
        self.path.pop();
        value
    }

    fn object(&mut self) -> Result<Json, &'static str> {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
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
            self.here(&key);
            let value = self.value()?;
            if let Some(earlier) = seen.insert(key.clone(), members.len()) {
                let (path, first) = (format!("/{}", self.path.join("/")), members[earlier].1.clone());
                self.duplicates.push(Duplicate { path, first, second: value.clone() });
            }
            members.push((key, value));
            self.blank();
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            if !self.take(b',') {
                return Err("no ',' or '}' after a member");
            }
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
            self.here(&elements.len().to_string());
            elements.push(self.value()?);
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
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(|c: char| c == '"' || c == '\\' || c < ' ').ok_or("the end inside a string");
            let plain = plain.inspect_err(|_| self.at = self.text.len())?;
            out.push_str(&rest[..plain]);
            self.at += plain;
            match rest.as_bytes()[plain] {
                b'"' => {
                    self.at += 1;
                    return Ok(out);
                }
                b'\\' => out.push(self.escape()?),
                _ => return Err("a control character inside a string"),
            }
        }
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
        if text.parse::<f64>().is_ok_and(f64::is_infinite) {
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

    fn here(&mut self, step: &str) {
        if let Some(last) = self.path.last_mut() {
            step.clone_into(last);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Json {
        parse(text.as_bytes()).expect(text).value
    }

    #[test]
    fn reads_back_what_it_writes() {
        let text = r#"{"a":[1,2.50,-3e2,12345678901234567890123],"b":"q\"\n😀","c":null,"d":{"e":true}}"#;
        assert_eq!(value(text).to_string(), text);
    }

    #[test]
    fn duplicates_are_named_with_both_values() {
        let parsed = parse(br#"{"x":{"issuer":"a","issuer":"b"}}"#).expect("well-formed");
        assert_eq!(parsed.duplicates[0].path, "/x/issuer");
        assert_eq!(parsed.duplicates[0].second, Json::String("b".into()));
    }

    #[test]
    fn what_the_rfc_refuses_is_refused_with_its_place() {
        let refused = [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "NaN",
            "01",
            "1.",
            "1e400",
            "\"\\ud800\"",
            "\"a\nb\"",
            "1 2",
            "\u{feff}1",
            "tru",
            "{a:1}",
        ];
        for text in refused {
            assert!(parse(text.as_bytes()).is_err(), "{text:?}");
        }
        let error = parse(b"{\n  \"a\": ?\n}").expect_err("a question mark is no value");
        assert_eq!((error.line, error.column), (2, 8));
        assert!(parse(&[b'"', 0xff, b'"']).is_err());
    }

    #[test]
    fn two_hundred_levels_end_in_an_error_not_in_the_stack() {
        assert_eq!(parse("[".repeat(200).as_bytes()).expect_err("too deep").what, "nesting deeper than 64");
    }

    #[test]
    fn numbers_keep_their_digits() {
        let number = value("18446744073709551616");
        assert_eq!(number.as_number().map(Number::text), Some("18446744073709551616"));
        assert_eq!(number.as_number().and_then(Number::as_u64), None);
        assert_eq!(value("5.0").as_number().and_then(Number::as_u64), Some(5));
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_another_parser(text in ".{0,40}", bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40)) {
            for input in [text.as_bytes(), &bytes] {
                proptest::prop_assert_eq!(parse(input).is_ok(), serde_json::from_slice::<serde_json::Value>(input).is_ok());
            }
        }
    }
}
