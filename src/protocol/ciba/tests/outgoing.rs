//! Our own request, judged before it goes out.

use super::*;
use crate::protocol::answer::sample::{row, verdict};
use crate::protocol::check::Verdict::{Fail, Pass, Skip, Warn};

const FULL: &str = r#"{
    "issuer": "https://id.example.com",
    "backchannel_token_delivery_modes_supported": ["poll", "ping"],
    "backchannel_authentication_request_signing_alg_values_supported": ["ES256"],
    "backchannel_user_code_parameter_supported": true,
    "acr_values_supported": ["phr", "phrh"]
}"#;

/// The row of a rule about parameters that are sent as they are, poll mode, to a provider that says everything.
fn told(parameters: &[(&str, &str)], id: &str) -> Finding {
    ahead(parameters, FULL, Delivery::Poll, id)
}

fn ahead(sent: &[(&str, &str)], document: &str, delivery: Delivery, id: &str) -> Finding {
    let sent = parameters(&Fields { extra: &extras(sent), ..Fields::default() });
    let metadata = metadata(document);
    let findings = judge_request(&sent, &Ahead { metadata: &metadata, delivery, signed: None });
    assert_eq!(findings.len(), 9);
    row(&findings, id).clone()
}

#[test]
fn the_request_has_its_fields_once() {
    let (scope, acr) = (["openid".to_owned(), "a b".to_owned()], ["phr".to_owned(), "phrh".to_owned()]);
    let (resource, extra) = (["https://api.example.com".to_owned()], extras(&[("audience", "y"), ("acr_values", "")]));
    let (token, code) = (Secret::new(TOKEN), Secret::new("1234"));
    let fields = Fields {
        scope: &scope,
        acr_values: &acr,
        resource: &resource,
        audience: Some("x"),
        hint: Some(Hint::Login("ann@example.com")),
        binding_message: Some("W4SCT"),
        user_code: Some(&code),
        requested_expiry: Some(120),
        client_notification_token: Some(&token),
        extra: &extra,
    };
    let url = Url::parse("https://id.example.com/bc").expect("a URL");
    let sent = request(url, parameters(&fields));
    assert_eq!(sent.purpose.label(), "ciba request");
    let expected = format!(
        "scope=openid+a+b&client_notification_token={TOKEN}&login_hint=ann%40example.com&binding_message=W4SCT\
         &user_code=1234&requested_expiry=120&resource=https%3A%2F%2Fapi.example.com&audience=y"
    );
    assert_eq!(sent.body().expect("a form").reveal(), expected);
    let shown = format!("{sent:?}");
    assert!(!shown.contains(TOKEN) && !shown.contains("1234"), "{shown}");
}

#[test]
fn tokens_and_codes_are_secret_whoever_sends_them() {
    let token = Secret::new("a.b.c");
    for hint in [Hint::LoginToken(&token), Hint::IdToken(&token)] {
        let all = parameters(&Fields { hint: Some(hint), ..Fields::default() });
        assert_eq!(all, [(hint.name().to_owned(), Value::Secret(hint.name(), token.clone()))]);
        let own = extras(&[(hint.name(), "a.b.c")]);
        assert_eq!(parameters(&Fields { extra: &own, ..Fields::default() }), all);
    }
    let code = parameters(&Fields { extra: &extras(&[("user_code", "1234")]), ..Fields::default() });
    assert_eq!(code[0].1, Value::Secret("user_code", Secret::new("1234")));
}

#[test]
fn exactly_one_hint_goes_out() {
    crate::covers!("CIB-12");
    let (ann, token, id_token) = (("login_hint", "ann"), ("login_hint_token", "a.b"), ("id_token_hint", "a.b.c"));
    for one in [ann, token, id_token] {
        let found = told(&[one], "ciba.hint");
        assert_eq!((found.verdict, found.observed.as_str()), (Pass, one.0));
    }
    let none: &[(&str, &str)] = &[];
    for (sent, observed) in [
        (none, "none of them"),
        (&[("login_hint", "")], "none of them"),
        (&[ann, id_token], "login_hint and id_token_hint"),
        (&[ann, ann], "login_hint and login_hint"),
        (&[ann, token, id_token], "login_hint and login_hint_token and id_token_hint"),
    ] {
        let found = told(sent, "ciba.hint");
        assert!(found.stops(), "{sent:?}");
        assert_eq!(found.expected, "exactly one of login_hint, login_hint_token, id_token_hint");
        assert_eq!(found.observed, observed);
    }
    let hint = Some(Hint::Login("ann"));
    let two = parameters(&Fields { hint, extra: &extras(&[id_token]), ..Fields::default() });
    let metadata = metadata(FULL);
    let findings = judge_request(&two, &Ahead { metadata: &metadata, delivery: Delivery::Poll, signed: None });
    assert_eq!(verdict(&findings, "ciba.hint"), Fail, "one of the profile's section and one of its extras");
}

#[test]
fn scope_has_openid() {
    for (scope, expected) in [("openid", Pass), ("a openid", Pass), ("openidx", Fail), ("", Fail)] {
        let found = told(&[("scope", scope)], "ciba.scope");
        assert!(found.verdict == expected && !found.stops(), "{scope}");
    }
}

