//! Why no answer came, from the chain of errors below the HTTP client's.
//!
//! The client's own message names the whole address with its query, which may hold secrets; so the words here are
//! ours, or those of the innermost cause.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use super::limits::in_seconds;
use super::names::Unresolved;
use super::trace::{Notes, Trace};
use super::{Proxy, tls};
use crate::protocol::exchange::TransportKind;
use crate::protocol::text::{shown, shown_short};

/// The end of an exchange without an answer.
#[derive(Debug)]
pub struct Failure {
    /// What kind of end.
    pub kind: TransportKind,
    /// In words, without anything secret.
    pub detail: String,
    /// Whether no connection stood yet.
    pub is_connecting: bool,
}

impl Failure {
    fn new(kind: TransportKind, detail: impl Into<String>) -> Self {
        Self { kind, detail: detail.into(), is_connecting: false }
    }

    /// It was not sent.
    pub fn refused(detail: impl Into<String>) -> Self {
        Self::new(TransportKind::Refused, detail)
    }

    /// Time ran out.
    pub fn timeout(detail: impl Into<String>) -> Self {
        Self::new(TransportKind::Timeout, detail)
    }

    /// No secure connection could be made.
    pub fn tls(detail: impl Into<String>) -> Self {
        Self::new(TransportKind::Tls, detail)
    }
}

/// Where a request was going.
pub struct Way<'a> {
    /// Its address.
    pub url: &'a Url,
    /// The proxy that was asked to carry it.
    pub via: Option<&'a Proxy>,
    /// What became known on the way.
    pub trace: &'a Trace,
    /// How long a connection may take.
    pub limit: Duration,
}

/// What an error of the client means.
pub fn judge(error: reqwest::Error, way: &Way<'_>) -> Failure {
    let error = error.without_url();
    let phase = way.phase(error.is_connect());
    let causes = causes(&error);
    let known = || causes.iter().rev().find_map(|cause| phase.judge(*cause));
    let mut failure = phase.distrusted().or_else(known).unwrap_or_else(|| {
        let innermost = causes.last().map_or_else(String::new, ToString::to_string);
        match (error.is_timeout(), error.is_connect()) {
            (true, true) => phase.out_of_time(),
            (true, false) => Failure::timeout(innermost),
            (false, true) => Failure::new(TransportKind::Connect, innermost),
            (false, false) => Failure::new(TransportKind::Protocol, innermost),
        }
    });
    if way.via.is_some() && error.is_connect() && !failure.detail.contains(&phase.whom) {
        failure.detail = format!("through {}: {}", phase.whom, failure.detail);
    }
    failure.detail = shown_short(&failure.detail, 400);
    failure.is_connecting = error.is_connect();
    failure
}

impl Way<'_> {
    /// The first byte was waited for in vain.
    pub fn nothing_came(&self, limit: Duration) -> Failure {
        let phase = Phase { limit, ..self.phase(true) };
        if phase.notes.is_shaking_hands() {
            return Failure { is_connecting: true, ..phase.out_of_time() };
        }
        Failure::timeout(format!("nothing came within {}", in_seconds(limit)))
    }

    fn phase(&self, connecting: bool) -> Phase {
        let whom = self.via.map_or_else(|| authority(self.url), |proxy| format!("the proxy {proxy}"));
        let by_name = match self.via {
            Some(proxy) => proxy.url().domain().map(str::to_owned),
            None => self.url.domain().map(str::to_owned),
        };
        Phase {
            connecting,
            tls: self.url.scheme() == "https",
            whom,
            by_name,
            limit: self.limit,
            notes: self.trace.notes(),
        }
    }
}

/// The error and all below it, also what an [`io::Error`] wraps, which its `source` leaves out.
fn causes<'a>(error: &'a (dyn Error + 'static)) -> Vec<&'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| below(*error)).take(32).collect()
}

fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(inner) => Some(inner),
        None => error.source(),
    }
}

/// When it happened, and with whom.
struct Phase {
    connecting: bool,
    tls: bool,
    whom: String,
    /// The name that has to be resolved for it.
    by_name: Option<String>,
    limit: Duration,
    notes: Notes,
}

