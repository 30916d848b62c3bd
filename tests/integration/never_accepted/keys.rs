//! Two keys of each type: the one that signs, and one of somebody else.

use std::sync::OnceLock;

use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair as RsaKeyPair, KeySize};
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P256K1_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING,
    ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _,
    ML_DSA_44_SIGNING, PqdsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64URL;
use serde_json::{Value, json};

/// When everything is judged.
pub const NOW: u64 = 1_763_622_000;
/// What both sides of a MAC know: as long as HS512 wants it.
pub const SECRET: &str = "canary-9f27c1d8b45e4a60a3d1c7e08b5f2964-3d6b1f0e7a924c58-7c2e91b0";

/// Every algorithm that is verified; ML-DSA by its smallest parameter set.
pub const ALGORITHMS: [&str; 16] = [
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
    "ES256K",
    "EdDSA",
    "Ed25519",
    "ML-DSA-44",
    "HS256",
    "HS384",
    "HS512",
];

/// Whose key it is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// The issuer's.
    Issuers = 0,
    /// One of the issuer's as well, which signs nothing.
    Other = 1,
    /// An attacker's, in no set.
    Strangers = 2,
}

struct Pairs {
    rsa: [RsaKeyPair; 3],
    curves: [(&'static str, [EcdsaKeyPair; 3]); 4],
    edwards: [Ed25519KeyPair; 3],
    lattice: [PqdsaKeyPair; 3],
}

fn pairs() -> &'static Pairs {
    static PAIRS: OnceLock<Pairs> = OnceLock::new();
    let curve = |name, algorithm: &'static EcdsaSigningAlgorithm| {
        (name, [(); 3].map(|()| EcdsaKeyPair::generate(algorithm).expect("a key")))
    };
    PAIRS.get_or_init(|| Pairs {
        rsa: [(); 3].map(|()| RsaKeyPair::generate(KeySize::Rsa2048).expect("a key")),
        curves: [
            curve("P-256", &ECDSA_P256_SHA256_FIXED_SIGNING),
            curve("P-384", &ECDSA_P384_SHA384_FIXED_SIGNING),
            curve("P-521", &ECDSA_P521_SHA512_FIXED_SIGNING),
            curve("secp256k1", &ECDSA_P256K1_SHA256_FIXED_SIGNING),
        ],
        edwards: [(); 3].map(|()| Ed25519KeyPair::generate().expect("a key")),
        lattice: [(); 3].map(|()| PqdsaKeyPair::generate(&ML_DSA_44_SIGNING).expect("a key")),
    })
}

/// The curve of an ECDSA algorithm, by its place.
fn curve(alg: &str) -> Option<usize> {
    ["ES256", "ES384", "ES512", "ES256K"].iter().position(|name| *name == alg)
}

/// The signature of that algorithm over a text.
pub fn sign(alg: &str, whose: Whose, text: &[u8]) -> Vec<u8> {
    let (random, n) = (SystemRandom::new(), whose as usize);
    let rsa = |padding: &'static dyn signature::RsaEncoding| {
        let mut made = vec![0; pairs().rsa[n].public_modulus_len()];
        pairs().rsa[n].sign(padding, &random, text, &mut made).expect("signs");
        made
    };
    if let Some(place) = curve(alg) {
        return pairs().curves[place].1[n].sign(&random, text).expect("signs").as_ref().to_vec();
    }
    match alg {
        "RS256" => rsa(&signature::RSA_PKCS1_SHA256),
        "RS384" => rsa(&signature::RSA_PKCS1_SHA384),
        "RS512" => rsa(&signature::RSA_PKCS1_SHA512),
        "PS256" => rsa(&signature::RSA_PSS_SHA256),
        "PS384" => rsa(&signature::RSA_PSS_SHA384),
        "PS512" => rsa(&signature::RSA_PSS_SHA512),
        "EdDSA" | "Ed25519" => pairs().edwards[n].sign(text).as_ref().to_vec(),
        "ML-DSA-44" => {
            let mut made = vec![0; ML_DSA_44_SIGNING.signature_len()];
            let length = pairs().lattice[n].sign(text, &mut made).expect("signs");
            made.truncate(length);
            made
        }
        _ => mac(alg, if whose == Whose::Issuers { SECRET } else { "somebody else's" }.as_bytes(), text),
    }
}

/// A MAC with whatever stands for a secret.
pub fn mac(alg: &str, secret: &[u8], text: &[u8]) -> Vec<u8> {
    let algorithm = match alg {
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    };
    hmac::sign(&hmac::Key::new(algorithm, secret), text).as_ref().to_vec()
}

/// Whether the key of that algorithm is a secret.
pub fn is_mac(alg: &str) -> bool {
    alg.starts_with("HS")
}

/// The name of the issuer's key for that algorithm; a secret has none.
pub fn kid(alg: &str, whose: Whose) -> Option<String> {
    let of = match alg {
        _ if is_mac(alg) => return None,
        "EdDSA" | "Ed25519" => "ed",
        "ML-DSA-44" => "lattice",
        _ => curve(alg).map_or("rsa", |place| pairs().curves[place].0),
    };
    Some(format!("{of}-{}", whose as usize))
}

/// The public key for that algorithm, which names no algorithm unless it has to.
pub fn jwk(alg: &str, whose: Whose) -> Value {
    let (n, kid) = (whose as usize, kid(alg, whose));
    let base64 = |bytes: &[u8]| BASE64URL.encode(bytes);
    if let Some(place) = curve(alg) {
        let (name, pairs) = &pairs().curves[place];
        let point = pairs[n].public_key().as_ref();
        let (x, y) = point[1..].split_at(point.len() / 2);
        return json!({ "kty": "EC", "kid": kid, "crv": name, "x": base64(x), "y": base64(y) });
    }
    match alg {
        "EdDSA" | "Ed25519" => {
            let x = base64(pairs().edwards[n].public_key().as_ref());
            json!({ "kty": "OKP", "kid": kid, "crv": "Ed25519", "x": x })
        }
        "ML-DSA-44" => {
            let public = base64(pairs().lattice[n].public_key().as_ref());
            json!({ "kty": "AKP", "kid": kid, "alg": alg, "pub": public })
        }
        _ => {
            let public = pairs().rsa[n].public_key();
            let modulus = base64(public.modulus().big_endian_without_leading_zero());
            let exponent = base64(public.exponent().big_endian_without_leading_zero());
            json!({ "kty": "RSA", "kid": kid, "n": modulus, "e": exponent })
        }
    }
}

/// The issuer's public keys.
pub fn set() -> Vec<Value> {
    let one = ["RS256", "ES256", "ES384", "ES512", "ES256K", "EdDSA", "ML-DSA-44"];
    one.iter().flat_map(|alg| [Whose::Issuers, Whose::Other].map(|whose| jwk(alg, whose))).collect()
}

/// The issuer's public key as certificates and PEM files have it.
pub fn der(alg: &str) -> Vec<u8> {
    let der: PublicKeyX509Der<'_> = match curve(alg) {
        Some(place) => pairs().curves[place].1[0].public_key().as_der(),
        None if alg.starts_with("Ed") => pairs().edwards[0].public_key().as_der(),
        None if alg.starts_with("ML") => pairs().lattice[0].public_key().as_der(),
        None => pairs().rsa[0].public_key().as_der(),
    }
    .expect("a public key can be written");
    der.as_ref().to_vec()
}
