//! Which redirect URIs are registered: loopback, any port (RFC 8252 §7.3), two paths.

/// The hosts, as they stand in a URI.
const HOSTS: [&str; 3] = ["127.0.0.1", "localhost", "[::1]"];

/// The paths.
const PATHS: [&str; 2] = ["/callback", "/cb"];

/// Whether that exact text fits the registration.
pub(super) fn is_registered(uri: &str) -> bool {
    let Some(rest) = uri.strip_prefix("http://") else { return false };
    let Some(rest) = HOSTS.iter().find_map(|host| rest.strip_prefix(host)) else { return false };
    let (port, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let any_port = port.is_empty() || port.strip_prefix(':').is_some_and(|digits| digits.parse::<u16>().is_ok());
    any_port && PATHS.contains(&path)
}

/// Scheme, host and port of a registered one.
pub(super) fn origin(uri: &str) -> &str {
    PATHS.iter().find_map(|path| uri.strip_suffix(path)).unwrap_or(uri)
}

/// What a content security policy calls that origin; it has no word for an IPv6 address.
pub(super) fn form_source(uri: &str) -> &str {
    if uri.contains('[') { "http:" } else { origin(uri) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_with_any_port_and_nothing_else() {
        for uri in ["http://127.0.0.1:8400/callback", "http://localhost/cb", "http://[::1]:1/callback"] {
            assert!(is_registered(uri), "{uri}");
        }
        let wrong = [
            "https://127.0.0.1/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1:99999/callback",
            "http://127.0.0.1/callback?a=b",
            "http://127.0.0.1/callback/",
            "http://127.0.0.1",
            "http://LOCALHOST/callback",
        ];
        for uri in wrong {
            assert!(!is_registered(uri), "{uri}");
        }
        assert_eq!(origin("http://127.0.0.1:8400/callback"), "http://127.0.0.1:8400");
    }
}
