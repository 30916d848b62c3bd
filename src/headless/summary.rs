//! The end of a run for a person who asked for no JSON: what was wrong, the claims, and the outcome in a sentence.

mod inspected;
mod members;

use crate::explain;
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::check::Verdict;
use crate::protocol::inspection::{Inspection, SignatureState};
use crate::protocol::jose::jwt;
use crate::protocol::json::Json;
use crate::protocol::text;
use crate::record::wire::Eyes;
use crate::record::{Row, Run, Wording, mask, report, stamp};
use members::{Naming, members};

/// What a person wants to see.
#[derive(Clone, Copy, Debug, Default)]
pub struct Shown {
    /// Secrets and tokens in full.
    pub reveal: bool,
    /// Everything, with what it means.
    pub verbose: bool,
    /// The moment at which times were judged, where it was not that of the run.
    pub at: Option<u64>,
}

/// How a run is shown.
struct Scope<'a> {
    eyes: Eyes<'a>,
    /// Whether everything is shown, with what it means.
    verbose: bool,
    /// Seconds since 1970, from which times are counted in words.
    now: u64,
}

/// The lines of the summary.
pub fn lines(run: &Run, shown: Shown) -> Vec<String> {
    let eyes = Eyes { masker: &run.masker, reveal: shown.reveal };
    let now = shown.at.unwrap_or_else(|| run.ended.unwrap_or(run.started).unix);
    let scope = Scope { eyes, verbose: shown.verbose, now };
    let wording = explain::wording(run);
    let mut lines = found(run, &wording, &scope);
    lines.extend(shown.at.map(|at| format!("times   judged as of {}", stamp::utc(at))));
    lines.extend(claims(run, &scope));
    lines.extend(answered("userinfo", run.userinfo.as_ref(), &scope));
    lines.extend(answered("introspection", run.introspection.as_ref(), &scope));
    lines.extend(course(run));
    let counts = run.counts();
    lines.push(format!(
        "checks  {} failed, {} warned, {} passed, {} skipped",
        counts.fail, counts.warn, counts.pass, counts.skip
    ));
    let kind = run.outcome.as_ref().map_or("cancelled", |outcome| outcome.kind());
    // What others said in it is masked where it was put in; our own words must not be, when a secret is one of them.
    let mut say = |name: &str, words: &str| lines.push(format!("{name}  {}", text::shown(words)));
    say(kind, &wording.message);
    if is_left_open(run) {
        say("next", &wording.end.next);
    } else if run.exit_code() != Some(0) && !is_told(run) {
        say("whose", wording.end.whose);
        say("next", &eyes.text(&wording.end.next));
    }
    lines
}

/// Whether nothing is wrong with a token, and yet nobody knows who wrote it.
fn is_left_open(run: &Run) -> bool {
    let is_verified = |all: &[_]| !all.is_empty() && all.iter().all(is_verified);
    let is_done = run.flow == Flow::Inspect && run.outcome == Some(Outcome::Done) && run.exit_code() == Some(0);
    is_done && !is_verified(&run.inspections)
}

fn is_verified(one: &Inspection) -> bool {
    one.signature == SignatureState::Verified
}

/// Whether the rows of a look have said it all: what the end says is what the worst of them says.
fn is_told(run: &Run) -> bool {
    run.flow == Flow::Inspect && run.outcome == Some(Outcome::Done)
}

/// The tokens that were looked into, each with its doubtful rows, and then all other such rows.
fn found(run: &Run, wording: &Wording, scope: &Scope<'_>) -> Vec<String> {
    let told = |rows: Vec<&Row>| -> Vec<String> {
        doubtful(rows).into_iter().flat_map(|row| row_lines(row, wording, scope.eyes)).collect()
    };
    let tokens = run.inspections.iter().map(|one| inspected::lines(one, scope));
    match inspected::apart(&run.checks, run.inspections.len()) {
        Some((rows, others)) if !rows.is_empty() => {
            let each = tokens.zip(rows).flat_map(|(token, rows)| [token, told(rows)].concat());
            each.chain(told(others)).collect()
        }
        _ => tokens.flatten().chain(told(run.checks.iter().collect())).collect(),
    }
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
fn doubtful(mut rows: Vec<&Row>) -> Vec<&Row> {
    rows.retain(|row| row.finding.verdict <= Verdict::Warn);
    rows.sort_by_key(|row| row.finding.verdict);
    rows
}

fn row_lines(row: &Row, wording: &Wording, eyes: Eyes<'_>) -> Vec<String> {
    let finding = &row.finding;
    let mark = if finding.verdict == Verdict::Fail { "✘ FAIL" } else { "! WARN" };
    let mut lines =
        vec![format!("{mark}  {}  {}  ({})", finding.check.id, finding.check.title, finding.check.spec.clause)];
    lines.push(format!("        expected  {}", eyes.text(&finding.expected)));
    lines.push(format!("        observed  {}", eyes.text(&finding.observed)));
    if let Some(words) = (wording.row)(finding) {
        let said = |words: &str| if report::is_ours(words, finding) { words.to_owned() } else { eyes.text(words) };
        lines.push(format!("        why       {}", said(&words.why)));
        lines.push(format!("        whose     {}", words.whose));
        lines.push(format!("        next      {}", said(&words.next)));
    }
    lines
}

fn claims(run: &Run, scope: &Scope<'_>) -> Vec<String> {
    let (tokens, judged) = match (&run.tokens, &run.front_tokens) {
        (Some(tokens), _) => (tokens, run.id_token.as_ref()),
        (None, Some(tokens)) => (tokens, run.front_id_token.as_ref()),
        (None, None) => return Vec::new(),
    };
    let opened = judged.filter(|judged| judged.outer.is_some());
    let mut lines = Vec::new();
    let named = [
        ("id_token", tokens.id_token.as_ref()),
        ("access_token", tokens.access_token.as_ref()),
        ("refresh_token", tokens.refresh_token.as_ref()),
    ];
    for (name, token) in named {
        let Some(token) = token else { continue };
        let shown = if scope.eyes.reveal { token.reveal().to_owned() } else { mask::summary(token) };
        lines.push(format!("{name}  {}", text::shown(&shown)));
        // What was inside an encrypted one stands where the claims of any other stand.
        let inside = opened.filter(|_| name == "id_token").and_then(|judged| judged.decoded.payload.clone());
        if let Some(payload) = inside.or_else(|| jwt::read(token.reveal()).payload) {
            lines.extend(members(&payload, Naming::Claims(run.issuer.as_deref()), scope));
        }
    }
    lines
}

/// What the provider told when it was asked, and nothing else was.
fn answered(name: &str, claims: Option<&Json>, scope: &Scope<'_>) -> Vec<String> {
    let Some(claims) = claims else { return Vec::new() };
    std::iter::once(name.to_owned()).chain(members(claims, Naming::Claims(None), scope)).collect()
}
