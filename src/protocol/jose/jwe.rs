//! Opening an encrypted token (JWE, RFC 7516) in compact form: the arithmetic is aws-lc-rs', the rules stand here.
//!
//! Nothing is decrypted before the header was understood, no octet of a text leaves before its tag was found right, and
//! `RSA1_5` is not known at all.

mod agreement;
mod content;
mod key_management;
mod recipe;
mod wrap;
mod zip;

use std::num::NonZeroU32;

use aws_lc_rs::pbkdf2;
use aws_lc_rs::rsa::{self, OaepAlgorithm, OaepPrivateDecryptingKey};
use zeroize::Zeroizing;

use super::algorithm::Digest;
use super::base64url;
use super::decryption_key::{DecryptionKey, Numbers};
use agreement::Purpose;
pub use content::ContentEncryption;
pub use key_management::{Family, KeyManagement, Oaep, Size};
pub use recipe::{Ephemeral, Recipe};
pub use zip::{UNPACKED_LIMIT, unpack};

/// The four parts behind the header, decoded strictly.
pub struct Parts<'a> {
    header: &'a str,
    encrypted_key: Vec<u8>,
    iv: Vec<u8>,
    ciphertext: Vec<u8>,
    tag: Vec<u8>,
}

impl<'a> Parts<'a> {
    /// Takes a text of five parts apart, or says which of them is not base64url.
    pub fn read(text: &'a str) -> Result<Self, String> {
        let mut parts = text.split('.');
        let header = parts.next().unwrap_or_default();
        let mut next = |name: &str| {
            let part = parts.next().ok_or_else(|| format!("{name} is missing"))?;
            base64url::decode(part).map_err(|fault| format!("{name}: {fault}"))
        };
        let read = Self {
            header,
            encrypted_key: next("encrypted key")?,
            iv: next("initialization vector")?,
            ciphertext: next("ciphertext")?,
            tag: next("tag")?,
        };
        if parts.next().is_some() { Err("more than five parts".to_owned()) } else { Ok(read) }
    }
}

/// A token whose header was understood.
pub struct Sealed<'a> {
    /// `alg`
    pub alg: KeyManagement,
    /// `enc`
    pub enc: ContentEncryption,
    /// What `alg` needs beside.
    pub recipe: Recipe,
    /// The parts.
    pub parts: Parts<'a>,
}

/// What was inside, and how the key was used, when there was more than one way.
pub struct Opened {
    /// The plaintext, still packed if it was.
    pub text: Zeroizing<Vec<u8>>,
    /// How the key was made from the secret, when not its octets themselves are it.
    pub derived: Option<&'static str>,
}

