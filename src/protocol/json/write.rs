//! Writing [`Json`]: compact or indented, and safe to show wherever it lands.
//!
//! Characters that act on a terminal are written as `\\u` escapes: the same JSON value, and nothing moves a cursor.

use std::fmt;

use super::{Json, Number};
use crate::protocol::text;

/// An object of these members, in this order.
pub fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl fmt::Display for Json {
    /// Compact, with duplicates and digits kept.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_value(f, self, None)
    }
}

impl Json {
    /// Indented by two blanks, with a line for each member and element.
    pub fn pretty(&self) -> String {
        let mut out = String::new();
        write_value(&mut out, self, Some(0)).expect("writing into a String cannot fail");
        out
    }
}

fn write_value(out: &mut dyn fmt::Write, value: &Json, indent: Option<usize>) -> fmt::Result {
    match value {
        Json::Null => out.write_str("null"),
        Json::Bool(truth) => write!(out, "{truth}"),
        Json::Number(number) => out.write_str(number.text()),
        Json::String(text) => write_string(out, text),
        Json::Array(elements) => {
            let write = |out: &mut dyn fmt::Write, element: &Json, indent| write_value(out, element, indent);
            write_nested(out, ('[', ']'), elements, indent, write)
        }
        Json::Object(members) => {
            let write = |out: &mut dyn fmt::Write, (name, value): &(String, Json), indent: Option<usize>| {
                write_string(out, name)?;
                out.write_str(if indent.is_some() { ": " } else { ":" })?;
                write_value(out, value, indent)
            };
            write_nested(out, ('{', '}'), members, indent, write)
        }
    }
}

fn write_nested<T>(
    out: &mut dyn fmt::Write,
    (open, close): (char, char),
    items: &[T],
    indent: Option<usize>,
    write: impl Fn(&mut dyn fmt::Write, &T, Option<usize>) -> fmt::Result,
) -> fmt::Result {
    out.write_char(open)?;
    let inner = indent.map(|depth| depth + 1);
    for (n, item) in items.iter().enumerate() {
        out.write_str(if n == 0 { "" } else { "," })?;
        new_line(out, inner)?;
        write(out, item, inner)?;
    }
    if !items.is_empty() {
        new_line(out, indent)?;
    }
    out.write_char(close)
}

fn new_line(out: &mut dyn fmt::Write, indent: Option<usize>) -> fmt::Result {
    indent.map_or(Ok(()), |depth| write!(out, "\n{:1$}", "", depth * 2))
}

fn write_string(out: &mut dyn fmt::Write, text: &str) -> fmt::Result {
    out.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => out.write_str("\\\"")?,
            '\\' => out.write_str("\\\\")?,
            '\n' => out.write_str("\\n")?,
            '\r' => out.write_str("\\r")?,
            '\t' => out.write_str("\\t")?,
            c if c.is_control() || text::acts(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(out, "\\u{unit:04x}")?;
                }
            }
            c => out.write_char(c)?,
        }
    }
    out.write_char('"')
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Json {
    fn from(truth: bool) -> Self {
        Self::Bool(truth)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Self::Number(Number(number.to_string()))
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Self::Number(Number(number.to_string()))
    }
}

impl From<usize> for Json {
    fn from(number: usize) -> Self {
        Self::Number(Number(number.to_string()))
    }
}

impl From<std::time::Duration> for Json {
    /// Whole milliseconds.
    fn from(time: std::time::Duration) -> Self {
        Self::Number(Number(time.as_millis().to_string()))
    }
}

impl<T: Into<Self>> From<Option<T>> for Json {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

impl<T: Into<Self>> FromIterator<T> for Json {
    fn from_iter<I: IntoIterator<Item = T>>(elements: I) -> Self {
        Self::Array(elements.into_iter().map(Into::into).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pretty_puts_each_member_on_its_line() {
        let value = object([("a", [1u64, 2].into_iter().collect()), ("b", object([])), ("c", None::<bool>.into())]);
        assert_eq!(value.pretty(), "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": null\n}");
    }

    #[test]
    fn what_acts_is_written_as_an_escape_of_the_same_value() {
        let text = "a\u{1b}[2J\u{202e}b\u{e0041}";
        let written = Json::from(text).to_string();
        assert_eq!(written, r#""a\u001b[2J\u202eb\udb40\udc41""#);
        assert_eq!(super::super::parse(written.as_bytes()).expect("JSON").value, Json::from(text));
    }
}
