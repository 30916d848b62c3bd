//! Secrets in every form and place, and what is left of the text around them.

use super::names::MOST_BY_NAME;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

use super::*;
use crate::protocol::json::Json;

fn masker(secrets: &[(&str, &str)]) -> Masker {
    let mut masker = Masker::default();
    for (kind, value) in secrets {
        masker.learn(kind, &Secret::new(*value));
    }
    masker
}

#[test]
fn a_secret_leaves_in_every_form() {
    crate::covers!("TOK-30", "SEC-10");
    let masker = masker(&[("client_secret", "p%&+ =/?~")]);
    for form in ["p%&+ =/?~", "p%25%26%2B+%3D%2F%3F%7E", "p%25%26%2b%20%3d%2f%3f%7e", "cCUmKyA9Lz9+", "p%&+ =\\/?~"] {
        assert_eq!(masker.mask(&format!("a {form} b")), "a ‹client_secret#1› b", "{form}");
    }
}

#[test]
fn the_same_value_keeps_its_tag_and_others_get_their_own() {
    let masker = masker(&[("device_code", "abcdef"), ("device_code", "ghijkl"), ("device_code", "abcdef")]);
    assert_eq!(masker.mask("abcdef ghijkl abcdef"), "‹device_code#1› ‹device_code#2› ‹device_code#1›");
}

