//! What a scenario's provider says about tokens, plain or signed: userinfo, introspection, revocation.

use serde_json::{Value, json};
use toml::Table;

use super::provider::table;
use super::token;

/// The patch of an answer: with `signed`, the members become a JWT, which that table patches in its turn.
///
/// `media` is the content type of such an answer, and `typ` that of its header, when it has one.
pub fn patch(mut patch: Table, members: &Value, (media, typ): (&str, Option<&str>), about: (&str, &str, u64)) -> Table {
    let Some(signed) = patch.remove("signed") else { return patch };
    let mut signed = table(&signed);
    let (issuer, client_id, now) = about;
    let mut claims = json!({ "iss": issuer, "aud": client_id });
    match typ {
        None => claims.as_object_mut().expect("an object").extend(members.as_object().expect("an object").clone()),
        Some(typ) => {
            claims["iat"] = now.into();
            claims["token_introspection"] = members.clone();
            let mut header = Table::from_iter([("typ".to_owned(), toml::Value::from(typ))]);
            header.extend(signed.get("header").map(table).unwrap_or_default());
            signed.insert("header".to_owned(), header.into());
        }
    }
    patch.insert("body".to_owned(), token::jwt(&signed, claims, now).into());
    let mut headers = Table::from_iter([("content-type".to_owned(), toml::Value::from(media))]);
    headers.extend(patch.get("headers").map(table).unwrap_or_default());
    patch.insert("headers".to_owned(), headers.into());
    patch
}

/// What introspection says of a token: what was revoked is not active.
pub fn introspected(scenario: &Table, now: u64) -> Value {
    if super::strings(scenario.get("set")).iter().any(|line| line == "flow=revocation") {
        return json!({ "active": false });
    }
    json!({ "active": true, "sub": "ann", "client_id": "grantty", "scope": "openid profile", "exp": now + 3600 })
}

/// Profile keys without which an act has nothing to act on, unless the scenario sets keys of that section itself.
pub fn usual(set: &[String]) -> Vec<String> {
    let has = |part: &str| set.iter().any(|line| line.starts_with(part));
    let acts = ["userinfo", "introspection", "revocation"].into_iter();
    let bare = acts.filter(|act| has(&format!("flow={act}")) && !has(&format!("{act}.token=")));
    bare.map(|act| format!("{act}.token={}", token::access_token())).collect()
}
