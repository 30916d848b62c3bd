//! What a client signed with the key it has registered: request objects (RFC 9101) and assertions (RFC 7523).

use super::client::Client;
use super::client_key;
use super::site::Site;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Clocks differ by so many seconds at most.
pub(super) const SKEW: u64 = 60;

/// A JWT that a client made, in its parts. Nothing of it is true yet.
pub(super) struct Jws<'a> {
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    /// What was signed.
    pub input: &'a str,
    pub signature: Vec<u8>,
}

impl<'a> Jws<'a> {
    /// Takes it apart; `what` it is called, and the `typ` it may have, in lower case.
    pub fn read(jwt: &'a str, (what, types): (&str, &[&str])) -> Result<Self, String> {
        let [header, claims, signature] = parts(jwt).ok_or(format!("The {what} is no JWS in the compact form."))?;
        let header = object_of(header).ok_or(format!("The header of the {what} cannot be read."))?;
        let typ = header.get("typ").map(|typ| typ.as_str().unwrap_or_default().to_ascii_lowercase());
        if typ.is_some_and(|typ| !types.contains(&&*typ)) {
            return Err(format!("The typ of the {what} is that of another kind of JWT."));
        }
        let (input, _) = jwt.rsplit_once('.').ok_or(format!("The {what} has no signature."))?;
        let claims = object_of(claims).ok_or(format!("The claims of the {what} cannot be read."))?;
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap_or_default();
        Ok(Self { header, claims, input, signature })
    }

    /// `alg` of its header.
    pub fn alg(&self) -> &str {
        self.header.get("alg").and_then(Value::as_str).unwrap_or_default()
    }
}

/// The claims of a JWT that the client signed; `what` it is called, and the `typ` it may have, in lower case.
pub(super) fn verified(
    client: &Client,
    jwt: &str,
    (what, types): (&str, &[&str]),
) -> Result<Map<String, Value>, String> {
    let Some((x, y)) = client.request_key else {
        return Err(format!("This client has registered no key for a {what}."));
    };
    let jws = Jws::read(jwt, (what, types))?;
    if jws.alg() != "ES256" {
        return Err(format!("The {what} has to be signed with ES256."));
    }
    let jwk = format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#);
    if client_key::signed(&jwk, "ES256", jws.input.as_bytes(), &jws.signature) {
        Ok(jws.claims)
    } else {
        Err(format!("The signature of the {what} does not fit the registered key."))
    }
}

fn parts(jwt: &str) -> Option<[&str; 3]> {
    let mut parts = jwt.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object_of(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Whether the client made it for one of these places, and it counts now.
pub(super) fn judge(site: &Site, client: &Client, claims: &Map<String, Value>, what: &str) -> Result<(), String> {
    // An assertion may be for the token endpoint too (RFC 7523 §3).
    let endpoint = (what == "assertion").then(|| format!("{}/token", site.issuer));
    let places: Vec<&str> = std::iter::once(site.issuer.as_str()).chain(endpoint.as_deref()).collect();
    if claims.get("iss").and_then(Value::as_str) != Some(client.id) {
        return Err(format!("iss of the {what} has to be the client_id."));
    }
    if !is_meant(&places, claims) {
        return Err(format!("aud of the {what} has to be the issuer."));
    }
    in_time(site.now.unix(), claims, what)
}

/// Whether it counts now.
pub(super) fn in_time(now: u64, claims: &Map<String, Value>, what: &str) -> Result<(), String> {
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|exp| exp.saturating_add(SKEW) < now) {
        return Err(format!("The {what} has expired, or has no exp."));
    }
    if claims.get("nbf").and_then(Value::as_u64).is_some_and(|nbf| nbf > now.saturating_add(SKEW)) {
        return Err(format!("The {what} does not count yet."));
    }
    Ok(())
}

/// Whether its `aud` names one of these places.
pub(super) fn is_meant(places: &[&str], claims: &Map<String, Value>) -> bool {
    let is_ours = |aud: &Value| aud.as_str().is_some_and(|aud| places.contains(&aud));
    match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().any(is_ours),
        aud => aud.is_some_and(is_ours),
    }
}
