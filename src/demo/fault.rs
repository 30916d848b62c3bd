//! A fault as data: its name, what it changes, and what a good client shows of it.

use super::wrong::Wrong;

/// One named way to misbehave.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Kebab-case; the last part of the issuer.
    pub name: &'static str,
    /// What the provider does, in one sentence.
    pub sentence: &'static str,
    /// The checks that must turn, each with `fail` or `warn`. Empty: allowed by the standards though unusual.
    pub checks: &'static [(&'static str, &'static str)],
    /// Rows of the fault catalogue.
    pub faults: &'static [&'static str],
    /// The kind of outcome a run must have.
    pub outcome: &'static str,
    /// Whether the run needs the person's approval to get there.
    pub approve: bool,
    /// The flow that meets it, as a profile names it: `device` where it does not matter which.
    pub flow: &'static str,
    /// What the profile has to say for it to show, as `--set` takes it: `code.response_mode=jwt`.
    pub set: &'static [&'static str],
    pub(super) wrong: &'static [Wrong],
}

impl Fault {
    /// A fault that changes `wrong`; the run is approved and gets its tokens until said otherwise.
    pub(super) const fn new(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Self {
        let (checks, faults, set): (&[_], &[_], &[_]) = (&[], &[], &[]);
        Self { name, sentence, checks, faults, outcome: "tokens", approve: true, flow: "device", set, wrong }
    }

    /// The same for one that only the code flow meets.
    pub(super) const fn code(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Self {
        let mut fault = Self::new(name, sentence, wrong);
        fault.flow = "code";
        fault
    }

    /// The same for one that only CIBA meets; the client polls until said otherwise.
    pub(super) const fn ciba(name: &'static str, sentence: &'static str, wrong: &'static [Wrong]) -> Self {
        let mut fault = Self::new(name, sentence, wrong);
        fault.flow = "ciba";
        fault
    }

    /// The same for one that only a flow without a person meets: a grant that asks nobody, or an act on a token. It
    /// ends as `outcome` says.
    pub(super) const fn of(
        flow: &'static str,
        outcome: &'static str,
        (name, sentence): (&'static str, &'static str),
        wrong: &'static [Wrong],
    ) -> Self {
        let mut fault = Self::new(name, sentence, wrong);
        (fault.flow, fault.outcome, fault.approve) = (flow, outcome, false);
        fault
    }

    /// In ping mode.
    pub(super) const fn ping(self) -> Self {
        self.set(&["client.id=grantty-demo-ciba-ping", "ciba.mode=ping"])
    }

    /// In push mode.
    pub(super) const fn push(self) -> Self {
        self.set(&["client.id=grantty-demo-ciba-push", "ciba.mode=push"])
    }

    /// Whether its client awaits notifications, or gets some all the same.
    pub(super) fn listens(&self) -> bool {
        let notifies = |set: &&str| ["ciba.mode=ping", "ciba.mode=push"].contains(set);
        self.set.iter().any(notifies) || self.wrong.iter().any(|wrong| matches!(wrong, Wrong::Notice(..)))
    }

    /// What the profile has to say.
    pub(super) const fn set(mut self, set: &'static [&'static str]) -> Self {
        self.set = set;
        self
    }

    /// The checks that must turn.
    pub(super) const fn shows(mut self, checks: &'static [(&'static str, &'static str)]) -> Self {
        self.checks = checks;
        self
    }

    /// The rows of the catalogue.
    pub(super) const fn rows(mut self, faults: &'static [&'static str]) -> Self {
        self.faults = faults;
        self
    }

    /// The run ends so, and nobody is asked before.
    pub(super) const fn ends(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self.approve = false;
        self
    }

    /// The run ends so after the person said yes.
    pub(super) const fn ends_approved(mut self, outcome: &'static str) -> Self {
        self.outcome = outcome;
        self
    }
}