#[test]
fn a_mode_is_sent_where_it_is_advertised() {
    let at = |document, mode| ahead(&[], document, mode, "ciba.delivery_mode").verdict;
    assert_eq!((at(FULL, Delivery::Ping), at(FULL, Delivery::Push)), (Pass, Fail));
    assert_eq!(at(r#"{"issuer":"x","token_endpoint":"y"}"#, Delivery::Poll), Warn);
    assert_eq!(at(r#"{"issuer":"x"}"#, Delivery::Poll), Skip, "the profile alone has the endpoints");
}

#[test]
fn what_the_provider_shows_us_cannot_be_guessed() {
    crate::covers!("CIB-26");
    let told = |token: &str, mode| {
        ahead(&[("client_notification_token", token)], FULL, mode, "ciba.client_notification_token")
    };
    let (long, longest) = (format!("{}{}", "Ab9-".repeat(256), "x"), "Ab9-".repeat(256));
    for (token, expected) in [
        (TOKEN, Pass),
        (longest.as_str(), Pass),
        (long.as_str(), Fail),
        ("", Fail),
        ("GmRhmhcxhwAzkoEqiMEg", Fail),
        ("GmRhmhcxhwAzkoEqiMEgDn", Warn),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Fail),
        ("GmRhmhcxhwAzkoEqiMEg GmRhmhcxhwAzkoEqiMEg", Fail),
        ("GmRhmhcxhwAzkoEqiMEg\u{e4}GmRhmhcxhwAzkoEqiMEg", Fail),
        ("GmRhmhcxhwAzkoEqiMEgGmRhmhcx==", Pass),
        ("==", Fail),
    ] {
        for mode in [Delivery::Ping, Delivery::Push] {
            let found = told(token, mode);
            assert_eq!(found.verdict, expected, "{token}: {}", found.observed);
            assert!(token.is_empty() || !found.observed.contains(token));
        }
        assert_eq!(told(token, Delivery::Poll).verdict, Skip);
    }
}

#[test]
fn a_message_is_shown_as_the_provider_will_get_it() {
    crate::covers!("CIB-14");
    let told = |message: &str| told(&[("binding_message", message)], "ciba.binding_message");
    for (message, expected, observed) in [
        ("W4SCT", Pass, "5 characters: W4SCT"),
        ("-._+/!?#", Pass, "8 characters: -._+/!?#"),
        ("12345678901234567890", Pass, "20 characters: 12345678901234567890"),
        ("123456789012345678901", Warn, "21 characters: 123456789012345678901"),
        ("Zahle 20 €", Warn, "10 characters, with U+0020 U+20AC: Zahle 20 €"),
        ("ok\u{202e}evil", Warn, "7 characters, with U+202E: ok\\u{202e}evil"),
        ("\u{200b}", Warn, "1 character, with U+200B: \\u{200b}"),
        ("a\nb", Warn, "3 characters, with U+000A: a␊b"),
        ("\u{410}", Warn, "1 character, with U+0410: \u{410}"),
    ] {
        let found = told(message);
        assert_eq!((found.verdict, found.observed.as_str()), (expected, observed), "{message}");
        let fields = Fields { binding_message: Some(message), ..Fields::default() };
        assert_eq!(parameters(&fields)[0].1.reveal(), message, "it is sent unchanged");
    }
    assert_eq!(told("").verdict, Skip);
}

#[test]
fn a_user_code_goes_where_one_is_taken() {
    for (code, document, expected, observed) in [
        ("1234", FULL, Pass, "sent"),
        ("", FULL, Pass, "not sent"),
        ("1234", "{}", Warn, "sent all the same"),
        ("", "{}", Skip, "no user_code is sent, and none is supported"),
    ] {
        let found = ahead(&[("user_code", code)], document, Delivery::Poll, "ciba.user_code");
        assert_eq!((found.verdict, found.observed.as_str()), (expected, observed));
        assert!(!found.expected.contains("1234"));
    }
}

#[test]
fn a_lifetime_is_asked_for_in_whole_seconds() {
    for (value, expected) in [
        ("120", Pass),
        ("0", Fail),
        ("-1", Fail),
        ("+5", Fail),
        ("1.5", Fail),
        ("soon", Fail),
        ("99999999999999999999", Fail),
        ("", Skip),
    ] {
        assert_eq!(told(&[("requested_expiry", value)], "ciba.requested_expiry").verdict, expected, "{value}");
    }
}

#[test]
fn acr_values_are_looked_up() {
    let found = told(&[("acr_values", "phr mfa")], "ciba.acr_values");
    assert_eq!((found.verdict, found.observed.as_str()), (Warn, "mfa not among phr, phrh"));
    assert_eq!(told(&[("acr_values", "phrh phr")], "ciba.acr_values").verdict, Pass);
    assert_eq!(told(&[], "ciba.acr_values").verdict, Skip);
    assert_eq!(ahead(&[("acr_values", "phr")], "{}", Delivery::Poll, "ciba.acr_values").verdict, Skip);
}

#[test]
fn an_algorithm_is_looked_up() {
    let at = |document: &str, signed| {
        let metadata = metadata(document);
        verdict(
            &judge_request(&[], &Ahead { metadata: &metadata, delivery: Delivery::Poll, signed }),
            "ciba.request_alg",
        )
    };
    assert_eq!((at(FULL, None), at(FULL, Some("ES256")), at(FULL, Some("PS256"))), (Skip, Pass, Fail));
    assert_eq!(at(r#"{"token_endpoint":"y"}"#, Some("ES256")), Warn);
    assert_eq!(at("{}", Some("ES256")), Skip);
}
