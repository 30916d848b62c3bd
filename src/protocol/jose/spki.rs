//! Public keys in DER as JWKs: `SubjectPublicKeyInfo` (RFC 5280 §4.1), the key of a certificate, `RSAPublicKey`
//! (RFC 8017 A.1.1). The numbers are only carried over; judging them is the business of [`super::jwk`].

use super::base64url;
use super::x5c::{self, SEQUENCE, element};
use crate::protocol::json::{Json, object};

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OBJECT_IDENTIFIER: u8 = 0x06;

const RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const RSA_PSS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a];
const EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const ED25519: &[u8] = &[0x2b, 0x65, 0x70];
const ED448: &[u8] = &[0x2b, 0x65, 0x71];
/// The curves by the object identifiers of RFC 5480 §2.1.1.1 and SEC 2.
const CURVES: [(&[u8], &str); 4] = [
    (&[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07], "P-256"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x22], "P-384"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x23], "P-521"),
    (&[0x2b, 0x81, 0x04, 0x00, 0x0a], "secp256k1"),
];
/// ML-DSA by the last arc of its object identifiers (RFC 9881 §2).
const ML_DSA: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x03];
const ML_DSA_ARCS: [(u8, &str); 3] = [(17, "ML-DSA-44"), (18, "ML-DSA-65"), (19, "ML-DSA-87")];

/// The `alg` of a key that is for RSASSA-PSS alone (RFC 4055 §1.2), with whatever digest: JOSE has no name for that.
pub(in crate::protocol) const ANY_PSS: &str = "RSASSA-PSS";

/// The JWK of a `SubjectPublicKeyInfo`.
pub(in crate::protocol) fn public_key(der: &[u8]) -> Result<Json, String> {
    let (content, _) = element(der, SEQUENCE).ok_or("not a public key in DER (SubjectPublicKeyInfo)")?;
    of_content(content)
}

/// The JWK of the key that a certificate is made out for.
pub(in crate::protocol) fn certificate(der: &[u8]) -> Result<Json, String> {
    of_content(x5c::public_key(der).ok_or("not an X.509 certificate")?)
}

/// The JWK of an `RSAPublicKey` (PKCS#1).
pub(in crate::protocol) fn rsa_public_key(der: &[u8]) -> Result<Json, String> {
    rsa(der).ok_or_else(|| "not an RSA public key in DER (PKCS#1)".to_owned())
}

fn of_content(content: &[u8]) -> Result<Json, String> {
    let parts = || {
        let (algorithm, rest) = element(content, SEQUENCE)?;
        let (name, parameters) = element(algorithm, OBJECT_IDENTIFIER)?;
        // The first octet of a BIT STRING counts its unused bits, of which a key has none.
        let (key, _) = element(rest, BIT_STRING)?;
        Some((name, parameters, key.strip_prefix(&[0])?))
    };
    let (name, parameters, key) = parts().ok_or("not a public key in DER (SubjectPublicKeyInfo)")?;
    match name {
        RSA | RSA_PSS => {
            let mut jwk = rsa(key).ok_or("the RSA key inside cannot be read")?;
            if let Json::Object(members) = &mut jwk
                && name == RSA_PSS
            {
                members.push(("alg".to_owned(), ANY_PSS.into()));
            }
            Ok(jwk)
        }
        EC => ec(parameters, key),
        ED25519 => Ok(okp("Ed25519", key)),
        ED448 => Ok(okp("Ed448", key)),
        _ => ml_dsa(name, key).ok_or_else(|| "a public key of a type that is not understood".to_owned()),
    }
}

fn rsa(der: &[u8]) -> Option<Json> {
    let (numbers, _) = element(der, SEQUENCE)?;
    let (n, rest) = element(numbers, INTEGER)?;
    let (e, _) = element(rest, INTEGER)?;
    // DER puts one zero octet in front where the highest bit is set: its sign, no part of the number.
    let text = |number: &[u8]| Json::from(base64url::encode(number.strip_prefix(&[0]).unwrap_or(number)));
    Some(object([("kty", "RSA".into()), ("n", text(n)), ("e", text(e))]))
}

fn ec(parameters: &[u8], point: &[u8]) -> Result<Json, String> {
    let curve = element(parameters, OBJECT_IDENTIFIER).map(|(curve, _)| curve);
    let (_, name) = CURVES
        .into_iter()
        .find(|(known, _)| curve == Some(*known))
        .ok_or("an EC key on a curve that is not understood")?;
    let Some((4, numbers)) = point.split_first().map(|(form, numbers)| (*form, numbers)) else {
        return Err(format!("an EC key on {name} in compressed form: `openssl ec -conv_form uncompressed` opens it"));
    };
    let (x, y) = numbers.split_at(numbers.len() / 2);
    let text = |number: &[u8]| Json::from(base64url::encode(number));
    Ok(object([("kty", "EC".into()), ("crv", name.into()), ("x", text(x)), ("y", text(y))]))
}

fn okp(curve: &str, key: &[u8]) -> Json {
    object([("kty", "OKP".into()), ("crv", curve.into()), ("x", base64url::encode(key).into())])
}

fn ml_dsa(name: &[u8], key: &[u8]) -> Option<Json> {
    let [arc] = name.strip_prefix(ML_DSA)? else { return None };
    let (_, alg) = ML_DSA_ARCS.into_iter().find(|(known, _)| known == arc)?;
    Some(object([("kty", "AKP".into()), ("alg", alg.into()), ("pub", base64url::encode(key).into())]))
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
    use aws_lc_rs::rsa::KeySize;
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair as _,
        RsaKeyPair,
    };

    use super::*;
    use crate::protocol::jose::jwk::Jwk;

    /// The DER of aws-lc's own hand, its label here, and the octets that the key has.
    fn check(der: &PublicKeyX509Der<'_>, label: &str) {
        let jwk = Jwk::read(&public_key(der.as_ref()).expect(label), 1);
        assert_eq!((jwk.key.to_string().as_str(), jwk.unusable()), (label, None));
        for cut in 0..der.as_ref().len() {
            assert!(public_key(&der.as_ref()[..cut]).is_err(), "cut after {cut} octets");
        }
    }

    #[test]
    fn public_keys_of_every_type_are_carried_over() {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).expect("a key");
        check(&rsa.public_key().as_der().expect("DER"), "RSA 2048 bit");
        let jwk = rsa_public_key(rsa.public_key().as_ref()).expect("PKCS#1");
        assert_eq!(Jwk::read(&jwk, 1).unusable(), None);
        let p256 = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key");
        check(&p256.public_key().as_der().expect("DER"), "EC P-256");
        let p521 = EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING).expect("a key");
        check(&p521.public_key().as_der().expect("DER"), "EC P-521");
        let ed = Ed25519KeyPair::generate().expect("a key");
        check(&ed.public_key().as_der().expect("DER"), "OKP Ed25519");
    }

    #[test]
    fn other_der_is_no_key() {
        assert!(public_key(&[]).is_err() && public_key(&[0x30, 0]).is_err() && certificate(b"key").is_err());
        let x25519 = [&[0x30, 0x2a, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 3, 0x21, 0], [7; 32].as_slice()].concat();
        assert_eq!(public_key(&x25519), Err("a public key of a type that is not understood".to_owned()));
    }
}
