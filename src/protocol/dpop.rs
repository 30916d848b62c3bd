//! `DPoP` (RFC 9449): a key of ours proves with each request that tokens are asked for, and used, by whoever holds it.
//!
//! [`Prover`] makes the proofs, [`Nonces`] remembers what servers want in them, and the judges tell what came of it.
//! Whether a token is bound to the key that was proven is the business of [`super::confirmation`].

mod answered;
mod htu;
mod nonce;
pub(super) mod proof;
mod prover;
#[cfg(test)]
mod tests;

use super::check::{Check, Finding, rfc};
pub use answered::{again, challenge, challenged, proof_refused};
pub use htu::judge_sent;
pub use nonce::{Nonces, offered};
pub use prover::{Prover, is_proven, takes_proof};

static ALG: Check = Check::must("dpop.alg", "the provider takes proofs of our algorithm", rfc!(9449, "5.1"));
static CHALLENGE: Check =
    Check::must("dpop.challenge", "the challenge takes proofs of our algorithm", rfc!(9449, "7.1"));
static HTU: Check = Check::must("dpop.htu", "htu is the target without query and fragment", rfc!(9449, "4.2"));
static LOOP: Check = Check::must("dpop.loop", "the nonce that was handed out is taken", rfc!(9449, "8"));
static NONCE: Check =
    Check::must("dpop.nonce", "whoever asks for a nonce gives one that can be sent", rfc!(9449, "8.1"));
static PROOF: Check = Check::must("dpop.proof", "the proof is accepted", rfc!(9449, "5"));
static TOKEN_TYPE: Check =
    Check::must("dpop.token_type", "token_type says that the token is bound to our key", rfc!(9449, "5"));

/// Every check of this room, for the catalogue.
pub static CHECKS: &[&Check] = &[
    &ALG,
    &CHALLENGE,
    &NONCE,
    &LOOP,
    &PROOF,
    &TOKEN_TYPE,
    &HTU,
    &proof::JWK,
    &proof::PROOF_ALG,
    &proof::JTI,
    &proof::HTM,
    &proof::IAT,
    &proof::ATH,
];

/// Whether `dpop_signing_alg_values_supported` has our algorithm. Without that member nothing says that the provider
/// knows proofs at all.
pub fn supported(advertised: Option<&[&str]>, alg: &str) -> Finding {
    match advertised {
        None => ALG.warn(alg, "dpop_signing_alg_values_supported is absent: nothing says that proofs are understood"),
        Some([]) => ALG.fail(alg, "an empty list"),
        Some(algs) => ALG.judge(algs.contains(&alg), alg, algs.join(", ")),
    }
}

/// Whether the type of the token fits what was sent. A provider may answer a proof with a bearer token (RFC 9449 §5),
/// and then the protection that was asked for is not there; but nobody can use a token that is bound to no key of ours.
pub fn token_type(prover: Option<&Prover>, token_type: &str) -> Finding {
    let is_bound = token_type.eq_ignore_ascii_case("dpop");
    match prover {
        Some(_) if is_bound => TOKEN_TYPE.pass("DPoP, since a proof was sent", token_type),
        Some(_) if token_type.eq_ignore_ascii_case("n_a") => {
            TOKEN_TYPE.skip(format!("{token_type}: it is not used as an access token"))
        }
        Some(_) => TOKEN_TYPE.warn(
            "DPoP, since a proof was sent",
            format!("{token_type}: the token is not bound to our key, and whoever gets hold of it can use it"),
        ),
        None if is_bound => TOKEN_TYPE.fail(
            "Bearer, since no proof was sent",
            format!("{token_type}: if the token is bound to a key, it is to none that we have shown"),
        ),
        None => TOKEN_TYPE.skip("no proof was sent"),
    }
}
