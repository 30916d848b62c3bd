//! Just enough of Rust's lexer to tell code from comments and strings, so that a marker that is only talked about
//! is never taken for one that runs.

/// What the scanner looks at; numbers and lifetimes are of no interest and come as idents or not at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// A word: identifier, keyword or number.
    Word(String),
    /// A string literal of any kind, as it is written between its quotes.
    Text(String),
    /// Any other character.
    Mark(char),
}

/// The tokens of `source`, without comments and character literals.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut rest = source;
    let mut found = Vec::new();
    while let Some(first) = rest.chars().next() {
        rest = if rest.starts_with("//") {
            rest.find('\n').map_or("", |end| &rest[end..])
        } else if rest.starts_with("/*") {
            after_block_comment(rest)
        } else if first == '"' {
            text(&rest[1..], &mut found)
        } else if first == '\'' {
            after_quote(&rest[1..])
        } else if is_word(first) {
            word(rest, &mut found)
        } else {
            if !first.is_whitespace() {
                found.push(Token::Mark(first));
            }
            &rest[first.len_utf8()..]
        };
    }
    found
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// Block comments nest.
fn after_block_comment(source: &str) -> &str {
    let mut depth = 0_usize;
    let mut rest = source;
    loop {
        if let Some(inner) = rest.strip_prefix("/*") {
            depth += 1;
            rest = inner;
        } else if let Some(outer) = rest.strip_prefix("*/") {
            depth -= 1;
            rest = outer;
        } else {
            let mut chars = rest.chars();
            if chars.next().is_none() {
                return "";
            }
            rest = chars.as_str();
        }
        if depth == 0 {
            return rest;
        }
    }
}

/// A string literal, its opening quote already gone.
fn text<'a>(source: &'a str, found: &mut Vec<Token>) -> &'a str {
    let mut escaped = false;
    for (at, c) in source.char_indices() {
        if !escaped && c == '"' {
            found.push(Token::Text(source[..at].to_owned()));
            return &source[at + 1..];
        }
        escaped = !escaped && c == '\\';
    }
    ""
}

/// After a single quote: a character literal is skipped, a lifetime leaves its name.
fn after_quote(source: &str) -> &str {
    let mut chars = source.chars();
    match chars.next() {
        Some('\\') => {
            chars.next();
            chars.as_str().find('\'').map_or("", |end| &chars.as_str()[end + 1..])
        }
        Some(_) => chars.as_str().strip_prefix('\'').unwrap_or(source),
        None => "",
    }
}

/// A word, or the string literal that a word such as `r` or `b` begins.
fn word<'a>(source: &'a str, found: &mut Vec<Token>) -> &'a str {
    let end = source.find(|c| !is_word(c)).unwrap_or(source.len());
    let (name, rest) = source.split_at(end);
    if matches!(name, "r" | "br" | "cr") {
        let hashes = rest.len() - rest.trim_start_matches('#').len();
        if let Some(raw) = rest[hashes..].strip_prefix('"') {
            let closing = format!("\"{}", "#".repeat(hashes));
            let length = raw.find(&closing).unwrap_or(raw.len());
            found.push(Token::Text(raw[..length].to_owned()));
            return raw.get(length + closing.len()..).unwrap_or("");
        }
    }
    if matches!(name, "b" | "c") {
        if let Some(quoted) = rest.strip_prefix('"') {
            return text(quoted, found);
        }
        if let Some(quoted) = rest.strip_prefix('\'').filter(|_| name == "b") {
            return after_quote(quoted);
        }
    }
    found.push(Token::Word(name.to_owned()));
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelt(source: &str) -> String {
        let one = |token: &Token| match token {
            Token::Word(word) => word.clone(),
            Token::Text(text) => format!("<{text}>"),
            Token::Mark(mark) => mark.to_string(),
        };
        tokens(source).iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn comments_vanish() {
        assert_eq!(spelt("a // b\nc /* d /* e */ f */ g /// h"), "a c g");
        assert_eq!(spelt("a /* never closed é"), "a");
    }

    #[test]
    fn strings_are_one_token() {
        assert_eq!(spelt(r#"f("a \" // b", 'x')"#), r#"f ( <a \" // b> , )"#);
        assert_eq!(spelt(r##"r#"a " b"# r"c\" b"d" br"e" "##), r#"<a " b> <c\> <d> <e>"#);
        assert_eq!(spelt("\"open é"), "");
    }

    #[test]
    fn quotes_in_characters_and_lifetimes_open_nothing() {
        assert_eq!(spelt(r#"'"' '\'' b'"' '\u{22}' 'ä' <'a> x"#), "< a > x");
        assert_eq!(spelt("r#fn '"), "r # fn");
    }
}
