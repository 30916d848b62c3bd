//! The honest provider: the code flow and what comes through the front channel.

use super::client::{Got, claims, demo, get, post, post_with};
use crate::demo::{Answered, Demo, authorize, form, keys};

pub const REDIRECT: &str = "http://127.0.0.1:1/callback";
const VERIFIER: &str = "0123456789012345678901234567890123456789abc";

/// An authorization address: usual parameters, and others that replace them (or take them away, when empty).
pub fn address(issuer: &str, other: &[(&str, &str)]) -> String {
    let challenge = keys::base64(&keys::sha256(VERIFIER.as_bytes()));
    let usual = [
        ("response_type", "code"),
        ("client_id", "grantty-demo"),
        ("redirect_uri", REDIRECT),
        ("scope", "openid profile"),
        ("state", "s-1"),
        ("nonce", "n-1"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(o, _)| o != name));
    let pairs = kept.chain(other.iter().filter(|(_, value)| !value.is_empty()));
    let query: Vec<String> = pairs.map(|(n, v)| format!("{}={}", form::encode(n), form::encode(v))).collect();
    format!("{issuer}/authorize?{}", query.join("&"))
}

/// The answer to that, allowed by ann.
pub fn answer(issuer: &str, other: &[(&str, &str)]) -> Answered {
    authorize(&address(issuer, other), true).unwrap()
}

/// A parameter of an answer.
pub fn param(answered: &Answered, name: &str) -> Option<String> {
    form::Form::read(answered.parameters()).unwrap().get(name).map(str::to_owned)
}

