//! `NO_PROXY`: hosts that are spoken to directly.

use std::net::IpAddr;

use url::{Host, Url};

/// The entries of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exceptions(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Entry {
    /// `*`
    Everybody,
    /// `example.com`, `.example.com`, `*.example.com`: the name and what is below it; perhaps one port only.
    Name(String, Option<u16>),
    /// `10.0.0.1`, `10.0.0.0/8`, `[::1]`: addresses with these leading bits.
    Network(IpAddr, u8),
}

impl Exceptions {
    /// Reads a list with commas or spaces between its entries.
    pub fn parse(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        Self(entries.map(Entry::parse).collect())
    }

    /// Whether an address is among them.
    pub fn hold(&self, url: &Url) -> bool {
        self.0.iter().any(|entry| entry.holds(url))
    }
}

impl Entry {
    fn parse(text: &str) -> Self {
        let bare = text.trim_start_matches('[').replace(']', "");
        let (address, bits) = bare.split_once('/').map_or((bare.as_str(), None), |(ip, bits)| (ip, Some(bits)));
        if text == "*" {
            return Self::Everybody;
        }
        if let Ok(ip) = address.parse::<IpAddr>() {
            let most = if ip.is_ipv4() { 32 } else { 128 };
            return Self::Network(ip, bits.and_then(|bits| bits.parse().ok()).unwrap_or(most).min(most));
        }
        let (name, port) = match text.rsplit_once(':') {
            Some((name, port)) => (name, port.parse().ok()),
            None => (text, None),
        };
        let name = name.trim_start_matches("*.").trim_matches('.');
        Self::Name(name.to_ascii_lowercase(), port)
    }

    fn holds(&self, url: &Url) -> bool {
        match (self, url.host()) {
            (Self::Everybody, _) => true,
            (Self::Name(name, port), Some(host)) => {
                let host = host.to_string();
                let host = host.trim_end_matches('.');
                let below = host.strip_suffix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
                below && !name.is_empty() && port.is_none_or(|port| url.port_or_known_default() == Some(port))
            }
            (Self::Network(ip, bits), Some(Host::Ipv4(host))) => shares(*ip, IpAddr::V4(host), *bits),
            (Self::Network(ip, bits), Some(Host::Ipv6(host))) => shares(*ip, IpAddr::V6(host), *bits),
            _ => false,
        }
    }
}

fn shares(network: IpAddr, host: IpAddr, bits: u8) -> bool {
    match (network, host) {
        (IpAddr::V4(a), IpAddr::V4(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= u32::from(bits),
        (IpAddr::V6(a), IpAddr::V6(b)) => (a.to_bits() ^ b.to_bits()).leading_zeros() >= u32::from(bits),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_match_at_their_dots_and_networks_by_their_bits() {
        for (list, url, held) in [
            ("example.com", "https://example.com/", true),
            ("example.com", "https://id.EXAMPLE.com./", true),
            ("example.com", "https://badexample.com/", false),
            (".example.com", "https://example.com/", true),
            ("*.example.com", "https://id.example.com/", true),
            ("example.com:8443", "https://example.com:8443/", true),
            ("example.com:8443", "https://example.com/", false),
            ("a, b  example.com", "https://example.com/", true),
            ("*", "https://anything/", true),
            ("10.0.0.0/8", "https://10.9.8.7/", true),
            ("10.0.0.0/8", "https://11.0.0.1/", false),
            ("10.0.0.1", "https://10.0.0.1/", true),
            ("10.0.0.1", "https://10.0.0.2/", false),
            ("0.0.0.0/0", "https://10.0.0.2/", true),
            ("[fd00::]/8", "https://[fd12::1]/", true),
            ("fd00::/8", "https://[fe80::1]/", false),
            ("10.0.0.0/99", "https://10.0.0.0/", true),
            ("", "https://example.com/", false),
            (".", "https://example.com/", false),
            (",, ,", "https://example.com/", false),
        ] {
            assert_eq!(Exceptions::parse(list).hold(&Url::parse(url).unwrap()), held, "{list} {url}");
        }
    }
}
