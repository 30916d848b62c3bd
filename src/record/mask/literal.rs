//! String literals of a text that may be broken JSON: secrets stand in it all the same.

/// Every `"name": "value"`, as spelled; the last value may be cut off.
pub(super) fn pairs(text: &str) -> Vec<(&str, &str)> {
    let mut pairs = Vec::new();
    let mut name = None;
    for (between, literal) in literals(text) {
        match name.take() {
            Some(name) if between.trim() == ":" => pairs.push((name, literal)),
            _ => name = Some(literal),
        }
    }
    pairs
}

/// Every string literal without its quotes, and what stands before it.
pub(super) fn literals(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let (between, behind) = rest.split_once('"')?;
        let end = end(behind);
        rest = behind.get(end + 1..).unwrap_or_default();
        Some((between, &behind[..end]))
    })
}

/// Where the closing quote is, or the text's end.
fn end(text: &str) -> usize {
    let mut escaped = false;
    let closes = |byte: u8| {
        let closes = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        closes
    };
    text.bytes().position(closes).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_found_in_broken_json_and_at_its_cut_end() {
        let text = r#"{"a": "1","list":["x","y"],"b":"2\"3",,"c" : "cut o"#;
        assert_eq!(pairs(text), [("a", "1"), ("b", r#"2\"3"#), ("c", "cut o")]);
        assert!(pairs("it \" ends").is_empty());
        assert!(pairs("ä\"").is_empty());
    }
}