impl Phase {
    /// The certificate that ended it, of which more is known than the error says.
    fn distrusted(&self) -> Option<Failure> {
        let peer = self.notes.peer.as_ref().filter(|peer| !peer.is_tolerated)?;
        peer.fault.as_ref().map(|fault| Failure::tls(fault.as_str()))
    }

    /// The connection was waited for in vain.
    fn out_of_time(&self) -> Failure {
        let limit = in_seconds(self.limit);
        if self.notes.is_shaking_hands() {
            let host = shown(&self.notes.with.host);
            return Failure::timeout(format!("the TLS handshake with {host} did not end within {limit}"));
        }
        match &self.by_name {
            Some(name) if self.notes.addresses.is_empty() => {
                let name = shown(name);
                Failure::new(TransportKind::Dns, format!("{name} (no name server answered within {limit})"))
            }
            _ => Failure::timeout(format!("no connection to {}{} within {limit}", self.whom, self.at())),
        }
    }

    /// The addresses behind the name.
    fn at(&self) -> String {
        let addresses: Vec<String> = self.notes.addresses.iter().map(ToString::to_string).collect();
        if addresses.is_empty() { String::new() } else { format!(" at {}", addresses.join(", ")) }
    }

    fn judge(&self, cause: &(dyn Error + 'static)) -> Option<Failure> {
        if let Some(unresolved) = cause.downcast_ref::<Unresolved>() {
            return Some(Failure::new(TransportKind::Dns, unresolved.to_string()));
        }
        if cause.is::<rustls::pki_types::InvalidDnsNameError>() {
            return Some(Failure::new(TransportKind::Dns, format!("{} cannot be a host name", self.whom)));
        }
        if let Some(error) = cause.downcast_ref::<rustls::Error>() {
            return Some(Failure::tls(tls::words(error)));
        }
        if let Some(error) = cause.downcast_ref::<hyper::Error>() {
            return self.http(error);
        }
        cause.downcast_ref::<io::Error>().map_or_else(|| self.tunnel(&cause.to_string()), |error| self.io(error))
    }

    fn http(&self, error: &hyper::Error) -> Option<Failure> {
        if error.is_incomplete_message() || error.is_closed() || error.is_canceled() {
            return Some(self.closed());
        }
        if error.is_parse_too_large() {
            return Some(Failure::new(TransportKind::Protocol, "its header is larger than any sensible one"));
        }
        error.is_parse().then(|| Failure::new(TransportKind::Protocol, error.to_string()))
    }

    fn io(&self, error: &io::Error) -> Option<Failure> {
        let connect =
            |what: &str| Some(Failure::new(TransportKind::Connect, format!("{what} ({}{})", self.whom, self.at())));
        match error.kind() {
            io::ErrorKind::ConnectionRefused => connect("connection refused"),
            io::ErrorKind::HostUnreachable => connect("no route to the host"),
            io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => connect("no route to the network"),
            io::ErrorKind::AddrNotAvailable => connect("no such address can be reached from here"),
            io::ErrorKind::TimedOut if self.connecting => Some(self.out_of_time()),
            io::ErrorKind::TimedOut => Some(Failure::timeout(format!("no answer from {}", self.whom))),
            io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof => Some(self.closed()),
            _ => None,
        }
    }

    fn closed(&self) -> Failure {
        match (self.connecting, self.tls) {
            (true, true) => Failure::tls(format!("{} ended the connection during it", self.whom)),
            _ => Failure::new(TransportKind::Closed, format!("by {}", self.whom)),
        }
    }

    /// The proxy's own refusals have no public type, only their words.
    fn tunnel(&self, words: &str) -> Option<Failure> {
        let says = |what: &str| Some(Failure::new(TransportKind::Connect, format!("{} {what}", self.whom)));
        match words.strip_prefix("tunnel error: ")? {
            "proxy authorization required" => says("wants a user name and password (407)"),
            "unsuccessful" => says("refused to connect us: its answer to CONNECT was no success"),
            "unexpected end of file" => says("closed the connection instead of answering CONNECT"),
            "proxy response headers too long" => says("answered CONNECT with too long a header"),
            _ => None,
        }
    }
}

fn authority(url: &Url) -> String {
    let port = url.port_or_known_default().map_or_else(String::new, |port| format!(":{port}"));
    format!("{}{port}", url.host_str().unwrap_or_default())
}
