//! An archive of a run with every kind of exchange: its form, its times, and no secret in it.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value as Tree, json};
use url::Url;

use super::*;
use crate::flow::{Event, Outcome};
use crate::profile::{Flow, Source, parse};
use crate::protocol::check::{Check, rfc};
use crate::protocol::exchange::{BodyEnd, Purpose, Request, Response, Timings, TransportError, TransportKind, Value};
use crate::protocol::peer::Peer;
use crate::protocol::secret::Secret;
use crate::protocol::time::Now;
use crate::record::run::End;

const SECRET: &str = "p%&+ =/?~\"canary\\";
const SIGNATURE: &str = "Y2FuYXJ5LXNpZ25hdHVyZQ";

static ECHO: Check = Check::should("token.echo", "nothing is echoed", rfc!(6749, "5.2"));

fn at(millis: u64) -> Now {
    Now { mono: Duration::from_millis(10_000 + millis), unix: 1_763_622_000 + millis / 1000 }
}

fn form(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Every way in which the secret could stand somewhere.
fn spellings() -> Vec<String> {
    let escaped = Json::from(SECRET).to_string();
    vec![
        SECRET.to_owned(),
        form(SECRET),
        form(SECRET).replace('+', "%20"),
        form(SECRET).to_lowercase(),
        escaped[1..escaped.len() - 1].to_owned(),
        STANDARD.encode(SECRET),
        URL_SAFE_NO_PAD.encode(SECRET),
        STANDARD.encode(format!("client:{SECRET}")),
        format!("eyJhbGciOiJub25lIn0.{}.{SIGNATURE}", URL_SAFE_NO_PAD.encode(format!("{{\"a\":{escaped}}}"))),
        // No mask fits this one.
        SECRET.replace('c', "%63"),
    ]
}

fn request() -> Request {
    let mut url = Url::parse("https://id.example.com/token#fragment").expect("a URL");
    url.query_pairs_mut().append_pair("echo", SECRET);
    let assertion = format!("eyJhbGciOiJFUzI1NiJ9.{}.{SIGNATURE}", URL_SAFE_NO_PAD.encode(r#"{"iss":"x"}"#));
    let fields = vec![
        ("client_secret".to_owned(), Value::Secret("client_secret", Secret::new(SECRET))),
        ("client_assertion".to_owned(), Value::Secret("client_assertion", Secret::new(assertion))),
        ("plain".to_owned(), Value::Plain(format!("a {SECRET} b"))),
        (SECRET.to_owned(), Value::Plain(String::new())),
    ];
    Request::post(Purpose::Token, url, fields)
}

fn response(now: Now) -> Response {
    let all = spellings();
    let headers = all.iter().enumerate().map(|(n, text)| (format!("x-{n}"), text.clone()));
    let location = ("location".to_owned(), format!("https://other.example/?{}", form(SECRET)));
    let kind = ("content-type".to_owned(), "application/json".to_owned());
    let cookie = ("set-cookie".to_owned(), "session=canary-cookie".to_owned());
    Response {
        status: 400,
        version: "HTTP/2.0",
        headers: headers.chain([location, kind, cookie]).collect(),
        body: Json::from(all.join(" or ")).to_string().into_bytes(),
        end: BodyEnd::Whole,
        remote: "[2001:db8::7]:443".parse().ok(),
        peer: Some(Arc::new(Peer { cipher: Some(SECRET.to_owned()), ..Peer::default() })),
        via: Some(format!("http://{}@proxy.example", form(SECRET))),
        timings: Timings {
            dns: Some(Duration::from_micros(1_900)),
            connect: Some(Duration::from_micros(3_100)),
            tls: Some(Duration::from_millis(20)),
            first_byte: Duration::from_millis(80),
            total: Duration::from_micros(90_999),
        },
        received: now,
    }
}

/// A run with an answer, a failure and a request that nobody answered.
fn run() -> Run {
    let text = "issuer = \"https://id.example.com\"\nflow = \"client-credentials\"\n[client]\nid = \"x\"\n";
    let profile = parse("local", text, Source::Demo).expect("a profile").profile;
    let mut run = Run::new(&profile, Flow::ClientCredentials, at(0));
    let error = TransportError {
        kind: TransportKind::Closed,
        detail: spellings().join(", "),
        after: Duration::from_millis(7),
        at: at(2000),
        peer: None,
        via: None,
    };
    let plain = || Request::get(Purpose::Discovery, Url::parse("https://id.example.com/.well-known/x").expect("a URL"));
    let events = [
        (at(250), Event::Sent { exchange: 1, request: request() }),
        (at(1250), Event::Received { exchange: 1, response: response(at(1250)) }),
        (at(1993), Event::Sent { exchange: 2, request: plain() }),
        (at(2000), Event::Failed { exchange: 2, error }),
        (at(2001), Event::Sent { exchange: 3, request: plain() }),
        (at(2002), Event::Finished(Outcome::Cancelled)),
    ];
    for (now, event) in events {
        run.apply(now, event);
    }
    run
}

fn archive(run: &Run, reveal: bool) -> Tree {
    let text = text(run, reveal).expect("no leak");
    serde_json::from_str(&text).expect("JSON")
}

/// Members that HAR 1.2 demands of an object, each with an example of its type.
fn demand(object: &Tree, members: &[(&str, Tree)]) {
    for (name, example) in members {
        let there = std::mem::discriminant(&object[name]) == std::mem::discriminant(example);
        assert!(there, "{name} is {} in {object:#}", object[name]);
    }
}

#[test]
fn it_has_what_the_format_demands() {
    let archive = archive(&run(), false);
    let (text, number, list, object) = (json!(""), json!(0), json!([]), json!({}));
    let is =
        |names: &[&'static str], example: &Tree| names.iter().map(|name| (*name, example.clone())).collect::<Vec<_>>();
    let log = &archive["log"];
    assert_eq!(log["version"], "1.2");
    demand(log, &[is(&["creator"], &object), is(&["pages", "entries"], &list)].concat());
    demand(&log["creator"], &is(&["name", "version"], &text));
    let page = &log["pages"][0];
    demand(page, &[is(&["startedDateTime", "id", "title"], &text), is(&["pageTimings"], &object)].concat());
    assert_eq!(page["title"], "local ▸ client-credentials");
    assert_eq!(log["entries"].as_array().map(Vec::len), Some(3));
    for entry in log["entries"].as_array().expect("entries") {
        assert_eq!(entry["pageref"], page["id"]);
        demand(entry, &is(&["request", "response", "cache", "timings"], &object));
        demand(entry, &[is(&["startedDateTime"], &text), is(&["time"], &number)].concat());
        for side in ["request", "response"] {
            demand(&entry[side], &is(&["cookies", "headers"], &list));
            demand(&entry[side], &[is(&["httpVersion"], &text), is(&["headersSize", "bodySize"], &number)].concat());
        }
        demand(&entry["request"], &[is(&["method", "url"], &text), is(&["queryString"], &list)].concat());
        demand(&entry["response"], &is(&["statusText", "redirectURL"], &text));
        demand(&entry["response"], &[is(&["status"], &number), is(&["content"], &object)].concat());
        demand(&entry["response"]["content"], &[is(&["size"], &number), is(&["mimeType"], &text)].concat());
        demand(&entry["timings"], &is(&["send", "wait", "receive"], &number));
    }
}

#[test]
fn an_answered_exchange_is_an_entry_with_its_times() {
    let archive = archive(&run(), false);
    let entry = &archive["log"]["entries"][0];
    assert_eq!(entry["startedDateTime"], "2025-11-20T07:00:00.250Z");
    let timings = json!({ "blocked": -1, "dns": 1, "connect": 19, "ssl": 17, "send": 0, "wait": 60, "receive": 10 });
    assert_eq!((&entry["timings"], &entry["time"]), (&timings, &json!(90)));
    assert_eq!(entry["serverIPAddress"], "2001:db8::7");
    assert_eq!(entry["request"]["httpVersion"], "HTTP/2.0");
    assert_eq!(entry["request"]["queryString"], json!([{ "name": "echo", "value": "‹client_secret#1›" }]));
    let posted = &entry["request"]["postData"];
    assert_eq!(posted["mimeType"], "application/x-www-form-urlencoded");
    assert_eq!(posted["params"][0], json!({ "name": "client_secret", "value": "‹client_secret#1›" }));
    assert_eq!(entry["request"]["_decoded"]["client_assertion"]["claims"], json!({ "iss": "x" }));
    assert!(!entry["request"]["url"].as_str().expect("a URL").contains("fragment"), "without a fragment");
    assert_eq!(entry["response"]["redirectURL"], "https://other.example/?‹client_secret#1›");
    assert_eq!(entry["request"]["bodySize"], -1, "the length of a form is that of its secrets");
}

#[test]
fn an_exchange_without_an_answer_is_an_entry_that_says_why() {
    let archive = archive(&run(), false);
    let entries = &archive["log"]["entries"];
    assert_eq!((&entries[1]["time"], &entries[1]["timings"]["wait"]), (&json!(7), &json!(7)));
    assert_eq!(entries[1]["response"]["status"], 0);
    assert!(entries[1]["response"]["_error"].is_string() && entries[1]["serverIPAddress"].is_null());
    assert_eq!(entries[1]["request"]["bodySize"], 0);
    assert_eq!(entries[2]["response"]["_error"], "the run ended before an answer came");
}

#[test]
fn no_secret_stands_in_it_in_any_spelling_until_asked_for() {
    crate::covers!("SEC-05", "SEC-09");
    let run = run();
    let masked = text(&run, false).expect("no leak");
    // As a reader of the JSON sees it, too.
    let read = archive(&run, false).to_string().replace("\\\\", "\\").replace("\\\"", "\"");
    for spelled in spellings().iter().map(String::as_str).chain([SIGNATURE, "canary-cookie", "canary"]) {
        assert!(!masked.contains(spelled) && !read.contains(spelled), "{spelled} in {masked}");
    }
    let open = archive(&run, true);
    assert_eq!(open["log"]["entries"][0]["request"]["postData"]["params"][0]["value"], SECRET);
    assert!(open["log"]["entries"][0]["request"]["bodySize"].as_u64().is_some_and(|size| size > 40));
}

#[test]
fn an_archive_in_which_a_secret_is_left_is_refused() {
    crate::covers!("SEC-05");
    let mut run = run();
    // A version is a word of ours and is not masked: the only hole that a test can make.
    let End::Answered(answer) = &mut run.exchanges[0].end else { unreachable!("it was answered") };
    answer.version = "%70%25&+ =/?~\"canary\\";
    let leak = text(&run, false).expect_err("a leak");
    assert_eq!(leak.tag, "‹client_secret#1›");
    assert!(leak.to_string().contains("defect of grantty"));
    assert!(text(&run, true).is_ok(), "whoever wants to see it sees it");
}

#[test]
fn the_report_of_the_same_run_holds_no_secret_either() {
    crate::covers!("SEC-05");
    let mut run = run();
    for spelled in spellings() {
        let findings = vec![ECHO.judge(false, format!("not {spelled}"), spelled.clone())];
        run.apply(at(3000), Event::Checked { exchange: None, findings });
        run.apply(at(3000), Event::Userinfo(object([(spelled.as_str(), spelled.as_str().into())])));
    }
    let end = crate::record::Words { why: String::new(), whose: "", next: String::new() };
    let wording = crate::record::Wording { message: format!("said {SECRET}"), end, row: |_| None };
    let report = crate::record::report::document(&run, &wording, false).to_string();
    assert_eq!(run.masker.leak_in_json(&report), None, "{report}");
    assert!(!report.contains("canary"), "{report}");
}
