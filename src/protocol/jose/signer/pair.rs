//! The key itself, in the hands of aws-lc-rs, and the octets it signs with.

use aws_lc_rs::hmac;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _, PqdsaKeyPair, PqdsaSigningAlgorithm, RsaEncoding, RsaKeyPair,
};
use zeroize::Zeroizing;

use crate::protocol::jose::algorithm::{Algorithm, Curve, Digest, Family, MlDsa};
use crate::protocol::jose::base64url;
use crate::protocol::json::{Json, object};

/// A key that signs.
pub(super) enum Pair {
    Rsa(RsaKeyPair),
    Ec(Curve, EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
    MlDsa(MlDsa, PqdsaKeyPair),
    Secret(Zeroizing<Vec<u8>>),
}

impl Pair {
    pub(super) const fn family(&self) -> Family {
        match self {
            Self::Rsa(_) => Family::Rsa,
            Self::Ec(curve, _) => Family::Ec(*curve),
            Self::Ed25519(_) => Family::Ed25519,
            Self::MlDsa(parameters, _) => Family::MlDsa(*parameters),
            Self::Secret(_) => Family::Secret,
        }
    }

    /// The signature of some text. The algorithm is one of the key's family.
    pub(super) fn sign(&self, algorithm: Algorithm, text: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match self {
            Self::Rsa(pair) => {
                let mut made = vec![0; pair.public_modulus_len()];
                let encoding = rsa_encoding(algorithm);
                pair.sign(encoding, &random, text, &mut made).expect("a key that was checked when it was read signs");
                made
            }
            Self::Ec(_, pair) => {
                let made = pair.sign(&random, text).expect("a key that was checked when it was read signs");
                made.as_ref().to_vec()
            }
            Self::Ed25519(pair) => pair.sign(text).as_ref().to_vec(),
            Self::MlDsa(parameters, pair) => {
                let mut made = vec![0; parameters.signature_length()];
                pair.sign(text, &mut made).expect("a key that was checked when it was read signs");
                made
            }
            Self::Secret(octets) => {
                let kind = match algorithm.digest() {
                    Digest::Sha256 => hmac::HMAC_SHA256,
                    Digest::Sha384 => hmac::HMAC_SHA384,
                    Digest::Sha512 => hmac::HMAC_SHA512,
                };
                hmac::sign(&hmac::Key::new(kind, octets), text).as_ref().to_vec()
            }
        }
    }

    pub(super) fn public_jwk(&self) -> Option<Json> {
        let text = |octets: &[u8]| Json::from(base64url::encode(octets));
        match self {
            Self::Rsa(pair) => {
                let key = pair.public_key();
                let (n, e) = (key.modulus(), key.exponent());
                let (n, e) = (n.big_endian_without_leading_zero(), e.big_endian_without_leading_zero());
                Some(object([("e", text(e)), ("kty", "RSA".into()), ("n", text(n))]))
            }
            Self::Ec(curve, pair) => {
                let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(curve.coordinate())?;
                Some(object([("crv", curve.name().into()), ("kty", "EC".into()), ("x", text(x)), ("y", text(y))]))
            }
            Self::Ed25519(pair) => {
                let x = pair.public_key().as_ref();
                Some(object([("crv", "Ed25519".into()), ("kty", "OKP".into()), ("x", text(x))]))
            }
            Self::MlDsa(parameters, pair) => {
                let octets = pair.public_key().as_ref();
                Some(object([("alg", parameters.name().into()), ("kty", "AKP".into()), ("pub", text(octets))]))
            }
            Self::Secret(_) => None,
        }
    }
}

fn rsa_encoding(algorithm: Algorithm) -> &'static dyn RsaEncoding {
    match algorithm {
        Algorithm::Rs384 => &signature::RSA_PKCS1_SHA384,
        Algorithm::Rs512 => &signature::RSA_PKCS1_SHA512,
        Algorithm::Ps256 => &signature::RSA_PSS_SHA256,
        Algorithm::Ps384 => &signature::RSA_PSS_SHA384,
        Algorithm::Ps512 => &signature::RSA_PSS_SHA512,
        _ => &signature::RSA_PKCS1_SHA256,
    }
}

/// How a curve signs, with r and s side by side.
pub(super) const fn ecdsa(curve: Curve) -> &'static signature::EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &signature::ECDSA_P256_SHA256_FIXED_SIGNING,
        Curve::P384 => &signature::ECDSA_P384_SHA384_FIXED_SIGNING,
        Curve::P521 => &signature::ECDSA_P521_SHA512_FIXED_SIGNING,
        Curve::Secp256k1 => &signature::ECDSA_P256K1_SHA256_FIXED_SIGNING,
    }
}

/// How a parameter set of ML-DSA signs: the text itself, with an empty context (RFC 9964).
pub(super) const fn ml_dsa(parameters: MlDsa) -> &'static PqdsaSigningAlgorithm {
    match parameters {
        MlDsa::MlDsa44 => &signature::ML_DSA_44_SIGNING,
        MlDsa::MlDsa65 => &signature::ML_DSA_65_SIGNING,
        MlDsa::MlDsa87 => &signature::ML_DSA_87_SIGNING,
    }
}
