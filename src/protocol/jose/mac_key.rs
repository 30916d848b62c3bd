//! A secret that both sides know, as the key of a message authentication code (RFC 7518 §3.2).

use std::fmt;

use zeroize::Zeroizing;

use crate::protocol::secret::Secret;

/// The key of every HS algorithm.
#[derive(Clone, PartialEq, Eq)]
pub struct MacKey {
    /// Its octets.
    pub octets: Zeroizing<Vec<u8>>,
    /// `kid`, when it came as a JWK.
    pub kid: Option<String>,
    /// `alg`, when it came as a JWK.
    pub alg: Option<String>,
    /// What it is called in a row: "client secret".
    pub label: String,
}

impl fmt::Debug for MacKey {
    /// Without the octets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MacKey")
            .field("label", &self.label)
            .field("kid", &self.kid)
            .field("alg", &self.alg)
            .finish_non_exhaustive()
    }
}

impl MacKey {
    /// The client secret: the UTF-8 octets of its text (OIDC Core §10.1).
    pub fn of_secret(secret: &Secret) -> Self {
        let octets = Zeroizing::new(secret.reveal().as_bytes().to_vec());
        Self { octets, kid: None, alg: None, label: "client secret".to_owned() }
    }

    /// Why anybody could guess it, if so.
    pub fn weakness(&self) -> Option<String> {
        let first = *self.octets.first()?;
        self.octets.iter().all(|octet| *octet == first).then(|| "all its octets are alike".to_owned())
    }
}
