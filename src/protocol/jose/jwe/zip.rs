//! `zip`: a plaintext that was compressed before it was encrypted. A few bytes can stand for gigabytes, so there is an end.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use zeroize::Zeroizing;

/// The longest text that is unpacked.
pub const UNPACKED_LIMIT: usize = 250_000;

/// The text that `packed` (RFC 1951) stands for.
pub fn unpack(packed: &[u8]) -> Result<Zeroizing<Vec<u8>>, String> {
    match decompress_to_vec_with_limit(packed, UNPACKED_LIMIT) {
        Ok(text) => Ok(Zeroizing::new(text)),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => {
            Err(format!("{} bytes unpack to more than {UNPACKED_LIMIT}", packed.len()))
        }
        Err(_) => Err("what was decrypted is no DEFLATE stream".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_that_grows_without_end_is_cut() {
        crate::covers!("IDT-43");
        let packed = miniz_oxide::deflate::compress_to_vec(&vec![b'a'; 25_000_000], 9);
        assert!(packed.len() < 100_000);
        assert!(unpack(&packed).expect_err("too long").ends_with("unpack to more than 250000"));
        let fits = miniz_oxide::deflate::compress_to_vec(&vec![b'a'; UNPACKED_LIMIT], 9);
        assert_eq!(unpack(&fits).expect("fits").len(), UNPACKED_LIMIT);
        let more = miniz_oxide::deflate::compress_to_vec(&vec![b'a'; UNPACKED_LIMIT + 1], 9);
        assert!(unpack(&more).is_err() && unpack(b"no stream").is_err() && unpack(b"").is_err());
    }
}
