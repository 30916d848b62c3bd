//! The armour of PEM (RFC 7468): labelled blocks of base64 in any text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

/// One block: its label, and its octets or why they cannot be read.
pub(in crate::protocol) struct Block<'a> {
    pub label: &'a str,
    pub octets: Result<Zeroizing<Vec<u8>>, String>,
}

/// Whether some text has the first line of a block.
pub(in crate::protocol) fn is_pem(text: &str) -> bool {
    text.contains("-----BEGIN ")
}

/// Every block of a text; what stands between them is left out, as the RFC has it.
pub(in crate::protocol) fn blocks(text: &str) -> Vec<Block<'_>> {
    let starts = text.split("-----BEGIN ").skip(1);
    let labelled = starts.filter_map(|block| block.split_once("-----"));
    labelled.map(|(label, rest)| Block { label, octets: octets(label, rest) }).collect()
}

/// The octets up to the closing line.
fn octets(label: &str, rest: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let Some((inner, end)) = rest.split_once("-----END ") else {
        return Err(format!("the PEM has no line -----END {label}-----: it is cut off"));
    };
    if !end.starts_with(label) {
        return Err(format!("the PEM begins as {label} and ends as something else"));
    }
    if inner.contains("Proc-Type:") {
        return Err("the key is encrypted with a passphrase".to_owned());
    }
    let dense: Zeroizing<Vec<u8>> = Zeroizing::new(inner.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect());
    let read = STANDARD.decode(&*dense);
    read.map(Zeroizing::new).map_err(|_| "what stands between the PEM's lines is not base64".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_block_is_found_and_judged_by_itself() {
        let text = "noise\n-----BEGIN A-----\nAQID\n-----END A-----\nnoise -----BEGIN B-----\nAQI-----END A-----\n\
                    -----BEGIN C-----\n!\n-----END C-----\n-----BEGIN D-----\nAQID";
        let found = blocks(text);
        assert_eq!(found.iter().map(|block| block.label).collect::<Vec<_>>(), ["A", "B", "C", "D"]);
        assert_eq!(found[0].octets.as_ref().map(|octets| octets.to_vec()), Ok(vec![1, 2, 3]));
        for (block, what) in found[1..].iter().zip(["ends as something else", "is not base64", "cut off"]) {
            assert!(block.octets.as_ref().expect_err(block.label).contains(what), "{}", block.label);
        }
        assert!(is_pem(text) && !is_pem("{}"));
    }
}