/// Exchanges a code.
pub fn redeem(issuer: &str, code: &str, other: &[(&str, &str)]) -> Got {
    let usual = [
        ("grant_type", "authorization_code"),
        ("client_id", "grantty-demo"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("code_verifier", VERIFIER),
    ];
    let kept = usual.iter().filter(|(name, _)| other.iter().all(|(o, _)| o != name));
    let fields: Vec<(&str, &str)> = kept.chain(other.iter().filter(|(_, v)| !v.is_empty())).copied().collect();
    post(&format!("{issuer}/token"), &fields)
}

fn half_hash(text: &str) -> String {
    keys::base64(&keys::sha256(text.as_bytes())[..16])
}

#[test]
fn a_code_comes_back_and_is_exchanged() {
    let demo = demo();
    let issuer = demo.issuer();
    let answered = answer(issuer, &[("scope", "openid profile offline_access")]);
    let Answered::Redirect { status, location } = &answered else { panic!("{answered:?}") };
    assert_eq!(*status, 303);
    assert!(location.starts_with(&format!("{REDIRECT}?code=")), "{location}");
    assert_eq!(param(&answered, "state").as_deref(), Some("s-1"));
    assert_eq!(param(&answered, "iss").as_deref(), Some(issuer));
    let got = redeem(issuer, &param(&answered, "code").unwrap(), &[]);
    assert_eq!(got.status, 200, "{}", got.text());
    let tokens = got.json();
    let claims = claims(tokens["id_token"].as_str().unwrap());
    assert_eq!((&claims["nonce"], &claims["name"]), (&"n-1".into(), &"Ann Archer".into()));
    assert_eq!(claims["at_hash"], half_hash(tokens["access_token"].as_str().unwrap()));
    assert!(claims["auth_time"].is_u64() && claims["acr"].is_string() && claims["c_hash"].is_null());
    let header = format!("Authorization: Bearer {}\r\n", tokens["access_token"].as_str().unwrap());
    assert_eq!(get(&format!("{issuer}/userinfo"), &header).unwrap().status, 200);
    let again = ("refresh_token", tokens["refresh_token"].as_str().unwrap());
    let fields = [("grant_type", "refresh_token"), ("client_id", "grantty-demo"), again];
    let refreshed = post(&format!("{issuer}/token"), &fields).json();
    assert!(super::client::claims(refreshed["id_token"].as_str().unwrap())["nonce"].is_null());
    let log = demo.log();
    assert!(log.iter().any(|line| line.form.contains(&("code".to_owned(), "***".to_owned()))), "codes are secrets");
}

#[test]
fn a_code_is_bound_and_good_once() {
    let demo = demo();
    let issuer = demo.issuer();
    let code = || param(&answer(issuer, &[]), "code").unwrap();
    let wrong: [&[(&str, &str)]; 5] = [
        &[("redirect_uri", "http://127.0.0.1:2/callback")],
        &[("redirect_uri", "")],
        &[("code_verifier", "another-verifier-that-is-long-enough-to-be-one")],
        &[("code_verifier", "")],
        &[("client_id", "grantty-demo-par")],
    ];
    let first = code();
    for other in wrong {
        assert_eq!(redeem(issuer, &first, other).error(), "invalid_grant", "{other:?}");
    }
    let tokens = redeem(issuer, &first, &[]).json();
    let header = format!("Authorization: Bearer {}\r\n", tokens["access_token"].as_str().unwrap());
    let userinfo = || get(&format!("{issuer}/userinfo"), &header).unwrap().status;
    assert_eq!(userinfo(), 200);
    assert_eq!(redeem(issuer, &first, &[]).error(), "invalid_grant");
    assert_eq!(userinfo(), 401, "the tokens of a code used twice are revoked");
    assert_eq!(redeem(issuer, "no-such-code", &[]).error(), "invalid_grant");
    let plain = param(&answer(issuer, &[("code_challenge", VERIFIER), ("code_challenge_method", "plain")]), "code");
    assert_eq!(redeem(issuer, &plain.unwrap(), &[]).status, 200);
    let elsewhere = redeem(&demo.fault_issuer("iss-other"), &code(), &[]);
    assert_eq!(elsewhere.error(), "invalid_grant", "a code is of one issuer");
}

#[test]
fn every_response_mode_brings_the_same_parameters() {
    let demo = demo();
    let issuer = demo.issuer();
    for (mode, is_form, mark) in [("query", false, '?'), ("fragment", false, '#'), ("form_post", true, ' ')] {
        let plain = answer(issuer, &[("response_mode", mode)]);
        assert_eq!(matches!(plain, Answered::Form { .. }), is_form, "{mode}");
        if let Answered::Redirect { location, .. } = &plain {
            assert!(location.starts_with(&format!("{REDIRECT}{mark}code=")), "{location}");
        }
        assert_eq!((plain.redirect_uri(), param(&plain, "state").as_deref()), (REDIRECT, Some("s-1")));
        let signed = answer(issuer, &[("response_mode", &format!("{mode}.jwt"))]);
        assert!(param(&signed, "code").is_none() && param(&signed, "state").is_none());
        let claims = claims(&param(&signed, "response").unwrap());
        assert_eq!((&claims["iss"], &claims["aud"]), (&issuer.into(), &"grantty-demo".into()));
        assert_eq!(claims["state"], "s-1");
        assert_eq!(redeem(issuer, claims["code"].as_str().unwrap(), &[]).status, 200, "{mode}");
    }
}

#[test]
fn the_front_channel_binds_its_id_token() {
    let demo = demo();
    let issuer = demo.issuer();
    for kind in ["code id_token", "code token", "token id_token code", "id_token", "id_token token"] {
        let answered = answer(issuer, &[("response_type", kind)]);
        let Answered::Redirect { location, .. } = &answered else { panic!("{answered:?}") };
        assert!(location.starts_with(&format!("{REDIRECT}#")), "{location}");
        let value = |name: &str| param(&answered, name);
        for word in ["code", "id_token"] {
            assert_eq!(value(word).is_some(), kind.split(' ').any(|w| w == word), "{kind}: {word}");
        }
        assert_eq!(value("access_token").is_some(), kind.split(' ').any(|w| w == "token"), "{kind}");
        if let Some(claims) = value("id_token").map(|token| claims(&token)) {
            let hash = |name: &str| claims[name].as_str().map(str::to_owned);
            assert_eq!(hash("c_hash"), value("code").map(|code| half_hash(&code)), "{kind}");
            assert_eq!(hash("at_hash"), value("access_token").map(|token| half_hash(&token)), "{kind}");
            assert_eq!((hash("s_hash"), hash("nonce")), (Some(half_hash("s-1")), Some("n-1".to_owned())));
        }
        if let Some(code) = value("code") {
            assert_eq!(redeem(issuer, &code, &[]).status, 200, "{kind}");
        }
    }
}

#[test]
fn refusals_go_back_to_the_client_unless_nobody_knows_who_that_is() {
    let demo = demo();
    let issuer = demo.issuer();
    let page: [&[(&str, &str)]; 5] = [
        &[("client_id", "")],
        &[("client_id", "nobody")],
        &[("redirect_uri", "")],
        &[("redirect_uri", "http://127.0.0.1:1/elsewhere")],
        &[("redirect_uri", "https://evil.example/callback")],
    ];
    for other in page {
        let got = get(&address(issuer, other), "").unwrap();
        assert!(got.status == 400 && got.text().contains("h1 id=error"), "{other:?}");
        assert!(got.header("location").is_none());
    }
    let told: [(&[(&str, &str)], &str); 10] = [
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "web_message")], "invalid_request"),
        (&[("response_type", "id_token"), ("response_mode", "query")], "invalid_request"),
        (&[("response_type", "code id_token"), ("nonce", "")], "invalid_request"),
        (&[("scope", "openid root")], "invalid_scope"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "S512")], "invalid_request"),
        (&[("prompt", "none login")], "invalid_request"),
        (&[("prompt", "none")], "login_required"),
    ];
    for (other, error) in told {
        let answered = answer(issuer, other);
        assert_eq!(param(&answered, "error").as_deref(), Some(error), "{other:?}");
        assert_eq!(param(&answered, "state").as_deref(), Some("s-1"), "{other:?}");
        assert_eq!(param(&answered, "iss").as_deref(), Some(issuer), "{other:?}");
    }
    let denied = authorize(&address(issuer, &[]), false).unwrap();
    assert_eq!(param(&denied, "error").as_deref(), Some("access_denied"));
}

