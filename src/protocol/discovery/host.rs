//! What can be said about a host from its name alone: loopback, private, related, internationalised.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// Whether an address stays on this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => mapped(address).is_loopback(),
        None => false,
    }
}

/// Whether an address is of no use to the public: loopback, private, link-local, unspecified. Only what is written
/// is judged, after the URL parser has turned every notation of an address into the usual one.
pub fn is_private(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => is_localhost(name),
        Some(Host::Ipv4(address)) => is_private_v4(address),
        Some(Host::Ipv6(address)) => match mapped(address) {
            IpAddr::V4(address) => is_private_v4(address),
            IpAddr::V6(address) => {
                address.is_loopback()
                    || address.is_unspecified()
                    || address.is_unique_local()
                    || address.is_unicast_link_local()
            }
        },
        None => false,
    }
}

/// Whether an address may be spoken to: `https`, or `http` on this machine.
pub fn is_allowed(url: &Url) -> bool {
    url.scheme() == "https" || (url.scheme() == "http" && is_loopback(url))
}

/// Whether two hosts look like one owner: equal, one below the other, or the same registered name.
///
/// There is no list of public suffixes here: two labels are compared, three below a country with short second labels.
pub fn are_related(one: &Url, other: &Url) -> bool {
    match (one.host(), other.host()) {
        (Some(Host::Domain(one)), Some(Host::Domain(other))) => {
            let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
            let below = |a: &str, b: &str| a.strip_suffix(b).is_some_and(|rest| rest.ends_with('.') && b.contains('.'));
            one == other || below(one, other) || below(other, one) || registered(one) == registered(other)
        }
        (one, other) => one == other,
    }
}

/// Whether the host has a label in punycode.
pub fn is_international(url: &Url) -> bool {
    url.host_str().is_some_and(|host| host.split('.').any(|label| label.starts_with("xn--")))
}

/// Whether a user name or password stands before the host.
pub fn has_userinfo(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}

fn is_localhost(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    name == "localhost" || name.ends_with(".localhost")
}

fn mapped(address: Ipv6Addr) -> IpAddr {
    address.to_ipv4_mapped().map_or(IpAddr::V6(address), IpAddr::V4)
}

fn is_private_v4(address: Ipv4Addr) -> bool {
    let [first, second, ..] = address.octets();
    let shared = first == 100 && (64..128).contains(&second);
    first == 0 || shared || address.is_loopback() || address.is_private() || address.is_link_local()
}

/// The last two labels of a name, or three where the second is a general one (`co.uk`).
fn registered(name: &str) -> Vec<&str> {
    let labels: Vec<&str> = name.rsplit('.').collect();
    let short = labels.len() > 2 && labels[0].len() == 2 && labels[1].len() <= 3;
    labels.into_iter().take(if short { 3 } else { 2 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect(text)
    }

    #[test]
    fn every_notation_of_a_private_address_is_seen() {
        crate::covers!("DSC-17");
        for text in [
            "https://127.0.0.1/t",
            "https://0x7f000001/t",
            "https://127.1/t",
            "https://2130706433/t",
            "https://[::ffff:7f00:1]/t",
            "https://[::1]/t",
            "https://10.0.0.8/t",
            "https://192.168.1.1/t",
            "https://172.16.9.9/t",
            "https://169.254.169.254/latest",
            "https://[fe80::1]/t",
            "https://[fd00::1]/t",
            "https://localhost/t",
            "https://idp.localhost/t",
            "https://0.0.0.0/t",
        ] {
            assert!(is_private(&url(text)), "{text}");
        }
        for text in ["https://8.8.8.8/", "https://id.example.com/", "https://[2606:4700::1]/", "https://172.32.0.1/"] {
            assert!(!is_private(&url(text)), "{text}");
        }
    }

    #[test]
    fn one_owner_is_guessed_from_the_registered_name() {
        let related = |a, b| are_related(&url(a), &url(b));
        assert!(related("https://id.example.com", "https://api.example.com"));
        assert!(related("https://example.com", "https://device.example.com"));
        assert!(related("https://a.b.co.uk", "https://c.b.co.uk"));
        assert!(!related("https://a.co.uk", "https://b.co.uk"));
        assert!(!related("https://accounts.google.com", "https://oauth2.googleapis.com"));
        assert!(!related("https://example.com", "https://badexample.com"));
        assert!(!related("https://10.0.0.1", "https://10.0.0.2"));
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(is_allowed(&url("http://127.0.0.1:8400/x")) && is_allowed(&url("https://a.example/")));
        assert!(!is_allowed(&url("http://a.example/")) && !is_allowed(&url("javascript:alert(1)")));
        assert!(!is_allowed(&url("file:///etc/passwd")));
    }
}
