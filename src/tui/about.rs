//! What `K` tells: a parameter, a claim, or a visitor of the listener, in full.

mod claim;

use super::front_channel::Item;
use super::layout::Pane;
use super::marks;
use super::model::Model;
use super::outline::Place;
use super::parameters::Parameter;
use super::pretty::Look;
use super::screen::{RunScreen, Tab, eyes, is_in_browser};
use super::text::{self, Piece, Pieces, theirs};
use super::theme::Role;
use super::{claims, parameters, visits, words};
use crate::explain;
use crate::profile::Flow;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::exchange::Value;
use crate::record::Row;

/// Columns of the labels.
const LABEL: usize = 10;

/// Longer values are cut; `y` copies them whole.
const LONGEST: usize = 4000;

/// What a layer tells about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A parameter, as it was sent or came.
    Parameter(Item),
    /// A claim.
    Claim {
        /// Its token, by its place in the list.
        token: usize,
        /// Where it is.
        place: Place,
        /// Its name, or the way to it.
        name: String,
    },
    /// The visit of that number.
    Visit(usize),
}

/// What the cursor is on, where something can be told about it. Where it is on nothing, the first parameter: what is
/// wrong with an answer stands first.
pub fn under_cursor(model: &Model) -> Option<About> {
    let screen = model.run()?;
    match screen.pane() {
        Pane::Parameters => screen.parameter().cloned().map(About::Parameter),
        Pane::Prompt if is_in_browser(screen.run.flow) => {
            screen.parameters.items.first().cloned().map(About::Parameter)
        }
        Pane::Polls => screen.notification().map(|row| About::Visit(row.n)),
        Pane::Visits => screen.visit().map(|row| About::Visit(row.n)),
        _ if screen.tab == Tab::Tokens && (screen.compares || !screen.raw) => {
            let (token, place) = screen.chosen()?;
            let item = screen.tokens.get(token)?;
            let names = place.names(item);
            let name = if let [name] = &names[..] { name.to_string() } else { place.pointer(item) };
            Some(About::Claim { token, place, name })
        }
        _ => None,
    }
}

/// The title of the layer.
pub fn title(about: &About) -> String {
    match about {
        About::Parameter(item) => item.name.clone(),
        About::Claim { name, .. } => name.clone(),
        About::Visit(n) => format!("Visit {n}"),
    }
}

/// The address of the rule behind it: that of the row that went wrong, where one did.
pub fn clause(about: &About, screen: &RunScreen) -> Option<&'static str> {
    let of_row = |rows: &[Finding]| bad(rows).next().map(|row| row.check.spec.url);
    match about {
        About::Parameter(item) => {
            of_row(&item.rows).or_else(|| known(&item.name, screen).map(|found| found.url.as_str()))
        }
        About::Claim { token, place, .. } => {
            let rows = claim_rows(screen, *token, place);
            of_row(&rows).or_else(|| rows.first().map(|row| row.check.spec.url))
        }
        About::Visit(n) => {
            let row = screen.run.visits.iter().find(|row| row.n == *n)?;
            let worst = row.findings.iter().min_by_key(|finding| finding.verdict);
            worst.map(|finding| finding.check.spec.url)
        }
    }
}

/// The lines of the layer, broken to a width.
pub fn lines(about: &About, model: &Model, width: usize) -> Vec<Pieces> {
    let Some(screen) = model.run() else { return Vec::new() };
    let look = Look { eyes: eyes(&screen.run, model.privacy), privacy: model.privacy };
    let lines = match about {
        About::Parameter(item) => parameter(item, screen, look),
        About::Claim { token, place, .. } => claim::lines(screen, (*token, place), model, look).unwrap_or_default(),
        About::Visit(n) => {
            let row = screen.run.visits.iter().find(|row| row.n == *n);
            let gone = || vec![vec![Piece::new(Role::Dim, "let go: more than a thousand came since")]];
            row.map_or_else(gone, |row| visits::lines(row, &screen.run, model.privacy))
        }
    };
    lines.into_iter().flat_map(|line| text::wrap(&line, width)).collect()
}

