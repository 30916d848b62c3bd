//! Signed authorization requests (RFC 9101).

use super::client::Client;
use super::form::Form;
use super::site::Site;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

/// Clocks differ by so many seconds at most.
const SKEW: u64 = 60;

/// Claims of the JWT itself: they are no parameters.
const OF_THE_JWT: [&str; 6] = ["iss", "aud", "exp", "iat", "nbf", "jti"];

/// The parameters inside a request object, or what is wrong with it.
pub(super) fn read(site: &Site, client: &Client, object: &str) -> Result<Form, String> {
    let claims = verified(client, object)?;
    if claims.get("client_id").and_then(Value::as_str) != Some(client.id) {
        return Err("client_id of the request object has to be the client_id.".to_owned());
    }
    judge(site, client, &claims)?;
    Ok(parameters(&claims))
}

/// The same of a backchannel request (CIBA §7.1.1): it names no `client_id`, and none of its own claims may be missing.
pub(super) fn read_backchannel(site: &Site, client: &Client, object: &str) -> Result<Form, String> {
    let claims = verified(client, object)?;
    if let Some(missing) = OF_THE_JWT.iter().find(|name| !claims.contains_key(**name)) {
        return Err(format!("The signed request has no {missing}."));
    }
    judge(site, client, &claims)?;
    Ok(parameters(&claims))
}

/// The claims of an object that the client signed.
fn verified(client: &Client, object: &str) -> Result<Map<String, Value>, String> {
    let Some((x, y)) = client.request_key else {
        return Err("This client has registered no key for request objects.".to_owned());
    };
    let [header, claims, signature] = parts(object).ok_or("The request object is no JWS in the compact form.")?;
    let header = object_of(header).ok_or("The header of the request object cannot be read.")?;
    if header.get("alg").and_then(Value::as_str) != Some("ES256") {
        return Err("The request object has to be signed with ES256.".to_owned());
    }
    let typ = header.get("typ").map(|typ| typ.as_str().unwrap_or_default().to_ascii_lowercase());
    if typ.is_some_and(|typ| !["jwt", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"].contains(&&*typ)) {
        return Err("The typ of the request object is that of another kind of JWT.".to_owned());
    }
    let (input, _) = object.rsplit_once('.').ok_or("The request object has no signature.")?;
    verify((x, y), input, signature)?;
    Ok(object_of(claims).ok_or("The claims of the request object cannot be read.")?)
}

fn parts(object: &str) -> Option<[&str; 3]> {
    let mut parts = object.split('.');
    let three = [parts.next()?, parts.next()?, parts.next()?];
    parts.next().is_none().then_some(three)
}

fn object_of(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

fn verify((x, y): (&str, &str), input: &str, signature: &str) -> Result<(), String> {
    let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap_or_default();
    let point = [vec![4], bytes(x), bytes(y)].concat();
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(input.as_bytes(), &bytes(signature))
        .map_err(|_| "The signature of the request object does not fit the registered key.".to_owned())
}

fn judge(site: &Site, client: &Client, claims: &Map<String, Value>) -> Result<(), String> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client.id) {
        return Err("iss of the request object has to be the client_id.".to_owned());
    }
    let meant = match claims.get("aud") {
        Some(Value::Array(all)) => all.iter().any(|aud| aud.as_str() == Some(&site.issuer)),
        aud => aud.and_then(Value::as_str) == Some(&site.issuer),
    };
    if !meant {
        return Err("aud of the request object has to be the issuer.".to_owned());
    }
    let now = site.now.unix();
    if claims.get("exp").and_then(Value::as_u64).is_none_or(|exp| exp.saturating_add(SKEW) < now) {
        return Err("The request object has expired, or has no exp.".to_owned());
    }
    if claims.get("nbf").and_then(Value::as_u64).is_some_and(|nbf| nbf > now.saturating_add(SKEW)) {
        return Err("The request object does not count yet.".to_owned());
    }
    if claims.get("client_id").is_some_and(|id| id.as_str() != Some(client.id)) {
        return Err("client_id of the request object is another one.".to_owned());
    }
    if claims.contains_key("request") || claims.contains_key("request_uri") {
        return Err("A request object cannot have another one inside.".to_owned());
    }
    Ok(())
}

fn parameters(claims: &Map<String, Value>) -> Form {
    let own = claims.iter().filter(|(name, _)| !OF_THE_JWT.contains(&name.as_str()));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Form(own.map(|(name, value)| (name.clone(), text(value))).collect())
}
