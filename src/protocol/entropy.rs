//! Whether a text of a server's can be guessed: a rough estimate from its length and its letters.

use std::collections::HashSet;

/// Length times the bits of the usual alphabet that has all the letters; a text of very few letters has only theirs.
/// The dashes of a UUID are no letters.
pub(in crate::protocol) fn bits(text: &str) -> f64 {
    let letters: HashSet<char> = text.chars().collect();
    let count = |counts: fn(char) -> bool| {
        f64::from(u32::try_from(text.chars().filter(|c| counts(*c)).count()).unwrap_or(u32::MAX))
    };
    let all = |fits: fn(char) -> bool| letters.iter().copied().all(fits);
    match letters.len() {
        0 | 1 => 0.0,
        2 => count(|_| true),
        3 => 1.6 * count(|_| true),
        _ if all(|c| c.is_ascii_digit()) => 3.32 * count(|_| true),
        _ if all(|c| c.is_ascii_hexdigit() || c == '-') => 4.0 * count(|c| c != '-'),
        _ => 6.0 * count(|_| true),
    }
}

#[cfg(test)]
mod tests {
    use super::bits;

    #[test]
    fn few_letters_are_few_bits() {
        let near = |text: &str, expected: f64| assert!((bits(text) - expected).abs() < 0.5, "{text}: {}", bits(text));
        near("", 0.0);
        near("aaaaaaaa", 0.0);
        near("abababab", 8.0);
        near("12345678", 26.6);
        near("0123456789abcdef", 64.0);
        near("1c266114-a1be-4252-8ad1-04986c5b9ac1", 128.0);
        near("GmRhmhcxhwAzkoEqiMEg", 120.0);
    }
}
