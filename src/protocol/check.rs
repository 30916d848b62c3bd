//! Checks and their verdicts: what grantty says about an answer.
//!
//! A [`Check`] is a static beside the code that applies it; a [`Finding`] is one application of it to one answer.
//! A check that was possible always leaves a row: passed, warned, failed, or skipped with the reason.

use std::borrow::Cow;

use super::text;

/// How binding the clause is: a broken `Must` is a failure, a broken `Should` a warning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// MUST, REQUIRED: breaking it fails.
    Must,
    /// SHOULD, RECOMMENDED, or plainly unwise: breaking it warns.
    Should,
}

impl Level {
    /// The word used in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Should => "should",
        }
    }
}

/// The clause a check stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spec {
    /// Document and section as people cite it: `RFC 8628 §3.2`.
    pub clause: &'static str,
    /// Where to read it.
    pub url: &'static str,
}

/// A clause of an RFC: `rfc!(8628, "3.2")`.
macro_rules! rfc {
    ($number:literal, $section:literal) => {
        $crate::protocol::check::Spec {
            clause: concat!("RFC ", $number, " §", $section),
            url: concat!("https://www.rfc-editor.org/rfc/rfc", $number, "#section-", $section),
        }
    };
}

/// A clause of OpenID Connect Core 1.0 with the anchor of its section: `core!("3.1.3.7 (2)", "IDTokenValidation")`.
macro_rules! core {
    ($section:literal, $anchor:literal) => {
        $crate::protocol::check::Spec {
            clause: concat!("OIDC Core 1.0 §", $section),
            url: concat!("https://openid.net/specs/openid-connect-core-1_0.html#", $anchor),
        }
    };
}

/// A clause of OpenID Connect Discovery 1.0 with the anchor of its section.
macro_rules! oidc_discovery {
    ($section:literal, $anchor:literal) => {
        $crate::protocol::check::Spec {
            clause: concat!("OIDC Discovery 1.0 §", $section),
            url: concat!("https://openid.net/specs/openid-connect-discovery-1_0.html#", $anchor),
        }
    };
}

/// A clause of OpenID Connect Client-Initiated Backchannel Authentication Core 1.0: `ciba!("7.3")`, or several and the
/// anchor of the first: `ciba!("10.2, §10.3", "rfc.section.10.2")`.
macro_rules! ciba {
    ($section:literal) => {
        $crate::protocol::check::ciba!(@ $section, "#rfc.section.", $section)
    };
    ($section:literal, $anchor:literal) => {
        $crate::protocol::check::ciba!(@ $section, "#", $anchor)
    };
    (@ $section:literal, $mark:literal, $anchor:literal) => {
        $crate::protocol::check::Spec {
            clause: concat!("CIBA Core 1.0 §", $section),
            url: concat!(
                "https://openid.net/specs/openid-client-initiated-backchannel-authentication-core-1_0.html",
                $mark,
                $anchor
            ),
        }
    };
}

pub(crate) use {ciba, core, oidc_discovery, rfc};

/// One rule that an answer keeps or breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Check {
    /// `subject.rule` in `snake_case`; never changes its meaning.
    pub id: &'static str,
    /// What holds when it passes, as a phrase: "issuer is the discovered one".
    pub title: &'static str,
    /// How binding the clause is.
    pub level: Level,
    /// The clause.
    pub spec: Spec,
    /// Whether a failure ends the run before its next request, because the check protects somebody.
    pub stop: bool,
}

impl Check {
    /// A rule whose breach fails.
    pub const fn must(id: &'static str, title: &'static str, spec: Spec) -> Self {
        Self { id, title, level: Level::Must, spec, stop: false }
    }

    /// A rule whose breach warns.
    pub const fn should(id: &'static str, title: &'static str, spec: Spec) -> Self {
        Self { id, title, level: Level::Should, spec, stop: false }
    }

    /// The same rule, in the stop class.
    #[must_use]
    pub const fn stops(mut self) -> Self {
        self.stop = true;
        self
    }

    /// It holds.
    pub fn pass(&'static self, expected: impl AsRef<str>, observed: impl AsRef<str>) -> Finding {
        Finding::new(self, Verdict::Pass, expected.as_ref(), observed.as_ref())
    }

    /// Allowed, but doubtful.
    pub fn warn(&'static self, expected: impl AsRef<str>, observed: impl AsRef<str>) -> Finding {
        Finding::new(self, Verdict::Warn, expected.as_ref(), observed.as_ref())
    }

    /// It is broken.
    pub fn fail(&'static self, expected: impl AsRef<str>, observed: impl AsRef<str>) -> Finding {
        Finding::new(self, Verdict::Fail, expected.as_ref(), observed.as_ref())
    }

    /// Not judged, with the reason.
    pub fn skip(&'static self, reason: impl AsRef<str>) -> Finding {
        Finding::new(self, Verdict::Skip, "", reason.as_ref())
    }

