//! Where on this machine something of ours can be reached: loopback, and nothing else.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// The loopback addresses that a host stands for: both families for `localhost` (RFC 8252 §8.3).
pub(in crate::protocol) fn loopback(url: &Url) -> Vec<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(ip)) if ip.is_loopback() => vec![ip.into()],
        Some(Host::Ipv6(ip)) if ip.is_loopback() => vec![ip.into()],
        Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost") => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        _ => Vec::new(),
    }
}

/// The addresses that the text of a profile's key names; the error is a sentence for the profile's owner, with a
/// usual address in it.
pub(in crate::protocol) fn addresses(text: &str, (key, usual): (&str, &str)) -> Result<Vec<SocketAddr>, String> {
    let wrong = || format!("{key} is {text:?}, and must be an address and a port, such as {usual}");
    if let Some((name, port)) = text.rsplit_once(':')
        && name.eq_ignore_ascii_case("localhost")
    {
        let port = port.parse().map_err(|_| wrong())?;
        return Ok(vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]);
    }
    let address: SocketAddr = text.parse().map_err(|_| wrong())?;
    if address.ip().is_loopback() {
        Ok(vec![address])
    } else {
        Err(format!("{key} is {address}, and others could reach it: only loopback is bound (127.0.0.1, ::1)"))
    }
}

/// Whether there are addresses, and nobody else can reach them.
pub(in crate::protocol) fn are_loopback(addresses: &[SocketAddr]) -> bool {
    !addresses.is_empty() && addresses.iter().all(|address| address.ip().is_loopback())
}

/// The addresses one after the other, for a row.
pub(in crate::protocol) fn list(addresses: &[SocketAddr]) -> String {
    addresses.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}
