//! Signatures (RFC 7515 §5.2), checked over the original text through aws-lc-rs, with the reason when they do not fit.
//!
//! Public keys and shared secrets have each their own function, so that no public key can reach an HMAC (RFC 8725 §2.1).

use std::fmt;

use aws_lc_rs::hmac;
use aws_lc_rs::rsa::PublicKeyComponents;
use aws_lc_rs::signature::{
    self, ECDSA_P256_SHA256_FIXED, ECDSA_P256K1_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED,
    ED25519, ML_DSA_44, ML_DSA_65, ML_DSA_87, RsaParameters, UnparsedPublicKey, VerificationAlgorithm,
};

use super::algorithm::{Algorithm, Curve, Digest, Family, MlDsa};
use super::jwk::{Jwk, PublicKey};

/// Why a signature was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The key is of another type than the algorithm needs.
    KeyType {
        /// What the algorithm needs.
        needed: String,
        /// What the key is.
        found: String,
    },
    /// The key must not be used.
    Unusable(String),
    /// The signature has the wrong number of bytes.
    Length {
        /// How many the algorithm and key make.
        needed: usize,
        /// How many came.
        found: usize,
    },
    /// An ECDSA signature as ASN.1 DER, where JOSE wants r and s side by side (RFC 7518 §3.4).
    Der,
    /// An ECDSA signature whose r or s is zero.
    Zero,
    /// It does not fit the text and the key.
    Mismatch,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyType { needed, found } => write!(f, "the algorithm needs a key of type {needed}, this is {found}"),
            Self::Unusable(why) => write!(f, "the key must not be used: {why}"),
            Self::Length { needed, found } => write!(f, "the signature has {found} bytes where {needed} are due"),
            Self::Der => f.write_str("the signature is in DER form, not r and s side by side"),
            Self::Zero => f.write_str("r or s of the signature is zero"),
            Self::Mismatch => f.write_str("the signature does not fit the text"),
        }
    }
}

/// Checks a signature with a public key.
pub fn verify(algorithm: Algorithm, jwk: &Jwk, text: &[u8], signature: &[u8]) -> Result<(), Refusal> {
    if let Some(why) = jwk.unusable() {
        return Err(Refusal::Unusable(why));
    }
    match (&jwk.key, rsa_parameters(algorithm), algorithm) {
        (PublicKey::Rsa { n, e }, Some(parameters), _) => {
            length(n.len(), signature)?;
            let key = PublicKeyComponents { n, e };
            key.verify(parameters, text, signature).map_err(|_| Refusal::Mismatch)
        }
        (PublicKey::Ec { curve, point }, None, _) if algorithm.family() == Family::Ec(*curve) => {
            ecdsa_form(*curve, signature)?;
            unparsed(ecdsa(*curve), point, text, signature)
        }
        (PublicKey::Ed25519(x), None, Algorithm::EdDsa | Algorithm::Ed25519) => {
            length(64, signature)?;
            unparsed(&ED25519, x, text, signature)
        }
        (PublicKey::MlDsa { parameters, octets }, None, _) if algorithm.family() == Family::MlDsa(*parameters) => {
            length(parameters.signature_length(), signature)?;
            unparsed(ml_dsa(*parameters), octets, text, signature)
        }
        (key, ..) => Err(Refusal::KeyType { needed: algorithm.family().name(), found: key.to_string() }),
    }
}

/// Checks a message authentication code with a secret that both sides know.
pub fn verify_secret(algorithm: Algorithm, secret: &[u8], text: &[u8], mac: &[u8]) -> Result<(), Refusal> {
    if !algorithm.is_mac() {
        let found = "a shared secret".to_owned();
        return Err(Refusal::KeyType { needed: algorithm.family().name(), found });
    }
    if secret.is_empty() {
        return Err(Refusal::Unusable("the secret is empty".to_owned()));
    }
    length(algorithm.digest().length(), mac)?;
    let kind = match algorithm.digest() {
        Digest::Sha256 => hmac::HMAC_SHA256,
        Digest::Sha384 => hmac::HMAC_SHA384,
        Digest::Sha512 => hmac::HMAC_SHA512,
    };
    hmac::verify(&hmac::Key::new(kind, secret), text, mac).map_err(|_| Refusal::Mismatch)
}

const fn rsa_parameters(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    match algorithm {
        Algorithm::Rs256 => Some(&signature::RSA_PKCS1_2048_8192_SHA256),
        Algorithm::Rs384 => Some(&signature::RSA_PKCS1_2048_8192_SHA384),
        Algorithm::Rs512 => Some(&signature::RSA_PKCS1_2048_8192_SHA512),
        Algorithm::Ps256 => Some(&signature::RSA_PSS_2048_8192_SHA256),
        Algorithm::Ps384 => Some(&signature::RSA_PSS_2048_8192_SHA384),
        Algorithm::Ps512 => Some(&signature::RSA_PSS_2048_8192_SHA512),
        _ => None,
    }
}

const fn ecdsa(curve: Curve) -> &'static dyn VerificationAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_FIXED,
        Curve::P384 => &ECDSA_P384_SHA384_FIXED,
        Curve::P521 => &ECDSA_P521_SHA512_FIXED,
        Curve::Secp256k1 => &ECDSA_P256K1_SHA256_FIXED,
    }
}

const fn ml_dsa(parameters: MlDsa) -> &'static dyn VerificationAlgorithm {
    match parameters {
        MlDsa::MlDsa44 => &ML_DSA_44,
        MlDsa::MlDsa65 => &ML_DSA_65,
        MlDsa::MlDsa87 => &ML_DSA_87,
    }
}

/// The faults of an ECDSA signature that can be told before any arithmetic.
fn ecdsa_form(curve: Curve, signature: &[u8]) -> Result<(), Refusal> {
    let needed = 2 * curve.coordinate();
    if signature.len() != needed && signature.first() == Some(&0x30) {
        return Err(Refusal::Der);
    }
    length(needed, signature)?;
    let (r, s) = signature.split_at(curve.coordinate());
    let zero = |number: &[u8]| number.iter().all(|byte| *byte == 0);
    if zero(r) || zero(s) { Err(Refusal::Zero) } else { Ok(()) }
}

fn unparsed(
    algorithm: &'static dyn VerificationAlgorithm,
    key: &[u8],
    text: &[u8],
    signature: &[u8],
) -> Result<(), Refusal> {
    UnparsedPublicKey::new(algorithm, key).verify(text, signature).map_err(|_| Refusal::Mismatch)
}

fn length(needed: usize, signature: &[u8]) -> Result<(), Refusal> {
    let found = signature.len();
    if found == needed { Ok(()) } else { Err(Refusal::Length { needed, found }) }
}

#[cfg(test)]
mod tests;