#[test]
fn a_jwt_keeps_header_and_claims_and_loses_its_signature() {
    crate::covers!("SEC-09");
    let masker = masker(&[("id_token", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")]);
    let text = masker.mask("{\"id_token\":\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.c2lnbmF0dXJl\"}");
    assert_eq!(text, "{\"id_token\":\"eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.‹id_token#1›\"}");
    assert_eq!(masker.mask("signature c2lnbmF0dXJl"), "signature ‹id_token#1›");
}

#[test]
fn the_jwt_of_an_answer_shows_nothing_of_its_claims() {
    let jwt = "eyJhbGciOiJSUzI1NiJ9.eyJjb2RlIjoiU3BseGwifQ.c2lnbmF0dXJlc2lnbmF0dXJl";
    let masker = masker(&[("response", jwt)]);
    let text = format!("/callback?response={jwt} and eyJjb2RlIjoiU3BseGwifQ alone");
    assert_eq!(masker.mask(&text), "/callback?response=‹response#1› and ‹response#1› alone");
}

#[test]
fn a_request_object_with_a_secret_in_it_shows_nothing_of_its_claims() {
    let claims = base64url::encode(r#"{"code_challenge":"canary-verifier-0123456789"}"#.as_bytes());
    let object = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2lnbmF0dXJl");
    let known = masker(&[("code_verifier", "canary-verifier-0123456789"), ("request", &object)]);
    assert_eq!(known.mask(&format!("?request={object}")), "?request=‹request#1›");
    let other = masker(&[("request", &object)]);
    assert!(other.mask(&object).contains(&claims), "without a secret its claims may be read");
}

#[test]
fn a_user_code_of_three_digits_is_not_read_out_of_a_request_object() {
    let claims = base64url::encode(r#"{"scope":"openid","user_code":"042"}"#.as_bytes());
    let object = format!("eyJhbGciOiJFUzI1NiJ9.{claims}.c2lnbmF0dXJl");
    let known = masker(&[("user_code", "042"), ("request", &object)]);
    assert_eq!(known.mask(&object), "‹request#1›");
}

#[test]
fn an_answer_is_searched_by_member_name_whatever_its_spelling() {
    let mut masker = Masker::default();
    masker.learn_body(br#"{"error":"x","detail":{"accessToken":"abcdef12"}}"#);
    masker.learn_body(b"refresh_token=xyzxyz&scope=a");
    assert_eq!(masker.mask("abcdef12 xyzxyz"), "‹access_token#1› ‹refresh_token#1›");
}

#[test]
fn a_leaked_private_key_is_not_spread() {
    let mut masker = Masker::default();
    masker.learn_body(br#"{"keys":[{"kty":"RSA","n":"publicpart","d":"privatepart"}]}"#);
    assert_eq!(masker.mask("publicpart privatepart"), "publicpart ‹private_key#1›");
}

#[test]
fn an_answer_that_is_cut_off_or_broken_spreads_no_secret() {
    let mut masker = Masker::default();
    masker.learn_body(br#"{"access_token":"first-secret","refresh_token":"second-sec"#);
    masker.learn_body(br#"{"id_token" : "third-secret",}"#);
    let shown = masker.mask("first-secret second-sec third-secret");
    assert_eq!(shown, "‹access_token#1› ‹refresh_token#1› ‹id_token#1›");
}

#[test]
fn a_secret_spelled_with_escapes_is_one_all_the_same() {
    let mut masker = Masker::default();
    let body = r#"{"access_token":"ab\u002Bcd\u003d\u003d","error":"no ab\u002bcd\u003d= here"}"#;
    masker.learn_body(body.as_bytes());
    let shown = r#"{"access_token":"‹access_token#1›","error":"no ‹access_token#1› here"}"#;
    assert_eq!(masker.mask(body), shown);
    assert_eq!(masker.mask("ab+cd=="), "‹access_token#1›");
}

#[test]
fn a_secret_through_which_a_text_was_cut_is_masked() {
    let opaque = "0123456789".repeat(70);
    let jwt = format!("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.{}", "c2ln".repeat(200));
    let masker = masker(&[("device_code", &opaque), ("id_token", &jwt)]);
    assert_eq!(
        masker.mask(&format!("bad {}… (100 more characters)", &opaque[..596])),
        "bad ‹device_code#1›… (100 more characters)"
    );
    assert_eq!(masker.mask(&format!("{}…", &jwt[..90])), "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhIn0.‹id_token#1›…");
    assert_eq!(masker.mask(&format!("{}…", &jwt[..30])), format!("{}…", &jwt[..30]));
    assert_eq!(masker.mask("0123456789012345678x…"), "0123456789012345678x…");
}

#[test]
fn a_key_type_hides_no_token_and_further_primes_are_private() {
    let mut masker = Masker::default();
    masker.learn_body(br#"{"kty":"x","access_token":"a-token","oth":[{"r":"prime-r","d":"prime-d","t":"prime-t"}]}"#);
    assert_eq!(masker.mask("a-token prime-r"), "‹access_token#1› ‹private_key#1›");
}

#[test]
fn an_answer_full_of_names_keeps_the_masker_small() {
    let all: Vec<String> = (0..60_000).map(|n| format!(r#"{{"password":"c{n:05}"}}"#)).collect();
    let mut masker = Masker::default();
    masker.learn_body(format!("[{}]", all.join(",")).as_bytes());
    assert!(masker.tags.len() <= MOST_BY_NAME);
    masker.learn("device_code", &Secret::new("what the flow uses"));
    assert_eq!(masker.mask("what the flow uses"), "‹device_code#1›");
}

#[test]
fn a_summary_shows_a_length_and_no_part_of_an_opaque_token() {
    crate::covers!("SEC-06");
    assert_eq!(summary(&Secret::new("tGzv3JOkF0XG5Qx2TlKWIA")), "…(22 chars)");
    assert_eq!(summary(&Secret::new("eyJhbGciOiJub25lIn0.e30.")), "eyJh…(24 chars)");
}

#[test]
fn a_short_secret_leaves_only_where_it_stands_alone() {
    let short = masker(&[("password", "demo"), ("client_secret", "secret")]);
    assert_eq!(short.mask("grant_type=password&password=demo"), "grant_type=password&password=‹password#1›");
    assert_eq!(short.mask(r#"{"p":"demo","s":"secret"}"#), r#"{"p":"‹password#1›","s":"‹client_secret#1›"}"#);
    assert_eq!(short.mask("no such password: demo."), "no such password: ‹password#1›.");
    for ours in ["grantty-demo", "/demo/token", "client_secret_basic", "demo.example", "secrets", "client.secret"] {
        assert_eq!(short.mask(ours), ours);
    }
    let long = masker(&[("password", "demodemo")]);
    assert_eq!(long.mask("xdemodemox"), "x‹password#1›x", "a long one leaves wherever it stands");
}

proptest::proptest! {
    #[test]
    fn no_learned_secret_survives_masking(secret in "[a-zA-Z0-9+/=_~.-]{8,40}", before in ".{0,20}", after in ".{0,20}") {
        let knowing = masker(&[("access_token", &secret)]);
        let text = knowing.mask(&format!("{before}{secret}{after}"));
        proptest::prop_assert!(!knowing.finds(&text));
    }
}

#[test]
fn a_secret_leaves_every_base64_it_stands_in() {
    crate::covers!("SEC-05");
    let secret = "correct-horse-battery";
    let masker = masker(&[("client_secret", secret)]);
    for id in ["a", "ab", "abc", "grantty-demo"] {
        let credential = STANDARD.encode(format!("{id}:{secret}"));
        assert_eq!(masker.mask(&format!("Basic {credential} was wrong")), "Basic ‹client_secret#1› was wrong");
        let encoded: String = url::form_urlencoded::byte_serialize(credential.as_bytes()).collect();
        assert!(masker.leak(&masker.mask(&encoded)).is_none(), "{encoded}");
    }
}

/// A JWT of these claims, with a signature that is long enough to be looked for.
fn token(claims: &str) -> String {
    format!("eyJhbGciOiJFUzI1NiJ9.{}.c2lnbmF0dXJlc2lnbmF0dXJl", base64url::encode(claims.as_bytes()))
}

#[test]
fn a_secret_in_the_claims_of_a_token_is_not_read_out_of_it_whichever_came_first() {
    crate::covers!("SEC-05");
    let token = token(r#"{"sub":"ann","nested":{"token":"canary-0123456789"}}"#);
    let before = masker(&[("access_token", "canary-0123456789"), ("id_token", &token)]);
    assert_eq!(before.mask(&format!("<{token}>")), "<‹id_token#1›>");
    let behind = masker(&[("id_token", &token), ("access_token", "canary-0123456789")]);
    let shown = behind.mask(&format!("<{token}>"));
    assert_eq!(shown, "<eyJhbGciOiJFUzI1NiJ9.‹access_token#1›.‹id_token#1›>");
    let unknown = masker(&[("access_token", "canary-0123456789")]);
    assert!(!unknown.mask(&token).contains("canary") && unknown.leak(&unknown.mask(&token)).is_none());
}

#[test]
fn what_a_token_or_a_key_calls_secret_is_known() {
    let nested = token(r#"{"refresh_token":"canary-0123456789"}"#);
    let key = r#"{"kty":"OKP","crv":"Ed25519","x":"public-part","d":"private-part"}"#;
    let masker = masker(&[("access_token", &nested), ("key", key)]);
    assert_eq!(masker.mask("canary-0123456789"), "‹refresh_token#1›");
    assert_eq!(masker.mask("public-part private-part"), "public-part ‹private_key#1›");
    assert_eq!(masker.mask(&nested), "‹access_token#1›", "its claims are secret too");
}

#[test]
fn the_lines_of_a_key_file_are_secret_one_by_one() {
    let file = "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\nAgEGCCqGSM49AwEHBG0w\n-----END PRIVATE KEY-----\n";
    let masker = masker(&[("key", file)]);
    assert_eq!(
        masker.mask("at AgEGCCqGSM49AwEHBG0w, -----BEGIN PRIVATE KEY-----"),
        "at ‹key#1›, -----BEGIN PRIVATE KEY-----"
    );
    assert_eq!(masker.mask(&Json::from(file).to_string()), "\"‹key#1›\"");
}

#[test]
fn a_text_is_looked_at_once_more_in_another_way() {
    crate::covers!("SEC-05");
    let jwt = token(r#"{"sub":"ann"}"#);
    let masker = masker(&[("client_secret", "p%&+ =/?~p%&+"), ("id_token", &jwt), ("password", "demo")]);
    let twice: String = url::form_urlencoded::byte_serialize("cCUmKyA9Lz9+cCUmKw==".as_bytes()).collect();
    for odd in [
        "p%25%26%2b+%3D/%3f%7Ep%25%26%2B",
        "%70%25&%2B =/?~p%25&%2B",
        r"\u0070%\u0026+ =\/?~p%&+",
        "p%&#38;&#x2B; =/?~p%&amp;+",
        "cCUmKyA9Lz9-cCUmKw",
        &twice,
        &STANDARD.encode(format!("xy{}", STANDARD.encode("p%&+ =/?~p%&+"))),
    ] {
        assert_eq!(masker.leak(&format!("it is {odd}, or")), Some("‹client_secret#1›"), "{odd}");
    }
    assert_eq!(masker.leak(&jwt), Some("‹id_token#1›"), "its signature");
    assert_eq!(masker.leak(&masker.mask(&jwt)), None, "what may be read of a token is no leak");
    assert_eq!(masker.leak("demo"), None, "it may be a word");
    assert_eq!(Masker::default().leak("anything"), None);
}

#[test]
fn a_document_is_searched_in_its_values_and_in_the_names_of_others() {
    let masker = masker(&[("password", "password"), ("client_secret", "hunter2-hunter2")]);
    assert_eq!(masker.leak_in_json(r#"{"password":"x","grant":["other"]}"#), None, "a name of ours is no secret");
    assert_eq!(masker.leak_in_json(r#"{"a":[{"b":"the password"}]}"#), Some("‹password#1›"));
    assert_eq!(masker.leak_in_json(r#"{"hunter2-hunter2":1}"#), Some("‹client_secret#1›"));
    assert_eq!(masker.leak_in_json("no JSON with hunter2-hunter2"), Some("‹client_secret#1›"));
}

proptest::proptest! {
    #[test]
    fn masked_texts_have_no_leak(secret in "[ -~]{8,40}", id in "[a-z]{1,5}", rest in "[a-zA-Z0-9 ]{0,9}") {
        let knowing = masker(&[("client_secret", &secret)]);
        let form: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
        let all = [
            secret.clone(),
            form.clone(),
            form.replace('+', "%20"),
            STANDARD.encode(format!("{id}:{secret}")),
            URL_SAFE.encode(format!("{id}{secret}{rest}")),
            Json::from(secret.as_str()).to_string(),
            token(&format!(r#"{{"a":{},"b":"{rest}"}}"#, Json::from(secret.as_str()))),
        ];
        for text in all {
            proptest::prop_assert!(knowing.leak(&text).is_some(), "{text}");
            let masked = knowing.mask(&format!("{rest} {text} {rest}"));
            proptest::prop_assert!(knowing.leak(&masked).is_none(), "{text} left {masked}");
        }
    }
}