fn parameter(item: &Item, screen: &RunScreen, look: Look<'_>) -> Vec<Pieces> {
    let value = match &item.value {
        Value::Secret(..) if !look.eyes.reveal => vec![Piece::new(Role::Masked, look.eyes.value(&item.value))],
        _ if look.hides(&item.name) => vec![Piece::new(Role::Masked, format!("‹{}›", item.name))],
        value => text::cut(&theirs(Role::String, value.reveal(), look.eyes), LONGEST),
    };
    let told = known(&item.name, screen);
    let mut lines = judged(&item.rows, screen, look);
    match (told, claims::about(&item.name)) {
        (Some(told), _) => {
            lines.push(field("is", Role::Strong, &told.word));
            lines.push(field("for", Role::Text, &told.why));
        }
        (None, "") => {
            let words = "No rule that grantty knows names this: an extra of the profile, or a provider's own.";
            lines.push(field("for", Role::Text, words));
        }
        (None, word) => lines.push(field("is", Role::Strong, word)),
    }
    lines.push(Vec::new());
    lines.push([vec![label("value")], value].concat());
    if let Some(told) = told.filter(|_| bad(&item.rows).next().is_none()) {
        lines.push(field("clause", Role::Text, &told.clause));
        lines.push(field("", Role::Link, &told.url));
    }
    lines
}

/// What is known of a parameter in that flow.
fn known(name: &str, screen: &RunScreen) -> Option<&'static Parameter> {
    if screen.run.flow == Flow::Ciba { parameters::of_backchannel(name) } else { parameters::parameter(name) }
}

/// What was judged: everything about a bad row, else only that it is good.
fn judged(rows: &[Finding], screen: &RunScreen, look: Look<'_>) -> Vec<Pieces> {
    let mut lines = Vec::new();
    for row in bad(rows) {
        let verdict = [marks::verdict(row.verdict), Piece::gap(1), Piece::new(Role::Strong, row.check.id)];
        lines.push([vec![label("verdict")], verdict.to_vec()].concat());
        let mut told = vec![("expected", row.expected.clone()), ("observed", row.observed.clone())];
        let told_of = Row { exchange: None, finding: row.clone() };
        if let Some(why) = explain::row(&screen.run, &told_of) {
            let next = words::next_step(&why.next, screen.profile.source.path().is_some());
            told.extend([("why", why.why), ("whose", why.whose.to_owned()), ("next", next)]);
        }
        for (name, text) in told.iter().filter(|(_, text)| !text.is_empty()) {
            lines.push([vec![label(name)], theirs(Role::Text, text, look.eyes)].concat());
        }
        lines.push(field("clause", Role::Text, row.check.spec.clause));
        lines.push(field("", Role::Link, row.check.spec.url));
        lines.push(Vec::new());
    }
    if lines.is_empty() {
        for row in rows.iter().filter(|row| row.verdict == Verdict::Pass) {
            let title = Piece::new(Role::Text, format!(" {}", row.check.title));
            lines.push(vec![label("verdict"), marks::verdict(row.verdict), title]);
        }
    }
    lines
}

fn bad(rows: &[Finding]) -> impl Iterator<Item = &Finding> {
    let mut bad: Vec<&Finding> = rows.iter().filter(|row| row.verdict <= Verdict::Warn).collect();
    bad.sort_by_key(|row| row.verdict);
    bad.into_iter()
}

fn claim_rows(screen: &RunScreen, token: usize, place: &Place) -> Vec<Finding> {
    let token = screen.tokens.get(token).into_iter();
    token.flat_map(|token| claims::judging(token, &screen.run, place)).map(|row| row.finding.clone()).collect()
}

fn field(name: &str, role: Role, text: &str) -> Pieces {
    vec![label(name), Piece::new(role, text)]
}

fn label(name: &str) -> Piece {
    Piece::new(Role::Label, format!("{name:<LABEL$}"))
}
