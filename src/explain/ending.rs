//! How a run ended: the outcome, linked with the rows that announced it.

use super::evidence::Evidence;
use super::rules::{Advice, Key, Leg, RULES};
use super::sent::Sent;
use super::{Explanation, backchannel, beside, error_advice, front, piece, presented, proof, redemption, row_advice};
use crate::flow::{Expiry, Outcome};
use crate::profile::Flow;
use crate::protocol::answer::OAuthError;
use crate::protocol::check::Verdict;
use crate::protocol::exchange::Purpose;
use crate::protocol::time::in_words;
use crate::record::{Exchange, Row, Run};

/// Explains the end of a run, or what it waits for. `whose` is `user` where nothing is wrong.
pub fn outcome(run: &Run) -> Explanation {
    told(run).with_keys()
}

pub(super) fn told(run: &Run) -> Advice {
    let mut told = ended(run);
    if run.keep_going {
        // The run is past the stop already.
        told.keys.retain(|key| *key != Key::Past);
    }
    told
}

fn ended(run: &Run) -> Advice {
    let mut evidence = Evidence::of(run);
    match &run.outcome {
        None => rule("running", &evidence),
        Some(Outcome::Tokens) => worst(run, ["tokens", "tokens_warned", "tokens_failed"], &mut evidence),
        Some(Outcome::Done) if run.flow == Flow::Code => rule("done", &evidence),
        Some(Outcome::Done) => worst(run, done(run.flow), &mut evidence),
        Some(Outcome::Rejected { check }) => rejected(run, check, &mut evidence),
        Some(Outcome::Refused(error) | Outcome::Denied(error) | Outcome::Expired(Expiry::Told(error))) => {
            refused(run, error, &mut evidence)
        }
        Some(Outcome::Expired(Expiry::Counted)) => expired(run, &mut evidence),
        Some(Outcome::Unreachable { reason, .. }) => because("unreachable", run, reason, &mut evidence),
        Some(Outcome::Broken { reason }) => broken(run, reason, &mut evidence),
        Some(Outcome::Cancelled) => rule("cancelled", &evidence),
        Some(Outcome::Invalid { reason }) => because("invalid", run, reason, &mut evidence),
    }
}

fn rule(kind: &str, evidence: &Evidence) -> Advice {
    RULES.outcome(kind).advise(evidence)
}

fn because(kind: &str, run: &Run, reason: &str, evidence: &mut Evidence) -> Advice {
    evidence.say("reason", &run.masker.mask(&after_colon(reason)));
    rule(kind, evidence)
}

/// A sentence of its own, as it stands behind a colon.
pub(super) fn after_colon(reason: &str) -> String {
    reason.strip_prefix("The ").map_or_else(|| reason.to_owned(), |rest| format!("the {rest}"))
}

/// The rules of what was done without a grant: when nothing is wrong, when something warned, when something failed.
const fn done(flow: Flow) -> [&'static str; 3] {
    let well = match flow {
        Flow::Inspect => "looked",
        Flow::Userinfo => "told",
        Flow::Introspection => "introspected",
        Flow::Revocation => "revoked",
        _ => "logged_out",
    };
    [well, "done_warned", "done_failed"]
}

