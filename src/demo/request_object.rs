//! Signed authorization requests (RFC 9101).

use super::client::Client;
use super::client_jwt;
use super::form::Form;
use super::site::Site;
use serde_json::{Map, Value};

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
    let types = &["jwt", "oauth-authz-req+jwt", "application/oauth-authz-req+jwt"];
    client_jwt::verified(client, object, ("request object", types))
}

fn judge(site: &Site, client: &Client, claims: &Map<String, Value>) -> Result<(), String> {
    client_jwt::judge(site, client, claims, "request object")?;
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
