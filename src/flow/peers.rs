//! What is told of the other ends of a run's connections: each once, until something about it changes.

use std::collections::HashSet;
use std::sync::Arc;

use url::Url;

use crate::protocol::check::Finding;
use crate::protocol::client_auth;
use crate::protocol::exchange::Purpose;
use crate::protocol::peer::{self, Peer};
use crate::protocol::time::Now;

/// Who was met so far.
#[derive(Debug, Default)]
pub(super) struct Peers {
    /// By host and port.
    met: Vec<(String, Arc<Peer>)>,
    /// Hosts where it was said what became of our own certificate.
    shown: HashSet<String>,
}

impl Peers {
    /// The rows of one more answer. `skew` is how far the servers' clock is ahead of ours.
    pub(super) fn met(
        &mut self,
        (url, purpose): (&Url, Purpose),
        peer: &Arc<Peer>,
        (now, skew): (Now, Option<i64>),
    ) -> Vec<Finding> {
        let host = format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0));
        let at = self.met.iter().position(|(known, _)| *known == host);
        let before = at.map(|at| self.met.remove(at).1);
        let is_new = before.as_deref() != Some(&**peer);
        let mut findings = if is_new { peer::judge(peer, before.as_deref(), now, skew) } else { Vec::new() };
        // Metadata and keys are for everybody: whether a certificate is wanted counts where the client is asked who it is.
        if client_auth::authenticates(purpose) && (self.shown.insert(host.clone()) || is_new) {
            findings.extend(peer::judge_own(peer, now));
        }
        self.met.push((host, Arc::clone(peer)));
        findings
    }
}
