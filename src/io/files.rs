//! Files that hold secrets: only their owner reads them, and no reader ever sees half of one.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::random::random;

/// Writes a file that only its owner can read (mode 0600), whole or not at all; an old one is replaced.
///
/// A pipe or a device is written to as it is.
#[expect(clippy::disallowed_methods, reason = "this file owns the writing of secrets")]
pub fn save_private(path: &Path, content: impl AsRef<[u8]>) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(content.as_ref());
    }
    let beside = beside(path)?;
    let written = write(&beside, content.as_ref()).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}

/// Whether such a file could be written: asked before a login whose tokens would otherwise be lost.
pub fn can_save_private(path: &Path) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir()) {
        return Ok(());
    }
    let beside = beside(path)?;
    write(&beside, b"").and_then(|()| fs::remove_file(&beside))
}

/// A name nobody has in the same folder, so that renaming it stays within one file system.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let no_file = || io::Error::new(io::ErrorKind::InvalidInput, "the path names no file");
    let mut name = OsString::from(".");
    name.push(path.file_name().ok_or_else(no_file)?);
    name.push(format!(".{:016x}", u64::from_be_bytes(*random().first_chunk().expect("32 bytes hold 8"))));
    Ok(path.with_file_name(name))
}

fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = create(path)?;
    file.write_all(content)?;
    file.sync_all()
}

#[expect(clippy::disallowed_methods, reason = "this file owns the writing of secrets")]
fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test reads what was written")]
    fn a_file_is_private_whole_and_alone_in_its_folder() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.json");
        fs::write(&path, "an old one, longer than the new one, that everybody could read").unwrap();
        save_private(&path, "{}").unwrap();
        save_private(&path, b"{}\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "{}\n");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    #[expect(clippy::disallowed_methods, reason = "a test looks at its own folder")]
    fn what_cannot_be_written_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("taken")).unwrap();
        assert!(save_private(&folder.path().join("taken"), "x").is_err());
        assert!(save_private(&folder.path().join("absent/x"), "x").is_err());
        assert!(save_private(Path::new("/"), "x").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
