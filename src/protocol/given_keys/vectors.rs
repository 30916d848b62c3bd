//! The examples of the RFCs and of Project Wycheproof, each judged with its own key as a person would give it.

use std::time::Duration;

use super::*;
use crate::protocol::inspection::{self, Against, Inspection, Keys, SignatureState};
use crate::protocol::time::Now;

const RFC: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/jws/rfc.json"));
const WYCHEPROOF: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/jws/wycheproof.json"));

/// What Project Wycheproof marks otherwise, and why grantty stays with its own judgement.
const DEVIATIONS: [(u64, &str); 4] = [
    (367, "the very token of 357, which is valid: its padding was lost when the file was made"),
    (370, "the very token of 357, which is valid: its padding was lost when the file was made"),
    (372, "marked valid with a question mark inside the header, which RFC 7515 §2 does not allow"),
    (373, "marked valid with a question mark inside the payload, which RFC 7515 §2 does not allow"),
];

fn judge(token: &str, given: &GivenKeys) -> Inspection {
    let against = Against {
        keys: Keys::Set(&given.set),
        macs: &given.macs,
        ..Against::nothing(Now { mono: Duration::ZERO, unix: 1_300_819_000 })
    };
    inspection::judge(&Secret::new(token), &against).value.expect("whatever it is, it is shown")
}

fn document(text: &str) -> Json {
    json::parse(text.as_bytes()).expect("JSON").value
}

fn text<'j>(of: &'j Json, name: &str) -> &'j str {
    of.get(name).and_then(Json::as_str).expect(name)
}

fn array<'j>(of: &'j Json, name: &str) -> &'j [Json] {
    of.get(name).and_then(Json::as_array).expect(name)
}

fn given(of: &Json) -> GivenKeys {
    let key = of.get("key").expect("a key").to_string();
    read(&Secret::new(key), "the example's key").expect("a key")
}

#[test]
fn the_examples_of_the_rfcs_hold_or_are_refused_as_they_should() {
    crate::covers!("IDT-27", "IDT-28", "IDT-37", "IDT-19");
    let document = document(RFC);
    for vector in array(&document, "vectors") {
        let (section, given) = (text(vector, "section"), given(vector));
        let state = judge(text(vector, "jws"), &given).signature;
        assert_eq!(state == SignatureState::Verified, text(vector, "result") == "valid", "{section}: {state:?}");
        if let Some(thumbprint) = vector.get("thumbprint").and_then(Json::as_str) {
            assert_eq!(given.set.keys[0].thumbprint.as_deref(), Some(thumbprint), "{section}");
        }
    }
}

#[test]
fn a_changed_octet_of_any_example_is_noticed() {
    crate::covers!("IDT-20", "IDT-21", "IDT-22");
    let document = document(RFC);
    for vector in array(&document, "vectors").iter().filter(|vector| text(vector, "result") == "valid") {
        let (head, signature) = text(vector, "jws").rsplit_once('.').expect("parts");
        let first = if signature.starts_with('A') { "B" } else { "A" };
        let changed = format!("{head}.{first}{}", &signature[1..]);
        assert_ne!(judge(&changed, &given(vector)).signature, SignatureState::Verified, "{}", text(vector, "section"));
    }
}

#[test]
fn what_wycheproof_refuses_is_refused() {
    crate::covers!("IDT-34", "IDT-35", "IDT-40", "IDT-25", "JWK-06", "JWK-17");
    let document = document(WYCHEPROOF);
    let mut deviating = Vec::new();
    for group in array(&document, "groups") {
        let given = given(group);
        for test in array(group, "tests") {
            let id = test.get("tcId").and_then(Json::as_number).and_then(json::Number::as_u64).expect("a number");
            let verified = judge(text(test, "jws"), &given).signature == SignatureState::Verified;
            if verified != (text(test, "result") == "valid") {
                deviating.push(id);
            }
        }
    }
    assert_eq!(deviating, DEVIATIONS.map(|(id, _)| id));
}
