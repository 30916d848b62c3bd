//! Keys made here and now, such as one to prove possession with for as long as a run lasts.
//!
//! Chance comes from outside, so that a scripted world makes the same key twice. RSA is the exception: its primes are
//! sought inside aws-lc-rs, with chance of its own.

use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, PqdsaKeyPair, RsaKeyPair};
use zeroize::Zeroizing;

use super::pair::{self, Pair};
use crate::protocol::jose::algorithm::{Curve, Family};

/// A number that does not lie below the order of its curve is drawn anew. True chance needs two draws once in four
/// thousand million times; so many misses are no chance at all.
const DRAWS: usize = 64;

/// A fresh key pair of that kind.
pub(super) fn pair(family: Family, random: &mut dyn FnMut() -> [u8; 32]) -> Result<Pair, String> {
    let failed = || format!("no key of type {} could be made", family.name());
    match family {
        Family::Rsa => RsaKeyPair::generate(KeySize::Rsa2048).map(Pair::Rsa).map_err(|_| failed()),
        Family::Ec(curve) => ec(curve, random).map(|pair| Pair::Ec(curve, pair)).ok_or_else(failed),
        Family::Ed25519 => {
            Ed25519KeyPair::from_seed_unchecked(&draw(32, random)).map(Pair::Ed25519).map_err(|_| failed())
        }
        Family::MlDsa(parameters) => PqdsaKeyPair::from_seed(pair::ml_dsa(parameters), &draw(32, random))
            .map(|pair| Pair::MlDsa(parameters, pair))
            .map_err(|_| failed()),
        Family::Secret => Err("a shared secret is agreed with the other side, not made here".to_owned()),
    }
}

fn ec(curve: Curve, random: &mut dyn FnMut() -> [u8; 32]) -> Option<EcdsaKeyPair> {
    (0..DRAWS).find_map(|_| {
        let mut number = draw(curve.coordinate(), random);
        if curve == Curve::P521 {
            // 66 octets hold 528 bits.
            number[0] &= 1;
        }
        EcdsaKeyPair::from_private_key_der(pair::ecdsa(curve), &sec1(&number)).ok()
    })
}

/// An `ECPrivateKey` (RFC 5915 §3) of the number alone: aws-lc-rs finds its point and refuses what lies out of range.
fn sec1(number: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = u8::try_from(number.len()).expect("a coordinate has at most 66 octets");
    let mut der = Zeroizing::new(Vec::with_capacity(7 + number.len()));
    der.extend_from_slice(&[0x30, length + 5, 2, 1, 1, 4, length]);
    der.extend_from_slice(number);
    der
}

fn draw(length: usize, random: &mut dyn FnMut() -> [u8; 32]) -> Zeroizing<Vec<u8>> {
    let mut octets = Zeroizing::new(Vec::with_capacity(length.next_multiple_of(32)));
    while octets.len() < length {
        octets.extend_from_slice(&*Zeroizing::new(random()));
    }
    octets.truncate(length);
    octets
}

#[cfg(test)]
mod tests;
