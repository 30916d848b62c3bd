//! Keys by name: `j j <c-p> <ret>` as the bytes that a terminal sends for them.

/// The bytes of a script; blanks only part the words.
pub fn bytes(script: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = script;
    while let Some(c) = rest.chars().next() {
        let key = rest.strip_prefix('<').and_then(|named| named.split_once('>'));
        rest = if let Some((name, after)) = key {
            bytes.extend(named(name));
            after
        } else {
            let letter = c.to_string();
            bytes.extend(letter.trim().bytes());
            &rest[letter.len()..]
        };
    }
    bytes
}

fn named(name: &str) -> Vec<u8> {
    if let Some(letter) = name.strip_prefix("c-").and_then(|letter| letter.bytes().next()) {
        return vec![letter.to_ascii_uppercase() & 31];
    }
    let text = match name {
        "ret" => "\r",
        "esc" => "\x1b",
        "tab" => "\t",
        "s-tab" => "\x1b[Z",
        "bs" => "\x7f",
        "space" => " ",
        "up" => "\x1b[A",
        "down" => "\x1b[B",
        "right" => "\x1b[C",
        "left" => "\x1b[D",
        "f1" => "\x1bOP",
        _ => panic!("no key is called <{name}>"),
    };
    text.as_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_script_becomes_what_a_terminal_sends() {
        assert_eq!(super::bytes("j <ret> <c-c>q <up>"), b"j\r\x03q\x1b[A");
    }
}
