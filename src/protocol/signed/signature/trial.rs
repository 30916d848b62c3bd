//! Keys tried on a signature, within a budget: a set of ten thousand must not freeze the one who looks at it.

use super::super::Case;
use super::signed_text;
use crate::protocol::jose::algorithm::{Algorithm, Family};
use crate::protocol::jose::jwk::Jwk;
use crate::protocol::jose::jws::{self, Refusal};
use crate::protocol::jwks::KeySet;

/// One token may cost this many verifications and no more.
pub(super) const BUDGET: usize = 100;

/// What trying the keys has shown.
pub(super) struct Trial<'k> {
    pub fitting: Option<&'k Jwk>,
    /// Why the first one did not fit.
    pub refusal: Option<String>,
    /// How many were tried.
    pub tried: usize,
    /// A key that is not meant, and fits all the same.
    pub other: Option<&'k Jwk>,
    /// Whether the length of the signature is that of an RSA key, and of no key that is meant.
    pub of_other_size: bool,
}

impl<'k> Trial<'k> {
    /// Tries the candidates, and then, for evidence alone, the other keys of the set.
    pub fn of(case: &Case<'_>, algorithm: Algorithm, candidates: &[&'k Jwk], set: &'k KeySet) -> Self {
        let mut trial = Self { fitting: None, refusal: None, tried: 0, other: None, of_other_size: false };
        let Some(signature) = &case.decoded.signature else {
            trial.refusal = Some("no readable signature".to_owned());
            return trial;
        };
        let mut sizes = 0;
        for jwk in candidates.iter().take(BUDGET) {
            trial.tried += 1;
            match jws::verify(algorithm, jwk, signed_text(case), signature) {
                Ok(()) => {
                    trial.fitting = Some(jwk);
                    return trial;
                }
                Err(refusal) => {
                    sizes += usize::from(is_of_other_size(algorithm, &refusal));
                    trial.refusal = trial.refusal.or(Some(refusal.to_string()));
                }
            }
        }
        trial.of_other_size = trial.tried > 0 && sizes == trial.tried;
        let meant = |jwk: &Jwk| candidates.iter().any(|candidate| candidate.position == jwk.position);
        let rest = set.candidates(None, algorithm).into_iter();
        let rest: Vec<&Jwk> = match BUDGET - trial.tried {
            0 => Vec::new(),
            left => rest.filter(|jwk| !meant(jwk)).take(left).collect(),
        };
        trial.other = fitting(case, algorithm, &rest);
        trial
    }
}

/// The first of these keys that the signature fits.
pub(super) fn fitting<'k>(case: &Case<'_>, algorithm: Algorithm, keys: &[&'k Jwk]) -> Option<&'k Jwk> {
    let signature = case.decoded.signature.as_ref()?;
    let fits = |jwk: &&&Jwk| jws::verify(algorithm, jwk, signed_text(case), signature).is_ok();
    keys.iter().take(BUDGET).find(fits).copied()
}

/// An RSA signature is as long as the modulus, so its length tells of the key; shorter ones are torn, not of another.
fn is_of_other_size(algorithm: Algorithm, refusal: &Refusal) -> bool {
    const SHORTEST: usize = 128;
    let Refusal::Length { found, .. } = refusal else { return false };
    algorithm.family() == Family::Rsa && *found >= SHORTEST && found.is_multiple_of(SHORTEST / 2)
}
