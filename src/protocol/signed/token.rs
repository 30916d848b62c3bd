//! A signed token that stands for itself: what it is held against, and what came of it.

use super::times::Clock;
use super::{Agreed, Case, Keys, Rules, SignatureState, is_something};
use crate::protocol::check::{Check, Finding, Report};
use crate::protocol::claims;
use crate::protocol::jose::jwt::Decoded;
use crate::protocol::jose::mac_key::MacKey;
use crate::protocol::json::Json;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;

/// What a token is held against. What is not known is not compared, and its row says so.
#[derive(Clone, Debug)]
pub struct Expected<'a> {
    /// Who should have issued it.
    pub issuer: Option<&'a str>,
    /// For whom it should be.
    pub audience: Option<&'a str>,
    /// The algorithm that was agreed on, when it is known.
    pub registered_alg: Option<&'a str>,
    /// The algorithms that the metadata name, when they do.
    pub advertised_algs: Option<Vec<&'a str>>,
    /// The secrets that both sides know: the keys of every HS algorithm.
    pub macs: &'a [MacKey],
    /// This moment.
    pub now: Now,
    /// Seconds by which the server's clock is ahead of ours, as measured from `Date`.
    pub skew: Option<i64>,
    /// Leeway in seconds, named in every row that uses it.
    pub tolerance: u64,
}

/// A judged token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Everything that could be read.
    pub decoded: Decoded,
    /// Whether the signature fits.
    pub signature: SignatureState,
    /// The key that fits or was chosen: its kid, "key 2 of 3", or "client secret".
    pub key: Option<String>,
    /// `alg` as it came.
    pub alg: Option<String>,
}

/// What makes a kind of token: the rules that all have, and its own, of which the last is that about hidden text.
pub(in crate::protocol) struct Form {
    /// The rules that all signed tokens have.
    pub rules: &'static Rules,
    /// Its own.
    pub own: &'static [&'static Check],
    /// The rows of its own rules but the last.
    pub judge: fn(&Case<'_>, &Expected<'_>, &Json) -> Vec<Finding>,
}

impl Form {
    /// Judges a token of this kind, as it was read. The value is there as soon as anything of it could be decoded.
    pub fn judge(
        &self,
        (token, decoded): (&Secret, Decoded),
        keys: &Keys<'_>,
        expected: &Expected<'_>,
    ) -> Report<Token> {
        let agreed = Agreed {
            registered_alg: expected.registered_alg,
            advertised_algs: expected.advertised_algs.as_deref(),
            macs: expected.macs,
        };
        let case = Case { token: token.reveal(), decoded: &decoded, rules: self.rules, keys, agreed };
        let mut judged = case.judge();
        judged.findings.extend(self.own(&case, expected));
        let (alg, something) = (case.alg().map(str::to_owned), is_something(&decoded));
        let value = Token { signature: judged.state, key: judged.key, alg, decoded };
        Report::new(something.then_some(value), judged.findings)
    }

    /// The rows of its own rules: all of them, whatever could be read.
    fn own(&self, case: &Case<'_>, expected: &Expected<'_>) -> Vec<Finding> {
        let Some((hidden, own)) = self.own.split_last() else { return Vec::new() };
        let mut rows = match case.payload() {
            Ok(payload) => (self.judge)(case, expected, payload),
            Err(reason) => own.iter().map(|check| check.skip(reason)).collect(),
        };
        let parts = [case.header(), case.payload()];
        let unread = parts.iter().all(Result::is_err);
        let judged = || claims::hidden_text(hidden, parts.into_iter().flatten());
        rows.push(if unread { hidden.skip("nothing could be read") } else { judged() });
        rows
    }
}

impl Expected<'_> {
    /// The clock that times are judged by.
    pub(in crate::protocol) fn clock(&self) -> Clock {
        Clock::of(self.now, self.tolerance, self.skew)
    }
}
