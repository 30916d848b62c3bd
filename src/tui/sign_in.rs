//! Signing in through a browser, line by line: the address, where the answer is awaited, how long, and the other ways
//! back. Where no browser could be asked, these come first.

use super::front_channel;
use super::keymap::{self, Action, Place};
use super::marks::bar;
use super::model::{Appearance, Privacy};
use super::pretty::Look;
use super::prompt::{Sight, asking};
use super::screen::{RunScreen, eyes};
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::visits;
use super::words;
use crate::explain;
use crate::flow::{Authorization, Listening, Opening};
use crate::profile::Flow;
use crate::protocol::listener::Source;
use crate::record::VisitRow;

/// Columns of the labels.
const LABEL: usize = 10;

/// The title of the pane.
pub fn title(screen: &RunScreen) -> &'static str {
    let run = &screen.run;
    if run.tokens.is_some() {
        "Judging the tokens"
    } else if screen.awaited().is_some() {
        if run.flow == Flow::Logout { "Log out in the browser" } else { "Sign in in the browser" }
    } else if run.authorization.is_some() {
        "The answer is here"
    } else {
        "Asking the provider"
    }
}

/// The lines of a live run. `qr` says why no QR code is seen. The address is the longest and comes last: whole, and
/// scrolled to where the pane is too small for it.
pub fn lines(sight: Sight<'_>, qr: Option<String>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let Some(wait) = sight.screen.awaited() else { return after(sight) };
    let mut lines = alarm(sight);
    lines.extend(opening(run.opening.as_ref(), sight));
    // Over SSH a browser of this machine is one that nobody sits at.
    let is_elsewhere = sight.appearance.host.is_some() || !asked(run.opening.as_ref());
    if is_elsewhere {
        lines.extend(ways(run.listening.as_ref(), sight));
    }
    lines.extend(listening(run.listening.as_ref(), sight));
    lines.extend(times(wait, sight));
    if !is_elsewhere {
        lines.extend(ways(run.listening.as_ref(), sight));
    }
    lines.extend(qr.map(|words| vec![label("QR code"), Piece::new(Role::Dim, words)]));
    if run.keep_going {
        lines.push(vec![Piece::new(Role::Warn, "! This run goes past checks that would stop it.")]);
    }
    lines.extend(address(wait, sight));
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

/// What looks like an answer and was not taken: nobody should wait for the end of the time to learn of it.
pub fn alarm(sight: Sight<'_>) -> Vec<Pieces> {
    let mut newest = sight.screen.run.visits.iter().rev().take_while(|row| !row.visit.kind.is_taken());
    let Some(row) = newest.find(|row| visits::is_alarming(row)) else { return Vec::new() };
    let said = format!("{} came. The wait goes on.", words::capital(row.visit.phrase()));
    let why = row.telling().and_then(explain::finding).map(|told| told.why);
    let why = why.map(|why| theirs(Role::Text, &why, eyes(&sight.screen.run, sight.privacy)));
    let first = vec![Piece::new(Role::Fail, "✘ "), Piece::new(Role::Strong, said)];
    std::iter::once(first).chain(why.map(|why| [vec![Piece::gap(2)], why].concat())).collect()
}

/// Whether somebody was asked for a browser, or nobody was yet.
const fn asked(opening: Option<&Opening>) -> bool {
    matches!(opening, None | Some(Opening::Asked(_)))
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}

/// What was asked of a browser: nobody can know whether a window opened.
fn opening(opening: Option<&Opening>, sight: Sight<'_>) -> Option<Pieces> {
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let (mark, sentence) = match opening? {
        Opening::Asked(sentence) => (Piece::new(Role::Pass, "✔ "), sentence.as_str()),
        Opening::Failed(sentence) => (Piece::new(Role::Warn, "! "), sentence.as_str()),
        Opening::NotWanted => (Piece::new(Role::Dim, "– "), "none is asked: open the address yourself"),
    };
    Some([vec![label("Browser"), mark], theirs(Role::Text, sentence, eyes)].concat())
}

/// Broken before its parameters, so that it can be read.
fn address(wait: &Authorization, sight: Sight<'_>) -> Vec<Pieces> {
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let text = front_channel::address(wait, Look { eyes, privacy: sight.privacy });
    let mut lines = vec![vec![label("Address")]];
    let mut left = sight.width.saturating_sub(LABEL);
    for part in parts(&text) {
        let part = theirs(Role::Link, part, eyes);
        let fresh = left == sight.width.saturating_sub(LABEL);
        if text::width(&part) <= left {
            left -= text::width(&part);
            lines.last_mut().expect("there is always a last line").extend(part);
            continue;
        }
        let begun = if fresh { lines.pop().unwrap_or_default() } else { vec![label("")] };
        lines.extend(text::wrap(&[begun, part].concat(), sight.width));
        left = sight.width.saturating_sub(lines.last().map_or(0, |line| text::width(line)));
    }
    lines
}

/// An address in parts that each begin a parameter.
fn parts(address: &str) -> Vec<&str> {
    let starts = address.char_indices().skip(1).filter(|(_, letter)| matches!(letter, '?' | '&')).map(|(at, _)| at);
    let ends: Vec<usize> = starts.chain([address.len()]).collect();
    let mut from = 0;
    ends.into_iter().map(|to| &address[std::mem::replace(&mut from, to)..to]).collect()
}

fn listening(listening: Option<&Listening>, sight: Sight<'_>) -> Vec<Pieces> {
    let Some(listening) = listening else { return Vec::new() };
    let eyes = eyes(&sight.screen.run, sight.privacy);
    let mut lines = vec![[vec![label("Returns")], theirs(Role::Text, &listening.redirect_uri, eyes)].concat()];
    let addresses: Vec<String> = listening.addresses.iter().map(ToString::to_string).collect();
    let told = match addresses.as_slice() {
        [] => vec![Piece::new(Role::Warn, "! nobody listens there: "), Piece::new(Role::Text, "paste the address")],
        [one] if listening.redirect_uri.contains(&format!("//{one}/")) => return lines,
        all => vec![Piece::new(Role::Dim, format!("listens at {}", all.join("  ")))],
    };
    lines.push([vec![label("")], told].concat());
    lines
}

/// What is left of the wait, and of what was pushed.
fn times(wait: &Authorization, sight: Sight<'_>) -> Vec<Pieces> {
    let left = wait.until.saturating_sub(sight.now.mono);
    let whole = wait.until.saturating_sub(wait.since);
    let width = sight.width.saturating_sub(LABEL + 10).min(30);
    let role = if left.saturating_mul(10) > whole { Role::Active } else { Role::Fail };
    let mut line = vec![label("Waits")];
    line.extend(bar(left.as_millis(), whole.as_millis(), width, role));
    line.push(Piece::new(Role::Strong, format!("  {}", words::clock(left))));
    let mut lines = vec![line];
    lines.extend(wait.pushed_until.map(|expiry| {
        let left = expiry.saturating_sub(sight.now.mono);
        let again = key(Action::OpenAgain);
        let told = if left.is_zero() {
            vec![
                Piece::new(Role::Fail, "✘ expired: "),
                Piece::new(Role::Key, again),
                Piece::new(Role::Text, " pushes it again"),
            ]
        } else {
            let left = Piece::new(Role::Strong, words::clock(left));
            vec![Piece::new(Role::Text, "pushed request expires "), left]
        };
        [vec![label("Pushed")], told].concat()
    }));
    lines
}

/// The ways back from another machine: the port carried over, or the address pasted.
fn ways(listening: Option<&Listening>, sight: Sight<'_>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    if let Some(command) = ssh(listening, sight.appearance, sight.privacy) {
        lines.push(vec![label("By SSH"), Piece::new(Role::String, command)]);
    }
    let said = if listening.is_some_and(|listening| listening.addresses.is_empty()) {
        " takes the address that the browser ends at"
    } else {
        " takes the redirected address"
    };
    lines.push(vec![label("Or paste"), Piece::new(Role::Key, key(Action::Paste)), Piece::new(Role::Text, said)]);
    lines
}

