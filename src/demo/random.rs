//! Chance in the provider: codes, tokens, keys' names.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// RFC 8628 §6.1: no vowels, so no words; no digits, so nothing to mix up.
const CONSONANTS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// Random bytes.
#[expect(clippy::disallowed_methods, reason = "the provider draws its own codes and tokens")]
pub(super) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's generator works, or no key could have been made");
    bytes
}

/// 256 random bits as text.
pub(super) fn token() -> String {
    URL_SAFE_NO_PAD.encode(bytes::<32>())
}

/// A user code such as `WDJB-MJHT`.
pub(super) fn user_code() -> String {
    let mut code = String::with_capacity(9);
    while code.len() < 9 {
        if code.len() == 4 {
            code.push('-');
        }
        let [byte] = bytes::<1>();
        // 240 is a multiple of 20: dropping the rest keeps every letter equally likely.
        if byte < 240 {
            code.push(char::from(CONSONANTS[usize::from(byte % 20)]));
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_code_is_eight_consonants_in_two_groups() {
        for _ in 0..200 {
            let code = user_code();
            assert_eq!(code.len(), 9);
            assert_eq!(code.as_bytes()[4], b'-');
            assert!(code.bytes().enumerate().all(|(i, b)| i == 4 || CONSONANTS.contains(&b)), "{code}");
        }
    }
}
