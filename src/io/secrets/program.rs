//! Where the program of a command is, and how it is called in public.

use std::ffi::OsString;
use std::path::{Path, PathBuf, absolute};

use crate::protocol::text::shown_short;

/// The program that would be run; a name without a slash is searched for in `PATH`, and a relative path counts from the
/// profile's folder.
pub(super) fn find(words: &[String], folder: Option<&Path>) -> Result<PathBuf, String> {
    find_in(words, folder, search_path())
}

/// What the command is called: its program, since an argument may tell more than it should.
pub(super) fn told(words: &[String]) -> String {
    format!("the command {}", shown_short(words.first().map_or("", String::as_str), 100))
}

/// The folder that a command runs in: the profile's.
pub(super) fn workplace(folder: Option<&Path>) -> Option<PathBuf> {
    folder.filter(|folder| !folder.as_os_str().is_empty()).and_then(|folder| absolute(folder).ok())
}

#[expect(clippy::disallowed_methods, reason = "programs are where this variable says")]
fn search_path() -> Option<OsString> {
    std::env::var_os("PATH")
}

fn find_in(words: &[String], folder: Option<&Path>, search: Option<OsString>) -> Result<PathBuf, String> {
    let told = told(words);
    let program = Path::new(words.first().map_or("", String::as_str));
    if program.components().count() > 1 || program.is_absolute() || program.starts_with(".") {
        let path = workplace(folder).unwrap_or_default().join(program);
        return match path.metadata() {
            Err(_) => Err(format!("{told} does not exist: correct the path (relative ones count from the profile)")),
            Ok(_) if !is_program(&path) => Err(format!("{told} is no program that may be run: chmod +x, or another")),
            Ok(_) => Ok(path),
        };
    }
    let folders = search.unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join(program))
        .flat_map(|path| [path.clone(), path.with_extension("exe")])
        .find(|path| is_program(path));
    found.ok_or_else(|| format!("{told} was not found in PATH: install it, correct its name, or give its whole path"))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata().is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use crate::io::secrets::testing;

    fn words(program: &str) -> [String; 2] {
        [program.to_owned(), "hunter2".to_owned()]
    }

    #[test]
    fn a_name_is_in_path_and_a_path_counts_from_the_profile() {
        let folder = testing::program("vault", "");
        let path = folder.path().join("vault");
        let search = || Some(std::env::join_paths([Path::new("/nowhere"), folder.path()]).unwrap());
        assert_eq!(find_in(&words("vault"), None, search()), Ok(path.clone()));
        assert_eq!(find_in(&words("./vault"), Some(folder.path()), None).unwrap(), folder.path().join("./vault"));
        assert_eq!(find_in(&words(path.to_str().unwrap()), None, None), Ok(path));
        let elsewhere = find_in(&words("vault"), Some(folder.path()), None).unwrap_err();
        assert!(elsewhere.starts_with("the command vault was not found in PATH"), "{elsewhere}");
        let absent = find_in(&words("bin/vault"), Some(folder.path()), None).unwrap_err();
        assert!(absent.starts_with("the command bin/vault does not exist"), "{absent}");
        assert!(!elsewhere.contains("hunter2") && !absent.contains("hunter2"), "an argument is not told");
    }

    #[test]
    fn what_may_not_be_run_is_no_program() {
        let folder = testing::folder(&[("notes", b"hunter2")]);
        let said = find_in(&words("./notes"), Some(folder.path()), None).unwrap_err();
        assert!(said.contains("is no program"), "{said}");
        assert_eq!(workplace(Some(Path::new(""))), None);
        assert!(workplace(Some(Path::new("profiles"))).unwrap().is_absolute());
    }
}
