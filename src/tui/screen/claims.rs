//! The tokens of a run's screen: the lines of the chosen one, and all of them side by side.

use super::{RunScreen, eyes};
use crate::tui::beside::Beside;
use crate::tui::document::Document;
use crate::tui::layout::Pane;
use crate::tui::model::Privacy;
use crate::tui::outline::{Outline, Place};
use crate::tui::pretty::Look;
use crate::tui::raw;
use crate::tui::tokens::TokenItem;

impl RunScreen {
    pub(super) fn refresh_token(&mut self, privacy: Privacy, width: usize) {
        let needle = self.filters[Pane::Claims as usize].to_lowercase();
        let at = self.token_index().unwrap_or_default();
        let Some(token) = self.tokens.get(at) else {
            (self.claims, self.claims_key) = (Outline::default(), None);
            return;
        };
        let key = (at, self.read, privacy, self.folding.turns());
        let known = self.claims_key.as_ref();
        if known.is_none_or(|(known, _)| *known != key) {
            self.claims = Outline::new(at, token, &self.folding, privacy);
            self.claims.filter(token, &needle, privacy);
        } else if known.is_some_and(|(_, filter)| *filter != needle) {
            self.claims.filter(token, &needle, privacy);
        }
        self.claims_key = Some((key, needle));
        if self.raw {
            let key = raw::key(at, self.age, privacy, width);
            if self.document.key != Some(key) {
                let look = Look { eyes: eyes(&self.run, privacy), privacy };
                self.document = Document::new(key, raw::lines(token, look), width);
            }
        }
    }

    pub(super) fn refresh_beside(&mut self, privacy: Privacy, width: usize) {
        let key = (self.read, privacy, width, self.filters[Pane::Beside as usize].to_lowercase());
        if self.beside_key.as_ref() != Some(&key) {
            self.beside = Beside::new(&self.tokens, &self.run, (width, &key.3), privacy);
            self.beside_key = Some(key);
        }
    }

    /// Folds the claim under the cursor, or unfolds it.
    pub fn fold(&mut self) {
        if let Some((token, place)) = self.token_index().zip(self.claim()) {
            self.folding.turn(token, &place);
        }
    }

    /// The line under the cursor of the claims.
    pub fn claim_line(&self) -> usize {
        self.cursor(Pane::Claims).at.min(self.claims.len().saturating_sub(1))
    }

    /// The token and the claim under the cursor, in the list of claims or side by side.
    pub fn chosen(&self) -> Option<(usize, Place)> {
        if self.compares {
            self.beside.place(self.cursor(Pane::Beside).at)
        } else {
            self.token_index().zip(self.claim())
        }
    }

    /// The claim under the cursor of the claims.
    pub fn claim(&self) -> Option<Place> {
        self.claims.place(self.claim_line()).filter(|place| !place.steps.is_empty())
    }

    /// The token under the cursor, by its place in the list.
    pub fn token_index(&self) -> Option<usize> {
        let last = self.tokens.len().checked_sub(1)?;
        Some(self.cursor(Pane::Tokens).at.min(last))
    }

    /// The token under the cursor.
    pub fn token(&self) -> Option<&TokenItem> {
        self.tokens.get(self.token_index()?)
    }
}