/// What a browser with a cookie gets.
struct Tab {
    cookie: String,
}

impl Tab {
    fn get(&self, url: &str) -> Got {
        get(url, &self.cookie).unwrap()
    }

    /// Logs in, and allows.
    fn log_in(demo: &Demo) -> Self {
        let first = get(&address(demo.issuer(), &[]), "").unwrap();
        let cookie =
            |got: &Got| format!("Cookie: {}\r\n", got.header("set-cookie").unwrap().split(';').next().unwrap());
        let fields = [("username", "bob"), ("password", "demo"), ("decision", "allow")];
        let send = |got: &Got, cookie: &str| {
            let (action, body) = crate::demo::browser::fill(&got.text(), &fields).unwrap();
            super::client::send("POST", &format!("{}{action}", demo.issuer()), cookie, &body).unwrap()
        };
        let consent = send(&first, &cookie(&first));
        assert_ne!(cookie(&first), cookie(&consent), "a login changes the cookie");
        let tab = Self { cookie: cookie(&consent) };
        assert_eq!(send(&consent, &tab.cookie).status, 303);
        tab
    }
}

#[test]
fn a_browser_that_is_logged_in_is_asked_only_what_is_new() {
    let demo = demo();
    let tab = Tab::log_in(&demo);
    let shown = |other: &[(&str, &str)]| {
        let got = tab.get(&address(demo.issuer(), other));
        match got.header("location") {
            Some(location) => {
                location.split('?').nth(1).unwrap().split(['=', '&']).take(2).collect::<Vec<_>>().join("=")
            }
            None if got.text().contains("id=log-in") => "log in".to_owned(),
            None if got.text().contains("id=allow") => "consent".to_owned(),
            None => got.text(),
        }
    };
    assert_eq!(shown(&[]), "consent");
    assert!(shown(&[("prompt", "none")]).starts_with("code="));
    assert_eq!(shown(&[("prompt", "none"), ("scope", "openid email")]), "error=consent_required");
    assert_eq!(shown(&[("prompt", "login")]), "log in");
    assert_eq!(shown(&[("max_age", "3600")]), "consent");
    std::thread::park_timeout(std::time::Duration::from_millis(1100));
    assert_eq!(shown(&[("max_age", "0")]), "log in");
    assert_eq!(shown(&[("max_age", "0"), ("prompt", "none")]), "error=login_required");
}

#[test]
fn pages_are_strict_and_forms_are_of_their_visit() {
    let demo = demo();
    let page = get(&address(demo.issuer(), &[("login_hint", "\"><script>")]), "").unwrap();
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains("form-action 'self' http://127.0.0.1:1;"), "browsers check where a form's answer leads");
    assert!(page.text().contains("value=\"&quot;&gt;&lt;script&gt;\""));
    let (action, body) =
        crate::demo::browser::fill(&page.text(), &[("username", "ann"), ("password", "demo")]).unwrap();
    let forged = super::client::send("POST", &format!("{}{action}", demo.issuer()), "", &body).unwrap();
    assert!(forged.status == 400 && forged.text().contains("too old or not yours"));
    let posted = form::Form::read(address("", &[]).split_once('?').unwrap().1).unwrap();
    let fields: Vec<(&str, &str)> = posted.0.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let got = post_with(&format!("{}/authorize", demo.issuer()), "", &fields);
    assert!(got.status == 200 && got.text().contains("id=log-in"), "a request may be posted");
}