impl Sealed<'_> {
    /// Opens it with a key, or says why this key does not.
    pub fn open(&self, key: &DecryptionKey) -> Result<Opened, String> {
        let direct = |cek| self.content(cek).map(|text| Opened { text, derived: None });
        let carried = |cek| self.content_carried(cek).map(|text| Opened { text, derived: None });
        if self.alg.is_direct() && !self.parts.encrypted_key.is_empty() {
            return Err(format!("{} carries no key, but the second part is not empty", self.alg.name()));
        }
        match (self.alg, key.numbers(), &self.recipe) {
            (KeyManagement::RsaOaep(oaep), Numbers::Rsa(key), _) => carried(&*self.rsa(oaep, key)?),
            (KeyManagement::EcdhEs(size), Numbers::Curve(curve, key), Recipe::Agreement { epk, apu, apv }) => {
                let algorithm = if size.is_some() { self.alg.name() } else { self.enc.name() };
                let length = size.map_or(self.enc.key_length(), Size::octets);
                let purpose = Purpose { algorithm, producer: apu, recipient: apv, length };
                let agreed = agreement::agree(*curve, key, epk, &purpose)?;
                match size {
                    Some(size) => carried(&*self.unwrapped(size, &agreed)?),
                    None => direct(&*agreed),
                }
            }
            (KeyManagement::Pbes2(digest, size), Numbers::Secret(secret), Recipe::Password { salt, rounds }) => {
                carried(&*self.unwrapped(size, &self.password_key(digest, size, &secret.octets, (salt, *rounds))?)?)
            }
            (_, Numbers::Secret(secret), _) => self.open_with_secret(secret),
            _ => Err(format!("{} needs another type of key", self.alg.name())),
        }
    }

    /// A secret may be the key, or be the text that the key is a digest of.
    fn open_with_secret(&self, secret: &super::decryption_key::SecretOctets) -> Result<Opened, String> {
        let length = match self.alg {
            KeyManagement::AesKw(size) | KeyManagement::AesGcmKw(size) => size.octets(),
            _ => self.enc.key_length(),
        };
        let mut last = Err(format!("the secret has {} bytes where {length} are due", secret.octets.len()));
        for (candidate, derived) in secret.candidates(length) {
            last = self.content_by_secret(&candidate).map(|text| Opened { text, derived });
            if last.is_ok() {
                break;
            }
        }
        last
    }

    fn content_by_secret(&self, secret: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        match (self.alg, &self.recipe) {
            (KeyManagement::Dir, _) => self.content(secret),
            (KeyManagement::AesKw(size), _) => self.content_carried(&self.unwrapped(size, secret)?),
            (KeyManagement::AesGcmKw(size), Recipe::Gcm { iv, tag }) => {
                let carried = content::Closed { aad: &[], iv, ciphertext: &self.parts.encrypted_key, tag };
                let failed = |_| "the encrypted key does not open: another key, or the token was changed".to_owned();
                self.content_carried(&content::gcm(size, secret, &carried).map_err(failed)?)
            }
            _ => Err(format!("{} needs another type of key", self.alg.name())),
        }
    }

    fn content(&self, cek: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        let Parts { header, iv, ciphertext, tag, .. } = &self.parts;
        self.enc.open(cek, &content::Closed { aad: header.as_bytes(), iv, ciphertext, tag })
    }

    /// The content by a key that came encrypted and was opened, so that ours is the one that was meant.
    fn content_carried(&self, cek: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        let changed =
            "the key is right, for it opened the encrypted key, but the tag does not fit: the token was changed";
        self.content(cek).map_err(|why| if why == content::TAG { changed.to_owned() } else { why })
    }

    fn unwrapped(&self, size: Size, kek: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
        // A wrapped key is eight octets longer than itself: a longer one only makes work.
        content::sized("the encrypted key", &self.parts.encrypted_key, self.enc.key_length() + 8)?;
        wrap::unwrap(size, kek, &self.parts.encrypted_key)
    }

    fn rsa(&self, oaep: Oaep, key: &OaepPrivateDecryptingKey) -> Result<Zeroizing<Vec<u8>>, String> {
        content::sized("the encrypted key", &self.parts.encrypted_key, key.key_size_bytes())?;
        let algorithm: &'static OaepAlgorithm = match oaep {
            Oaep::Sha1 => &rsa::OAEP_SHA1_MGF1SHA1,
            Oaep::Sha2(Digest::Sha256) => &rsa::OAEP_SHA256_MGF1SHA256,
            Oaep::Sha2(Digest::Sha384) => &rsa::OAEP_SHA384_MGF1SHA384,
            Oaep::Sha2(Digest::Sha512) => &rsa::OAEP_SHA512_MGF1SHA512,
        };
        let mut room = Zeroizing::new(vec![0; key.min_output_size()]);
        let another = |_| "the encrypted key does not open: another key, or the token was changed".to_owned();
        let length = key.decrypt(algorithm, &self.parts.encrypted_key, &mut room, None).map_err(another)?.len();
        room.truncate(length);
        Ok(room)
    }

    /// The key that a password and a salt make (RFC 7518 §4.8).
    fn password_key(
        &self,
        digest: Digest,
        size: Size,
        password: &[u8],
        (salt, rounds): (&[u8], u64),
    ) -> Result<Zeroizing<Vec<u8>>, String> {
        let algorithm = match digest {
            Digest::Sha256 => pbkdf2::PBKDF2_HMAC_SHA256,
            Digest::Sha384 => pbkdf2::PBKDF2_HMAC_SHA384,
            Digest::Sha512 => pbkdf2::PBKDF2_HMAC_SHA512,
        };
        let rounds = Some(rounds).filter(|rounds| *rounds <= MOST_ROUNDS).and_then(|rounds| u32::try_from(rounds).ok());
        let rounds = rounds.and_then(NonZeroU32::new).ok_or_else(|| format!("p2c is more than {MOST_ROUNDS}"))?;
        let salt = [self.alg.name().as_bytes(), &[0], salt].concat();
        let mut key = Zeroizing::new(vec![0; size.octets()]);
        pbkdf2::derive(algorithm, rounds, &salt, password, &mut key);
        Ok(key)
    }
}

/// The most rounds that are ever computed for a password.
pub const MOST_ROUNDS: u64 = 1_200_000;
/// Fewer rounds than these (RFC 7518 §4.8.1.2) hardly slow down who guesses.
pub const FEW_ROUNDS: u64 = 1_000;

#[cfg(test)]
mod tests;
