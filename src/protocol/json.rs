//! JSON as evidence: order, duplicate members and numbers are kept exactly as written.
//!
//! `serde_json::Value` keeps the last of two equal members without a word and turns large integers into floats
//! (both measured). A debugger must show both members and every digit, so tokens, metadata and answers are read here.

mod read;
mod write;

pub use read::{Parsed, SyntaxError, parse};
pub use write::object;

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
    fn duplicates_cost_no_more_than_a_few_times_the_text() {
        let name = "k".repeat(1_000_000);
        let twice = vec![r#""a":1"#; 1000].join(",");
        let long = parse(format!(r#"{{"{name}":{{{twice}}}}}"#).as_bytes()).expect("JSON").duplicates;
        assert!(long.iter().all(|duplicate| duplicate.path.len() < 200) && long.len() == 999);
        // Each level says what the next one is, and that has all of those below it.
        let inner = format!("[{}1]", "1,".repeat(10_000));
        let nested = (0..60).fold(inner, |inner, _| format!(r#"{{"a":1,"a":{inner}}}"#));
        let found = parse(nested.as_bytes()).expect("JSON").duplicates;
        let told: usize = found.iter().map(|duplicate| duplicate.second.to_string().len()).sum();
        assert_eq!(found.len(), 60);
        assert!(told <= 5 * nested.len(), "{told} of {}", nested.len());
    }

    #[test]
    fn duplicates_are_told_in_order_wherever_they_stand() {
        let text = r#"{"a":1,"a":{"b":[0,{"c":1,"c":2,"c":3}]},"d":{"e":1,"e":2},"a":4}"#;
        let parsed = parse(text.as_bytes()).expect("well-formed");
        let paths: Vec<&str> = parsed.duplicates.iter().map(|duplicate| duplicate.path.as_str()).collect();
        assert_eq!(paths, ["/a/b/1/c", "/a/b/1/c", "/a", "/d/e", "/a"]);
        assert_eq!((&parsed.duplicates[1].first, &parsed.duplicates[1].second), (&value("2"), &value("3")));
    }

    #[test]
    fn many_members_are_compared_by_hash() {
        crate::covers!("IDT-38");
        let members: Vec<String> = (0..100_000).map(|n| format!(r#""claim-{n}":{n}"#)).collect();
        let text = format!(r#"{{{},"claim-77":"again"}}"#, members.join(","));
        let parsed = parse(text.as_bytes()).expect("well-formed");
        let duplicate = &parsed.duplicates[0];
        assert_eq!((parsed.duplicates.len(), duplicate.path.as_str()), (1, "/claim-77"));
        assert_eq!((&duplicate.first, &duplicate.second), (&value("77"), &value(r#""again""#)));
        let twice = format!("{{{}}}", vec![r#""a":1"#; 100_000].join(","));
        assert_eq!(parse(twice.as_bytes()).expect("well-formed").duplicates.len(), 1000);
    }

    #[test]
    fn strings_of_every_length_end_where_they_end() {
        for length in 0..40 {
            let plain = "é€x\u{7f}~".chars().cycle().take(length).collect::<String>();
            assert_eq!(value(&format!("\"{plain}\"")), Json::String(plain.clone()));
            assert_eq!(value(&format!("\"{plain}\\n{plain}\"")), Json::String(format!("{plain}\n{plain}")));
            for control in ["\u{0}", "\u{1f}", "\n"] {
                let error = parse(format!("\"{plain}{control}{plain}\"").as_bytes()).expect_err("a control character");
                assert_eq!((error.what, error.offset), ("a control character inside a string", plain.len() + 1));
            }
        }
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
