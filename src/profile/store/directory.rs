//! Which directory is ours: asked for, XDG, the platform's, in this order.

use std::path::{Path, PathBuf};

/// What the arguments and the environment say about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Environment {
    /// `--config-dir` or `GRANTTY_CONFIG_DIR`.
    pub config_dir: Option<PathBuf>,
    /// `XDG_CONFIG_HOME`, which counts on every platform.
    pub xdg_config_home: Option<PathBuf>,
}

/// The directory, or why there is none; the outer error is an answerable mistake of the user.
pub(super) fn choose(environment: &Environment, platform: Option<&Path>) -> Result<Result<PathBuf, String>, String> {
    if let Some(asked) = &environment.config_dir {
        if asked.as_os_str().is_empty() {
            return Err("--config-dir (or GRANTTY_CONFIG_DIR) is empty; name a directory".to_owned());
        }
        return Ok(Ok(asked.clone()));
    }
    // The XDG specification: a relative path is invalid and ignored.
    if let Some(xdg) = environment.xdg_config_home.as_ref().filter(|xdg| xdg.is_absolute()) {
        return Ok(Ok(xdg.join("grantty")));
    }
    match platform {
        Some(platform) if platform.is_absolute() => Ok(Ok(platform.to_owned())),
        Some(platform) => Ok(Err(format!(
            "the home directory is relative ({}), so nothing is saved; set HOME, or use --config-dir",
            platform.display()
        ))),
        None => Ok(Err("there is no home directory (HOME is not set), so nothing is saved; \
                        set HOME or XDG_CONFIG_HOME, or use --config-dir"
            .to_owned())),
    }
}

/// The platform's own place, if the system knows whose home this is.
pub(super) fn platform() -> Option<PathBuf> {
    directories::ProjectDirs::from("", "", "grantty").map(|dirs| dirs.config_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(config_dir: Option<&str>, xdg: Option<&str>) -> Environment {
        Environment { config_dir: config_dir.map(PathBuf::from), xdg_config_home: xdg.map(PathBuf::from) }
    }

    #[cfg(unix)]
    #[test]
    fn asked_for_then_xdg_then_platform() {
        let platform = Path::new("/home/ann/.config/grantty");
        let chosen = |asked, xdg| choose(&environment(asked, xdg), Some(platform)).unwrap().unwrap();
        assert_eq!(chosen(Some("here"), Some("/xdg")), Path::new("here"));
        assert_eq!(chosen(None, Some("/xdg")), Path::new("/xdg/grantty"));
        assert_eq!(chosen(None, None), platform);
    }

    #[cfg(unix)]
    #[test]
    fn without_a_usable_place_it_is_said_and_never_the_root() {
        crate::covers!("PRF-14");
        let none = choose(&environment(None, None), None).unwrap().unwrap_err();
        assert!(none.contains("HOME is not set") && none.contains("--config-dir"), "{none}");
        assert!(choose(&environment(None, Some("relative")), None).unwrap().is_err());
        assert!(choose(&environment(None, Some("")), Some(Path::new("x/.config"))).unwrap().is_err());
        assert!(choose(&environment(Some(""), None), None).is_err());
    }
}
