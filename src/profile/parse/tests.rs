//! Files with mistakes and without, property tests, and whatever else a reader of files must survive.

use proptest::prelude::*;

use super::*;
use crate::profile::{CibaSection, CodeSection, Flow, Par, Pkce, Probe, SecretReference};
use crate::protocol::authorize::ResponseMode;
use crate::protocol::ciba::Delivery;
use crate::protocol::client_auth::{AuthMethod, BasicEncoding};
use crate::protocol::secret::Secret;

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

const CODE: &str = r#"
flow = "code"
issuer = "https://id.example"
[client]
id = "a"
key = """
{"kty":"EC"}"""
[code]
redirect_uri = "http://localhost:8400/callback?x=1"
listen = "[::1]:8401"
response_type = "id_token code"
response_mode = "form_post.jwt"
pkce = "plain"
par = "always"
probe = "no_verifier"
request_object = "signed"
prompt = "login consent"
login_hint = "ann@example.com"
[parameters.authorization]
state = ""
ui_locales = "de"
[limits]
redirect_timeout = 20
"#;

#[test]
fn every_key_of_the_code_flow_arrives() {
    let profile = good(CODE);
    assert_eq!((profile.flow, profile.redirect_timeout), (Flow::Code, 20));
    let code = &profile.code;
    assert_eq!(
        (code.redirect_uri.as_str(), code.listen.as_deref()),
        ("http://localhost:8400/callback?x=1", Some("[::1]:8401"))
    );
    assert_eq!((code.response_type.name(), code.response_mode), ("code id_token", Some(ResponseMode::FormPostJwt)));
    assert_eq!((code.pkce, code.par, code.request_object), (Pkce::Plain, Par::Always, true));
    assert_eq!(code.probe, Probe::NoVerifier);
    assert_eq!((code.prompt.as_deref(), code.login_hint.as_deref()), (Some("login consent"), Some("ann@example.com")));
    assert_eq!(profile.parameters["authorization"][0], ("state".to_owned(), String::new()));
    assert!(matches!(profile.client.key, Some(SecretReference::Literal(_))));
    let masked = crate::profile::mask::masked(CODE);
    assert!(!masked.contains("kty") && masked.contains("key = \"(masked)\""), "{masked}");
}

#[test]
fn what_the_code_flow_does_when_nothing_is_said() {
    let profile = good(SMALL);
    assert_eq!(profile.code, CodeSection::default());
    assert_eq!((profile.code.pkce, profile.redirect_timeout), (Pkce::S256, 300));
    assert_eq!(profile.code.redirect_uri, "http://127.0.0.1:0/callback");
}

#[test]
fn code_keys_can_be_set_from_the_command_line() {
    let set = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        parse_with("x", SMALL, Source::Demo, &settings).map(|parsed| parsed.profile)
    };
    let profile = set(&[
        "flow=code",
        "code.redirect_uri=http://127.0.0.1:8400/cb",
        "code.response_type=code id_token",
        "code.request_object=signed",
        r#"client.key={"kty":"EC","d":"hunter2"}"#,
        "parameters.authorization.state=",
    ])
    .expect("all of them can be");
    assert_eq!((profile.flow, profile.code.redirect_uri.as_str()), (Flow::Code, "http://127.0.0.1:8400/cb"));
    assert_eq!(profile.code.response_type.name(), "code id_token");
    let key = Secret::new(r#"{"kty":"EC","d":"hunter2"}"#);
    assert_eq!(profile.client.key, Some(SecretReference::Literal(key)));
    assert_eq!(profile.parameters["authorization"], [("state".to_owned(), String::new())]);
    let file = set(&["client.key={ file = \"k.pem\" }"]).expect("a reference");
    assert_eq!(file.client.key, Some(SecretReference::File("k.pem".into())));
    let wrong = set(&["code.redirect_uri=127.0.0.1:8400/cb"]).unwrap_err().remove(0).render("x");
    assert_eq!(
        wrong,
        "x: --set: `code.redirect_uri` is no absolute address (did you mean \"http://127.0.0.1:8400/cb\"?)"
    );
}

