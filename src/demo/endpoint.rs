//! Where clients in ping and push mode are notified: their `backchannel_client_notification_endpoint` (CIBA §4).
//!
//! The port follows from the provider's own and from the fault, so a profile that was saved fits a provider that was
//! started again on the same port, and runs against several faults can listen side by side. The ports lie below those
//! that systems hand out by themselves, so they are free unless somebody asked for one of them.

use super::client::TokenDelivery;
use super::fault::Fault;
use super::faults;
use std::net::{Ipv4Addr, TcpListener};

/// The path of every endpoint.
pub(super) const PATH: &str = "/ciba/notification";

/// The lowest port, how many belong to one provider, and how many providers there is room for.
const FIRST: u16 = 10_000;
pub(super) const ROOM: u16 = 64;
const BLOCKS: u16 = 340;

/// The port of the endpoint of the client that has `delivery`, at the honest issuer or at that of a fault.
pub(super) fn port(origin: &str, fault: Option<&Fault>, delivery: TokenDelivery) -> u16 {
    let slot = match fault {
        Some(fault) => 2 + listening().position(|one| one.name == fault.name).unwrap_or_default(),
        None => usize::from(delivery == TokenDelivery::Push),
    };
    first(origin) + u16::try_from(slot).unwrap_or_default() % ROOM
}

/// Whether nobody uses any of the ports that belong to the provider at `origin`.
pub(super) fn all_free(origin: &str) -> bool {
    let first = first(origin);
    let used = u16::try_from(2 + listening().count()).unwrap_or(ROOM);
    (first..first + used).all(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok())
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
