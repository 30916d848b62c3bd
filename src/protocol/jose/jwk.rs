//! JSON Web Keys (RFC 7517), read from any JSON: what is usable, what is not understood, and each fault by its kind.
//!
//! Private parts are named and then dropped: no value of this room holds a private number or a symmetric key.

mod material;

use std::fmt;

use super::algorithm::{Curve, Digest, Family, MlDsa};
use super::base64url;
use super::x5c;
use crate::protocol::json::Json;

/// What is wrong with a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// A required member is missing or has the wrong type.
    Form,
    /// A number is not base64url.
    Base64,
    /// A number has zero octets in front: allowed nowhere, harmless to the key.
    LeadingZero,
    /// The key can be broken: too short, a useless exponent, a known bad generator.
    Weak,
    /// The point is not on its curve, or a coordinate has the wrong length.
    Curve,
    /// It holds private or symmetric parts.
    Private,
    /// Its certificate is of another key.
    Certificate,
}

/// One fault of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its kind.
    pub kind: FaultKind,
    /// What it is, for a reader. Never a private value.
    pub what: String,
}

/// The public numbers of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA modulus and exponent, without zero octets in front.
    Rsa {
        /// The modulus.
        n: Vec<u8>,
        /// The exponent.
        e: Vec<u8>,
    },
    /// A point, uncompressed: 4, x, y.
    Ec {
        /// Its curve.
        curve: Curve,
        /// Its octets.
        point: Vec<u8>,
    },
    /// An Ed25519 key.
    Ed25519(Vec<u8>),
    /// An ML-DSA key.
    MlDsa {
        /// Its parameters.
        parameters: MlDsa,
        /// Its octets.
        octets: Vec<u8>,
    },
    /// A shared secret, whose octets are not kept.
    Secret,
    /// A type, curve or size that grantty does not verify with; the text names it.
    NotUnderstood(String),
    /// Too broken to be used; the faults say why.
    Broken,
}

impl PublicKey {
    /// The kind of key, if it is one that algorithms ask for.
    pub const fn family(&self) -> Option<Family> {
        match self {
            Self::Rsa { .. } => Some(Family::Rsa),
            Self::Ec { curve, .. } => Some(Family::Ec(*curve)),
            Self::Ed25519(_) => Some(Family::Ed25519),
            Self::MlDsa { parameters, .. } => Some(Family::MlDsa(*parameters)),
            Self::Secret => Some(Family::Secret),
            Self::NotUnderstood(_) | Self::Broken => None,
        }
    }

    /// Length of an RSA modulus in bits, else nothing.
    pub fn bits(&self) -> Option<usize> {
        let Self::Rsa { n, .. } = self else { return None };
        Some(material::bits(n))
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rsa { n, .. } => write!(f, "RSA {} bit", material::bits(n)),
            Self::NotUnderstood(what) => f.write_str(what),
            Self::Broken => f.write_str("broken"),
            key => f.write_str(&key.family().map_or_else(String::new, Family::name)),
        }
    }
}

/// One key of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Jwk {
    /// Its place in the set, from 1.
    pub position: usize,
    /// `kid`
    pub kid: Option<String>,
    /// `kty`
    pub kty: Option<String>,
    /// `alg`
    pub alg: Option<String>,
    /// `use`
    pub usage: Option<String>,
    /// `key_ops`
    pub key_ops: Option<Vec<String>>,
    /// The public numbers.
    pub key: PublicKey,
    /// RFC 7638, SHA-256.
    pub thumbprint: Option<String>,
    /// Everything wrong with it.
    pub faults: Vec<Fault>,
}

/// The members that nobody but a key's owner may see (RFC 7518 §6.2.2, §6.3.2, §6.4; RFC 9964).
pub(in crate::protocol) const PRIVATE_MEMBERS: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

