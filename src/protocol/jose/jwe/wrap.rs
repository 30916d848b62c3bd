//! AES key wrap (RFC 3394 §2.2.2), taken apart over aws-lc-rs' block cipher: its own unwrapping knows no 192 bit.

use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use zeroize::Zeroizing;

use super::key_management::Size;

/// What stands in front of every key that was wrapped (RFC 3394 §2.2.3.1).
const MARK: [u8; 8] = [0xa6; 8];
const BLOCK: usize = 16;
const HALF: usize = 8;

/// The key inside of `wrapped`.
pub(super) fn unwrap(size: Size, kek: &[u8], wrapped: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
    if wrapped.len() < 3 * HALF || !wrapped.len().is_multiple_of(HALF) {
        return Err(format!("the encrypted key has {} bytes, which no key wrap makes", wrapped.len()));
    }
    let refused = |_| "AES does not take this key".to_owned();
    let algorithm = match size {
        Size::A128 => &cipher::AES_128,
        Size::A192 => &cipher::AES_192,
        Size::A256 => &cipher::AES_256,
    };
    let key = UnboundCipherKey::new(algorithm, kek).and_then(DecryptingKey::ecb).map_err(refused)?;
    let (mark, rest) = wrapped.split_at(HALF);
    let mut found = Zeroizing::new(rest.to_vec());
    let mut block = Zeroizing::new([0; BLOCK]);
    block[..HALF].copy_from_slice(mark);
    let halves = found.len() / HALF;
    for step in (1..=6 * halves).rev() {
        let half = &mut found[(step - 1) % halves * HALF..][..HALF];
        for (octet, counted) in block[..HALF].iter_mut().zip((step as u64).to_be_bytes()) {
            *octet ^= counted;
        }
        block[HALF..].copy_from_slice(half);
        key.decrypt(&mut *block, DecryptionContext::None).map_err(refused)?;
        half.copy_from_slice(&block[HALF..]);
    }
    let another = |_| "the encrypted key does not unwrap: another key, or the token was changed".to_owned();
    verify_slices_are_equal(&block[..HALF], &MARK).map_err(another)?;
    Ok(found)
}
