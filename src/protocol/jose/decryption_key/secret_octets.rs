//! A shared secret as a key: its octets, or the digest of a secret that people typed.

use zeroize::Zeroizing;

use crate::protocol::jose::algorithm::Digest;

/// Fewer octets than these are within reach of a search.
const SHORTEST: usize = 16;

/// The octets of a shared secret.
pub(in crate::protocol::jose) struct SecretOctets {
    pub octets: Zeroizing<Vec<u8>>,
    /// Whether the owner gave a text and not a JWK: only from a text may a key be derived.
    pub is_text: bool,
}

impl SecretOctets {
    /// The keys of `length` octets that this secret can stand for, and how each came about. A text is taken by its octets
    /// where they are as many, and by the leftmost octets of its SHA-2 digest, as a client secret has to be.
    pub fn candidates(&self, length: usize) -> Vec<(Zeroizing<Vec<u8>>, Option<&'static str>)> {
        let mut found = Vec::new();
        if self.octets.len() == length {
            found.push((self.octets.clone(), None));
        }
        if let Some(digest) = Digest::ALL.into_iter().find(|digest| digest_length(*digest) >= length && self.is_text) {
            let mut key = Zeroizing::new(digest.of(&self.octets));
            key.truncate(length);
            found.push((key, Some(digest.name())));
        }
        found
    }

    pub fn weakness(&self) -> Option<String> {
        let octets = &self.octets;
        if octets.iter().all(|octet| Some(octet) == octets.first()) {
            return Some("all octets of the secret are alike".to_owned());
        }
        (octets.len() < SHORTEST).then(|| format!("the secret has {} bytes, fewer than {SHORTEST}", octets.len()))
    }
}

const fn digest_length(digest: Digest) -> usize {
    match digest {
        Digest::Sha256 => 32,
        Digest::Sha384 => 48,
        Digest::Sha512 => 64,
    }
}
