//! Reading an answer up to its limit.

use std::time::Duration;

use reqwest::Version;

use super::trace::Notes;
use crate::io::clock;
use crate::protocol::exchange::{BodyEnd, Response};

/// Reads the body of an answer, at most `limit` bytes of it. `start` is when the exchange began, `notes` what became
/// known of its connection.
pub async fn read(mut answer: reqwest::Response, limit: usize, (start, notes): (Duration, &Notes)) -> Response {
    let first_byte = clock::now().mono.saturating_sub(start);
    let headers = headers(&answer);
    let (status, version, remote) = (answer.status().as_u16(), version(answer.version()), answer.remote_addr());
    let promised = answer.headers().get("content-length").and_then(|value| value.to_str().ok()?.trim().parse().ok());
    let (body, end) = body(&mut answer, limit, promised).await;
    let received = clock::now();
    let timings = notes.timings(first_byte, received.mono.saturating_sub(start));
    Response { status, version, headers, body, end, remote, peer: None, via: None, timings, received }
}

async fn body(answer: &mut reqwest::Response, limit: usize, promised: Option<u64>) -> (Vec<u8>, BodyEnd) {
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > limit => {
                body.extend_from_slice(&chunk[..limit - body.len()]);
                return (body, BodyEnd::OverLimit(limit));
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return (body, BodyEnd::Whole),
            Err(_) => return (body, BodyEnd::Short(promised)),
        }
    }
}

/// Values may be any bytes; what is no UTF-8 is replaced, so that the rest can be read.
fn headers(answer: &reqwest::Response) -> Vec<(String, String)> {
    let lossy = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
    answer.headers().iter().map(|(name, value)| (name.as_str().to_owned(), lossy(value.as_bytes()))).collect()
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_09 => "HTTP/0.9",
        Version::HTTP_10 => "HTTP/1.0",
        Version::HTTP_2 => "HTTP/2.0",
        Version::HTTP_3 => "HTTP/3.0",
        _ => "HTTP/1.1",
    }
}
