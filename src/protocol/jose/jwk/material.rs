//! The numbers of a key: decoded strictly, measured, and held against what makes a key worthless.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519,
    ML_DSA_44, ML_DSA_65, ML_DSA_87, ParsedPublicKey, VerificationAlgorithm,
};

use super::{Fault, FaultKind, PublicKey, short};
use crate::protocol::jose::algorithm::{Curve, MlDsa};
use crate::protocol::jose::base64url;
use crate::protocol::json::Json;

/// RFC 7518 §3.3: shorter RSA keys MUST NOT be used.
const SHORTEST_RSA: usize = 2048;
/// The longest modulus the verifier takes.
const LONGEST_RSA: usize = 8192;
/// Exponents above this many bits are taken by no common verifier.
const LONGEST_EXPONENT: usize = 33;

/// Reads the numbers of `json`, whatever its type says it is.
pub(super) fn read(json: &Json, faults: &mut Vec<Fault>) -> PublicKey {
    let mut reader = Reader { json, faults };
    let text = |name: &str| json.get(name).and_then(Json::as_str);
    let unknown = || PublicKey::NotUnderstood(not_understood(text("kty"), text("crv")));
    match (text("kty"), text("crv")) {
        (Some("RSA"), _) => reader.rsa(),
        (Some("EC"), Some(name)) => Curve::from_name(name).map_or_else(unknown, |curve| reader.ec(curve)),
        (Some("OKP"), Some("Ed25519")) => reader.ed25519(),
        (Some("EC" | "OKP"), None) => reader.broken(FaultKind::Form, "crv is missing or no string"),
        (Some("AKP"), _) => match text("alg") {
            Some(name) => MlDsa::from_name(name).map_or_else(
                || PublicKey::NotUnderstood(not_understood(text("kty"), Some(name))),
                |parameters| reader.ml_dsa(parameters),
            ),
            None => reader.broken(FaultKind::Form, "alg is missing or no string, and says what kind of AKP this is"),
        },
        (Some("oct"), _) => PublicKey::Secret,
        (Some(_), _) => unknown(),
        (None, _) => reader.broken(FaultKind::Form, "kty is missing or no string"),
    }
}

fn not_understood(kty: Option<&str>, crv: Option<&str>) -> String {
    let name = |text: Option<&str>| short(text.unwrap_or_default());
    format!("{} {}", name(kty), name(crv)).trim_end().to_owned()
}

