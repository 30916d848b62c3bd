//! Reads the text of one profile file: regular, of bounded size, UTF-8.

use std::io::Read as _;
use std::path::Path;

use super::mistake::{Mistake, position};

/// No profile is larger; a larger file is something else.
const MOST: u64 = 1024 * 1024;

/// What a file holds, and who may read it.
#[derive(Debug)]
pub(super) struct Content {
    pub text: String,
    pub mode: Option<u32>,
}

/// The text at `path`. Links are followed; what is no regular file is not even opened, since opening may wait.
pub(super) fn read(path: &Path) -> Result<Content, Mistake> {
    let unreadable = |error: std::io::Error| Mistake::of_file(format!("cannot be read: {error}"), None);
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        let kind = if about.is_dir() { "is a folder" } else { "is no regular file" };
        return Err(Mistake::of_file(kind, Some("a profile is a TOML file")));
    }
    #[expect(clippy::disallowed_methods, reason = "the one place that opens profiles")]
    let file = std::fs::File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MOST {
        return Err(Mistake::of_file("is larger than 1 MiB, and no profile is", None));
    }
    Ok(Content { text: decode(bytes)?, mode: mode(&about) })
}

fn decode(bytes: Vec<u8>) -> Result<String, Mistake> {
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let bytes = error.into_bytes();
        let good = String::from_utf8_lossy(&bytes[..offset]);
        let (line, column) = position(&good, good.len());
        let what = format!("byte {:#04x} at offset {offset} is not UTF-8", bytes[offset]);
        Mistake { line, column, ..Mistake::of_file(what, Some("save the file as UTF-8")) }
    })
}

/// The permission bits, where the system has them.
fn mode(about: &std::fs::Metadata) -> Option<u32> {
    #[cfg(unix)]
    let bits = Some(std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o7777);
    #[cfg(not(unix))]
    let bits = about.permissions().readonly().then_some(0o400);
    bits
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a test makes the files it reads")]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_text_is_located() {
        crate::covers!("PRF-12");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        std::fs::write(&path, b"name = \"a\"\nid = \"\xff\"").unwrap();
        let mistake = read(&path).unwrap_err();
        assert_eq!((mistake.line, mistake.column), (2, 7));
        assert_eq!(mistake.what, "byte 0xff at offset 17 is not UTF-8");
        std::fs::write(&path, "\u{feff}name = \"a\"\r\n").unwrap();
        assert_eq!(read(&path).unwrap().text, "\u{feff}name = \"a\"\r\n");
    }

    #[test]
    fn large_files_are_refused_without_reading_them_whole() {
        crate::covers!("PRF-10");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.toml");
        let file = std::fs::File::create(&path).unwrap();
        file.set_len(2 << 30).unwrap();
        assert_eq!(read(&path).unwrap_err().what, "is larger than 1 MiB, and no profile is");
    }

    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_opened_and_links_are_followed() {
        crate::covers!("PRF-10");
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        rustix::fs::mkfifoat(rustix::fs::CWD, at("fifo.toml"), rustix::fs::Mode::RWXU).unwrap();
        std::fs::create_dir(at("folder.toml")).unwrap();
        std::fs::write(at("real.toml"), "name = \"a\"").unwrap();
        std::os::unix::fs::symlink(at("real.toml"), at("link.toml")).unwrap();
        std::os::unix::fs::symlink(at("gone.toml"), at("dangling.toml")).unwrap();
        assert_eq!(read(&at("fifo.toml")).unwrap_err().what, "is no regular file");
        assert_eq!(read(Path::new("/dev/zero")).unwrap_err().what, "is no regular file");
        assert_eq!(read(&at("folder.toml")).unwrap_err().what, "is a folder");
        assert!(read(&at("dangling.toml")).unwrap_err().what.starts_with("cannot be read"));
        assert_eq!(read(&at("link.toml")).unwrap().text, "name = \"a\"");
    }
}
