//! The curves on which keys are agreed (RFC 7518 §6.2.1.1, RFC 8037 §3.2).

use aws_lc_rs::agreement::{self, Algorithm};

/// A curve to agree on a key with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgreementCurve {
    /// `P-256`
    P256,
    /// `P-384`
    P384,
    /// `P-521`
    P521,
    /// `X25519`
    X25519,
}

impl AgreementCurve {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::P256, Self::P384, Self::P521, Self::X25519];

    /// The curve of exactly that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|curve| curve.name() == name)
    }

    /// The registered name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
            Self::X25519 => "X25519",
        }
    }

    /// The `kty` of its keys.
    pub const fn kty(self) -> &'static str {
        match self {
            Self::X25519 => "OKP",
            _ => "EC",
        }
    }

    /// Length of a coordinate, and of a private number, in octets.
    pub const fn coordinate(self) -> usize {
        match self {
            Self::P256 | Self::X25519 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    pub(in crate::protocol::jose) const fn algorithm(self) -> &'static Algorithm {
        match self {
            Self::P256 => &agreement::ECDH_P256,
            Self::P384 => &agreement::ECDH_P384,
            Self::P521 => &agreement::ECDH_P521,
            Self::X25519 => &agreement::X25519,
        }
    }
}
