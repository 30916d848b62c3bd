//! A token that was looked into, for a person who reads lines: each side of it by itself, header and claims.

use super::members;
use crate::protocol::check::Verdict;
use crate::protocol::inspection::{Axis, Inspection};
use crate::protocol::text;
use crate::record::mask;
use crate::record::wire::Eyes;

/// The lines about one token.
pub(super) fn lines(one: &Inspection, eyes: Eyes<'_>) -> Vec<String> {
    let shown = if eyes.reveal { one.token.reveal().to_owned() } else { mask::summary(&one.token) };
    let kind = one.kind.map_or("opaque", |kind| kind.word());
    let mut lines = vec![format!("{kind}  {}", text::shown(&shown))];
    let axes = &one.axes;
    for (name, axis) in [
        ("form", &axes.form),
        ("signature", &axes.signature),
        ("algorithm", &axes.algorithm),
        ("claims", &axes.claims),
        ("times", &axes.times),
    ] {
        lines.push(side(name, axis, eyes));
    }
    for (title, part) in [("encryption", &one.outer), ("header", &one.decoded.header), ("claims", &one.decoded.payload)]
    {
        if let Some(part) = part {
            lines.push(title.to_owned());
            lines.extend(members(part, eyes));
        }
    }
    lines
}

fn side(name: &str, axis: &Axis, eyes: Eyes<'_>) -> String {
    let mark = match axis.verdict {
        Verdict::Pass => "✔",
        Verdict::Warn => "!",
        Verdict::Fail => "✘",
        Verdict::Skip => "–",
    };
    format!("  {mark} {name:<10} {}", text::shown(&eyes.text(&axis.sentence)))
}
