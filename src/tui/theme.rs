//! Roles and their looks. The program says what a text is; a theme says how that looks.
//!
//! Three themes are compiled in. `mono` has no colours at all: it serves `NO_COLOR`, and it is the proof that no
//! meaning hangs on colour.

use ratatui::style::{Color, Modifier, Style};
use serde::Deserialize;

macro_rules! roles {
    ($($(#[$doc:meta])* $role:ident = $name:literal,)+) => {
        /// What a text or a place on the screen is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
        pub enum Role { $($(#[$doc])* #[serde(rename = $name)] $role,)+ }

        impl Role {
            /// Every role.
            pub const ALL: &'static [Self] = &[$(Self::$role,)+];

            /// Its name in theme files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$role => $name,)+ }
            }
        }
    };
}

roles! {
    /// Plain text.
    Text = "text",
    /// Text that may be overlooked.
    Dim = "dim",
    /// Text that must not be overlooked.
    Strong = "strong",
    /// What a line is about: labels of fields.
    Label = "label",
    /// The program's name in the header.
    Brand = "brand",
    /// Frames.
    Border = "border",
    /// The frame that has the keys.
    Focus = "focus",
    /// Titles in frames.
    Title = "title",
    /// Keys in hints and help.
    Key = "key",
    /// The tab that is open.
    Tab = "tab",
    /// The line under the cursor.
    Selected = "selected",
    /// The line under the cursor of a list without the keys.
    Idle = "idle",
    /// It holds; it went well.
    Pass = "pass",
    /// Doubtful.
    Warn = "warn",
    /// Broken.
    Fail = "fail",
    /// Not judged.
    Skip = "skip",
    /// Under way.
    Active = "active",
    /// The code that a person types.
    Code = "code",
    /// Addresses.
    Link = "link",
    /// The rest of a bar.
    BarRest = "bar_rest",
    /// Names of members, header fields and parameters.
    Name = "name",
    /// Strings.
    String = "string",
    /// Numbers.
    Number = "number",
    /// `true`, `false`, `null`.
    Word = "word",
    /// What stands in the place of a secret.
    Masked = "masked",
    /// What the sanitizer made visible.
    Hidden = "hidden",
    /// What a search found.
    Found = "found",
    /// A remark at the bottom.
    Toast = "toast",
}

/// A look for every role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    styles: Vec<Style>,
}

impl Theme {
    /// The names of the themes.
    pub const NAMES: [&'static str; 3] = ["dark", "light", "mono"];

    /// For dark terminals.
    pub fn dark() -> Self {
        Self::compiled_in(include_str!("../../assets/themes/dark.toml"))
    }

    /// For light terminals.
    pub fn light() -> Self {
        Self::compiled_in(include_str!("../../assets/themes/light.toml"))
    }

    /// Without colours.
    pub fn mono() -> Self {
        Self::compiled_in(include_str!("../../assets/themes/mono.toml"))
    }

    /// The theme of that name.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "dark" => Some(Self::dark()),
            "light" => Some(Self::light()),
            "mono" => Some(Self::mono()),
            _ => None,
        }
    }

    /// How a role looks.
    pub fn style(&self, role: Role) -> Style {
        self.styles[role as usize]
    }

    fn compiled_in(text: &str) -> Self {
        Self::parse(text).expect("a test reads each theme that is compiled in")
    }

    /// Reads `role = "bold cyan on black"` lines; roles that are not named look plain. The lines are TOML, as a test
    /// holds; they are read without all of TOML because the first frame waits for them.
    fn parse(text: &str) -> Result<Self, String> {
        let mut styles = vec![Style::new(); Role::ALL.len()];
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        for (name, value) in lines.filter_map(|line| line.split_once('=')) {
            let (name, value) = (name.trim(), value.trim().trim_matches('"'));
            let role = Role::ALL.iter().find(|role| role.name() == name).ok_or(format!("no role {name}"))?;
            styles[*role as usize] = style(value)?;
        }
        Ok(Self { styles })
    }
}

/// `bold white on blue`: modifiers and at most two of the terminal's own 16 colours.
fn style(text: &str) -> Result<Style, String> {
    let mut style = Style::new();
    let mut ground = false;
    for word in text.split_whitespace() {
        match modifier(word) {
            Some(modifier) => style = style.add_modifier(modifier),
            None if word == "on" => ground = true,
            None => {
                let color: Color = word.parse().map_err(|_| format!("no colour {word}"))?;
                style = if ground { style.bg(color) } else { style.fg(color) };
            }
        }
    }
    Ok(style)
}

fn modifier(word: &str) -> Option<Modifier> {
    Some(match word {
        "bold" => Modifier::BOLD,
        "dim" => Modifier::DIM,
        "italic" => Modifier::ITALIC,
        "underlined" => Modifier::UNDERLINED,
        "reversed" => Modifier::REVERSED,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_names_every_role_and_no_other() {
        for text in [
            include_str!("../../assets/themes/dark.toml"),
            include_str!("../../assets/themes/light.toml"),
            include_str!("../../assets/themes/mono.toml"),
        ] {
            let table: toml::Table = text.parse().expect("TOML");
            let theme = Theme::parse(text).expect("a theme");
            assert_eq!(table.len(), Role::ALL.len());
            for role in Role::ALL {
                let look = table.get(role.name()).and_then(toml::Value::as_str);
                let look = look.unwrap_or_else(|| panic!("{} is missing", role.name()));
                assert_eq!(theme.style(*role), style(look).expect("a look"), "{}", role.name());
            }
        }
        assert!(Theme::NAMES.iter().all(|name| Theme::named(name).is_some()));
    }

    #[test]
    fn only_the_terminals_own_colours_are_used_and_mono_has_none() {
        for role in Role::ALL {
            let mono = Theme::mono().style(*role);
            assert_eq!((mono.fg, mono.bg), (None, None), "{}", role.name());
            for theme in [Theme::dark(), Theme::light()] {
                let style = theme.style(*role);
                for color in [style.fg, style.bg].into_iter().flatten() {
                    assert!(!matches!(color, Color::Rgb(..) | Color::Indexed(_)), "{}", role.name());
                }
            }
        }
    }
}
