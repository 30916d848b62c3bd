//! What only the front channel and the pair of ID Tokens of a hybrid flow have.

use super::*;

const CODE: &str = "Qcb0Orv1zh30vL1MPRsbm-diHiMwcLyZvn1arpZv-Jxf_11jnpEX3Tgfvk";
const STATE: &str = "af0ifjsldkj";

static AUTHORIZATION_CODE: LazyLock<Secret> = LazyLock::new(|| Secret::new(CODE));

fn hybrid() -> Expected<'static> {
    Expected {
        code: Some(&AUTHORIZATION_CODE),
        state: Some(STATE),
        front: true,
        nonce: Some("n-0S6"),
        access_token: None,
        ..expected()
    }
}

fn half(text: &str) -> String {
    base64url::encode(&Digest::Sha256.of(text.as_bytes())[..16])
}

/// The claims of a hybrid answer, with some of them changed.
fn of_hybrid(change: &str) -> String {
    let usual = format!(r#"{{"nonce":"n-0S6","c_hash":"{}","s_hash":"{}"}}"#, half(CODE), half(STATE));
    let read = |text: &str| json::parse(text.as_bytes()).expect(text).value;
    let (usual, change) = (read(&usual), read(change));
    let change = change.as_object().expect("an object");
    let kept = usual.as_object().expect("an object").iter().filter(|(name, _)| !change.iter().any(|(n, _)| n == name));
    claims(&Json::Object(kept.chain(change).cloned().collect()).to_string())
}

#[test]
fn a_good_hybrid_token_passes() {
    let good = judged(ES256, &of_hybrid("{}"), &hybrid());
    assert_eq!((failed(&good), state(&good)), (vec![], SignatureState::Verified));
    for id in ["id_token.c_hash", "id_token.s_hash", "id_token.nonce", "id_token.at_hash"] {
        assert_eq!(row(&good, id).verdict, Verdict::Pass, "{id}");
    }
    assert_eq!(row(&good, "id_token.front_channel").verdict, Verdict::Skip);
    // The specification's own example (OIDC Core A.4, A.6).
    assert_eq!(half(CODE), "LDktKdoQak3Pk0cnXxCltA");
    assert_eq!(half(ACCESS_TOKEN), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_complete(&good);
}

#[test]
fn hashes_are_required_by_flow() {
    crate::covers!("IDT-45", "IDT-46", "IDT-47");
    let wrong = half("another");
    let mixed = half(STATE);
    for (id, change) in [
        ("id_token.c_hash", r#"{"c_hash":null}"#.to_owned()),
        ("id_token.c_hash", format!(r#"{{"c_hash":"{wrong}"}}"#)),
        ("id_token.c_hash", format!(r#"{{"c_hash":"{mixed}"}}"#)),
        ("id_token.c_hash", r#"{"c_hash":["x"]}"#.to_owned()),
        ("id_token.s_hash", format!(r#"{{"s_hash":"{wrong}"}}"#)),
        ("id_token.s_hash", r#"{"s_hash":""}"#.to_owned()),
        ("id_token.nonce", r#"{"nonce":null}"#.to_owned()),
    ] {
        let report = judged(ES256, &of_hybrid(&change), &hybrid());
        let reds: Vec<_> = failed(&report).into_iter().filter(|red| *red != "id_token.claim_types").collect();
        assert_eq!(reds, [id], "{change}");
        assert!(row(&report, id).stops());
    }
    // At the token endpoint the same absence is allowed, and so is a code flow's.
    let back = Expected { front: false, ..hybrid() };
    for absent in [r#"{"c_hash":null}"#, r#"{"s_hash":null}"#] {
        assert_eq!(failed(&judged(ES256, &of_hybrid(absent), &back)), Vec::<&str>::new());
    }
    assert_eq!(failed(&judged(ES256, &of_hybrid(&format!(r#"{{"c_hash":"{wrong}"}}"#)), &back)), ["id_token.c_hash"]);
    // No rule of OpenID Connect asks for s_hash.
    let without = judged(ES256, &of_hybrid(r#"{"s_hash":null}"#), &hybrid());
    assert_eq!(row(&without, "id_token.s_hash").verdict, Verdict::Pass);
    // With an access token in the front channel at_hash is required as well.
    let implicit = Expected { access_token: Some(&ACCESS), ..hybrid() };
    assert_eq!(failed(&judged(ES256, &of_hybrid("{}"), &implicit)), ["id_token.at_hash"]);
    let with = format!(r#"{{"at_hash":"{}"}}"#, half(ACCESS_TOKEN));
    assert_eq!(failed(&judged(ES256, &of_hybrid(&with), &implicit)), Vec::<&str>::new());
}

#[test]
fn a_hash_without_its_text_is_grey() {
    let device = judged(ES256, &of_hybrid(r#"{"nonce":null}"#), &expected());
    for id in ["id_token.c_hash", "id_token.s_hash"] {
        assert_eq!(row(&device, id).verdict, Verdict::Skip, "{id}");
    }
}

#[test]
fn the_front_channel_needs_a_nonce() {
    let unasked = Expected { nonce: None, ..hybrid() };
    let report = judged(ES256, &of_hybrid(r#"{"nonce":null}"#), &unasked);
    assert_eq!(failed(&report), ["id_token.nonce"]);
}

#[test]
fn two_tokens_tell_of_one_person() {
    crate::covers!("IDT-49");
    let first = judged(ES256, &of_hybrid("{}"), &hybrid()).value.expect("decoded");
    let second = |change: &str| {
        let expected = Expected { front: false, front_token: Some(&first), ..hybrid() };
        judged(ES256, &of_hybrid(change), &expected)
    };
    assert_eq!(row(&second("{}"), "id_token.front_channel").verdict, Verdict::Pass);
    let other_sub = second(r#"{"sub":"somebody else"}"#);
    assert_eq!(failed(&other_sub), ["id_token.front_channel"]);
    assert!(row(&other_sub, "id_token.front_channel").stops());
    assert!(row(&other_sub, "id_token.front_channel").observed.ends_with(r#"sub "somebody else""#));
    let other_iss = second(r#"{"iss":"https://evil.example"}"#);
    assert_eq!(failed(&other_iss), ["id_token.iss", "id_token.front_channel"]);
}
