//! What others encrypted.

use super::*;
use crate::protocol::json;

const RFC: &str = include_str!("../../../../tests/vectors/jwe/rfc.json");
const MATRIX: &str = include_str!("../../../../tests/vectors/jwe/matrix.json");

/// One token somebody else made.
pub(super) struct Vector {
    pub name: String,
    pub key: String,
    pub token: String,
    pub plaintext: Option<String>,
}

fn document(text: &str) -> Json {
    json::parse(text.as_bytes()).expect("the vectors are JSON").value
}

fn vector(json: &Json, key: &Json) -> Vector {
    let text = |name: &str| json.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    Vector {
        name: format!("{} {} {}", text("section"), text("alg"), text("enc")),
        key: key.as_str().map_or_else(|| key.to_string(), str::to_owned),
        token: text("token"),
        plaintext: json.get("plaintext").and_then(Json::as_str).map(str::to_owned),
    }
}

fn elements(document: &Json) -> &[Json] {
    document.get("vectors").and_then(Json::as_array).expect("vectors")
}

pub(super) fn of_rfcs() -> Vec<Vector> {
    elements(&document(RFC)).iter().map(|json| vector(json, json.get("key").expect("key"))).collect()
}

pub(super) fn of_matrix() -> Vec<Vector> {
    let document = document(MATRIX);
    let key = |json: &Json| {
        let name = json.get("key").and_then(Json::as_str).expect("key");
        document.get("keys").and_then(|keys| keys.get(name)).expect(name).clone()
    };
    elements(&document).iter().map(|json| vector(json, &key(json))).collect()
}

/// The first token of the matrix with this `alg` and `enc`.
pub(super) fn named(alg: &str, enc: &str) -> Vector {
    let name = format!(" {alg} {enc}");
    of_matrix().into_iter().find(|vector| vector.name == name).unwrap_or_else(|| panic!("no vector{name}"))
}

#[test]
fn the_examples_of_the_rfcs_open() {
    crate::covers!("IDT-41");
    for vector in of_rfcs().iter().filter(|vector| vector.plaintext.is_some()) {
        let unsealed = open(&vector.token, &vector.key);
        assert_eq!(inner(&unsealed), vector.plaintext.as_deref(), "{}: {:?}", vector.name, unsealed.findings);
        assert!(unsealed.key.is_some() && failed(&unsealed).is_empty(), "{}: {:?}", vector.name, failed(&unsealed));
    }
}

#[test]
fn rsa1_5_is_refused_though_the_key_is_there() {
    crate::covers!("IDT-42");
    let refused: Vec<Vector> = of_rfcs().into_iter().filter(|vector| vector.plaintext.is_none()).collect();
    assert_eq!(refused.len(), 2);
    for vector in refused {
        let unsealed = open(&vector.token, &vector.key);
        assert_eq!((inner(&unsealed), failed(&unsealed)), (None, vec!["jwe.alg"]), "{}", vector.name);
        assert_eq!(verdict(&unsealed, "jwe.decryption"), Verdict::Skip);
        assert!(row(&unsealed, "jwe.alg").observed.starts_with("RSA1_5, open to Bleichenbacher"));
    }
}

#[test]
fn every_algorithm_opens_what_another_library_sealed() {
    crate::covers!("IDT-41");
    let all = of_matrix();
    assert_eq!(all.len(), 110);
    for vector in all {
        let unsealed = open(&vector.token, &vector.key);
        assert_eq!(inner(&unsealed), vector.plaintext.as_deref(), "{}: {:?}", vector.name, unsealed.findings);
        assert!(failed(&unsealed).is_empty(), "{}: {:?}", vector.name, failed(&unsealed));
        assert_eq!(row(&unsealed, "jwe.content").observed, "claims: encrypted, but signed by nobody");
    }
}
