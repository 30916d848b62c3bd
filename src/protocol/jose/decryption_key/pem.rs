//! Private keys as PEM (PKCS#8, PKCS#1, SEC1). What is in the armour decides which key it is.

use aws_lc_rs::agreement::PrivateKey;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rsa::{KeyPair, OaepPrivateDecryptingKey, PrivateDecryptingKey};

use super::Numbers;
use super::curve::AgreementCurve;
use crate::protocol::jose::signer::der::body;

/// What can stand in an armour and opens nothing.
const OTHERS: [(&str, &str); 5] = [
    (
        "ENCRYPTED PRIVATE KEY",
        "the key is encrypted: `openssl pkey -in FILE -out PLAIN` writes it without its passphrase",
    ),
    ("OPENSSH PRIVATE KEY", "the key is in OpenSSH's own form: `ssh-keygen -p -m PKCS8 -f FILE` turns it into PKCS#8"),
    ("PUBLIC KEY", PUBLIC),
    ("RSA PUBLIC KEY", PUBLIC),
    ("CERTIFICATE", "a certificate holds only the public key, and opening needs the private one"),
];
const PUBLIC: &str = "only the public part of a key, and opening needs the private one";
const KINDS: &str = "the PEM holds no key that grantty opens with: RSA of 2048 to 8192 bit, EC P-256, P-384 or P-521, or \
                     X25519";

/// What stands in front of the 32 octets of an X25519 key in PKCS#8 (RFC 8410 §7).
const X25519_HEAD: [u8; 16] = [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 0x22, 4, 0x20];

/// Every key between PEM's lines: what it is, or why it is none.
pub(super) fn keys(text: &str) -> Vec<Result<Numbers, String>> {
    let mut found = Vec::new();
    for block in text.split("-----BEGIN ").skip(1) {
        let Some((label, rest)) = block.split_once("-----") else { continue };
        let der = || body(label, rest);
        found.push(match label {
            "PRIVATE KEY" | "EC PRIVATE KEY" => der().and_then(|der| pkcs8(&der)),
            "RSA PRIVATE KEY" => der().and_then(|der| rsa(KeyPair::from_der(&der).ok())),
            // The parameters of a curve stand in front of the key that openssl writes.
            "EC PARAMETERS" => continue,
            other => {
                let why = OTHERS.iter().find(|(known, _)| *known == other).map(|(_, why)| (*why).to_owned());
                Err(why.unwrap_or_else(|| "no private key stands in this PEM".to_owned()))
            }
        });
    }
    found
}

fn pkcs8(der: &[u8]) -> Result<Numbers, String> {
    if let Ok(key) = KeyPair::from_pkcs8(der) {
        return rsa(Some(key));
    }
    if let Some(octets) = der.strip_prefix(&X25519_HEAD)
        && let Ok(key) = PrivateKey::from_private_key(AgreementCurve::X25519.algorithm(), octets)
    {
        return Ok(Numbers::Curve(AgreementCurve::X25519, key));
    }
    let of_curve = |curve: AgreementCurve| {
        PrivateKey::from_private_key_der(curve.algorithm(), der).ok().map(|key| Numbers::Curve(curve, key))
    };
    AgreementCurve::ALL.into_iter().find_map(of_curve).ok_or_else(|| KINDS.to_owned())
}

/// An RSA key pair in the form that opens.
pub(super) fn rsa(pair: Option<KeyPair>) -> Result<Numbers, String> {
    let der = pair.and_then(|pair| pair.as_der().ok());
    let key = der.and_then(|der| PrivateDecryptingKey::from_pkcs8(der.as_ref()).ok());
    let key = key.and_then(|key| OaepPrivateDecryptingKey::new(key).ok());
    key.map(Numbers::Rsa).ok_or_else(|| KINDS.to_owned())
}
