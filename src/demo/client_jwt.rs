//! What a client signed with the key it has registered: request objects (RFC 9101) and assertions (RFC 7523).

use super::client::Client;
use super::site::Site;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Clocks differ by so many seconds at most.
const SKEW: u64 = 60;

/// The claims of a JWT that the client signed; `what` it is called, and the `typ` it may have, in lower case.
pub(super) fn verified(
    client: &Client,
    jwt: &str,
    (what, types): (&str, &[&str]),
) -> Result<Map<String, Value>, String> {
    let Some(key) = client.request_key else {
        return Err(format!("This client has registered no key for a {what}."));
    };
    let [header, claims, signature] = parts(jwt).ok_or(format!("The {what} is no JWS in the compact form."))?;
    let header = object_of(header).ok_or(format!("The header of the {what} cannot be read."))?;
    if header.get("alg").and_then(Value::as_str) != Some("ES256") {
        return Err(format!("The {what} has to be signed with ES256."));
    }
    let typ = header.get("typ").map(|typ| typ.as_str().unwrap_or_default().to_ascii_lowercase());
    if typ.is_some_and(|typ| !types.contains(&&*typ)) {
        return Err(format!("The typ of the {what} is that of another kind of JWT."));
    }
    let (input, _) = jwt.rsplit_once('.').ok_or(format!("The {what} has no signature."))?;
    if !fits(key, input, signature) {
        return Err(format!("The signature of the {what} does not fit the registered key."));
    }
    object_of(claims).ok_or(format!("The claims of the {what} cannot be read."))
}

fn parts(jwt: &str) -> Option<[&str; 3]> {
    let mut parts = jwt.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object_of(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn fits((x, y): (&str, &str), input: &str, signature: &str) -> bool {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let point = [vec![4], bytes(x), bytes(y)].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(input.as_bytes(), &bytes(signature)).is_ok()
}

/// Whether the client made it for this issuer, and it counts now.
pub(super) fn judge(site: &Site, client: &Client, claims: &Map<String, Value>, what: &str) -> Result<(), String> {
    if claims.get("iss").and_then(Value::as_str) != Some(client.id) {
        return Err(format!("iss of the {what} has to be the client_id."));
    }
    if !is_meant(site, claims, what) {
        return Err(format!("aud of the {what} has to be the issuer."));
    }
    let now = site.now.unix();
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|exp| exp.saturating_add(SKEW) < now) {
        return Err(format!("The {what} has expired, or has no exp."));
    }
    if claims.get("nbf").and_then(Value::as_u64).is_some_and(|nbf| nbf > now.saturating_add(SKEW)) {
        return Err(format!("The {what} does not count yet."));
    }
    Ok(())
}

/// An assertion may be for the token endpoint too (RFC 7523 §3).
fn is_meant(site: &Site, claims: &Map<String, Value>, what: &str) -> bool {
    let endpoint = format!("{}/token", site.issuer);
    let is_ours = |aud: &Value| aud.as_str() == Some(&site.issuer) || (what == "assertion" && aud == endpoint.as_str());
    match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().any(is_ours),
        aud => aud.is_some_and(is_ours),
    }
}