    /// Passes when `holds`; otherwise fails or warns as its level says.
    pub fn judge(&'static self, holds: bool, expected: impl AsRef<str>, observed: impl AsRef<str>) -> Finding {
        match (holds, self.level) {
            (true, _) => self.pass(expected, observed),
            (false, Level::Must) => self.fail(expected, observed),
            (false, Level::Should) => self.warn(expected, observed),
        }
    }
}

/// The four colours of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// A MUST is broken.
    Fail,
    /// A SHOULD is broken, or it is unwise.
    Warn,
    /// It holds.
    Pass,
    /// Not reached or not applicable; `observed` says why.
    Skip,
}

impl Verdict {
    /// The word used in reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Pass => "pass",
            Self::Skip => "skip",
        }
    }
}

/// One row: a check applied to one answer. Both texts are sanitized when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule.
    pub check: &'static Check,
    /// How it came out.
    pub verdict: Verdict,
    /// What the rule wants, with this run's values.
    pub expected: String,
    /// What came, or the reason of a skip.
    pub observed: String,
}

impl Finding {
    /// Longer values are cut: a row is for reading, the wire view has the bytes.
    const LONGEST: usize = 600;

    fn new(check: &'static Check, verdict: Verdict, expected: &str, observed: &str) -> Self {
        let shown = |text| text::shown_short(text, Self::LONGEST);
        Self { check, verdict, expected: shown(expected), observed: shown(observed) }
    }

    /// The same row as one that its reader knows and accepts: a warning becomes a skip that says so. A failure stays.
    #[must_use]
    pub fn tolerated(self) -> Self {
        if self.verdict != Verdict::Warn {
            return self;
        }
        let observed = format!("{} (tolerated by the profile)", self.observed);
        Self { verdict: Verdict::Skip, observed, ..self }
    }

    /// Whether this row ends the run before its next request.
    pub fn stops(&self) -> bool {
        self.check.stop && self.verdict == Verdict::Fail
    }
}

/// What was read out of an answer, and every row about it. Never a `Result`: a server's fault is data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report<T> {
    /// The value, when one could be read at all.
    pub value: Option<T>,
    /// Every check that was possible, in the order of judging.
    pub findings: Vec<Finding>,
}

impl<T> Report<T> {
    /// No value, no rows yet.
    pub const fn empty() -> Self {
        Self { value: None, findings: Vec::new() }
    }

    /// A value with its rows.
    pub const fn new(value: Option<T>, findings: Vec<Finding>) -> Self {
        Self { value, findings }
    }

    /// Turns the value, keeping the rows.
    pub fn map<U>(self, turn: impl FnOnce(T) -> U) -> Report<U> {
        Report { value: self.value.map(turn), findings: self.findings }
    }
}

/// Where two texts part: "differs at character 13", or nothing if they are equal.
///
/// Byte for byte, without any normalising: that is how issuers, states and nonces are compared.
#[must_use]
pub fn difference(expected: &str, observed: &str) -> Option<Cow<'static, str>> {
    if expected == observed {
        return None;
    }
    if expected.strip_suffix('/') == Some(observed) || observed.strip_suffix('/') == Some(expected) {
        return Some(Cow::Borrowed("differs only by a final /"));
    }
    let at = expected.chars().zip(observed.chars()).take_while(|(a, b)| a == b).count();
    Some(Cow::Owned(format!("differs at character {}", at + 1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    static NONCE: Check = Check::must("id_token.nonce", "nonce is the one we sent", core!("3.1.3.7 (11)", "x")).stops();
    static CACHE: Check = Check::should("token.cache_control", "Cache-Control is no-store", rfc!(6749, "5.1"));

    #[test]
    fn a_broken_must_fails_and_a_broken_should_warns() {
        assert_eq!(NONCE.judge(false, "a", "b").verdict, Verdict::Fail);
        assert!(NONCE.judge(false, "a", "b").stops() && !NONCE.judge(true, "a", "a").stops());
        assert_eq!(CACHE.judge(false, "no-store", "absent").verdict, Verdict::Warn);
    }

    #[test]
    fn rows_hold_no_acting_character() {
        assert_eq!(CACHE.warn("no-store", "a\u{1b}[2Jb").observed, "a␛[2Jb");
    }

    #[test]
    fn the_first_different_character_is_named() {
        assert_eq!(difference("n-0S6_WzA2Mj", "n-0S6_WzA2Mj1").as_deref(), Some("differs at character 13"));
        assert_eq!(difference("https://a", "https://a/").as_deref(), Some("differs only by a final /"));
        assert_eq!(difference("x", "x"), None);
    }

    #[test]
    fn a_clause_is_cited_with_its_address() {
        assert_eq!(CACHE.spec.clause, "RFC 6749 §5.1");
        assert_eq!(CACHE.spec.url, "https://www.rfc-editor.org/rfc/rfc6749#section-5.1");
    }
}
