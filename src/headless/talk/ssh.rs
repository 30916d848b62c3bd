//! The way from the person's own machine to this one, as far as the environment knows it.

/// What is written where the host is not known.
const HOST: &str = "HOST";

/// Who logs in where: the user, and the address at which the person reached this machine.
///
/// `SSH_CONNECTION` has four fields: the client's address and port, the server's address and port.
pub fn login(variable: impl Fn(&str) -> Option<String>) -> String {
    let connection = variable("SSH_CONNECTION").unwrap_or_default();
    let host = connection.split_whitespace().nth(2).filter(|host| is_word(host)).unwrap_or(HOST);
    let user = ["USER", "LOGNAME"].iter().find_map(|name| variable(name)).filter(|user| is_word(user));
    user.map_or_else(|| host.to_owned(), |user| format!("{user}@{host}"))
}

/// One word of a shell that is no option, and nothing else.
fn is_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-:%".contains(c);
    !text.is_empty() && !text.starts_with('-') && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> String {
        login(|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn what_is_known_is_filled_in() {
        let connection = ("SSH_CONNECTION", "192.0.2.7 50000 10.0.0.5 22");
        assert_eq!(of(&[("USER", "ann"), connection]), "ann@10.0.0.5");
        assert_eq!(of(&[("LOGNAME", "ann"), ("SSH_CONNECTION", "a 1 fe80::1%eth0 22")]), "ann@fe80::1%eth0");
        assert_eq!(of(&[("USER", "ann")]), "ann@HOST");
        assert_eq!(of(&[connection]), "10.0.0.5");
        assert_eq!(of(&[]), "HOST");
    }

    #[test]
    fn nothing_but_words_is_shown_to_be_copied() {
        for odd in ["ann; rm x", "$(x)", "-oProxyCommand=x", "a b", "\u{1b}[2J"] {
            assert_eq!(of(&[("USER", odd), ("SSH_CONNECTION", "a 1 $(x) 22")]), "HOST", "{odd:?}");
        }
    }
}
