//! One form of a secret: how it is found in a text, and what stands in its place.

use zeroize::Zeroizing;

use super::alone;

/// What to find, and what to put there.
#[derive(Clone)]
pub(super) struct Needle {
    pub text: Zeroizing<String>,
    pub mask: String,
    pub reach: Reach,
}

/// Where a form counts, and how much of the text around it goes with it. The last one wins where two secrets share a
/// form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Only where it stands alone: it may be a word.
    Alone,
    /// Anywhere within base64, and all of that with it: its ends are mixed with what stands beside them.
    Within,
    /// Anywhere, and nothing else with it.
    Anywhere,
}

impl Needle {
    pub fn new(text: String, mask: &str, reach: Reach) -> Self {
        Self { text: Zeroizing::new(text), mask: mask.to_owned(), reach }
    }

    pub fn is_in(&self, text: &str) -> bool {
        if self.reach == Reach::Alone { alone::finds(text, &self.text) } else { text.contains(self.text.as_str()) }
    }

    pub fn leave(&self, text: &str) -> String {
        match self.reach {
            Reach::Alone => alone::replace(text, &self.text, &self.mask),
            Reach::Within => self.leave_run(text),
            Reach::Anywhere => text.replace(self.text.as_str(), &self.mask),
        }
    }

    /// Replaces every run of base64 digits that it stands in.
    fn leave_run(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(self.text.as_str()) {
            let start = rest[..at].trim_end_matches(is_digit).len();
            let behind = rest[at + self.text.len()..].trim_start_matches(is_digit).trim_start_matches('=');
            out.push_str(&rest[..start]);
            out.push_str(&self.mask);
            rest = behind;
        }
        out + rest
    }
}

/// Of either alphabet.
pub(super) const fn is_digit(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '-' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_leaves_whole_and_nothing_beside_it() {
        let needle = Needle::new("CORE".to_owned(), "‹x›", Reach::Within);
        assert_eq!(needle.leave("Basic abCOREde== and CORE.xCORE, core"), "Basic ‹x› and ‹x›.‹x›, core");
        assert_eq!(needle.leave("aCOREbCOREc"), "‹x›");
    }
}
