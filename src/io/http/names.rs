//! Host names to addresses, so that a failure is a kind of its own and `localhost` is always this machine.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::{refusal, trace};
use crate::protocol::text::shown;

/// The resolver of both clients.
#[derive(Clone, Copy, Debug)]
pub struct Names;

impl Resolve for Names {
    fn resolve(&self, name: Name) -> Resolving {
        let name = name.as_str().to_owned();
        Box::pin(async move {
            // RFC 6761 §6.3; what may go in clear to "localhost" must not depend on a name server.
            if refusal::is_localhost(&name) {
                return Ok(addresses(vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)]));
            }
            match tokio::net::lookup_host((name.as_str(), 0)).await {
                Ok(found) => Ok(addresses(found.map(|address| address.ip()).collect())),
                Err(error) => Err(Unresolved(format!("{} ({error})", shown(&name))).into()),
            }
        })
    }
}

/// A host as it is compared: without the brackets of an IPv6 address, the final dot and upper case.
pub fn comparable(host: &str) -> String {
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
}

fn addresses(ips: Vec<IpAddr>) -> Addrs {
    trace::resolved(&ips);
    Box::new(ips.into_iter().map(|ip| SocketAddr::new(ip, 0)))
}

/// A host name without an address: which, and the resolver's reason.
#[derive(Debug)]
pub struct Unresolved(String);

impl fmt::Display for Unresolved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unresolved {}