/// The command that carries the bound port to the machine with the browser.
pub fn ssh(listening: Option<&Listening>, appearance: &Appearance, privacy: Privacy) -> Option<String> {
    let address = listening?.addresses.first()?;
    let user = appearance.user.as_ref().filter(|_| privacy != Privacy::Person);
    let user = user.map(|user| format!("{user}@")).unwrap_or_default();
    let host = appearance.host.as_deref().unwrap_or("HOST");
    Some(format!("ssh -L {port}:{address} {user}{host}", port = address.port()))
}

fn key(action: Action) -> &'static str {
    keymap::key_of(&[Place::SignIn], action)
}

/// After the answer: when it came and which way, and what is asked now. Before the request: what is asked.
fn after(sight: Sight<'_>) -> Vec<Pieces> {
    let run = &sight.screen.run;
    let Some(row) = sight.screen.answer() else { return asking(sight) };
    let mut lines = vec![came(row, sight), Vec::new()];
    lines.extend(asking(sight));
    lines.extend(
        run.front_tokens
            .as_ref()
            .map(|_| vec![Piece::new(Role::Text, "Tokens came beside the code: they are on the second tab.")]),
    );
    lines.into_iter().flat_map(|line| text::wrap(&line, sight.width)).collect()
}

fn came(row: &VisitRow, sight: Sight<'_>) -> Pieces {
    let since = sight.screen.run.authorization.as_ref().map_or(row.at.mono, |wait| wait.since);
    let took = words::precise(row.at.mono.saturating_sub(since));
    let way = match row.visit.source {
        Source::Listener(_) => format!("{} to {}", row.visit.method, row.visit.path),
        Source::Pasted => "pasted".to_owned(),
    };
    let mut line = vec![Piece::new(Role::Pass, "✔ "), Piece::new(Role::Strong, format!("after {took}  "))];
    line.extend(theirs(Role::Text, &way, eyes(&sight.screen.run, sight.privacy)));
    line.push(Piece::new(Role::Dim, format!("  {}", row.visit.place.phrase())));
    line
}
