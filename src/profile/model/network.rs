//! `[dpop]` and `[tls]`: what is proved with a key of our own, and how the network is reached.

use super::{ProxyAddress, SecretReference};

/// RFC 9449.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DpopSection {
    /// Whether proofs are sent.
    pub enabled: bool,
    /// The algorithm of a fresh key, or of the one that is given.
    pub alg: Option<String>,
    /// The key, a JWK or PEM; a fresh one in each run where none is given.
    pub key: Option<SecretReference>,
}

/// The way to the provider.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsSection {
    /// Authorities beside the platform's: the path of a PEM file, or PEM text.
    pub ca: Option<String>,
    /// Whether a certificate that is not trusted becomes a red row instead of an end, for hosts that the profile names.
    pub insecure: bool,
    /// The proxy, in place of the one that the environment names.
    pub proxy: Option<ProxyAddress>,
}
