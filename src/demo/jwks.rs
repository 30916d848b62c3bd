//! The key set (RFC 7517 §5).

use super::answer::Answer;
use super::keys::{self, Keys};
use super::members::Members;
use super::site::Site;
use super::wrong::{Keys as KeyFault, Place, Sign, Wrong};

/// The answer; `stale` says whether this is a time at which the signing key is not there yet.
pub(super) fn answer(site: &Site, keys: &Keys, stale: bool) -> Answer {
    let entries = entries(site, keys, stale);
    let mut set = Members::default();
    set.set_text("keys", format!("[{}]", entries.join(",")));
    site.shape(&[Place::Jwks], &mut set, "");
    let mut answer = Answer::document(set);
    answer.set("cache-control", "max-age=60");
    site.send(&[Place::Jwks], answer)
}

/// Which key the fault of this issuer signs ID tokens with.
fn signing_key(site: &Site) -> usize {
    number(site.wrong().iter().find_map(|wrong| if let Wrong::Sign(sign) = wrong { Some(*sign) } else { None }))
}

/// Which of the keys makes such a signature: RSA, EC, Ed25519, or RSA for PS256.
pub(super) fn number(sign: Option<Sign>) -> usize {
    match sign {
        Some(Sign::Es256 | Sign::Es256Broken | Sign::Es256Der | Sign::Es256Zero) => 1,
        Some(Sign::EdDsa | Sign::EdDsaBroken) => 2,
        Some(Sign::Ps256) => 3,
        _ => 0,
    }
}

fn entries(site: &Site, keys: &Keys, stale: bool) -> Vec<String> {
    let mut set = vec![keys.rsa_jwk(), keys.ec_jwk(), keys.ed_jwk(), keys.ps_jwk()];
    site.shape(&[Place::Key], &mut set[signing_key(site)], "");
    let mut more = Vec::new();
    for wrong in site.wrong() {
        if let Wrong::Keys(fault) = wrong {
            change(*fault, keys, stale, &mut set);
            if let KeyFault::Extra(text) = fault {
                more.push((*text).to_owned());
            }
        }
    }
    set.iter().map(Members::json).chain(more).collect()
}

fn change(fault: KeyFault, keys: &Keys, stale: bool, set: &mut Vec<Members>) {
    match fault {
        KeyFault::Stale if stale => set[0] = keys::decoy_rsa().with("kid", "rsa-of-yesterday"),
        KeyFault::Stale | KeyFault::Extra(_) => {}
        KeyFault::Nameless => {
            set.insert(0, keys::decoy_rsa());
            nameless(set);
        }
        KeyFault::Decoys(count) => {
            set.splice(0..0, (0..count).map(|_| keys::decoy_rsa()));
            nameless(set);
        }
        KeyFault::Private => set[1].set("d", keys.ec_private()),
        KeyFault::Twins => set.push(keys.ec_twin()),
        KeyFault::SigningTwins => set.insert(0, keys.rsa_twin()),
    }
}

fn nameless(set: &mut [Members]) {
    for key in set {
        key.remove("kid");
    }
}
