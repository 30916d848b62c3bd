//! What `K` tells: a parameter of the front channel, or a visitor of the listener, in full.

use super::front_channel::Item;
use super::layout::Pane;
use super::model::Model;
use super::parameters;
use super::pretty::Look;
use super::screen::{RunScreen, eyes};
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::visits;
use crate::protocol::exchange::Value;

/// Columns of the labels.
const LABEL: usize = 8;

/// What a layer tells about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A parameter, as it was sent or came.
    Parameter(Item),
    /// The visit of that number.
    Visit(usize),
}

/// What the cursor is on, where something can be told about it.
pub fn under_cursor(model: &Model) -> Option<About> {
    let screen = model.run()?;
    match screen.pane() {
        Pane::Parameters => screen.parameter().cloned().map(About::Parameter),
        Pane::Visits => screen.visit().map(|row| About::Visit(row.n)),
        _ => None,
    }
}

/// The title of the layer.
pub fn title(about: &About) -> String {
    match about {
        About::Parameter(item) => item.name.clone(),
        About::Visit(n) => format!("Visit {n}"),
    }
}

/// The address of the rule behind it.
pub fn clause(about: &About, screen: &RunScreen) -> Option<&'static str> {
    match about {
        About::Parameter(item) => parameters::parameter(&item.name).map(|found| found.url.as_str()),
        About::Visit(n) => {
            let row = screen.run.visits.iter().find(|row| row.n == *n)?;
            row.findings.first().map(|finding| finding.check.spec.url)
        }
    }
}

/// The lines of the layer, broken to a width.
pub fn lines(about: &About, model: &Model, width: usize) -> Vec<Pieces> {
    let Some(screen) = model.run() else { return Vec::new() };
    let lines = match about {
        About::Parameter(item) => parameter(item, screen, model),
        About::Visit(n) => {
            let row = screen.run.visits.iter().find(|row| row.n == *n);
            let gone = || vec![vec![Piece::new(Role::Dim, "let go: more than a thousand came since")]];
            row.map_or_else(gone, |row| visits::lines(row, &screen.run, model.privacy))
        }
    };
    lines.into_iter().flat_map(|line| text::wrap(&line, width)).collect()
}

fn parameter(item: &Item, screen: &RunScreen, model: &Model) -> Vec<Pieces> {
    let look = Look { eyes: eyes(&screen.run, model.privacy), privacy: model.privacy };
    let value = match &item.value {
        Value::Secret(..) if !look.eyes.reveal => vec![Piece::new(Role::Masked, look.eyes.value(&item.value))],
        _ if look.hides(&item.name) => vec![Piece::new(Role::Masked, format!("‹{}›", item.name))],
        value => text::cut(&theirs(Role::String, value.reveal(), look.eyes), 1000),
    };
    let mut lines = Vec::new();
    let told = parameters::parameter(&item.name);
    if let Some(told) = told {
        lines.push(vec![label("is"), Piece::new(Role::Strong, &told.word)]);
        lines.push(vec![label("why"), Piece::new(Role::Text, &told.why)]);
    } else {
        let words = "No rule that grantty knows names this parameter: an extra of the profile, or a provider's own.";
        lines.push(vec![label("why"), Piece::new(Role::Text, words)]);
    }
    lines.push(Vec::new());
    lines.push([vec![label("value")], value].concat());
    if let Some(told) = told {
        lines.push(vec![label("clause"), Piece::new(Role::Text, &told.clause)]);
        lines.push(vec![label(""), Piece::new(Role::Link, &told.url)]);
    }
    lines
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}
