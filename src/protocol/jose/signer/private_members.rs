//! The private members of a key pair as a JWK has them (RFC 7518 §6.2.2 and §6.3.2, RFC 8037 §2, RFC 9964).

use aws_lc_rs::encoding::{AsBigEndian, AsDer as _, Curve25519SeedBin, EcPrivateKeyBin};
use aws_lc_rs::signature::RsaKeyPair;

use super::pair::Pair;
use crate::protocol::jose::base64url;
use crate::protocol::jose::x5c::{SEQUENCE, element};
use crate::protocol::json::Json;

const INTEGER: u8 = 0x02;
const OCTET_STRING: u8 = 0x04;
/// The `seed` of an ML-DSA key in PKCS#8 (RFC 9881).
const SEED: u8 = 0x80;

/// Name and value of each; none where the key has no private part that a JWK can hold.
pub(super) fn of(pair: &Pair) -> Option<Vec<(String, Json)>> {
    match pair {
        Pair::Rsa(pair) => rsa(pair),
        Pair::Ec(_, pair) => {
            let d: EcPrivateKeyBin<'_> = pair.private_key().as_be_bytes().ok()?;
            Some(vec![member("d", d.as_ref())])
        }
        Pair::Ed25519(pair) => {
            let d: Curve25519SeedBin<'_> = pair.seed().ok()?.as_be_bytes().ok()?;
            Some(vec![member("d", d.as_ref())])
        }
        Pair::MlDsa(_, pair) => {
            // A key whose owner kept only what grew out of the seed has none.
            let der = pair.to_pkcs8v1().ok()?;
            let (seed, _) = element(pkcs8(der.as_ref())?, SEED)?;
            Some(vec![member("priv", seed)])
        }
        Pair::Secret(_) => None,
    }
}

fn member(name: &str, octets: &[u8]) -> (String, Json) {
    (name.to_owned(), base64url::encode(octets).into())
}

/// The numbers out of an `RSAPrivateKey` (RFC 8017 A.1.2): version, n and e stand before them.
fn rsa(pair: &RsaKeyPair) -> Option<Vec<(String, Json)>> {
    let der = pair.as_der().ok()?;
    let (mut rest, _) = element(pkcs8(der.as_ref())?, SEQUENCE)?;
    for _ in ["version", "n", "e"] {
        (_, rest) = element(rest, INTEGER)?;
    }
    let mut members = Vec::with_capacity(6);
    for name in ["d", "p", "q", "dp", "dq", "qi"] {
        let (number, after) = element(rest, INTEGER)?;
        // DER puts one zero octet in front where the highest bit is set: its sign, no part of the number.
        members.push(member(name, number.strip_prefix(&[0]).unwrap_or(number)));
        rest = after;
    }
    Some(members)
}

/// What the `privateKey` of a PKCS#8 document holds (RFC 5958 §2).
fn pkcs8(der: &[u8]) -> Option<&[u8]> {
    let (content, _) = element(der, SEQUENCE)?;
    let (_, rest) = element(content, INTEGER)?;
    let (_, rest) = element(rest, SEQUENCE)?;
    element(rest, OCTET_STRING).map(|(key, _)| key)
}
