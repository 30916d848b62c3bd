//! Signing (RFC 7515 §5.1) with a key of our own: what proves who made a token.
//!
//! What is wrong with a key is a sentence for its owner, and no sentence ever holds a word of the key's text. The
//! numbers live inside aws-lc-rs, which wipes them; copies made while reading are wiped here. ECDSA, PSS and ML-DSA draw
//! their own chance inside aws-lc-rs: the one place of this room where the same input signs differently twice.

pub(super) mod der;
mod generate;
mod pair;
mod private_members;
mod read;

use std::fmt::{self, Write as _};
use std::sync::Arc;

use super::algorithm::{Algorithm, Curve, Digest, Family, MlDsa};
use super::base64url;
use crate::protocol::json::{self, Json};
use crate::protocol::secret::Secret;
use pair::Pair;

/// A private key, or a shared secret, with the algorithm it signs with.
#[derive(Clone)]
pub struct Signer {
    pair: Arc<Pair>,
    alg: Algorithm,
    /// The key's owner bound it to one algorithm: by word, or by `alg` of the JWK.
    bound: bool,
    kid: Option<String>,
}

impl Signer {
    /// Reads a private key: a JWK, a set with one JWK, or PEM (PKCS#8, PKCS#1, SEC1). Without `alg` the JWK's own
    /// holds, else the usual one of the key's type. `Err` is a sentence for the key's owner.
    pub fn from_text(text: &Secret, alg: Option<&str>) -> Result<Self, String> {
        let found = read::key(text)?;
        let named = alg.or(found.alg.as_deref()).map(|name| algorithm(name, found.pair.family())).transpose()?;
        let usual = possible(found.pair.family())[0];
        Ok(Self { pair: Arc::new(found.pair), alg: named.unwrap_or(usual), bound: named.is_some(), kid: found.kid })
    }

    /// A fresh key, bound to the algorithm it is made for; RSA gets 2048 bit. `random` is asked as often as the key needs
    /// it, and not at all for RSA, which takes a noticeable time.
    pub fn generate(alg: &str, random: &mut dyn FnMut() -> [u8; 32]) -> Result<Self, String> {
        let alg = known(alg)?;
        Ok(Self { pair: Arc::new(generate::pair(alg.family(), random)?), alg, bound: true, kid: None })
    }

    /// A MAC by the octets of a shared secret, however few they are: whether the other side takes a short one is for the
    /// other side to say.
    pub fn from_secret(secret: &Secret, alg: Option<&str>) -> Result<Self, String> {
        if secret.reveal().is_empty() {
            return Err("the shared secret is empty".to_owned());
        }
        let named = alg.map(|name| algorithm(name, Family::Secret)).transpose()?;
        let pair = Pair::Secret(zeroize::Zeroizing::new(secret.reveal().as_bytes().to_vec()));
        let (alg, bound) = (named.unwrap_or(Algorithm::Hs256), named.is_some());
        Ok(Self { pair: Arc::new(pair), alg, bound, kid: None })
    }

    /// The algorithm it signs with.
    pub fn alg(&self) -> &'static str {
        self.alg.name()
    }

    /// The JWK's `kid`; PEM has none.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Every algorithm the key may sign with, the one in force first. A key bound to an algorithm has only that one.
    pub fn algs(&self) -> Vec<&'static str> {
        let edwards = |alg| matches!(alg, Algorithm::EdDsa | Algorithm::Ed25519);
        let others = possible(self.pair.family()).iter().copied().filter(|alg| *alg != self.alg);
        let allowed = others.filter(|alg| !self.bound || edwards(*alg));
        std::iter::once(self.alg).chain(allowed).map(Algorithm::name).collect()
    }

    /// The same key with another algorithm of [`Signer::algs`].
    pub fn with_alg(&self, name: &str) -> Result<Self, String> {
        let alg = algorithm(name, self.pair.family())?;
        if !self.algs().contains(&alg.name()) {
            return Err(format!("the key is bound to {}, so it does not sign with {name}", self.alg()));
        }
        Ok(Self { alg, ..self.clone() })
    }

    /// The public part as a JWK with its required members in the order of RFC 7638; a shared secret has none.
    pub fn public_jwk(&self) -> Option<Json> {
        self.pair.public_jwk()
    }

    /// RFC 7638 with SHA-256, in base64url: the name that everybody computes alike for this key. A shared secret has none.
    pub fn thumbprint(&self) -> Option<String> {
        let canonical = self.public_jwk()?.to_string();
        Some(base64url::encode(&Digest::Sha256.of(canonical.as_bytes())))
    }

    /// The whole key as a JWK that [`Signer::from_text`] reads again, to the same `kid` and algorithm. A shared secret
    /// has none, nor has an ML-DSA key without its seed.
    pub fn private_jwk(&self) -> Option<Secret> {
        let Json::Object(mut members) = self.public_jwk()? else { return None };
        members.extend(private_members::of(&self.pair)?);
        members.extend(self.kid().map(|kid| ("kid".to_owned(), Json::from(kid))));
        let is_chosen = self.bound || self.alg != possible(self.pair.family())[0];
        if is_chosen && !members.iter().any(|(name, _)| name == "alg") {
            members.push(("alg".to_owned(), self.alg().into()));
        }
        let jwk = Wiped(Json::Object(members));
        // Enough for the longest key: a text that has to grow leaves its beginnings behind in memory.
        let mut text = String::with_capacity(8 << 10);
        write!(text, "{}", jwk.0).expect("a String takes everything");
        Some(Secret::new(text))
    }

    /// A compact JWS. `alg` and `kid` stand first in the header; `members` follow and name neither.
    pub fn sign(&self, members: &[(&str, Json)], payload: &Json) -> Secret {
        let mut header = vec![("alg".to_owned(), Json::from(self.alg()))];
        header.extend(self.kid().map(|kid| ("kid".to_owned(), Json::from(kid))));
        header.extend(members.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        self.compact(&Json::Object(header).to_string(), payload.to_string().as_bytes())
    }

    fn compact(&self, header: &str, payload: &[u8]) -> Secret {
        let text = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload));
        let signature = self.pair.sign(self.alg, text.as_bytes());
        Secret::new(format!("{text}.{}", base64url::encode(&signature)))
    }
}

