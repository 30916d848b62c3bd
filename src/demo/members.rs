//! A JSON object as it will be written: ordered members with the text of each value.
//!
//! A provider that misbehaves on purpose must be able to write a member twice, `1e400`, or a lone surrogate. A JSON
//! value cannot hold these, the text of one can.

use serde_json::Value;

/// Names with the JSON text of their values.
#[derive(Clone, Debug, Default)]
pub(super) struct Members(Vec<(String, String)>);

impl Members {
    /// Adds a member at the end, or replaces the value in place.
    pub fn set(&mut self, name: &str, value: impl Into<Value>) {
        self.set_text(name, value.into().to_string());
    }

    /// Builds on: `set` for chains.
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.set(name, value);
        self
    }

    /// As `set`, with JSON text that need not be valid.
    pub fn set_text(&mut self, name: &str, text: String) {
        match self.0.iter_mut().find(|(key, _)| key == name) {
            Some((_, old)) => *old = text,
            None => self.0.push((name.to_owned(), text)),
        }
    }

    /// Adds a member even if there is one of that name.
    pub fn add_text(&mut self, name: &str, text: String) {
        self.0.push((name.to_owned(), text));
    }

    /// Takes a member out; its text.
    pub fn remove(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    /// Gives a member another name.
    pub fn rename(&mut self, from: &str, to: &str) {
        if let Some((name, _)) = self.0.iter_mut().find(|(key, _)| key == from) {
            to.clone_into(name);
        }
    }

    /// Lengthens a string value.
    pub fn append(&mut self, name: &str, suffix: &str) {
        if let Some(text) = self.string(name) {
            self.set(name, text + suffix);
        }
    }

    /// The value, if it is a string.
    pub fn string(&self, name: &str) -> Option<String> {
        let (_, text) = self.0.iter().find(|(key, _)| key == name)?;
        serde_json::from_str(text).ok()
    }

    /// The object as JSON text.
    pub fn json(&self) -> String {
        let members: Vec<String> =
            self.0.iter().map(|(name, text)| format!("{}:{text}", Value::from(name.as_str()))).collect();
        format!("{{{}}}", members.join(","))
    }

    /// All of these and then all of those.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// Names and values as text: strings without their quotes, the rest as it is written.
    pub fn pairs(&self) -> Vec<(&str, String)> {
        let plain = |text: &String| serde_json::from_str(text).unwrap_or_else(|_| text.clone());
        self.0.iter().map(|(name, text)| (name.as_str(), plain(text))).collect()
    }

    /// The object as a form: strings without their quotes, the rest as its text.
    pub fn form(&self) -> String {
        let pairs = self.pairs();
        let encoded = pairs.iter().map(|(name, value)| [name, value.as_str()].map(super::form::encode).join("="));
        encoded.collect::<Vec<_>>().join("&")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_kept_as_it_is() {
        let mut members = Members::default().with("a", "1").with("b", 2);
        members.add_text("a", "1e400".to_owned());
        members.append("a", "\"x");
        assert_eq!(members.json(), r#"{"a":"1\"x","b":2,"a":1e400}"#);
        assert_eq!(members.form(), "a=1%22x&b=2&a=1e400");
        members.rename("b", "c");
        assert_eq!(members.remove("a").as_deref(), Some(r#""1\"x""#));
        assert_eq!(members.json(), r#"{"c":2,"a":1e400}"#);
    }
}