#[test]
fn every_key_of_ciba_arrives() {
    let profile = good(include_str!("../../../tests/good_profiles/everything_for_ciba.toml"));
    assert_eq!(profile.flow, Flow::Ciba);
    let ciba = &profile.ciba;
    assert_eq!(ciba.login_hint.as_deref(), Some("ann@example.com"));
    assert_eq!((&ciba.login_hint_token, &ciba.id_token_hint), (&None, &None));
    assert_eq!(ciba.binding_message.as_deref(), Some("two\nlines, and \"anything\" \u{202e} else"));
    assert_eq!(ciba.user_code, Some(SecretReference::Env("PIN".to_owned())));
    assert_eq!((ciba.requested_expiry, ciba.mode, ciba.request_signed), (Some(120), Delivery::Push, true));
    assert_eq!(ciba.listen.as_deref(), Some("127.0.0.1:8401"));
    assert_eq!(ciba.notification_endpoint.as_deref(), Some("https://tunnel.example/ciba"));
    let of_leg: Vec<&str> = profile.parameters["ciba"].iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(of_leg, ["login_hint", "id_token_hint", "authorization_details"], "claims are no parameter of CIBA");
    assert_eq!(good(SMALL).ciba, CibaSection::default());
}

#[test]
fn ciba_keys_can_be_set_from_the_command_line() {
    let set = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(|&setting| setting.to_owned()).collect();
        parse_with("x", SMALL, Source::Demo, &settings).map(|parsed| parsed.profile)
    };
    let said = |settings: &[&str]| set(settings).unwrap_err().remove(0).render("x");
    let listen = "ciba.listen=127.0.0.1:0";
    let profile = set(&["flow=ciba", "ciba.login_hint=007", "ciba.user_code=1234", "ciba.binding_message=42", listen])
        .expect("all of them can be");
    assert_eq!((profile.flow, profile.ciba.login_hint.as_deref()), (Flow::Ciba, Some("007")));
    assert_eq!(profile.ciba.binding_message.as_deref(), Some("42"));
    assert_eq!(profile.ciba.user_code, Some(SecretReference::Literal(Secret::new("1234"))));
    assert_eq!(set(&["ciba.binding_message="]).expect("any text").ciba.binding_message.as_deref(), Some(""));
    assert_eq!(
        said(&["flow=ciba"]),
        "x: --set: the flow ciba needs a hint that says who is to sign in (exactly one of login_hint, \
         login_hint_token, id_token_hint, in [ciba]; on the command line --set ciba.login_hint=NAME)"
    );
    assert!(set(&["flow=ciba", "parameters.ciba.login_hint_token=x"]).is_ok());
    assert_eq!(
        said(&["ciba.login_hint=ann", "ciba.id_token_hint=x"]),
        "x: --set: more than one hint: `ciba.login_hint`, `ciba.id_token_hint`; exactly one of login_hint, \
         login_hint_token, id_token_hint is sent (keep one of them)"
    );
    assert!(set(&["ciba.login_hint=ann", "ciba.id_token_hint=x", "parameters.ciba.login_hint="]).is_ok());
    assert!(said(&["ciba.listen=0.0.0.0:1"]).contains("`ciba.listen` is 0.0.0.0:1, which others could reach"));
}

#[test]
fn secrets_of_ciba_are_masked_in_the_text() {
    let text = "[ciba]\nlogin_hint = \"ann\"\nid_token_hint = \"hunter2\"\nuser_code = \"hunter3\"\n\
                [parameters.ciba]\nlogin_hint_token = \"hunter4\"\n";
    let masked = crate::profile::mask::masked(text);
    assert!(!masked.contains("hunter") && masked.contains("login_hint = \"ann\""), "{masked}");
}

#[test]
fn redirects_of_apps_and_pasted_ones_are_fine() {
    for uri in ["com.example.app:/callback", "urn:ietf:wg:oauth:2.0:oob", "https://app.example/cb", "http://[::1]:0/"] {
        assert_eq!(good(&format!("{SMALL}[code]\nredirect_uri = \"{uri}\"")).code.redirect_uri, uri);
    }
    for uri in ["/callback", "callback", "localhost:8400/cb", "http://a@127.0.0.1/", "http://[::1", "a b:c", "x:0/cb"] {
        assert_eq!(said(&format!("{SMALL}[code]\nredirect_uri = \"{uri}\"")).len(), 1, "{uri}");
    }
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
