//! One line of the profile list.

use std::path::{Path, PathBuf};

use crate::profile::{Flow, Profile, Source};

/// A profile in the list, whether it can be read or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name on the command line.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The issuer, if it has one.
    pub issuer: Option<String>,
    /// What Enter starts.
    pub flow: Flow,
    /// What its file says about itself: the comment that it begins with.
    pub about: Vec<String>,
    /// Words to find it by.
    pub tags: Vec<String>,
    /// Where it came from: `demo`, `shipped`, or the path of its file.
    pub source: String,
    /// Its file, if it has one.
    pub file: Option<PathBuf>,
    /// The profile, or every mistake in its file as a sentence.
    pub profile: Result<Profile, Vec<String>>,
    /// The word of the last run's outcome, if there was one.
    pub last: Option<String>,
}

impl Entry {
    /// The entry of a profile that could be read.
    pub fn of(profile: Profile) -> Self {
        let source = match &profile.source {
            Source::Saved(path) | Source::Path(path) => path.display().to_string(),
            Source::Shipped => "shipped".to_owned(),
            Source::Demo => "demo".to_owned(),
        };
        Self {
            name: profile.name.clone(),
            title: profile.title.clone(),
            issuer: profile.issuer.clone(),
            flow: profile.flow,
            about: Vec::new(),
            tags: profile.tags.clone(),
            source,
            file: profile.source.path().map(Path::to_owned),
            profile: Ok(profile),
            last: None,
        }
    }

    /// The entry of a file with mistakes.
    pub fn broken(name: &str, source: String, file: Option<PathBuf>, mistakes: Vec<String>) -> Self {
        Self {
            name: name.to_owned(),
            title: name.to_owned(),
            issuer: None,
            flow: Flow::default(),
            about: Vec::new(),
            tags: Vec::new(),
            source,
            file,
            profile: Err(mistakes),
            last: None,
        }
    }

    /// With what the text of its file says about itself: the lines of its leading comment.
    #[must_use]
    pub fn with_about(self, text: &str) -> Self {
        const MOST: usize = 20;
        let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
        let comment = lines.map_while(|line| line.strip_prefix('#')).map(|line| line.trim().to_owned());
        Self { about: comment.take(MOST).collect(), ..self }
    }

    /// Whether both are of the same file, or of the same name where there is none.
    pub fn is_same(&self, other: &Self) -> bool {
        self.file == other.file && (self.file.is_some() || self.name == other.name)
    }

    /// Whether `needle` (in lower case) stands in anything that one would look for.
    pub fn matches(&self, needle: &str) -> bool {
        let issuer = self.issuer.as_deref().unwrap_or_default();
        let fields = [self.name.as_str(), self.title.as_str(), issuer, self.flow.word()];
        let mut all = fields.into_iter().chain(self.tags.iter().map(String::as_str));
        all.any(|field| field.to_lowercase().contains(needle))
    }
}
