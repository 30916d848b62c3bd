//! `grantty` and `grantty demo`: the workbench, where a terminal is there for it.

use std::io::IsTerminal as _;
use std::path::Path;

use super::{Color, Shared, complain};
use crate::app::{self, Settings};
use crate::io::environment;
use crate::profile::{self, Listed, Mistake, Source, Store};
use crate::tui::Entry;

/// Opens the workbench; the profiles of the embedded provider, as names and texts, come first.
pub(super) fn run(shared: &Shared, demo: &[(String, String)]) -> u8 {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return complain("the workbench needs a terminal; use `grantty run PROFILE` or `grantty demo --headless` here");
    }
    if environment::is_dumb(environment::variable) {
        return complain("this terminal cannot place a cursor (TERM=dumb); use `grantty run PROFILE` instead");
    }
    let mut settings =
        Settings { colour: shared.color.wanted(), browser: shared.browser.clone(), ..Settings::default() };
    let store = super::store(shared);
    match &store {
        Ok(store) => {
            settings.notice = store.trouble().map(str::to_owned);
            settings.folder = store.folder().map(|folder| folder.display().to_string()).unwrap_or_default();
        }
        Err(sentence) => settings.notice = Some(sentence.clone()),
    }
    app::run(&|| entries(demo, store.as_ref().ok()), &settings)
}

/// Every profile as it is at this moment.
fn entries(demo: &[(String, String)], store: Option<&Store>) -> Vec<Entry> {
    let mut entries: Vec<Entry> = demo.iter().map(demo_entry).collect();
    entries.extend(store.into_iter().flat_map(Store::all).map(entry));
    entries
}

fn entry(listed: Listed) -> Entry {
    let place = listed.place();
    match listed.result {
        Ok(parsed) => Entry::of(parsed.profile).with_about(&listed.text),
        Err(mistakes) => broken(&listed.name, &place, listed.source.path(), &mistakes),
    }
}

fn demo_entry((name, text): &(String, String)) -> Entry {
    match profile::parse(name, text, Source::Demo) {
        Ok(parsed) => Entry::of(parsed.profile).with_about(text),
        Err(mistakes) => broken(name, "demo", None, &mistakes),
    }
}

fn broken(name: &str, place: &str, file: Option<&Path>, mistakes: &[Mistake]) -> Entry {
    let mistakes = mistakes.iter().map(|mistake| mistake.render(place)).collect();
    Entry::broken(name, place.to_owned(), file.map(Path::to_owned), mistakes)
}

impl Color {
    /// The answer to "colours?", or nothing for "look at the terminal".
    const fn wanted(self) -> Option<bool> {
        match self {
            Self::Auto => None,
            Self::Always => Some(true),
            Self::Never => Some(false),
        }
    }
}
