//! What may be the name of a saved profile: a word that is one file in one folder on every system.

/// Longer names are no names.
const LONGEST: usize = 100;

/// Names that are devices on Windows, whatever their extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// Why `name` cannot be a profile's name, or nothing if it can.
pub fn wrong(name: &str) -> Option<String> {
    if name.is_empty() {
        return Some("a profile's name cannot be empty".to_owned());
    }
    let length = name.chars().count();
    if length > LONGEST {
        return Some(format!("a profile's name has at most {LONGEST} characters, and this has {length}"));
    }
    if let Some(c) = name.chars().find(|c| c.is_control() || r#"/\<>:"|?*"#.contains(*c)) {
        return Some(format!("a profile's name cannot have {c:?} in it"));
    }
    if name.starts_with(['.', '-']) || name.ends_with(['.', ' ']) {
        return Some("a profile's name cannot begin with . or - and cannot end with . or a blank".to_owned());
    }
    let stem = name.split('.').next().unwrap_or(name).to_lowercase();
    let numbered = |word: &str| stem.strip_prefix(word).is_some_and(|n| matches!(n.as_bytes(), [b'1'..=b'9']));
    let reserved = DEVICES.contains(&stem.as_str()) || numbered("com") || numbered("lpt");
    reserved.then(|| format!("\"{name}\" is the name of a device on Windows"))
}

/// Whether an argument is a path and not a name.
pub fn is_path(argument: &str) -> bool {
    let file = std::path::Path::new(argument).extension().is_some_and(|extension| extension == "toml");
    file || argument.contains('/') || argument.contains(std::path::MAIN_SEPARATOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_file_in_one_folder() {
        crate::covers!("PRF-13");
        for good in ["keycloak", "my provider 2", "größe", "a.b", "company", "com10"] {
            assert_eq!(wrong(good), None, "{good}");
        }
        let long = "x".repeat(10_240);
        for bad in
            ["", "../../x", "..", "a/b", "a\\b", "\u{1b}[2J", "a\0", "-v", ".hidden", "nul", "COM1", "Aux.x", &long]
        {
            assert!(wrong(bad).is_some(), "{bad:?}");
        }
        assert!(!wrong("\u{1b}[2J").unwrap_or_default().contains('\u{1b}'));
    }

    #[test]
    fn paths_are_told_from_names() {
        assert!(is_path("./x") && is_path("x.toml") && is_path("a/b") && !is_path("keycloak"));
    }
}