impl PartialEq for Signer {
    /// The same key read once; two readings of one text are not compared.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.pair, &other.pair) && self.alg == other.alg && self.kid == other.kid
    }
}

impl Eq for Signer {}

impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Signer({}, kid {:?})", self.alg(), self.kid)
    }
}

/// What a kind of key signs with, the usual one first.
const fn possible(family: Family) -> &'static [Algorithm] {
    match family {
        Family::Rsa => &[
            Algorithm::Rs256,
            Algorithm::Ps256,
            Algorithm::Rs384,
            Algorithm::Ps384,
            Algorithm::Rs512,
            Algorithm::Ps512,
        ],
        Family::Ec(Curve::P256) => &[Algorithm::Es256],
        Family::Ec(Curve::P384) => &[Algorithm::Es384],
        Family::Ec(Curve::P521) => &[Algorithm::Es512],
        Family::Ec(Curve::Secp256k1) => &[Algorithm::Es256k],
        Family::Ed25519 => &[Algorithm::EdDsa, Algorithm::Ed25519],
        Family::MlDsa(MlDsa::MlDsa44) => &[Algorithm::MlDsa(MlDsa::MlDsa44)],
        Family::MlDsa(MlDsa::MlDsa65) => &[Algorithm::MlDsa(MlDsa::MlDsa65)],
        Family::MlDsa(MlDsa::MlDsa87) => &[Algorithm::MlDsa(MlDsa::MlDsa87)],
        Family::Secret => &[Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512],
    }
}

/// The algorithm of that name.
fn known(name: &str) -> Result<Algorithm, String> {
    Algorithm::from_name(name).ok_or_else(|| {
        let meant = Algorithm::meant_by(name).map_or_else(String::new, |meant| format!(": {meant} is probably meant"));
        format!("{name:?} is no algorithm that grantty signs with{meant}")
    })
}

/// The algorithm of that name, if this kind of key makes it.
fn algorithm(name: &str, family: Family) -> Result<Algorithm, String> {
    let alg = known(name)?;
    if alg.family() != family {
        return Err(format!("{name} needs a key of type {}, this is {}", alg.family().name(), family.name()));
    }
    Ok(alg)
}

/// A JSON tree of private text, wiped when it is done with.
pub(super) struct Wiped(pub(super) Json);

impl Wiped {
    pub(super) fn read(text: &str) -> Result<Self, String> {
        match json::parse(text.as_bytes()) {
            Ok(parsed) => {
                let doubles =
                    parsed.duplicates.into_iter().flat_map(|double| [Self(double.first), Self(double.second)]);
                let value = Self(parsed.value);
                match doubles.count() {
                    0 => Ok(value),
                    _ => Err("a member of the JWK stands twice".to_owned()),
                }
            }
            Err(error) => Err(format!("the key begins like a JWK, but is not JSON: {error}")),
        }
    }
}

impl Drop for Wiped {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

fn wipe(json: &mut Json) {
    match json {
        Json::String(text) => zeroize::Zeroize::zeroize(text),
        Json::Array(elements) => elements.iter_mut().for_each(wipe),
        Json::Object(members) => members.iter_mut().for_each(|(_, value)| wipe(value)),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
