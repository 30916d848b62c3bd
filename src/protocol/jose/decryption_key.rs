//! Keys of our own that open what was encrypted to us: private RSA and curve keys, and shared secrets.
//!
//! The numbers live inside aws-lc-rs, which wipes them; copies made while reading are wiped here. No sentence and no
//! `Debug` ever holds a word of a key's text.

mod curve;
mod pem;
mod read;
mod secret_octets;

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::rsa::OaepPrivateDecryptingKey;

use super::jwe::{Ephemeral, Family, KeyManagement};
use crate::protocol::secret::Secret;
use crate::protocol::text;
pub use curve::AgreementCurve;
pub(super) use secret_octets::SecretOctets;

/// The numbers of a key.
pub(super) enum Numbers {
    Rsa(OaepPrivateDecryptingKey),
    Curve(AgreementCurve, PrivateKey),
    Secret(SecretOctets),
}

/// What a JWK says of itself.
#[derive(Clone, Debug, Default)]
struct Saying {
    kid: Option<String>,
    alg: Option<String>,
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
}

/// A key that opens encrypted tokens, with what its owner says of it.
#[derive(Clone)]
pub struct DecryptionKey {
    numbers: Arc<Numbers>,
    /// Its place in the text, from 1; a text that is itself the secret has none.
    position: Option<usize>,
    saying: Saying,
}

impl DecryptionKey {
    /// A JWK, a JWK Set, PEM (PKCS#8, PKCS#1, SEC1); else the octets of the text are a shared secret or password. Every
    /// key that can be used; `Err` is a sentence for the keys' owner.
    pub fn read(text: &Secret) -> Result<Vec<Self>, String> {
        read::keys(text)
    }

    /// "key 1 «kid-b», RSA 2048 bit", for a reader.
    pub fn label(&self) -> String {
        let Some(position) = self.position else { return format!("shared secret, {}", self.kind()) };
        match self.kid() {
            Some(kid) => format!("key {position} «{}», {}", text::shown_short(kid, 60), self.kind()),
            None => format!("key {position}, {}", self.kind()),
        }
    }

    /// The JWK's `kid`; PEM and a bare secret have none.
    pub fn kid(&self) -> Option<&str> {
        self.saying.kid.as_deref()
    }

    /// Why it does not open a token with this `alg`, `enc` and `epk`, if so: its type, and what its owner bound it to.
    pub fn unfit(&self, alg: KeyManagement, enc: &str, epk: Option<&Ephemeral>) -> Option<String> {
        if self.family() != alg.family() {
            return Some(format!("{} takes no {}", alg.name(), self.kind()));
        }
        if let (Numbers::Curve(curve, _), Some(epk)) = (&*self.numbers, epk)
            && epk.curve != *curve
        {
            return Some(format!("epk is on {}", epk.curve.name()));
        }
        let Saying { alg: bound, usage, key_ops, .. } = &self.saying;
        if let Some(usage) = usage.as_ref().filter(|usage| *usage != "enc") {
            return Some(format!("its use is {usage:?}"));
        }
        if key_ops.as_ref().is_some_and(|named| !named.iter().any(|name| alg.operations().contains(&name.as_str()))) {
            return Some(format!("its key_ops do not name {}", alg.operations()[0]));
        }
        // The key of `dir` belongs to the content, so that its owner may bind it to `enc` as well.
        let fits = |bound: &str| bound == alg.name() || (alg == KeyManagement::Dir && bound == enc);
        bound.as_ref().filter(|bound| !fits(bound)).map(|bound| format!("its alg is {bound:?}"))
    }

    /// Why it can be guessed, if so.
    pub fn weakness(&self) -> Option<String> {
        match &*self.numbers {
            Numbers::Secret(secret) => secret.weakness(),
            Numbers::Rsa(_) | Numbers::Curve(..) => None,
        }
    }

    /// The type and size: "RSA 2048 bit", "EC P-256", "32 bytes".
    pub fn kind(&self) -> String {
        match &*self.numbers {
            Numbers::Rsa(key) => format!("RSA {} bit", key.key_size_bits()),
            Numbers::Curve(curve, _) => format!("{} {}", curve.kty(), curve.name()),
            Numbers::Secret(secret) if self.position.is_none() => format!("{} bytes", secret.octets.len()),
            Numbers::Secret(secret) => format!("secret of {} bytes", secret.octets.len()),
        }
    }

    fn family(&self) -> Family {
        match &*self.numbers {
            Numbers::Rsa(_) => Family::Rsa,
            Numbers::Curve(..) => Family::Curve,
            Numbers::Secret(_) => Family::Secret,
        }
    }

    pub(super) fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

impl PartialEq for DecryptionKey {
    /// The same key read once; two readings of one text are not compared.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.numbers, &other.numbers)
    }
}

impl Eq for DecryptionKey {}

impl fmt::Debug for DecryptionKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecryptionKey({})", self.label())
    }
}

#[cfg(test)]
mod tests;
