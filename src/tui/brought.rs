//! What a run without a person brought, below its end: each token with what is said about it, and the claims that the
//! provider told.

use std::time::Duration;

use super::claims;
use super::ending::LABEL;
use super::keymap::{self, Action, Place};
use super::pretty::{Look, head};
use super::prompt::Sight;
use super::screen::{eyes, is_in_browser};
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::tokens::TokenItem;
use super::words;

/// Tokens and claims that are listed; the second tab has all of them.
const MOST: usize = 10;

/// Columns of the names of tokens and claims.
const NAME: usize = 16;

/// The lines, each of them one row; none of runs that wait for somebody, which have other things to show.
pub fn lines(sight: Sight<'_>) -> Vec<Pieces> {
    let screen = sight.screen;
    if screen.run.flow.awaits_person() || is_in_browser(screen.run.flow) {
        return Vec::new();
    }
    let all: Vec<Pieces> = screen.tokens.iter().flat_map(|item| each(item, sight)).collect();
    let more = all.len().saturating_sub(MOST);
    let mut lines: Vec<Pieces> = all.into_iter().take(MOST).collect();
    if more > 0 {
        let tab = keymap::key_of(&[Place::Run], Action::TabTokens);
        let words = format!("{more} more: ");
        lines.push(vec![
            Piece::new(Role::Dim, words),
            Piece::new(Role::Key, tab),
            Piece::new(Role::Dim, " shows them"),
        ]);
    }
    let begin = |at: usize| Piece::new(Role::Label, format!("{:<LABEL$}", if at == 0 { "came" } else { "" }));
    let whole = |(at, line): (usize, Pieces)| text::cut(&[vec![begin(at)], line].concat(), sight.width);
    lines.into_iter().enumerate().map(whole).collect()
}

/// A token on one line; an answer of the provider claim by claim.
fn each(item: &TokenItem, sight: Sight<'_>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let look = Look { eyes: eyes(run, sight.privacy), privacy: sight.privacy };
    let told = item.claims.as_deref().and_then(|claims| claims.as_object()).filter(|_| item.text.is_none());
    let Some(members) = told else {
        let name = Piece::new(Role::Strong, format!("{:<NAME$}", item.label()));
        let left = item.left(sight.now).map(left);
        let verdict = theirs(Role::Text, &item.verdict, look.eyes);
        return vec![[vec![name], left.into_iter().collect(), verdict].concat()];
    };
    let member = |(name, value)| {
        let name: &String = name;
        let shown = text::cut(&theirs(Role::Name, &head(name, NAME), look.eyes), NAME - 1);
        let gap = Piece::gap(NAME.saturating_sub(text::width(&shown)));
        let moment = claims::moment(name, value).filter(|_| !look.hides(name));
        let moment = moment.map(|unix| Piece::new(Role::Dim, format!("  {}", words::relative(unix, sight.now))));
        [shown, vec![gap], claims::value(name, value, None, look), moment.into_iter().collect()].concat()
    };
    members.iter().map(|(name, value)| member((name, value))).collect()
}

fn left(left: u64) -> Piece {
    match left {
        0 => Piece::new(Role::Warn, "over  "),
        left => Piece::new(Role::Strong, format!("{}  ", words::clock(Duration::from_secs(left)))),
    }
}
