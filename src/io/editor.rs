//! The person's editor on one file: words, never a shell, and the path as exactly one of them.

use std::ffi::OsString;
use std::fs::Metadata;
use std::path::Path;
use std::process::Command;

use super::browser::words;
use super::{environment, secrets};
use crate::protocol::text::shown;

/// What every system of that kind has.
const LAST_RESORT: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Runs the editor in this terminal and waits for its end. Says whether the file changed, or why nothing was edited.
pub fn edit(file: &Path) -> Result<bool, String> {
    let argv = argv(file, environment::variable)?;
    let (program, rest) = argv.split_first().expect("the path is one of the words");
    let told = shown(&program.to_string_lossy()).into_owned();
    let mut command = Command::new(program);
    command.args(rest);
    secrets::hide_from(&mut command);
    let before = state(file);
    let status = command
        .status()
        .map_err(|error| format!("the editor {told} could not be started ({error}): set EDITOR to another one"))?;
    if status.success() { Ok(before != state(file)) } else { Err(format!("the editor {told} failed: {status}")) }
}

/// The words that are run for a file: those of `$VISUAL`, else of `$EDITOR`, else `vi`, and the file.
pub fn argv(file: &Path, variable: impl Fn(&str) -> Option<String>) -> Result<Vec<OsString>, String> {
    let chosen = ["VISUAL", "EDITOR"].into_iter().find_map(|name| {
        let command = variable(name).filter(|command| !command.trim().is_empty())?;
        Some((name, command))
    });
    let (name, command) = chosen.unwrap_or(("", LAST_RESORT.to_owned()));
    let words = words::split(&command).ok_or_else(|| format!("{name} has an unclosed quote: {}", shown(&command)))?;
    Ok(words.into_iter().map(OsString::from).chain([file.as_os_str().to_owned()]).collect())
}

/// What differs after somebody wrote to a file.
fn state(file: &Path) -> Option<(u64, Option<std::time::SystemTime>)> {
    let told = |metadata: Metadata| (metadata.len(), metadata.modified().ok());
    std::fs::metadata(file).ok().map(told)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Result<Vec<OsString>, String> {
        let given = |name: &str| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        argv(Path::new("/a b/$(id).toml"), given)
    }

    #[test]
    fn visual_goes_before_editor_and_the_path_is_one_word() {
        for (pairs, expected) in [
            (&[("VISUAL", "code --wait"), ("EDITOR", "nano")][..], &["code", "--wait"][..]),
            (&[("EDITOR", "'/opt/my editor/run' -n")], &["/opt/my editor/run", "-n"]),
            (&[("VISUAL", "  "), ("EDITOR", "nano; id")], &["nano;", "id"]),
            (&[], &[LAST_RESORT]),
        ] {
            let expected: Vec<&str> = expected.iter().copied().chain(["/a b/$(id).toml"]).collect();
            assert_eq!(words(pairs).unwrap(), expected);
        }
        assert_eq!(words(&[("EDITOR", "vim 'x")]).unwrap_err(), "EDITOR has an unclosed quote: vim 'x");
    }
}
