//! The way from the person's own machine to this one, as far as the environment knows it.

use crate::io::environment;

/// What is written where the host is not known.
const HOST: &str = "HOST";

/// Who logs in where: the user, and the address at which the person reached this machine.
pub fn login(variable: impl Fn(&str) -> Option<String>) -> String {
    let host = environment::host(&variable).unwrap_or_else(|| HOST.to_owned());
    environment::user(&variable).map_or_else(|| host.clone(), |user| format!("{user}@{host}"))
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
