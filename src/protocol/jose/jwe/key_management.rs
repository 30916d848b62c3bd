//! How the key of the content is agreed on or carried (RFC 7518 §4.1), by registered names, compared byte for byte.

use crate::protocol::jose::algorithm::Digest;

/// A size of AES.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// 128 bit
    A128,
    /// 192 bit
    A192,
    /// 256 bit
    A256,
}

impl Size {
    /// Of the key, in octets.
    pub const fn octets(self) -> usize {
        match self {
            Self::A128 => 16,
            Self::A192 => 24,
            Self::A256 => 32,
        }
    }
}

/// The digest inside OAEP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oaep {
    /// SHA-1, as in plain `RSA-OAEP`.
    Sha1,
    /// One of SHA-2.
    Sha2(Digest),
}

/// An `alg` of a JWE.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyManagement {
    /// The content's key is encrypted to an RSA key.
    RsaOaep(Oaep),
    /// A key is agreed on with a curve; it wraps the content's key, or is that key.
    EcdhEs(Option<Size>),
    /// The shared secret is the content's key.
    Dir,
    /// AES key wrap (RFC 3394) with a shared secret.
    AesKw(Size),
    /// The content's key is encrypted with AES-GCM under a shared secret.
    AesGcmKw(Size),
    /// AES key wrap under a key derived from a password.
    Pbes2(Digest, Size),
}

/// The kind of key an algorithm needs. The key's type decides, never the header alone (RFC 8725 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// An RSA private key.
    Rsa,
    /// A private key on a curve.
    Curve,
    /// Octets that both sides know.
    Secret,
}

const ALL: [(KeyManagement, &str); 18] = {
    use Digest::{Sha256, Sha384, Sha512};
    use KeyManagement::{AesGcmKw, AesKw, Dir, EcdhEs, Pbes2, RsaOaep};
    use Size::{A128, A192, A256};
    [
        (RsaOaep(Oaep::Sha1), "RSA-OAEP"),
        (RsaOaep(Oaep::Sha2(Sha256)), "RSA-OAEP-256"),
        (RsaOaep(Oaep::Sha2(Sha384)), "RSA-OAEP-384"),
        (RsaOaep(Oaep::Sha2(Sha512)), "RSA-OAEP-512"),
        (EcdhEs(None), "ECDH-ES"),
        (EcdhEs(Some(A128)), "ECDH-ES+A128KW"),
        (EcdhEs(Some(A192)), "ECDH-ES+A192KW"),
        (EcdhEs(Some(A256)), "ECDH-ES+A256KW"),
        (Dir, "dir"),
        (AesKw(A128), "A128KW"),
        (AesKw(A192), "A192KW"),
        (AesKw(A256), "A256KW"),
        (AesGcmKw(A128), "A128GCMKW"),
        (AesGcmKw(A192), "A192GCMKW"),
        (AesGcmKw(A256), "A256GCMKW"),
        (Pbes2(Sha256, A128), "PBES2-HS256+A128KW"),
        (Pbes2(Sha384, A192), "PBES2-HS384+A192KW"),
        (Pbes2(Sha512, A256), "PBES2-HS512+A256KW"),
    ]
};

impl KeyManagement {
    /// The algorithm of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        ALL.iter().find(|(_, known)| *known == name).map(|(alg, _)| *alg)
    }

    /// The registered name that a misspelt one probably means.
    pub fn meant_by(name: &str) -> Option<&'static str> {
        ALL.iter().find(|(_, known)| known.eq_ignore_ascii_case(name.trim())).map(|(_, known)| *known)
    }

    /// The registered name.
    pub fn name(self) -> &'static str {
        ALL.iter().find(|(alg, _)| *alg == self).map_or("", |(_, name)| name)
    }

    /// The kind of key it needs.
    pub const fn family(self) -> Family {
        match self {
            Self::RsaOaep(_) => Family::Rsa,
            Self::EcdhEs(_) => Family::Curve,
            Self::Dir | Self::AesKw(_) | Self::AesGcmKw(_) | Self::Pbes2(..) => Family::Secret,
        }
    }

    /// Whether the content's key is not carried at all: the second part of the token has to be empty.
    pub const fn is_direct(self) -> bool {
        matches!(self, Self::Dir | Self::EcdhEs(None))
    }

    /// The `key_ops` (RFC 7517 §4.3) of which a key that names any has to name one.
    pub const fn operations(self) -> &'static [&'static str] {
        match self {
            Self::EcdhEs(_) => &["deriveKey", "deriveBits"],
            Self::Dir => &["decrypt"],
            Self::RsaOaep(_) | Self::AesKw(_) | Self::AesGcmKw(_) => &["unwrapKey", "decrypt"],
            Self::Pbes2(..) => &["deriveKey", "deriveBits", "unwrapKey"],
        }
    }
}
