//! The private members of a JWK (RFC 7518 §6.2.2, §6.3.2 and §6.4; RFC 8037 §2; RFC 9964), for whoever signs or opens.
//!
//! What is wrong is a sentence for the key's owner, without a word of the key.

use aws_lc_rs::rsa::{KeyPair, KeyPairComponents, PublicKeyComponents};
use zeroize::Zeroizing;

use super::base64url;
use crate::protocol::json::Json;

/// A private JWK and what its owner wants of it.
#[derive(Clone, Copy)]
pub(super) struct PrivateNumbers<'a> {
    jwk: &'a Json,
    deed: &'static str,
}

impl<'a> PrivateNumbers<'a> {
    pub(super) const fn for_signing(jwk: &'a Json) -> Self {
        Self { jwk, deed: "signing" }
    }

    pub(super) const fn for_opening(jwk: &'a Json) -> Self {
        Self { jwk, deed: "opening" }
    }

    /// A private member in base64url.
    pub(super) fn octets(&self, name: &str) -> Result<Zeroizing<Vec<u8>>, String> {
        let text = match self.jwk.get(name) {
            Some(Json::String(text)) => text,
            Some(other) => return Err(format!("{name} of the JWK is {}, not a string", other.kind())),
            // These two are all the private part there is; the others stand beside them, or have no public part.
            None if ["d", "priv"].contains(&name) => {
                return Err(format!("only the public part of a key: {name} is missing, and {} needs it", self.deed));
            }
            None => return Err(format!("{name} of the JWK is missing")),
        };
        match base64url::decode(text) {
            Ok(octets) if octets.is_empty() => Err(format!("{name} of the JWK is empty")),
            Ok(octets) => Ok(Zeroizing::new(octets)),
            Err(fault) => Err(format!("{name} of the JWK is not base64url: {fault}")),
        }
    }

    /// The number `d` of a key on a curve of that name, in as many octets as are due.
    pub(super) fn scalar(&self, curve: &str, due: usize) -> Result<Zeroizing<Vec<u8>>, String> {
        let d = self.octets("d")?;
        if d.len() > due {
            return Err(format!("d of the JWK has {} bytes where {curve} needs {due}", d.len()));
        }
        // RFC 7518 §6.2.2.1 wants the full length; a key whose writer dropped the zero octets in front is still one.
        let mut full = Zeroizing::new(vec![0; due]);
        full[due - d.len()..].copy_from_slice(&d);
        Ok(full)
    }

    /// The RSA key whose public numbers are `n` and `e`.
    #[expect(clippy::many_single_char_names, reason = "RFC 7518 §6.3 names the numbers so")]
    pub(super) fn rsa(&self, n: &[u8], e: &[u8]) -> Result<KeyPair, String> {
        let d = self.octets("d")?;
        if self.jwk.get("oth").is_some() {
            return Err("an RSA key of more than two primes is not understood".to_owned());
        }
        let mut missing = ["p", "q", "dp", "dq", "qi"].to_vec();
        missing.retain(|name| self.jwk.get(name).is_none());
        if !missing.is_empty() {
            let (missing, deed) = (missing.join(", "), self.deed);
            return Err(format!(
                "the RSA key lacks {missing}: n, e and d alone are not enough for {deed}, PEM has them all"
            ));
        }
        let (p, q) = (self.octets("p")?, self.octets("q")?);
        let (dp, dq, qi) = (self.octets("dp")?, self.octets("dq")?, self.octets("qi")?);
        let public_key = PublicKeyComponents { n, e };
        let parts = KeyPairComponents { public_key, d: &*d, p: &*p, q: &*q, dP: &*dp, dQ: &*dq, qInv: &*qi };
        KeyPair::from_components(&parts).map_err(|_| "the numbers of the RSA key do not belong together".to_owned())
    }
}
