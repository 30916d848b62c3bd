//! Models for tests, built from the events that a real run tells.

pub mod ciba;
pub mod code;
pub mod security;

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::{Appearance, Entry, Message, Model, RunId, Theme, update};
use crate::flow::{Event, Outcome, Pace, Poll, Prompt, Waiting};
use crate::profile::{Profile, Source, parse};
use crate::protocol::check::{Check, Finding, Spec};
use crate::protocol::device::{Address, DeviceAuthorization};
use crate::protocol::exchange::{BodyEnd, Purpose, Request, Response, Timings, Value};
use crate::protocol::id_token::{IdToken, SignatureState};
use crate::protocol::jose::jwt;
use crate::protocol::json;
use crate::protocol::pace;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::protocol::token::TokenSet;

/// The moment at which every story begins.
pub const START: Now = Now { mono: Duration::from_secs(1000), unix: 1_763_622_000 };

const SPEC: Spec = Spec {
    clause: "OIDC Core 1.0 §3.1.3.7 (11)",
    url: "https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation",
};
const SHOULD: Spec = Spec { clause: "RFC 6749 §5.1", url: "https://www.rfc-editor.org/rfc/rfc6749#section-5.1" };

static ISSUER: Check = Check::must("discovery.issuer", "issuer is the one we asked", SPEC).stops();
static TYPES: Check = Check::must("discovery.types", "members have their types", SPEC);
static CODE: Check = Check::must("device.user_code", "user_code is there", SPEC);
static CACHE: Check = Check::should("token.cache_control", "Cache-Control is no-store", SHOULD);
static ISS: Check = Check::must("id_token.iss", "iss is the discovered issuer", SPEC).stops();
static EXP: Check = Check::must("id_token.exp", "the token has not expired", SPEC).stops();
static AUD: Check = Check::must("id_token.aud", "aud is this client", SPEC).stops();
static SIGNATURE: Check = Check::must("id_token.signature", "the signature fits", SPEC).stops();
static AT_HASH: Check = Check::must("id_token.at_hash", "at_hash fits the access token", SPEC).stops();

/// That many seconds after the start.
pub fn after(secs: u64) -> Now {
    START.after(Duration::from_secs(secs))
}

/// A profile of a public client.
pub fn profile(name: &str) -> Profile {
    let text = r#"
name = "Keycloak"
issuer = "https://id.example.com/realms/demo"
flow = "device"
tags = ["staging"]
notes = "realm owner: identity team"
client = { id = "grantty" }
request = { scope = ["openid", "profile"] }
"#;
    let source = Source::Saved(format!("/home/ann/.config/grantty/profiles/{name}.toml").into());
    parse(name, text, source).expect("a profile without mistakes").profile
}

/// Three profiles, one of them with mistakes.
pub fn entries() -> Vec<Entry> {
    let mistakes = vec![
        "line 3, column 1: unknown key `isuer`; did you mean `issuer`?".to_owned(),
        "line 9, column 8: `auth` must be one of none, client_secret_basic, client_secret_post".to_owned(),
    ];
    let file = "/home/ann/.config/grantty/profiles/entra.toml";
    let broken = Entry::broken("entra", file.to_owned(), Some(file.into()), mistakes);
    let mut google = Entry::of(profile("google"));
    google.last = Some("denied".to_owned());
    vec![Entry::of(profile("keycloak")), google, broken]
}

/// A model with those entries on a screen of that size.
pub fn model(entries: Vec<Entry>, size: (u16, u16)) -> Model {
    let appearance = Appearance {
        theme: Theme::dark(),
        folder: "~/.config/grantty/profiles".to_owned(),
        user: Some("ann".to_owned()),
        host: None,
    };
    let mut model = Model::new(entries, appearance, START);
    update(&mut model, START, Message::Resize(size.0, size.1));
    model
}

/// Lets events happen in the newest run.
pub fn tell(model: &mut Model, at: Now, events: Vec<Event>) {
    let run = RunId(model.newest);
    for event in events {
        update(model, at, Message::Flow { run, now: at, event });
    }
}

/// A run that has its metadata, keys and codes, two polls behind it, and waits for the third.
pub fn waiting(size: (u16, u16)) -> Model {
    waiting_for(size, "WDJB-MJHT", "https://id.example.com/device")
}

/// The same with other codes.
pub fn waiting_for(size: (u16, u16), code: &str, uri: &str) -> Model {
    let mut model = model(entries(), size);
    super::tests::press(&mut model, START, "<ret>");
    tell(&mut model, START, began());
    tell(&mut model, after(1), vec![prompt(code, uri)]);
    tell(&mut model, after(1), vec![wait(1, 1, 5, Pace::Stated)]);
    for n in 1..=2 {
        tell(&mut model, after(1 + 5 * n), polled(n, 5, "authorization_pending"));
    }
    tell(&mut model, after(11), vec![wait(3, 11, 5, Pace::Stated)]);
    update(&mut model, after(14), Message::Tick);
    model
}

