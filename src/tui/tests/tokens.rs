//! Tokens: folding, copying, explaining, and side by side.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::screens::pictures;
use super::{press, read};
use crate::flow::{Event, Outcome};
use crate::protocol::json;
use crate::protocol::secret::Secret;
use crate::tui::fixtures::{after, jwt, slowed, succeeded, tell, tokens};
use crate::tui::{Effect, Message, Model, update};

const SIZES: [(u16, u16); 2] = [(80, 24), (120, 40)];
const SIZE: (u16, u16) = (120, 40);

/// An access token that can be read and a userinfo answer that is about somebody else.
fn contradicting(size: (u16, u16)) -> Model {
    contradicting_after(size, Vec::new())
}

/// The same after other events.
fn contradicting_after(size: (u16, u16), events: Vec<Event>) -> Model {
    let mut model = slowed(size);
    let claims = r#"{"iss":"https://id.example.com/realms/demo","aud":["orders"],"sub":"9f8e1b52-4a1c","exp":1763622326,"iat":1763622026,"scope":"openid profile","client_id":"grantty"}"#;
    let mut set = tokens();
    set.access_token = Some(Secret::new(jwt(r#"{"alg":"RS256","typ":"at+jwt"}"#, claims)));
    let userinfo = r#"{"sub":"somebody-else","preferred_username":"anna","name":"Ann Example","picture":"https://id.example.com/ann.png"}"#;
    let userinfo = json::parse(userinfo.as_bytes()).expect("JSON").value;
    tell(&mut model, after(26), events);
    tell(&mut model, after(26), vec![Event::Tokens(set), Event::Userinfo(userinfo), Event::Finished(Outcome::Tokens)]);
    update(&mut model, after(38), Message::Tick);
    model
}

fn pressed(mut model: Model, keys: &str) -> Model {
    press(&mut model, after(40), keys);
    model
}

fn copied(model: &mut Model, keys: &str) -> String {
    match &press(model, after(41), keys)[..] {
        [Effect::Copy { text, .. }] => text.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn side_by_side() {
    pictures("tokens-beside", &SIZES, |size| pressed(contradicting(size), "2d"));
    pictures("tokens-beside-two", &SIZES, |size| pressed(succeeded(size), "2d"));
    pictures("tokens-beside-private", &SIZES[..1], |size| pressed(contradicting(size), "2dPP"));
}

#[test]
fn explained() {
    pictures("tokens-claim-explained", &SIZES, |size| pressed(succeeded(size), "2 <tab> jjjK"));
    pictures("tokens-claim-nested", &SIZES[..1], |size| pressed(succeeded(size), "2 <tab> jjjjjjjjK"));
}

#[test]
fn copy_menu_of_a_claim() {
    pictures("tokens-copy", &SIZES, |size| pressed(succeeded(size), "2 <tab> jjjjjjj Y"));
}

#[test]
fn raw_to_its_end() {
    pictures("tokens-raw-end", &SIZES[..1], |size| pressed(succeeded(size), "2v <tab> G"));
    let open = read(&pressed(succeeded(SIZE), "2vP"), SIZE);
    assert!(open.contains("signature      c2lnbmF0dXJl"), "{open}");
    let hidden = read(&pressed(succeeded(SIZE), "2v"), SIZE);
    assert!(!hidden.contains("c2lnbmF0dXJl") && hidden.contains("‹signature›"), "{hidden}");
    let private = read(&pressed(succeeded(SIZE), "2vPP"), SIZE);
    assert!(!private.contains("eyJpc3Mi") && private.contains("‹claims›"), "{private}");
}

#[test]
fn a_claim_is_copied_as_value_pointer_and_json() {
    let mut model = pressed(succeeded(SIZE), "2 <tab> jjjjjjj");
    assert_eq!(copied(&mut model, "Y <ret>"), "[\n  \"offline_access\",\n  \"uma_authorization\"\n]");
    assert_eq!(copied(&mut model, "Y j <ret>"), "/realm_access/roles");
    assert!(copied(&mut model, "Y jj <ret>").starts_with("{\n  \"roles\": ["));
    assert!(copied(&mut model, "Y jjj <ret>").starts_with("eyJ"));
    assert!(copied(&mut model, "Y jjjj <ret>").contains("\"iss\""));
    assert!(copied(&mut model, "Y jjjjj <ret>").contains("\"kid\": \"7f3c\""));
}

#[test]
fn everything_folds_and_unfolds_at_once() {
    let mut model = pressed(succeeded(SIZE), "2 <tab>");
    let rows = |model: &Model| model.run().map(|screen| screen.claims.len()).unwrap_or_default();
    let usual = rows(&model);
    press(&mut model, after(41), "z");
    assert_eq!(rows(&model), usual - 1);
    press(&mut model, after(41), "Z");
    assert_eq!(rows(&model), usual + 4);
}

#[test]
fn side_by_side_is_left_again_and_its_lines_are_explained_and_copied() {
    let mut model = pressed(contradicting(SIZE), "2d");
    assert_eq!(copied(&mut model, "y"), "9f8e1b52-4a1c");
    press(&mut model, after(41), "K");
    assert!(read(&model, SIZE).contains("┌ sub "), "{}", read(&model, SIZE));
    press(&mut model, after(41), "<esc> / picture <ret>");
    let seen = read(&model, SIZE);
    assert!(seen.contains("https://id.example.com/ann") && !seen.contains("client_id"), "{seen}");
    press(&mut model, after(41), "<esc> <esc>");
    assert!(read(&model, SIZE).contains("┌ Tokens"), "{}", read(&model, SIZE));
}

#[test]
fn nothing_is_told_of_tokens_that_did_not_come() {
    let mut model = pressed(slowed(SIZE), "2d");
    assert!(!read(&model, SIZE).contains("Side by side"));
    tell(&mut model, after(41), vec![Event::Finished(Outcome::Cancelled)]);
    press(&mut model, after(42), "d z Z v K");
}

#[test]
fn an_introspection_is_compared_as_well() {
    let answer = r#"{"active":true,"sub":"9f8e1b52-4a1c","iss":"https://elsewhere.example","scope":"openid profile"}"#;
    let answer = json::parse(answer.as_bytes()).expect("JSON").value;
    let mut model = contradicting_after(SIZE, vec![Event::Introspection(answer)]);
    press(&mut model, after(42), "2d");
    let seen = read(&model, SIZE);
    let line = |name: &str| seen.lines().find(|line| line.contains(name)).expect(name).to_owned();
    assert!(seen.contains("introspection") && line(" iss ").contains('✘'), "{seen}");
    assert!(line(" scope ").contains("same"), "{seen}");
}

#[test]
fn a_token_in_encryption_shows_the_header_of_that() {
    let mut set = tokens();
    let header = URL_SAFE_NO_PAD.encode(r#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#);
    set.id_token = Some(Secret::new(format!("{header}.a2V5a2V5.aXZpdg.Y2lwaGVydGV4dA.dGFndGFn")));
    let mut model = slowed(SIZE);
    tell(&mut model, after(26), vec![Event::Tokens(set)]);
    let seen = read(&pressed(model.clone(), "2"), SIZE);
    assert!(
        seen.contains("encrypted") && seen.contains("header of the encryption") && seen.contains("A256GCM"),
        "{seen}"
    );
    let seen = read(&pressed(model, "2v"), SIZE);
    assert!(seen.contains("‹ciphertext›") && !seen.contains("Y2lwaGVydGV4dA"), "{seen}");
    assert!(seen.contains("encrypted key") && seen.contains("‹tag›"), "{seen}");
}
