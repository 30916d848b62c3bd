//! Agreeing on a key with the ephemeral key of the header (RFC 7518 §4.6), and the KDF behind it.

use aws_lc_rs::agreement::{self, PrivateKey, UnparsedPublicKey};
use aws_lc_rs::digest;
use zeroize::Zeroizing;

use super::recipe::Ephemeral;
use crate::protocol::jose::decryption_key::AgreementCurve;

/// What the derived key is bound to (RFC 7518 §4.6.2).
pub(super) struct Purpose<'a> {
    /// `enc` where the key is for the content, else `alg`.
    pub algorithm: &'a str,
    /// `apu`, decoded.
    pub producer: &'a [u8],
    /// `apv`, decoded.
    pub recipient: &'a [u8],
    /// Length of the key in octets.
    pub length: usize,
}

/// The key both sides arrive at.
pub(super) fn agree(
    curve: AgreementCurve,
    key: &PrivateKey,
    epk: &Ephemeral,
    purpose: &Purpose<'_>,
) -> Result<Zeroizing<Vec<u8>>, String> {
    if epk.curve != curve {
        return Err(format!("epk is on {}, the key is on {}", epk.curve.name(), curve.name()));
    }
    let peer = UnparsedPublicKey::new(curve.algorithm(), &epk.point);
    let off = format!("epk is no point of {} to agree with", curve.name());
    agreement::agree(key, peer, off, |shared| Ok(derive(shared, purpose)))
}

/// The Concat KDF of NIST SP 800-56A with SHA-256.
pub(super) fn derive(shared: &[u8], purpose: &Purpose<'_>) -> Zeroizing<Vec<u8>> {
    let length = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes();
    let mut key = Zeroizing::new(Vec::with_capacity(purpose.length + digest::SHA256_OUTPUT_LEN));
    for round in 1_u32.. {
        if key.len() >= purpose.length {
            break;
        }
        let mut context = digest::Context::new(&digest::SHA256);
        context.update(&round.to_be_bytes());
        context.update(shared);
        for part in [purpose.algorithm.as_bytes(), purpose.producer, purpose.recipient] {
            context.update(&length(part.len()));
            context.update(part);
        }
        context.update(&length(purpose.length * 8));
        key.extend_from_slice(context.finish().as_ref());
    }
    key.truncate(purpose.length);
    key
}
