//! What becomes known of a connection while it is made: the parts of the HTTP and TLS libraries that are ours note it
//! here, each in its place, and the exchange that waits for the connection takes it out.
//!
//! The libraries have no way to hand such things through. So the notes belong to the task that sends the request, in
//! which they also resolve, connect and shake hands.

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use url::Url;

use super::Proxy;
use super::names::comparable;
use crate::io::clock;
use crate::protocol::exchange::Timings;
use crate::protocol::peer::Peer;

tokio::task_local! {
    static TRACE: Trace;
}

/// The notes of one exchange.
#[derive(Clone, Debug)]
pub struct Trace(Arc<Mutex<Notes>>);

/// A server: another port of the same host is another one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct End {
    /// Its host.
    pub host: String,
    port: u16,
}

impl End {
    fn of(url: &Url) -> Self {
        let host = comparable(url.host_str().unwrap_or_default());
        Self { host, port: url.port_or_known_default().unwrap_or_default() }
    }
}

/// What was noted.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    start: Duration,
    target: End,
    /// The proxy, where it speaks TLS itself.
    proxy: Option<End>,
    /// The addresses of the host name, once it had any.
    pub addresses: Vec<IpAddr>,
    /// Whom the handshake is with: the proxy first, where that speaks TLS itself.
    pub with: End,
    /// What is known of them; none before the handshake began.
    pub peer: Option<Peer>,
    dns: Option<Duration>,
    connect: Option<Duration>,
    tls: Option<Duration>,
}

impl Trace {
    /// For an exchange with whom `url` names, perhaps through a proxy, that began at `start`.
    pub fn new(url: &Url, via: Option<&Proxy>, start: Duration) -> Self {
        let proxy = via.map(Proxy::url).filter(|proxy| proxy.scheme() == "https").map(End::of);
        let target = End::of(url);
        Self(Arc::new(Mutex::new(Notes { start, target, proxy, ..Notes::default() })))
    }

    /// Runs what makes the connection.
    pub async fn follow<F: Future>(&self, work: F) -> F::Output {
        TRACE.scope(self.clone(), work).await
    }

    /// What was noted so far.
    pub fn notes(&self) -> Notes {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Notes> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Changes the notes of the running exchange; nothing where none is followed.
fn note<T>(change: impl FnOnce(&mut Notes) -> T) -> Option<T> {
    TRACE.try_with(|trace| change(&mut trace.lock())).ok()
}

/// The host name has these addresses.
pub fn resolved(addresses: &[IpAddr]) {
    note(|notes| {
        notes.addresses = addresses.to_vec();
        notes.dns = Some(notes.elapsed());
    });
}

/// A handshake with this host begins.
pub fn shaking_hands(host: &str) {
    note(|notes| {
        notes.connect = Some(notes.elapsed());
        notes.tls = None;
        notes.with = notes.named(comparable(host));
        notes.peer = Some(Peer::default());
    });
}

/// The handshake is over.
pub fn shook_hands() {
    note(|notes| notes.tls = Some(notes.elapsed()));
}

/// Whether the handshake is with a proxy on the way.
pub fn is_with_proxy() -> bool {
    note(|notes| notes.with != notes.target).unwrap_or(true)
}

/// The port of whom the request is for, when the handshake is with them.
pub fn port() -> Option<u16> {
    note(|notes| (notes.with == notes.target).then_some(notes.target.port)).flatten()
}

/// Something is known of the other end.
pub fn learned(change: impl FnOnce(&mut Peer)) {
    note(|notes| notes.peer.as_mut().map(change));
}

impl Notes {
    /// Who is meant by the host of a handshake, which comes without its port: the first one is the proxy's where that
    /// has the name, and the next one is with whom the request is for.
    fn named(&self, host: String) -> End {
        let is_first = self.peer.is_none();
        let proxy = self.proxy.as_ref().filter(|proxy| is_first && proxy.host == host);
        proxy.cloned().unwrap_or(End { host, ..self.target.clone() })
    }

    fn elapsed(&self) -> Duration {
        clock::now().mono.saturating_sub(self.start)
    }

    /// Whether a connection was begun at all: otherwise the exchange used one that was there.
    pub const fn is_new(&self) -> bool {
        self.dns.is_some() || self.connect.is_some()
    }

    /// What is known of whom the request is for: a proxy that was met on the way is somebody else.
    pub fn target(self) -> Option<Peer> {
        self.peer.filter(|_| self.with == self.target)
    }

    /// Whether a handshake was begun and not ended.
    pub const fn is_shaking_hands(&self) -> bool {
        self.connect.is_some() && self.tls.is_none()
    }

    /// The phases, with those of the answer.
    pub const fn timings(&self, first_byte: Duration, total: Duration) -> Timings {
        Timings { dns: self.dns, connect: self.connect, tls: self.tls, first_byte, total }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::http::ProxyPlan;

    #[tokio::test(flavor = "current_thread")]
    async fn a_proxy_on_the_same_host_is_told_apart_by_its_port() {
        let url = Url::parse("https://id.example.com/token").unwrap();
        for (proxy, expected) in [
            ("https://ID.example.com:3128", [(true, None), (false, Some(443))]),
            ("https://proxy.example:443", [(false, Some(443)), (false, Some(443))]),
            ("http://id.example.com:3128", [(false, Some(443)), (false, Some(443))]),
        ] {
            let plan = ProxyPlan::of_profile(proxy).unwrap();
            let trace = Trace::new(&url, plan.pick(&url).unwrap(), Duration::ZERO);
            let met = trace.follow(async {
                [(); 2].map(|()| {
                    shaking_hands("id.example.com");
                    (is_with_proxy(), port())
                })
            });
            assert_eq!(met.await, expected, "{proxy}");
            assert!(trace.notes().target().is_some());
        }
        let trace = Trace::new(&url, None, Duration::ZERO);
        trace.follow(async { shaking_hands("proxy.example") }).await;
        assert!(trace.notes().target().is_none());
    }
}
