//! The content's encryption (RFC 7518 §5): always with a tag, and the tag is tested before anything else is looked at.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;
use zeroize::Zeroizing;

use super::key_management::Size;

/// An `enc` of a JWE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentEncryption {
    /// AES-CBC with an HMAC over everything.
    CbcHmac(Size),
    /// AES-GCM.
    Gcm(Size),
}

const ALL: [(ContentEncryption, &str); 6] = [
    (ContentEncryption::CbcHmac(Size::A128), "A128CBC-HS256"),
    (ContentEncryption::CbcHmac(Size::A192), "A192CBC-HS384"),
    (ContentEncryption::CbcHmac(Size::A256), "A256CBC-HS512"),
    (ContentEncryption::Gcm(Size::A128), "A128GCM"),
    (ContentEncryption::Gcm(Size::A192), "A192GCM"),
    (ContentEncryption::Gcm(Size::A256), "A256GCM"),
];

/// What is encrypted, and what proves it: octets as they came.
pub(super) struct Closed<'a> {
    pub aad: &'a [u8],
    pub iv: &'a [u8],
    pub ciphertext: &'a [u8],
    pub tag: &'a [u8],
}

/// A tag that does not fit. Whether the key is another one or the text was changed cannot be told.
pub(super) const TAG: &str = "the tag does not fit: another key, or the token was changed";

impl ContentEncryption {
    /// The encryption of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == name).map(|(enc, _)| *enc)
    }

    /// The registered name that a misspelt one probably means.
    pub fn meant_by(name: &str) -> Option<&'static str> {
        ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(_, known)| *known)
    }

    /// The registered name.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(enc, _)| *enc == self).map_or("", |(_, name)| name)
    }

    /// Length of the content's key in octets: exactly that many.
    pub const fn key_length(self) -> usize {
        match self {
            Self::CbcHmac(size) => 2 * size.octets(),
            Self::Gcm(size) => size.octets(),
        }
    }

    /// Length of the initialization vector in octets.
    pub const fn iv_length(self) -> usize {
        match self {
            Self::CbcHmac(_) => cipher::AES_CBC_IV_LEN,
            Self::Gcm(_) => aead::NONCE_LEN,
        }
    }

    /// Length of the tag in octets.
    pub const fn tag_length(self) -> usize {
        match self {
            Self::CbcHmac(size) => size.octets(),
            Self::Gcm(_) => aead::MAX_TAG_LEN,
        }
    }

    /// Opens it, or says why not.
    pub(super) fn open(self, key: &[u8], sealed: &Closed<'_>) -> Result<Zeroizing<Vec<u8>>, String> {
        sized("the content's key", key, self.key_length())?;
        sized("the initialization vector", sealed.iv, self.iv_length())?;
        sized("the tag", sealed.tag, self.tag_length())?;
        match self {
            Self::CbcHmac(size) => cbc_hmac(size, key, sealed),
            Self::Gcm(size) => gcm(size, key, sealed),
        }
    }
}

/// An error unless the octets are exactly as many as are due: a short tag is a guess away from a forged one.
pub(super) fn sized(what: &str, octets: &[u8], due: usize) -> Result<(), String> {
    if octets.len() == due {
        return Ok(());
    }
    Err(format!("{what} has {} bytes where {due} are due", octets.len()))
}

/// AES-GCM (RFC 7518 §5.3): also what carries a key in `A128GCMKW` and its kind.
pub(super) fn gcm(size: Size, key: &[u8], sealed: &Closed<'_>) -> Result<Zeroizing<Vec<u8>>, String> {
    let algorithm = match size {
        Size::A128 => &aead::AES_128_GCM,
        Size::A192 => &aead::AES_192_GCM,
        Size::A256 => &aead::AES_256_GCM,
    };
    sized("the tag", sealed.tag, aead::MAX_TAG_LEN)?;
    let wrong = |_| "AES-GCM does not take this key or initialization vector".to_owned();
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key).map_err(wrong)?);
    let nonce = Nonce::try_assume_unique_for_key(sealed.iv).map_err(wrong)?;
    let mut text = Zeroizing::new(sealed.ciphertext.to_vec());
    key.open_in_place_separate_tag(nonce, Aad::from(sealed.aad), sealed.tag, &mut text).map_err(|_| TAG.to_owned())?;
    Ok(text)
}

/// AES-CBC with HMAC (RFC 7518 §5.2.2.2): half of the key for the HMAC, half of its output as the tag.
fn cbc_hmac(size: Size, key: &[u8], sealed: &Closed<'_>) -> Result<Zeroizing<Vec<u8>>, String> {
    let (mac_key, text_key) = key.split_at(size.octets());
    let (digest, block) = match size {
        Size::A128 => (hmac::HMAC_SHA256, &cipher::AES_128),
        Size::A192 => (hmac::HMAC_SHA384, &cipher::AES_192),
        Size::A256 => (hmac::HMAC_SHA512, &cipher::AES_256),
    };
    let mut mac = hmac::Context::with_key(&hmac::Key::new(digest, mac_key));
    let aad_bits = (sealed.aad.len() as u64) * 8;
    for part in [sealed.aad, sealed.iv, sealed.ciphertext, &aad_bits.to_be_bytes()] {
        mac.update(part);
    }
    let made = mac.sign();
    verify_slices_are_equal(&made.as_ref()[..size.octets()], sealed.tag).map_err(|_| TAG.to_owned())?;
    if sealed.ciphertext.is_empty() || !sealed.ciphertext.len().is_multiple_of(block.block_len()) {
        return Err(format!("the ciphertext has {} bytes, no whole blocks of AES", sealed.ciphertext.len()));
    }
    let padding = |_| "the tag fits, but the padding inside is broken".to_owned();
    let key = UnboundCipherKey::new(block, text_key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7).map_err(padding)?;
    let iv = FixedLength::try_from(sealed.iv).map_err(padding)?;
    let mut text = Zeroizing::new(sealed.ciphertext.to_vec());
    let length = key.decrypt(&mut text, DecryptionContext::Iv128(iv)).map_err(padding)?.len();
    text.truncate(length);
    Ok(text)
}
