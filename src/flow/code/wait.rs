//! The wait for the front channel: a browser is asked for, visitors come and go, and one answer is ours.

use super::{Case, request};
use crate::flow::exchange::Conversation;
use crate::flow::provider::Provider;
use crate::flow::{Authorization, Event, Expiry, Heard, Opening, Outcome, World};
use crate::protocol::authorization;
use crate::protocol::check::Finding;
use crate::protocol::listener::{Visit, VisitKind};
use crate::protocol::redirect::checks;

/// Sends a person to the provider and waits for the answer that is ours.
pub async fn for_answer<W: World>(
    case: &Case<'_>,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<Visit, Outcome> {
    let mut ready = request::prepare(case, provider, talk).await?;
    talk.world.admit(Box::new(case.attempt.door()));
    let opening = open(&ready, talk).await;
    talk.tell(None, vec![checks::browser(opening.asked())])?;
    let until = ready.until;
    let mut visitors = Visitors::default();
    loop {
        match talk.world.heard(until).await {
            Heard::Visit(visit) => {
                if visitors.note(&visit, case, talk.world) {
                    talk.tell(None, vec![checks::visitors(visitors.strange)])?;
                    return Ok(*visit);
                }
            }
            Heard::OpenAgain => again(case, &mut ready, provider, talk).await?,
            // There is nothing to poll for.
            Heard::PollNow { .. } => {}
            Heard::Deadline => return visitors.over(case, talk).await,
        }
    }
}

/// Opens the address once more. What was pushed and is gone by now is pushed once more (RFC 9126 §2.2); where that
/// fails, the wait goes on: the page that was opened before may still answer.
async fn again<W: World>(
    case: &Case<'_>,
    ready: &mut Authorization,
    provider: &Provider,
    talk: &mut Conversation<'_, W>,
) -> Result<(), Outcome> {
    if ready.pushed_until.is_some_and(|expiry| expiry <= talk.world.now().mono) {
        match request::prepare(case, provider, talk).await {
            Ok(fresh) => *ready = Authorization { until: ready.until, since: ready.since, ..fresh },
            Err(rejected @ Outcome::Rejected { .. }) => return Err(rejected),
            Err(_) => {
                let told = "the request could not be pushed again: see the checks".to_owned();
                talk.world.emit(Event::Opened(Opening::Failed(told)));
                return Ok(());
            }
        }
    }
    open(ready, talk).await;
    Ok(())
}

/// Whoever came after the answer: the first stands, and others are told (RFC 9700 §4.5).
pub async fn stragglers<W: World>(talk: &mut Conversation<'_, W>) {
    let late = talk.world.close().await;
    let count = |kind| late.iter().filter(|visit| visit.kind == kind).count();
    let (repeats, reloads) = (count(VisitKind::Repeat), count(VisitKind::Reload));
    for visit in late {
        talk.world.emit(Event::Visited { visit: Box::new(visit), findings: Vec::new() });
    }
    if repeats + reloads > 0 {
        // No stop: the first answer stands whatever came after it.
        let _told = talk.tell(None, vec![authorization::replay(repeats, reloads)]);
    }
}

async fn open<W: World>(ready: &Authorization, talk: &mut Conversation<'_, W>) -> Opening {
    talk.world.emit(Event::Authorization(Box::new(ready.clone())));
    let opening = talk.world.open(&ready.url).await;
    talk.world.emit(Event::Opened(opening.clone()));
    opening
}

/// Who came so far.
#[derive(Default)]
struct Visitors {
    /// How many that no browser on its usual way makes.
    strange: usize,
    /// The rows of the last one that looked like an answer.
    last: Vec<Finding>,
    /// The last one that only its reader could tell from ours, where such a one is awaited.
    sealed: Option<Visit>,
}

impl Visitors {
    /// Takes one in and tells it; whether it is the answer.
    fn note<W: World>(&mut self, visit: &Visit, case: &Case<'_>, world: &mut W) -> bool {
        let findings = self.judge(visit, case);
        world.emit(Event::Visited { visit: Box::new(visit.clone()), findings });
        visit.kind == VisitKind::Answer
    }

    /// Its own rows, when it looks like an answer and is not ours.
    fn judge(&mut self, visit: &Visit, case: &Case<'_>) -> Vec<Finding> {
        // Whoever comes after the wait disturbs nobody, and most likely it is the provider.
        if !visit.is_usual() && visit.kind != VisitKind::Late {
            self.strange += 1;
        }
        if !matches!(visit.kind, VisitKind::OtherState | VisitKind::NoState) {
            return Vec::new();
        }
        if case.attempt.jarm && visit.is_sealed() {
            self.sealed = Some(visit.clone());
        }
        let findings = authorization::not_taken(visit, case.attempt.state.as_deref());
        self.last.clone_from(&findings);
        findings
    }

    /// Time is over. Whoever came in the last moment still counts. An answer that was not ours, or that nobody can read,
    /// is then all there was to judge, so now it counts.
    async fn over<W: World>(mut self, case: &Case<'_>, talk: &mut Conversation<'_, W>) -> Result<Visit, Outcome> {
        for visit in talk.world.close().await {
            if self.note(&visit, case, talk.world) {
                talk.tell(None, vec![checks::visitors(self.strange)])?;
                return Ok(visit);
            }
        }
        if let Some(sealed) = self.sealed {
            talk.tell(None, vec![checks::visitors(self.strange.saturating_sub(1))])?;
            return Ok(sealed);
        }
        let mut findings = self.last;
        findings.push(checks::visitors(self.strange));
        talk.tell(None, findings)?;
        Err(Outcome::Expired(Expiry::Counted))
    }
}
