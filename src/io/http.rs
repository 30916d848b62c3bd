//! The one HTTP client, with its one policy: a request goes out exactly once, to the origin it names, as it was
//! built; whatever comes back is an answer.
//!
//! No redirect is followed, nothing is repeated, no cookie is kept, no `Referer` is sent, nothing is decompressed.
//! Each phase and each size has a limit. Nothing leaves in clear except to this machine.

mod answer;
mod client;
mod failure;
mod names;
mod no_proxy;
pub mod proxy;
mod refusal;
mod tls;

use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use self::failure::Failure;
pub use self::proxy::{Proxy, ProxyPlan};
use super::{clock, environment};
use crate::protocol::exchange::{Method, Purpose, Request, Response, TransportError, TransportKind, Value};

/// How long the phases of an exchange may take. The whole is limited by [`Request::timeout`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Name, connection and TLS handshake.
    pub connect: Duration,
    /// The header of the answer, counted from the start.
    pub first_byte: Duration,
    /// The same for a poll, which some providers answer late on purpose.
    pub first_byte_of_poll: Duration,
    /// How long an unused connection may be used again. Servers often close theirs after five seconds, which is also
    /// the usual pause between polls: a poll must not meet a connection that is just being closed.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            first_byte: Duration::from_secs(15),
            first_byte_of_poll: Duration::from_secs(35),
            idle: Duration::from_secs(3),
        }
    }
}

impl Limits {
    /// Whoever grants a request more than the usual time grants it to the first byte as well.
    fn first_byte(&self, request: &Request) -> Duration {
        let usual = if request.purpose == Purpose::Poll { self.first_byte_of_poll } else { self.first_byte };
        if request.timeout > Request::TIMEOUT { request.timeout } else { usual.min(request.timeout) }
    }
}

/// The way out to the network. Its clients are built at the first request that needs them.
#[derive(Debug)]
pub struct Transport {
    limits: Limits,
    proxies: ProxyPlan,
    plain: OnceLock<Result<Client, String>>,
    secure: OnceLock<Result<Client, String>>,
}

impl Transport {
    /// With these limits and proxies.
    pub fn new(limits: Limits, proxies: ProxyPlan) -> Self {
        Self { limits, proxies, plain: OnceLock::new(), secure: OnceLock::new() }
    }

    /// With the usual limits and the proxies that the environment names.
    pub fn from_environment() -> Self {
        Self::new(Limits::default(), ProxyPlan::read(environment::variable))
    }

    /// The proxy that a request to `url` goes through; the error is a sentence about a variable that names none.
    pub fn proxy(&self, url: &Url) -> Result<Option<&Proxy>, String> {
        self.proxies.pick(url)
    }

    /// Sends a request once and reads its answer, whatever it says.
    pub async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let start = clock::now().mono;
        self.exchange(request, start).await.map_err(|Failure { kind, detail }| {
            let at = clock::now();
            TransportError { kind, detail, after: at.mono.saturating_sub(start), at, peer: None, via: None }
        })
    }

    async fn exchange(&self, request: &Request, start: Duration) -> Result<Response, Failure> {
        refusal::judge(&request.url)?;
        let (client, via) = self.route(&request.url)?;
        let outgoing = build(client, request)?;
        let patience = self.limits.first_byte(request);
        let answer = match tokio::time::timeout(patience, client.execute(outgoing)).await {
            Ok(answer) => answer.map_err(|error| failure::judge(error, &request.url, via))?,
            Err(_) => return Err(Failure::timeout(format!("nothing came within {}", in_seconds(patience)))),
        };
        let status = answer.status();
        let left = request.timeout.saturating_sub(clock::now().mono.saturating_sub(start));
        let body = answer::read(answer, request.purpose.body_limit(), start);
        tokio::time::timeout(left, body).await.map_err(|_| {
            let whole = in_seconds(request.timeout);
            Failure::timeout(format!("status {} came, but not all of the body within {whole}", status.as_u16()))
        })
    }

    /// Plain requests stay on this machine (see [`refusal`]), so they need neither proxies nor certificates.
    fn route(&self, url: &Url) -> Result<(&Client, Option<&Proxy>), Failure> {
        if url.scheme() == "http" {
            let client = self.plain.get_or_init(|| client::plain(&self.limits));
            return Ok((client.as_ref().map_err(|error| Failure::refused(error.as_str()))?, None));
        }
        let via = self.proxies.pick(url).map_err(Failure::refused)?;
        let client = self.secure.get_or_init(|| client::secure(&self.limits, &self.proxies));
        let unusable = |error: &String| Failure { kind: TransportKind::Tls, detail: error.clone() };
        Ok((client.as_ref().map_err(unusable)?, via))
    }
}

fn build(client: &Client, request: &Request) -> Result<reqwest::Request, Failure> {
    let method = match request.method {
        Method::Get => reqwest::Method::GET,
        Method::Post => reqwest::Method::POST,
    };
    let mut outgoing = client.request(method, request.url.clone());
    for (name, value) in &request.headers {
        let unfit = || Failure::refused(format!("the value of the header {name} has characters that HTTP forbids"));
        let field = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unfit())?;
        let mut text = HeaderValue::from_str(value.reveal()).map_err(|_| unfit())?;
        text.set_sensitive(matches!(value, Value::Secret(..)));
        outgoing = outgoing.header(field, text);
    }
    if let Some(body) = request.body() {
        outgoing = outgoing.body(body.reveal().to_owned());
    }
    outgoing.build().map_err(|_| Failure::refused("the request could not be built"))
}

fn in_seconds(time: Duration) -> String {
    match time.subsec_millis() {
        0 => format!("{} s", time.as_secs()),
        _ => format!("{:.1} s", time.as_secs_f64()),
    }
}

#[cfg(test)]
mod tests;
