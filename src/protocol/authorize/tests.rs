//! The authorization request, parameter by parameter.

use super::*;
use crate::protocol::check::Verdict;
use crate::protocol::secret::Secret;

fn fields<'a>(scope: &'a [String], extra: &'a [(String, String)]) -> Fields<'a> {
    Fields {
        client_id: "grantty",
        redirect_uri: "http://127.0.0.1:8400/callback",
        response_type: ResponseType::CODE,
        response_mode: None,
        scope,
        state: "s-._~",
        nonce: Some("n"),
        pkce: None,
        prompt: None,
        login_hint: None,
        max_age: None,
        acr_values: &[],
        resource: &[],
        audience: None,
        dpop_jkt: None,
        extra,
    }
}

fn words(all: &[&str]) -> Vec<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

fn named(all: &[(String, Value)]) -> Vec<String> {
    all.iter().map(|(name, value)| format!("{name}={}", value.reveal())).collect()
}

fn pair(name: &str, value: &str) -> (String, String) {
    (name.to_owned(), value.to_owned())
}

#[test]
fn parameters_stand_in_the_order_people_know() {
    let (scope, resource) = (words(&["openid", "profile"]), words(&["https://a.example", "https://b.example"]));
    let pkce = Pkce::s256([7; 32]);
    let acr = words(&["phr"]);
    let all = parameters(&Fields {
        response_mode: Some(ResponseMode::FormPost),
        pkce: Some(&pkce),
        prompt: Some("login"),
        login_hint: Some("ann@example.com"),
        max_age: Some(0),
        acr_values: &acr,
        resource: &resource,
        audience: Some("api"),
        ..fields(&scope, &[])
    });
    let names: Vec<&str> = all.iter().map(|(name, _)| name.as_str()).collect();
    let expected = "response_type client_id redirect_uri scope state nonce response_mode prompt login_hint max_age \
                    acr_values resource resource audience code_challenge code_challenge_method";
    assert_eq!(names.join(" "), expected);
    assert_eq!(value(&all, "max_age"), Some("0"));
}

#[test]
fn nothing_is_sent_twice_or_without_a_value() {
    crate::covers!("OWN-05");
    let all = parameters(&Fields { state: "", login_hint: Some(""), audience: Some(""), ..fields(&[], &[]) });
    assert_eq!(
        named(&all),
        ["response_type=code", "client_id=grantty", "redirect_uri=http://127.0.0.1:8400/callback", "nonce=n"]
    );
    let endpoint = Url::parse("https://id.example.com/auth?p=b2c&client_id=other&nonce").expect("a URL");
    let url = address(&endpoint, &all);
    let mut seen: Vec<String> = url.query_pairs().map(|(name, _)| name.into_owned()).collect();
    let before = seen.len();
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), before, "{url}");
}

#[test]
fn the_profile_has_the_last_word() {
    let scope = words(&["openid"]);
    let extra = [pair("nonce", ""), pair("scope", "email"), pair("ui_locales", "de")];
    let all = parameters(&fields(&scope, &extra));
    assert_eq!(value(&all, "nonce"), None);
    assert_eq!(value(&all, "scope"), Some("email"));
    assert_eq!(named(&all).last().map(String::as_str), Some("ui_locales=de"));
}

#[test]
fn the_address_keeps_the_query_of_its_endpoint_and_is_encoded_as_a_form() {
    let all = [("scope", "openid profile"), ("login_hint", "a+b@c.example"), ("x", "ü/?&=%")];
    let all: Vec<(String, Value)> =
        all.iter().map(|(name, text)| ((*name).to_owned(), Value::Plain((*text).to_owned()))).collect();
    let endpoint = Url::parse("https://id.example.com/auth?p=B2C_1%20a&&q=%7e#top").expect("a URL");
    let expected = "https://id.example.com/auth?p=B2C_1%20a&q=%7e&scope=openid+profile\
                    &login_hint=a%2Bb%40c.example&x=%C3%BC%2F%3F%26%3D%25";
    assert_eq!(address(&endpoint, &all).as_str(), expected);
    let bare = Url::parse("https://id.example.com/auth?").expect("a URL");
    assert_eq!(address(&bare, &all[..1]).as_str(), "https://id.example.com/auth?scope=openid+profile");
}

#[test]
fn a_secret_in_the_address_stops_the_run() {
    crate::covers!("BRW-08");
    let plain = |name: &str| vec![(name.to_owned(), Value::Plain("x".to_owned()))];
    for name in ["client_secret", "Client_Secret", "password", "refresh_token", "client_assertion", "code_verifier"] {
        let finding = leaks(&plain(name));
        assert!(finding.stops() && finding.observed == name, "{finding:?}");
    }
    let scope = words(&["openid"]);
    let s256 = Pkce::s256([7; 32]);
    assert_eq!(leaks(&parameters(&Fields { pkce: Some(&s256), ..fields(&scope, &[]) })).verdict, Verdict::Pass);
    let secret = [pair("client_secret", "hunter2")];
    let finding = leaks(&parameters(&fields(&scope, &secret)));
    assert!(finding.stops() && !format!("{finding:?}").contains("hunter2"));
    let challenge = Pkce::plain([7; 32]);
    let finding = leaks(&parameters(&Fields { pkce: Some(&challenge), ..fields(&scope, &[]) }));
    assert_eq!(finding.verdict, Verdict::Warn);
    let request = vec![("request".to_owned(), Value::Secret("request", Secret::new("e.y.J")))];
    assert_eq!(leaks(&request).verdict, Verdict::Pass);
}
