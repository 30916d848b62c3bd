//! A value that nobody sees by accident: no `Debug`, `Display` or serialisation shows it, and its memory is zeroed.

use std::fmt;

use zeroize::Zeroizing;

/// A token, code, password or key. The only way to its text is [`Secret::reveal`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text into custody.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself. Each call is a decision: it must end in a request, a signature or an explicit reveal.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Number of characters: the one thing about a token that may be said in public.
    pub fn chars(&self) -> usize {
        self.0.chars().count()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing_of_it() {
        assert_eq!(format!("{:?}", Some(Secret::new("hunter2"))), "Some(Secret(…))");
    }
}
