//! Answers of a scenario's provider: a body with its patch, or none at all.

use std::time::Duration;

use grantty::protocol::exchange::{BodyEnd, Response, Timings, TransportError, TransportKind};
use grantty::protocol::time::Now;
use serde_json::Value;
use toml::Table;

use super::provider::{json_of, number, table};

/// What the provider does with a request.
pub enum Answer {
    /// It answers, after that time.
    Response(Response, Duration),
    /// It does not.
    Nothing(TransportError, Duration),
}

impl Answer {
    /// How long it takes.
    pub fn after(&self) -> Duration {
        match self {
            Self::Response(_, after) | Self::Nothing(_, after) => *after,
        }
    }
}

/// A body with its patch, as an answer.
pub fn answer(body: Value, status: u16, patch: &Table, now: Now) -> Answer {
    let after = Duration::from_secs_f64(patch.get("after").and_then(number).unwrap_or(0.1));
    if let Some(kind) = patch.get("transport") {
        let detail = patch.get("detail").map_or("", |detail| detail.as_str().expect("text")).to_owned();
        let error = TransportError { detail, ..fault(kind.as_str().expect("a word"), after, now) };
        return Answer::Nothing(error, after);
    }
    let status = patch
        .get("status")
        .map_or(status, |status| u16::try_from(status.as_integer().expect("a status")).expect("a status"));
    let body = body_of(body, patch);
    let end = match patch.get("end").map(|end| end.as_str().expect("a word")) {
        None => BodyEnd::Whole,
        Some("short") => BodyEnd::Short(Some(body.len() as u64 + 100)),
        Some("over_limit") => BodyEnd::OverLimit(body.len()),
        Some(other) => panic!("unknown end {other:?}"),
    };
    let timings = Timings { first_byte: after, total: after, ..Timings::default() };
    let response = Response {
        status,
        version: "HTTP/1.1",
        headers: headers(patch, now, after),
        body,
        end,
        remote: None,
        peer: None,
        via: None,
        timings,
        received: now,
    };
    Answer::Response(response, after)
}

/// The bytes of a body with its patch.
pub fn body_of(body: Value, patch: &Table) -> Vec<u8> {
    if let Some(exact) = patch.get("body") {
        return exact.as_str().expect("body is text").as_bytes().to_vec();
    }
    let mark: &[u8] = if patch.contains_key("mark") { b"\xef\xbb\xbf" } else { b"" };
    [mark, prefixed(patch_members(body, patch).to_string(), patch).as_bytes()].concat()
}

fn headers(patch: &Table, now: Now, after: Duration) -> Vec<(String, String)> {
    let mut headers = vec![
        ("date".to_owned(), http_date(now.unix + after.as_secs())),
        ("content-type".to_owned(), "application/json".to_owned()),
        ("cache-control".to_owned(), "no-store".to_owned()),
    ];
    for (name, value) in patch.get("headers").map(table).unwrap_or_default() {
        headers.retain(|(known, _)| *known != name);
        let value = value.as_str().expect("header values are text");
        if !value.is_empty() {
            headers.push((name, value.to_owned()));
        }
    }
    headers
}

fn patch_members(mut body: Value, patch: &Table) -> Value {
    let Value::Object(members) = &mut body else { return body };
    for name in super::strings(patch.get("without")) {
        assert!(members.shift_remove(&name).is_some(), "{name} is not there to be left out");
    }
    for (name, value) in patch.get("json").map(table).unwrap_or_default() {
        members.insert(name, json_of(&value));
    }
    body
}

/// Puts raw members in front of all others: the only way to have one twice.
fn prefixed(body: String, patch: &Table) -> String {
    match patch.get("prefix").map(|prefix| prefix.as_str().expect("prefix is text")) {
        Some(prefix) => body.replacen('{', &format!("{{{prefix},"), 1),
        None => body,
    }
}

fn fault(kind: &str, after: Duration, at: Now) -> TransportError {
    let kind = match kind {
        "dns" => TransportKind::Dns,
        "connect" => TransportKind::Connect,
        "tls" => TransportKind::Tls,
        "timeout" => TransportKind::Timeout,
        "closed" => TransportKind::Closed,
        "protocol" => TransportKind::Protocol,
        other => panic!("unknown transport fault {other:?}"),
    };
    TransportError { kind, detail: String::new(), after, at, peer: None, via: None }
}

/// `Thu, 20 Nov 2025 07:00:00 GMT`, built from the report's own stamp so that the two cannot share a mistake with the
/// parser under test.
fn http_date(unix: u64) -> String {
    let stamp = grantty::record::stamp::utc(unix);
    let day =
        ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][usize::try_from(unix / 86_400 % 7).expect("below seven")];
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = months[stamp[5..7].parse::<usize>().expect("a month") - 1];
    format!("{day}, {} {month} {} {} GMT", &stamp[8..10], &stamp[..4], &stamp[11..19])
}
