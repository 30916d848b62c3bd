//! Where clients in ping and push mode are notified: their `backchannel_client_notification_endpoint` (CIBA §4).
//!
//! The port follows from the provider's own and from the fault, so a profile that was saved fits a provider that was
//! started again on the same port, and runs against several faults can listen side by side. The ports lie below those
//! that systems hand out by themselves, so they are free unless somebody asked for one of them. The last two are the
//! provider's own: it speaks TLS there.

use super::client::TokenDelivery;
use super::fault::Fault;
use super::faults;
use std::net::{Ipv4Addr, TcpListener};

/// The path of every endpoint.
pub(super) const PATH: &str = "/ciba/notification";

/// The lowest port, how many belong to one provider, and how many providers there is room for.
const FIRST: u16 = 10_000;
const ROOM: u16 = 64;
const BLOCKS: u16 = 340;

/// How many ports of a provider are for clients that are notified.
pub(super) const CLIENTS: u16 = ROOM - 2;

/// The port of the endpoint of the client that has `delivery`, at the honest issuer or at that of a fault.
pub(super) fn port(origin: &str, fault: Option<&Fault>, delivery: TokenDelivery) -> u16 {
    let slot = match fault {
        Some(fault) => 2 + listening().position(|one| one.name == fault.name).unwrap_or_default(),
        None => usize::from(delivery == TokenDelivery::Push),
    };
    first(origin) + u16::try_from(slot).unwrap_or_default() % CLIENTS
}

/// The port where the provider at `origin` speaks TLS.
pub(super) fn https(origin: &str) -> u16 {
    first(origin) + CLIENTS
}

/// The port where it asks clients for a certificate too.
pub(super) fn mtls(origin: &str) -> u16 {
    https(origin) + 1
}

/// Whether nobody uses any of the ports that belong to the provider at `origin`.
pub(super) fn all_free(origin: &str) -> bool {
    let first = first(origin);
    let used = u16::try_from(2 + listening().count()).unwrap_or(CLIENTS);
    let own = [https(origin), mtls(origin)];
    (first..first + used).chain(own).all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
}

/// The faults whose clients listen.
pub(super) fn listening() -> impl Iterator<Item = &'static Fault> {
    faults::faults().iter().filter(|fault| fault.listens())
}

fn first(origin: &str) -> u16 {
    let authority = origin.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let port: u16 = authority.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).unwrap_or(80);
    FIRST + port % BLOCKS * ROOM
}
