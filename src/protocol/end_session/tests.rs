//! The address, and what the way back says.

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::authorize;
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};
use crate::protocol::jose::base64url;
use crate::protocol::redirect;

const ISSUER: &str = "https://id.example.com";

fn id_token(claims: &str) -> Secret {
    let part = |text: &str| base64url::encode(text.as_bytes());
    Secret::new(format!("{}.{}.c2ln", part(r#"{"alg":"RS256"}"#), part(claims)))
}

fn uri() -> RedirectUri {
    redirect::plan_logout("http://127.0.0.1:8400/out").expect("an address")
}

#[test]
fn the_address_has_every_parameter_and_the_hint_is_secret() {
    let token = id_token("{}");
    let fields = Fields {
        id_token_hint: Some(&token),
        logout_hint: Some("ann"),
        client_id: "grantty",
        post_logout_redirect_uri: Some("http://127.0.0.1:8400/out"),
        state: Some("s-1"),
        extra: &[("ui_locales".to_owned(), "de".to_owned())],
    };
    let all = parameters(&fields);
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let due = ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"];
    assert_eq!(names, due);
    assert!(matches!(all[0].1, Value::Secret("id_token", _)) && !format!("{all:?}").contains(token.reveal()));
    let endpoint = Url::parse("https://id.example.com/logout?x=1").expect("a URL");
    let url = authorize::address(&endpoint, &all);
    assert!(url.as_str().starts_with("https://id.example.com/logout?x=1&id_token_hint=ey"), "{url}");
    let alone = parameters(&Fields { id_token_hint: None, post_logout_redirect_uri: None, ..fields });
    let names: Vec<&str> = alone.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["logout_hint", "client_id", "ui_locales"], "no state without a way back");
}

#[test]
fn the_endpoint_is_https() {
    let verdict = |text: &str| endpoint(&Url::parse(text).expect(text)).verdict;
    assert_eq!(verdict("https://id.example.com/logout"), Pass);
    assert_eq!(verdict("http://127.0.0.1:8400/logout"), Pass);
    assert_eq!(verdict("http://id.example.com/logout"), Fail);
}

#[test]
fn the_hint_is_of_this_provider_for_this_client() {
    let said = |claims: &str| hint(Some(&id_token(claims)), ISSUER, "grantty");
    assert_eq!(said(&format!(r#"{{"iss":"{ISSUER}","aud":["grantty","x"]}}"#)).verdict, Pass);
    assert!(said(r#"{"iss":"https://evil.example","aud":"grantty"}"#).observed.contains("evil.example"));
    assert!(said(&format!(r#"{{"iss":"{ISSUER}","aud":"other"}}"#)).observed.contains("for other"));
    assert_eq!((said("[]").verdict, hint(None, ISSUER, "grantty").verdict), (Warn, Warn));
    let sealed = format!("{}.a.b.c.d", base64url::encode(br#"{"alg":"RSA-OAEP","enc":"A256GCM"}"#));
    assert_eq!(hint(Some(&Secret::new(sealed)), ISSUER, "grantty").verdict, Skip);
    assert_eq!(hint(Some(&Secret::new("opaque")), ISSUER, "grantty").verdict, Warn);
}

#[test]
fn the_way_back_has_the_state_that_was_sent() {
    let plain = |text: &str| Value::Plain(text.to_owned());
    let came = |sent, state: Option<&str>| {
        let parameters: Vec<_> = state.map(|state| ("state".to_owned(), plain(state))).into_iter().collect();
        came_back(&uri(), sent, &parameters)
    };
    for (sent, state, expected) in [
        (Some("s-1"), Some("s-1"), Pass),
        (Some("s-1"), Some("s-2"), Fail),
        (Some("s-1"), None, Fail),
        (None, Some("s"), Fail),
        (None, None, Skip),
    ] {
        let rows = came(sent, state);
        assert_eq!(verdict(&rows, "logout.state"), expected, "{sent:?} {state:?}");
        assert_eq!(verdict(&rows, "logout.redirect"), Pass);
    }
    let error = came_back(&uri(), Some("s"), &[("error".to_owned(), plain("invalid_request"))]);
    assert_eq!(verdict(&error, "logout.redirect"), Warn);
}

#[test]
fn where_nobody_waits_nobody_can_tell() {
    let rows = nobody_waits(None);
    assert!(row(&rows, "logout.redirect").observed.contains("nobody here can tell"));
    let elsewhere = redirect::plan_logout("https://app.example/out").expect("an address");
    let rows = nobody_waits(Some(&elsewhere));
    assert_eq!((verdict(&rows, "logout.redirect"), verdict(&rows, "logout.state")), (Skip, Skip));
    assert_eq!(verdict(&in_vain(&uri()), "logout.redirect"), Warn);
}

#[test]
fn a_wrong_address_is_named_by_its_key() {
    let wrong = redirect::plan_logout("somewhere").unwrap_err();
    assert!(wrong.starts_with("logout.post_logout_redirect_uri is somewhere"), "{wrong}");
}
