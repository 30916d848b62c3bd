//! Tokens that were looked into, in the report.

use super::super::mask;
use super::super::wire::Eyes;
use crate::protocol::inspection::{Axis, Inspection};
use crate::protocol::json::{Json, object};

/// One token: what it is, what is in it, and how each side of it came out.
pub fn inspection(one: &Inspection, eyes: Eyes<'_>) -> Json {
    let decoded = &one.decoded;
    let part = |part: &Option<Json>| part.as_ref().map(|part| eyes.json(part)).into();
    object([
        ("kind", one.kind.map_or("opaque", |kind| kind.word()).into()),
        ("masked", mask::summary(&one.token).into()),
        ("tag", eyes.masker.tag(&one.token).into()),
        ("value", eyes.reveal.then(|| one.token.reveal()).into()),
        ("encryption", part(&one.outer)),
        ("header", part(&decoded.header)),
        ("claims", part(&decoded.payload)),
        ("signature", one.signature.word().into()),
        ("key", one.key.as_deref().map(|key| eyes.text(key)).into()),
        ("alg", one.alg.as_deref().map(|alg| eyes.text(alg)).into()),
        (
            "verdicts",
            object([
                ("form", axis(&one.axes.form, eyes)),
                ("signature", axis(&one.axes.signature, eyes)),
                ("algorithm", axis(&one.axes.algorithm, eyes)),
                ("claims", axis(&one.axes.claims, eyes)),
                ("times", axis(&one.axes.times, eyes)),
            ]),
        ),
    ])
}

fn axis(axis: &Axis, eyes: Eyes<'_>) -> Json {
    object([("verdict", axis.verdict.word().into()), ("message", eyes.text(&axis.sentence).into())])
}
