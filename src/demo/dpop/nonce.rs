//! What is remembered of proofs: their numbers, so that none counts twice, and the nonce each key has to use next.

use super::proof::LIFE;
use crate::demo::random;
use crate::demo::site::Site;
use std::collections::HashMap;

/// A nonce counts so long, in milliseconds.
const NONCE_LIFE_MS: u64 = 300_000;

/// More of a kind are not kept.
const MOST: usize = 10_000;

/// An issuer and the thumbprint of a key there.
type Key = (String, String);

/// What is remembered.
#[derive(Debug, Default)]
pub(in crate::demo) struct Memory {
    /// By key and `jti`, until when it is needed.
    proofs: HashMap<(Key, String), u64>,
    /// By key: the nonce of its next proof, and until when it counts. Runs that share the provider have keys of their
    /// own, so none of them outdates the nonce of another.
    nonces: HashMap<Key, (String, u64)>,
}

impl Memory {
    /// Whether the key has not used this number before; from now on it has.
    pub fn is_new(&mut self, site: &Site, key: &str, jti: &str) -> bool {
        let now_ms = site.now.mono_ms;
        self.proofs.retain(|_, until_ms| *until_ms > now_ms);
        if self.proofs.len() > MOST {
            self.proofs.clear();
        }
        // Its iat may lie ahead as far as behind.
        let until_ms = now_ms.saturating_add(2 * LIFE * 1000);
        self.proofs.insert((of(site, key), jti.to_owned()), until_ms).is_none()
    }

    /// Whether the key has to use this nonce now.
    pub fn is_current(&self, site: &Site, key: &str, nonce: Option<&str>) -> bool {
        let current = self.nonces.get(&of(site, key)).filter(|(_, until_ms)| *until_ms > site.now.mono_ms);
        current.is_some_and(|(text, _)| nonce == Some(text))
    }

    /// A new nonce for the key; the one before counts no more.
    pub fn renew(&mut self, site: &Site, key: &str) -> String {
        let now_ms = site.now.mono_ms;
        self.nonces.retain(|_, (_, until_ms)| *until_ms > now_ms);
        if self.nonces.len() > MOST {
            self.nonces.clear();
        }
        let nonce = random::token();
        self.nonces.insert(of(site, key), (nonce.clone(), now_ms.saturating_add(NONCE_LIFE_MS)));
        nonce
    }
}

fn of(site: &Site, key: &str) -> Key {
    (site.issuer.clone(), key.to_owned())
}
