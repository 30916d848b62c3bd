//! The real binary's grants without a person and its acts on tokens: every profile of the embedded provider to its end,
//! and a provider that nobody here wrote.

mod demo;
mod methods;
mod real;

use serde_json::Value;

use crate::program::pipes::{Done, Piped};

/// The only rows that may warn against a provider that speaks plain http on this machine.
const PLAIN_HTTP: [&str; 2] = ["discovery.issuer_https", "jwks.transport"];

/// The address that somebody has to open.
fn address(run: &mut Piped) -> Option<String> {
    let opened = run.wait_event("opened")?;
    opened["url"].as_str().map(str::to_owned)
}

/// The report: all of stdout, or the last line of it after the events.
fn report(done: &Done) -> Option<Value> {
    let last = || done.out.lines().last().and_then(|line| serde_json::from_str(line).ok());
    serde_json::from_str(&done.out).ok().or_else(last)
}

/// The rows with that verdict, as `id: observed`.
fn rows(report: &Value, verdict: &str) -> Vec<String> {
    let rows = report["checks"].as_array().into_iter().flatten().filter(|row| row["verdict"] == verdict);
    let text = |row: &Value, member: &str| row[member].as_str().unwrap_or("?").to_owned();
    rows.map(|row| format!("{}: {}", text(row, "id"), text(row, "observed"))).collect()
}

/// The rows that failed, and those that warned though neither plain http nor `expected` explains it.
fn stray(report: &Value, expected: &[&str]) -> Vec<String> {
    let explained = |row: &String| {
        let id = row.split(": ").next().unwrap_or_default();
        PLAIN_HTTP.contains(&id) || expected.contains(&id)
    };
    let warned = rows(report, "warn").into_iter().filter(|row| !explained(row)).map(|row| format!("warns: {row}"));
    rows(report, "fail").into_iter().map(|row| format!("fails: {row}")).chain(warned).collect()
}

/// The row of that id.
#[track_caller]
fn row<'r>(report: &'r Value, id: &str) -> &'r Value {
    let rows = report["checks"].as_array().expect("a report has checks");
    rows.iter().find(|row| row["id"] == id).unwrap_or_else(|| panic!("no {id} in {rows:#?}"))
}
