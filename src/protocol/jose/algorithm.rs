//! The signature algorithms grantty verifies, by their registered names, which are compared byte for byte.

use aws_lc_rs::digest;

/// A signature algorithm of RFC 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2.2 or RFC 9964.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// `RS256`
    Rs256,
    /// `RS384`
    Rs384,
    /// `RS512`
    Rs512,
    /// `PS256`
    Ps256,
    /// `PS384`
    Ps384,
    /// `PS512`
    Ps512,
    /// `ES256`
    Es256,
    /// `ES384`
    Es384,
    /// `ES512`
    Es512,
    /// `ES256K`
    Es256k,
    /// `EdDSA`, here with Ed25519 only.
    EdDsa,
    /// `Ed25519`
    Ed25519,
    /// `ML-DSA-44`, `ML-DSA-65` or `ML-DSA-87`
    MlDsa(MlDsa),
    /// `HS256`
    Hs256,
    /// `HS384`
    Hs384,
    /// `HS512`
    Hs512,
}

/// A curve of RFC 7518 §6.2.1.1 or RFC 8812 §3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Curve {
    /// `P-256`
    P256,
    /// `P-384`
    P384,
    /// `P-521`
    P521,
    /// `secp256k1`
    Secp256k1,
}

/// A parameter set of ML-DSA (FIPS 204), which withstands quantum computers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MlDsa {
    /// ML-DSA-44
    MlDsa44,
    /// ML-DSA-65
    MlDsa65,
    /// ML-DSA-87
    MlDsa87,
}

/// The kind of key an algorithm needs. The key's type decides the family, never the header alone (RFC 8725 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// An RSA key.
    Rsa,
    /// A point on that curve.
    Ec(Curve),
    /// An Ed25519 key.
    Ed25519,
    /// An ML-DSA key of those parameters.
    MlDsa(MlDsa),
    /// A secret both sides know.
    Secret,
}

const ALL: [(Algorithm, &str); 18] = [
    (Algorithm::Rs256, "RS256"),
    (Algorithm::Rs384, "RS384"),
    (Algorithm::Rs512, "RS512"),
    (Algorithm::Ps256, "PS256"),
    (Algorithm::Ps384, "PS384"),
    (Algorithm::Ps512, "PS512"),
    (Algorithm::Es256, "ES256"),
    (Algorithm::Es384, "ES384"),
    (Algorithm::Es512, "ES512"),
    (Algorithm::Es256k, "ES256K"),
    (Algorithm::EdDsa, "EdDSA"),
    (Algorithm::Ed25519, "Ed25519"),
    (Algorithm::MlDsa(MlDsa::MlDsa44), "ML-DSA-44"),
    (Algorithm::MlDsa(MlDsa::MlDsa65), "ML-DSA-65"),
    (Algorithm::MlDsa(MlDsa::MlDsa87), "ML-DSA-87"),
    (Algorithm::Hs256, "HS256"),
    (Algorithm::Hs384, "HS384"),
    (Algorithm::Hs512, "HS512"),
];

impl Algorithm {
    /// The algorithm of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == name).map(|(algorithm, _)| *algorithm)
    }

    /// The registered name that a misspelt one probably means: `rs256`, `RS256 `.
    pub fn meant_by(name: &str) -> Option<&'static str> {
        ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(_, known)| *known)
    }

    /// The registered name.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(algorithm, _)| *algorithm == self).map_or("", |(_, name)| name)
    }

    /// The kind of key it needs.
    pub const fn family(self) -> Family {
        match self {
            Self::Rs256 | Self::Rs384 | Self::Rs512 | Self::Ps256 | Self::Ps384 | Self::Ps512 => Family::Rsa,
            Self::Es256 => Family::Ec(Curve::P256),
            Self::Es384 => Family::Ec(Curve::P384),
            Self::Es512 => Family::Ec(Curve::P521),
            Self::Es256k => Family::Ec(Curve::Secp256k1),
            Self::EdDsa | Self::Ed25519 => Family::Ed25519,
            Self::MlDsa(parameters) => Family::MlDsa(parameters),
            Self::Hs256 | Self::Hs384 | Self::Hs512 => Family::Secret,
        }
    }

    /// Whether a shared secret makes and checks it.
    pub fn is_mac(self) -> bool {
        self.family() == Family::Secret
    }

    /// The digest of `at_hash` and its like; none for ML-DSA, for which no document names one.
    pub const fn claim_digest(self) -> Option<Digest> {
        match self {
            Self::MlDsa(_) => None,
            algorithm => Some(algorithm.digest()),
        }
    }

    /// The digest inside: SHA-512 for Ed25519, else the one its number names. ML-DSA has SHAKE256 inside, whose place
    /// the longest of the others takes.
    pub const fn digest(self) -> Digest {
        match self {
            Self::Rs256 | Self::Ps256 | Self::Es256 | Self::Es256k | Self::Hs256 => Digest::Sha256,
            Self::Rs384 | Self::Ps384 | Self::Es384 | Self::Hs384 => Digest::Sha384,
            Self::Rs512 | Self::Ps512 | Self::Es512 | Self::EdDsa | Self::Ed25519 | Self::MlDsa(_) | Self::Hs512 => {
                Digest::Sha512
            }
        }
    }
}

