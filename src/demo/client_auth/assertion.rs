//! Client assertions (RFC 7523 §3): made by this client, for this provider, now, and once.

use super::demands;
use crate::demo::client::{Auth, Client};
use crate::demo::client_jwt::{self, Jws, SKEW};
use crate::demo::client_key;
use crate::demo::request::Request;
use crate::demo::site::Site;
use crate::demo::wrong::Demand;
use serde_json::{Map, Value};

/// What it is called, and the `typ` it may have.
pub(super) const KIND: (&str, &[&str]) = ("client assertion", &["jwt", "client-authentication+jwt"]);

/// Nobody needs one for longer than so many seconds.
const LONGEST: u64 = 600;

/// Its name and until when it counts, or what is wrong with it.
pub(super) fn judge(site: &Site, request: &Request, client: &Client, jwt: &str) -> Result<(String, u64), String> {
    let jws = Jws::read(jwt, KIND)?;
    verify(client, &jws)?;
    let text = |name| jws.claims.get(name).and_then(Value::as_str);
    if text("iss") != Some(client.id) || text("sub") != Some(client.id) {
        return Err("iss and sub of the client assertion have to be the client_id.".to_owned());
    }
    meant(site, request, &jws.claims)?;
    let now = site.now.unix();
    client_jwt::in_time(now, &jws.claims, KIND.0)?;
    let time = |name| jws.claims.get(name).and_then(Value::as_u64);
    let exp = time("exp").filter(|exp| *exp <= now + SKEW + LONGEST);
    let exp = exp.ok_or("The client assertion counts for more than ten minutes.")?;
    if time("iat").is_some_and(|iat| iat > now + SKEW) {
        return Err("The client assertion was made in the future.".to_owned());
    }
    let jti = text("jti").filter(|jti| !jti.is_empty()).ok_or("The client assertion has no jti.")?;
    Ok((jti.to_owned(), exp.saturating_add(SKEW)))
}

fn verify(client: &Client, jws: &Jws<'_>) -> Result<(), String> {
    let (Auth::Jwt { algs, key }, alg) = (&client.auth, jws.alg()) else {
        return Err("This client makes no assertions.".to_owned());
    };
    if !algs.contains(&alg) {
        return Err(format!("This client has registered {} for its assertions.", algs.join(" or ")));
    }
    let (input, signature) = (jws.input.as_bytes(), jws.signature.as_slice());
    let fits = match (key, client.secret) {
        (Some(jwk), _) => is_named(jwk, jws) && client_key::signed(jwk, alg, input, signature),
        (None, Some(secret)) => client_key::keyed(secret, alg, input, signature),
        (None, None) => false,
    };
    if fits { Ok(()) } else { Err("The signature of the client assertion fits no registered key.".to_owned()) }
}

/// A `kid` that is told has to be that of the registered key.
fn is_named(jwk: &str, jws: &Jws<'_>) -> bool {
    let own = serde_json::from_str::<Value>(jwk).ok();
    jws.header.get("kid").is_none_or(|kid| own.is_some_and(|own| &own["kid"] == kid))
}

/// The issuer, the token endpoint, or the endpoint at hand (RFC 9126 §2, CIBA §7.1).
fn meant(site: &Site, request: &Request, claims: &Map<String, Value>) -> Result<(), String> {
    let endpoint = format!("{}/token", site.issuer);
    let called = request.path.rsplit_once('/').map(|(_, last)| format!("{}/{last}", site.issuer)).unwrap_or_default();
    let mut places = vec![endpoint.as_str(), called.as_str()];
    if !demands(site, |demand| matches!(demand, Demand::EndpointAudience)) {
        places.push(&site.issuer);
    }
    if demands(site, |demand| matches!(demand, Demand::IssuerAudience)) {
        places = vec![&site.issuer];
    }
    if client_jwt::is_meant(&places, claims) {
        Ok(())
    } else {
        Err("aud of the client assertion is another place.".to_owned())
    }
}
