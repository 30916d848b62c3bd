//! Vectors of the RFCs and of another library open with the right plaintext; everything bent stays shut, and says why.

mod bent;
mod header;
mod keys;
mod sealer;
mod vectors;
mod zip;

use super::*;
use crate::protocol::check::Verdict;

fn keys(text: &str) -> Vec<DecryptionKey> {
    DecryptionKey::read(&Secret::new(text)).expect("a key of the tests")
}

fn open(token: &str, key: &str) -> Unsealed {
    unseal(&Secret::new(token), &keys(key))
}

fn inner(unsealed: &Unsealed) -> Option<&str> {
    unsealed.inner.as_ref().map(Secret::reveal)
}

fn row<'a>(unsealed: &'a Unsealed, id: &str) -> &'a Finding {
    unsealed.findings.iter().find(|finding| finding.check.id == id).unwrap_or_else(|| panic!("no row {id}"))
}

fn verdict(unsealed: &Unsealed, id: &str) -> Verdict {
    row(unsealed, id).verdict
}

/// The ids of the red rows.
fn failed(unsealed: &Unsealed) -> Vec<&'static str> {
    assert_eq!(unsealed.findings.len(), CHECKS.len(), "a row for every check");
    unsealed.findings.iter().filter(|row| row.verdict == Verdict::Fail).map(|row| row.check.id).collect()
}
