//! Who reaches the notification endpoint while a run waits. Only the provider can make rows of the run: everybody else
//! is evidence, told at once and counted.

use super::exchange::Conversation;
use super::{Event, Outcome, World};
use crate::protocol::check::Finding;
use crate::protocol::listener::Visit;
use crate::protocol::notification;

/// The visitors of one run.
#[derive(Debug, Default)]
pub struct Visitors {
    /// How many that are not known to be the provider.
    strange: usize,
    /// Rows of the run already told: a hundred pings are one set of rows.
    told: Vec<Finding>,
    /// The rows of the last one that looked like a notification and proved nothing.
    last: Vec<Finding>,
}

impl Visitors {
    /// Takes one in and tells it. A stop-class failure of the provider ends the run.
    pub fn note<W: World>(&mut self, visit: Visit, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let (findings, is_providers) = match &visit.notice {
            Some(notice) => (notice.findings.clone(), notice.is_providers),
            None => (Vec::new(), false),
        };
        if !is_providers && !visit.is_usual() {
            self.strange += 1;
            if !findings.is_empty() {
                self.last.clone_from(&findings);
            }
        }
        talk.world.emit(Event::Visited { visit: Box::new(visit), findings: findings.clone() });
        if is_providers { self.tell(findings, talk) } else { Ok(()) }
    }

    /// Time is over and nothing came that counts: what came last is all there is to judge, so now it counts.
    pub fn in_vain<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let last = std::mem::take(&mut self.last);
        self.tell(last, talk)
    }

    /// The run is over: whoever still came, and how many strangers there were.
    pub async fn leave<W: World>(&mut self, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        for visit in talk.world.close().await {
            self.note(visit, talk)?;
        }
        let strange = self.strange;
        self.tell(vec![notification::visitors(strange)], talk)
    }

    fn tell<W: World>(&mut self, findings: Vec<Finding>, talk: &mut Conversation<'_, W>) -> Result<(), Outcome> {
        let fresh: Vec<Finding> = findings.into_iter().filter(|finding| !self.told.contains(finding)).collect();
        self.told.extend(fresh.iter().cloned());
        talk.tell(None, fresh)
    }
}
