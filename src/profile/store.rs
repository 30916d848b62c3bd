//! Where profiles are: the folder, what is in it, and which one a name or a path means.

use std::fmt;
use std::path::{Path, PathBuf};

use super::mistake::Mistake;
use super::model::{Profile, Source};
use super::nearest::nearest;
use super::parse::{Parsed, parse_with};
use super::{file, name, shipped};
use crate::protocol::text;

mod directory;

pub use directory::Environment;

/// The config directory, or why there is none. Without one, shipped profiles and paths still work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Store {
    dir: Result<PathBuf, String>,
}

/// One profile, whether it can be used or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The file's stem.
    pub name: String,
    /// Where it is.
    pub source: Source,
    /// Its text, empty when it could not be read.
    pub text: String,
    /// Who may read its file, where the system says.
    pub mode: Option<u32>,
    /// The profile, or every mistake in it.
    pub result: Result<Parsed, Vec<Mistake>>,
}

/// Why a name or a path means no profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Absent {
    /// It cannot be a name, with the reason.
    Name(String),
    /// Nothing has that name.
    Unknown {
        /// The name.
        name: String,
        /// The name that is most like it.
        nearest: Option<String>,
    },
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(reason) => f.write_str(reason),
            Self::Unknown { name, nearest } => {
                write!(f, "there is no profile `{}`", text::shown_short(name, 100))?;
                match nearest {
                    Some(near) => write!(f, "; did you mean `{}`?", text::shown(near)),
                    None => f.write_str("; `grantty profile list` shows what there is"),
                }
            }
        }
    }
}

/// Makes the folder of the profiles, for its owner alone, if it is not there.
pub fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

impl Store {
    /// The store of a config directory.
    pub const fn new(dir: PathBuf) -> Self {
        Self { dir: Ok(dir) }
    }

    /// The store where the environment says it is. An error is a mistake in what was asked for; a system that has no
    /// place for it is [`Store::trouble`] only.
    pub fn locate(environment: &Environment) -> Result<Self, String> {
        Ok(Self { dir: directory::choose(environment, directory::platform().as_deref())? })
    }

    /// Why nothing can be saved or listed, if so.
    pub fn trouble(&self) -> Option<&str> {
        self.dir.as_ref().err().map(String::as_str)
    }

    /// The folder of the profiles' files.
    pub fn folder(&self) -> Result<PathBuf, &str> {
        self.dir.as_ref().map(|dir| dir.join("profiles")).map_err(String::as_str)
    }

    /// The saved profiles by name, each on its own: a broken one hides no other. An error says why the folder itself
    /// cannot be read; one that does not exist is empty.
    pub fn list(&self) -> Result<Vec<Listed>, String> {
        let folder = self.folder()?;
        let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
        #[expect(clippy::disallowed_methods, reason = "the one place that lists profiles")]
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            paths.push(entry.map_err(unreadable)?.path());
        }
        paths.retain(|path| is_profile(path));
        paths.sort();
        Ok(paths.into_iter().map(|path| load(Source::Saved(path), &[])).collect())
    }

    /// What can be chosen: the saved profiles, then the shipped ones that no saved one replaces.
    pub fn all(&self) -> Vec<Listed> {
        let mut all = self.list().unwrap_or_default();
        let shipped: Vec<Listed> = shipped::all()
            .filter(|(name, _)| all.iter().all(|saved| saved.name != *name))
            .map(|(name, text)| built_in(name, text, &[]))
            .collect();
        all.extend(shipped);
        all
    }

    /// The profile that `wanted` means: a saved one, else a shipped one, else the file at that path.
    pub fn find(&self, wanted: &str, overrides: &[String]) -> Result<Listed, Absent> {
        if name::is_path(wanted) {
            return Ok(load(Source::Path(wanted.into()), overrides));
        }
        if let Some(reason) = name::wrong(wanted) {
            return Err(Absent::Name(reason));
        }
        if let Some(path) = self.saved(wanted) {
            return Ok(load(Source::Saved(path), overrides));
        }
        if let Some(text) = shipped::text(wanted) {
            return Ok(built_in(wanted, text, overrides));
        }
        let names: Vec<String> = self.all().into_iter().map(|listed| listed.name).collect();
        let nearest = nearest(wanted, names.iter().map(String::as_str)).map(str::to_owned);
        Err(Absent::Unknown { name: wanted.to_owned(), nearest })
    }

    /// The profile that `wanted` means, or all that is wrong as lines for a person.
    pub fn load(&self, wanted: &str, overrides: &[String]) -> Result<Profile, String> {
        let found = self.find(wanted, overrides).map_err(|absent| absent.to_string())?;
        let place = found.place();
        found.result.map(|parsed| parsed.profile).map_err(|mistakes| {
            let lines: Vec<String> = mistakes.iter().map(|mistake| mistake.render(&place)).collect();
            lines.join("\n")
        })
    }

    /// The file of a saved profile, if there is one by that name; a dangling link is there and says so when read.
    fn saved(&self, name: &str) -> Option<PathBuf> {
        let path = self.folder().ok()?.join(format!("{name}.toml"));
        path.symlink_metadata().is_ok().then_some(path)
    }
}

impl Listed {
    /// What stands in front of its mistakes: the path, or the name of a shipped profile.
    pub fn place(&self) -> String {
        match self.source.path() {
            Some(path) => text::shown(&path.display().to_string()).into_owned(),
            None => format!("{} ({})", self.name, self.source.place()),
        }
    }
}

/// `*.toml`, without the hidden files that editors leave.
fn is_profile(path: &Path) -> bool {
    let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    path.extension().is_some_and(|extension| extension == "toml") && !hidden
}

fn built_in(name: &str, text: &str, overrides: &[String]) -> Listed {
    let result = parse_with(name, text, Source::Shipped, overrides);
    Listed { name: name.to_owned(), source: Source::Shipped, text: text.to_owned(), mode: None, result }
}

fn load(source: Source, overrides: &[String]) -> Listed {
    let path = source.path().unwrap_or(Path::new(""));
    let name = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let saved = matches!(source, Source::Saved(_));
    let content = match name::wrong(&name) {
        Some(reason) if saved => Err(Mistake::of_file(reason, Some("give the file another name"))),
        _ => file::read(path),
    };
    match content {
        Ok(content) => {
            let result = parse_with(&name, &content.text, source.clone(), overrides);
            Listed { name, source, text: content.text, mode: content.mode, result }
        }
        Err(mistake) => Listed { name, source, text: String::new(), mode: None, result: Err(vec![mistake]) },
    }
}

#[cfg(test)]
mod tests;
