//! Who reaches the notification endpoint while a run waits. Only the provider can make rows of the run: everybody else
//! is evidence, told at once and counted.

use super::exchange::Conversation;
use super::{Event, Outcome, World};
use crate::protocol::check::Finding;
use crate::protocol::listener::Visit;
use crate::protocol::notification;

/// Most rows of one check with one verdict: a provider may come a thousand times with something else each time.
const MOST: usize = 8;

/// The visitors of one run.
#[derive(Debug, Default)]
pub struct Visitors {
    /// Whether anybody can come.
    awaited: bool,
    /// Whether what is awaited came.
    came: bool,
    /// How many that are not known to be the provider.
    strange: usize,
    /// Rows of the run already told: a hundred pings are one set of rows.
    told: Vec<Finding>,
    /// The rows of the last one that looked like a notification and proved nothing.
    last: Vec<Finding>,
}

impl Visitors {
    /// Somebody can come from now on.
    pub const fn awaited(&mut self) {
        self.awaited = true;
    }

    /// Takes one in and tells it. A stop-class failure of the provider ends the run.
    pub fn note<W: World>(&mut self, visit: Visit, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let (findings, is_providers) = match &visit.notice {
            Some(notice) => (notice.findings.clone(), notice.is_providers),
            None => (Vec::new(), false),
        };
        self.came |= visit.kind.is_taken();
        if !is_providers && !visit.is_usual() {
            self.strange += 1;
            if !findings.is_empty() {
                self.last.clone_from(&findings);
            }
        }
        talk.world.emit(Event::Visited { visit: Box::new(visit), findings: findings.clone() });
        if is_providers { self.tell(findings, talk) } else { Ok(()) }
    }

    /// Time is over. Where nothing came that counts, what came last is all there is to judge, so now it counts.
    pub fn in_vain<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        if self.came {
            return Ok(());
        }
        let last = std::mem::take(&mut self.last);
        self.tell(last, talk)
    }

    /// The run is over: whoever still came, and how many strangers there were, if anybody could come.
    pub async fn leave<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        if !self.awaited {
            return Ok(());
        }
        for visit in talk.world.close().await {
            self.note(visit, talk)?;
        }
        let strange = self.strange;
        self.tell(vec![notification::visitors(strange)], talk)
    }

    fn tell<W: World>(&mut self, findings: Vec<Finding>, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let fresh = self.fresh(findings);
        talk.tell(None, fresh)
    }

    /// The rows that were not told before, as far as there is room for them.
    fn fresh(&mut self, mut findings: Vec<Finding>) -> Vec<Finding> {
        findings.retain(|finding| self.is_news(finding));
        self.told.extend(findings.iter().cloned());
        findings
    }

    fn is_news(&self, finding: &Finding) -> bool {
        let is_alike = |told: &&Finding| told.check == finding.check && told.verdict == finding.verdict;
        !self.told.contains(finding) && self.told.iter().filter(is_alike).count() < MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_that_comes_again_and_again_fills_no_memory() {
        crate::covers!("CIB-21");
        let mut visitors = Visitors::default();
        let mut told = |strange| visitors.fresh(vec![notification::visitors(strange)]).len();
        assert_eq!((1..=1000).map(&mut told).sum::<usize>(), MOST);
        assert_eq!([told(0), told(0)], [1, 0], "another verdict is news all the same, once");
    }
}
