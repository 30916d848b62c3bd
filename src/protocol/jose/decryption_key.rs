//! Keys of our own that open what was encrypted to us: private RSA and curve keys, and shared secrets.
//!
//! The numbers live inside aws-lc-rs, which wipes them; copies made while reading are wiped here. No sentence and no
//! `Debug` ever holds a word of a key's text.

use std::fmt;

use crate::protocol::secret::Secret;

/// A key that opens encrypted tokens, with what its owner says of it.
#[derive(Clone)]
pub struct DecryptionKey {
    label: String,
}

impl DecryptionKey {
    /// A JWK, a JWK Set, PEM (PKCS#8, PKCS#1, SEC1); else the octets of the text are a shared secret or password. Every
    /// key that can be used; `Err` is a sentence for the keys' owner.
    pub fn read(_text: &Secret) -> Result<Vec<Self>, String> {
        Err("encrypted tokens are not opened yet".to_owned())
    }

    /// "key 1 «kid-b», RSA 2048 bit", for a reader.
    pub fn label(&self) -> String {
        self.label.clone()
    }
}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey({})", self.label())
    }
}
