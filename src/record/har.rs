//! A run as an HTTP archive (HAR 1.2): what browsers and proxies open. Every exchange of the back channel is an entry,
//! masked as the report is; what HAR has no word for stands in fields that begin with `_`, as it wants.

mod entry;
mod timings;

use super::run::Run;
use super::stamp;
use super::wire::Eyes;
use crate::protocol::json::{Json, object};

/// The one page: all entries of a run belong together.
const PAGE: &str = "run";

/// A secret was left in the archive: a defect of ours, and the archive must not be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{tag} would still be readable in it, though masked. That is a defect of grantty: please report it")]
pub struct Leak {
    /// Which one.
    pub tag: String,
}

/// The archive as text, looked at once more for every secret of the run unless they are to be seen.
pub fn text(run: &Run, reveal: bool) -> Result<String, Leak> {
    let text = document(run, reveal).pretty() + "\n";
    match run.masker.leak_in_json(&text).filter(|_| !reveal) {
        Some(tag) => Err(Leak { tag: tag.to_owned() }),
        None => Ok(text),
    }
}

/// The archive of a run that has ended.
pub fn document(run: &Run, reveal: bool) -> Json {
    let eyes = Eyes { masker: &run.masker, reveal };
    let creator = [("name", "grantty".into()), ("version", env!("CARGO_PKG_VERSION").into())];
    let log = object([
        ("version", "1.2".into()),
        ("creator", object(creator)),
        ("pages", Json::Array(vec![page(run, eyes)])),
        ("entries", run.exchanges.iter().map(|exchange| entry::entry(exchange, run.started, eyes)).collect()),
    ]);
    object([("log", log)])
}

fn page(run: &Run, eyes: Eyes<'_>) -> Json {
    object([
        ("startedDateTime", stamp::utc_millis(run.started, run.started).into()),
        ("id", PAGE.into()),
        ("title", eyes.export(&format!("{} ▸ {}", run.profile, run.flow.word())).into()),
        ("pageTimings", object([])),
    ])
}

#[cfg(test)]
mod tests;
