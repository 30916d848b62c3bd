//! Secrets that stand in files, and in pipes that have a path.

use std::io::{self, Read as _};
use std::path::Path;

use zeroize::Zeroizing;

use super::{MOST, PATIENCE, finish, on_a_thread};
use crate::protocol::secret::Secret;
use crate::protocol::text::shown;

/// Reads on a thread of its own, so that a file that blocks neither stops the screen nor the end of the program.
pub(super) async fn resolve(path: &Path) -> Result<Secret, String> {
    let told = told(path);
    let path = path.to_owned();
    match on_a_thread(move || read(&path)).await {
        Some(Ok(bytes)) => finish(bytes, &told),
        Some(Err(error)) => Err(cannot_read(&told, &error)),
        None => Err(format!("{told} gave nothing within {} s: is it a pipe?", PATIENCE.as_secs())),
    }
}

/// The same at once; nothing of what gives what it has only once.
pub(super) fn look_up(path: &Path) -> Result<Option<Secret>, String> {
    if path.metadata().is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Ok(None);
    }
    let told = told(path);
    read(path).map_err(|error| cannot_read(&told, &error)).and_then(|bytes| finish(bytes, &told)).map(Some)
}

/// What is to be minded about a file that could be read: whoever else can.
#[cfg(unix)]
pub(super) fn exposed(path: &Path) -> Option<String> {
    use std::os::unix::fs::PermissionsExt as _;
    let found = path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mode = found.permissions().mode() & 0o7777;
    let told = told(path);
    (mode & 0o077 != 0).then(|| format!("others can read {told} (mode {mode:04o}); chmod 600 ends that"))
}

/// Who may read it stands in lists that are not looked at.
#[cfg(not(unix))]
pub(super) fn exposed(_: &Path) -> Option<String> {
    None
}

fn told(path: &Path) -> String {
    format!("the file {}", shown(&path.display().to_string()))
}

#[expect(clippy::disallowed_methods, reason = "this room looks secrets up, and never keeps them")]
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    let found = file.metadata()?;
    if found.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    // Room for all of it at once: what grows leaves copies behind.
    let room = usize::try_from(found.len().min(MOST)).unwrap_or_default() + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room.max(4096)));
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    Ok(std::mem::take(&mut bytes))
}

fn cannot_read(told: &str, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{told} does not exist: create it, or correct the path (relative ones count from the profile)")
        }
        io::ErrorKind::PermissionDenied => format!("{told} may not be read: its owner or mode forbids it"),
        io::ErrorKind::IsADirectory => format!("{told} is a directory: name the file in it"),
        _ => format!("{told} could not be read: {error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::secrets::testing::folder;

    async fn file(name: &str, folder: &Path) -> Result<String, String> {
        resolve(&folder.join(name)).await.map(|secret| secret.reveal().to_owned())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_loses_one_newline_and_nothing_else() {
        let folder =
            folder(&[("one", b"hunter2\n"), ("two", b"hunter2\n\n"), ("dos", b"hunter2\r\n"), ("space", b" a b ")]);
        assert_eq!(file("one", folder.path()).await.unwrap(), "hunter2");
        assert_eq!(file("two", folder.path()).await.unwrap(), "hunter2\n");
        assert_eq!(file("dos", folder.path()).await.unwrap(), "hunter2");
        assert_eq!(file("space", folder.path()).await.unwrap(), " a b ");
    }

    #[tokio::test(flavor = "current_thread")]
    async fn what_is_no_secret_is_said_with_its_file_and_without_its_text() {
        crate::covers!("SEC-14");
        let large = vec![b'x'; usize::try_from(MOST).unwrap() + 1];
        let folder = folder(&[("empty", b""), ("newline", b"\n"), ("latin", b"gr\xfc\xdfe"), ("large", &large)]);
        for (name, says) in [
            ("empty", "is empty"),
            ("newline", "is empty"),
            ("latin", "is not UTF-8"),
            ("large", "more than 4096 kB"),
            ("absent", "does not exist"),
            (".", "is a directory"),
        ] {
            let error = file(name, folder.path()).await.unwrap_err();
            assert!(error.contains(says) && error.contains(name), "{name}: {error}");
            assert!(!error.contains("xxxx"), "{error}");
            assert_eq!(look_up(&folder.path().join(name)).unwrap_err(), error, "the same without waiting");
        }
    }

    #[test]
    fn looking_a_secret_up_takes_it_from_nobody() {
        let folder = folder(&[("one", b"hunter2\n")]);
        assert_eq!(look_up(&folder.path().join("one")).unwrap().unwrap().reveal(), "hunter2");
        #[cfg(unix)]
        assert_eq!(look_up(Path::new("/dev/null")).unwrap(), None, "what is no file is not read");
    }

    #[test]
    #[cfg(unix)]
    fn who_else_can_read_it_is_said() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = folder(&[("one", b"hunter2\n")]);
        let path = folder.path().join("one");
        let told = |mode| {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            exposed(&path)
        };
        assert_eq!((told(0o600), told(0o400)), (None, None));
        for mode in [0o640, 0o604, 0o644] {
            let said = told(mode).unwrap();
            assert!(said.contains(&format!("mode {mode:04o}")) && said.contains("chmod 600"), "{said}");
        }
        assert_eq!(exposed(&folder.path().join("absent")), None);
    }
}
