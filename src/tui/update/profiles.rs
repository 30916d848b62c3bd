//! Profiles: editing them, and taking them in again.

use std::path::{Path, PathBuf};

use super::remark;
use crate::profile::Source;
use crate::tui::effect::Effect;
use crate::tui::entry::Entry;
use crate::tui::model::Model;

/// Edits the profile of the run that is shown, or the one under the cursor.
pub fn edit(model: &Model) -> Vec<Effect> {
    let file = match model.run() {
        Some(screen) => screen.profile.source.path().map(Path::to_owned),
        None => model.profiles.current().and_then(|entry| entry.file.clone()),
    };
    file.map(Effect::Edit).into_iter().collect()
}

/// Says what can be done with a profile that has no file.
pub fn cannot_edit(model: &mut Model) {
    let of_entry =
        |entry: &Entry| (entry.name.clone(), entry.profile.as_ref().ok().map(|profile| profile.source.clone()));
    if model.run().is_some_and(|screen| screen.is_made() && model.profiles.now(&screen.profile).is_none()) {
        return remark(model, "a token by itself has no profile: there is nothing to edit");
    }
    let own = match model.run() {
        Some(screen) => Some((screen.profile.name.clone(), Some(screen.profile.source.clone()))),
        None => model.profiles.current().map(of_entry),
    };
    if let Some((name, source)) = own {
        let sentence = without_file(&name, source.as_ref(), model.appearance.folder.trim_end_matches('/'));
        remark(model, sentence);
    }
}

fn without_file(name: &str, source: Option<&Source>, folder: &str) -> String {
    if matches!(source, Some(Source::Demo)) {
        return "the embedded provider's profile has no file to edit: save the one that `grantty demo --headless` prints, \
                and run it with `--set key=value`"
            .to_owned();
    }
    format!(
        "this profile is compiled in: `grantty run {name} --set key=value` changes a key for one run, \
         `grantty profile show {name} > {folder}/{name}.toml` makes one of your own"
    )
}

/// The profiles as they are now. The cursor stays on its profile, and the last outcomes stay with theirs.
pub fn loaded(model: &mut Model, mut entries: Vec<Entry>) {
    let list = &mut model.profiles;
    for entry in &mut entries {
        let before = list.entries.iter().find(|before| before.is_same(entry));
        entry.last = before.and_then(|before| before.last.clone());
    }
    let current = list.current().cloned();
    list.entries = entries;
    let at = current.and_then(|current| list.found().iter().position(|entry| entry.is_same(&current)));
    if let Some(at) = at {
        list.list.at = at;
    }
}

/// What came of editing: the profile is sound, or this is its first mistake.
pub fn edited(model: &mut Model, file: &Path, told: Result<bool, String>) {
    let sentence = told.map_or_else(|why| why, |changed| outcome(model, file, changed));
    remark(model, sentence);
}

fn outcome(model: &Model, file: &Path, changed: bool) -> String {
    let Some(entry) = model.profiles.entries.iter().find(|entry| entry.file.as_deref() == Some(file)) else {
        let name = PathBuf::from(file.file_name().unwrap_or_default());
        return format!("{} is no profile in the list any more", name.display());
    };
    match &entry.profile {
        Ok(_) if changed => format!("{}: saved", entry.name),
        Ok(_) => format!("{}: nothing was changed", entry.name),
        Err(mistakes) => {
            let first = mistakes.first().and_then(|mistake| mistake.lines().next()).unwrap_or_default();
            // The name says enough, and leaves room for what is wrong.
            format!("{}{}", entry.name, first.strip_prefix(&entry.source).unwrap_or(&format!(": {first}")))
        }
    }
}
