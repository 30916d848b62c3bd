//! Files with mistakes and without, property tests, and whatever else a reader of files must survive.

use proptest::prelude::*;

use super::*;
use crate::profile::{Flow, Pkce, SecretReference};
use crate::protocol::client_auth::{AuthMethod, BasicEncoding};

fn good(text: &str) -> Profile {
    parse("x", text, Source::Demo).expect("a profile without mistakes").profile
}

fn said(text: &str) -> Vec<String> {
    parse("x", text, Source::Demo).expect_err("a profile with mistakes").iter().map(|one| one.render("x")).collect()
}

const SMALL: &str = "issuer = \"https://id.example\"\n[client]\nid = \"a\"\n";

#[test]
fn every_key_of_the_device_flow_arrives() {
    let text = include_str!("../../../tests/good_profiles/everything_for_the_device_flow.toml");
    let profile = good(text);
    assert_eq!((profile.name.as_str(), profile.title.as_str(), profile.flow), ("x", "Keycloak", Flow::Device));
    assert_eq!(profile.issuer.as_deref(), Some("https://id.example.com/realms/demo"));
    assert_eq!(profile.notes.as_deref(), Some("realm owner:\nidentity team"));
    let client = &profile.client;
    assert_eq!((client.auth, client.basic_encoding), (AuthMethod::ClientSecretBasic, BasicEncoding::Raw));
    assert_eq!(client.secret, Some(SecretReference::Env("KEYCLOAK_SECRET".to_owned())));
    assert_eq!(client.id_token_alg.as_deref(), Some("RS256"));
    assert_eq!(profile.request.scope, ["openid", "profile"]);
    assert_eq!((profile.request.max_age, profile.device.pkce, profile.request_timeout), (Some(300), Pkce::S256, 16));
    let device: Vec<(&str, &str)> =
        profile.parameters["device"].iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(
        device,
        [
            ("ui_locales", "de"),
            ("max", "3"),
            ("flag", "true"),
            ("several", "a"),
            ("several", "b"),
            ("claims", r#"{"id_token":{"email":{"essential":true}}}"#),
            ("authorization_details", r#"[{"type":"account_information"}]"#),
        ]
    );
    assert_eq!(profile.endpoints["token"], "https://id.example.com/token");
}

#[test]
fn the_method_follows_the_secret_unless_it_is_said() {
    assert_eq!(good(SMALL).client.auth, AuthMethod::None);
    assert_eq!(good(&format!("{SMALL}secret = {{ file = \"s\" }}")).client.auth, AuthMethod::ClientSecretBasic);
    assert_eq!(good(&format!("{SMALL}secret = \"s\"\nauth = \"none\"")).client.auth, AuthMethod::None);
}

#[test]
fn marks_and_line_ends_of_windows_are_fine() {
    crate::covers!("PRF-12");
    let text = format!("\u{feff}{}", SMALL.replace('\n', "\r\n"));
    assert_eq!(good(&text).client.id, "a");
    assert_eq!(said(&format!("\u{feff}x = 1\r\n{SMALL}")), ["x:1:1: unknown key `x`"]);
    assert!(said(&format!("{SMALL}notes = \"\0\""))[0].starts_with("x:4:10: not TOML"));
}

#[test]
fn a_key_defined_twice_names_both_lines() {
    crate::covers!("PRF-07");
    let twice = |text: &str| said(text).remove(0);
    assert!(twice(&format!("{SMALL}id = \"b\"")).contains("`client.id` is defined twice: on line 3 and on line 4"));
    assert!(twice(&format!("{SMALL}[client]\n")).contains("`client` is defined twice: on line 2 and on line 4"));
    assert!(twice(&format!("{SMALL}secret = {{ env = \"A\", env = \"B\" }}")).contains("is defined twice"));
}

#[test]
fn deep_nesting_is_a_mistake_like_any_other() {
    crate::covers!("PRF-10");
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let text = format!("{SMALL}x = {}1{}", open.repeat(5000), close.repeat(5000));
        let said = said(&text);
        assert!(said[0].starts_with("x:4:"), "{said:?}");
    }
    assert!(!said(&format!("{}x = 1", "a.".repeat(5000))).is_empty());
}

#[test]
fn a_caret_line_repeats_no_secret() {
    crate::covers!("PRF-04");
    let said = said(&format!("{SMALL}secret = \"hunter2\" \"x\"")).remove(0);
    assert!(said.contains('^') && !said.contains("hunter2"), "{said}");
}

#[test]
fn many_mistakes_are_counted_and_not_all_told() {
    let text: String = (0..5000).fold(String::new(), |text, i| text + &format!("k{i} = 1\n"));
    let said = said(&text);
    assert_eq!(said.len(), 101);
    assert_eq!(said[100], "x: and 4902 more");
}

#[test]
fn a_megabyte_of_noise_is_judged_in_time() {
    for unit in ["x=1,", "[", "= ", "\"", "a.", "[a]\n", "a=1\n", "'''", "\u{7f}", "{", "a={a={"] {
        let text = unit.repeat(300_000 / unit.len());
        assert!(!said(&text).is_empty(), "{unit}");
    }
}

proptest! {
    #[test]
    fn any_text_is_judged_without_panic(text in ".{0,200}", tail in "(\\[|\\]|\\{|\\}|=|\"|'|\n|\\.|,|#|client|id|secret|issuer|[a-z0-9 é]){0,60}") {
        for text in [format!("{text}{tail}"), format!("{SMALL}{tail}"), format!("{tail}\n{text}")] {
            if let Err(mistakes) = parse("x", &text, Source::Demo) {
                prop_assert!(!mistakes.is_empty());
                for said in mistakes.iter().map(|mistake| mistake.render("x")) {
                    prop_assert!(!said.chars().any(|c| c.is_control() && c != '\n'), "{}", said);
                }
            }
            let _masked = crate::profile::mask::masked(&text);
        }
    }

    #[test]
    fn any_override_is_judged_without_panic(setting in "[a-z.\"']{0,12}=?.{0,30}") {
        let _judged = parse_with("x", SMALL, Source::Demo, &[setting]);
    }

    #[test]
    fn a_literal_secret_never_shows(head in ".{0,40}", tail in ".{0,40}") {
        let text = format!("{SMALL}secret = \"hunter2\" {head}\n{tail}");
        if let Err(mistakes) = parse("x", &text, Source::Demo) {
            for mistake in mistakes {
                prop_assert!(!mistake.render("x").contains("hunter2"));
            }
        }
        prop_assert!(!crate::profile::mask::masked(&text).contains("hunter2"));
    }
}
