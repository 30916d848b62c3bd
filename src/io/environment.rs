//! What the environment says about the terminal and the desktop. Judged by pure functions over a look-up, so that
//! tests need no real variables; [`variable`] is the real look-up.

/// Colours that may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Colours {
    /// None: `NO_COLOR`, or a terminal that has none.
    None,
    /// The sixteen of the terminal's own palette.
    Sixteen,
    /// The palette of 256.
    Palette,
    /// 24 bits.
    True,
}

/// The terminal's background, when it can be guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Background {
    /// Light text on it.
    Dark,
    /// Dark text on it.
    Light,
}

/// An environment variable's text; absent when it is unset, empty or no Unicode.
#[expect(clippy::disallowed_methods, reason = "this file owns the look-up that the judgements below take")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The colours that `NO_COLOR`, `COLORTERM` and `TERM` allow.
pub fn colours(variable: impl Fn(&str) -> Option<String>) -> Colours {
    let term = variable("TERM").unwrap_or_default();
    match variable("COLORTERM").as_deref() {
        _ if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || is_dumb(&variable) => Colours::None,
        Some("truecolor" | "24bit") => Colours::True,
        _ if term.contains("direct") => Colours::True,
        _ if term.contains("256color") => Colours::Palette,
        _ => Colours::Sixteen,
    }
}

/// Whether the terminal cannot move its cursor.
pub fn is_dumb(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("TERM").as_deref() == Some("dumb")
}

/// The background that `COLORFGBG` (`foreground;background`, sometimes with a word between) names.
pub fn background(variable: impl Fn(&str) -> Option<String>) -> Option<Background> {
    let value = variable("COLORFGBG")?;
    match value.rsplit(';').next()?.trim().parse().ok()? {
        7u8 | 9..=15 => Some(Background::Light),
        0..=6 | 8 => Some(Background::Dark),
        _ => None,
    }
}

/// Whether this is somebody else's machine, reached over SSH.
pub fn is_remote(variable: impl Fn(&str) -> Option<String>) -> bool {
    ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"].iter().any(|name| variable(name).is_some_and(|value| !value.is_empty()))
}

/// The name of the person on this machine, as a command for a shell may hold it.
pub fn user(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    ["USER", "LOGNAME"].iter().find_map(|name| variable(name)).filter(|name| is_one_word(name))
}

/// The address of this machine as somebody reached it over SSH: the third field of `SSH_CONNECTION`.
pub fn host(variable: impl Fn(&str) -> Option<String>) -> Option<String> {
    variable("SSH_CONNECTION")?.split_whitespace().nth(2).filter(|host| is_one_word(host)).map(str::to_owned)
}

/// A word that no shell takes for anything else, and no program for an option.
fn is_one_word(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | ':' | '%');
    text.len() <= 253 && !text.starts_with('-') && text.chars().all(is_plain) && !text.is_empty()
}

/// Whether a program may put a window on a screen that the person sees.
pub fn has_display(variable: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name: &&str| variable(name).is_some_and(|value| !value.is_empty());
    let desktop =
        !cfg!(all(unix, not(target_os = "macos"))) || ["WAYLAND_DISPLAY", "DISPLAY", "WSL_DISTRO_NAME"].iter().any(set);
    desktop && !is_remote(&variable)
}

/// Whether the output goes through tmux.
pub fn is_tmux(variable: impl Fn(&str) -> Option<String>) -> bool {
    variable("TMUX").is_some_and(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given<'a>(pairs: &'a [(&'a str, &'a str)]) -> impl Fn(&str) -> Option<String> + 'a {
        |name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn no_color_wins_over_everything_unless_it_is_empty() {
        let both = [("NO_COLOR", "1"), ("COLORTERM", "truecolor"), ("TERM", "xterm-256color")];
        assert_eq!(colours(given(&both)), Colours::None);
        assert_eq!(colours(given(&[("NO_COLOR", ""), ("COLORTERM", "truecolor")])), Colours::True);
        assert_eq!(colours(given(&both[2..])), Colours::Palette);
        assert_eq!(colours(given(&[("TERM", "dumb")])), Colours::None);
        assert_eq!(colours(given(&[])), Colours::Sixteen);
    }

    #[test]
    fn the_background_is_the_last_number() {
        for (value, expected) in [
            ("15;0", Some(Background::Dark)),
            ("0;default;15", Some(Background::Light)),
            ("0;7", Some(Background::Light)),
            ("15;default", None),
            ("300", None),
            ("", None),
        ] {
            assert_eq!(background(given(&[("COLORFGBG", value)])), expected, "{value}");
        }
    }

    #[test]
    fn who_and_where_are_words_for_a_shell_or_nothing() {
        let ssh = |value| host(given(&[("SSH_CONNECTION", value)]));
        assert_eq!(ssh("203.0.113.9 51000 192.0.2.7 22").as_deref(), Some("192.0.2.7"));
        assert_eq!(ssh("2001:db8::9 51000 fe80::7%eth0 22").as_deref(), Some("fe80::7%eth0"));
        for value in ["", "a b", "a 1 -oProxyCommand=x 22", "a 1 $(id) 22"] {
            assert_eq!(ssh(value), None, "{value}");
        }
        assert_eq!(user(given(&[("USER", "ann"), ("LOGNAME", "bob")])).as_deref(), Some("ann"));
        assert_eq!(user(given(&[("LOGNAME", "bob")])).as_deref(), Some("bob"));
        assert_eq!(user(given(&[("USER", "a;b")])), None);
    }

    #[test]
    #[cfg(all(unix, not(target_os = "macos")))]
    fn a_display_behind_ssh_is_nobodys() {
        assert!(has_display(given(&[("DISPLAY", ":0")])));
        assert!(has_display(given(&[("WAYLAND_DISPLAY", "wayland-0")])));
        assert!(!has_display(given(&[("DISPLAY", "")])));
        assert!(!has_display(given(&[("DISPLAY", ":0"), ("SSH_CONNECTION", "a 1 b 22")])));
    }
}
