//! Pings and pushes, as a client's notification endpoint sees them.

use super::ciba::{poll, start};
use super::client::{claims, demo};
use crate::demo::client::TokenDelivery;
use crate::demo::keys::{base64, sha256};
use crate::demo::{Demo, Fault, answer_phone, endpoint, fault_profile, faults, profiles};
use serde_json::Value;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

const PING: &str = "grantty-demo-ciba-ping";
const PUSH: &str = "grantty-demo-ciba-push";
const TOKEN: &str = "notification-token-0123456789";

/// What came to the endpoint.
#[derive(Debug)]
struct Came {
    line: String,
    head: String,
    body: String,
}

impl Came {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }

    fn bearer(&self) -> Option<&str> {
        self.head.lines().find_map(|line| line.strip_prefix("Authorization: Bearer "))
    }
}

/// Listens where the client has registered, and answers 204 to all that comes.
fn listen(port: u16) -> Receiver<Came> {
    let listener = TcpListener::bind(("127.0.0.1", port)).unwrap_or_else(|e| panic!("{port}: {e}"));
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let Some(came) = read(&mut stream) else { continue };
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            if sender.send(came).is_err() {
                break;
            }
        }
    });
    receiver
}

fn read(stream: &mut TcpStream) -> Option<Came> {
    let mut bytes = Vec::new();
    let mut piece = [0; 16_384];
    loop {
        let count = stream.read(&mut piece).ok()?;
        bytes.extend_from_slice(&piece[..count]);
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
            if count == 0 || Some(body.len()) >= length {
                let line = head.lines().next().unwrap_or_default().to_owned();
                return Some(Came { line, head: head.to_owned(), body: body.to_owned() });
            }
        } else if count == 0 {
            return None;
        }
    }
}

fn port(demo: &Demo, fault: Option<&Fault>, delivery: TokenDelivery) -> u16 {
    endpoint::port(demo.issuer(), fault, delivery)
}

fn next(receiver: &Receiver<Came>) -> Came {
    receiver.recv_timeout(Duration::from_secs(20)).expect("a notification")
}

