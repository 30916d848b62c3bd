//! The one HTTP client, with its one policy: a request goes out exactly once, to the origin it names, as it was
//! built; whatever comes back is an answer.
//!
//! No redirect is followed, nothing is repeated, no cookie is kept, no `Referer` is sent, nothing is decompressed.
//! Each phase and each size has a limit. Nothing leaves in clear except to this machine.

mod answer;
mod client;
mod failure;
mod identity;
mod limits;
mod names;
mod no_proxy;
mod phases;
pub mod proxy;
mod refusal;
mod suites;
mod tls;
mod trace;
mod trust;
mod verifier;

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use reqwest::Client;
use reqwest::header::{HeaderName, HeaderValue};
use url::Url;

use self::failure::{Failure, Way};
use self::identity::Identity;
pub use self::limits::Limits;
use self::limits::in_seconds;
pub use self::proxy::{Proxy, ProxyPlan};
use self::trace::{Notes, Trace};
use self::verifier::Verifier;
use super::{clock, environment};
use crate::flow::Network;
use crate::protocol::exchange::{Method, Request, Response, TransportError, Value};
use crate::protocol::peer::Peer;

/// The way out to the network. Its clients are built at the first request that needs them.
#[derive(Debug)]
pub struct Transport {
    limits: Limits,
    proxies: ProxyPlan,
    verifier: Arc<Verifier>,
    identity: Option<Identity>,
    plain: OnceLock<Result<Client, String>>,
    secure: OnceLock<Result<Client, String>>,
    /// Who was met at each origin: a connection that is used again shows nothing anew.
    met: Mutex<HashMap<String, Arc<Peer>>>,
}

impl Transport {
    /// With these limits and proxies.
    pub fn new(limits: Limits, proxies: ProxyPlan) -> Self {
        Self {
            limits,
            proxies,
            verifier: Arc::default(),
            identity: None,
            plain: OnceLock::new(),
            secure: OnceLock::new(),
            met: Mutex::default(),
        }
    }

    /// With the usual limits and the proxies that the environment names.
    pub fn from_environment() -> Self {
        Self::new(Limits::default(), ProxyPlan::read(environment::variable))
    }

    /// Takes over what a profile says of its network; its paths count from `folder`. The error is a sentence for its
    /// owner, and leaves everything as it was.
    pub fn configure(&mut self, network: &Network, folder: Option<&Path>) -> Result<(), String> {
        let proxies = network.proxy.as_ref().map(|proxy| ProxyPlan::of_profile(proxy.reveal())).transpose()?;
        let named = network.ca.as_deref().map(|ca| trust::named(ca, folder)).transpose()?.unwrap_or_default();
        let verifier = Verifier::new(named, &network.insecure_hosts)?;
        let identity = network.identity.as_ref().map(Identity::read).transpose()?;
        let proxies = proxies.unwrap_or_else(|| self.proxies.clone());
        *self = Self { verifier: Arc::new(verifier), identity, ..Self::new(self.limits.of(network), proxies) };
        Ok(())
    }

    /// The proxy that a request to `url` goes through; the error is a sentence about a variable that names none.
    pub fn proxy(&self, url: &Url) -> Result<Option<&Proxy>, String> {
        self.proxies.pick(url)
    }

    /// Sends a request once and reads its answer, whatever it says.
    pub async fn send(&self, request: &Request) -> Result<Response, TransportError> {
        let start = clock::now().mono;
        let via = self.via(&request.url).ok().flatten();
        let trace = Trace::new(&request.url, via, start);
        let came = self.exchange(request, start, &trace).await;
        let via = via.map(ToString::to_string);
        let notes = trace.notes();
        match came {
            Ok(response) => Ok(Response { peer: self.peer(request, notes, false), via, ..response }),
            Err(Failure { kind, detail, is_connecting }) => {
                let at = clock::now();
                let peer = self.peer(request, notes, is_connecting);
                Err(TransportError { kind, detail, after: at.mono.saturating_sub(start), at, peer, via })
            }
        }
    }

    async fn exchange(&self, request: &Request, start: Duration, trace: &Trace) -> Result<Response, Failure> {
        refusal::judge(&request.url)?;
        let client = self.client(&request.url)?;
        let way = Way { url: &request.url, via: self.via(&request.url)?, trace, limit: self.limits.connect };
        let outgoing = build(client, request)?;
        let patience = self.limits.first_byte(request);
        let answer = match tokio::time::timeout(patience, trace.follow(client.execute(outgoing))).await {
            Ok(answer) => answer.map_err(|error| failure::judge(error, &way))?,
            Err(_) => return Err(way.nothing_came(patience)),
        };
        let status = answer.status();
        let left = request.timeout.saturating_sub(clock::now().mono.saturating_sub(start));
        let notes = trace.notes();
        let body = answer::read(answer, request.purpose.body_limit(), (start, &notes));
        tokio::time::timeout(left, body).await.map_err(|_| {
            let whole = in_seconds(request.timeout);
            Failure::timeout(format!("status {} came, but not all of the body within {whole}", status.as_u16()))
        })
    }

    /// Plain requests stay on this machine (see [`refusal`]), so they need neither proxies nor certificates.
    fn client(&self, url: &Url) -> Result<&Client, Failure> {
        if url.scheme() == "http" {
            let client = self.plain.get_or_init(|| client::plain(&self.limits));
            return client.as_ref().map_err(|error| Failure::refused(error.as_str()));
        }
        let unusable = |error: &String| Failure::refused(error.as_str());
        if self.verifier.needs_platform() {
            // Here, so that its time does not count as the handshake's.
            trust::platform().map_err(|error| unusable(&error))?;
        }
        let make = || client::secure(&self.limits, &self.proxies, Arc::clone(&self.verifier), self.identity.clone());
        self.secure.get_or_init(make).as_ref().map_err(unusable)
    }

    fn via(&self, url: &Url) -> Result<Option<&Proxy>, Failure> {
        if url.scheme() == "http" { Ok(None) } else { self.proxies.pick(url).map_err(Failure::refused) }
    }

    /// Who is at the other end: noted just now, or when the connection that was used again was made.
    fn peer(&self, request: &Request, notes: Notes, is_connecting: bool) -> Option<Arc<Peer>> {
        if request.url.scheme() == "http" {
            return None;
        }
        let origin = request.url.origin().ascii_serialization();
        let mut met = self.met.lock().unwrap_or_else(PoisonError::into_inner);
        let is_new = is_connecting || notes.is_new();
        let is_over = !notes.is_shaking_hands();
        let Some(mut peer) = notes.target() else {
            return if is_new { None } else { met.get(&origin).cloned() };
        };
        peer.own = self.identity.as_ref().map(|identity| identity.certificate.clone());
        let peer = Arc::new(peer);
        if is_over {
            met.insert(origin, Arc::clone(&peer));
        }
        Some(peer)
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

#[cfg(test)]
mod tests;
