//! The word that was probably meant.

/// Longer words are nobody's slip of the finger, and comparing them costs their product.
const LONGEST: usize = 64;

/// The candidate that is most like `word`, if one is like it at all.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = word.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (likeness(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness >= 0.55)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

/// From 0 to 1; a word that stands whole inside the other is like it.
fn likeness(word: &str, candidate: &str) -> f64 {
    let near = strsim::normalized_damerau_levenshtein(word, candidate);
    let (short, long) = if word.len() < candidate.len() { (word, candidate) } else { (candidate, word) };
    let inside = short.len() >= 3 && long.split(['_', '-', '.']).any(|part| part == short);
    if inside { near.max(0.6) } else { near }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_case_and_parts_find_their_word() {
        let words = ["none", "client_secret_basic", "client_secret_post"];
        assert_eq!(nearest("client_secret_bsaic", words), Some("client_secret_basic"));
        assert_eq!(nearest("basic", words), Some("client_secret_basic"));
        assert_eq!(nearest("None", words), Some("none"));
        assert_eq!(nearest("tls", words), None);
        assert_eq!(nearest(&"x".repeat(1 << 20), words), None);
    }
}
