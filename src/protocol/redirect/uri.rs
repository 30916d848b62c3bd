//! Where a `redirect_uri` leads, and what has to be bound for it (RFC 8252 §7.3).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

/// A redirect URI as somebody registered it, and where its answers are awaited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedirectUri {
    /// As the profile has it.
    pub text: String,
    /// What to bind, in this order, all on one port; empty when the answer can only be pasted.
    pub bind: Vec<SocketAddr>,
    /// Whether the port is ours to choose, and then stands in what is sent.
    pub any_port: bool,
    /// The path, as a request line has it.
    pub path: String,
    /// The name and port by which browsers come, without the port when that is ours to choose.
    pub host: String,
}

/// Reads a redirect URI and, where it differs, the address to listen at. The error is a sentence for the profile's
/// owner.
pub fn plan(redirect_uri: &str, listen: Option<&str>) -> Result<RedirectUri, String> {
    let url = Url::parse(redirect_uri).map_err(|error| format!("code.redirect_uri is no address: {error}"))?;
    let loopback = loopback(&url);
    let port = url.port();
    let any_port = listen.is_none() && !loopback.is_empty() && port == Some(0);
    let bind = match listen {
        Some(text) => vec![listen_address(text)?],
        None if url.scheme() == "http" => {
            let port = port.unwrap_or(80);
            loopback.into_iter().map(|ip| SocketAddr::new(ip, port)).collect()
        }
        None => Vec::new(),
    };
    let host = url.host_str().unwrap_or_default();
    let host = match port {
        Some(port) if !any_port => format!("{host}:{port}"),
        _ => host.to_owned(),
    };
    Ok(RedirectUri { text: redirect_uri.to_owned(), bind, any_port, path: url.path().to_owned(), host })
}

impl RedirectUri {
    /// What is sent, byte for byte, once the port is known. Only a port of 0 is replaced.
    pub fn sent(&self, bound: Option<u16>) -> String {
        match bound {
            Some(port) if self.any_port => self.text.replacen(":0", &format!(":{port}"), 1),
            _ => self.text.clone(),
        }
    }
}

/// The loopback addresses that a host stands for: both families for `localhost` (RFC 8252 §8.3).
fn loopback(url: &Url) -> Vec<IpAddr> {
    match url.host() {
        Some(Host::Ipv4(ip)) if ip.is_loopback() => vec![ip.into()],
        Some(Host::Ipv6(ip)) if ip.is_loopback() => vec![ip.into()],
        Some(Host::Domain(name)) if name.eq_ignore_ascii_case("localhost") => {
            vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]
        }
        _ => Vec::new(),
    }
}

fn listen_address(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .replace("localhost", "127.0.0.1")
        .parse()
        .map_err(|_| format!("code.listen is {text:?}, and must be an address and a port, such as 127.0.0.1:8400"))?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err(format!("code.listen is {address}, and others could reach it: only loopback is bound (127.0.0.1, ::1)"))
    }
}
