//! What is told of the proofs of a run beside the rows of their repeats: each thing once, however often it happens.

use crate::protocol::check::{Finding, Verdict};
use crate::protocol::dpop;
use crate::protocol::exchange::{Request, Response};

/// What was told so far.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// The addresses that proofs were made for.
    targets: Vec<String>,
    /// Whether an answer without a nonce passed, and whether one with a nonce did.
    passed: [bool; 2],
}

impl Proofs {
    /// Whether the proof in a request of ours is for the address it goes to.
    pub(super) fn sent(&mut self, request: &Request) -> Option<Finding> {
        let finding = dpop::judge_sent(request)?;
        let is_known = finding.verdict == Verdict::Pass && self.targets.contains(&finding.observed);
        if is_known {
            return None;
        }
        self.targets.push(finding.observed.clone());
        Some(finding)
    }

    /// What an answer to a proof says of algorithms and nonces. Answers without a fault are alike, so the first stands
    /// for all of them.
    pub(super) fn answered(&mut self, response: &Response, alg: &str) -> Vec<Finding> {
        let challenged = dpop::challenged(response, alg);
        let has_nonce = response.header("dpop-nonce").is_some();
        let offered = dpop::offered(response).filter(|row| row.verdict != Verdict::Pass || !self.passed(has_nonce));
        challenged.into_iter().chain(offered).collect()
    }

    /// Whether an answer of that kind passed before; now it has.
    fn passed(&mut self, has_nonce: bool) -> bool {
        std::mem::replace(&mut self.passed[usize::from(has_nonce)], true)
    }
}
