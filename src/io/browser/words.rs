//! A command line split into words by the quoting rules of a POSIX shell, without anything else of a shell.

/// The words, or nothing when a quote is not closed.
pub fn split(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match c {
            c if c.is_whitespace() => words.extend(word.take()),
            '\'' => single(&mut chars, word.get_or_insert_default())?,
            '"' => double(&mut chars, word.get_or_insert_default())?,
            // On Windows it separates the folders of a path.
            '\\' if cfg!(not(windows)) => word.get_or_insert_default().push(chars.next()?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

fn single(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '\'' => return Some(()),
            c => word.push(c),
        }
    }
}

fn double(chars: &mut std::str::Chars<'_>, word: &mut String) -> Option<()> {
    loop {
        match chars.next()? {
            '"' => return Some(()),
            '\\' if cfg!(not(windows)) => match chars.next()? {
                c @ ('"' | '\\' | '$' | '`') => word.push(c),
                c => word.extend(['\\', c]),
            },
            c => word.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_a_shells() {
        for (line, words) in [
            ("firefox", &["firefox"][..]),
            ("  firefox   --new-window %s ", &["firefox", "--new-window", "%s"]),
            ("'/opt/my browser/run' --x", &["/opt/my browser/run", "--x"]),
            (r#""a b"'c d'e"#, &["a bc de"]),
            (r#"a "" ''"#, &["a", "", ""]),
            ("a $(touch x) `y` ; z", &["a", "$(touch", "x)", "`y`", ";", "z"]),
            ("", &[]),
        ] {
            assert_eq!(split(line).unwrap(), words, "{line}");
        }
        #[cfg(unix)]
        assert_eq!(split(r#"a\ b "c\"d\n" \'"#).unwrap(), ["a b", r#"c"d\n"#, "'"]);
        assert!(split("a 'b").is_none() && split("a \"b").is_none());
    }
}
