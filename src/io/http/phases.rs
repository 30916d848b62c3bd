//! The moments of a handshake, from the two places where rustls asks for something on the way.

use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use rustls::{KeyLog, NamedGroup};

use super::trace;

/// A store of sessions that keeps none: each connection shows its whole chain, and no ticket links two runs. It is
/// asked for a hint when the connection stands and the first message is made.
#[derive(Debug)]
pub struct NoSessions;

impl ClientSessionStore for NoSessions {
    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}

    fn kx_hint(&self, host: &ServerName<'_>) -> Option<NamedGroup> {
        trace::shaking_hands(&host.to_str());
        None
    }

    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}

    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }

    fn remove_tls12_session(&self, _: &ServerName<'static>) {}

    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}

    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        None
    }
}

/// A log of keys that logs none: when there is a key to log, the handshake is over (in TLS 1.2, all but the server's
/// last message).
#[derive(Debug)]
pub struct NoKeys;

impl KeyLog for NoKeys {
    fn log(&self, label: &str, _: &[u8], _: &[u8]) {
        if matches!(label, "CLIENT_TRAFFIC_SECRET_0" | "CLIENT_RANDOM") {
            trace::shook_hands();
        }
    }
}
