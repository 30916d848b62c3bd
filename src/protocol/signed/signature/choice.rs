//! The keys that a token can mean (RFC 7515 §6): those of its kid, or those of its type where it names none.

use std::collections::HashSet;

use super::super::{Case, SignatureState};
use super::trial;
use crate::protocol::jose::algorithm::Algorithm;
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::spki::ANY_PSS;
use crate::protocol::jwks::KeySet;

/// The keys worth trying: never empty.
pub(super) struct Choice<'k> {
    pub keys: Vec<&'k Jwk>,
    /// Whether the token names a kid, and these are keys without one: given by hand, or published so.
    pub unnamed: bool,
    named: bool,
}

impl Choice<'_> {
    /// How many different keys they are: one key given twice leaves nothing open.
    pub fn distinct(&self) -> usize {
        let thumbprints: HashSet<_> = self.keys.iter().filter_map(|jwk| jwk.thumbprint.as_deref()).collect();
        thumbprints.len().max(1)
    }

    /// Whether the token itself names them by their kid.
    pub const fn is_named(&self) -> bool {
        self.named
    }
}

/// Why there is nothing to try.
pub(super) struct Missing {
    pub why: String,
    pub state: SignatureState,
}

impl Missing {
    const fn of(state: SignatureState, why: String) -> Self {
        Self { why, state }
    }
}

/// Without a kid, keys made for something else are left aside if others remain.
pub(super) fn choose<'k>(case: &Case<'_>, algorithm: Algorithm, set: &'k KeySet) -> Result<Choice<'k>, Missing> {
    if let Some(why) = odd_kid(case) {
        return Err(Missing::of(SignatureState::KeyNotFound, why));
    }
    let kid = case.decoded.header_text("kid");
    let named = set.of_kid(kid);
    if named.is_empty() {
        return without_kid(case, algorithm, set);
    }
    let typed = set.candidates(kid, algorithm);
    let needed = algorithm.family().name();
    let Some(first) = typed.first() else {
        if set.given && kid.is_none() && named.iter().all(|jwk| jwk.unusable().is_none()) {
            return Err(Missing::of(SignatureState::WrongKey, of_other_type(algorithm, &set.keys)));
        }
        let found = named.iter().take(5).map(|jwk| format!("{} ({})", jwk.label(), jwk.key)).collect::<Vec<_>>();
        let why = named.iter().find_map(|jwk| jwk.unusable()).map_or_else(String::new, |why| format!(": {why}"));
        let why = format!("{} needs {needed}; found {}{why}", algorithm.name(), found.join(", "));
        return Err(Missing::of(SignatureState::WrongKey, why));
    };
    if let (1, Some(why)) = (typed.len(), first.unusable()) {
        let why = format!("{} must not be used: {why}", first.label());
        return Err(Missing::of(SignatureState::Unchecked, why));
    }
    let proper = |jwk: &&&Jwk| {
        for_signing(jwk.usage.as_deref(), jwk.key_ops.as_deref()).is_ok()
            && jwk.alg.as_deref().is_none_or(|alg| same(alg, algorithm))
    };
    let suited: Vec<&Jwk> = typed.iter().filter(proper).copied().collect();
    let keys = if kid.is_some() || suited.is_empty() { typed } else { suited };
    Ok(Choice { keys, unnamed: false, named: kid.is_some() })
}

/// What a kid is that is no string, and so names nothing (RFC 7515 §4.1.4).
pub(super) fn odd_kid(case: &Case<'_>) -> Option<String> {
    let kid = case.decoded.header.as_ref()?.get("kid").filter(|kid| kid.as_str().is_none())?;
    Some(format!("kid is {}, not a string", kid.kind()))
}

/// No key carries the kid: those that have none may still be the one.
fn without_kid<'k>(case: &Case<'_>, algorithm: Algorithm, set: &'k KeySet) -> Result<Choice<'k>, Missing> {
    let fits = |jwk: &&Jwk| jwk.kid.is_none() && jwk.key.family() == Some(algorithm.family());
    let unnamed: Vec<&Jwk> = set.keys.iter().filter(fits).filter(|jwk| jwk.unusable().is_none()).collect();
    if !unnamed.is_empty() {
        return Ok(Choice { keys: unnamed, unnamed: true, named: false });
    }
    let needed = algorithm.family();
    let is_other = |jwk: &Jwk| jwk.kid.is_none() && jwk.key.family() != Some(needed);
    if set.given && !set.keys.is_empty() && set.keys.iter().all(is_other) {
        return Err(Missing::of(SignatureState::WrongKey, of_other_type(algorithm, &set.keys)));
    }
    let again = if set.refreshed { ", fetched once more," } else { "" };
    let other = trial::fitting(case, algorithm, &set.candidates(None, algorithm));
    let evidence =
        other.map_or_else(String::new, |jwk| format!("; the signature fits {}, only the kid does not", jwk.label()));
    let why = format!("no such key; the set{again} offers {}{evidence}", set.kids());
    Err(Missing::of(SignatureState::KeyNotFound, why))
}

/// That keys given by hand are of a type that no token with this algorithm is checked by, whatever kid it names.
fn of_other_type(algorithm: Algorithm, keys: &[Jwk]) -> String {
    let (name, needed) = (algorithm.name(), algorithm.family().name());
    match keys {
        [one] => format!("an {} key cannot check {name}, which needs {needed}", one.key),
        many => format!("{name} needs {needed}, and none of the {} keys given is of that type", many.len()),
    }
}

/// What a key says that it is for, as an error when that is no verifying.
pub(super) fn for_signing(usage: Option<&str>, key_ops: Option<&[String]>) -> Result<String, String> {
    let operations = key_ops.map(|operations| operations.join(", "));
    let verify = key_ops.is_none_or(|operations| operations.iter().any(|name| name == "verify"));
    let observed = match (usage, &operations) {
        (None, None) => "neither".to_owned(),
        (Some(usage), None) => format!("use {usage}"),
        (None, Some(operations)) => format!("key_ops {operations}"),
        (Some(usage), Some(operations)) => format!("use {usage}, key_ops {operations}"),
    };
    if verify && usage.is_none_or(|usage| usage == "sig") { Ok(observed) } else { Err(observed) }
}

/// `EdDSA` and `Ed25519` are two names of one algorithm for an Ed25519 key (RFC 9864 §2.2).
pub(super) fn same(alg: &str, algorithm: Algorithm) -> bool {
    if alg == ANY_PSS {
        return matches!(algorithm, Algorithm::Ps256 | Algorithm::Ps384 | Algorithm::Ps512);
    }
    let edwards = |alg| matches!(alg, Algorithm::EdDsa | Algorithm::Ed25519);
    Algorithm::from_name(alg).is_some_and(|named| named == algorithm || edwards(named) && edwards(algorithm))
}
