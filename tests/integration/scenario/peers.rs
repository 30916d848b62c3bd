//! Who a scenario's provider is by TLS, and what becomes of our own certificate there.
//!
//! ```toml
//! [peer]                             # every https connection; nothing is known of it without this table
//! protocol = "TLS 1.2"               # "" where nothing was agreed on
//! subject = "CN=id.example.com"      # of its certificate; also issuer, names, key, signature, sha256
//! valid = [-86400, 7776000]          # from when until when, in seconds from the start of the run
//! alone = true                       # it shows its own certificate and no other; nothing = true: none at all
//! fault = "…"                        # why it is not trusted; tolerated = true lets it pass; pinned = "…"
//! asked = false                      # whether it wants a certificate of ours, and gets it (sent):
//! own = [-86400, 3600]               # both true where the profile has one, which is valid so long
//! [[peers]]                          # from the `from`th request of that label on, it is different
//! request = "token"
//! sha256 = "bb"
//! ```

use std::collections::BTreeMap;
use std::sync::Arc;

use grantty::profile::Profile;
use grantty::protocol::exchange::{Request, TransportError};
use grantty::protocol::peer::{Certificate, Peer};
use toml::Table;

use super::answers::Answer;
use super::provider::table;
use super::{proofs, world};

/// The peers of a scenario.
pub struct Peers {
    usual: Option<Table>,
    others: Vec<Table>,
    own: Option<Certificate>,
    seen: BTreeMap<&'static str, i64>,
    via: Option<String>,
}

impl Peers {
    /// Nobody came yet.
    pub fn new(scenario: &Table, profile: &Profile) -> Self {
        let others = scenario.get("peers").map(|all| all.as_array().expect("an array").iter().map(table).collect());
        let own = proofs::certificate(profile).map(|der| Certificate::read(&der).expect("a certificate"));
        Self {
            usual: scenario.get("peer").map(table),
            others: others.unwrap_or_default(),
            own,
            seen: BTreeMap::new(),
            via: profile.tls.proxy.as_ref().map(|proxy| proxy.reveal().to_owned()),
        }
    }

    /// The answer, with who gave it.
    pub fn shown(&mut self, request: &Request, answer: Answer) -> Answer {
        let number = self.seen.entry(request.purpose.label()).or_default();
        *number += 1;
        let number = *number;
        let peer = self.peer(request, number).map(Arc::new);
        let via = self.via.clone();
        match answer {
            Answer::Response(mut response, after) => {
                (response.peer, response.via) = (peer, via);
                Answer::Response(response, after)
            }
            Answer::Nothing(error, after) => Answer::Nothing(TransportError { peer, via, ..error }, after),
        }
    }

    fn peer(&self, request: &Request, number: i64) -> Option<Peer> {
        let mut says = self.usual.clone().filter(|_| request.url.scheme() == "https")?;
        for other in &self.others {
            let from = other.get("from").map_or(1, |from| from.as_integer().expect("a number"));
            if other["request"].as_str() == Some(request.purpose.label()) && number >= from {
                says.extend(other.clone());
            }
        }
        Some(self.described(&says, request.url.host_str().unwrap_or_default()))
    }

    fn described(&self, says: &Table, host: &str) -> Peer {
        let text = |name: &str| says.get(name).map(|text| text.as_str().expect("text").to_owned());
        let flag = |name: &str| says.get(name).map(|flag| flag.as_bool().expect("a flag"));
        let own = self.own.clone().map(|own| match says.get("own") {
            Some(valid) => within(own, Some(valid)),
            None => own,
        });
        let protocol = match text("protocol").as_deref() {
            None | Some("TLS 1.3") => Some("TLS 1.3"),
            Some("TLS 1.2") => Some("TLS 1.2"),
            Some("") => None,
            Some(other) => panic!("nobody speaks {other:?}"),
        };
        Peer {
            protocol,
            cipher: protocol.map(|_| "TLS13_AES_128_GCM_SHA256".to_owned()),
            chain: chain(says, host),
            fault: text("fault"),
            is_tolerated: flag("tolerated").unwrap_or_default(),
            pinned: text("pinned"),
            asked_for_certificate: flag("asked").unwrap_or(own.is_some()),
            sent_certificate: flag("sent").unwrap_or(own.is_some()),
            own,
        }
    }
}

fn chain(says: &Table, host: &str) -> Vec<Certificate> {
    let flag = |name: &str| says.get(name).is_some_and(|flag| flag.as_bool().expect("a flag"));
    if flag("nothing") {
        return Vec::new();
    }
    let text = |name: &str, usual: &str| {
        says.get(name).map_or(usual.to_owned(), |text| text.as_str().expect("text").to_owned())
    };
    let names = match says.get("names") {
        Some(names) => super::strings(Some(names)),
        None => vec![host.to_owned()],
    };
    let leaf = Certificate {
        subject: text("subject", &format!("CN={host}")),
        issuer: text("issuer", "CN=Example Authority"),
        names,
        serial: "1a:2b".to_owned(),
        not_before: 0,
        not_after: 0,
        key: text("key", "EC P-256"),
        signature: text("signature", "ECDSA with SHA-256"),
        sha256: text("sha256", "aa"),
        is_authority: false,
    };
    let leaf = within(leaf, says.get("valid"));
    let root = "CN=Example Authority".to_owned();
    let authority = Certificate {
        subject: root.clone(),
        issuer: root,
        names: Vec::new(),
        sha256: "cc".to_owned(),
        is_authority: true,
        ..leaf.clone()
    };
    if flag("alone") { vec![leaf] } else { vec![leaf, authority] }
}

/// A certificate that is valid from the first to the second of these seconds.
fn within(certificate: Certificate, valid: Option<&toml::Value>) -> Certificate {
    let seconds = |at: usize, usual: i64| {
        let given = valid.and_then(|valid| valid.get(at)).map(|at| at.as_integer().expect("seconds"));
        world::START.unix.saturating_add_signed(given.unwrap_or(usual))
    };
    Certificate { not_before: seconds(0, -86_400), not_after: seconds(1, 7_776_000), ..certificate }
}