fn notified(demo: &Demo) -> Vec<u16> {
    for _ in 0..100 {
        if !demo.notifications().is_empty() {
            break;
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
    demo.notifications().iter().map(|sent| sent.status).collect()
}

#[test]
fn a_ping_says_that_the_tokens_can_be_fetched_at_once() {
    let demo = demo();
    let issuer = demo.issuer();
    let came = listen(port(&demo, None, TokenDelivery::Ping));
    for allow in [true, false] {
        let id = start(issuer, PING, &[("client_notification_token", TOKEN)]);
        assert_eq!(poll(issuer, PING, &id).error(), "authorization_pending");
        assert!(answer_phone(issuer, allow).unwrap());
        let ping = next(&came);
        assert_eq!(ping.line, "POST /ciba/notification HTTP/1.1");
        assert!(ping.head.contains("Content-Type: application/json"));
        assert_eq!((ping.bearer(), ping.json()), (Some(TOKEN), serde_json::json!({"auth_req_id": id})));
        let got = poll(issuer, PING, &id);
        assert!(if allow { got.status == 200 } else { got.error() == "access_denied" }, "{}", got.text());
    }
    assert_eq!(notified(&demo), [204, 204]);
}

#[test]
fn a_push_brings_tokens_that_are_bound_to_the_request() {
    let demo = demo();
    let issuer = demo.issuer();
    let came = listen(port(&demo, None, TokenDelivery::Push));
    let id = start(issuer, PUSH, &[("client_notification_token", TOKEN)]);
    assert!(answer_phone(issuer, true).unwrap());
    let push = next(&came);
    let json = push.json();
    assert_eq!((push.bearer(), json["auth_req_id"].as_str()), (Some(TOKEN), Some(id.as_str())));
    assert_eq!((json["token_type"].as_str(), json["expires_in"].as_u64()), (Some("Bearer"), Some(3600)));
    let claims = claims(json["id_token"].as_str().unwrap());
    let half = |name: &str| base64(&sha256(json[name].as_str().unwrap().as_bytes())[..16]);
    assert_eq!(claims["at_hash"], half("access_token"));
    assert_eq!(claims["urn:openid:params:jwt:claim:rt_hash"], half("refresh_token"));
    assert_eq!(claims["urn:openid:params:jwt:claim:auth_req_id"], id.as_str());
    assert_eq!(poll(issuer, PUSH, &id).error(), "unauthorized_client");
}

#[test]
fn a_push_that_cannot_be_made_is_an_error_payload() {
    let demo = demo();
    let issuer = demo.issuer();
    let came = listen(port(&demo, None, TokenDelivery::Push));
    let id = start(issuer, PUSH, &[("client_notification_token", TOKEN)]);
    assert!(answer_phone(issuer, false).unwrap());
    let json = next(&came).json();
    assert_eq!((&json["error"], &json["auth_req_id"]), (&Value::from("access_denied"), &Value::from(id)));
    assert!(json.get("access_token").is_none());
    start(issuer, PUSH, &[("client_notification_token", TOKEN), ("requested_expiry", "1")]);
    assert_eq!(next(&came).json()["error"], "expired_token");
}

#[test]
fn an_expired_ping_is_a_ping() {
    let demo = demo();
    let issuer = demo.issuer();
    let came = listen(port(&demo, None, TokenDelivery::Ping));
    let id = start(issuer, PING, &[("client_notification_token", TOKEN), ("requested_expiry", "1")]);
    assert_eq!(next(&came).json()["auth_req_id"], id.as_str());
    assert_eq!(poll(issuer, PING, &id).error(), "expired_token");
}

#[test]
fn a_client_that_does_not_listen_yet_is_tried_once_more() {
    let demo = demo();
    let issuer = demo.issuer();
    start(issuer, PING, &[("client_notification_token", TOKEN)]);
    assert!(answer_phone(issuer, true).unwrap());
    std::thread::park_timeout(Duration::from_millis(300));
    let came = listen(port(&demo, None, TokenDelivery::Ping));
    next(&came);
    assert_eq!(notified(&demo), [204]);
}

/// All that comes to the client of a fault after an approval.
fn met(demo: &Demo, name: &str, count: usize) -> (Vec<Came>, String) {
    let fault = crate::demo::faults::named(name).unwrap();
    let push = fault.set.contains(&"ciba.mode=push");
    let (client, delivery) = if push { (PUSH, TokenDelivery::Push) } else { (PING, TokenDelivery::Ping) };
    let came = listen(port(demo, Some(fault), delivery));
    let issuer = demo.fault_issuer(name);
    let id = start(&issuer, client, &[("client_notification_token", TOKEN)]);
    if fault.approve {
        assert!(answer_phone(&issuer, true).unwrap(), "{name}");
    }
    ((0..count).map(|_| next(&came)).collect(), id)
}

#[test]
fn the_wrong_ping_comes_before_the_right_one() {
    let demo = demo();
    for (name, is_wrong) in [
        ("ping-wrong-bearer", (|came, _| came.bearer() != Some(TOKEN)) as fn(&Came, &str) -> bool),
        ("ping-no-bearer", |came, _| came.bearer().is_none()),
        ("ping-other-id", |came, id| came.json()["auth_req_id"] == format!("{id}1")),
        ("ping-no-id", |came, _| came.body == "{}"),
        ("ping-extra-members", |came, _| came.json()["urgent"] == true),
        ("ping-member-twice", |came, _| came.body.matches("auth_req_id").count() == 2),
        ("ping-content-type", |came, _| came.head.contains("x-www-form-urlencoded")),
        ("ping-not-json", |came, _| came.body.starts_with("auth_req_id=")),
        ("ping-10mb", |came, _| came.body.len() > 10_000_000),
        ("ping-by-get", |came, _| came.line.starts_with("GET ")),
        ("push-in-ping", |came, _| came.json()["access_token"].is_string()),
        ("ping-twice-quickly", |came, id| came.json()["auth_req_id"] == id),
    ] {
        let (came, id) = met(&demo, name, 2);
        assert!(is_wrong(&came[0], &id), "{name}: {}", came[0].head);
        assert_eq!((came[1].bearer(), &came[1].json()["auth_req_id"]), (Some(TOKEN), &Value::from(id)), "{name}");
    }
}

#[test]
fn pushes_can_be_wrong() {
    let demo = demo();
    let claim = |name: &str, claim: &str| {
        let (came, id) = met(&demo, name, 1);
        (claims(came[0].json()["id_token"].as_str().unwrap())[claim].clone(), id)
    };
    let (binding, rt_hash) = ("urn:openid:params:jwt:claim:auth_req_id", "urn:openid:params:jwt:claim:rt_hash");
    assert_eq!(claim("push-no-auth-req-id-claim", binding).0, Value::Null);
    let (other, id) = claim("push-other-auth-req-id-claim", binding);
    assert_eq!(other, format!("{id}1"));
    assert_eq!(claim("push-at-hash-missing", "at_hash").0, Value::Null);
    assert_eq!(claim("push-at-hash-other", "at_hash").0.as_str().unwrap().len(), 23);
    assert_eq!(claim("push-rt-hash-missing", rt_hash).0, Value::Null);
    assert_eq!(claim("push-rt-hash-other", rt_hash).0.as_str().unwrap().len(), 23);
    assert!(met(&demo, "push-no-id-token", 1).0[0].json().get("id_token").is_none());
    assert_eq!(met(&demo, "ciba-transaction-failed", 1).0[0].json()["error"], "transaction_failed");
    assert_eq!(met(&demo, "push-error-unknown", 1).0[0].json()["error"], "please_hold_the_line");
    assert_eq!(met(&demo, "push-expired", 1).0[0].json()["error"], "expired_token");
    let (came, _) = met(&demo, "ping-in-push", 2);
    assert!(came[0].json().get("access_token").is_none() && came[1].json()["access_token"].is_string());
}

#[test]
fn a_hasty_ping_comes_before_the_answer() {
    let demo = demo();
    let fault = crate::demo::faults::named("ping-before-answer").unwrap();
    let came = listen(port(&demo, Some(fault), TokenDelivery::Ping));
    let issuer = demo.fault_issuer(fault.name);
    let (ping, id) = std::thread::scope(|scope| {
        let asked = scope.spawn(|| start(&issuer, PING, &[("client_notification_token", TOKEN)]));
        let ping = next(&came);
        assert!(!asked.is_finished());
        (ping, asked.join().unwrap())
    });
    assert_eq!(ping.json()["auth_req_id"], id.as_str());
    assert_eq!(poll(&issuer, PING, &id).status, 200);
}

#[test]
fn nothing_comes_where_nothing_should() {
    let demo = demo();
    for name in ["ping-never", "push-never"] {
        let fault = crate::demo::faults::named(name).unwrap();
        let came = listen(port(&demo, Some(fault), TokenDelivery::Ping));
        let issuer = demo.fault_issuer(name);
        let client = if name == "ping-never" { PING } else { PUSH };
        start(&issuer, client, &[("client_notification_token", TOKEN)]);
        assert!(answer_phone(&issuer, true).unwrap());
        assert!(came.recv_timeout(Duration::from_millis(600)).is_err(), "{name}");
    }
}

#[test]
fn profiles_listen_where_the_client_is_registered() {
    let demo = demo();
    let ports = endpoint::listening().map(|fault| port(&demo, Some(fault), TokenDelivery::Ping));
    let mut ports: Vec<u16> =
        ports.chain([TokenDelivery::Ping, TokenDelivery::Push].map(|d| port(&demo, None, d))).collect();
    let count = ports.len();
    ports.sort_unstable();
    ports.dedup();
    assert!(
        ports.len() == count && count <= usize::from(endpoint::CLIENTS),
        "{count} ports, {} of them different",
        ports.len()
    );
    let texts = profiles(demo.issuer()).into_iter().filter(|(_, text)| text.contains("flow   = \"ciba\""));
    let of_faults = faults().iter().filter(|fault| fault.flow == "ciba");
    let of_faults = of_faults.map(|fault| (fault.name.to_owned(), fault_profile(demo.issuer(), fault)));
    for (name, text) in texts.chain(of_faults) {
        let profile: toml::Table = text.parse().unwrap_or_else(|e| panic!("{name}: {e}\n{text}"));
        let ciba = &profile["ciba"];
        assert!(profile["client"]["id"].as_str().unwrap().starts_with("grantty-demo-ciba"), "{name}");
        assert_eq!(ciba["login_hint"].as_str(), Some("ann"));
        let notified = ciba.get("mode").is_some() || name == "ping-in-poll";
        assert_eq!(ciba.get("listen").is_some(), notified, "{name}");
        if let Some(listen) = ciba.get("listen") {
            let registered = format!("http://{}/ciba/notification", listen.as_str().unwrap());
            assert_eq!(ciba["notification_endpoint"].as_str(), Some(registered.as_str()));
        }
    }
}
