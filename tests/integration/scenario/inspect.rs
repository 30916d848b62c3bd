//! The token that a scenario of flow `inspect` looks into: issued by the scenario's provider, bent, encrypted, and
//! pasted with whatever was copied along.
//!
//! ```toml
//! [inspected]                       # patches, as for id_token
//! issued = "access_token"           # id_token, access_token, logout_token, proof or jwt, which is the default
//! jwk = { d = "AAAA" }              # members of the key that a proof brings along, or the exact `jwk = "text"`
//! pasted = "Bearer {token}"         # the text that is given; {token} is the token, {access_token} one beside it
//! [inspected.given]                 # the keys that are given in place of the issuer's, as a patch of jwks
//! [inspected.sealed]                # the token is encrypted, with a shared secret that the profile names
//! ```

use grantty::profile::{Profile, SecretReference};
use grantty::protocol::secret::Secret;
use grantty::record::Run;
use serde_json::{Value, json};
use toml::Table;

use super::provider::{json_of, table};
use super::{keyset, sealed, token, world};

/// The resource that access tokens are for.
const RESOURCE: &str = "https://api.example.com";

/// Gives a profile that inspects its token, and the keys that stand in the file.
pub fn with_token(scenario: &Table, profile: &mut Profile, issuer: &str) {
    if profile.flow.word() != "inspect" {
        return;
    }
    let patch = scenario.get("inspected").map(table).unwrap_or_default();
    let literal = |text: String| Some(SecretReference::Literal(Secret::new(text)));
    let section = &mut profile.inspect;
    if let Some(given) = patch.get("given") {
        section.key = literal(keyset::patched(&table(given)).to_string());
    }
    let mut token = issued(&patch, issuer, &profile.client.id);
    if let Some(wrap) = patch.get("sealed") {
        let wrap = table(wrap);
        token = sealed::seal(&wrap, &token);
        section.decryption_key = section.decryption_key.take().or_else(|| literal(sealed::opening(&wrap)?));
    }
    let pasted = patch.get("pasted").map_or("{token}", |text| text.as_str().expect("text"));
    let whole = pasted.replace("{token}", &token).replace("{access_token}", &token::access_token());
    section.token = section.token.take().or_else(|| literal(whole));
}

/// The token, right except for its patch.
fn issued(patch: &Table, issuer: &str, client_id: &str) -> String {
    let now = world::START.unix;
    let base = json!({ "iss": issuer, "sub": "ann", "iat": now, "exp": now + 3600, "jti": "4c9f-2b" });
    if patch.get("issued").is_some_and(|kind| kind.as_str() == Some("proof")) {
        return proof(patch, issuer);
    }
    let (typ, more) = match patch.get("issued").map_or("jwt", |kind| kind.as_str().expect("a kind")) {
        "id_token" => {
            let about =
                token::About { issuer: issuer.to_owned(), client_id: client_id.to_owned(), ..token::About::default() };
            return token::id_token(patch, &about, now);
        }
        "access_token" => ("at+jwt", json!({ "aud": RESOURCE, "client_id": client_id, "scope": "read write" })),
        "logout_token" => {
            let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
            ("logout+jwt", json!({ "aud": client_id, "exp": now + 120, "sid": "08a5019c", "events": events }))
        }
        "jwt" => ("JWT", json!({ "aud": RESOURCE })),
        other => panic!("nobody issues {other:?}"),
    };
    let mut header = Table::from_iter([("typ".to_owned(), toml::Value::from(typ))]);
    header.extend(patch.get("header").map(table).unwrap_or_default());
    let mut patch = patch.clone();
    patch.insert("header".to_owned(), header.into());
    let mut claims = base.as_object().expect("an object").clone();
    claims.extend(more.as_object().expect("an object").clone());
    token::jwt(&patch, claims.into(), now)
}

/// A `DPoP` proof of somebody, made for a resource just now.
fn proof(patch: &Table, issuer: &str) -> String {
    let now = world::START.unix;
    let claims = json!({
        "jti": "e1j3V_bKic8-LAEB", "htm": "GET", "htu": format!("{issuer}/userinfo"), "iat": now,
        "ath": super::verified::sha256(token::access_token().as_bytes()),
    });
    let mut jwk = json!({});
    for name in ["kty", "crv", "x", "y"] {
        jwk[name] = token::jwks().iter().find(|key| key["kid"] == "ec").expect("a key")[name].clone();
    }
    match patch.get("jwk") {
        Some(toml::Value::Table(more)) => {
            jwk.as_object_mut()
                .expect("an object")
                .extend(more.iter().map(|(name, value)| (name.clone(), json_of(value))));
        }
        Some(other) => jwk = json_of(other),
        None => {}
    }
    let mut patch = patch.clone();
    patch.entry("sign").or_insert_with(|| "ES256".into());
    let usual = [("typ", "dpop+jwt"), ("kid", "")].map(|(name, text)| (name.to_owned(), toml::Value::from(text)));
    let mut header = Table::from_iter(usual);
    header.extend(patch.get("header").map(table).unwrap_or_default());
    patch.insert("header".to_owned(), header.into());
    token::jwt_with(&patch, ("jwk", jwk), claims, now)
}

/// Where what was made of the tokens is not what the file says: `inspected = [{ kind, signature, form, … }]`.
pub fn differences(expect: &Table, run: &Run) -> Vec<String> {
    let Some(expected) = expect.get("inspected").map(|list| list.as_array().expect("an array")) else {
        return Vec::new();
    };
    let seen: Vec<Value> = run
        .inspections
        .iter()
        .map(|one| {
            let axes = &one.axes;
            json!({
                "kind": one.kind.map_or("opaque", |kind| kind.word()), "signature": one.signature.word(),
                "key": one.key, "alg": one.alg, "claims_shown": one.decoded.payload.is_some(),
                "form": axes.form.verdict.word(), "keys": axes.signature.verdict.word(),
                "algorithm": axes.algorithm.verdict.word(), "claims": axes.claims.verdict.word(),
                "times": axes.times.verdict.word(),
            })
        })
        .collect();
    let mut wrong = Vec::new();
    if seen.len() != expected.len() {
        wrong.push(format!("{} tokens were looked into", seen.len()));
    }
    for (seen, expected) in seen.iter().zip(expected) {
        let expected = json_of(expected);
        for (name, value) in expected.as_object().expect("a table") {
            if seen.get(name) != Some(value) {
                wrong.push(format!("{name} of the inspection is {}", seen[name.as_str()]));
            }
        }
    }
    wrong
}
