//! The key set of a scenario: which keys it offers, and what is wrong with them.

use serde_json::{Value, json};
use toml::Table;

use super::provider::json_of;
use super::token;

/// The key set after its patch:
///
/// ```toml
/// only = ["rsa2", "rsa"]                     # these keys in this order; without it all but rsa2
/// change = { rsa = { use = "enc" } }         # members that are added or replaced; `all` is every key
/// drop = { all = ["kid"] }                   # members that are left out
/// copies = { kid = "rsa2", times = 150 }     # that key so often in front of the others
/// extra = [{ kty = "AKP" }]                  # further elements behind the others
/// ```
pub fn patched(patch: &Table) -> Value {
    let mut keys: Vec<Value> = match patch.get("only") {
        Some(only) => super::strings(Some(only)).iter().map(|kid| key(kid)).collect(),
        None => token::jwks().into_iter().filter(|key| key["kid"] != "rsa2").collect(),
    };
    if let Some(copies) = patch.get("copies") {
        let times = copies["times"].as_integer().and_then(|times| usize::try_from(times).ok()).expect("times");
        let copy = key(copies["kid"].as_str().expect("kid"));
        keys.splice(0..0, std::iter::repeat_n(copy, times));
    }
    for key in &mut keys {
        change(key, patch);
    }
    let extra = patch.get("extra").map(|extra| extra.as_array().expect("an array").clone());
    keys.extend(extra.into_iter().flatten().map(|element| json_of(&element)));
    json!({ "keys": keys })
}

fn key(kid: &str) -> Value {
    token::jwks().into_iter().find(|key| key["kid"] == kid).unwrap_or_else(|| panic!("there is no key {kid}"))
}

fn change(key: &mut Value, patch: &Table) {
    let kid = key["kid"].as_str().expect("a kid").to_owned();
    let members = key.as_object_mut().expect("a key is an object");
    for whose in [kid.as_str(), "all"] {
        let changes = patch.get("change").and_then(|all| all.get(whose)).and_then(toml::Value::as_table);
        for (name, value) in changes.into_iter().flatten() {
            members.insert(name.clone(), json_of(value));
        }
        for name in super::strings(patch.get("drop").and_then(|all| all.get(whose))) {
            assert!(members.shift_remove(&name).is_some(), "{kid} has no {name} to be dropped");
        }
    }
}
