//! A number of seconds as servers write it: a number, a text, a fraction, or nonsense.

use crate::protocol::json::Json;

/// How a member that should be a whole number of seconds came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Seconds {
    /// It did not come.
    Absent,
    /// As it should be: a JSON number, whole and not negative.
    Whole(u64),
    /// Readable, but not written as it should be.
    Odd {
        /// What it is taken for.
        value: u64,
        /// How it came, with what is odd about it.
        raw: String,
    },
    /// Negative; how it came.
    Negative(String),
    /// No number can be read from it; how it came.
    Unreadable(String),
}

impl Seconds {
    /// Reads the member of that name.
    pub fn of(object: &Json, name: &str) -> Self {
        match object.get(name) {
            None => Self::Absent,
            Some(Json::Number(number)) => match number.as_u64() {
                Some(value) if number.is_integer() => Self::Whole(value),
                _ => Self::number(number.text(), number.as_f64()),
            },
            Some(Json::String(text)) => Self::text(text),
            Some(other) => {
                Self::Unreadable(format!("{} ({})", super::oauth_error::short(&other.to_string(), 80), other.kind()))
            }
        }
    }

    /// What it is taken for.
    pub const fn value(&self) -> Option<u64> {
        match self {
            Self::Whole(value) | Self::Odd { value, .. } => Some(*value),
            Self::Absent | Self::Negative(_) | Self::Unreadable(_) => None,
        }
    }

    fn number(raw: &str, float: f64) -> Self {
        if float < 0.0 {
            return Self::Negative(raw.to_owned());
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "`as` saturates, and that is wanted"
        )]
        let value = float.ceil() as u64;
        let why = if float.fract() == 0.0 { "a number that is not a plain integer" } else { "a fraction" };
        Self::Odd { value, raw: format!("{raw} ({why})") }
    }

    fn text(text: &str) -> Self {
        let quoted = super::oauth_error::short(&format!("{text:?}"), 80);
        match text.trim().parse::<f64>() {
            Ok(float) if float.is_finite() && float >= 0.0 => match Self::number(text, float) {
                Self::Odd { value, .. } => {
                    Self::Odd { value: text.trim().parse().unwrap_or(value), raw: format!("{quoted} (a string)") }
                }
                other => other,
            },
            Ok(float) if float < 0.0 => Self::Negative(format!("{quoted} (a string)")),
            _ => Self::Unreadable(format!("{quoted} (a string)")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::answer::sample::object;

    fn read(value: &str) -> Seconds {
        Seconds::of(&object(&format!(r#"{{"n":{value}}}"#)), "n")
    }

    #[test]
    fn every_way_to_write_a_number_is_told_apart() {
        assert_eq!(Seconds::of(&object("{}"), "n"), Seconds::Absent);
        assert_eq!(read("600"), Seconds::Whole(600));
        assert_eq!(read("0"), Seconds::Whole(0));
        assert_eq!(read("18446744073709551615"), Seconds::Whole(u64::MAX));
        assert_eq!(read("\"600\"").value(), Some(600));
        assert_eq!(read("2.5").value(), Some(3));
        assert_eq!(read("1e30").value(), Some(u64::MAX));
        assert_eq!(read("18446744073709551616").value(), Some(u64::MAX));
        assert!(matches!(read("-1"), Seconds::Negative(_)) && matches!(read("\"-5\""), Seconds::Negative(_)));
        for odd in ["600.0", "\"600\"", "\"2.5\"", "1e2"] {
            assert!(matches!(read(odd), Seconds::Odd { .. }), "{odd}");
        }
        for junk in ["null", "true", "[]", "\"\"", "\"600s\"", "\"NaN\"", "\"inf\"", "{}"] {
            assert!(matches!(read(junk), Seconds::Unreadable(_)), "{junk}");
        }
    }
}
