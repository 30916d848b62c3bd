//! What the parameters of requests about a person mean: rows of `assets/parameters.toml`, read once.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

/// One parameter.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Parameter {
    /// What it is, in a few words beside its value.
    pub word: String,
    /// What it is for, in a sentence or two.
    pub why: String,
    /// Where the rule is.
    pub clause: String,
    /// The address of that.
    pub url: String,
}

/// The parameter of that name, unless nobody has written about it.
pub fn parameter(name: &str) -> Option<&'static Parameter> {
    table().get(name)
}

/// The same for the backchannel, where some parameters mean another thing.
pub fn of_backchannel(name: &str) -> Option<&'static Parameter> {
    parameter(&format!("ciba {name}")).or_else(|| parameter(name))
}

/// What it is in a few words; nothing for a name that is not known.
pub fn word(name: &str) -> &'static str {
    parameter(name).map_or("", |found| &found.word)
}

fn table() -> &'static BTreeMap<String, Parameter> {
    static TABLE: OnceLock<BTreeMap<String, Parameter>> = OnceLock::new();
    TABLE.get_or_init(|| toml::from_str(include_str!("../../assets/parameters.toml")).expect("a test reads it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_of_ours_is_explained_and_no_word_is_too_long_for_its_column() {
        for name in ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code"]
        {
            assert!(parameter(name).is_some(), "{name}");
        }
        for (name, parameter) in table() {
            assert!(!parameter.word.is_empty() && parameter.word.chars().count() <= 29, "{name}");
            assert!(parameter.why.ends_with('.') && parameter.why.chars().count() < 320, "{name}");
            let url: url::Url = parameter.url.parse().unwrap_or_else(|_| panic!("{name} has no address"));
            assert_eq!(url.scheme(), "https", "{name}");
        }
        assert!(parameter("nobody_knows").is_none() && word("nobody_knows").is_empty());
    }
}
