//! What the tests of this room share.
#![expect(clippy::disallowed_methods, reason = "tests make their own files")]

/// A folder with these files in it.
pub fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    folder
}

/// A folder with one program in it, a script of that body.
#[cfg(unix)]
pub fn program(name: &str, body: &str) -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder(&[(name, format!("#!/bin/sh\n{body}\n").as_bytes())]);
    std::fs::set_permissions(folder.path().join(name), std::fs::Permissions::from_mode(0o755)).unwrap();
    folder
}
