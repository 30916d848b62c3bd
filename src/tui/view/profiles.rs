//! The list of profiles and the profile under the cursor.

use ratatui::layout::Rect;

use super::canvas::{Canvas, List, Panel};
use super::hints;
use crate::tui::entry::Entry;
use crate::tui::layout::Pane;
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::profile_text;
use crate::tui::text::{self, Piece, Pieces};
use crate::tui::theme::Role;
use crate::tui::words;

/// The list at the left.
pub fn list(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let keys = model.pane() == Pane::Profiles;
    let found = model.profiles.found();
    let count = Piece::new(Role::Dim, format!("  {}", found.len()));
    let mut panel = Panel::new("Profiles", keys);
    panel.title.push(count);
    if !model.profiles.filter.is_empty() {
        panel = panel.right(hints::filter(model, &model.profiles.filter));
    }
    let inside = canvas.panel(frame, &panel);
    if found.is_empty() {
        let words = if model.profiles.entries.is_empty() { "none yet" } else { "none matches" };
        canvas.row(Rect { height: inside.height.min(1), ..inside }, &[Piece::new(Role::Dim, words)]);
        return;
    }
    let extent = crate::tui::cursor::Extent { lines: found.len(), height: usize::from(inside.height) };
    let room = usize::from(inside.width);
    canvas.list(inside, List { extent, cursor: model.profiles.list, keys, leads: true }, |at| {
        entry(model, found[at], room)
    });
}

fn entry(model: &Model, entry: &Entry, room: usize) -> (Pieces, Pieces) {
    let name = Piece::new(Role::Text, &entry.name);
    if let Err(mistakes) = &entry.profile {
        return (
            vec![name.with_role(Role::Fail)],
            vec![Piece::new(Role::Fail, format!("✘ {}", words::count(mistakes.len(), "mistake")))],
        );
    }
    let mine = |screen: &&crate::tui::screen::RunScreen| screen.run.profile == entry.name;
    let last = model.runs.iter().rev().find(mine);
    let right = match last.map(|screen| (&screen.run.outcome, screen)) {
        Some((None, _)) => vec![Piece::new(Role::Active, "◐ running")],
        Some((Some(outcome), screen)) => {
            let mark = marks::outcome(outcome, screen.run.counts().fail > 0);
            let role = mark.role();
            vec![mark, Piece::new(role, format!(" {}", outcome.kind()))]
        }
        None => match &entry.last {
            Some(last) => vec![Piece::new(Role::Dim, last)],
            // The name comes first; the flow stands beside it at the right as well.
            None if name.width() + entry.flow.word().len() + 1 > room => Vec::new(),
            None => vec![Piece::new(Role::Dim, entry.flow.word())],
        },
    };
    (vec![name], right)
}

/// The profile at the right, or what to do when there is none.
pub fn detail(model: &Model, frame: Rect, canvas: &mut Canvas<'_>) {
    let keys = model.pane() == Pane::Profile;
    let Some(entry) = model.profiles.current() else {
        let inside = canvas.panel(frame, &Panel::new("Welcome", keys));
        canvas.text(inside, 0, &welcome(model, usize::from(inside.width)));
        return;
    };
    let inside = canvas.panel(frame, &Panel::new(&entry.name, keys));
    canvas.text(inside, model.profiles.detail.top, &profile_text::lines(entry, usize::from(inside.width)));
}

fn welcome(model: &Model, width: usize) -> Vec<Pieces> {
    if !model.profiles.entries.is_empty() {
        return vec![vec![Piece::new(Role::Dim, "No profile matches the filter.")]];
    }
    let folder = model.appearance.folder.trim_end_matches('/');
    let line = |role, words: &str| vec![Piece::new(role, words)];
    let command = |command: &str, words: &str| {
        vec![Piece::new(Role::Key, format!("  {command:<26}")), Piece::new(Role::Text, words)]
    };
    let lines = vec![
        line(Role::Strong, "No profiles yet. A profile is one provider and one client."),
        Vec::new(),
        command("grantty demo", "tries everything with a provider of its own; nothing to set up"),
        command("grantty profile new NAME", "writes a profile to fill in"),
        Vec::new(),
        line(Role::Text, "Or put a TOML file here:"),
        vec![Piece::gap(2), Piece::new(Role::Link, format!("{folder}/NAME.toml"))],
        Vec::new(),
        line(Role::Dim, "  issuer = \"https://id.example.com\""),
        line(Role::Dim, "  flow   = \"device\""),
        line(Role::Dim, "  [client]"),
        line(Role::Dim, "  id = \"my-client\""),
    ];
    lines.into_iter().flat_map(|line| text::wrap(&line, width)).collect()
}