/// The end by its worst row.
fn worst(run: &Run, [well, warned, failed]: [&'static str; 3], evidence: &mut Evidence) -> Advice {
    let counts = run.counts();
    evidence.say("failed", &counted(counts.fail, "check"));
    evidence.say("warned", &counted(counts.warn, "check"));
    let (kind, worst) = match first_failure(run) {
        Some(row) => (failed, Some(row)),
        None => (warned, run.checks.iter().find(|row| row.finding.verdict == Verdict::Warn)),
    };
    let Some(row) = worst else { return rule(well, evidence) };
    evidence.say("check", row.finding.check.id);
    with_row(run, rule(kind, evidence), row)
}

fn rejected(run: &Run, check: &str, evidence: &mut Evidence) -> Advice {
    evidence.say("check", check);
    let said = rule("rejected", evidence);
    let stopper = run.checks.iter().rev().find(|row| row.finding.check.id == check && row.finding.stops());
    let Some(row) = stopper else { return said };
    let mut joined = beside::joined(run, with_row(run, said, row), evidence);
    if !joined.keys.contains(&Key::Past) {
        joined.keys.push(Key::Past);
    }
    joined
}

fn refused(run: &Run, error: &OAuthError, evidence: &mut Evidence) -> Advice {
    let description = error.description.as_deref().unwrap_or_default();
    evidence.description = description.to_lowercase();
    if run.flow == Flow::Code && front::is_of_browser(error) {
        evidence.leg = Some(Leg::Authorization);
    }
    let compared = match evidence.leg {
        Some(Leg::Token) if redemption::OF_THE_CODE.contains(&error.error.as_str()) => redemption::compared(run),
        _ => None,
    };
    evidence.facts.extend(compared.iter().flat_map(|compared| compared.facts.iter().copied()));
    let mut said = error_advice(&run.masker.mask(&error.error), evidence);
    if !description.trim().is_empty() {
        said.why = format!("{} The provider says: “{}”.", said.why, piece(&run.masker.mask(description)));
    }
    let by_browser = evidence.leg == Some(Leg::Authorization);
    for beside in beside_refusal(run, &error.error).into_iter().filter(|_| !by_browser) {
        said.why = format!("{} {beside}.", said.why);
    }
    if let Some(compared) = compared {
        said.why = format!("{} Compared: {}.", said.why, compared.inputs.join("; "));
    }
    said
}

/// What was sent of that which the provider may have refused, as sentences without their full stops.
fn beside_refusal(run: &Run, code: &str) -> Vec<String> {
    let asked = Sent::of(run).and_then(|sent| sent.beside(code));
    let client = if code == "invalid_client" { presented::beside(run) } else { None };
    [asked, client, proof::beside(run, code)].into_iter().flatten().collect()
}

fn expired(run: &Run, evidence: &mut Evidence) -> Advice {
    evidence.say("polls", &counted(run.polls.len(), "poll"));
    match run.flow {
        Flow::Code => rule("unanswered", evidence),
        Flow::Logout => rule("unreturned", evidence),
        Flow::Ciba => {
            evidence.say("life", &backchannel::life(run));
            rule("undecided", evidence)
        }
        _ => {
            let life = run.prompt.as_ref().map_or(0, |prompt| prompt.authorization.pace.expires_in.as_secs());
            evidence.say("life", &in_words(life));
            rule("expired", evidence)
        }
    }
}

/// An answer nothing can be built on, with the row that says why.
fn broken(run: &Run, reason: &str, evidence: &mut Evidence) -> Advice {
    reason.clone_into(&mut evidence.observed);
    let said = because("broken", run, reason, evidence);
    match behind(run, reason) {
        Some(row) => with_row(run, said, row),
        None => said,
    }
}

/// The sentence about the end, then what the row says that led to it.
fn with_row(run: &Run, said: Advice, row: &Row) -> Advice {
    let Some(row) = row_advice(run, row) else { return said };
    Advice { why: format!("{} {}", said.why, row.why), ..row }
}

/// The failure that matters most: one of the stop class, else the first.
pub(super) fn first_failure(run: &Run) -> Option<&Row> {
    let mut failures = run.checks.iter().filter(|row| row.finding.verdict == Verdict::Fail);
    let first = failures.clone().next();
    failures.find(|row| row.finding.stops()).or(first)
}

/// The failure behind an answer on which nothing could be built: of the browser's answer when that came last, of the
/// metadata when the reason names them, else of the last request or, since the same row is told once, of an earlier one for the same purpose.
pub(super) fn behind<'r>(run: &'r Run, reason: &str) -> Option<&'r Row> {
    if front::is_last(run) {
        return run.checks.iter().find(|row| row.finding.verdict == Verdict::Fail && front::is_about(row));
    }
    if backchannel::is_last(run) {
        return run.checks.iter().find(|row| row.finding.verdict == Verdict::Fail && backchannel::is_about(row));
    }
    let purpose = |exchange: &Exchange| exchange.request.purpose;
    let is_of_metadata = reason.contains("metadata") || reason.contains("provider names no ");
    let last = if is_of_metadata { Some(Purpose::Discovery) } else { run.exchanges.last().map(purpose) };
    let of = |row: &Row| row.exchange.and_then(|n| run.exchange(n)).map(purpose);
    let failures = || run.checks.iter().filter(|row| row.finding.verdict == Verdict::Fail && of(row) == last);
    let newest = failures().filter_map(|row| row.exchange).max();
    failures().find(|row| row.exchange == newest).or_else(|| telling(run))
}

/// The warning that an act ended with: it is no fault, and yet all that can be told.
fn telling(run: &Run) -> Option<&Row> {
    const TELLING: [&str; 3] = ["introspection.authorized", "revocation.status", "userinfo.status"];
    let last = run.exchanges.last().map(|exchange| exchange.n);
    let is_telling = |row: &&Row| row.finding.verdict == Verdict::Warn && TELLING.contains(&row.finding.check.id);
    run.checks.iter().filter(is_telling).find(|row| row.exchange == last)
}

/// "1 poll", "3 polls".
pub(super) fn counted(count: usize, what: &str) -> String {
    match count {
        1 => format!("1 {what}"),
        _ => format!("{count} {what}s"),
    }
}
