//! A home of its own for every program that a test starts: nothing of the person who runs the tests reaches it.
#![expect(clippy::disallowed_methods, reason = "the tests' own files and environment")]

use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A home directory that is removed with this value.
pub struct Home(TempDir);

impl Home {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::Builder::new().prefix("grantty-test-").tempdir().expect("a directory for temporary files"))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Saves a profile where the program looks for them.
    pub fn profile(&self, name: &str, text: &str) -> PathBuf {
        self.file(&format!("config/grantty/profiles/{name}.toml"), text)
    }

    /// Writes a file somewhere below, with the folders on the way.
    pub fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder can be made");
        std::fs::write(&path, text).expect("a file can be written");
        path
    }

    /// What a file there holds.
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("the file is there")
    }

    /// The whole environment of a program that lives here: no proxies, no display, no browser, plain English and UTC.
    pub fn environment(&self) -> Vec<(String, String)> {
        let home = self.path().to_str().expect("temporary directories have plain names");
        let own = [
            ("HOME", home.to_owned()),
            ("XDG_CONFIG_HOME", format!("{home}/config")),
            ("TERM", "xterm-256color".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
            ("TZ", "UTC".to_owned()),
            ("BROWSER", "true".to_owned()),
        ];
        let kept = ["PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"];
        let kept = kept.into_iter().filter_map(|name| Some((name, std::env::var(name).ok()?)));
        own.into_iter().chain(kept).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
