//! A server that answers at random, within what the protocol and bad networks allow.

use std::time::Duration;

use grantty::protocol::exchange::{BodyEnd, Response, Timings, TransportError, TransportKind};
use grantty::protocol::time::Now;

use super::clock::Random;

/// What comes of a request, and after what time.
pub struct Answer {
    pub came: Result<Response, TransportError>,
    pub after: Duration,
    pub means: Means,
}

/// What an answer to a poll asks of its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Means {
    /// Poll on as before.
    Pending,
    /// Poll more slowly for good, with the interval that was named, in seconds.
    SlowDown(Option<u64>),
    /// Poll half as often.
    Fault,
    /// Stop.
    End,
}

/// What one server hands out.
pub struct Server {
    /// Seconds, or none.
    pub interval: Option<u64>,
    /// Seconds.
    pub expires_in: u64,
    /// Whether most of its answers are trouble.
    pub rough: bool,
    /// Whether it behaves: then it says `authorization_pending` for ever, after a fixed time.
    pub calm: Option<Duration>,
}

impl Server {
    /// A server out of a thousand.
    pub fn any(random: &mut Random) -> Self {
        let interval = (!random.percent(20)).then(|| random.between(1, 60));
        let longest = if random.percent(30) { 60 } else { 1800 };
        Self { interval, expires_in: random.between(1, longest), rough: random.percent(40), calm: None }
    }

    /// The codes.
    pub fn codes(&self) -> Response {
        let interval = self.interval.map(|seconds| format!(r#","interval":{seconds}"#)).unwrap_or_default();
        let codes = r#""device_code":"GmRhmhcxhwAzkoEqiMEg_DnyEysN","user_code":"WDJB-MJHT""#;
        let address = r#""verification_uri":"https://id.example.com/device""#;
        response(200, &format!("{{{codes},{address},\"expires_in\":{}{interval}}}", self.expires_in))
    }

    /// The id of a backchannel authentication.
    pub fn id(&self) -> Response {
        let interval = self.interval.map(|seconds| format!(r#","interval":{seconds}"#)).unwrap_or_default();
        let id = r#""auth_req_id":"qV3hT0rZ8x-cN5yKb1Wm7PdLsEoJf6uGi2aXk9RwQvM""#;
        response(200, &format!("{{{id},\"expires_in\":{}{interval}}}", self.expires_in))
    }

    /// The answer to a poll that gives up after `timeout`.
    pub fn poll(&self, timeout: Duration, random: &mut Random) -> Answer {
        if let Some(after) = self.calm {
            return Answer { came: Ok(pending(400)), after, means: Means::Pending };
        }
        let after = if random.percent(12) { random.millis(40_000) } else { random.millis(900) };
        let roll = if self.rough || random.percent(25) { random.between(0, 99) } else { 0 };
        let (mut came, means) = match roll {
            0..=44 => (Ok(pending(400)), Means::Pending),
            45..=49 => (Ok(pending([200, 401, 403, 428][index(random, 4)])), Means::Pending),
            50..=59 => (Ok(error(400, "slow_down", "")), Means::SlowDown(None)),
            60..=66 => slow_down(random.between(0, 90)),
            67..=78 => (Ok(response([429, 502, 503, 504][index(random, 4)], "<html>")), Means::Fault),
            79..=81 => (Ok(Response { end: BodyEnd::Short(Some(900)), ..pending(400) }), Means::Fault),
            82..=93 => (Err(fault(KINDS[index(random, KINDS.len())])), Means::Fault),
            94..=95 => (Ok(response(200, TOKENS)), Means::End),
            96..=97 => (Ok(error(400, ["access_denied", "expired_token"][index(random, 2)], "")), Means::End),
            _ => (Ok(error(400, ["invalid_grant", "odd"][index(random, 2)], "")), Means::End),
        };
        if let Ok(response) =
            came.as_mut().map_err(|_| ()).and_then(|it| if means == Means::End { Err(()) } else { Ok(it) })
            && random.percent(15)
        {
            let value = if random.percent(20) { "soon".to_owned() } else { random.between(0, 120).to_string() };
            response.headers.push(("retry-after".to_owned(), value));
        }
        if after > timeout || matches!(&came, Err(error) if error.kind == TransportKind::Timeout) {
            return Answer { came: Err(fault(TransportKind::Timeout)), after: timeout, means: Means::Fault };
        }
        Answer { came, after, means }
    }
}

/// Seconds that an answer asks to wait, when it names a number.
pub fn retry_after(response: &Response) -> Option<u64> {
    response.header("retry-after")?.parse().ok()
}

const TOKENS: &str = r#"{"access_token":"2YotnFZFEjr1zCsicMWpAA-8xLOxBtZp8","token_type":"Bearer","expires_in":60}"#;

const KINDS: [TransportKind; 6] = [
    TransportKind::Dns,
    TransportKind::Connect,
    TransportKind::Tls,
    TransportKind::Timeout,
    TransportKind::Closed,
    TransportKind::Protocol,
];

fn index(random: &mut Random, count: usize) -> usize {
    usize::try_from(random.next() % count as u64).expect("below the count")
}

fn slow_down(interval: u64) -> (Result<Response, TransportError>, Means) {
    let named = format!(r#","interval":{interval}"#);
    (Ok(error(400, "slow_down", &named)), Means::SlowDown(Some(interval)))
}

fn pending(status: u16) -> Response {
    error(status, "authorization_pending", "")
}

fn error(status: u16, code: &str, more: &str) -> Response {
    response(status, &format!(r#"{{"error":"{code}"{more}}}"#))
}

fn response(status: u16, body: &str) -> Response {
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
        timings: Timings::default(),
        received: Now::default(),
    }
}

fn fault(kind: TransportKind) -> TransportError {
    TransportError { kind, detail: String::new(), after: Duration::ZERO, at: Now::default(), peer: None, via: None }
}
