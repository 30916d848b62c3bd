//! Private keys as PEM: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017 A.1.2), SEC1 (RFC 5915). What is in the armour decides.

use aws_lc_rs::signature::{EcdsaKeyPair, Ed25519KeyPair, PqdsaKeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::pair::{self, Pair};
use crate::protocol::jose::algorithm::{Curve, MlDsa};

const CURVES: [Curve; 4] = [Curve::P256, Curve::P384, Curve::P521, Curve::Secp256k1];

/// What can stand in an armour and is no key to sign with.
const OTHERS: [(&str, &str); 5] = [
    ("ENCRYPTED PRIVATE KEY", ENCRYPTED),
    ("OPENSSH PRIVATE KEY", "the key is in OpenSSH's own form: `ssh-keygen -p -m PKCS8 -f FILE` turns it into PKCS#8"),
    ("PUBLIC KEY", PUBLIC),
    ("RSA PUBLIC KEY", PUBLIC),
    ("CERTIFICATE", "a certificate holds only the public key, and signing needs the private one"),
];
const ENCRYPTED: &str = "the key is encrypted: `openssl pkey -in FILE -out PLAIN` writes it without its passphrase";
const PUBLIC: &str = "only the public part of a key, and signing needs the private one";

/// Reads the first private key between PEM's lines.
pub(super) fn pem(text: &str) -> Result<Pair, String> {
    let mut first_other = None;
    for block in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        match label {
            "PRIVATE KEY" => return pkcs8(&body(label, rest)?),
            "RSA PRIVATE KEY" => return rsa(RsaKeyPair::from_der(&body(label, rest)?).ok()),
            "EC PRIVATE KEY" => return sec1(&body(label, rest)?),
            other => first_other = first_other.or(OTHERS.iter().find(|(known, _)| *known == other)),
        }
    }
    Err(first_other.map_or("no private key stands in this PEM", |(_, why)| why).to_owned())
}

/// The octets up to the closing line.
pub(in crate::protocol::jose) fn body(label: &str, rest: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let Some((inner, _)) = rest.split_once("-----END ") else {
        return Err(format!("the PEM has no line -----END {label}-----: it is cut off"));
    };
    if inner.contains("Proc-Type:") {
        return Err(ENCRYPTED.to_owned());
    }
    let dense: Zeroizing<Vec<u8>> = Zeroizing::new(inner.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect());
    let decoded =
        STANDARD.decode(&*dense).map_err(|_| "what stands between the PEM's lines is not base64".to_owned())?;
    Ok(Zeroizing::new(decoded))
}

fn pkcs8(der: &[u8]) -> Result<Pair, String> {
    if let Ok(pair) = RsaKeyPair::from_pkcs8(der) {
        return rsa(Some(pair));
    }
    if let Ok(pair) = Ed25519KeyPair::from_pkcs8(der) {
        return Ok(Pair::Ed25519(pair));
    }
    let of_curve = |curve| EcdsaKeyPair::from_pkcs8(pair::ecdsa(curve), der).ok().map(|pair| Pair::Ec(curve, pair));
    let of_lattice = |parameters| {
        let pair = PqdsaKeyPair::from_pkcs8(pair::ml_dsa(parameters), der).ok()?;
        Some(Pair::MlDsa(parameters, pair))
    };
    let why = "the PEM holds no key that grantty signs with: RSA of 2048 to 8192 bit, EC P-256, P-384, P-521 or \
               secp256k1, Ed25519, or ML-DSA";
    let found = CURVES.into_iter().find_map(of_curve).or_else(|| MlDsa::ALL.into_iter().find_map(of_lattice));
    found.ok_or_else(|| why.to_owned())
}

fn sec1(der: &[u8]) -> Result<Pair, String> {
    let of_curve =
        |curve| EcdsaKeyPair::from_private_key_der(pair::ecdsa(curve), der).ok().map(|pair| Pair::Ec(curve, pair));
    let why = "the PEM holds no EC key of P-256, P-384, P-521 or secp256k1";
    CURVES.into_iter().find_map(of_curve).ok_or_else(|| why.to_owned())
}

fn rsa(pair: Option<RsaKeyPair>) -> Result<Pair, String> {
    pair.map(Pair::Rsa).ok_or_else(|| "the PEM holds no RSA key of 2048 to 8192 bit".to_owned())
}