/// The same run after the provider said `slow_down`.
pub fn slowed(size: (u16, u16)) -> Model {
    let mut model = waiting(size);
    tell(&mut model, after(16), polled(3, 5, "slow_down"));
    let (from, to) = (Duration::from_secs(5), Duration::from_secs(10));
    tell(&mut model, after(16), vec![Event::SlowedDown { from, to }, wait(4, 16, 10, Pace::SlowedDown(1))]);
    update(&mut model, after(20), Message::Tick);
    model
}

/// The same run at its good end.
pub fn succeeded(size: (u16, u16)) -> Model {
    let mut model = slowed(size);
    tell(&mut model, after(26), polled(4, 10, "tokens"));
    let tokens = tokens();
    let id_token = judged(tokens.id_token.as_ref().expect("an ID Token"));
    tell(&mut model, after(26), vec![Event::Tokens(tokens), Event::IdToken(Box::new(id_token))]);
    let rows = vec![
        CACHE.warn("no-store", "absent"),
        ISS.pass("https://id.example.com/realms/demo", "https://id.example.com/realms/demo"),
        EXP.pass("after 2025-11-20T07:00:26Z", "2025-11-20T12:00:00Z"),
        SIGNATURE.pass("a signature by a key of the set", "RS256 by 7f3c"),
        AT_HASH.skip("the token has no at_hash"),
    ];
    tell(&mut model, after(26), vec![Event::Checked { exchange: Some(7), findings: rows }]);
    let userinfo = Request::get(Purpose::Userinfo, url("https://id.example.com/realms/demo/userinfo"));
    let answer = br#"{"sub":"9f8e1b52-4a1c","name":"Ann Example","email":"ann@example.com"}"#;
    tell(&mut model, after(26), exchange(8, userinfo, (200, answer)));
    let claims = json::parse(answer).expect("JSON").value;
    tell(&mut model, after(27), vec![Event::Userinfo(claims), Event::Finished(Outcome::Tokens)]);
    update(&mut model, after(38), Message::Tick);
    model
}

/// Tokens came, and the ID Token is for somebody else.
pub fn failed(size: (u16, u16)) -> Model {
    let mut model = slowed(size);
    tell(&mut model, after(26), polled(4, 10, "tokens"));
    let tokens = tokens();
    let id_token = judged(tokens.id_token.as_ref().expect("an ID Token"));
    let rows = vec![
        AUD.fail("grantty", "grantty-2"),
        CACHE.warn("no-store", "absent"),
        SIGNATURE.pass("a key of the set", "RS256 by 7f3c"),
    ];
    tell(&mut model, after(26), vec![Event::Tokens(tokens), Event::IdToken(Box::new(id_token)), checked(7, rows)]);
    tell(&mut model, after(26), vec![Event::Finished(Outcome::Tokens)]);
    model
}

/// A run that ended before its second request: the metadata are somebody else's.
pub fn rejected(size: (u16, u16)) -> Model {
    let mut model = model(entries(), size);
    super::tests::press(&mut model, START, "<ret>");
    let events = began().into_iter().take(2).collect();
    tell(&mut model, after(1), events);
    let row = ISSUER.fail("https://id.example.com/realms/demo", "https://id.example.com/realms/demo/");
    tell(
        &mut model,
        after(1),
        vec![checked(1, vec![row]), Event::Finished(Outcome::Rejected { check: "discovery.issuer" })],
    );
    model
}

