//! The provider's signing keys, new at every start.

use super::members::Members;
use aws_lc_rs::encoding::{AsBigEndian as _, AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, ED25519, EcdsaKeyPair,
    Ed25519KeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_SHA256, RsaEncoding, RsaKeyPair, UnparsedPublicKey,
};
use aws_lc_rs::{digest, hmac, rand::SystemRandom};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

const MADE: &str = "a generated key of a supported size signs and is encoded without failing";

/// One key of each kind.
pub(super) struct Keys {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    ec_der: EcdsaKeyPair,
    ed: Ed25519KeyPair,
    /// `kid` of the RSA, EC and Ed25519 key, and of the RSA one where it signs PS256.
    pub kids: [String; 4],
}

impl Keys {
    /// Makes new keys; the RSA one takes a moment.
    pub fn generate() -> Self {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect(MADE);
        let ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect(MADE);
        let pkcs8 = ec.to_pkcs8v1().expect(MADE);
        let ec_der = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref()).expect(MADE);
        let ed = Ed25519KeyPair::generate().expect(MADE);
        let kids = [
            kid("rsa", rsa.public_key().as_ref()),
            kid("ec", ec.public_key().as_ref()),
            kid("ed", ed.public_key().as_ref()),
            kid("ps", rsa.public_key().as_ref()),
        ];
        Self { rsa, ec, ec_der, ed, kids }
    }

    /// PKCS #1 v1.5 with SHA-256.
    pub fn rs256(&self, message: &[u8]) -> Vec<u8> {
        self.rsa_signature(&RSA_PKCS1_SHA256, message)
    }

    /// PSS with SHA-256.
    pub fn ps256(&self, message: &[u8]) -> Vec<u8> {
        self.rsa_signature(&RSA_PSS_SHA256, message)
    }

    fn rsa_signature(&self, encoding: &'static dyn RsaEncoding, message: &[u8]) -> Vec<u8> {
        let mut signature = vec![0; self.rsa.public_modulus_len()];
        self.rsa.sign(encoding, &SystemRandom::new(), message, &mut signature).expect(MADE);
        signature
    }

    /// ECDSA on P-256 as JOSE writes it: `r` and `s` side by side.
    pub fn es256(&self, message: &[u8]) -> Vec<u8> {
        self.ec.sign(&SystemRandom::new(), message).expect(MADE).as_ref().to_vec()
    }

    /// ECDSA on P-256 as everybody else writes it, which is wrong in a JWT.
    pub fn es256_der(&self, message: &[u8]) -> Vec<u8> {
        self.ec_der.sign(&SystemRandom::new(), message).expect(MADE).as_ref().to_vec()
    }

    /// Ed25519.
    pub fn eddsa(&self, message: &[u8]) -> Vec<u8> {
        self.ed.sign(message).as_ref().to_vec()
    }

    /// The public RSA key as a PEM file, bytes of which some libraries took for an HMAC secret.
    pub fn rsa_pem(&self) -> String {
        let der: PublicKeyX509Der<'_> = self.rsa.public_key().as_der().expect(MADE);
        let text = STANDARD.encode(der.as_ref());
        let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", lines.join("\n"))
    }

    /// The public RSA key as a JWK.
    pub fn rsa_jwk(&self) -> Members {
        self.rsa_public().with("use", "sig").with("alg", "RS256").with("kid", self.kids[0].as_str())
    }

    /// The same key as that of PS256: a JWK is for one algorithm.
    pub fn ps_jwk(&self) -> Members {
        self.rsa_public().with("use", "sig").with("alg", "PS256").with("kid", self.kids[3].as_str())
    }

    fn rsa_public(&self) -> Members {
        let public = self.rsa.public_key();
        let n = public.modulus().big_endian_without_leading_zero();
        let e = public.exponent().big_endian_without_leading_zero();
        rsa_members(n, e)
    }

    /// Whether it is a signature of ours.
    pub fn fits(&self, alg: &str, message: &[u8], signature: &[u8]) -> bool {
        let rsa = self.rsa.public_key().as_ref();
        let verified = match alg {
            "RS256" => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, rsa).verify(message, signature),
            "PS256" => UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, rsa).verify(message, signature),
            "ES256" => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, self.ec.public_key()).verify(message, signature)
            }
            "EdDSA" => UnparsedPublicKey::new(&ED25519, self.ed.public_key()).verify(message, signature),
            _ => return false,
        };
        verified.is_ok()
    }

    /// A key nobody signs with that has the `kid` of the RSA key.
    pub fn rsa_twin(&self) -> Members {
        decoy_rsa().with("kid", self.kids[0].as_str())
    }

    /// The public EC key as a JWK.
    pub fn ec_jwk(&self) -> Members {
        ec_members(self.ec.public_key().as_ref()).with("kid", self.kids[1].as_str())
    }

    /// Another public EC key that has the `kid` of the first.
    pub fn ec_twin(&self) -> Members {
        let other = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect(MADE);
        ec_members(other.public_key().as_ref()).with("kid", self.kids[1].as_str())
    }

    /// The private number of the EC key, for a provider that lets it out.
    pub fn ec_private(&self) -> String {
        base64(self.ec.private_key().as_be_bytes().expect(MADE).as_ref())
    }

    /// The public Ed25519 key as a JWK.
    pub fn ed_jwk(&self) -> Members {
        let jwk = Members::default().with("kty", "OKP").with("crv", "Ed25519");
        let jwk = jwk.with("x", base64(self.ed.public_key().as_ref()));
        jwk.with("use", "sig").with("alg", "EdDSA").with("kid", self.kids[2].as_str())
    }
}

/// An RSA public key nobody has the private part of: it looks right and fits no signature.
pub(super) fn decoy_rsa() -> Members {
    let mut n = super::random::bytes::<256>();
    n[0] |= 0x80;
    n[255] |= 1;
    rsa_members(&n, &[1, 0, 1]).with("use", "sig").with("alg", "RS256")
}

fn rsa_members(n: &[u8], e: &[u8]) -> Members {
    Members::default().with("kty", "RSA").with("n", base64(n)).with("e", base64(e))
}

fn ec_members(point: &[u8]) -> Members {
    let jwk = Members::default().with("kty", "EC").with("crv", "P-256");
    let jwk = jwk.with("x", base64(&point[1..33])).with("y", base64(&point[33..]));
    jwk.with("use", "sig").with("alg", "ES256")
}

/// HMAC with SHA-256.
pub(super) fn hs256(secret: &[u8], message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref().to_vec()
}

/// SHA-256.
pub(super) fn sha256(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA256, bytes).as_ref().to_vec()
}

/// SHA-512.
pub(super) fn sha512(bytes: &[u8]) -> Vec<u8> {
    digest::digest(&digest::SHA512, bytes).as_ref().to_vec()
}

/// base64url without padding (RFC 7515 §2).
pub(super) fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn kid(kind: &str, public: &[u8]) -> String {
    format!("{kind}-{}", base64(&sha256(public)[..6]))
}
