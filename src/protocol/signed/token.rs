//! A signed token that stands for itself: what it is held against, and what came of it.

use crate::protocol::jose::jwt::Decoded;
use crate::protocol::jose::mac_key::MacKey;
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
    pub signature: super::SignatureState,
    /// The key that fits or was chosen: its kid, "key 2 of 3", or "client secret".
    pub key: Option<String>,
    /// `alg` as it came.
    pub alg: Option<String>,
}
