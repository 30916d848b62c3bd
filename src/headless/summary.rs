//! The end of a run for a person who asked for no JSON: what was wrong, the claims, and the outcome in a sentence.

mod inspected;

use crate::explain;
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::jose::jwt;
use crate::protocol::json::{Json, Number};
use crate::protocol::text;
use crate::record::wire::Eyes;
use crate::record::{Row, Run, mask, stamp};

/// The lines of the summary.
pub fn lines(run: &Run, reveal: bool) -> Vec<String> {
    let eyes = Eyes { masker: &run.masker, reveal };
    let mut lines = Vec::new();
    for one in &run.inspections {
        lines.extend(inspected::lines(one, eyes));
    }
    for row in doubtful(run) {
        lines.extend(row_lines(row, eyes));
    }
    lines.extend(claims(run, eyes));
    lines.extend(answered("userinfo", run.userinfo.as_ref(), eyes));
    lines.extend(answered("introspection", run.introspection.as_ref(), eyes));
    lines.extend(course(run));
    let counts = run.counts();
    lines.push(format!(
        "checks  {} failed, {} warned, {} passed, {} skipped",
        counts.fail, counts.warn, counts.pass, counts.skip
    ));
    let kind = run.outcome.as_ref().map_or("cancelled", |outcome| outcome.kind());
    let wording = explain::wording(run);
    let mut say = |name: &str, words: &str| lines.push(format!("{name}  {}", text::shown(&eyes.text(words))));
    say(kind, &wording.message);
    if run.exit_code() != Some(0) {
        say("whose", wording.end.whose);
        say("next", &wording.end.next);
    }
    lines
}

/// How often something happened that the outcome does not say.
fn course(run: &Run) -> Vec<String> {
    let mut lines = Vec::new();
    let slowed = run.polls.iter().filter(|poll| poll.answer == "slow_down").count();
    if !run.polls.is_empty() {
        let pinged = run.polls.iter().filter(|poll| poll.pinged).count();
        let pinged = if pinged > 0 { format!(", {pinged} called for by a ping") } else { String::new() };
        lines.push(format!("polls   {}, {slowed} answered slow_down{pinged}", run.polls.len()));
    }
    if run.visit_count > 0 {
        let strange = run.visit_count - run.visits.iter().filter(|row| row.visit.is_usual()).count();
        let name = if run.flow == Flow::Ciba { "notifications" } else { "visits" };
        lines.push(format!("{name}  {}, {strange} of them strange", run.visit_count));
    }
    lines
}

/// Failures first, then warnings.
fn doubtful(run: &Run) -> Vec<&Row> {
    let mut rows: Vec<&Row> = run.checks.iter().filter(|row| row.finding.verdict <= Verdict::Warn).collect();
    rows.sort_by_key(|row| row.finding.verdict);
    rows
}

fn row_lines(row: &Row, eyes: Eyes<'_>) -> Vec<String> {
    let finding = &row.finding;
    let mark = if finding.verdict == Verdict::Fail { "✘ FAIL" } else { "! WARN" };
    let mut lines =
        vec![format!("{mark}  {}  {}  ({})", finding.check.id, finding.check.title, finding.check.spec.clause)];
    lines.push(format!("        expected  {}", eyes.text(&finding.expected)));
    lines.push(format!("        observed  {}", eyes.text(&finding.observed)));
    if let Some(words) = explain::words(finding) {
        lines.push(format!("        why       {}", eyes.text(&words.why)));
        lines.push(format!("        whose     {}", words.whose));
        lines.push(format!("        next      {}", eyes.text(&words.next)));
    }
    lines
}

fn claims(run: &Run, eyes: Eyes<'_>) -> Vec<String> {
    let Some(tokens) = run.tokens.as_ref().or(run.front_tokens.as_ref()) else { return Vec::new() };
    let mut lines = Vec::new();
    let named = [
        ("id_token", tokens.id_token.as_ref()),
        ("access_token", tokens.access_token.as_ref()),
        ("refresh_token", tokens.refresh_token.as_ref()),
    ];
    for (name, token) in named {
        let Some(token) = token else { continue };
        let shown = if eyes.reveal { token.reveal().to_owned() } else { mask::summary(token) };
        lines.push(format!("{name}  {}", text::shown(&shown)));
        lines.extend(jwt::read(token.reveal()).payload.iter().flat_map(|payload| members(payload, eyes)));
    }
    lines
}

/// What the provider told when it was asked, and nothing else was.
fn answered(name: &str, claims: Option<&Json>, eyes: Eyes<'_>) -> Vec<String> {
    let Some(claims) = claims else { return Vec::new() };
    std::iter::once(name.to_owned()).chain(members(claims, eyes)).collect()
}

/// The members of an object, a line each; times as dates as well.
fn members(object: &Json, eyes: Eyes<'_>) -> Vec<String> {
    let Json::Object(members) = object else { return Vec::new() };
    let width = members.iter().map(|(claim, _)| claim.chars().count()).max().unwrap_or(0).min(30);
    let line = |(claim, value): &(String, Json)| {
        let value = eyes.json(value).to_string() + &moment(claim, value);
        format!("  {:width$}  {}", text::shown(claim), text::shown(&value))
    };
    members.iter().map(line).collect()
}

/// A claim that is a moment, as a date.
fn moment(claim: &str, value: &Json) -> String {
    let unix = value.as_number().and_then(Number::as_u64).filter(|_| MOMENTS.contains(&claim));
    unix.map(|unix| format!("  {}", stamp::utc(unix))).unwrap_or_default()
}

/// Claims that are a `NumericDate`.
const MOMENTS: [&str; 5] = ["exp", "iat", "nbf", "auth_time", "updated_at"];
