//! A claim explained: what is wrong with it, what it means, when its moment is, its whole value, and every row about it.

use super::{bad, claim_rows, field, judged, label};
use crate::explain::claims::{self as explain, Form, Meaning};
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::json::Json;
use crate::tui::claims;
use crate::tui::marks;
use crate::tui::model::Model;
use crate::tui::outline::{Part, Place};
use crate::tui::pretty::{Look, head};
use crate::tui::screen::RunScreen;
use crate::tui::text::{Piece, Pieces, theirs};
use crate::tui::theme::Role;
use crate::tui::words;

/// Longer strings are cut; `y` copies them whole.
const LONGEST: usize = 4000;

/// Lines of a value that are shown.
const LINES: usize = 1000;

/// Values of a list that are explained one by one.
const MOST: usize = 20;

/// The lines about the claim at a place of a token.
pub fn lines(screen: &RunScreen, (at, place): (usize, &Place), model: &Model, look: Look<'_>) -> Option<Vec<Pieces>> {
    let token = screen.tokens.get(at)?;
    let (name, value) = place.find(token)?;
    let rows = claim_rows(screen, at, place);
    let is_bad = bad(&rows).next().is_some();
    let mut lines = if is_bad { judged(&rows, screen, look) } else { Vec::new() };
    let known = meaning(screen, place, &name);
    meant(known, &name, place, &mut lines);
    let hidden = look.hides(&name);
    if !hidden {
        moment(&name, value, model, &mut lines);
        seconds(known, value, &mut lines);
        values(&name, value, look, &mut lines);
    }
    lines.push(vec![label("in"), Piece::new(Role::Text, token.label()), Piece::new(Role::Dim, whereabouts(place))]);
    lines.push([vec![label("pointer")], theirs(Role::Text, &head(&place.pointer(token), LONGEST), look.eyes)].concat());
    lines.push(Vec::new());
    if hidden {
        lines.push(vec![label("value"), Piece::new(Role::Masked, format!("‹{name}›"))]);
    } else {
        whole(value, look, &mut lines);
    }
    good(&rows, look, &mut lines);
    Some(lines)
}

/// What is known of the name at a place: of a member of an object, what it means there.
fn meaning(screen: &RunScreen, place: &Place, name: &str) -> Option<&'static Meaning> {
    claims::meaning(place.part, name, claims::issuer(&screen.run))
}

fn meant(known: Option<&Meaning>, name: &str, place: &Place, lines: &mut Vec<Pieces>) {
    let Some(known) = known else {
        let word = claims::about(name);
        if place.is_top() && !word.is_empty() {
            lines.push(field("is", Role::Strong, word));
        } else if place.is_top() {
            let words = "No standard that grantty knows names this: a claim of the provider's own.";
            lines.push(field("is", Role::Dim, words));
        }
        return;
    };
    lines.push(field("is", Role::Strong, known.short));
    if known.long != known.short && !known.long.is_empty() {
        lines.push(field("", Role::Text, known.long));
    }
    if let Some(vendor) = known.vendor {
        lines.push(field("of", Role::Text, vendor));
    }
    if !known.reference.is_empty() {
        lines.push(field("reference", Role::Dim, known.reference));
    }
}

/// A moment here and in UTC, and how far away it is: that is counted while it is looked at.
fn moment(name: &str, value: &Json, model: &Model, lines: &mut Vec<Pieces>) {
    let Some(moment) = claims::moment(name, value) else { return };
    let Some(here) = words::date(moment, model.zone.as_ref()) else {
        lines.push(field("when", Role::Warn, "no calendar has this moment"));
        return;
    };
    let far = Piece::new(Role::Strong, format!("  {}", words::relative(moment, model.now)));
    lines.push(vec![label("when"), Piece::new(Role::Text, here), far]);
    let utc = words::date(moment, None).unwrap_or_default();
    lines.push(field("", Role::Dim, &format!("{} UTC", utc.trim_end_matches(" +00:00"))));
}

fn seconds(known: Option<&Meaning>, value: &Json, lines: &mut Vec<Pieces>) {
    let count = value.as_number().and_then(crate::protocol::json::Number::as_u64);
    if let Some(count) = count.filter(|_| known.is_some_and(|known| known.form == Form::Seconds)) {
        lines.push(field("long", Role::Text, &words::clock(std::time::Duration::from_secs(count))));
    }
}

/// What registered values mean: of `amr` each method, of `scope` each word, of `events` each name.
fn values(name: &str, value: &Json, look: Look<'_>, lines: &mut Vec<Pieces>) {
    let texts: Vec<&str> = match value {
        Json::String(text) if explain::value(name, text).is_none() => text.split(' ').take(MOST).collect(),
        Json::String(text) => vec![text],
        Json::Array(elements) => elements.iter().filter_map(Json::as_str).take(MOST).collect(),
        Json::Object(members) => members.iter().map(|(name, _)| name.as_str()).take(MOST).collect(),
        _ => Vec::new(),
    };
    let known = texts.into_iter().filter_map(|text| Some((text, explain::value(name, text)?)));
    for (n, (text, means)) in known.enumerate() {
        let mut line = vec![label(if n == 0 { "means" } else { "" })];
        line.extend(theirs(Role::String, text, look.eyes));
        line.push(Piece::new(Role::Text, format!("  {means}")));
        lines.push(line);
    }
}

fn whereabouts(place: &Place) -> &'static str {
    match place.part {
        Part::Claims => "",
        Part::Header => ", its header",
        Part::Outer => ", the header of the encryption",
    }
}

fn whole(value: &Json, look: Look<'_>, lines: &mut Vec<Pieces>) {
    if let Some(text) = value.as_str() {
        lines.push([vec![label("value")], look.string(Role::String, &head(text, LONGEST))].concat());
        return;
    }
    let (json, whole) = look.lines_within(value, (LINES, LONGEST));
    let value = json.into_iter().enumerate();
    lines.extend(value.map(|(n, line)| [vec![label(if n == 0 { "value" } else { "" })], line].concat()));
    if !whole {
        lines.push(field("", Role::Dim, "not all of it: y copies it whole"));
    }
}

/// The rows that hold, and those that were not judged.
fn good(rows: &[Finding], look: Look<'_>, lines: &mut Vec<Pieces>) {
    for row in rows.iter().filter(|row| matches!(row.verdict, Verdict::Pass | Verdict::Skip)) {
        lines.push(Vec::new());
        let title = Piece::new(Role::Text, format!(" {}  {}", row.check.id, row.check.title));
        lines.push(vec![label("verdict"), marks::verdict(row.verdict), title]);
        let told = [("expected", &row.expected), ("observed", &row.observed)];
        for (name, text) in told.into_iter().filter(|(_, text)| !text.is_empty()) {
            lines.push([vec![label(name)], theirs(Role::Text, &head(text, LONGEST), look.eyes)].concat());
        }
        lines.push(field("clause", Role::Dim, row.check.spec.clause));
    }
}