/// A digest of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Digest {
    /// SHA-256
    Sha256,
    /// SHA-384
    Sha384,
    /// SHA-512
    Sha512,
}

impl Digest {
    /// All three, shortest first.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// As people write it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Sha384 => "SHA-384",
            Self::Sha512 => "SHA-512",
        }
    }

    /// Length of its output in bytes.
    pub const fn length(self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The digest of some bytes.
    pub fn of(self, bytes: &[u8]) -> Vec<u8> {
        let function = match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(function, bytes).as_ref().to_vec()
    }
}

impl Curve {
    /// The curve of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::P256, Self::P384, Self::P521, Self::Secp256k1].into_iter().find(|curve| curve.name() == name)
    }

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::Secp256k1 => "secp256k1",
        }
    }

    /// Length of one coordinate in bytes (RFC 7518 §6.2.1.2).
    pub const fn coordinate(self) -> usize {
        match self {
            Self::P256 | Self::Secp256k1 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }
}

impl MlDsa {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MlDsa44, Self::MlDsa65, Self::MlDsa87];

    /// The parameters of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|parameters| parameters.name() == name)
    }

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MlDsa44 => "ML-DSA-44",
            Self::MlDsa65 => "ML-DSA-65",
            Self::MlDsa87 => "ML-DSA-87",
        }
    }

    /// Length of a public key in bytes (FIPS 204 §4, table 2).
    pub const fn key_length(self) -> usize {
        match self {
            Self::MlDsa44 => 1312,
            Self::MlDsa65 => 1952,
            Self::MlDsa87 => 2592,
        }
    }

    /// Length of a signature in bytes (FIPS 204 §4, table 2).
    pub const fn signature_length(self) -> usize {
        match self {
            Self::MlDsa44 => 2420,
            Self::MlDsa65 => 3309,
            Self::MlDsa87 => 4627,
        }
    }
}

impl Family {
    /// The key it needs, for a reader: "RSA", "EC P-256".
    pub fn name(self) -> String {
        match self {
            Self::Rsa => "RSA".to_owned(),
            Self::Ec(curve) => format!("EC {}", curve.name()),
            Self::Ed25519 => "OKP Ed25519".to_owned(),
            Self::MlDsa(parameters) => format!("AKP {}", parameters.name()),
            Self::Secret => "shared secret".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_exactly() {
        crate::covers!("IDT-26");
        assert_eq!(Algorithm::from_name("RS256"), Some(Algorithm::Rs256));
        for near in ["rs256", "RS256 ", "nOnE", "None", "none", ""] {
            assert_eq!(Algorithm::from_name(near), None, "{near:?}");
        }
        assert_eq!(Algorithm::meant_by("rs256 "), Some("RS256"));
        assert_eq!(Algorithm::meant_by("ml-dsa-44"), Some("ML-DSA-44"));
        assert_eq!(Algorithm::from_name("ML-DSA-65").and_then(Algorithm::claim_digest), None);
        assert_eq!(Algorithm::Es384.claim_digest(), Some(Digest::Sha384));
        assert_eq!(ALL.map(|(algorithm, _)| algorithm.name()), ALL.map(|(_, name)| name));
    }
}
