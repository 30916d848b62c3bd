//! What a header has to say beside `alg` so that the algorithm can be done, read and measured before any key is touched.

use super::content::sized;
use super::key_management::KeyManagement;
use crate::protocol::jose::base64url;
use crate::protocol::jose::decryption_key::AgreementCurve;
use crate::protocol::json::Json;

/// An ephemeral public key.
#[derive(Debug, PartialEq, Eq)]
pub struct Ephemeral {
    /// Its curve.
    pub curve: AgreementCurve,
    /// Its octets, as the curve writes a point.
    pub(super) point: Vec<u8>,
}

/// An algorithm with its parameters.
#[derive(Debug, PartialEq, Eq)]
pub enum Recipe {
    /// Nothing else is needed.
    Plain,
    /// ECDH-ES: `epk`, `apu`, `apv`.
    Agreement {
        /// `epk`
        epk: Ephemeral,
        /// `apu`, decoded.
        apu: Vec<u8>,
        /// `apv`, decoded.
        apv: Vec<u8>,
    },
    /// A key in AES-GCM: `iv`, `tag`.
    Gcm {
        /// `iv`
        iv: Vec<u8>,
        /// `tag`
        tag: Vec<u8>,
    },
    /// A password: `p2s`, `p2c`.
    Password {
        /// `p2s`, decoded.
        salt: Vec<u8>,
        /// `p2c`
        rounds: u64,
    },
}

impl Recipe {
    /// Reads what `alg` needs from a header.
    pub fn read(alg: KeyManagement, header: &Json) -> Result<Self, String> {
        match alg {
            KeyManagement::RsaOaep(_) | KeyManagement::Dir | KeyManagement::AesKw(_) => Ok(Self::Plain),
            KeyManagement::EcdhEs(_) => Ok(Self::Agreement {
                epk: ephemeral(header.get("epk").ok_or("epk is missing")?)?,
                apu: optional(header, "apu")?,
                apv: optional(header, "apv")?,
            }),
            KeyManagement::AesGcmKw(_) => {
                let (iv, tag) = (octets(header, "iv")?, octets(header, "tag")?);
                sized("iv of the header", &iv, 12)?;
                sized("tag of the header", &tag, 16)?;
                Ok(Self::Gcm { iv, tag })
            }
            KeyManagement::Pbes2(..) => password(header),
        }
    }
}

fn password(header: &Json) -> Result<Recipe, String> {
    let salt = octets(header, "p2s")?;
    if salt.len() < 8 {
        return Err(format!("p2s has {} bytes where 8 or more are due", salt.len()));
    }
    let number = match header.get("p2c") {
        Some(Json::Number(number)) => number,
        Some(other) => return Err(format!("p2c is {}, not a number", other.kind())),
        None => return Err("p2c is missing".to_owned()),
    };
    let whole = number.text().bytes().all(|byte| byte.is_ascii_digit());
    let rounds = whole.then(|| number.text().parse().unwrap_or(u64::MAX)).filter(|rounds| *rounds > 0);
    let rounds = rounds.ok_or_else(|| format!("p2c is {}, not a positive integer", number.text()))?;
    Ok(Recipe::Password { salt, rounds })
}

fn ephemeral(epk: &Json) -> Result<Ephemeral, String> {
    let text = |name: &str| epk.get(name).and_then(Json::as_str).unwrap_or_default();
    let (kty, crv) = (text("kty"), text("crv"));
    let curve = AgreementCurve::from_name(crv).filter(|curve| curve.kty() == kty);
    let curve = curve.ok_or_else(|| format!("epk is of kty {kty:?} and crv {crv:?}, which is no key to agree with"))?;
    if epk.get("d").is_some() {
        return Err("epk holds the private part of the ephemeral key: everybody can open this token".to_owned());
    }
    let coordinate = |name: &str| {
        let octets = octets(epk, name).map_err(|why| format!("epk: {why}"))?;
        sized(&format!("{name} of epk"), &octets, curve.coordinate())?;
        Ok::<_, String>(octets)
    };
    let point = match curve {
        AgreementCurve::X25519 => coordinate("x")?,
        _ => [vec![4], coordinate("x")?, coordinate("y")?].concat(),
    };
    Ok(Ephemeral { curve, point })
}

fn optional(header: &Json, name: &str) -> Result<Vec<u8>, String> {
    if header.get(name).is_none() { Ok(Vec::new()) } else { octets(header, name) }
}

fn octets(json: &Json, name: &str) -> Result<Vec<u8>, String> {
    match json.get(name) {
        Some(Json::String(text)) => base64url::decode(text).map_err(|fault| format!("{name}: {fault}")),
        Some(other) => Err(format!("{name} is {}, not a string", other.kind())),
        None => Err(format!("{name} is missing")),
    }
}