fn began() -> Vec<Event> {
    let base = "https://id.example.com/realms/demo";
    let form = vec![
        ("client_id".to_owned(), Value::Plain("grantty".to_owned())),
        ("scope".to_owned(), Value::Plain("openid profile".to_owned())),
    ];
    let device = br#"{"device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS","user_code":"WDJB-MJHT","verification_uri":"https://id.example.com/device","expires_in":600,"interval":5}"#;
    let mut events = exchange(
        1,
        Request::get(Purpose::Discovery, url(&format!("{base}/.well-known/openid-configuration"))),
        (200, br#"{"issuer":"https://id.example.com/realms/demo"}"#),
    );
    events.push(checked(
        1,
        vec![ISSUER.pass(base, base), TYPES.pass("strings and arrays of strings", "as they must be")],
    ));
    events.extend(exchange(2, Request::get(Purpose::Jwks, url(&format!("{base}/keys"))), (200, br#"{"keys":[]}"#)));
    let request = Request::post(Purpose::DeviceAuthorization, url(&format!("{base}/device")), form);
    events.extend(exchange(3, request, (200, device)));
    events.push(checked(3, vec![CODE.pass("a non-empty string", "WDJB-MJHT")]));
    events
}

fn checked(exchange: usize, findings: Vec<Finding>) -> Event {
    Event::Checked { exchange: Some(exchange), findings }
}

fn url(text: &str) -> Url {
    Url::parse(text).expect("a URL")
}

/// A request and its answer.
pub fn exchange(n: usize, request: Request, (status, body): (u16, &[u8])) -> Vec<Event> {
    let response = Response {
        status,
        version: "HTTP/1.1",
        headers: vec![
            ("content-type".to_owned(), "application/json".to_owned()),
            ("server".to_owned(), "nginx".to_owned()),
        ],
        body: body.to_vec(),
        end: BodyEnd::Whole,
        remote: "203.0.113.7:443".parse().ok(),
        peer: None,
        via: None,
        timings: Timings {
            first_byte: Duration::from_millis(131),
            total: Duration::from_millis(142),
            ..Timings::default()
        },
        received: START,
    };
    vec![Event::Sent { exchange: n, request }, Event::Received { exchange: n, response }]
}

fn prompt(code: &str, uri: &str) -> Event {
    let address = |text: String| Url::parse(&text).ok().map(|url| Address { url, text });
    let authorization = DeviceAuthorization {
        device_code: Secret::new("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS"),
        user_code: code.to_owned(),
        verification_uri: address(uri.to_owned()),
        verification_uri_complete: address(format!(
            "{uri}?user_code={}",
            code.chars().filter(char::is_ascii_graphic).take(9).collect::<String>()
        )),
        pace: pace::Pace {
            expires_in: Duration::from_secs(600),
            expires_in_stated: true,
            interval: Duration::from_secs(5),
            interval_stated: true,
        },
        received: after(1),
    };
    Event::Prompt(Prompt { authorization, expires_at: after(601).mono })
}

fn wait(poll: usize, since: u64, interval: u64, pace: Pace) -> Event {
    let (since, interval) = (after(since).mono, Duration::from_secs(interval));
    Event::Waiting(Waiting { poll, since, until: since + interval, interval, pace })
}

fn polled(n: u64, planned: u64, answer: &str) -> Vec<Event> {
    let form = vec![
        ("grant_type".to_owned(), Value::Plain("urn:ietf:params:oauth:grant-type:device_code".to_owned())),
        (
            "device_code".to_owned(),
            Value::Secret("device_code", Secret::new("GmRhmhcxhwAzkoEqiMEg_DnyEysNkuNhszIySk9eS")),
        ),
    ];
    let number = usize::try_from(n).expect("small");
    let request = Request::post(Purpose::Poll, url("https://id.example.com/realms/demo/token"), form);
    let body = match answer {
        "tokens" => token_body(),
        error => format!(r#"{{"error":"{error}","error_description":"still waiting"}}"#),
    };
    let status = if answer == "tokens" { 200 } else { 400 };
    let mut events = exchange(number + 3, request, (status, body.as_bytes()));
    events.push(Event::Polled(Poll {
        n: number,
        exchange: number + 3,
        sent: after(1 + 5 * n).mono,
        planned: Duration::from_secs(planned),
        gap: Duration::from_millis(planned * 1000 + 3),
        interval: Duration::from_secs(planned),
        answer: answer.to_owned(),
        pinged: false,
    }));
    events
}

/// An access token without meaning and an ID Token.
pub fn tokens() -> TokenSet {
    TokenSet {
        access_token: Some(Secret::new("tGzv3JOkF0XG5Qx2TlKWIA")),
        token_type: "Bearer".to_owned(),
        expires_in: Some(300),
        refresh_token: Some(Secret::new("8xLOxBtZp8aTlKWIAtGzv3")),
        id_token: Some(Secret::new(id_token())),
        scope: Some("openid profile".to_owned()),
        issued_token_type: None,
        received: after(26),
        extra: Vec::new(),
    }
}

fn token_body() -> String {
    let token = id_token();
    format!(
        r#"{{"access_token":"tGzv3JOkF0XG5Qx2TlKWIA","token_type":"Bearer","expires_in":300,"refresh_token":"8xLOxBtZp8aTlKWIAtGzv3","id_token":"{token}"}}"#
    )
}

fn id_token() -> String {
    let claims = r#"{"iss":"https://id.example.com/realms/demo","aud":"grantty","sub":"9f8e1b52-4a1c","exp":1763640000,"iat":1763622026,"preferred_username":"ann","realm_access":{"roles":["offline_access","uma_authorization"]},"amr":["pwd","otp"]}"#;
    jwt(r#"{"alg":"RS256","kid":"7f3c","typ":"JWT"}"#, claims)
}

/// A compact JWS with a signature that says nothing.
pub fn jwt(header: &str, claims: &str) -> String {
    format!("{}.{}.c2lnbmF0dXJl", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims))
}

fn judged(token: &Secret) -> IdToken {
    IdToken {
        decoded: jwt::read(token.reveal()),
        signature: SignatureState::Verified,
        key: Some("kid 7f3c".to_owned()),
        alg: Some("RS256".to_owned()),
        outer: None,
        inner: None,
    }
}
