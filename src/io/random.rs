//! The one source of randomness.

/// Thirty-two fresh random bytes.
#[expect(clippy::disallowed_methods, reason = "this file owns randomness")]
pub fn random() -> [u8; 32] {
    let mut bytes = [0; 32];
    aws_lc_rs::rand::fill(&mut bytes).expect("the system's generator does not fail once the process has started");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        assert_ne!(random(), random());
    }
}