struct Reader<'a> {
    json: &'a Json,
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn rsa(&mut self) -> PublicKey {
        let (Some(n), Some(e)) = (self.integer("n"), self.integer("e")) else { return PublicKey::Broken };
        let size = bits(&n);
        if size > LONGEST_RSA {
            return PublicKey::NotUnderstood(format!("RSA of {size} bit, more than {LONGEST_RSA}"));
        }
        if size < SHORTEST_RSA {
            self.fault(FaultKind::Weak, format!("RSA of {size} bit, fewer than {SHORTEST_RSA}"));
        }
        if n.last().is_some_and(|last| last % 2 == 0) {
            self.fault(FaultKind::Weak, "an even RSA modulus");
        } else if has_roca_fingerprint(&n) {
            self.fault(FaultKind::Weak, "RSA modulus with the fingerprint of ROCA (CVE-2017-15361)");
        }
        match e.as_slice() {
            [1] => self.fault(FaultKind::Weak, "RSA exponent 1: every signature fits"),
            [.., last] if last % 2 == 0 => self.fault(FaultKind::Weak, "an even RSA exponent"),
            _ if bits(&e) > LONGEST_EXPONENT => {
                self.fault(FaultKind::Weak, format!("RSA exponent of {} bit", bits(&e)));
            }
            _ => {}
        }
        PublicKey::Rsa { n, e }
    }

    fn ec(&mut self, curve: Curve) -> PublicKey {
        let (x, y) = (self.octets("x"), self.octets("y"));
        let (Some(x), Some(y)) = (x, y) else { return PublicKey::Broken };
        for (name, length) in [("x", x.len()), ("y", y.len())] {
            if length != curve.coordinate() {
                let due = curve.coordinate();
                let what = format!("{name} has {length} bytes where {} needs {due}", curve.name());
                return self.broken(FaultKind::Curve, what);
            }
        }
        let point = [&[4], x.as_slice(), y.as_slice()].concat();
        let algorithm: &'static dyn VerificationAlgorithm = match curve {
            Curve::P256 => &ECDSA_P256_SHA256_FIXED,
            Curve::P384 => &ECDSA_P384_SHA384_FIXED,
            Curve::P521 => &ECDSA_P521_SHA512_FIXED,
            Curve::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED,
        };
        if ParsedPublicKey::new(algorithm, &point).is_err() {
            return self.broken(FaultKind::Curve, format!("the point is not on {}", curve.name()));
        }
        PublicKey::Ec { curve, point }
    }

    fn ed25519(&mut self) -> PublicKey {
        let Some(x) = self.octets("x") else { return PublicKey::Broken };
        if x.len() != 32 {
            return self.broken(FaultKind::Curve, format!("x has {} bytes where Ed25519 needs 32", x.len()));
        }
        if ParsedPublicKey::new(&ED25519, &x).is_err() {
            return self.broken(FaultKind::Curve, "x is no point of Ed25519");
        }
        if is_of_small_order(&x) {
            return self.broken(FaultKind::Curve, "x is a point of small order, for which anybody can sign");
        }
        PublicKey::Ed25519(x)
    }

    /// RFC 9964: `pub` is the public key as FIPS 204 writes it.
    fn ml_dsa(&mut self, parameters: MlDsa) -> PublicKey {
        let Some(octets) = self.octets("pub") else { return PublicKey::Broken };
        let (length, due) = (octets.len(), parameters.key_length());
        if length != due {
            let what = format!("pub has {length} bytes where {} needs {due}", parameters.name());
            return self.broken(FaultKind::Curve, what);
        }
        let algorithm: &'static dyn VerificationAlgorithm = match parameters {
            MlDsa::MlDsa44 => &ML_DSA_44,
            MlDsa::MlDsa65 => &ML_DSA_65,
            MlDsa::MlDsa87 => &ML_DSA_87,
        };
        if ParsedPublicKey::new(algorithm, &octets).is_err() {
            return self.broken(FaultKind::Curve, format!("pub is no key of {}", parameters.name()));
        }
        PublicKey::MlDsa { parameters, octets }
    }

    /// A member in base64url.
    fn octets(&mut self, name: &str) -> Option<Vec<u8>> {
        let Some(text) = self.json.get(name).and_then(Json::as_str) else {
            self.fault(FaultKind::Form, format!("{name} is missing or no string"));
            return None;
        };
        match base64url::decode(text) {
            Ok(bytes) => Some(bytes),
            Err(fault) => {
                self.fault(FaultKind::Base64, format!("{name}: {fault}"));
                None
            }
        }
    }

    /// A `Base64urlUInt` (RFC 7518 §2), whose shortest form is the only right one.
    fn integer(&mut self, name: &str) -> Option<Vec<u8>> {
        let bytes = self.octets(name)?;
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        if zeros == bytes.len() {
            self.fault(FaultKind::Weak, format!("{name} is zero"));
            return None;
        }
        if zeros > 0 {
            self.fault(FaultKind::LeadingZero, format!("{name} begins with {zeros} zero octets"));
        }
        Some(bytes[zeros..].to_vec())
    }

    fn broken(&mut self, kind: FaultKind, what: impl Into<String>) -> PublicKey {
        self.fault(kind, what);
        PublicKey::Broken
    }

    fn fault(&mut self, kind: FaultKind, what: impl Into<String>) {
        self.faults.push(Fault { kind, what: what.into() });
    }
}

/// Whether a point of Ed25519, as 32 octets, is one of the few that lie in a group of eight or less: its y alone tells,
/// and three of them can be written in a second way (RFC 8032 §5.1.3 refuses that one, verifiers do not).
fn is_of_small_order(x: &[u8]) -> bool {
    const ORDER_8: [[u8; 32]; 2] = [
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
            0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
            0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let Some((last, [first, middle @ ..])) = x.split_last() else { return false };
    // The highest bit is the sign of the other coordinate.
    let last = last & 0x7f;
    match (*first, last) {
        (0 | 1, 0) => middle.iter().all(|octet| *octet == 0),
        // One below the prime of the field, the prime itself, and one above.
        (0xec..=0xee, 0x7f) => middle.iter().all(|octet| *octet == 0xff),
        _ => ORDER_8.iter().any(|y| y[..31] == x[..31] && y[31] == last),
    }
}

/// Length of a big-endian number in bits; no zero octet stands in front.
pub(super) fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

/// Whether the modulus is a power of 65537 modulo each of the first odd primes, as only the broken generator makes it
/// (Nemec et al., "The Return of Coppersmith's Attack", 2017). No other modulus is expected to pass all of them.
pub(super) fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    const PRIMES: [u32; 38] = [
        3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103, 107,
        109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
    ];
    PRIMES.iter().all(|&prime| {
        let rest = modulus.iter().fold(0, |rest, byte| (rest * 256 + u32::from(*byte)) % prime);
        let powers = std::iter::successors(Some(1), |power| Some(power * 65537 % prime));
        powers.take(prime as usize).any(|power| power == rest)
    })
}
