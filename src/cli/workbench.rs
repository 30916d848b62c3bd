//! `grantty` and `grantty demo`: the workbench, where a terminal is there for it.

use std::io::IsTerminal as _;

use super::{Color, Shared, complain};
use crate::app::{self, Settings};
use crate::demo::Demo;
use crate::io::environment;
use crate::profile::{self, Source};
use crate::tui::Entry;

/// Opens the workbench; with the embedded provider its profiles come first.
pub(super) fn run(shared: &Shared, provider: Option<&Demo>) -> u8 {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return complain("the workbench needs a terminal; use `grantty run PROFILE` or `grantty demo --headless` here");
    }
    if environment::is_dumb(environment::variable) {
        return complain("this terminal cannot place a cursor (TERM=dumb); use `grantty run PROFILE` instead");
    }
    let mut entries = provider.map(demo_entries).unwrap_or_default();
    let notice = match super::store(shared) {
        Ok(store) => {
            entries.extend(store.entries());
            None
        }
        Err(sentence) => Some(sentence),
    };
    let settings = Settings { colour: shared.color.wanted(), notice };
    app::run(entries, &settings)
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

fn demo_entries(provider: &Demo) -> Vec<Entry> {
    let profiles = crate::demo::profiles(provider.issuer());
    profiles.iter().map(|(name, text)| Entry::new(name, profile::parse(name, text, Source::Demo))).collect()
}
