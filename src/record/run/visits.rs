//! Who came to the listener of a run: kept, counted, and let go before they fill the memory.

use super::{Row, Run, VisitRow};
use crate::flow::Outcome;
use crate::profile::Flow;
use crate::protocol::check::{Finding, Verdict};
use crate::protocol::listener::{Visit, VisitKind};
use crate::protocol::time::Now;

/// Most visits that are kept.
pub(super) const VISITS: usize = 1000;

/// Most bytes of what strangers sent that are kept: a mebibyte a visit is theirs to choose.
pub(super) const VISIT_BYTES: usize = 8 << 20;

/// Most visits whose secrets are also searched for in running text.
const LEARNED: usize = 100;

/// Most bytes of theirs: each is searched for in several spellings.
pub(super) const LEARNED_BYTES: usize = 256 << 10;

impl VisitRow {
    /// What tells best why it is not what the run waits for: the row that decided, else the first of the worst.
    pub fn telling(&self) -> Option<&Finding> {
        let decided = match self.visit.kind {
            VisitKind::WrongBearer => "notification.bearer",
            VisitKind::OtherRequest => "notification.auth_req_id",
            VisitKind::OtherMode => "notification.mode",
            _ => "",
        };
        let wrong = || self.findings.iter().filter(|finding| finding.verdict <= Verdict::Warn);
        wrong().find(|finding| finding.check.id == decided).or_else(|| wrong().min_by_key(|finding| finding.verdict))
    }
}

impl Run {
    /// Keeps the newest; what a thousand strangers sent is counted, not kept.
    pub(super) fn visited(&mut self, mut visit: Visit, findings: Vec<Finding>, at: Now) {
        // Beyond that a flood of made-up codes would only make every text slow to mask; as parameters they are masked
        // by type all the same.
        let is_answer = visit.kind.is_taken();
        let learned = self.learned_bytes.saturating_add(visit.weight());
        if is_answer || (self.visit_count < LEARNED && learned <= LEARNED_BYTES) {
            self.learned_bytes = if is_answer { self.learned_bytes } else { learned };
            self.learn_parameters(&visit.parameters);
        }
        if let Some(notice) = &mut visit.notice {
            // Its rows are kept beside it, and what it brought is in its parameters and in the tokens.
            notice.findings.clear();
            if let Some(pushed) = notice.pushed.take() {
                self.masker.learn_object(&pushed);
            }
        }
        self.visit_count += 1;
        self.visits.push(VisitRow { n: self.visit_count, at, visit, findings });
        self.spare_visits();
    }

    /// Lets go of the oldest strangers, and before that of what they sent. The answer that was taken stays.
    fn spare_visits(&mut self) {
        let is_stranger = |row: &VisitRow| !row.visit.kind.is_taken();
        if self.visits.len() > VISITS
            && let Some(oldest) = self.visits.iter().position(is_stranger)
        {
            self.visits.remove(oldest);
        }
        let mut kept: usize = self.visits.iter().map(|row| row.visit.weight()).sum();
        for row in self.visits.iter_mut().filter(|row| is_stranger(row)) {
            if kept <= VISIT_BYTES {
                return;
            }
            kept -= row.visit.weight();
            row.visit.let_go();
            kept += row.visit.weight();
        }
    }

    /// Where no answer was taken, what is wrong with the last one that was not ours is all there is to judge. The flow
    /// tells it when time is over; nobody does when the run was stopped.
    pub(super) fn promote(&mut self) {
        // A flow that is notified judges its visitors itself, and who is nobody must not colour what came otherwise.
        let is_judged = self.flow == Flow::Ciba && self.outcome != Some(Outcome::Cancelled);
        if self.callback.is_some() || is_judged || self.visits.iter().any(|row| row.visit.kind.is_taken()) {
            return;
        }
        let Some(last) = self.visits.iter().rev().find(|visit| !visit.findings.is_empty()) else { return };
        if self.checks.iter().any(|row| last.findings.contains(&row.finding)) {
            return;
        }
        let rows = last.findings.iter().map(|finding| Row { exchange: None, finding: finding.clone() });
        self.checks.extend(rows.collect::<Vec<_>>());
    }
}