impl Jwk {
    /// Reads one element of `keys`. `position` counts from 1.
    pub fn read(json: &Json, position: usize) -> Self {
        let mut faults = Vec::new();
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        for name in ["kid", "kty", "alg", "use"] {
            if let Some(value) = json.get(name).filter(|value| value.as_str().is_none()) {
                faults.push(Fault { kind: FaultKind::Form, what: format!("{name} is {}", value.kind()) });
            }
        }
        let key = material::read(json, &mut faults);
        private_parts(json, &mut faults);
        let mut jwk = Self {
            position,
            kid: text("kid"),
            kty: text("kty"),
            alg: text("alg"),
            usage: text("use"),
            key_ops: json.get("key_ops").and_then(Json::as_strings).map(owned),
            thumbprint: thumbprint(&key),
            key,
            faults,
        };
        jwk.judge_certificate(json);
        jwk
    }

    /// "key 2 «kid-b»", for a reader.
    pub fn label(&self) -> String {
        match &self.kid {
            Some(kid) => format!("key {} «{}»", self.position, short(kid)),
            None => format!("key {}", self.position),
        }
    }

    /// Why no signature may be checked with it, if so.
    pub fn unusable(&self) -> Option<String> {
        let grave = |kind| matches!(kind, FaultKind::Weak | FaultKind::Curve | FaultKind::Base64 | FaultKind::Form);
        match &self.key {
            PublicKey::NotUnderstood(what) => return Some(format!("{what} is not understood")),
            PublicKey::Secret => return Some("a symmetric key in a public set".to_owned()),
            _ => {}
        }
        self.faults.iter().find(|fault| grave(fault.kind)).map(|fault| fault.what.clone())
    }

    fn judge_certificate(&mut self, json: &Json) {
        let Some(chain) = json.get("x5c") else { return };
        let numbers: Vec<&[u8]> = match &self.key {
            PublicKey::Rsa { n, e } => vec![n, e],
            PublicKey::Ec { point, .. } => vec![point],
            PublicKey::Ed25519(x) => vec![x],
            PublicKey::MlDsa { octets, .. } => vec![octets],
            _ => return,
        };
        let leaf = chain.as_array().and_then(|chain| chain.first()).and_then(Json::as_str);
        let what = match leaf.map(|leaf| x5c::holds(leaf, &numbers)) {
            Some(Ok(true)) => return,
            Some(Ok(false)) => "the certificate in x5c is of another key".to_owned(),
            Some(Err(why)) => format!("x5c cannot be read: {why}"),
            None => "x5c is no array of certificates".to_owned(),
        };
        self.faults.push(Fault { kind: FaultKind::Certificate, what });
    }
}

/// RFC 7638 §3.2: the required members in order, digested.
fn thumbprint(key: &PublicKey) -> Option<String> {
    let encode = base64url::encode;
    let canonical = match key {
        PublicKey::Rsa { n, e } => format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n)),
        PublicKey::Ec { curve, point } => {
            let (x, y) = point.get(1..)?.split_at_checked(curve.coordinate())?;
            format!(r#"{{"crv":"{}","kty":"EC","x":"{}","y":"{}"}}"#, curve.name(), encode(x), encode(y))
        }
        PublicKey::Ed25519(x) => format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x)),
        // RFC 9964 §6: alg is one of the required members.
        PublicKey::MlDsa { parameters, octets } => {
            format!(r#"{{"alg":"{}","kty":"AKP","pub":"{}"}}"#, parameters.name(), encode(octets))
        }
        _ => return None,
    };
    Some(encode(&Digest::Sha256.of(canonical.as_bytes())))
}

fn private_parts(json: &Json, faults: &mut Vec<Fault>) {
    let names: Vec<&str> = PRIVATE_MEMBERS.into_iter().filter(|name| json.get(name).is_some()).collect();
    if !names.is_empty() {
        faults.push(Fault { kind: FaultKind::Private, what: names.join(", ") });
    }
}

fn owned(texts: Vec<&str>) -> Vec<String> {
    texts.into_iter().map(str::to_owned).collect()
}

/// A foreign name cut to a length that fits a sentence.
fn short(name: &str) -> String {
    crate::protocol::text::shown_short(name, 60)
}

#[cfg(test)]
mod tests;
