//! Answers for the tests of this room.

use std::time::Duration;

use crate::protocol::check::{Finding, Verdict};
use crate::protocol::exchange::{BodyEnd, Response, Timings};
use crate::protocol::json::{self, Json};
use crate::protocol::time::Now;

/// An answer as it should be: JSON, `no-store`, a minute and a half after the epoch of the tests.
pub(crate) fn response(status: u16, body: &str) -> Response {
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    Response {
        status,
        version: "HTTP/1.1",
        headers: vec![header("content-type", "application/json"), header("cache-control", "no-store")],
        body: body.as_bytes().to_vec(),
        end: BodyEnd::Whole,
        remote: None,
        peer: None,
        via: None,
        timings: Timings {
            first_byte: Duration::from_millis(80),
            total: Duration::from_millis(90),
            ..Timings::default()
        },
        received: Now { mono: Duration::from_secs(90), unix: 784_111_777 },
    }
}

/// The same with one header field set, or removed when the value is empty.
pub(crate) fn with(mut response: Response, name: &str, value: &str) -> Response {
    response.headers.retain(|(key, _)| key != name);
    if !value.is_empty() {
        response.headers.push((name.to_owned(), value.to_owned()));
    }
    response
}

/// The value of a JSON text.
pub(crate) fn object(text: &str) -> Json {
    json::parse(text.as_bytes()).expect(text).value
}

/// The only row of a check.
pub(crate) fn row<'a>(findings: &'a [Finding], id: &str) -> &'a Finding {
    let rows: Vec<&Finding> = findings.iter().filter(|finding| finding.check.id == id).collect();
    assert_eq!(rows.len(), 1, "{id} in {findings:#?}");
    rows[0]
}

/// How the only row of a check came out.
pub(crate) fn verdict(findings: &[Finding], id: &str) -> Verdict {
    row(findings, id).verdict
}
